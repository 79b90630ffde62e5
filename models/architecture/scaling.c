#include "models/architecture/scaling.h"

#include "models/architecture/builder.h"

#include <math.h>

uint32_t scaling_group(const struct scenario *s, uint32_t host)
{
    uint32_t members = s->host[host].count;
    for (uint32_t t = 0; t < s->tiers; t++)
        if (s->tier[t].host == host && tier_members(&s->tier[t]) > members)
            members = tier_members(&s->tier[t]);
    return members;
}

static double group_demand(const struct network *n, uint32_t host, enum resource_kind kind, double *servers)
{
    for (uint32_t i = 0; i < n->resources; i++) {
        const struct resource *r = &n->resource[i];
        if (r->host != host || r->kind != kind) continue;
        double sum = 0;
        for (uint32_t m = 0; m < r->members; m++) sum += r->demand[m];
        *servers = r->servers;
        return sum;
    }
    *servers = 1;
    return 0;
}

static double group_visits(const struct network *n, uint32_t tier)
{
    double visits = 0;
    for (uint32_t i = 0; i < n->balancers; i++)
        if (n->balancer[i].tier == tier) visits += n->balancer[i].visits;
    return visits;
}

/* The bytes that a member's requests take when each stays as long as if nobody waited. */
static double memory_needed(const struct network *n, uint32_t tier, double rate)
{
    const struct tier *t = &n->scenario->tier[tier];
    double bytes = t->demand.ram.mean;
    for (uint32_t i = 0; i < t->ops; i++) bytes = fmax(bytes, t->op[i].ram.mean);
    return rate * n->zero_load_latency * bytes;
}

uint32_t scaling_members(const struct network *n, uint32_t tier, double rate)
{
    const struct tier *t = &n->scenario->tier[tier];
    if (t->host == SCENARIO_NONE) return 0;
    const uint32_t members = n->group[t->host].members;
    const struct autoscale *a = &t->autoscale;
    double servers = 1, needed = 0;
    switch (a->metric) {
    case SCALING_NONE: return members;
    case SCALING_CPU:
        needed = rate * group_demand(n, t->host, RESOURCE_CPU, &servers) / (servers * a->target);
        break;
    case SCALING_REQUESTS: needed = rate * group_visits(n, tier) / a->target; break;
    case SCALING_MEMORY: {
        const double ram = n->scenario->machine[n->scenario->host[t->host].machine].ram;
        const double standing = n->scenario->host[t->host].reserve + t->ram;
        const double room = a->target * ram - standing;
        needed = room > 0 ? memory_needed(n, tier, rate) / room : a->max;
        break;
    }
    }
    needed = ceil(needed * (1 - 1e-12));
    return (uint32_t)fmin(fmax(fmax(needed, a->min), 1), fmin(a->max, members));
}

uint32_t scaling_host_members(const struct network *n, uint32_t host, double rate)
{
    uint32_t members = n->group[host].members;
    for (uint32_t t = 0; t < n->tiers; t++) {
        const struct tier *tier = &n->scenario->tier[t];
        if (tier->host == host && tier->autoscale.metric != SCALING_NONE)
            members = scaling_members(n, t, rate);
    }
    return members;
}

double scaling_usd_per_h(const struct network *n, double rate)
{
    const struct scenario *s = n->scenario;
    double usd = n->usd_per_h + rate * 3600 * n->usd_per_request;
    for (uint32_t t = 0; t < s->tiers; t++) {
        const struct tier *tier = &s->tier[t];
        if (tier->host == SCENARIO_NONE || tier->autoscale.metric == SCALING_NONE) continue;
        const uint32_t idle = n->group[tier->host].members - scaling_members(n, t, rate);
        usd -= idle * s->machine[s->host[tier->host].machine].usd_per_h;
    }
    return usd;
}
