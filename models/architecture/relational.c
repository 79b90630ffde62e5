/*
 * A relational database: one server, or a primary with replicas that replay its log, or several such groups,
 * each with a part of the keys.
 *
 * Members of the host group stand shard by shard: the primary of shard s is member s (1 + R), its replicas
 * follow.
 */
#include "models/architecture/reach.h"
#include "models/architecture/route.h"
#include "models/architecture/tier_database.h"

#include <math.h>

struct server_call {
    const struct path *node;
    const struct caller *from;
    const struct operation *op;
    const struct demand *reply;
    bool two_phase; /* one shard's part of a transaction over several */
};

static uint32_t replica_set(struct builder *b, uint32_t tier)
{
    struct network *n = b->network;
    for (uint32_t i = 0; i < n->replicas; i++)
        if (n->replica[i].tier == tier) return i;
    const struct database *d = &b->scenario->tier[tier].database;
    *BUILDER_ADD(n->replica, n->replicas) =
        (struct replica_def){ .tier = tier,
                              .sets = d->shards.count > 1 ? d->shards.count : 1,
                              .members = 1 + d->replicas.count,
                              .policy = &d->replicas };
    return n->replicas - 1;
}

static const double *shifted(struct builder *b, const struct place *primary, uint32_t by, double factor)
{
    const uint32_t members = builder_members(b, primary->host);
    double *share = builder_keep(b, members, sizeof *share);
    for (uint32_t m = 0; m + by < members; m++)
        share[m + by] = factor * (primary->share ? primary->share[m] : m == 0);
    return share;
}

/* The traffic of a shard spread over its replicas (and the primary, if it takes reads too). */
static const double *spread_reads(struct builder *b, const struct place *primary, const struct replicas *r)
{
    const uint32_t members = builder_members(b, primary->host), first = r->reads == READ_ANY ? 0 : 1;
    const double part = 1.0 / (r->count + 1 - first);
    double *share = builder_keep(b, members, sizeof *share);
    for (uint32_t k = first; k <= r->count; k++) {
        const double *one = shifted(b, primary, k, part);
        for (uint32_t m = 0; m < members; m++) share[m] += one[m];
    }
    return share;
}

/* A replica replays one write: its applier, CPU and SSD. */
static void replay(struct builder *b, const struct place *at, const struct operation *op, uint32_t set,
                   uint16_t version, uint16_t index, uint16_t primary)
{
    const struct tier *tier = &b->scenario->tier[b->tier];
    const struct replicas *r = &tier->database.replicas;
    struct holding applier = { 0 };
    if (r->serial) {
        const uint32_t pool =
            builder_tier_resource(b, b->tier, RESOURCE_APPLIER, "appliers", builder_members(b, at->host), 1,
                                  INFINITY, demand_constant(INFINITY));
        applier = builder_take(b, at, pool);
    }
    builder_cpu(b, at, &r->apply, "apply");
    database_log(b, at, op);
    if (r->serial) builder_release(b, &applier);
    struct step *step = builder_emit(b, OP_APPLIED);
    step->base = set;
    step->reg = version;
    step->by = b->incidents ? at->reg : index;
    step->flags = b->incidents;
    step->rows.key = primary;
}

static void member_step(struct builder *b, enum op op, uint32_t base, uint16_t reg, uint16_t by)
{
    struct step *step = builder_emit(b, op);
    step->base = base;
    step->reg = reg;
    step->by = by;
}

/* The log on its way to the replica, which is there (returns NETWORK_NONE) or left out: the step that has to
 * land where the child ends. */
static uint32_t ship(struct builder *b, const struct place *primary, const struct place *replica,
                     const struct operation *op, uint32_t set, uint16_t version, uint32_t *call)
{
    const struct replicas *r = &b->scenario->tier[b->tier].database.replicas;
    const uint32_t enrolled = b->incidents ? builder_here(b) : NETWORK_NONE;
    if (b->incidents) {
        member_step(b, OP_ENROLLED, set, 0, replica->reg);
        b->network->step[enrolled].flags = r->mode == REPLICATION_SEMI_SYNC;
    }
    *call = reach_begin(b, primary, replica);
    builder_travel(b, primary, replica, &op->log);
    builder_delay(b, &r->ship, "ship");
    if (b->incidents) member_step(b, OP_RECEIVED, set, version, replica->reg);
    return enrolled;
}

