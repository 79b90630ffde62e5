#include "sim/study/wall.h"

#include "sim/study/curve.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct wall_bounds wall_bounds(const struct slo *slo, const struct point_result *lightest)
{
    struct wall_bounds bounds = { .mean = slo->mean,
                                  .error_ratio = slo->error_ratio,
                                  .goodput = slo->goodput };
    for (int p = 0; p < PERCENTILES; p++) bounds.percentile[p] = slo->percentile[p];
    /* Ten times nothing, of requests that take no time, is no bound. */
    if (slo->relative_p99 && lightest && lightest->stable && lightest->latency.percentile[P99].value > 0)
        bounds.percentile[P99] = 10 * lightest->latency.percentile[P99].value;
    return bounds;
}

/* Of what is offered, by chance less or more has come; a backlog that grows is seen elsewhere. */
static bool rejects(const struct wall_bounds *b, const struct point_result *p)
{
    const double came = p->stable ? fmin(p->offered, p->throughput) : p->offered;
    return p->error_ratio > b->error_ratio || p->goodput < b->goodput * came * (1 - 3e-3);
}

bool wall_broken(const struct wall_bounds *b, const struct point_result *point)
{
    if (!point->stable || rejects(b, point) || point->latency.mean.value > b->mean) return true;
    for (int p = 0; p < PERCENTILES; p++)
        if (point->latency.percentile[p].value > b->percentile[p]) return true;
    return false;
}

/* Whether the point breaks a bound by more than its intervals explain. */
static bool surely_broken(const struct wall_bounds *b, const struct point_result *p)
{
    const bool by_errors = p->error_ratio > b->error_ratio;
    if (!p->stable || (rejects(b, p) && !(by_errors && p->error_interval.low <= b->error_ratio))) return true;
    if (p->latency.mean.low > b->mean) return true;
    for (int i = 0; i < PERCENTILES; i++)
        if (p->latency.percentile[i].low > b->percentile[i]) return true;
    return false;
}

/* Broken by chance: not surely, and the objective holds at a higher load. */
static bool is_forgiven(const struct wall_bounds *b, const struct point_result *const *points, uint32_t count,
                        uint32_t i)
{
    if (surely_broken(b, points[i])) return false;
    for (uint32_t k = i + 1; k < count && !surely_broken(b, points[k]); k++)
        if (!wall_broken(b, points[k])) return true;
    return false;
}

/*
 * The last load that holds before the first that does not: indices, -1 and count where there is none. Where
 * the curve is flat a point may be past the limit by chance.
 */
static void bracket(const struct wall_bounds *b, const struct point_result *const *points, uint32_t count,
                    int *good, int *bad)
{
    *good = -1;
    *bad = (int)count;
    for (uint32_t i = 0; i < count; i++) {
        if (wall_broken(b, points[i]) && !is_forgiven(b, points, count, i)) {
            *bad = (int)i;
            return;
        }
        *good = (int)i;
    }
}

struct bound {
    const char *name;
    double limit, kappa;
    int percentile; /* or: */
};
enum { THE_MEAN = -1, THE_ERRORS = -2 };

static const struct interval *value_of(const struct bound *bound, const struct point_result *point)
{
    if (bound->percentile == THE_ERRORS) return &point->error_interval;
    return bound->percentile == THE_MEAN ? &point->latency.mean
                                         : &point->latency.percentile[bound->percentile];
}

/*
 * Where the latency that `bound` limits crosses it, or the error ratio: that grows smoothly too where there
 * are errors on both sides, and beyond saturation, which does not bound it.
 */
static struct curve_place crossing(const struct bound *bound, const struct point_result *const *points,
                                   uint32_t count, double saturation, double confidence)
{
    struct curve_point *at = malloc((count ? count : 1) * sizeof *at);
    if (!at) abort();
    size_t used = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct interval *value = value_of(bound, points[i]);
        if (!points[i]->stable || !(value->value > 0) || points[i]->offered >= saturation) continue;
        at[used] = curve_point_of(points[i]->offered, value, confidence, bound->kappa);
        at[used++].requests = (double)points[i]->requests;
    }
    const struct curve curve = {
        .points = at, .count = used, .saturation = saturation, .confidence = confidence
    };
    const struct curve_place place = curve_crossing(&curve, bound->limit);
    free(at);
    return place;
}

static size_t bounds_of(const struct wall_bounds *b, struct bound bound[PERCENTILES + 1])
{
    static const char *const names[PERCENTILES] = {
        [P50] = "p50", [P90] = "p90", [P95] = "p95", [P99] = "p99", [P999] = "p99.9"
    };
    static const double kappa[PERCENTILES] = { [P50] = INTERVAL_KAPPA_P50,
                                               [P90] = INTERVAL_KAPPA_P90,
                                               [P95] = INTERVAL_KAPPA_P95,
                                               [P99] = INTERVAL_KAPPA_P99,
                                               [P999] = INTERVAL_KAPPA_P999 };
    size_t count = 0;
    for (int p = 0; p < PERCENTILES; p++)
        if (b->percentile[p] < INFINITY)
            bound[count++] = (struct bound){ names[p], b->percentile[p], kappa[p], p };
    if (b->mean < INFINITY) bound[count++] = (struct bound){ "mean", b->mean, INTERVAL_KAPPA_MEAN, THE_MEAN };
    return count;
}

