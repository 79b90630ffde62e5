/* The curve is linear in its coefficients once turned over, N/X = (1 + alpha (N-1) + beta N (N-1))/gamma:
 * that gives the start, least squares in X itself the fit. X is divided by its maximum first, so that
 * tolerances mean the same for every unit. Constraints are met by trying each set of coefficients fixed at 0
 * (there are four). */
#include "models/theory/usl.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <math.h>

enum { ALPHA, BETA, GAMMA, COEFFICIENTS };

struct sample {
    size_t points;
    const double *population, *throughput;
    double unit;             /* throughputs are divided by it */
    bool free[COEFFICIENTS]; /* the others are 0 */
};

static size_t free_count(const struct sample *s)
{
    return (size_t)s->free[ALPHA] + s->free[BETA] + s->free[GAMMA];
}

static void unpack(const gsl_vector *x, const struct sample *s, double value[COEFFICIENTS])
{
    size_t next = 0;
    for (int i = 0; i < COEFFICIENTS; i++) value[i] = s->free[i] ? gsl_vector_get(x, next++) : 0;
}

static double slowdown(double alpha, double beta, double n)
{
    return 1 + alpha * (n - 1) + beta * n * (n - 1);
}

static void gradient(const double value[COEFFICIENTS], double n, double out[COEFFICIENTS])
{
    double down = slowdown(value[ALPHA], value[BETA], n), curve = value[GAMMA] * n / down;
    out[ALPHA] = -curve * (n - 1) / down;
    out[BETA] = -curve * n * (n - 1) / down;
    out[GAMMA] = n / down;
}

static int residuals(const gsl_vector *x, void *context, gsl_vector *f)
{
    const struct sample *s = context;
    double value[COEFFICIENTS];
    unpack(x, s, value);
    for (size_t i = 0; i < s->points; i++) {
        double n = s->population[i], down = slowdown(value[ALPHA], value[BETA], n);
        /* Beyond a pole of the curve nothing fits: a large finite residual makes the solver step back. */
        double curve = down > 1e-9 ? value[GAMMA] * n / down : 1e6;
        gsl_vector_set(f, i, curve - s->throughput[i] / s->unit);
    }
    return GSL_SUCCESS;
}

static int jacobian(const gsl_vector *x, void *context, gsl_matrix *j)
{
    const struct sample *s = context;
    double value[COEFFICIENTS], slope[COEFFICIENTS];
    unpack(x, s, value);
    for (size_t i = 0; i < s->points; i++) {
        gradient(value, s->population[i], slope);
        size_t next = 0;
        for (int c = 0; c < COEFFICIENTS; c++)
            if (s->free[c]) gsl_matrix_set(j, i, next++, slope[c]);
    }
    return GSL_SUCCESS;
}

/* The start: least squares of N/X on 1, N-1, N(N-1), weighted by (X^2/N)^2 ~ the errors of N/X when X has
 * equal ones. */
static bool linear_start(const struct sample *s, double start[COEFFICIENTS])
{
    static const bool constant[COEFFICIENTS] = { [GAMMA] = true };
    size_t p = free_count(s);
    gsl_matrix *a = gsl_matrix_alloc(s->points, p), *covariance = gsl_matrix_alloc(p, p);
    gsl_vector *b = gsl_vector_alloc(s->points), *c = gsl_vector_alloc(p);
    gsl_multifit_linear_workspace *work = gsl_multifit_linear_alloc(s->points, p);
    bool ok = a && covariance && b && c && work;
    if (ok) {
        for (size_t i = 0; i < s->points; i++) {
            double n = s->population[i], x = s->throughput[i] / s->unit, weight = x * x / n;
            double column[COEFFICIENTS] = { n - 1, n * (n - 1), 1 };
            size_t next = 0;
            for (int k = 0; k < COEFFICIENTS; k++)
                if (s->free[k]) gsl_matrix_set(a, i, next++, weight * column[k]);
            gsl_vector_set(b, i, weight * n / x);
        }
        double squared;
        gsl_multifit_linear(a, b, c, covariance, &squared, work);
        unpack(c, s, start);
        double inverse = start[GAMMA];
        for (int k = 0; k < COEFFICIENTS; k++) start[k] = constant[k] ? 1 / inverse : start[k] / inverse;
        ok = inverse > 0;
        for (size_t i = 0; ok && i < s->points; i++)
            ok = slowdown(start[ALPHA], start[BETA], s->population[i]) > 1e-3;
        if (!ok) { /* a plain straight line is always a valid start */
            start[ALPHA] = start[BETA] = 0;
            start[GAMMA] = s->throughput[0] / s->unit / s->population[0];
            ok = true;
        }
    }
    gsl_matrix_free(a);
    gsl_matrix_free(covariance);
    gsl_vector_free(b);
    gsl_vector_free(c);
    gsl_multifit_linear_free(work);
    return ok;
}

