/*
 * A cache-aside cache: the caller asks it first; what it doesn't find it fetches itself (the rest of the
 * path) and writes back. A request that writes goes to the source and then makes the cache forget.
 *
 * With memory, the cache is simulated key by key; with a hit ratio alone, each look-up is a toss of a coin.
 */
#include "models/architecture/hits.h"
#include "models/architecture/reach.h"
#include "models/architecture/route.h"

#include <math.h>
#include <string.h>

static const struct operation *named(const struct tier *tier, const char *name)
{
    for (uint32_t i = 0; i < tier->ops; i++)
        if (strcmp(tier->op[i].name, name) == 0) return &tier->op[i];
    return NULL;
}

/* One command to a cache node and its answer; returns the call. */
static uint32_t command(struct builder *b, const struct place *at, const struct operation *op,
                        const struct caller *from, const char *purpose)
{
    const uint32_t call = reach_begin(b, &from->place, at);
    builder_travel(b, &from->place, at, op->request.mean > 0 ? &op->request : NULL);
    builder_cpu(b, at, &op->cpu, purpose);
    builder_delay(b, &op->delay, purpose);
    builder_travel(b, at, &from->place, isnan(op->send.mean) ? NULL : &op->send);
    reach_end(b, call);
    return call;
}

/* By slots, keys are spread as in a Redis cluster. */
static struct place node_of(struct builder *b, uint32_t index, const struct caller *from, bool *scoped)
{
    const struct tier *tier = &b->scenario->tier[index];
    const uint32_t nodes = tier->caching.shards;
    if (nodes <= 1) return tier_place(b, tier, from, scoped);
    *scoped = false;
    const struct route_spec spec = { .kind = tier->caching.ring ? ROUTE_RING : ROUTE_SLOTS,
                                     .shards = nodes,
                                     .stride = 1,
                                     .virtual_nodes = tier->caching.virtual_nodes,
                                     .key = SCENARIO_NONE };
    struct place at = { .host = tier->host };
    at.reg = route_emit(b, index, &spec, &at.share);
    return at;
}

void tier_touch(struct builder *b, const struct path *node, const struct caller *from)
{
    const struct tier *tier = &b->scenario->tier[node->tier];
    bool scoped = false;
    struct place at;
    if (tier->caching.shards > 1 &&
        tier->host != SCENARIO_NONE) { /* sessions are spread over the nodes at random */
        const uint32_t members = builder_members(b, tier->host);
        at = (struct place){ .host = tier->host, .reg = builder_register(b) };
        const uint16_t stream = builder_stream(b, tier->name, "session");
        struct step *step = builder_emit(b, OP_LOCAL);
        step->reg = at.reg;
        step->base = members;
        step->stream = stream;
    } else
        at = tier_place(b, tier, from, &scoped);
    command(b, &at, node->op ? node->op : &tier->demand, from, "touch");
    if (scoped) builder_leave(b);
}

static uint32_t cache_of(struct builder *b, uint32_t tier, uint32_t key)
{
    struct network *n = b->network;
    for (uint32_t i = 0; i < n->caches; i++)
        if (n->cache[i].tier == tier && n->cache[i].key == key) return i;
    const struct caching *c = &b->scenario->tier[tier].caching;
    const struct keyspace *data = &b->scenario->data[key];
    const uint32_t nodes = c->shards > 1 ? c->shards : 1;
    const struct che che =
        b->like ? (struct che){ b->hits[n->caches], b->like->cache[n->caches].characteristic_time }
                : hits_by_capacity(b->scenario, tier, key);
    const double items = cache_items(c->memory, data->value, c->overhead);
    struct cache_def def = {
        .tier = tier,
        .key = key,
        .nodes = nodes,
        .config = { .evict = c->evict,
                    .capacity = isinf(items) ? items : items / nodes,
                    .keys = n->popularity[key].keys,
                    .ttl = c->ttl,
                    .renew = c->renew,
                    .history = c->evict == EVICT_LFU },
        .hit_ratio = che.hit_ratio,
        .characteristic_time = che.characteristic_time,
        .route = NETWORK_NONE,
    };
    for (uint32_t i = 0; i < n->routes; i++)
        if (n->route[i].tier == tier && n->route[i].key == key) def.route = i;
    *BUILDER_ADD(n->cache, n->caches) = def;
    return n->caches - 1;
}