/* What each replica does with a write, as a child of the commit that may be waited for. */
static void replicate(struct builder *b, const struct place *primary, const struct operation *op,
                      uint32_t set, uint16_t version)
{
    struct network *n = b->network;
    const struct replicas *r = &b->scenario->tier[b->tier].database.replicas;
    uint32_t *entry = builder_keep(b, r->count, sizeof *entry);
    struct place replica = { .host = primary->host, .reg = builder_register(b) };
    const uint16_t index = builder_register(b);
    replica.share = shifted(b, primary, 1, 1);
    for (uint32_t k = 2; k <= r->count; k++) {
        const double *one = shifted(b, primary, k, 1);
        double *sum = (double *)replica.share;
        for (uint32_t m = 0; m < builder_members(b, primary->host); m++) sum[m] += one[m];
    }
    struct place sender = *primary; /* to each of them */
    sender.share = shifted(b, primary, 0, r->count);
    const uint32_t fork = n->forks, at = builder_here(b);
    *BUILDER_ADD(n->fork, n->forks) = (struct fork_def){ .children = r->count,
                                                         .need = r->mode == REPLICATION_SEMI_SYNC ? 1 : 0,
                                                         .entry = entry,
                                                         .reg = replica.reg,
                                                         .by = primary->reg,
                                                         .index_reg = index,
                                                         .offset = 1,
                                                         .stride = 1,
                                                         .group = b->incidents ? 1 + r->count : 0,
                                                         .detached = r->mode == REPLICATION_ASYNC };
    builder_emit(b, OP_FORK)->base = fork;
    n->spawns++; /* children may outlive the request */
    const uint32_t scope = b->scope;
    const double before = b->wait_free;
    b->scope = 0;
    for (uint32_t i = 0; i < r->count; i++) entry[i] = builder_here(b);
    uint32_t call;
    const uint32_t enrolled = ship(b, &sender, &replica, op, set, version, &call);
    if (r->mode == REPLICATION_SEMI_SYNC) { /* the receipt is the answer; replaying comes after it */
        const double received = b->wait_free;
        const uint32_t spawn = builder_here(b);
        builder_emit(b, OP_SPAWN)->base = NETWORK_NONE;
        builder_travel(b, &replica, primary, NULL);
        reach_end(b, call);
        builder_emit(b, OP_END);
        builder_land(b, spawn);
        const uint32_t stay = reach_stay(b, &replica);
        replay(b, &replica, op, set, version, index, primary->reg);
        reach_end(b, stay);
        b->wait_free = received;
    } else {
        reach_end(b, call);
        const uint32_t stay = reach_stay(b, &replica);
        replay(b, &replica, op, set, version, index, primary->reg);
        builder_travel(b, &replica, primary, NULL);
        reach_end(b, stay);
    }
    if (enrolled != NETWORK_NONE) builder_land(b, enrolled);
    builder_emit(b, OP_END);
    b->scope = scope;
    if (r->mode == REPLICATION_ASYNC) b->wait_free = before;
    builder_land(b, at);
}

static void commit(struct builder *b, const struct place *at, const struct operation *op, const void *context)
{
    const struct server_call *call = context;
    const struct tier *tier = &b->scenario->tier[b->tier];
    if (call->two_phase) {
        database_log(b, at, op); /* prepared */
        builder_travel(b, at, &call->from->place, NULL);
        builder_emit(b, OP_BARRIER);
        builder_travel(b, &call->from->place, at, NULL);
    }
    database_log(b, at, op);
    if (op->is_write && b->incidents) member_step(b, OP_WRITTEN, at->host, 0, at->reg);
    if (!op->is_write || tier->database.replicas.count == 0) return;
    const uint32_t set = replica_set(b, b->tier);
    const uint16_t version = builder_register(b);
    struct step *step = builder_emit(b, OP_COMMIT);
    step->base = set;
    step->reg = version;
    step->by = at->reg;
    step->rows.key = b->key_reg;
    step->rows.before = b->user_reg;
    replicate(b, at, op, set, version);
}

