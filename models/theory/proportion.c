#include "models/theory/proportion.h"

#include <gsl/gsl_fit.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

static bool is_usable(size_t points, const double x[], const double y[])
{
    if (points < PROPORTION_POINTS_MIN) return false;
    for (size_t i = 0; i < points; i++)
        if (!(x[i] > 0) || !isfinite(x[i]) || !isfinite(y[i])) return false;
    return true;
}

bool proportion_fit(size_t points, const double x[], const double y[], struct proportion *fit)
{
    *fit = (struct proportion){ NAN, NAN, NAN, NAN, NAN, NAN };
    if (!is_usable(points, x, y)) return false;
    double variance, squared, covariance, free_variance;
    gsl_fit_mul(x, 1, y, 1, points, &fit->slope, &variance, &squared);
    fit->slope_se = sqrt(variance);
    const double total = gsl_stats_tss(y, 1, points);
    if (total > 0) fit->r2 = 1 - squared / total;
    if (points < 3 || !(gsl_stats_tss(x, 1, points) > 0)) return true;
    gsl_fit_linear(x, 1, y, 1, points, &fit->intercept, &fit->free_slope, &free_variance, &covariance,
                   &variance, &squared);
    fit->intercept_se = sqrt(fmax(free_variance, 0));
    return true;
}
