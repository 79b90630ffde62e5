/*
 * A fit covers a few neighbouring points. It is centred at its middle, which keeps the quadratic well
 * conditioned, and is trusted no further than its own width beyond its ends: an interval still open there is
 * reported as open.
 */
#include "sim/study/curve.h"
#include <assert.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_multifit.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { MAX_WINDOW = 32, DEGREES_OF_FREEDOM = INTERVAL_REPLICATIONS - 1, STEPS = 400, BISECTIONS = 60 };

/* Chi squared per degree of freedom (10 % of one) beyond which the curve is not a parabola and its covariance
 * is scaled. */
#define MISFIT 2.71
/* Points closer than this in x are one place: a refinement must not crowd the points that give the curve its
 * shape. */
#define SAME_PLACE 0.15
#define LEAST_SE   1e-6 /* an exact point must not make all others weightless */

struct window { /* indices of neighbouring usable points, ascending */
    size_t at[MAX_WINDOW];
    size_t count;
};

struct fit {
    size_t terms;               /* 2: line, 3: quadratic */
    double centre, first, last; /* of x; the others are relative to the centre */
    double c[3], cov[3][3];
};

static bool bounded(const struct curve *curve)
{
    return curve->saturation > 0 && isfinite(curve->saturation);
}

static double x_of(const struct curve *curve, double rate)
{
    return bounded(curve) ? -log1p(-rate / curve->saturation) : log(rate);
}

static double rate_of(const struct curve *curve, double x)
{
    return bounded(curve) ? -expm1(-x) * curve->saturation : exp(x);
}

/* dx / d ln rate */
static double stretch_at(const struct curve *curve, double x)
{
    return bounded(curve) ? expm1(x) : 1;
}

static bool usable(const struct curve *curve, size_t i)
{
    const struct curve_point *p = &curve->points[i];
    assert(p->arrival_rate > 0 && (!bounded(curve) || p->arrival_rate < curve->saturation));
    return isfinite(p->log_value) && isfinite(p->log_se);
}

/* The usable neighbour of i in steps of +1 or -1; curve->count if there is none. */
static size_t neighbour(const struct curve *curve, size_t i, int step)
{
    for (i += (size_t)step; i < curve->count; i += (size_t)step) /* below 0 wraps round to past the end */
        if (usable(curve, i)) return i;
    return curve->count;
}

static size_t first_usable(const struct curve *curve)
{
    return neighbour(curve, SIZE_MAX, +1);
}

/* How many points from `low` on going down, or `high` going up, to cover `more` places; one place may hold
 * several. */
static size_t window_end(const struct curve *curve, size_t from, int step, size_t more)
{
    size_t end = from;
    double place = x_of(curve, curve->points[from].arrival_rate);
    for (size_t i = neighbour(curve, from, step); i < curve->count; i = neighbour(curve, i, step)) {
        const double x = x_of(curve, curve->points[i].arrival_rate);
        if (fabs(x - place) >= SAME_PLACE) {
            if (more-- == 0) break;
            place = x;
        }
        end = i;
    }
    return end;
}

/* The points from low to high, both usable, and those of `more` places beyond on each side. */
static struct window window_between(const struct curve *curve, size_t low, size_t high, size_t more)
{
    struct window w = { .count = 0 };
    const size_t first = window_end(curve, low, -1, more), last = window_end(curve, high, +1, more);
    for (size_t i = first; i <= last && w.count < MAX_WINDOW; i = neighbour(curve, i, +1))
        w.at[w.count++] = i;
    return w;
}

/* The same, reaching one further where an end of the curve leaves too few for a parabola. */
static struct window window_around(const struct curve *curve, size_t low, size_t high, size_t more)
{
    const struct window w = window_between(curve, low, high, more);
    return w.count >= 4 ? w : window_between(curve, low, high, more + 1);
}

/* Terms to fit: a parabola needs four points, in three places at least. */
static size_t window_terms(const struct curve *curve, const struct window *w)
{
    size_t places = 1;
    double place = x_of(curve, curve->points[w->at[0]].arrival_rate);
    for (size_t i = 1; i < w->count; i++) {
        const double x = x_of(curve, curve->points[w->at[i]].arrival_rate);
        if (x - place < SAME_PLACE / 2) continue;
        places++;
        place = x;
    }
    return places >= 3 && w->count >= 4 ? 3 : 2;
}

static double guide_at(const struct curve *curve, double x)
{
    return curve->guide ? curve->guide(curve->guide_context, rate_of(curve, x)) : 0;
}

/* d guide / dx */
static double guide_slope(const struct curve *curve, double x)
{
    static const double h = 1e-4;
    return curve->guide ? (guide_at(curve, x + h) - guide_at(curve, x - h)) / (2 * h) : 0;
}