static struct place reader_place(struct builder *b, const struct place *primary)
{
    const struct replicas *r = &b->scenario->tier[b->tier].database.replicas;
    struct place at = { .host = primary->host,
                        .reg = builder_register(b),
                        .share = spread_reads(b, primary, r) };
    const uint32_t set = replica_set(b, b->tier);
    const uint16_t stream = builder_stream(b, b->scenario->tier[b->tier].name, "replica");
    struct step *step = builder_emit(b, OP_READ);
    step->base = set;
    step->reg = at.reg;
    step->by = primary->reg;
    step->stream = stream;
    step->rows.key = b->key_reg;
    step->rows.before = b->user_reg;
    return at;
}

/* Who is the primary of the shard whose first member is `first`: another one after a failover. */
static struct place primary_place(struct builder *b, const struct place *first)
{
    struct place primary = *first;
    if (!b->incidents || b->scenario->tier[b->tier].database.replicas.count == 0) return primary;
    primary.reg = builder_register(b);
    member_step(b, OP_PRIMARY, replica_set(b, b->tier), primary.reg, first->reg);
    return primary;
}

/* The operation on the shard whose first member is `first`. */
static void on_shard(struct builder *b, const struct place *first, const struct server_call *call)
{
    const struct replicas *r = &b->scenario->tier[b->tier].database.replicas;
    const bool elsewhere =
        r->count > 0 && !call->op->is_write && !b->class->write && r->reads != READ_PRIMARY;
    const struct place primary = primary_place(b, first);
    const struct place at = elsewhere ? reader_place(b, &primary) : primary;
    const uint32_t reach = reach_begin(b, &call->from->place, &at);
    builder_travel(b, &call->from->place, &at,
                   call->op->request.mean > 0 ? &call->op->request : call->from->request);
    database_work(b, &at, call->op, commit, call);
    const struct caller self = { .place = at };
    path_compile(b, call->node->child, &self);
    builder_travel(b, &at, &call->from->place, call->reply);
    reach_end(b, reach);
}

/* All shards, or some of them, at once; the slowest decides. */
static void scatter(struct builder *b, struct place primary, const struct server_call *call)
{
    struct network *n = b->network;
    const struct sharding *s = &b->scenario->tier[b->tier].database.shards;
    const uint32_t stride = 1 + b->scenario->tier[b->tier].database.replicas.count;
    const uint32_t children = (uint32_t)fmin(fmax(1, s->cross_shards), s->count);
    uint32_t *entry = builder_keep(b, children, sizeof *entry);
    const uint32_t fork = n->forks, at = builder_here(b);
    const uint16_t stream = builder_stream(b, b->scenario->tier[b->tier].name, "scatter");
    *BUILDER_ADD(n->fork, n->forks) = (struct fork_def){ .children = children,
                                                         .entry = entry,
                                                         .reg = primary.reg,
                                                         .stride = stride,
                                                         .modulo = s->count * stride,
                                                         .random = children < s->count };
    struct step *step = builder_emit(b, OP_FORK);
    step->base = fork;
    step->stream = stream;
    for (uint32_t i = 0; i < children; i++) entry[i] = builder_here(b);
    double *even = builder_keep(b, builder_members(b, primary.host), sizeof *even);
    for (uint32_t i = 0; i < s->count; i++) even[i * stride] = 1.0 / s->count;
    primary.share = even;
    const uint32_t scope = b->scope;
    const double before = b->wait_free, weight = b->weight;
    b->scope = 0;
    b->weight *= children;
    struct server_call part = *call;
    part.two_phase = s->two_phase && call->op->is_write;
    on_shard(b, &primary, &part);
    builder_emit(b, OP_END);
    b->scope = scope;
    b->weight = weight;
    b->wait_free = before + (b->wait_free - before) / children;
    builder_land(b, at);
}