/* Takes the solution out of the solver, back in the caller's units. */
static void collect(const struct sample *s, gsl_multifit_nlinear_workspace *solver, gsl_matrix *covariance,
                    struct usl *fit)
{
    double value[COEFFICIENTS], unit[COEFFICIENTS] = { 1, 1, s->unit }, squared = 0;
    unpack(gsl_multifit_nlinear_position(solver), s, value);
    const gsl_vector *residual = gsl_multifit_nlinear_residual(solver);
    for (size_t i = 0; i < s->points; i++)
        squared += gsl_vector_get(residual, i) * gsl_vector_get(residual, i);
    *fit = (struct usl){ .alpha = value[ALPHA],
                         .beta = value[BETA],
                         .gamma = value[GAMMA] * s->unit,
                         .alpha_fixed = !s->free[ALPHA],
                         .beta_fixed = !s->free[BETA],
                         .squared_error = squared * s->unit * s->unit,
                         .freedom = (double)(s->points - free_count(s)) };
    size_t row = 0;
    for (int i = 0; i < COEFFICIENTS; i++) {
        size_t column = 0;
        for (int j = 0; s->free[i] && j < COEFFICIENTS; j++)
            if (s->free[j])
                fit->covariance[i][j] =
                    gsl_matrix_get(covariance, row, column++) * unit[i] * unit[j] * squared / fit->freedom;
        row += s->free[i];
    }
    fit->alpha_se = sqrt(fit->covariance[ALPHA][ALPHA]);
    fit->beta_se = sqrt(fit->covariance[BETA][BETA]);
    fit->gamma_se = sqrt(fit->covariance[GAMMA][GAMMA]);
}

static enum usl_status fit_free(const struct sample *s, struct usl *fit)
{
    enum { ITERATIONS_MAX = 500 };
    double start[COEFFICIENTS];
    if (!linear_start(s, start)) return USL_NO_MEMORY;
    size_t p = free_count(s);
    gsl_multifit_nlinear_parameters parameters = gsl_multifit_nlinear_default_parameters();
    gsl_multifit_nlinear_workspace *solver =
        gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &parameters, s->points, p);
    gsl_vector *x = gsl_vector_alloc(p);
    gsl_matrix *covariance = gsl_matrix_alloc(p, p);
    enum usl_status status = solver && x && covariance ? USL_OK : USL_NO_MEMORY;
    if (status == USL_OK) {
        size_t next = 0;
        for (int i = 0; i < COEFFICIENTS; i++)
            if (s->free[i]) gsl_vector_set(x, next++, start[i]);
        struct sample context = *s;
        gsl_multifit_nlinear_fdf fdf = {
            .f = residuals, .df = jacobian, .n = s->points, .p = p, .params = &context
        };
        int info;
        gsl_multifit_nlinear_init(x, &fdf, solver);
        int rc = gsl_multifit_nlinear_driver(ITERATIONS_MAX, 1e-12, 1e-14, 0, NULL, NULL, &info, solver);
        /* No further progress is how a fit ends whose residuals are already nothing but rounding. */
        if (rc != GSL_SUCCESS && rc != GSL_ENOPROG) status = USL_NOT_IDENTIFIED;
        gsl_multifit_nlinear_covar(gsl_multifit_nlinear_jac(solver), 1e-14, covariance);
        for (size_t i = 0; i < p; i++) /* GSL leaves the columns of dependent coefficients zero */
            if (!(gsl_matrix_get(covariance, i, i) > 0)) status = USL_NOT_IDENTIFIED;
        collect(s, solver, covariance, fit);
        if (!isfinite(fit->squared_error) || !(fit->gamma > 0)) status = USL_NOT_IDENTIFIED;
    }
    gsl_multifit_nlinear_free(solver);
    gsl_vector_free(x);
    gsl_matrix_free(covariance);
    return status;
}

static void find_peak(struct usl *fit)
{
    fit->peak = INFINITY, fit->peak_se = INFINITY;
    fit->peak_throughput = fit->gamma / fit->alpha;
    if (!(fit->beta > 0)) return;
    double peak = sqrt(fmax(1 - fit->alpha, 0) / fit->beta);
    fit->peak = fmax(peak, 1);
    fit->peak_throughput = usl_throughput(fit, fit->peak);
    double by_alpha = -1 / (2 * peak * fit->beta), by_beta = -peak / (2 * fit->beta);
    double variance = by_alpha * by_alpha * fit->covariance[ALPHA][ALPHA] +
                      2 * by_alpha * by_beta * fit->covariance[ALPHA][BETA] +
                      by_beta * by_beta * fit->covariance[BETA][BETA];
    fit->peak_se = peak > 1 ? sqrt(fmax(variance, 0)) : 0;
}

