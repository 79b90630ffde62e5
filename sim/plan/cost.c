#include "sim/plan/cost.h"

#include <math.h>

static void restrict_levers(struct levers *levers, enum cost_way way)
{
    for (uint32_t i = 0; i < levers->levers; i++) {
        struct lever *lever = &levers->lever[i];
        if (way == COST_LARGER) lever->count_paths = 0;
        if (way != COST_MORE) continue;
        lever->size[0] = lever->size[lever->size_now];
        lever->sizes = 1;
        lever->size_now = 0;
    }
}

static bool can_be_more(const struct document *document, const struct scenario *scenario,
                        const char *const *settings, uint32_t count)
{
    struct plan plan;
    bool can = false;
    plan_init(&plan, document, scenario, settings, count);
    for (uint32_t i = 0; i < plan.levers.levers; i++) can |= plan.levers.lever[i].count_paths > 0;
    plan_finish(&plan);
    return can;
}

void cost_of_loads(const struct document *document, const struct scenario *scenario,
                   const char *const *settings, uint32_t count, enum cost_way way, double share,
                   const double *rate, double *usd, unsigned loads)
{
    const bool possible = way == COST_LARGER || can_be_more(document, scenario, settings, count);
    for (unsigned i = 0; i < loads; i++) {
        struct plan plan;
        usd[i] = NAN;
        if (!possible) continue;
        plan_init(&plan, document, scenario, settings, count);
        restrict_levers(&plan.levers, way);
        if (plan_size(&plan, rate[i], share)) usd[i] = plan.usd_per_h;
        plan_finish(&plan);
    }
}