/* The look-up in a directory of shards, where the caller's own copy does not answer. */
static void look_up_directory(struct builder *b, const struct caller *from, const struct sharding *s)
{
    if (s->partition != PARTITION_DIRECTORY || demand_is_zero(&s->directory_cpu)) return;
    double weight;
    const char *name = b->scenario->tier[b->tier].name;
    const uint32_t branch = builder_sometimes(b, 1 - s->directory_hit_ratio, name, "directory", &weight);
    const uint32_t tier = s->directory_tier != SCENARIO_NONE ? s->directory_tier : b->tier;
    const struct place at = { .host = b->scenario->tier[tier].host };
    const uint16_t payer = b->tier;
    b->tier = (uint16_t)tier;
    const uint32_t call = reach_begin(b, &from->place, &at);
    builder_travel(b, &from->place, &at, NULL);
    builder_cpu(b, &at, &s->directory_cpu, "directory");
    builder_travel(b, &at, &from->place, NULL);
    reach_end(b, call);
    b->tier = payer;
    builder_sometimes_end(b, branch, weight);
}

static enum route_kind route_kind(enum partitioning partition)
{
    switch (partition) {
    case PARTITION_HASH: return ROUTE_HASH;
    case PARTITION_RING: return ROUTE_RING;
    case PARTITION_RANGE: return ROUTE_RANGE;
    case PARTITION_DIRECTORY: return ROUTE_DIRECTORY;
    }
    return ROUTE_HASH;
}

/* A directory that moves keys to where there is room leaves no shard with all that is popular. */
static uint32_t ranges_of(const struct builder *b, const struct sharding *s)
{
    enum { PIECES = 1000 };
    if (s->ranges > 0 || s->partition != PARTITION_DIRECTORY) return s->ranges;
    const uint32_t key = s->by != SCENARIO_NONE ? s->by : b->class->key;
    const double keys = key != SCENARIO_NONE ? (double)b->network->popularity[key].keys : INFINITY;
    return (uint32_t)fmax(s->count, fmin(keys, (double)PIECES * s->count));
}

static void sharded_call(struct builder *b, const struct server_call *call)
{
    const struct tier *tier = &b->scenario->tier[b->tier];
    const struct sharding *s = &tier->database.shards;
    const uint16_t stride = (uint16_t)(1 + tier->database.replicas.count);
    look_up_directory(b, call->from, s);
    double weight = b->weight;
    uint32_t branch = 0;
    struct place primary = { .host = tier->host };
    const bool crosses = s->cross_shard_ratio > 0;
    if (crosses) {
        branch = builder_sometimes(b, s->cross_shard_ratio, tier->name, "cross", &weight);
        primary.reg = builder_register(b);
        scatter(b, primary, call);
        const uint32_t jump = builder_here(b);
        builder_emit(b, OP_JUMP);
        builder_sometimes_end(b, branch, weight);
        branch = jump;
    }
    b->weight = weight * (1 - s->cross_shard_ratio);
    const struct route_spec spec = { .kind = route_kind(s->partition),
                                     .shards = s->count,
                                     .stride = stride,
                                     .virtual_nodes = s->virtual_nodes,
                                     .ranges = ranges_of(b, s),
                                     .key = s->by };
    primary.reg = route_emit(b, b->tier, &spec, &primary.share);
    on_shard(b, &primary, call);
    b->weight = weight;
    if (crosses) builder_land(b, branch);
}

void relational_call(struct builder *b, const struct path *node, const struct caller *from)
{
    const struct tier *tier = &b->scenario->tier[node->tier];
    const struct database *d = &tier->database;
    struct server_call call = { .node = node,
                                .from = from,
                                .op = node->op ? node->op : &tier->demand,
                                .reply = tier_reply(b->scenario, node, from) };
    if (d->shards.count > 1) {
        sharded_call(b, &call);
    } else if (d->replicas.count > 0) {
        on_shard(b, &(struct place){ .host = tier->host }, &call);
    } else {
        bool scoped;
        const struct place at = tier_place(b, tier, from, &scoped);
        on_shard(b, &at, &call);
        if (scoped) builder_leave(b);
    }
}
