/*
 * A fit (fit.h) covers a few neighbouring points and is trusted no further than these: an interval still open
 * at their ends is closed by points alone, or reported as open.
 */
#include "sim/study/curve.h"

#include "sim/study/fit.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { DEGREES_OF_FREEDOM = INTERVAL_REPLICATIONS - 1, STEPS = 400, BISECTIONS = 60 };

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
    if (t->slope) return fit_slope(&t->fit, u) + fit_guide_slope(t->curve, x) - 1 / fit_stretch(t->curve, x);
    return fit_value(&t->fit, u) + fit_guide(t->curve, x) - t->log_limit;
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
    return fit_slope(&t->fit, u) + fit_guide_slope(t->curve, t->fit.centre + u) >
           t->critical * fit_se(&t->fit, slope);
}

static struct curve_place place_none(enum curve_status status)
{
    return (struct curve_place){ .status = status, .rate = { NAN, NAN, NAN } };
}

/* Tries a quadratic, then a line, through the window; `low` and `high` are the points between which the place
 * lies. */
static bool place_fitted(struct target *t, const struct fit_window *w, size_t low, size_t high,
                         struct curve_place *place)
{
    const struct curve *curve = t->curve;
    const double middle =
        (fit_x(curve, curve->points[low].arrival_rate) + fit_x(curve, curve->points[high].arrival_rate)) / 2;
    for (size_t terms = fit_terms(curve, w); terms >= 2; terms--) {
        t->fit = fit_make(curve, w, terms);
        double root, end;
        if (!target_root(t, middle - t->fit.centre, &root)) continue;
        const double unknown = fit_bounded(curve) ? curve->saturation : INFINITY;
        place->status = CURVE_FOUND;
        place->used = w->count;
        place->rate.value = fit_rate(curve, t->fit.centre + root);
        const bool flat = !t->slope && !ascends(t, root);
        place->rate.low = !flat && target_end(t, root, -1, &end) ? fit_rate(curve, t->fit.centre + end) : 0;
        place->rate.high =
            !flat && target_end(t, root, +1, &end) ? fit_rate(curve, t->fit.centre + end) : unknown;
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
               high_open = !fit_bounded(curve) ? isinf(rate->high) : rate->high >= curve->saturation;
    for (size_t i = fit_first(curve); i < curve->count; i = fit_neighbour(curve, i, +1)) {
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
    for (size_t i = fit_first(curve); i < curve->count; i = fit_neighbour(curve, i, +1)) {
        const struct curve_point *p = &curve->points[i];
        const double se = fmax(p->log_se, FIT_LEAST_SE);
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
        *high = fit_neighbour(curve, *low, +1);
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
    place->rate.high = fit_bounded(curve) ? curve->saturation : INFINITY;
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
    const struct fit_window four = fit_window_around(curve, low, high, 1),
                            two = { .at = { low, high }, .count = 2 };
    if (!place_fitted(&t, &four, low, high, &place) && !place_fitted(&t, &two, low, high, &place))
        place_between(curve, low, high, &place);
    crossing_close(&t, &place.rate);
    return place;
}

double curve_elasticity(const struct curve *curve, size_t i)
{
    assert(i < curve->count);
    if (!fit_usable(curve, i)) return NAN;
    const struct fit_window w = fit_window_around(curve, i, i, 2);
    if (w.count < 2) return NAN;
    const struct fit f = fit_make(curve, &w, fit_terms(curve, &w));
    const double x = fit_x(curve, curve->points[i].arrival_rate);
    return (fit_slope(&f, x - f.centre) + fit_guide_slope(curve, x)) * fit_stretch(curve, x);
}

/* The elasticity passes 1 between low and high and, where there is a further point, stays above: noise mostly
 * does not. */
static enum curve_status knee_bracket(const struct curve *curve, size_t *low, size_t *high)
{
    *low = fit_first(curve);
    if (*low == curve->count || fit_neighbour(curve, *low, +1) == curve->count) return CURVE_TOO_FEW;
    if (curve_elasticity(curve, *low) >= 1) return CURVE_ABOVE;
    for (; (*high = fit_neighbour(curve, *low, +1)) < curve->count; *low = *high) {
        if (curve_elasticity(curve, *low) >= 1 || curve_elasticity(curve, *high) < 1) continue;
        const size_t next = fit_neighbour(curve, *high, +1);
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
        .rate = { from + share * (to - from), 0, fit_bounded(curve) ? curve->saturation : INFINITY },
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
    const double from = fit_x(curve, curve->points[low].arrival_rate),
                 to = fit_x(curve, curve->points[high].arrival_rate);
    const struct fit_window w = fit_window_around(curve, low, high, to - from < FIT_SAME_PLACE ? 2 : 1);
    return place_fitted(&t, &w, low, high, &place) ? place : knee_interpolated(curve, low, high);
}
