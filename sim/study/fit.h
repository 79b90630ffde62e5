/*
 * fit: a line or a quadratic through a few neighbouring points of a curve (curve.h), by weighted least
 * squares in y = ln value less the guide, against x = -ln(1 - rate / saturation), or ln rate.
 *
 * Thread safe; scratch is allocated inside GSL.
 */
#ifndef KNEEWALL_STUDY_FIT_H
#define KNEEWALL_STUDY_FIT_H

#include "sim/study/curve.h"

#include <stdbool.h>

enum { FIT_MOST_POINTS = 32 };

/* Points closer than this in x are one place: a refinement must not crowd the points that give the curve its
 * shape. */
#define FIT_SAME_PLACE 0.15
#define FIT_LEAST_SE   1e-6 /* an exact point must not make all others weightless */

struct fit_window { /* indices of neighbouring usable points, ascending */
    size_t at[FIT_MOST_POINTS];
    size_t count;
};

struct fit {
    size_t terms;               /* 2: line, 3: quadratic */
    double centre, first, last; /* of x; the others are relative to the centre */
    double c[3], cov[3][3];     /* of u = x - centre */
};

/* The coordinate: whether there is a saturation, x of a rate and back, dx / d ln rate. */
bool fit_bounded(const struct curve *curve);
double fit_x(const struct curve *curve, double rate);
double fit_rate(const struct curve *curve, double x);
double fit_stretch(const struct curve *curve, double x);

/* The first usable point, and the usable neighbour of i in steps of +1 or -1; curve->count if there is none.
 */
bool fit_usable(const struct curve *curve, size_t i);
size_t fit_first(const struct curve *curve);
size_t fit_neighbour(const struct curve *curve, size_t i, int step);

/* The points from low to high, both usable, and those of `more` places beyond on each side; one further where
 * an end of the curve leaves too few for a parabola. */
struct fit_window fit_window_around(const struct curve *curve, size_t low, size_t high, size_t more);

/* Terms to fit: a parabola needs four points, in three places at least. */
size_t fit_terms(const struct curve *curve, const struct fit_window *w);
struct fit fit_make(const struct curve *curve, const struct fit_window *w, size_t terms);

/* ln of the curve's guide at x, 0 without one, and its slope. */
double fit_guide(const struct curve *curve, double x);
double fit_guide_slope(const struct curve *curve, double x);

/* At u; the guide is not in it. */
double fit_value(const struct fit *f, double u);
double fit_slope(const struct fit *f, double u);

/* Standard error of the combination a . c of the coefficients. */
double fit_se(const struct fit *f, const double a[3]);

#endif
