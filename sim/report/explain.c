#include "sim/report/explain.h"

#include "models/architecture/buffer.h"
#include "models/architecture/scaling.h"
#include "models/architecture/variant.h"

#include <math.h>
#include <stdlib.h>

static void *zeroed(size_t count, size_t size)
{
    void *array = calloc(count ? count : 1, size);
    if (!array) abort();
    return array;
}

static bool is_hardware(const struct resource *r)
{
    return r->host != NETWORK_NONE || r->kind == RESOURCE_BROKER;
}

static void sum_members(struct explained_resource *e, const struct resource *r)
{
    double hottest = 0;
    for (uint32_t m = 0; m < r->members; m++) {
        e->visits += r->visits[m];
        e->demand += r->demand[m];
        if (r->demand[m] > hottest) hottest = r->demand[m], e->hottest = m;
    }
    e->servers = r->servers * r->members;
    e->saturation = hottest > 0 ? r->servers / hottest : INFINITY;
    e->hottest_share = e->demand > 0 ? hottest / e->demand : 0;
}

static struct explained_resource *find(const struct explanation *x, uint32_t resource)
{
    for (uint32_t i = 0; i < x->resources; i++)
        if (x->resource[i].resource == resource) return &x->resource[i];
    return NULL;
}

/* Every service step is charged to a tier; its visits were counted when the network was assembled. */
static void divide_by_tier(struct explanation *x)
{
    const struct network *n = x->network;
    for (uint32_t i = 0; i < n->steps; i++) {
        const struct step *s = &n->step[i];
        if (s->op != OP_SERVE_FCFS && s->op != OP_SERVE_PS) continue;
        struct explained_resource *e = find(x, s->resource);
        if (e && e->by_tier)
            e->by_tier[s->tier] += n->visits[i] * s->demand->mean / n->resource[s->resource].speed;
    }
}

static void add_resources(struct explanation *x)
{
    const struct network *n = x->network;
    x->resource = zeroed(n->resources, sizeof *x->resource);
    for (uint32_t i = 0; i < n->resources; i++) {
        const struct resource *r = &n->resource[i];
        if (r->kind == RESOURCE_RAM) continue;
        struct explained_resource *e = &x->resource[x->resources++];
        e->resource = i;
        sum_members(e, r);
        if (is_hardware(r)) e->by_tier = zeroed(n->tiers + 1, sizeof *e->by_tier);
        if (i == n->bottleneck) x->bottleneck = e;
    }
    divide_by_tier(x);
}

/* Each resource by its busiest member, as one server of the time that one of its servers is busy. */
static void find_runner_up(struct explanation *x)
{
    unsigned *servers = zeroed(x->resources, sizeof *servers);
    double *demand = zeroed(x->resources, sizeof *demand);
    for (uint32_t i = 0; i < x->resources; i++) {
        servers[i] = 1;
        demand[i] = 1 / x->resource[i].saturation;
    }
    const struct bottleneck b = bottleneck_find(x->resources, servers, demand);
    x->runner_up = b.second < x->resources ? x->resource[b.second].resource : NETWORK_NONE;
    x->runner_up_rate = b.runner_up;
    free(servers);
    free(demand);
}

static void double_bottleneck(struct explanation *x)
{
    x->next = NETWORK_NONE;
    x->next_rate = INFINITY;
    if (x->network->bottleneck == NETWORK_NONE) return;
    struct scenario *doubled = variant_doubled(x->network, x->network->bottleneck);
    if (!doubled) return;
    struct network *n = network_assemble(doubled);
    x->next_rate = n->saturation;
    /* The same hosts and tiers give the same resources, unless doubling has removed one. */
    if (n->bottleneck != NETWORK_NONE && n->resources == x->network->resources) x->next = n->bottleneck;
    network_destroy(n);
    variant_destroy(doubled);
}