static void say_latency(struct wall_result *wall, const struct bound *bound)
{
    wall->limit = bound->limit;
    snprintf(wall->because, sizeof wall->because, "%s > %.3g s", bound->name, bound->limit);
}

static const char *main_error(const struct point_result *point)
{
    static const char *const names[ERROR_KINDS] = { [ERROR_TIMEOUT] = "timeout",
                                                    [ERROR_REJECTED] = "rejected",
                                                    [ERROR_OOM] = "oom",
                                                    [ERROR_UNAVAILABLE] = "unavailable" };
    int most = 0;
    for (int e = 1; e < ERROR_KINDS; e++)
        if (point->error[e] > point->error[most]) most = e;
    return names[most];
}

static void say_flow(struct wall_result *wall, const struct wall_bounds *b, const struct point_result *broken)
{
    if (broken && !broken->stable)
        snprintf(wall->because, sizeof wall->because, "no steady state");
    else if (broken && broken->error_ratio > b->error_ratio)
        snprintf(wall->because, sizeof wall->because, "errors > %.3g %% (%s)", 100 * b->error_ratio,
                 main_error(broken));
    else
        snprintf(wall->because, sizeof wall->because, "goodput < %.3g x offered", b->goodput);
    wall->limit = broken && broken->error_ratio > b->error_ratio ? b->error_ratio : b->goodput;
}

/* The highest load up to which every point keeps the bound on errors by more than chance explains: those
 * without any error tell no slope, but this. */
static double free_of_errors(const struct wall_bounds *b, const struct point_result *const *points,
                             uint32_t count)
{
    double rate = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!points[i]->stable || !(points[i]->error_interval.high <= b->error_ratio)) break;
        rate = points[i]->offered;
    }
    return rate;
}

/* Where the error ratio crosses its bound, if that is before `first`. */
static void find_errors(struct wall_result *wall, const struct wall_bounds *b,
                        const struct point_result *const *points, uint32_t count, double confidence,
                        double first)
{
    const struct bound bound = { "errors", b->error_ratio, INTERVAL_KAPPA_MEAN, THE_ERRORS };
    if (!(b->error_ratio > 0 && b->error_ratio < 1)) return;
    const struct curve_place place = crossing(&bound, points, count, INFINITY, confidence);
    uint32_t i = 0;
    while (i < count && !(points[i]->stable && points[i]->error_ratio > b->error_ratio)) i++;
    if (place.status != CURVE_FOUND || place.rate.value >= first || i == count) return;
    wall->rate = place.rate;
    wall->rate.low = fmax(wall->rate.low, fmin(wall->rate.value, free_of_errors(b, points, count)));
    say_flow(wall, b, points[i]);
}

/* The first of the bounds that the point breaks. */
static void say_broken(struct wall_result *wall, const struct wall_bounds *b,
                       const struct point_result *broken)
{
    struct bound bound[PERCENTILES + 1];
    const size_t bounds = bounds_of(b, bound);
    say_flow(wall, b, broken);
    if (!broken->stable || rejects(b, broken)) return;
    for (size_t i = bounds; i-- > 0;)
        if (value_of(&bound[i], broken)->value > bound[i].limit) say_latency(wall, &bound[i]);
}

struct wall_result wall_find(const struct wall_bounds *b, const struct point_result *const *points,
                             uint32_t count, double saturation, double confidence)
{
    struct wall_result wall = { .status = WALL_BEYOND,
                                .users = NAN,
                                .limit = NAN,
                                .resource = NETWORK_NONE,
                                .next_resource = NETWORK_NONE,
                                .next_rate = { NAN, NAN, NAN },
                                .next_gain = { NAN, NAN, NAN },
                                .rate = { INFINITY, 0, INFINITY } };
    int good, bad;
    bracket(b, points, count, &good, &bad);
    if (count == 0) return wall;
    if (good < 0) {
        wall.status = WALL_BELOW;
        wall.rate = (struct interval){ points[0]->offered, 0, points[0]->offered };
        say_broken(&wall, b, points[0]);
        return wall;
    }
    const double lower = points[good]->offered;
    double upper = bad < (int)count ? points[bad]->offered : INFINITY;
    if (lower < saturation) upper = fmin(upper, saturation);
    if (isinf(upper)) {
        wall.rate = (struct interval){ lower, lower, INFINITY };
        return wall;
    }
    wall.status = WALL_FOUND;
    /* Until a latency is seen to cross, the wall is where it stops being served at all. */
    wall.rate = (struct interval){ (lower + upper) / 2, lower, upper };
    if (bad < (int)count) say_broken(&wall, b, points[bad]);
    if (bad == (int)count) snprintf(wall.because, sizeof wall.because, "no steady state");
    struct bound bound[PERCENTILES + 1];
    const size_t bounds = bounds_of(b, bound);
    double first = INFINITY;
    for (size_t i = 0; i < bounds; i++) {
        const struct curve_place place = crossing(&bound[i], points, count, saturation, confidence);
        if (place.status != CURVE_FOUND || place.rate.value >= first || place.rate.value > upper * 1.05)
            continue;
        first = place.rate.value;
        wall.rate = place.rate;
        say_latency(&wall, &bound[i]);
    }
    find_errors(&wall, b, points, count, confidence, fmin(first, upper * 1.05));
    return wall;
}

