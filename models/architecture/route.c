#include "models/architecture/route.h"

#include <math.h>

static uint32_t keys_of(const struct builder *b, uint32_t key)
{
    return key == SCENARIO_NONE ? UINT32_MAX - 1 : b->network->popularity[key].keys;
}

static uint32_t route_of(struct builder *b, uint32_t tier, uint32_t key, const struct route_spec *spec)
{
    struct network *n = b->network;
    for (uint32_t i = 0; i < n->routes; i++)
        if (n->route[i].tier == tier && n->route[i].key == key) return i;
    const uint32_t members = spec->shards * spec->stride;
    struct route_def route = { .tier = tier, .key = key, .stride = spec->stride };
    const struct shard_spec map = { .kind = spec->kind,
                                    .shards = spec->shards,
                                    .keys = keys_of(b, key),
                                    .virtual_nodes = spec->virtual_nodes,
                                    .ranges = spec->ranges,
                                    .seed = stream_key_name(0, b->scenario->tier[tier].name) };
    shard_map_init(&route.map, &map);
    route.share = builder_keep(b, members, sizeof *route.share);
    double *shares = builder_keep(b, spec->shards, sizeof *shares);
    if (key != SCENARIO_NONE) shard_shares(&route.map, b->scenario->data[key].zipf_s, shares);
    for (uint32_t s = 0; s < spec->shards; s++)
        route.share[s * spec->stride] = key == SCENARIO_NONE ? 1.0 / spec->shards : shares[s];
    *BUILDER_ADD(n->route, n->routes) = route;
    return n->routes - 1;
}

uint16_t route_emit(struct builder *b, uint32_t tier, const struct route_spec *spec, const double **share)
{
    /* The partition key may be another key space than the class's: then an independent key of it decides. */
    uint32_t key = spec->key;
    uint16_t key_reg = b->key_reg;
    if (key == SCENARIO_NONE)
        key = b->class->key;
    else if (key != b->class->key) {
        key_reg = builder_register(b);
        const uint16_t stream = builder_stream(b, b->scenario->data[key].name, "key");
        struct step *step = builder_emit(b, OP_KEY);
        step->reg = key_reg;
        step->base = key;
        step->stream = stream;
    }
    const uint32_t route = route_of(b, tier, key, spec);
    const uint16_t reg = builder_register(b);
    const uint16_t stream = builder_stream(b, b->scenario->tier[tier].name, "route");
    struct step *step = builder_emit(b, OP_ROUTE);
    step->base = route;
    step->reg = reg;
    step->by = key_reg;
    step->stream = stream;
    if (share) *share = b->network->route[route].share;
    return reg;
}
