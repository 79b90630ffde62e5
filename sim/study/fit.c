/* A fit is centred at its middle, which keeps the quadratic well conditioned. */
#include "sim/study/fit.h"

#include <assert.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_multifit.h>
#include <math.h>

/* Chi squared per degree of freedom (10 % of one) beyond which the curve is not a parabola and its covariance
 * is scaled. */
#define MISFIT 2.71

bool fit_bounded(const struct curve *curve)
{
    return curve->saturation > 0 && isfinite(curve->saturation);
}

double fit_x(const struct curve *curve, double rate)
{
    return fit_bounded(curve) ? -log1p(-rate / curve->saturation) : log(rate);
}

double fit_rate(const struct curve *curve, double x)
{
    return fit_bounded(curve) ? -expm1(-x) * curve->saturation : exp(x);
}

/* dx / d ln rate */
double fit_stretch(const struct curve *curve, double x)
{
    return fit_bounded(curve) ? expm1(x) : 1;
}

bool fit_usable(const struct curve *curve, size_t i)
{
    const struct curve_point *p = &curve->points[i];
    assert(p->arrival_rate > 0 && (!fit_bounded(curve) || p->arrival_rate < curve->saturation));
    return isfinite(p->log_value) && isfinite(p->log_se);
}

/* The usable neighbour of i in steps of +1 or -1; curve->count if there is none. */
size_t fit_neighbour(const struct curve *curve, size_t i, int step)
{
    for (i += (size_t)step; i < curve->count; i += (size_t)step) /* below 0 wraps round to past the end */
        if (fit_usable(curve, i)) return i;
    return curve->count;
}

size_t fit_first(const struct curve *curve)
{
    return fit_neighbour(curve, SIZE_MAX, +1);
}

/* How many points from `low` on going down, or `high` going up, to cover `more` places; one place may hold
 * several. */
static size_t window_end(const struct curve *curve, size_t from, int step, size_t more)
{
    size_t end = from;
    double place = fit_x(curve, curve->points[from].arrival_rate);
    for (size_t i = fit_neighbour(curve, from, step); i < curve->count; i = fit_neighbour(curve, i, step)) {
        const double x = fit_x(curve, curve->points[i].arrival_rate);
        if (fabs(x - place) >= FIT_SAME_PLACE) {
            if (more-- == 0) break;
            place = x;
        }
        end = i;
    }
    return end;
}

/* The points from low to high, both usable, and those of `more` places beyond on each side. */
static struct fit_window window_between(const struct curve *curve, size_t low, size_t high, size_t more)
{
    struct fit_window w = { .count = 0 };
    const size_t first = window_end(curve, low, -1, more), last = window_end(curve, high, +1, more);
    for (size_t i = first; i <= last && w.count < FIT_MOST_POINTS; i = fit_neighbour(curve, i, +1))
        w.at[w.count++] = i;
    return w;
}

/* The same, reaching one further where an end of the curve leaves too few for a parabola. */
struct fit_window fit_window_around(const struct curve *curve, size_t low, size_t high, size_t more)
{
    const struct fit_window w = window_between(curve, low, high, more);
    return w.count >= 4 ? w : window_between(curve, low, high, more + 1);
}

/* Terms to fit: a parabola needs four points, in three places at least. */
size_t fit_terms(const struct curve *curve, const struct fit_window *w)
{
    size_t places = 1;
    double place = fit_x(curve, curve->points[w->at[0]].arrival_rate);
    for (size_t i = 1; i < w->count; i++) {
        const double x = fit_x(curve, curve->points[w->at[i]].arrival_rate);
        if (x - place < FIT_SAME_PLACE / 2) continue;
        places++;
        place = x;
    }
    return places >= 3 && w->count >= 4 ? 3 : 2;
}

double fit_guide(const struct curve *curve, double x)
{
    return curve->guide ? curve->guide(curve->guide_context, fit_rate(curve, x)) : 0;
}

/* d guide / dx */
double fit_guide_slope(const struct curve *curve, double x)
{
    static const double h = 1e-4;
    return curve->guide ? (fit_guide(curve, x + h) - fit_guide(curve, x - h)) / (2 * h) : 0;
}

