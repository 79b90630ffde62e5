/*
 * wall: where the service level objective breaks, from the load points known so far, and which load to try
 * next.
 *
 * The objective is a set of bounds (a percentile, the mean, the error ratio, the goodput); each is a quantity
 * that grows with load, and the wall is the least load at which one of them is crossed. Latencies are crossed
 * on a fitted curve (curve.h), and so is the error ratio where there are errors on both sides; goodput, and
 * errors that set in at once, between the two nearest loads on either side.
 *
 * The search is a sequential design around a fit (response surface: Box and Wilson 1951), with a point added
 * at the fitted root until it stays there; chosen because a bracket by stochastic bisection is no interval
 * (measured coverage .13-.73), and a secant with common random numbers covers .69-.91.
 *
 * Pure functions of the points.
 */
#ifndef KNEEWALL_STUDY_WALL_H
#define KNEEWALL_STUDY_WALL_H

#include "sim/study/result.h"

/* The bounds in absolute terms. */
struct wall_bounds {
    double percentile[PERCENTILES], mean; /* s; INFINITY: none */
    double error_ratio, goodput;
};

/* What the scenario asks for; a bound relative to the lightest load takes `lightest`'s p99. */
struct wall_bounds wall_bounds(const struct slo *slo, const struct point_result *lightest);

/* Whether the point breaks a bound. An unstable point does. */
bool wall_broken(const struct wall_bounds *bounds, const struct point_result *point);

/*
 * The wall as far as the points tell; `points` by ascending load, `saturation` from the bottleneck law
 * (INFINITY: not known). Resource, users and next are not filled.
 */
struct wall_result wall_find(const struct wall_bounds *bounds, const struct point_result *const *points,
                             uint32_t count, double saturation, double confidence);

/* The next load to try, or NAN when the wall is known as well as `precision` (relative) asks or no load would
 * help. */
double wall_probe(const struct wall_bounds *bounds, const struct point_result *const *points, uint32_t count,
                  double saturation, double confidence, double precision);

/* The resource to blame, seen at the load nearest to the wall: the busiest, hardware before what waits for
 * it. */
uint32_t wall_resource(const struct network *network, const struct point_result *point, uint32_t *member,
                       double *utilization);

#endif