/*
 * Standard errors of the window's points: of se^2 x requests the line in x, where all points say how many
 * requests they had.
 */
static void smooth_errors(const struct curve *curve, const struct window *w, double se[MAX_WINDOW])
{
    double x[MAX_WINDOW], y[MAX_WINDOW], c0, c1, cov00, cov01, cov11, rest;
    bool known = w->count >= 3;
    for (size_t i = 0; i < w->count; i++) {
        const struct curve_point *p = &curve->points[w->at[i]];
        se[i] = fmax(p->log_se, LEAST_SE);
        known = known && p->requests > 0;
        x[i] = x_of(curve, p->arrival_rate);
        y[i] = log(se[i] * se[i] * fmax(p->requests, 1));
    }
    if (!known || x[w->count - 1] - x[0] < SAME_PLACE) return;
    gsl_fit_linear(x, 1, y, 1, w->count, &c0, &c1, &cov00, &cov01, &cov11, &rest);
    for (size_t i = 0; i < w->count; i++)
        se[i] = fmax(LEAST_SE, sqrt(exp(c0 + c1 * x[i]) / curve->points[w->at[i]].requests));
}

static struct fit fit_window(const struct curve *curve, const struct window *w, size_t terms)
{
    assert(w->count >= terms);
    struct fit f = { .terms = terms,
                     .first = x_of(curve, curve->points[w->at[0]].arrival_rate),
                     .last = x_of(curve, curve->points[w->at[w->count - 1]].arrival_rate) };
    f.centre = (f.first + f.last) / 2;
    f.first -= f.centre;
    f.last -= f.centre;

