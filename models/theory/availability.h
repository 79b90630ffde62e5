/* Steady-state availability of repairable systems. Times in any one unit, rates in its inverse;
 * availabilities in [0, 1]; NAN (or false) outside. Source: Trivedi, Probability and Statistics with
 * Reliability, ch. 6 and 8. */
#ifndef MODELS_THEORY_AVAILABILITY_H
#define MODELS_THEORY_AVAILABILITY_H

#include <stdbool.h>
#include <stddef.h>

/* Alternating renewal: mean up time/(mean up + mean down); holds for any laws. */
double availability_renewal(double mttf, double mttr);

/* Independent parts of which all are needed, at least one is, or at least k of n alike are. */
double availability_series(size_t n, const double part[]);
double availability_parallel(size_t n, const double part[]);
double availability_at_least(unsigned k, unsigned n, double part);

/* k of n alike units needed, exponential failures (also while the system is down) and repairs, by `crews`
 * crews, one a failed unit. Birth-death chain, exact. */
struct availability_group {
    double availability;
    double mttf;         /* mean time to the first system failure, all units up at the start */
    double failure_rate; /* system failures per unit of time in the steady state */
};
bool availability_k_of_n(unsigned n, unsigned k, double mttf, double mttr, unsigned crews,
                         struct availability_group *out);

/* The law of the number of failed units of such a group: share[0 .. n], which adds up to 1. `crews` need not
 * be whole where it is n or more. */
void availability_failed(unsigned n, double mttf, double mttr, double crews, double share[]);

/* Failures that cost a fixed time each and come at mean intervals mttf of up time; of a stream of `rate` a
 * second: what is turned away in one outage, and what is lost of the not yet copied when copies lag by `lag`
 * on average. */
struct availability_failover {
    double unavailability, rejected, lost;
};
struct availability_failover availability_failover(double mttf, double outage, double rate, double lag);

#endif
