#include "sim/study/counterfactual.h"

#include "models/architecture/warming.h"

#include "models/architecture/variant.h"
#include "sim/study/gain.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_PROBES = 7, MOST_TWINS = 3 };
static const double worth_pairing = 0.5; /* a point that contributes this much of what the first does */
static const double wall_precision = 0.03;

bool counterfactual_start(struct counterfactual *c, const struct point_set *base,
                          const struct wall_result *wall, uint64_t rank)
{
    if (wall->status != WALL_FOUND || wall->resource == NETWORK_NONE || !isfinite(base->network->saturation))
        return false;
    c->scenario = variant_doubled(base->network, wall->resource);
    c->network = network_assemble(c->scenario);
    network_warm(c->network);
    c->set = (struct point_set){ .crew = base->crew,
                                 .progress = base->progress,
                                 .run = base->run,
                                 .network = c->network,
                                 .idle = base->idle,
                                 .context = base->context,
                                 .rank = rank,
                                 .warmup_share = 1 };
    const double guess = wall->rate.value * c->network->saturation / base->network->saturation;
    if (!isfinite(guess)) return false;
    point_set_add(&c->set, &(struct run_load){ .rate = 0.9 * guess }, false);
    point_set_add(&c->set, &(struct run_load){ .rate = guess }, false);
    point_set_launch(&c->set, 0);
    return true;
}

/* A load that is as far from the wall there as `rate` is here, seen from saturation. */
static double mapped(double rate, double wall, double saturation, double new_wall, double new_saturation)
{
    if (rate >= saturation || wall >= saturation || new_wall >= new_saturation) return rate * new_wall / wall;
    const double distance = (new_saturation - new_wall) * (saturation - rate) / (saturation - wall);
    return fmax(new_saturation - distance, new_wall / 2);
}

/* The points by ascending load and what each contributes to the wall's error. */
struct parts {
    const struct point_result **point;
    uint32_t count;
    double *part, error;
};

static struct parts parts_of(const struct point_set *set, const struct wall_bounds *bounds)
{
    struct parts p;
    p.point = point_set_sorted(set, &p.count);
    p.part = calloc((size_t)(PERCENTILES + 1) * p.count + 1, sizeof *p.part);
    if (!p.part) abort();
    const struct gain_side side = { p.point, p.count, set->network->saturation };
    p.error = gain_parts(bounds, &side, set->run->confidence, p.part);
    return p;
}

static void parts_finish(struct parts *p)
{
    free(p->point);
    free(p->part);
}

/* How much of the wall's error comes from the point. */
static double weight_of(const struct parts *p, uint32_t point)
{
    double sum = 0;
    for (uint32_t q = 0; q <= PERCENTILES; q++) sum += fabs(p->part[point * (PERCENTILES + 1) + q]);
    return sum;
}

/* Adds a twin of each point on which the base network's wall depends most, around the wall of the changed
 * one. */
static void add_twins(struct counterfactual *c, const struct point_set *base,
                      const struct wall_bounds *bounds, double new_wall)
{
    const double wall = point_set_wall(base, bounds).rate.value;
    struct parts p = parts_of(base, bounds);
    double most = 0;
    for (uint32_t i = 0; i < p.count; i++) most = fmax(most, weight_of(&p, i));
    for (int twins = 0; twins < MOST_TWINS && most > 0; twins++) {
        uint32_t best = 0;
        for (uint32_t i = 1; i < p.count; i++)
            if (weight_of(&p, i) > weight_of(&p, best)) best = i;
        if (weight_of(&p, best) < worth_pairing * most) break;
        for (uint32_t q = 0; q <= PERCENTILES; q++) p.part[best * (PERCENTILES + 1) + q] = 0;
        const double rate =
            mapped(p.point[best]->offered, wall, base->network->saturation, new_wall, c->network->saturation);
        point_set_add(&c->set, &(struct run_load){ .rate = rate }, false)->twin =
            point_set_find(base, p.point[best]);
    }
    parts_finish(&p);
}

/* By a latency that was seen to cross, and well enough. */
static bool is_located(const struct point_set *set, const struct wall_bounds *bounds,
                       const struct wall_result *wall)
{
    if (wall->status != WALL_FOUND || !(interval_relative_halfwidth(&wall->rate) <= wall_precision))
        return false;
    struct parts p = parts_of(set, bounds);
    parts_finish(&p);
    return p.error > 0;
}

bool counterfactual_probe(struct counterfactual *c, const struct point_set *base,
                          const struct wall_bounds *bounds)
{
    if (c->paired) return false;
    const struct wall_result next = point_set_wall(&c->set, bounds);
    if (!is_located(&c->set, bounds, &next) && c->probes++ < MOST_PROBES &&
        point_set_probe(&c->set, bounds, wall_precision))
        return true;
    const uint32_t before = c->set.count;
    c->paired = true;
    if (next.status == WALL_FOUND) add_twins(c, base, bounds, next.rate.value);
    if (c->set.count == before) return false;
    point_set_launch(&c->set, before);
    return true;
}

/* Correlation of the two walls' errors. */
static double correlation(const struct counterfactual *c, const struct point_set *base,
                          const struct wall_bounds *bounds)
{
    uint32_t before, after;
    const struct point_result **base_points = point_set_sorted(base, &before);
    const struct point_result **next_points = point_set_sorted(&c->set, &after);
    const struct gain_side base_side = { base_points, before, base->network->saturation };
    const struct gain_side next_side = { next_points, after, c->network->saturation };
    uint32_t *twin = malloc((after + 1) * sizeof *twin);
    if (!twin) abort();
    for (uint32_t j = 0; j < after; j++) {
        const struct explored *of = point_set_find(&c->set, next_points[j])->twin;
        twin[j] = UINT32_MAX;
        for (uint32_t i = 0; i < before; i++)
            if ((of && base_points[i] == &of->result) || base_points[i]->offered == next_points[j]->offered)
                twin[j] = i;
    }
    const double value = gain_correlation(bounds, &base_side, &next_side, twin, base->run->confidence);
    free(twin);
    free(base_points);
    free(next_points);
    return value;
}

void counterfactual_conclude(const struct counterfactual *c, const struct point_set *base,
                             const struct wall_bounds *bounds, struct wall_result *wall)
{
    if (!c->network) return;
    const struct wall_result next = point_set_wall(&c->set, bounds);
    wall->next_resource = next.resource;
    if (next.status == WALL_FOUND) {
        wall->next_rate = next.rate;
        wall->next_simulated = true;
        wall->next_correlation = correlation(c, base, bounds);
        wall->next_gain = gain_ratio(&wall->rate, &next.rate, wall->next_correlation);
        return;
    }
    const double factor = c->network->saturation / base->network->saturation;
    wall->next_rate = (struct interval){ wall->rate.value * factor, NAN, NAN };
    wall->next_gain = (struct interval){ factor, NAN, NAN };
    if (wall->next_resource == NETWORK_NONE) wall->next_resource = c->network->bottleneck;
}

void counterfactual_finish(struct counterfactual *c)
{
    point_set_finish(&c->set, true);
    network_destroy(c->network);
    variant_destroy(c->scenario);
    *c = (struct counterfactual){ 0 };
}
