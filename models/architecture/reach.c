#include "models/architecture/reach.h"

#include <math.h>

static uint32_t begin(struct builder *b, const struct place *from, const struct place *to)
{
    struct network *n = b->network;
    const uint32_t reach = n->reaches, at = builder_here(b);
    *BUILDER_ADD(n->reach, n->reaches) = (struct reach_def){ .from_host = from->host,
                                                             .to_host = to->host,
                                                             .from_reg = from->reg,
                                                             .to_reg = to->reg,
                                                             .from_client = from->is_client,
                                                             .tier = b->tier,
                                                             .escape = NETWORK_NONE,
                                                             .cache = NETWORK_NONE };
    builder_emit(b, OP_REACH)->base = reach;
    n->step[at].target = builder_enter(b, SCOPE_REACH, reach, 0, 0);
    return reach;
}

uint32_t reach_begin(struct builder *b, const struct place *from, const struct place *to)
{
    const bool is_local = from->host == to->host && from->reg == to->reg && !from->is_client;
    if (!b->incidents || to->host == NETWORK_NONE || to->is_client || is_local) return NETWORK_NONE;
    return begin(b, from, to);
}

uint32_t reach_stay(struct builder *b, const struct place *at)
{
    return b->incidents && at->host != NETWORK_NONE ? begin(b, at, at) : NETWORK_NONE;
}

void reach_end(struct builder *b, uint32_t reach)
{
    if (reach != NETWORK_NONE) builder_leave(b);
}

void reach_escape(struct builder *b, uint32_t reach, uint32_t cache)
{
    if (reach == NETWORK_NONE) return;
    b->network->reach[reach].escape = builder_here(b);
    b->network->reach[reach].cache = cache;
}

void reach_locate(struct builder *b, uint32_t host, uint16_t reg, uint16_t stream, bool is_client)
{
    struct step *step = builder_emit(b, OP_LOCATE);
    step->base = host;
    step->reg = reg;
    step->stream = stream;
    step->flags = is_client;
}

void reach_reconnects(struct builder *b)
{
    struct network *n = b->network;
    const struct scenario *s = b->scenario;
    for (uint32_t t = 0; t < s->tiers && b->incidents; t++) {
        const struct database *d = &s->tier[t].database;
        if (s->tier[t].kind != TIER_DATABASE || s->tier[t].host == SCENARIO_NONE ||
            demand_is_zero(&d->connect) || isinf(d->connections))
            continue;
        b->tier = (uint16_t)t;
        b->scope = 0;
        b->weight = 0;
        b->next_reg = 1;
        const struct place at = { .host = s->tier[t].host, .reg = builder_register(b) };
        *BUILDER_ADD(n->reconnect, n->reconnects) =
            (struct reconnect_def){ .tier = t, .entry = builder_here(b), .reg = at.reg };
        const uint32_t stay = reach_stay(b, &at);
        builder_cpu(b, &at, &d->connect, "connect");
        reach_end(b, stay);
        builder_emit(b, OP_END);
        n->spawns++;
    }
}
