/*
 * A cache-aside cache: the caller asks it first; what it doesn't find it fetches itself (the rest of the
 * path) and writes back. A request that writes goes to the source and then makes the cache forget.
 */
#include "models/architecture/builder.h"

#include <math.h>
#include <string.h>

static const struct operation *named(const struct tier *tier, const char *name)
{
    for (uint32_t i = 0; i < tier->ops; i++)
        if (strcmp(tier->op[i].name, name) == 0) return &tier->op[i];
    return NULL;
}

/* One command to a cache node and its answer. */
static void command(struct builder *b, const struct place *at, const struct operation *op,
                    const struct caller *from, const char *purpose)
{
    builder_travel(b, &from->place, at, op->request.mean > 0 ? &op->request : NULL);
    builder_cpu(b, at, &op->cpu, purpose);
    builder_delay(b, &op->delay, purpose);
    builder_travel(b, at, &from->place, isnan(op->send.mean) ? NULL : &op->send);
}

void tier_touch(struct builder *b, const struct path *node, const struct caller *from)
{
    const struct tier *tier = &b->scenario->tier[node->tier];
    bool scoped;
    const struct place at = tier_place(b, tier, from, &scoped);
    command(b, &at, node->op ? node->op : &tier->demand, from, "touch");
    if (scoped) builder_leave(b);
}

void tier_cache(struct builder *b, const struct path *node, const struct caller *from)
{
    const struct tier *tier = &b->scenario->tier[node->tier];
    const struct operation *get = node->op ? node->op : &tier->demand;
    bool scoped;
    const struct place at = tier_place(b, tier, from, &scoped);
    if (b->class->write) {
        path_compile(b, node->child, from);
        const struct operation *forget = named(tier, "delete");
        command(b, &at, forget ? forget : get, from, "delete");
    } else {
        command(b, &at, get, from, "get");
        double weight;
        const uint32_t branch =
            builder_sometimes(b, 1 - tier->caching.hit_ratio, tier->name, "miss", &weight);
        path_compile(b, node->child, from);
        const struct operation *set = named(tier, "set");
        if (set) command(b, &at, set, from, "set");
        builder_sometimes_end(b, branch, weight);
    }
    if (scoped) builder_leave(b);
}
