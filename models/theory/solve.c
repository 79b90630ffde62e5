/* Brent's method keeps the root bracketed, so a monotone function cannot lose it. Endpoints are tested first
 * because GSL's error handler would end the program on a bad bracket. */
#include "models/theory/solve.h"

#include <float.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <math.h>
#include <stdbool.h>

enum { ITERATIONS_MAX = 200 };
static const double PRECISION = 1e-14;

double solve_root(solve_function *f, void *context, double low, double high)
{
    double at_low = f(low, context), at_high = f(high, context);
    if (at_low == 0) return low;
    if (at_high == 0) return high;
    if (!(low < high) || !isfinite(at_low) || !isfinite(at_high) || (at_low < 0) == (at_high < 0)) return NAN;

    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    if (!solver) return NAN;
    gsl_function function = { .function = f, .params = context };
    double root = NAN;
    if (gsl_root_fsolver_set(solver, &function, low, high) == GSL_SUCCESS) {
        for (int i = 0; i < ITERATIONS_MAX; i++) {
            if (gsl_root_fsolver_iterate(solver) != GSL_SUCCESS) break;
            root = gsl_root_fsolver_root(solver);
            double width = gsl_root_fsolver_x_upper(solver) - gsl_root_fsolver_x_lower(solver);
            if (fabs(width) <= PRECISION * fabs(root) + DBL_MIN) break;
        }
    }
    gsl_root_fsolver_free(solver);
    return root;
}

struct quantile {
    solve_function *sf;
    void *context;
    double tail;
};

static double excess(double t, void *context)
{
    const struct quantile *quantile = context;
    return quantile->sf(t, quantile->context) - quantile->tail;
}

double solve_quantile(solve_function *sf, void *context, double q, double scale)
{
    if (!(q >= 0 && q < 1) || !(scale > 0) || !isfinite(scale)) return NAN;
    struct quantile quantile = { .sf = sf, .context = context, .tail = 1 - q };
    if (excess(0, &quantile) <= 0) return 0;
    double low = 0, high = scale;
    while (excess(high, &quantile) > 0) {
        low = high;
        high *= 2;
        if (!isfinite(high)) return NAN;
    }
    return solve_root(excess, &quantile, low, high);
}
