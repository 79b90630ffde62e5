/*
 * A message queue: it accepts and returns; the rest of the path goes on in consumers, as a job that nobody
 * waits for.
 */
#include "models/architecture/builder.h"

#include <math.h>

void tier_queue(struct builder *b, const struct path *node, const struct caller *from)
{
    const struct tier *tier = &b->scenario->tier[node->tier];
    const struct operation *op = node->op ? node->op : &tier->demand;
    bool scoped;
    const struct place at = tier_place(b, tier, from, &scoped);
    builder_travel(b, &from->place, &at, op->request.mean > 0 ? &op->request : from->request);
    builder_cpu(b, &at, &op->cpu, "cpu");
    builder_delay(b, &op->delay, "delay");
    struct network *n = b->network;
    const uint32_t spawn = builder_here(b);
    builder_emit(b, OP_SPAWN)->base = node->tier;
    n->spawns++;
    const uint32_t jump = builder_here(b);
    builder_emit(b, OP_JUMP);
    builder_land(b, spawn);
    const uint32_t scope = b->scope;
    const double wait_free = b->wait_free;
    b->scope = 0;
    const struct caller self = { .place = at };
    path_compile(b, node->child, &self);
    builder_emit(b, OP_END);
    b->scope = scope;
    b->wait_free = wait_free;
    builder_land(b, jump);
    if (scoped) builder_leave(b);
}