/* The stations of a closed model, member by member; false if one has no whole number of servers. */
static bool stations(const struct network *n, unsigned *servers, double *demand, size_t *count)
{
    *count = 0;
    for (uint32_t i = 0; i < n->resources; i++) {
        const struct resource *r = &n->resource[i];
        if (r->kind == RESOURCE_RAM || !is_hardware(r) || isinf(r->servers)) continue;
        if (r->servers != floor(r->servers) || r->servers > 1e9) return false;
        for (uint32_t m = 0; m < r->members; m++) {
            servers[*count] = (unsigned)r->servers;
            demand[(*count)++] = r->demand[m];
        }
    }
    return true;
}

static size_t units(const struct network *n)
{
    size_t count = 0;
    for (uint32_t i = 0; i < n->resources; i++) count += n->resource[i].members;
    return count;
}

/* Delays that are nobody's work are spent like thinking, but are part of the response. */
static bool bound(const struct network *n, double population, double think, struct bottleneck_bounds *bounds)
{
    unsigned *servers = zeroed(units(n), sizeof *servers);
    double *demand = zeroed(units(n), sizeof *demand), total = 0;
    size_t count;
    bool good = stations(n, servers, demand, &count);
    for (size_t i = 0; good && i < count; i++) total += demand[i];
    const double delay = fmax(0, n->zero_load_latency - total);
    good = good && bottleneck_asymptotic(count, servers, demand, population, think + delay, bounds);
    if (good) {
        bounds->response_lower += delay;
        bounds->response_upper += delay;
    }
    free(servers);
    free(demand);
    return good;
}

static void bound_populations(struct explanation *x)
{
    const struct load *load = &x->network->scenario->load;
    x->knee_population = NAN;
    if (load->arrivals != ARRIVALS_CLOSED || load->is_by_class) return; /* no law bounds an estimated mix */
    x->population = zeroed(load->points, sizeof *x->population);
    for (uint32_t i = 0; i < load->points; i++) {
        struct explained_population *p = &x->population[x->populations];
        p->population = load->point[i];
        if (!bound(x->network, p->population, load->think.mean, &p->bounds)) return;
        x->knee_population = p->bounds.knee_population;
        x->populations++;
    }
}

void explanation_init(struct explanation *x, const struct scenario *scenario, const char *set)
{
    *x = (struct explanation){ .network = network_assemble(scenario), .set = set };
    const struct network *n = x->network;
    add_resources(x);
    find_runner_up(x);
    double_bottleneck(x);
    bound_populations(x);
    const bool limited = isfinite(n->saturation);
    x->usd_per_h = limited ? scaling_usd_per_h(n, n->saturation) : n->usd_per_h;
    x->usd_per_million = limited ? x->usd_per_h / (n->saturation * 3600) * 1e6 : NAN;
}

void explanation_finish(struct explanation *x)
{
    for (uint32_t i = 0; i < x->resources; i++) free(x->resource[i].by_tier);
    free(x->resource);
    free(x->population);
    network_destroy(x->network);
    *x = (struct explanation){ 0 };
}

double explain_cache_hits(const struct network *n, uint32_t tier)
{
    double lookups = 0, hits = 0;
    for (uint32_t i = 0; i < n->steps; i++) {
        const struct step *s = &n->step[i];
        if (s->op != OP_LOOKUP || n->cache[s->base].tier != tier) continue;
        lookups += n->visits[i];
        hits += n->visits[i] * n->cache[s->base].hit_ratio;
    }
    if (lookups > 0) return hits / lookups;
    return isnan(n->scenario->tier[tier].caching.memory) ? n->scenario->tier[tier].caching.hit_ratio : NAN;
}

double explain_buffer_bytes(const struct network *n, const struct buffer_def *buffer)
{
    if (!isnan(buffer->fixed_bytes)) return buffer->fixed_bytes;
    return buffer->ledger == NETWORK_NONE ? INFINITY : n->ledger[buffer->ledger].capacity;
}

uint32_t explain_hottest_shard(const struct route_def *route, uint32_t shards, double *share)
{
    uint32_t hottest = 0;
    for (uint32_t s = 1; s < shards; s++)
        if (route->share[s * route->stride] > route->share[hottest * route->stride]) hottest = s;
    *share = route->share[hottest * route->stride];
    return hottest;
}