    double design[MAX_WINDOW * 3], weight[MAX_WINDOW], y[MAX_WINDOW], se[MAX_WINDOW], c[3], cov[9],
        chi_squared;
    smooth_errors(curve, w, se);
    for (size_t i = 0; i < w->count; i++) {
        const struct curve_point *p = &curve->points[w->at[i]];
        const double x = x_of(curve, p->arrival_rate), u = x - f.centre;
        for (size_t j = 0; j < terms; j++) design[i * terms + j] = j == 0 ? 1 : j == 1 ? u : u * u;
        weight[i] = 1 / (se[i] * se[i]);
        y[i] = p->log_value - guide_at(curve, x);
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

static double fit_value(const struct fit *f, double u)
{
    return f->c[0] + u * (f->c[1] + u * f->c[2]);
}

static double fit_slope(const struct fit *f, double u)
{
    return f->c[1] + 2 * u * f->c[2];
}

/* Standard error of the combination a . c of the coefficients; a line's unused third term has covariance 0.
 */
static double fit_se(const struct fit *f, const double a[3])
{
    double variance = 0;
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 3; j++) variance += a[i] * a[j] * f->cov[i][j];
    return sqrt(fmax(0, variance));
}

/* What is to be zero, growing through the place sought, and its standard error, at u. */
struct target {
    const struct curve *curve;
    struct fit fit;
    bool slope;       /* sought is elasticity 1, not a value */
    double log_limit; /* otherwise */
    double critical;
};

static double target_at(const struct target *t, double u)
{
    const double x = t->fit.centre + u;
    if (t->slope) return fit_slope(&t->fit, u) + guide_slope(t->curve, x) - 1 / stretch_at(t->curve, x);
    return fit_value(&t->fit, u) + guide_at(t->curve, x) - t->log_limit;
}

static double target_margin(const struct target *t, double u)
{
    const double value[3] = { 1, u, u * u }, slope[3] = { 0, 1, 2 * u };
    return fabs(target_at(t, u)) - t->critical * fit_se(&t->fit, t->slope ? slope : value);
}

static double bisect(const struct target *t, double (*f)(const struct target *, double), double negative,
                     double positive)
{
    for (int i = 0; i < BISECTIONS; i++) {
        const double middle = (negative + positive) / 2;
        if (f(t, middle) < 0)
            negative = middle;
        else
            positive = middle;
    }
    return (negative + positive) / 2;
}

/* The upward root nearest to `near` within the fitted points. */
static bool target_root(const struct target *t, double near, double *root)
{
    const double step = (t->fit.last - t->fit.first) / STEPS;
    bool found = false;
    for (int i = 0; i < STEPS; i++) {
        const double u = t->fit.first + i * step;
        if (!(target_at(t, u) < 0 && target_at(t, u + step) >= 0)) continue;
        const double candidate = bisect(t, target_at, u, u + step);
        if (!found || fabs(candidate - near) < fabs(*root - near)) *root = candidate;
        found = true;
    }
    return found;
}

/* Where the margin becomes positive going from the root in one direction; false if it does not. */
static bool target_end(const struct target *t, double root, int direction, double *end)
{
    const double step = direction * (t->fit.last - t->fit.first) / STEPS;
    const double stop = direction < 0 ? t->fit.first : t->fit.last;
    for (double u = root; direction * (stop - u) > 0; u += step) {
        const double next = direction < 0 ? fmax(u + step, stop) : fmin(u + step, stop);
        if (target_margin(t, next) <= 0) continue;
        *end = bisect(t, target_margin, u, next);
        return true;
    }
    return false;
}

/* Whether the fit at u ascends by more than its error: else it locates nothing, and only points by themselves
 * do. */
static bool ascends(const struct target *t, double u)
{
    const double slope[3] = { 0, 1, 2 * u };
    return fit_slope(&t->fit, u) + guide_slope(t->curve, t->fit.centre + u) >
           t->critical * fit_se(&t->fit, slope);
}

static struct curve_place place_none(enum curve_status status)
{
    return (struct curve_place){ .status = status, .rate = { NAN, NAN, NAN } };
}

/* Tries a quadratic, then a line, through the window; `low` and `high` are the points between which the place
 * lies. */
static bool place_fitted(struct target *t, const struct window *w, size_t low, size_t high,
                         struct curve_place *place)
{
    const struct curve *curve = t->curve;
    const double middle =
        (x_of(curve, curve->points[low].arrival_rate) + x_of(curve, curve->points[high].arrival_rate)) / 2;
    for (size_t terms = window_terms(curve, w); terms >= 2; terms--) {
        t->fit = fit_window(curve, w, terms);
        double root, end;
        if (!target_root(t, middle - t->fit.centre, &root)) continue;
        const double unknown = bounded(curve) ? curve->saturation : INFINITY;
        place->status = CURVE_FOUND;
        place->used = w->count;
        place->rate.value = rate_of(curve, t->fit.centre + root);
        const bool flat = !t->slope && !ascends(t, root);
        place->rate.low = !flat && target_end(t, root, -1, &end) ? rate_of(curve, t->fit.centre + end) : 0;
        place->rate.high =
            !flat && target_end(t, root, +1, &end) ? rate_of(curve, t->fit.centre + end) : unknown;
        return true;
    }
    return false;
}

static double critical_value(const struct curve *curve)
{
    return INTERVAL_KAPPA_WALL * interval_student(curve->confidence, DEGREES_OF_FREEDOM);
}

struct curve_point curve_point_of(double arrival_rate, const struct interval *value, double confidence,
                                  double kappa)
{
    struct curve_point p = { .arrival_rate = arrival_rate,
                             .log_value = log(value->value),
                             .log_se = INFINITY };
    const double units = kappa * interval_student(confidence, DEGREES_OF_FREEDOM);
    const bool low = value->low > 0, high = isfinite(value->high);
    if (low && high)
        p.log_se = log(value->high / value->low) / (2 * units);
    else if (high)
        p.log_se = log(value->high / value->value) / units;
    else if (low)
        p.log_se = log(value->value / value->low) / units;
    return p;
}

/* An end that the fit leaves open ends at the next point that lies significantly on the other side of the
 * limit. */
static void crossing_close(const struct target *t, struct interval *rate)
{
    const struct curve *curve = t->curve;
    const bool low_open = rate->low <= 0,
               high_open = !bounded(curve) ? isinf(rate->high) : rate->high >= curve->saturation;
    for (size_t i = first_usable(curve); i < curve->count; i = neighbour(curve, i, +1)) {
        const struct curve_point *p = &curve->points[i];
        const double apart = p->log_value - t->log_limit, margin = t->critical * p->log_se;
        if (low_open && p->arrival_rate < rate->value && apart < -margin) rate->low = p->arrival_rate;
        if (high_open && p->arrival_rate > rate->value && apart > margin)
            rate->high = fmin(rate->high, p->arrival_rate);
    }
}

/*
 * The neighbours between which the curve passes the limit, once the points are made to ascend: where one is
 * below its forerunner by chance the two are one (isotonic regression, pool adjacent violators; Barlow et al.
 * 1972). Where the curve is flat, the first point above the limit would be there by noise. A fall that no
 * chance explains stays.
 */
static enum curve_status crossing_bracket(const struct curve *curve, double log_limit, size_t *low,
                                          size_t *high)
{
    static const double by_chance = 4; /* standard errors */
    struct block {
        double value, weight;
        size_t last;
    } *block = malloc((curve->count + 1) * sizeof *block);
    if (!block) abort();
    size_t blocks = 0, points = 0;
    for (size_t i = first_usable(curve); i < curve->count; i = neighbour(curve, i, +1)) {
        const struct curve_point *p = &curve->points[i];
        const double se = fmax(p->log_se, LEAST_SE);
        block[blocks++] = (struct block){ p->log_value, 1 / (se * se), i };
        points++;
        for (; blocks > 1; blocks--) {
            struct block *a = &block[blocks - 2];
            const struct block *b = &block[blocks - 1];
            const double fall = a->value - b->value;
            if (fall <= 0 || fall > by_chance * sqrt(1 / a->weight + 1 / b->weight)) break;
            a->value = (a->value * a->weight + b->value * b->weight) / (a->weight + b->weight);
            a->weight += b->weight;
            a->last = b->last;
        }
    }
    size_t first = 0;
    while (first < blocks && block[first].value <= log_limit) first++;
    const bool crosses = first > 0 && first < blocks;
    if (crosses) {
        *low = block[first - 1].last;
        *high = neighbour(curve, *low, +1);
    }
    free(block);
    return points < 2 ? CURVE_TOO_FEW : crosses ? CURVE_FOUND : first == 0 ? CURVE_ABOVE : CURVE_BELOW;
}

/* No fit has a root between the two: somewhere there. */
static void place_between(const struct curve *curve, size_t low, size_t high, struct curve_place *place)
{
    *place = (struct curve_place){ .status = CURVE_FOUND, .used = 2 };
    place->rate.value = (curve->points[low].arrival_rate + curve->points[high].arrival_rate) / 2;
    place->rate.low = 0;
    place->rate.high = bounded(curve) ? curve->saturation : INFINITY;
}

struct curve_place curve_crossing(const struct curve *curve, double limit)
{
    assert(limit > 0);
    const double log_limit = log(limit);
    size_t low, high;
    const enum curve_status status = crossing_bracket(curve, log_limit, &low, &high);
    if (status != CURVE_FOUND) return place_none(status);

