#include "sim/study/counterfactual.h"

#include "models/architecture/warming.h"
#include "sim/study/gain.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_PROBES = 7, MOST_TWINS = 3 };
static const double worth_pairing = 0.5; /* a point that contributes this much of what the first does */
static const double wall_precision = 0.03;
static const double looser = 2; /* the search: what is precise are the twins */

bool counterfactual_start(struct counterfactual *c, const struct counterfactual_base *base,
                          const struct scenario *changed, uint64_t rank)
{
    const struct wall_result wall = point_set_wall(base->set, base->bounds);
    *c = (struct counterfactual){ .network = NULL };
    if (wall.status != WALL_FOUND || !isfinite(base->set->network->saturation)) return false;
    c->network = network_assemble(changed);
    c->bounds = wall_bounds(&changed->slo, NULL);
    /* A bound that is relative to the lightest load: as the original has it. */
    if (changed->slo.relative_p99) c->bounds.percentile[P99] = base->bounds->percentile[P99];
    c->set = (struct point_set){ .crew = base->set->crew,
                                 .progress = base->set->progress,
                                 .run = base->set->run,
                                 .network = c->network,
                                 .idle = base->set->idle,
                                 .context = base->set->context,
                                 .rank = rank,
                                 .warmup_share = 1,
                                 .looser = looser };
    const double guess = wall.rate.value * c->network->saturation / base->set->network->saturation;
    if (!isfinite(guess)) return false;
    network_warm(c->network);
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
    const struct gain_side side = { bounds, p.point, p.count, set->network->saturation };
    p.error = gain_parts(&side, set->run->confidence, p.part);
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
static void add_twins(struct counterfactual *c, const struct counterfactual_base *base, double new_wall)
{
    const double wall = point_set_wall(base->set, base->bounds).rate.value;
    struct parts p = parts_of(base->set, base->bounds);
    double most = 0;
    for (uint32_t i = 0; i < p.count; i++) most = fmax(most, weight_of(&p, i));
    for (int twins = 0; twins < MOST_TWINS && most > 0; twins++) {
        uint32_t best = 0;
        for (uint32_t i = 1; i < p.count; i++)
            if (weight_of(&p, i) > weight_of(&p, best)) best = i;
        if (weight_of(&p, best) < worth_pairing * most) break;
        for (uint32_t q = 0; q <= PERCENTILES; q++) p.part[best * (PERCENTILES + 1) + q] = 0;
        const double rate = mapped(p.point[best]->offered, wall, base->set->network->saturation, new_wall,
                                   c->network->saturation);
        point_set_add(&c->set, &(struct run_load){ .rate = rate }, false)->twin =
            point_set_find(base->set, p.point[best]);
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

bool counterfactual_probe(struct counterfactual *c, const struct counterfactual_base *base)
{
    if (c->paired) return false;
    const struct wall_result next = point_set_wall(&c->set, &c->bounds);
    if (!is_located(&c->set, &c->bounds, &next) && c->probes++ < MOST_PROBES &&
        point_set_probe(&c->set, &c->bounds, wall_precision))
        return true;
    const uint32_t before = c->set.count;
    c->paired = true;
    if (next.status == WALL_FOUND) add_twins(c, base, next.rate.value);
    if (c->set.count == before) return false;
    point_set_launch(&c->set, before);
    return true;
}

/* Correlation of the two walls' errors. */
static double correlation(const struct counterfactual *c, const struct counterfactual_base *base)
{
    uint32_t before, after;
    const struct point_result **base_points = point_set_sorted(base->set, &before);
    const struct point_result **next_points = point_set_sorted(&c->set, &after);
    const struct gain_side base_side = { base->bounds, base_points, before, base->set->network->saturation };
    const struct gain_side next_side = { &c->bounds, next_points, after, c->network->saturation };
    uint32_t *twin = malloc((after + 1) * sizeof *twin);
    if (!twin) abort();
    for (uint32_t j = 0; j < after; j++) {
        const struct explored *of = point_set_find(&c->set, next_points[j])->twin;
        twin[j] = UINT32_MAX;
        for (uint32_t i = 0; i < before; i++)
            if ((of && base_points[i] == &of->result) || base_points[i]->offered == next_points[j]->offered)
                twin[j] = i;
    }
    const double value = gain_correlation(&base_side, &next_side, twin, base->set->run->confidence);
    free(twin);
    free(base_points);
    free(next_points);
    return value;
}

struct moved_wall counterfactual_conclude(const struct counterfactual *c,
                                          const struct counterfactual_base *base)
{
    struct moved_wall moved = {
        .status = WALL_NONE, .resource = NETWORK_NONE, .rate = { NAN, NAN, NAN }, .gain = { NAN, NAN, NAN }
    };
    if (!c->network) return moved;
    const struct wall_result wall = point_set_wall(base->set, base->bounds),
                             next = point_set_wall(&c->set, &c->bounds);
    moved.status = next.status;
    moved.resource = next.resource;
    if (next.status != WALL_FOUND) return moved;
    moved.rate = next.rate;
    moved.correlation = correlation(c, base);
    moved.gain = gain_ratio(&wall.rate, &next.rate, moved.correlation);
    return moved;
}

void counterfactual_finish(struct counterfactual *c)
{
    point_set_finish(&c->set, true);
    network_destroy(c->network);
    *c = (struct counterfactual){ .network = NULL };
}
