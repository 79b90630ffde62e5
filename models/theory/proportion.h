/* A straight line through the origin, y = slope x, by least squares: the utilization law U = X D, where the
 * slope is the service demand, and how many of one thing another takes in general.
 *
 * x > 0 and y finite; at least PROPORTION_POINTS_MIN points. R2 compares with the mean of y, so it is
 * negative for a line that is worse than none; it is NAN where all y are equal. Pure, thread safe. */
#ifndef MODELS_THEORY_PROPORTION_H
#define MODELS_THEORY_PROPORTION_H

#include <stdbool.h>
#include <stddef.h>

enum { PROPORTION_POINTS_MIN = 2 };

struct proportion {
    double slope, slope_se;
    double r2;
    /* The line that need not pass through the origin, where there are three points with different x; else
     * NAN. An intercept that is far from 0 in standard errors says that y has a part that does not follow x.
     */
    double free_slope, intercept, intercept_se;
};

/* False: too few points, an x that is not positive, or a y that is not finite. */
bool proportion_fit(size_t points, const double x[], const double y[], struct proportion *fit);

#endif