    struct target t = { .curve = curve, .log_limit = log_limit, .critical = critical_value(curve) };
    struct curve_place place = { 0 };
    const struct window four = window_around(curve, low, high, 1), two = { .at = { low, high }, .count = 2 };
    if (!place_fitted(&t, &four, low, high, &place) && !place_fitted(&t, &two, low, high, &place))
        place_between(curve, low, high, &place);
    crossing_close(&t, &place.rate);
    return place;
}

double curve_elasticity(const struct curve *curve, size_t i)
{
    assert(i < curve->count);
    if (!usable(curve, i)) return NAN;
    const struct window w = window_around(curve, i, i, 2);
    if (w.count < 2) return NAN;
    const struct fit f = fit_window(curve, &w, window_terms(curve, &w));
    const double x = x_of(curve, curve->points[i].arrival_rate);
    return (fit_slope(&f, x - f.centre) + guide_slope(curve, x)) * stretch_at(curve, x);
}

/* The elasticity passes 1 between low and high and, where there is a further point, stays above: noise mostly
 * does not. */
static enum curve_status knee_bracket(const struct curve *curve, size_t *low, size_t *high)
{
    *low = first_usable(curve);
    if (*low == curve->count || neighbour(curve, *low, +1) == curve->count) return CURVE_TOO_FEW;
    if (curve_elasticity(curve, *low) >= 1) return CURVE_ABOVE;
    for (; (*high = neighbour(curve, *low, +1)) < curve->count; *low = *high) {
        if (curve_elasticity(curve, *low) >= 1 || curve_elasticity(curve, *high) < 1) continue;
        const size_t next = neighbour(curve, *high, +1);
        if (next == curve->count || curve_elasticity(curve, next) >= 1) return CURVE_FOUND;
    }
    return CURVE_BELOW;
}

/* A rate by straight interpolation of the elasticities, for a fit without a root: the interval is then
 * unknown. */
static struct curve_place knee_interpolated(const struct curve *curve, size_t low, size_t high)
{
    const double a = curve_elasticity(curve, low), b = curve_elasticity(curve, high),
                 share = (1 - a) / (b - a);
    const double from = curve->points[low].arrival_rate, to = curve->points[high].arrival_rate;
    return (struct curve_place){
        .status = CURVE_FOUND,
        .rate = { from + share * (to - from), 0, bounded(curve) ? curve->saturation : INFINITY },
        .used = 2,
    };
}

struct curve_place curve_knee(const struct curve *curve)
{
    size_t low, high;
    const enum curve_status status = knee_bracket(curve, &low, &high);
    if (status != CURVE_FOUND) return place_none(status);
    struct target t = { .curve = curve, .slope = true, .critical = critical_value(curve) };
    struct curve_place place = { 0 };
    const double from = x_of(curve, curve->points[low].arrival_rate),
                 to = x_of(curve, curve->points[high].arrival_rate);
    const struct window w = window_around(curve, low, high, to - from < SAME_PLACE ? 2 : 1);
    return place_fitted(&t, &w, low, high, &place) ? place : knee_interpolated(curve, low, high);
}
