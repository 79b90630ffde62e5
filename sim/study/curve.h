/*
 * From measured points of a latency curve to its wall (where it crosses a limit) and its knee (where its
 * elasticity is 1).
 *
 * Everything is fitted in y = ln value against x = -ln(1 - rate / saturation). There the curve of M/M/1 is a
 * straight line of slope 1 and most others nearly so, which makes a local quadratic enough. Where the
 * saturation rate is unknown or infinite, x = ln rate. Each point should have random numbers of its own,
 * since correlated errors make the interval wrong.
 *
 * Points are weighted by 1/se^2, but a point's own se must not decide: a run that stops when its interval is
 * narrow stops early where the estimate happens to be low and its se too, and weights from them pull the fit
 * down by an eighth of a standard error (measured on M/M/1, where weights by the number of requests do not).
 * So se^2 x requests, which does not depend on the run's length, is smoothed over the window by a line in x.
 *
 * Elasticity d ln value / d ln rate = y'(x) (e^x - 1), or y'(x) when x = ln rate.
 *
 * Intervals invert a test: all x where the fit differs from what is sought by at most kappa t se(x), se from
 * the covariance of the fit, t Student's with 31 degrees of freedom for the 32 replications behind each
 * point. Where the four points are so precise that they reject a parabola, the covariance is scaled by the
 * misfit, or the interval would be narrow around a biased place (M/M/4 with points within 1 %). A further
 * point at the place found cures the bias.
 *
 * Pure functions (they allocate scratch inside GSL), thread safe.
 */
#ifndef KNEEWALL_SIM_STUDY_CURVE_H
#define KNEEWALL_SIM_STUDY_CURVE_H

#include "sim/study/interval.h"
#include <stddef.h>

struct curve_point {
    double arrival_rate; /* requests/s, > 0, < saturation */
    double log_value;    /* ln of the value */
    double log_se;       /* standard error of log_value, > 0 */
    double requests;     /* behind it; 0: not said */
};

struct curve { /* points by ascending rate, not owned; leave out points with no steady state */
    const struct curve_point *points;
    size_t count;
    double saturation; /* requests/s; INFINITY or <= 0: unknown */
    double confidence;
    /* ln of a curve of nearly the same shape, defined below saturation: what is fitted is the difference.
     * NULL: none. */
    double (*guide)(const void *context, double rate);
    const void *guide_context;
};

enum curve_status {
    CURVE_FOUND,
    CURVE_BELOW,   /* every point is below the limit: what is sought lies above the last point, if anywhere */
    CURVE_ABOVE,   /* the first point is past the limit already */
    CURVE_TOO_FEW, /* under two points */
};

/* ci ends are rates; 0 and the saturation rate (INFINITY if unknown) where the fit cannot say. NAN unless
 * CURVE_FOUND. */
struct curve_place {
    enum curve_status status;
    struct interval rate;
    size_t used; /* points fitted: 4 with a quadratic, 2 or 3 with a line */
};

/*
 * A point from a value (s, any unit) with its interval as interval_mean() or interval_quantile() gave it: the
 * standard error is ln(high / low) / (2 kappa t). An interval unbounded on one side uses the other; on both,
 * the point has log_se INFINITY and curve functions ignore it.
 */
struct curve_point curve_point_of(double arrival_rate, const struct interval *value, double confidence,
                                  double kappa);

/*
 * Where the curve crosses `limit` upwards (first crossing): weighted quadratic through the two points on each
 * side (three, where the other side has one), a line where there are only two or three in all or the
 * quadratic has no root between its points. Points within 0.15 in x of each other count as one place. 2 % off
 * p99 gives 2 % off the rate at low load and 0.3 % at rho 0.9. Refit after adding a point at the root.
 */
struct curve_place curve_crossing(const struct curve *curve, double limit);

/*
 * Where the elasticity reaches 1 and stays above: fit on the points around it, interval from the covariance
 * of the slope. Exact on M/M/1; on M/M/c a sweep as coarse as 0.8, 0.85, 0.9, 0.95 biases it by up to 1 %
 * (M/M/64). Further points at the knee do not help as they do for a wall, a slope needs points apart; leave
 * it.
 */
struct curve_place curve_knee(const struct curve *curve);

/* Elasticity at point i by a local fit with its neighbours; NAN under two points. */
double curve_elasticity(const struct curve *curve, size_t i);

#endif
