/*
 * A load balancer: CPU for the request, the choice of a member, and the messages of both directions through
 * its NIC.
 */
#include "models/architecture/reach.h"

void tier_balancer(struct builder *b, const struct path *node, const struct caller *from)
{
    const struct tier *tier = &b->scenario->tier[node->tier];
    const struct operation *op = node->op ? node->op : &tier->demand;
    const struct demand *reply = tier_reply(b->scenario, node, from);
    bool scoped;
    const struct place at = tier_place(b, tier, from, &scoped);
    const uint32_t call = reach_begin(b, &from->place, &at);
    builder_travel(b, &from->place, &at, from->request);
    const struct memory_holding memory = builder_memory(b, &at, &op->ram);
    builder_cpu(b, &at, &op->cpu, "cpu");
    builder_delay(b, &op->delay, "delay");
    const struct caller self = { .place = at, .balancer = tier, .request = from->request, .reply = reply };
    path_compile(b, node->child, &self);
    builder_memory_end(b, &memory);
    builder_travel(b, &at, &from->place, reply);
    reach_end(b, call);
    if (scoped) builder_leave(b);
}