/*
 * Standard errors of the window's points: of se^2 x requests the line in x, where all points say how many
 * requests they had.
 */
static void smooth_errors(const struct curve *curve, const struct fit_window *w, double se[FIT_MOST_POINTS])
{
    double x[FIT_MOST_POINTS], y[FIT_MOST_POINTS], c0, c1, cov00, cov01, cov11, rest;
    bool known = w->count >= 3;
    for (size_t i = 0; i < w->count; i++) {
        const struct curve_point *p = &curve->points[w->at[i]];
        se[i] = fmax(p->log_se, FIT_LEAST_SE);
        known = known && p->requests > 0;
        x[i] = fit_x(curve, p->arrival_rate);
        y[i] = log(se[i] * se[i] * fmax(p->requests, 1));
    }
    if (!known || x[w->count - 1] - x[0] < FIT_SAME_PLACE) return;
    gsl_fit_linear(x, 1, y, 1, w->count, &c0, &c1, &cov00, &cov01, &cov11, &rest);
    for (size_t i = 0; i < w->count; i++)
        se[i] = fmax(FIT_LEAST_SE, sqrt(exp(c0 + c1 * x[i]) / curve->points[w->at[i]].requests));
}

struct fit fit_make(const struct curve *curve, const struct fit_window *w, size_t terms)
{
    assert(w->count >= terms);
    struct fit f = { .terms = terms,
                     .first = fit_x(curve, curve->points[w->at[0]].arrival_rate),
                     .last = fit_x(curve, curve->points[w->at[w->count - 1]].arrival_rate) };
    f.centre = (f.first + f.last) / 2;
    f.first -= f.centre;
    f.last -= f.centre;

    double design[FIT_MOST_POINTS * 3], weight[FIT_MOST_POINTS], y[FIT_MOST_POINTS], se[FIT_MOST_POINTS],
        c[3], cov[9], chi_squared;
    smooth_errors(curve, w, se);
    for (size_t i = 0; i < w->count; i++) {
        const struct curve_point *p = &curve->points[w->at[i]];
        const double x = fit_x(curve, p->arrival_rate), u = x - f.centre;
        for (size_t j = 0; j < terms; j++) design[i * terms + j] = j == 0 ? 1 : j == 1 ? u : u * u;
        weight[i] = 1 / (se[i] * se[i]);
        y[i] = p->log_value - fit_guide(curve, x);
    }
    gsl_matrix_const_view design_view = gsl_matrix_const_view_array(design, w->count, terms);
    gsl_vector_const_view weight_view = gsl_vector_const_view_array(weight, w->count);
    gsl_vector_const_view y_view = gsl_vector_const_view_array(y, w->count);
    gsl_vector_view c_view = gsl_vector_view_array(c, terms);
    gsl_matrix_view cov_view = gsl_matrix_view_array(cov, terms, terms);
    gsl_multifit_linear_workspace *space = gsl_multifit_linear_alloc(w->count, terms);
    gsl_multifit_wlinear(&design_view.matrix, &weight_view.vector, &y_view.vector, &c_view.vector,
                         &cov_view.matrix, &chi_squared, space);
    gsl_multifit_linear_free(space);
    const double misfit = w->count > terms ? chi_squared / (double)(w->count - terms) : 0;
    const double scale = misfit > MISFIT ? misfit : 1;
    for (size_t i = 0; i < terms; i++) {
        f.c[i] = c[i];
        for (size_t j = 0; j < terms; j++) f.cov[i][j] = scale * cov[i * terms + j];
    }
    return f;
}

double fit_value(const struct fit *f, double u)
{
    return f->c[0] + u * (f->c[1] + u * f->c[2]);
}

double fit_slope(const struct fit *f, double u)
{
    return f->c[1] + 2 * u * f->c[2];
}

/* Standard error of the combination a . c of the coefficients; a line's unused third term has covariance 0.
 */
double fit_se(const struct fit *f, const double a[3])
{
    double variance = 0;
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 3; j++) variance += a[i] * a[j] * f->cov[i][j];
    return sqrt(fmax(0, variance));
}
