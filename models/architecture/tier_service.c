/*
 * A service: a thread and memory held from the request to the reply, CPU before and after the calls that it
 * makes.
 */
#include "models/architecture/reach.h"

#include <math.h>

static void cpu_part(struct builder *b, const struct place *at, const struct demand *cpu, double part,
                     const char *purpose)
{
    if (part >= 1)
        builder_cpu(b, at, cpu, purpose);
    else if (part > 0 && !demand_is_zero(cpu))
        builder_cpu(b, at, builder_demand(b, demand_scaled(*cpu, part)), purpose);
}

static void sessions(struct builder *b, const struct tier *tier, const struct place *at)
{
    const struct sessions *s = &tier->sessions;
    if (s->state == SESSION_TOKEN) builder_cpu(b, at, &s->cpu, "token");
    if (s->state == SESSION_CACHE && s->cache != SCENARIO_NONE) {
        const struct caller self = { .place = *at };
        const struct path lookup = { .kind = PATH_CALL, .tier = s->cache };
        const uint16_t payer = b->tier;
        b->tier = (uint16_t)s->cache;
        tier_touch(b, &lookup, &self);
        b->tier = payer;
    }
}

void tier_service(struct builder *b, const struct path *node, const struct caller *from)
{
    const struct tier *tier = &b->scenario->tier[node->tier];
    const struct operation *op = node->op ? node->op : &tier->demand;
    const struct demand *reply = tier_reply(b->scenario, node, from);
    bool scoped;
    const struct place at = tier_place(b, tier, from, &scoped);
    const uint32_t call = reach_begin(b, &from->place, &at);
    builder_travel(b, &from->place, &at, op->request.mean > 0 ? &op->request : from->request);
    struct holding thread;
    if (!isinf(tier->threads)) {
        const uint32_t pool =
            builder_tier_resource(b, node->tier, RESOURCE_TOKENS, "threads", builder_members(b, tier->host),
                                  tier->threads, tier->queue_max, tier->queue_timeout);
        thread = builder_take(b, &at, pool);
    }
    const struct memory_holding memory = builder_memory(b, &at, &op->ram);
    sessions(b, tier, &at);
    cpu_part(b, &at, &op->cpu, tier->split, "cpu");
    builder_delay(b, &op->delay, "delay");
    builder_disks(b, &at, &op->disk_reads, 8192, "disk_reads");
    const struct caller self = { .place = at };
    path_compile(b, node->child, &self);
    cpu_part(b, &at, &op->cpu, 1 - tier->split, "cpu after");
    builder_disks(b, &at, &op->disk_writes, 8192, "disk_writes");
    builder_memory_end(b, &memory);
    if (!isinf(tier->threads)) builder_release(b, &thread);
    builder_travel(b, &at, &from->place, reply);
    reach_end(b, call);
    if (scoped) builder_leave(b);
}
