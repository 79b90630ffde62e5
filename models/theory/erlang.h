/* Stations with Poisson arrivals and exponential service: Erlang's formulas and what follows from them.
 *
 * servers >= 1, arrival_rate >= 0, service_rate > 0. Conventions (NAN, INFINITY, q) as in notation.h.
 * Sources: Kleinrock, Queueing Systems vol. 1, ch. 3; Harchol-Balter, Performance Modeling and Design, ch.
 * 13-14; Erlang-A: Palm 1957, Mandelbaum and Zeltyn 2007. */
#ifndef MODELS_THEORY_ERLANG_H
#define MODELS_THEORY_ERLANG_H

#include <stdbool.h>

/* P(blocked) of M/G/m/m with offered_load = lambda/mu erlangs; insensitive to the law of service. */
double erlang_b(unsigned servers, double offered_load);

/* P(wait > 0) of M/M/m; 1 when offered_load >= servers. */
double erlang_c(unsigned servers, double offered_load);

/* M/M/m first come first served: mean time in queue, mean time in system. The means also hold for m-core
 * processor sharing. INFINITY when lambda >= m mu. */
double erlang_wait(unsigned servers, double arrival_rate, double service_rate);
double erlang_response(unsigned servers, double arrival_rate, double service_rate);

/* P(waiting time > t) and the q-quantile of the waiting time (0 when q <= P(no wait)). */
double erlang_wait_sf(unsigned servers, double arrival_rate, double service_rate, double t);
double erlang_wait_quantile(unsigned servers, double arrival_rate, double service_rate, double q);

/* P(response time > t), its complement, and the q-quantile:
 * sf = (1-C) e^{-mu t} + C P(Exp(mu) + Exp(m mu - lambda) > t). */
double erlang_response_sf(unsigned servers, double arrival_rate, double service_rate, double t);
double erlang_response_cdf(unsigned servers, double arrival_rate, double service_rate, double t);
double erlang_response_quantile(unsigned servers, double arrival_rate, double service_rate, double q);

/* M/M/m/K: at most `capacity` in the system, those in service included (capacity >= servers); the rest are
 * lost. */
struct erlang_finite {
    double loss;          /* P(an arrival is lost) */
    double accepted_rate; /* throughput */
    double number;        /* mean number in the system */
    double queue;         /* mean number waiting */
    double wait;          /* mean wait of the accepted */
    double response;      /* mean time in system of the accepted */
};
bool erlang_mmck(unsigned servers, unsigned capacity, double arrival_rate, double service_rate,
                 struct erlang_finite *out);

/* The response time of the accepted customers of M/M/m/K. Allocates O(capacity) for the call. */
double erlang_mmck_response_sf(unsigned servers, unsigned capacity, double arrival_rate, double service_rate,
                               double t);
double erlang_mmck_response_quantile(unsigned servers, unsigned capacity, double arrival_rate,
                                     double service_rate, double q);

/* M/M/m+M (Erlang-A): a waiting customer leaves after an exponential patience of rate patience_rate > 0. */
struct erlang_impatient {
    double abandon;          /* P(leaves without service) */
    double wait_probability; /* P(all servers are busy on arrival) */
    double queue;            /* mean number waiting */
    double wait;             /* mean time in queue, those who leave included */
};
bool erlang_a(unsigned servers, double arrival_rate, double service_rate, double patience_rate,
              struct erlang_impatient *out);

/* M/M/1+D: whoever has not started service `timeout` after arriving leaves; service is never cut short.
 * P(leaves). Baccelli and Hebuterne 1981. */
double erlang_timeout_mm1(double arrival_rate, double service_rate, double timeout);

#endif