static uint32_t cache_step(struct builder *b, enum op op, uint32_t cache, const struct place *at,
                           uint16_t key_reg)
{
    const uint16_t stream = builder_stream(b, b->scenario->tier[b->tier].name, "evict");
    struct step *step = builder_emit(b, op);
    step->base = cache;
    step->reg = at->reg;
    step->by = key_reg;
    step->stream = stream;
    return builder_here(b) - 1;
}

/* What was compiled since the look-up takes `spent` s of an average request. */
static void note_fetch(struct builder *b, uint32_t cache, double spent)
{
    struct cache_def *def = &b->network->cache[cache];
    def->fetch = fmax(def->fetch, b->weight > 0 ? spent / b->weight : INFINITY);
}

static void look_up(struct builder *b, const struct path *node, const struct caller *from,
                    const struct place *at, uint32_t call, uint32_t key, uint16_t key_reg)
{
    const struct tier *tier = &b->scenario->tier[node->tier];
    const uint32_t cache = cache_of(b, node->tier, key);
    const bool flight = tier->caching.single_flight;
    const struct operation *set = named(tier, "set");
    const double weight = b->weight;
    const uint32_t lookup = cache_step(b, OP_LOOKUP, cache, at, key_reg);
    reach_escape(b, call, cache);
    b->weight *= 1 - b->network->cache[cache].hit_ratio;
    if (flight) {
        const uint32_t first = cache_step(b, OP_FLIGHT, cache, at, key_reg);
        b->network->step[first].target = builder_enter(b, SCOPE_FLIGHT, cache, at->reg, key_reg);
    }
    const double before = b->wait_free;
    path_compile(b, node->child, from);
    /* Those who waited for the flight find the key even where the node is dead; when it is back it is empty.
     */
    if (set) reach_escape(b, command(b, at, set, from, "set"), NETWORK_NONE);
    note_fetch(b, cache, b->wait_free - before);
    cache_step(b, OP_FILL, cache, at, key_reg);
    if (flight) builder_leave(b);
    b->weight = weight;
    builder_land(b, lookup);
}

static void toss(struct builder *b, const struct path *node, const struct caller *from,
                 const struct place *at, uint32_t call)
{
    const struct tier *tier = &b->scenario->tier[node->tier];
    const double hit = isnan(tier->caching.hit_ratio) ? 0 : tier->caching.hit_ratio;
    double weight;
    const uint32_t branch = builder_sometimes(b, 1 - hit, tier->name, "miss", &weight);
    *BUILDER_ADD(b->network->toss, b->network->tosses) = branch;
    reach_escape(b, call, NETWORK_NONE);
    path_compile(b, node->child, from);
    const struct operation *set = named(tier, "set");
    if (set) reach_escape(b, command(b, at, set, from, "set"), NETWORK_NONE);
    builder_sometimes_end(b, branch, weight);
}

void tier_cache(struct builder *b, const struct path *node, const struct caller *from)
{
    const struct tier *tier = &b->scenario->tier[node->tier];
    const struct operation *get = node->op ? node->op : &tier->demand;
    const uint32_t key = tier->caching.keys != SCENARIO_NONE ? tier->caching.keys : b->class->key;
    const bool simulated = !isnan(tier->caching.memory) && key != SCENARIO_NONE;
    bool scoped;
    const struct place at = node_of(b, node->tier, from, &scoped);
    uint16_t key_reg = b->key_reg;
    if (simulated && key != b->class->key) {
        key_reg = builder_register(b);
        const uint16_t stream = builder_stream(b, b->scenario->data[key].name, "key");
        struct step *step = builder_emit(b, OP_KEY);
        step->reg = key_reg;
        step->base = key;
        step->stream = stream;
    }
    if (b->class->write) {
        path_compile(b, node->child, from);
        const struct operation *forget = named(tier, "delete");
        const uint32_t call = command(b, &at, forget ? forget : get, from, "delete");
        reach_escape(b, call, NETWORK_NONE);
        if (simulated) cache_step(b, OP_INVALIDATE, cache_of(b, node->tier, key), &at, key_reg);
    } else {
        const uint32_t call = command(b, &at, get, from, "get");
        if (simulated)
            look_up(b, node, from, &at, call, key, key_reg);
        else
            toss(b, node, from, &at, call);
    }
    if (scoped) builder_leave(b);
}
