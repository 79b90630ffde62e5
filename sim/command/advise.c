#include "sim/command/advise.h"

#include "sim/plan/next_step.h"

#include <stdio.h>

static uint32_t host_of(const struct scenario_result *r)
{
    if (r->wall.status != WALL_FOUND || r->wall.resource == NETWORK_NONE) return NETWORK_NONE;
    return r->network->resource[r->wall.resource].host;
}

void advise(const struct cases *cases, struct study_result *result)
{
    for (uint32_t i = 0; i < result->scenarios; i++) {
        struct scenario_result *r = &result->scenario[i];
        const struct case_source *from = &cases->source[i];
        const uint32_t host = host_of(r);
        struct next_step step;
        if (host == NETWORK_NONE ||
            !next_step_find(from->document, r->scenario, (const char *const *)from->setting, from->settings,
                            host, &step))
            continue;
        snprintf(r->step.setting, sizeof r->step.setting, "%s", step.setting);
        r->step.usd_more = step.usd_more;
        r->step.factor = step.factor;
    }
}
