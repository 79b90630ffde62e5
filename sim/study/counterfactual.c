#include "sim/study/counterfactual.h"

#include "models/architecture/variant.h"

#include <math.h>

enum { MOST_PROBES = 7 };
static const double looser = 2; /* the wall behind needs no better than this times the precision */
static const double wall_precision = 0.03;

bool counterfactual_start(struct counterfactual *c, const struct point_set *base,
                          const struct wall_result *wall, uint64_t rank)
{
    if (wall->status != WALL_FOUND || wall->resource == NETWORK_NONE || !isfinite(base->network->saturation))
        return false;
    c->scenario = variant_doubled(base->network, wall->resource);
    c->network = network_assemble(c->scenario);
    c->set = (struct point_set){ .crew = base->crew,
                                 .progress = base->progress,
                                 .run = base->run,
                                 .network = c->network,
                                 .idle = base->idle,
                                 .context = base->context,
                                 .rank = rank,
                                 .looser = looser };
    const double guess = wall->rate.value * c->network->saturation / base->network->saturation;
    if (!isfinite(guess)) return false;
    point_set_add(&c->set, &(struct run_load){ .rate = 0.9 * guess }, false);
    point_set_add(&c->set, &(struct run_load){ .rate = guess }, false);
    point_set_launch(&c->set, 0);
    return true;
}

bool counterfactual_probe(struct counterfactual *c, const struct wall_bounds *bounds)
{
    return c->probes++ < MOST_PROBES && point_set_probe(&c->set, bounds, wall_precision);
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
        return;
    }
    const double factor = c->network->saturation / base->network->saturation;
    wall->next_rate = (struct interval){ wall->rate.value * factor, NAN, NAN };
    if (wall->next_resource == NETWORK_NONE) wall->next_resource = c->network->bottleneck;
}

void counterfactual_finish(struct counterfactual *c)
{
    point_set_finish(&c->set, true);
    network_destroy(c->network);
    variant_destroy(c->scenario);
    *c = (struct counterfactual){ 0 };
}
