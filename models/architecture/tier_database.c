/*
 * A database server at work: a connection held while an operation runs; rows locked from the first work on
 * them until the commit; CPU, pages from the buffer pool or the SSD, the log written at the commit. What is
 * relational and what is distributed about it is in relational.c and distributed.c.
 */
#include "models/architecture/tier_database.h"

#include "models/architecture/buffer.h"
#include "models/theory/zipf.h"

#include <assert.h>
#include <math.h>
#include <string.h>

uint32_t tier_members(const struct tier *tier)
{
    if (tier->kind == TIER_CACHE) return tier->caching.shards > 1 ? tier->caching.shards : 1;
    if (tier->kind == TIER_SERVICE && tier->autoscale.metric != SCALING_NONE) return tier->autoscale.max;
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
        .tier = tier, .ledger = NETWORK_NONE, .fixed_bytes = d->buffer, .hit_ratio = d->hit_ratio, .parts = 1
    };
    const uint32_t ram =
        t->host == SCENARIO_NONE ? NETWORK_NONE : builder_host_resource(b, t->host, RESOURCE_RAM);
    if (ram != NETWORK_NONE) buffer.ledger = n->resource[ram].base;
    /* A server of one shard holds that part of the data, so its memory goes as much further. */
    const double servers = builder_members(b, t->host);
    buffer.parts =
        d->engine == ENGINE_RELATIONAL ? fmax(1, d->shards.count) : fmax(1, servers / fmax(1, d->copies));
    if (isnan(d->hit_ratio)) {
        double *room = builder_keep(b, buffer_sizes(), sizeof *room);
        if (b->like) {
            buffer.table = b->like->buffer[n->buffers].table;
            memcpy(room, buffer.table.hit, buffer.table.sizes * sizeof *room);
            buffer.table.hit = room;
        } else
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
static void pages(struct builder *b, const struct place *at, const struct operation *op)
{
    if (demand_is_zero(&op->pages)) return;
    const uint32_t tier = b->tier, buffer = buffer_of(b, tier);
    const struct tier *t = &b->scenario->tier[tier];
    const uint16_t misses = builder_register(b);
    const uint16_t stream = builder_stream(b, t->name, "pages");
    struct step *step = builder_emit(b, OP_PAGES);
    step->base = buffer;
    step->reg = misses;
    step->by = builder_members(b, at->host) > 1 ? at->reg : 0;
    step->stream = stream;
    step->demand = &op->pages;
    struct loop loop = {
        .head = builder_here(b) - 1, .body = builder_here(b), .reg = misses, .weight = b->weight
    };
    b->weight *= op->pages.mean * (1 - idle_hit_ratio(b->network, &b->network->buffer[buffer]));
    builder_disk(b, at, t->database.page, "page");
    builder_repeat_end(b, &loop);
}

static uint32_t lock_table(struct builder *b, uint32_t tier)
{
    struct network *n = b->network;
    uint32_t base = 0;
    for (uint32_t i = 0; i < n->locks; i++) {
        if (n->lock[i].tier == tier) return i;
        base += n->lock[i].members;
    }
    const struct tier *t = &b->scenario->tier[tier];
    const uint32_t members = builder_members(b, t->host);
    struct resource *r = BUILDER_ADD(n->resource, n->resources);
    *r = (struct resource){ .name = builder_name(b, t->name, "locks"),
                            .kind = RESOURCE_LOCKS,
                            .host = NETWORK_NONE,
                            .tier = tier,
                            .base = base,
                            .members = members,
                            .servers = 1,
                            .speed = 1,
                            .room = INFINITY };
    double *demand = builder_keep(b, members, sizeof *demand),
           *visits = builder_keep(b, members, sizeof *visits);
    n->resource[n->resources - 1].demand = demand;
    n->resource[n->resources - 1].visits = visits;
    n->resource[n->resources - 1].cv = builder_keep(b, members, sizeof(double));
    *BUILDER_ADD(n->lock, n->locks) =
        (struct lock_def){ .tier = tier,
                           .rows = (uint32_t)fmin(t->database.rows, UINT32_MAX - 1),
                           .members = members,
                           .resource = n->resources - 1,
                           .timeout = t->database.lock_timeout };
    return n->locks - 1;
}

/* Share of the operations that want the row which is wanted most: the row of the hottest key. */
static double hottest_row(const struct builder *b, const struct lock_def *lock)
{
    const uint32_t key = b->class->key;
    double share = 1.0 / lock->rows;
    if (key == SCENARIO_NONE) return share;
    struct zipf z;
    zipf_init(&z, (uint64_t)fmax(1, b->scenario->data[key].keys), b->scenario->data[key].zipf_s);
    return fmax(share, zipf_probability(&z, 1));
}

/* Rows are locked one after another, in ascending order; returns how many scopes that began. */
static uint32_t lock_rows(struct builder *b, const struct place *at, const struct operation *op,
                          double *entered)
{
    const double rows = b->scenario->tier[b->tier].database.rows;
    const uint32_t wanted = (uint32_t)fmin(isnan(op->locks) ? 0 : op->locks, rows);
    if (!(rows > 0) || wanted == 0) return 0;
    assert(wanted <= SCENARIO_MOST_LOCKS);
    const uint32_t table = lock_table(b, b->tier);
    const uint16_t by = builder_members(b, at->host) > 1 ? at->reg : 0;
    *entered = b->wait_free;
    uint16_t before = 0;
    for (uint32_t i = 0; i < wanted; i++) {
        const uint16_t row = builder_register(b),
                       stream = builder_stream(b, b->scenario->tier[b->tier].name, "rows");
        struct step *step = builder_emit(b, OP_LOCK);
        step->base = table;
        step->reg = row;
        step->by = by;
        step->flags = (uint8_t)(wanted - i);
        step->stream = stream;
        step->resource = b->network->lock[table].resource;
        step->rows.key = wanted == 1 ? b->key_reg : 0;
        step->rows.before = before;
        before = row;
        const uint32_t at_step = builder_here(b) - 1;
        b->network->step[at_step].target = builder_enter(b, SCOPE_LOCK, table, by, row);
    }
    return wanted;
}

static void unlock_rows(struct builder *b, uint32_t locked, double entered)
{
    if (locked == 0) return;
    const struct network *n = b->network;
    const struct lock_def *lock = &n->lock[lock_table(b, b->tier)];
    const struct resource *r = &n->resource[lock->resource];
    for (uint32_t m = 0; m < r->members; m++) {
        r->demand[m] += (b->wait_free - entered) * hottest_row(b, lock) * locked / r->members;
        r->visits[m] += b->weight * hottest_row(b, lock) * locked / r->members;
    }
    for (uint32_t i = 0; i < locked; i++) builder_leave(b);
}

static void cohere(struct builder *b, const struct place *at, double seconds)
{
    const uint32_t resource =
        at->host == NETWORK_NONE ? NETWORK_NONE : builder_host_resource(b, at->host, RESOURCE_CPU);
    if (!(seconds > 0) || resource == NETWORK_NONE || !b->network->resource[resource].is_ps) return;
    const struct resource r = b->network->resource[resource];
    struct step *step = builder_emit(b, OP_COHERE);
    step->base = r.base;
    step->reg = r.members > 1 ? at->reg : 0;
    step->resource = resource;
    step->p = seconds;
}

void database_work(struct builder *b, const struct place *at, const struct operation *op,
                   database_commit *commit, const void *context)
{
    const struct tier *tier = &b->scenario->tier[b->tier];
    const struct database *d = &tier->database;
    struct holding connection = { 0 };
    const bool limited = !isinf(d->connections);
    if (limited) {
        const uint32_t pool =
            builder_tier_resource(b, b->tier, RESOURCE_TOKENS, "connections", builder_members(b, tier->host),
                                  d->connections, d->queue_max, tier->queue_timeout);
        connection = builder_take(b, at, pool);
    }
    const struct memory_holding memory = builder_memory(b, at, &op->ram);
    *BUILDER_ADD(b->network->query, b->network->queries) = builder_here(b);
    double entered = 0;
    const uint32_t locked = lock_rows(b, at, op, &entered);
    builder_cpu(b, at, &op->cpu, "cpu");
    cohere(b, at, d->coherency);
    builder_delay(b, &op->delay, "delay");
    pages(b, at, op);
    builder_disks(b, at, &op->disk_reads, d->page, "disk_reads");
    builder_disks(b, at, &op->disk_writes, d->page, "disk_writes");
    if (commit)
        commit(b, at, op, context);
    else
        database_log(b, at, op);
    unlock_rows(b, locked, entered);
    builder_memory_end(b, &memory);
    if (limited) builder_release(b, &connection);
}

void database_log(struct builder *b, const struct place *at, const struct operation *op)
{
    if (!demand_is_zero(&op->log)) builder_disk(b, at, op->log.mean, "log");
}

/* Whether some call of the path to a database is said to write. */
static bool says_what_writes(const struct scenario *s, const struct path *node)
{
    for (; node; node = node->next)
        if ((node->kind == PATH_CALL && s->tier[node->tier].kind == TIER_DATABASE && node->op->is_write) ||
            says_what_writes(s, node->child))
            return true;
    return false;
}

/* The requests of a class that writes write in all of their operations where none of these says that it does.
 */
static const struct path *as_written(struct builder *b, const struct path *node)
{
    if (!b->class->write || node->op->is_write || says_what_writes(b->scenario, b->class->path)) return node;
    struct path *written = builder_keep(b, 1, sizeof *written);
    struct operation *op = builder_keep(b, 1, sizeof *op);
    *op = *node->op;
    op->is_write = true;
    op->locks = op->write_locks;
    *written = *node;
    written->op = op;
    return written;
}

void tier_database(struct builder *b, const struct path *node, const struct caller *from)
{
    const struct tier *tier = &b->scenario->tier[node->tier];
    node = as_written(b, node);
    if (tier->database.engine == ENGINE_RELATIONAL || tier->host == SCENARIO_NONE)
        relational_call(b, node, from);
    else
        distributed_call(b, node, from);
}
