/*
 * An object store: a latency and a bandwidth for each transfer, no host of ours; what it sends goes through
 * the NIC of the host that asks.
 */
#include "models/architecture/builder.h"

#include <math.h>

void tier_store(struct builder *b, const struct path *node, const struct caller *from)
{
    const struct tier *tier = &b->scenario->tier[node->tier];
    const struct operation *op = node->op ? node->op : &tier->demand;
    b->network->usd_per_request += b->weight * tier->store.usd_per_million / 1e6;
    const struct place at = { .host = NETWORK_NONE };
    builder_travel(b, &from->place, &at, op->request.mean > 0 ? &op->request : from->request);
    builder_delay(b, &tier->store.latency, "latency");
    builder_delay(b, &op->delay, "delay");
    const struct demand *bytes = !isnan(op->send.mean) ? &op->send : from->reply;
    if (bytes && !demand_is_zero(bytes) && !isinf(tier->store.bandwidth))
        builder_delay(b, builder_demand(b, demand_scaled(*bytes, 1 / tier->store.bandwidth)), "transfer");
    const struct caller self = { .place = at };
    path_compile(b, node->child, &self);
    builder_travel(b, &at, &from->place, bytes);
}
