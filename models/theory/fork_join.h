/* Requests that fan out to n parts and wait for all, or for the first. n >= 1; conventions as in notation.h.
 * Sources: Flatto and Hahn 1984; Nelson and Tantawi, IEEE ToC 37(6) 1988; Dean and Barroso, CACM 56(2) 2013;
 * Gardner et al., Operations Research 2017. */
#ifndef MODELS_THEORY_FORK_JOIN_H
#define MODELS_THEORY_FORK_JOIN_H

#include "models/theory/solve.h"

/* H_n = 1 + 1/2 + ... + 1/n: the mean of the largest of n independent Exp(1). */
double fork_join_harmonic(unsigned n);

/* The largest of n independent exponentials of this rate: mean and q-quantile. Also n independent M/M/1
 * shards, with rate = mu - lambda, probed rarely. */
double fork_join_max_mean(unsigned n, double rate);
double fork_join_max_quantile(unsigned n, double rate, double q);

/* n M/M/1 queues, each request forks one job of mean 1/mu to every one and waits for all: mean response time.
 * Exact for n <= 2, within 5 % up to n = 32 (Nelson-Tantawi). */
double fork_join_response(unsigned n, double arrival_rate, double service_rate);

/* The percentile a single leaf must keep for n leaves to keep q together: q^(1/n); and P(at least one of n is
 * slow). */
double fork_join_leaf_level(unsigned n, double q);
double fork_join_any_slow(unsigned n, double leaf_slow);

/* A second copy is sent when there is no answer after `delay`, the first answer wins, nobody queues:
 * q-quantile of the latency, for a leaf with this survival function. P(a second copy is sent) is
 * leaf_sf(delay). */
double fork_join_hedged_quantile(solve_function *leaf_sf, void *context, double delay, double q,
                                 double scale);

/* Redundancy-d: each request runs on d of n servers drawn at random, the first completion cancels the rest;
 * copies are independent exponentials. arrival_rate is per server. Mean response time, exact. 1 <= d <= n. */
double fork_join_redundant_response(unsigned n, unsigned d, double arrival_rate, double service_rate);

#endif
