/*
 * A database: a connection held while the operation runs; CPU, pages from the buffer pool or the SSD, locks
 * held to the commit, the log written at the commit.
 */
#include "models/architecture/buffer.h"
#include "models/architecture/builder.h"

#include <math.h>

uint32_t tier_members(const struct tier *tier)
{
    if (tier->kind == TIER_CACHE) return tier->caching.shards;
    if (tier->kind != TIER_DATABASE) return 1;
    const struct database *d = &tier->database;
    if (d->engine != ENGINE_RELATIONAL) return d->copies > 1 ? d->copies : 1;
    return (d->shards.count > 1 ? d->shards.count : 1) * (1 + d->replicas.count);
}

static uint32_t buffer_of(struct builder *b, uint32_t tier)
{
    struct network *n = b->network;
    for (uint32_t i = 0; i < n->buffers; i++)
        if (n->buffer[i].tier == tier) return i;
    const struct tier *t = &b->scenario->tier[tier];
    const struct database *d = &t->database;
    struct buffer_def buffer = {
        .tier = tier, .ledger = NETWORK_NONE, .fixed_bytes = d->buffer, .hit_ratio = d->hit_ratio
    };
    const uint32_t ram =
        t->host == SCENARIO_NONE ? NETWORK_NONE : builder_host_resource(b, t->host, RESOURCE_RAM);
    if (ram != NETWORK_NONE) buffer.ledger = n->resource[ram].base;
    if (isnan(d->hit_ratio)) {
        double *room = builder_keep(b, buffer_sizes(), sizeof *room);
        buffer.table = buffer_table(b->scenario, tier, room);
    }
    *BUILDER_ADD(n->buffer, n->buffers) = buffer;
    return n->buffers - 1;
}

/* The pool's hit ratio when no request is in flight. */
static double idle_hit_ratio(const struct network *n, const struct buffer_def *buffer)
{
    double bytes = buffer->fixed_bytes;
    if (isnan(bytes)) bytes = buffer->ledger == NETWORK_NONE ? INFINITY : n->ledger[buffer->ledger].capacity;
    return buffer_hit_ratio(buffer, bytes);
}

/* Of the pages that an operation touches, those that miss the buffer pool are read from the SSD, one after
 * another. */
static void database_pages(struct builder *b, const struct place *at, const struct operation *op)
{
    if (demand_is_zero(&op->pages)) return;
    const uint32_t tier = b->tier, buffer = buffer_of(b, tier);
    const struct tier *t = &b->scenario->tier[tier];
    const uint16_t misses = builder_register(b);
    const uint16_t stream = builder_stream(b, t->name, "pages");
    struct step *step = builder_emit(b, OP_PAGES);
    step->base = buffer;
    step->reg = misses;
    step->by = at->reg;
    step->stream = stream;
    step->demand = &op->pages;
    struct loop loop = {
        .head = builder_here(b) - 1, .body = builder_here(b), .reg = misses, .weight = b->weight
    };
    b->weight *= op->pages.mean * (1 - idle_hit_ratio(b->network, &b->network->buffer[buffer]));
    builder_disk(b, at, t->database.page, "page");
    builder_repeat_end(b, &loop);
}

static void database_work(struct builder *b, const struct place *at, const struct operation *op)
{
    const struct database *d = &b->scenario->tier[b->tier].database;
    *BUILDER_ADD(b->network->query, b->network->queries) = builder_here(b);
    builder_cpu(b, at, &op->cpu, "cpu");
    builder_delay(b, &op->delay, "delay");
    database_pages(b, at, op);
    builder_disks(b, at, &op->disk_reads, d->page, "disk_reads");
    builder_disks(b, at, &op->disk_writes, d->page, "disk_writes");
    if (!demand_is_zero(&op->log)) builder_disk(b, at, op->log.mean, "log");
}

void tier_database(struct builder *b, const struct path *node, const struct caller *from)
{
    const struct tier *tier = &b->scenario->tier[node->tier];
    const struct operation *op = node->op ? node->op : &tier->demand;
    const struct demand *reply = tier_reply(b->scenario, node, from);
    bool scoped;
    const struct place at = tier_place(b, tier, from, &scoped);
    builder_travel(b, &from->place, &at, op->request.mean > 0 ? &op->request : from->request);
    struct holding connection;
    const bool limited = !isinf(tier->database.connections);
    if (limited) {
        const uint32_t pool = builder_tier_resource(
            b, node->tier, RESOURCE_TOKENS, "connections", builder_members(b, tier->host),
            tier->database.connections, tier->database.queue_max, tier->queue_timeout);
        connection = builder_take(b, &at, pool);
    }
    const bool memory = builder_memory(b, &at, &op->ram);
    database_work(b, &at, op);
    const struct caller self = { .place = at };
    path_compile(b, node->child, &self);
    if (memory) builder_leave(b);
    if (limited) builder_release(b, &connection);
    builder_travel(b, &at, &from->place, reply);
    if (scoped) builder_leave(b);
}
