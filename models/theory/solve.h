/* Roots and quantiles of monotone functions by bisection safeguarded interpolation (GSL's Brent). */
#ifndef MODELS_THEORY_SOLVE_H
#define MODELS_THEORY_SOLVE_H

typedef double solve_function(double x, void *context);

/* x in [low, high] with f(x) = 0, where f changes sign on the interval; NAN if it does not or memory is out.
 * Relative precision about 1e-13. */
double solve_root(solve_function *f, void *context, double low, double high);

/* The smallest t >= 0 with sf(t) <= 1-q, for a continuous decreasing sf with sf(infinity) = 0 and 0 <= q < 1;
 * scale > 0 is any guess at the size of t. */
double solve_quantile(solve_function *sf, void *context, double q, double scale);

#endif
