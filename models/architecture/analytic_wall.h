/*
 * analytic_wall: about where the service level objective breaks, without a simulation: to compare
 * architectures that differ a little, many of them in a moment. It is no prediction: it knows no
 * correlation, no pool of threads that fills up, no time-out.
 *
 * Each member of each resource is a queue of its own with Poisson arrivals. Its mean wait is Erlang's times
 * (1 + cv^2)/2 (Allen-Cunneen; exact for M/M/m and M/G/1), whoever waits at all does so for an exponential
 * time; processor sharing is insensitive to the law (its variance is taken as M/M/m's). A request's latency
 * has the sum of means and of variances over its visits, plus the delays that are nobody's work, and the
 * quantiles of the gamma distribution with that mean and variance (Whitt, "The queueing network analyzer",
 * Bell Syst. Tech. J. 62, 1983, for the decomposition). The wall is the least load at which one of the
 * objective's bounds on latency is reached, at most the saturation of the bottleneck law.
 *
 * Units are SI. Pure functions, thread safe.
 */
#ifndef KNEEWALL_ARCHITECTURE_ANALYTIC_WALL_H
#define KNEEWALL_ARCHITECTURE_ANALYTIC_WALL_H

#include "models/architecture/network.h"

struct analytic_latency {
    double mean, variance; /* s, s^2; INFINITY at and beyond saturation */
};

/* At `rate` >= 0 requests/s. */
struct analytic_latency analytic_latency_at(const struct network *network, double rate);

/* The latency that a share p of requests is within, s; 0 < p < 1. */
double analytic_percentile(const struct analytic_latency *latency, double p);

/* Requests/s; 0: the objective is broken without any load; INFINITY: nothing is limited. Closed models: the
 * saturation. */
double analytic_wall(const struct network *network);

#endif
