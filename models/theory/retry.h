/* What retries do to load. p is the failure probability of one attempt, independent of the others;
 * max_retries counts attempts after the first. Conventions as in notation.h. */
#ifndef MODELS_THEORY_RETRY_H
#define MODELS_THEORY_RETRY_H

#include <stdbool.h>

/* Mean attempts a request (the amplification of load), (1-p^(r+1))/(1-p), and P(some attempt succeeds). */
double retry_attempts(double p, unsigned max_retries);
double retry_success(double p, unsigned max_retries);

/* Attempts at the bottom of `layers` layers that each retry, while the bottom always fails: (r+1)^layers.
 * Google, Site Reliability Engineering, ch. 22. */
double retry_layered(unsigned layers, unsigned max_retries);

/* Exponential backoff with full jitter: mean sleep before retry i (from 0), min(cap, base 2^i)/2. Brooker,
 * 2015. */
double retry_backoff_mean(double base, double cap, unsigned i);

/* The load above which an overload feeds itself once every attempt times out: mu/(1+r). */
double retry_sustained_overload(double service_rate, unsigned max_retries);

/* M/M/m/K whose losses are tried again after a long backoff: offered = lambda (1 + p + ... + p^r), p the loss
 * at that load. Exact as the backoff grows (attempts then form a Poisson stream). The smallest fixed point,
 * which is where a system that starts empty settles. False for bad input. */
struct retry_point {
    double offered_rate; /* retries included */
    double loss;         /* of one attempt */
    double failure;      /* of a request: all attempts lost */
    double amplification;
};
bool retry_fixed_point(unsigned servers, unsigned capacity, double arrival_rate, double service_rate,
                       unsigned max_retries, struct retry_point *out);

/* M/M/1/1 with an orbit: who finds the server busy tries again at rate retry_rate until served. Mean number
 * in orbit (over lambda, the mean time until service starts). Falin and Templeton, Retrial Queues, 1997. */
double retry_orbit(double arrival_rate, double service_rate, double retry_rate);

#endif
