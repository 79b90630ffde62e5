#include "sim/study/theory.h"

#include <math.h>
#include <stdlib.h>

static const double family_error = 0.01; /* P(a right simulation is said to disagree), of a whole study */
static const double rounding = 1e-9;

static const enum percentile compared[] = { P50, P99 };
enum { COMPARED = sizeof compared / sizeof compared[0] };

struct exact_load theory_load(const struct point_result *p)
{
    return (struct exact_load){ .rate = p->population ? 0 : p->offered, .population = p->population };
}

static void *zeroed(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (!memory) abort();
    return memory;
}

static struct theory_point *points_of(const struct scenario_result *r, const struct point_result *point,
                                      uint32_t count, const struct exact *exact)
{
    struct theory_point *theory = zeroed(count, sizeof *theory);
    for (uint32_t i = 0; i < count; i++) {
        const struct exact_load load = theory_load(&point[i]);
        theory[i].residence = zeroed(r->network->resources, sizeof(double));
        exact_at(exact, &load, &theory[i].exact, theory[i].residence);
    }
    return theory;
}

/* Whether the value lies in the interval, made `factor` times as wide. */
static bool holds(const struct interval *i, double value, double factor)
{
    const double slack = rounding * fabs(value);
    return i->value - factor * (i->value - i->low) - slack <= value &&
           value <= i->value + factor * (i->high - i->value) + slack;
}

static bool is_comparable(const struct interval *i, double value)
{
    return isfinite(value) && isfinite(i->value) && isfinite(i->low) && isfinite(i->high);
}

/* How much wider an interval must be to be one of `comparisons` at once. */
static double widening(const struct scenario_result *r, const struct point_result *p, uint32_t comparisons)
{
    if (p->replications < 2) return INFINITY;
    const double freedom = p->replications - 1.0;
    return fmax(1, interval_student(1 - family_error / comparisons, freedom) /
                       interval_student(r->confidence, freedom));
}

static bool has_formula(const struct theory_point *t)
{
    return t->exact.kind == EXACT_FORMULA;
}

static uint32_t count_comparisons(const struct scenario_result *r)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < r->points; i++) {
        const struct theory_point *t = &r->theory.point[i];
        const struct latency_result *l = &r->point[i].latency;
        if (!has_formula(t) || !r->point[i].stable) continue;
        count += is_comparable(&l->mean, t->exact.mean);
        for (int k = 0; k < COMPARED; k++)
            count += is_comparable(&l->percentile[compared[k]], t->exact.percentile[compared[k]]);
    }
    return count;
}

static void compare_point(struct scenario_result *r, uint32_t index, uint32_t comparisons)
{
    struct theory_result *theory = &r->theory;
    struct theory_point *t = &theory->point[index];
    const struct point_result *p = &r->point[index];
    const bool is_steady = isfinite(t->exact.mean);
    if (!is_steady && !p->stable) return;
    if (is_steady && p->stable && !is_comparable(&p->latency.mean, t->exact.mean)) return;
    t->is_compared = true;
    theory->compared++;
    if (is_steady != p->stable) {
        t->contradicts = true;
        return;
    }
    const double factor = widening(r, p, comparisons);
    t->agrees = holds(&p->latency.mean, t->exact.mean, 1);
    t->contradicts = !holds(&p->latency.mean, t->exact.mean, factor);
    for (int k = 0; k < COMPARED; k++) {
        const struct interval *i = &p->latency.percentile[compared[k]];
        const double value = t->exact.percentile[compared[k]];
        if (!is_comparable(i, value)) continue;
        theory->tails++;
        theory->tails_agree += holds(i, value, 1);
        t->contradicts |= !holds(i, value, factor);
    }
    theory->agree += t->agrees;
}

/* A bound is only said to be passed by what failed nowhere: it counts whole requests. Where nobody waits the
 * mean is the bound, so chance is allowed for as with a formula. */
static bool passes_bound(const struct scenario_result *r, uint32_t index)
{
    const struct point_result *p = &r->point[index];
    const double least = r->theory.point[index].exact.least;
    if (!p->stable || p->error_ratio > 0 || isnan(least)) return false;
    return p->latency.mean.value < least && !holds(&p->latency.mean, least, widening(r, p, r->points));
}

void theory_compare(struct scenario_result *r)
{
    struct theory_result *theory = &r->theory;
    theory->exact = zeroed(1, sizeof *theory->exact);
    exact_init(theory->exact, r->network);
    theory->points = r->points;
    theory->searches = r->searches;
    theory->resources = r->network->resources;
    theory->point = points_of(r, r->point, r->points, theory->exact);
    theory->search = points_of(r, r->search, r->searches, theory->exact);
    theory->agrees = true;
    const uint32_t comparisons = count_comparisons(r);
    for (uint32_t i = 0; i < r->points; i++) {
        struct theory_point *t = &theory->point[i];
        if (t->exact.kind > theory->kind) theory->kind = t->exact.kind;
        if (has_formula(t)) compare_point(r, i, comparisons);
        if (t->exact.kind == EXACT_APPROXIMATION && r->point[i].stable && isfinite(t->exact.mean))
            theory->deviation =
                fmax(theory->deviation, fabs(t->exact.mean / r->point[i].latency.mean.value - 1));
        t->contradicts |= !theory->exact->is_estimated && passes_bound(r, i);
        theory->agrees &= !t->contradicts;
    }
    if (r->points == 0) theory->kind = theory->exact->kind;
}

static void finish_points(struct theory_point *point, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) free(point[i].residence);
    free(point);
}

void theory_finish(struct theory_result *theory)
{
    finish_points(theory->point, theory->points);
    finish_points(theory->search, theory->searches);
    if (theory->exact) exact_finish(theory->exact);
    free(theory->exact);
    *theory = (struct theory_result){ 0 };
}