static enum usl_status check(size_t points, const double population[], const double throughput[])
{
    if (points < USL_POINTS_MIN) return USL_TOO_FEW_POINTS;
    size_t different = 0;
    for (size_t i = 0; i < points; i++) {
        if (!(population[i] > 0) || !(throughput[i] > 0) || !isfinite(population[i]) ||
            !isfinite(throughput[i]))
            return USL_BAD_POINT;
        bool seen = false;
        for (size_t j = 0; j < i && !seen; j++) seen = population[j] == population[i];
        different += !seen;
    }
    return different < COEFFICIENTS ? USL_NOT_IDENTIFIED : USL_OK;
}

/* Is a negative estimate more than noise? Fixing the coefficient at 0 costs squared error; the F test of that
 * cost against what the free fit leaves, at one in a hundred. Rounding, one part in a million of `largest`,
 * is noise. */
static bool beyond_noise(const struct usl *unconstrained, const struct usl *constrained, double largest)
{
    double fixed = (double)constrained->alpha_fixed + constrained->beta_fixed;
    double cost = (constrained->squared_error - unconstrained->squared_error) / fixed;
    double noise = unconstrained->squared_error / unconstrained->freedom + 1e-12 * largest * largest;
    return gsl_cdf_fdist_Q(fmax(cost, 0) / noise, fixed, unconstrained->freedom) < 0.01;
}

enum usl_status usl_fit(size_t points, const double population[], const double throughput[], struct usl *fit)
{
    *fit = (struct usl){ NAN, NAN, NAN, NAN, NAN, NAN, false, false, NAN, NAN, NAN, NAN, NAN, { { NAN } } };
    enum usl_status status = check(points, population, throughput);
    if (status != USL_OK) return status;
    struct sample s = { points, population, throughput, 0, { true, true, true } };
    for (size_t i = 0; i < points; i++) s.unit = fmax(s.unit, throughput[i]);

    struct usl unconstrained, best, tried;
    status = fit_free(&s, &unconstrained);
    if (status != USL_OK) return status;
    best = unconstrained;
    if (unconstrained.alpha < 0 || unconstrained.beta < 0) {
        best.squared_error = INFINITY;
        for (int mask = 0; mask < 3; mask++) { /* which of alpha, beta stay free: neither, alpha, beta */
            s.free[ALPHA] = mask == 1;
            s.free[BETA] = mask == 2;
            if (fit_free(&s, &tried) != USL_OK || tried.alpha < 0 || tried.beta < 0) continue;
            if (tried.squared_error < best.squared_error) best = tried;
        }
        if (isinf(best.squared_error)) return USL_NOT_IDENTIFIED;
        if (beyond_noise(&unconstrained, &best, s.unit))
            status = best.alpha_fixed ? USL_NEGATIVE_CONTENTION : USL_NEGATIVE_COHERENCY;
    }
    *fit = best;
    find_peak(fit);
    return status;
}

double usl_throughput(const struct usl *fit, double population)
{
    return fit->gamma * population / slowdown(fit->alpha, fit->beta, population);
}

struct usl_prediction usl_predict(const struct usl *fit, double population, double confidence)
{
    if (!(confidence > 0 && confidence < 1) || !(population > 0))
        return (struct usl_prediction){ NAN, NAN, NAN, NAN };
    double value[COEFFICIENTS] = { fit->alpha, fit->beta, fit->gamma }, slope[COEFFICIENTS], variance = 0;
    gradient(value, population, slope);
    for (int i = 0; i < COEFFICIENTS; i++)
        for (int j = 0; j < COEFFICIENTS; j++) variance += slope[i] * slope[j] * fit->covariance[i][j];
    double x = usl_throughput(fit, population);
    double spread = sqrt(fmax(variance, 0) + fit->squared_error / fit->freedom);
    double half = gsl_cdf_tdist_Pinv((1 + confidence) / 2, fit->freedom) * spread;
    return (struct usl_prediction){ x, sqrt(fmax(variance, 0)), x - half, x + half };
}

const char *usl_status_text(enum usl_status status)
{
    switch (status) {
    case USL_OK: return "fitted";
    case USL_TOO_FEW_POINTS: return "fewer than six points";
    case USL_BAD_POINT: return "a load or a throughput is not a positive number";
    case USL_NOT_IDENTIFIED: return "the points do not determine the curve";
    case USL_NEGATIVE_CONTENTION: return "throughput grows faster than linearly (negative contention)";
    case USL_NEGATIVE_COHERENCY: return "throughput bends upwards (negative coherency)";
    case USL_NO_MEMORY: return "out of memory";
    }
    return "unknown";
}