/* A load that breaks the objective below this share of saturation: no load keeps it. */
static const double hopeless = 0.02;

/* An objective that holds at this share of saturation is broken by saturation itself. */
static const double close_by = 0.975;

/* Loads to try when the objective still holds at the highest one so far, as shares of saturation. */
static const double ladder[] = { 0.5, 0.8, 0.9, 0.95, 0.98, 1.05 };
/* Hit ratios and the spread of keys make the analytic saturation an estimate: where that was too low, on by
 * such steps. */
static const double stride = 1.3;

static double beyond(double highest, double saturation)
{
    if (isinf(saturation)) return NAN;
    for (size_t i = 0; i < sizeof ladder / sizeof *ladder; i++)
        if (ladder[i] * saturation > highest * 1.01) return ladder[i] * saturation;
    return stride * highest;
}

static bool is_known(const struct point_result *const *points, uint32_t count, double rate)
{
    for (uint32_t i = 0; i < count; i++)
        if (fabs(points[i]->offered - rate) <= 0.004 * rate) return true;
    return false;
}

/* No point by itself says that the curve is past its limit: half of the way on to saturation one will. */
static double to_close(const struct wall_result *wall, double saturation)
{
    return wall->rate.high >= saturation ? (wall->rate.value + saturation) / 2 : NAN;
}

double wall_probe(const struct wall_bounds *b, const struct point_result *const *points, uint32_t count,
                  double saturation, double confidence, double precision)
{
    int good, bad;
    bracket(b, points, count, &good, &bad);
    if (count == 0) return NAN;
    if (good < 0)
        return points[0]->offered > hopeless * saturation || isinf(saturation) ? points[0]->offered / 2 : NAN;
    if (bad == (int)count) return beyond(points[good]->offered, saturation);
    const double lower = points[good]->offered, first_bad = points[bad]->offered;
    const double upper = lower < saturation ? fmin(first_bad, saturation) : first_bad;
    if (first_bad > saturation && lower >= close_by * saturation && lower < saturation) return NAN;
    const struct wall_result wall = wall_find(b, points, count, saturation, confidence);
    const double middle = (lower + upper) / 2;
    const bool fitted = wall.rate.value > lower && wall.rate.value < upper && wall.rate.value != middle;
    const double next = fitted ? wall.rate.value : middle;
    if (upper - lower <= precision * upper && !fitted) return NAN;
    if (!is_known(points, count, next)) return next;
    const double closing = fitted && isfinite(saturation) ? to_close(&wall, saturation) : NAN;
    if (closing > 0 && !is_known(points, count, closing)) return closing;
    return upper - lower > 0.1 * upper && !is_known(points, count, middle) ? middle : NAN;
}

/* Where nothing is busy on average, rare pile-ups break the objective: the resource with the longest queue.
 */
static uint32_t longest_queue(const struct network *n, const struct point_result *point, uint32_t best)
{
    double longest = point->resource[best].queue;
    for (uint32_t i = 0; i < n->resources; i++) {
        if (n->resource[i].kind == RESOURCE_RAM || !(point->resource[i].queue > longest)) continue;
        longest = point->resource[i].queue;
        best = i;
    }
    return best;
}

uint32_t wall_resource(const struct network *n, const struct point_result *point, uint32_t *member,
                       double *utilization)
{
    /* A pool is busy whenever what its holders wait for is; only well above the hardware is it the cause
     * itself. */
    static const double pool_margin = 0.1;
    static const double busy = 0.5;
    uint32_t best = NETWORK_NONE;
    double highest = 0;
    for (uint32_t i = 0; i < n->resources; i++) {
        const struct resource_result *r = &point->resource[i];
        const enum resource_kind kind = n->resource[i].kind;
        double value = r->hottest_utilization;
        if (kind == RESOURCE_RAM)
            value = point->error[ERROR_OOM] > 0.5 * point->error_ratio * point->offered &&
                            point->error[ERROR_OOM] > 0
                        ? 2
                        : 0;
        else if (kind == RESOURCE_TOKENS || kind == RESOURCE_CONSUMERS || kind == RESOURCE_APPLIER)
            value -= pool_margin;
        if (value <= highest) continue;
        highest = value;
        best = i;
    }
    if (best != NETWORK_NONE && highest < busy) best = longest_queue(n, point, best);
    if (best != NETWORK_NONE) {
        *member = point->resource[best].hottest;
        *utilization = point->resource[best].hottest_utilization;
    }
    return best;
}
