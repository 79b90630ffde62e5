/*
 * A message queue: it accepts and returns; the rest of the path goes on in consumers, as a job that nobody
 * waits for. The broker takes so many messages a second; a delivery that fails comes again, and after some
 * deliveries the message is put aside.
 */
#include "models/architecture/reach.h"

#include <math.h>

static uint32_t broker_of(struct builder *b, uint32_t tier)
{
    struct network *n = b->network;
    for (uint32_t i = 0; i < n->resources; i++)
        if (n->resource[i].tier == tier && n->resource[i].kind == RESOURCE_BROKER) return i;
    const uint32_t base = n->fcfs_count;
    struct resource *r = BUILDER_ADD(n->resource, n->resources);
    *r = (struct resource){ .name = builder_name(b, b->scenario->tier[tier].name, "broker"),
                            .kind = RESOURCE_BROKER,
                            .host = NETWORK_NONE,
                            .tier = tier,
                            .base = base,
                            .members = 1,
                            .servers = 1,
                            .speed = 1,
                            .room = INFINITY };
    *BUILDER_ADD(n->fcfs, n->fcfs_count) =
        (struct station_def){ .servers = 1, .speed = 1, .resource = n->resources - 1, .host = NETWORK_NONE };
    double *demand = builder_keep(b, 1, sizeof *demand), *visits = builder_keep(b, 1, sizeof *visits);
    n->resource[n->resources - 1].demand = demand;
    n->resource[n->resources - 1].visits = visits;
    n->resource[n->resources - 1].cv = builder_keep(b, 1, sizeof(double));
    return n->resources - 1;
}

static uint32_t queue_of(struct builder *b, uint32_t tier)
{
    struct network *n = b->network;
    for (uint32_t i = 0; i < n->queues; i++)
        if (n->queue[i].tier == tier) return i;
    const struct queueing *q = &b->scenario->tier[tier].queueing;
    /* A pool even without a limit: it counts what is being worked on. */
    const uint32_t pool = builder_tier_resource(b, tier, RESOURCE_CONSUMERS, "consumers", 1, q->consumers,
                                                INFINITY, demand_constant(INFINITY));
    *BUILDER_ADD(n->queue, n->queues) = (struct queue_def){ .tier = tier, .pool = pool, .policy = q };
    return n->queues - 1;
}

void tier_queue(struct builder *b, const struct path *node, const struct caller *from)
{
    const struct tier *tier = &b->scenario->tier[node->tier];
    const struct operation *op = node->op ? node->op : &tier->demand;
    struct network *n = b->network;
    bool scoped;
    const struct place at = tier_place(b, tier, from, &scoped);
    const uint32_t call = reach_begin(b, &from->place, &at);
    builder_travel(b, &from->place, &at, op->request.mean > 0 ? &op->request : from->request);
    builder_cpu(b, &at, &op->cpu, "cpu");
    builder_delay(b, &op->delay, "delay");
    if (!isinf(tier->queueing.rate))
        builder_serve(b, broker_of(b, node->tier), 0,
                      builder_demand(b, demand_constant(1 / tier->queueing.rate)), "broker");
    const uint32_t queue = queue_of(b, node->tier), spawn = builder_here(b);
    const uint16_t deliveries = builder_register(b);
    builder_emit(b, OP_SPAWN)->base = queue;
    n->spawns++;
    const uint32_t jump = builder_here(b);
    builder_emit(b, OP_JUMP);

    builder_land(b, spawn);
    const uint32_t scope = b->scope;
    const double wait_free = b->wait_free, weight = b->weight;
    b->scope = 0;
    const double failing = tier->queueing.failure;
    if (failing > 0) { /* mean number of deliveries: a geometric sum cut off at the limit */
        const double most = tier->queueing.dead_letter_after;
        b->weight *= isinf(most) ? 1 / (1 - fmin(failing, 0.999)) : (1 - pow(failing, most)) / (1 - failing);
    }
    const uint32_t begin = builder_here(b);
    const struct place consumers = { .host = NETWORK_NONE };
    const struct holding holding = builder_take(b, &consumers, n->queue[queue].pool);
    const struct caller self = { .place = at };
    const bool expires = isfinite(tier->queueing.visibility);
    const uint16_t book = expires ? builder_register(b) : 0;
    const uint32_t delivered = builder_here(b);
    if (expires) {
        struct step *step = builder_emit(b, OP_DELIVERED);
        step->base = queue;
        step->reg = book;
        step->by = deliveries;
    }
    path_compile(b, node->child, &self);
    builder_release(b, &holding);
    const uint16_t stream = builder_stream(b, tier->name, "failure");
    struct step *consumed = builder_emit(b, OP_CONSUMED);
    consumed->base = queue;
    consumed->target = begin;
    consumed->reg = deliveries;
    consumed->by = book;
    consumed->stream = stream;
    n->step[spawn].consumed = builder_here(b) - 1;
    builder_emit(b, OP_END);
    if (expires) {
        builder_land(b, delivered);
        struct step *step = builder_emit(b, OP_VISIBLE);
        step->base = queue;
        step->reg = book;
        step->by = deliveries;
        step->target = begin;
    }
    b->scope = scope;
    b->wait_free = wait_free;
    b->weight = weight;
    builder_land(b, jump);
    builder_travel(b, &at, &from->place, NULL); /* that it is taken */
    reach_end(b, call);
    if (scoped) builder_leave(b);
}
