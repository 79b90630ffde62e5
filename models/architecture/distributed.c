/*
 * Distributed stores over the members of one host group; a key lives on `copies` members that follow each
 * other, from the one that its hash names.
 *
 * distributed_sql: ranges with a leader, which does the work; a write returns when its log is on a quorum of
 * the copies (Raft: Ongaro and Ousterhout 2014), a read asks the leader alone, or a quorum.
 *
 * nosql: no leader; a write goes to all copies and returns after W answers, a read to all and returns after R
 * (Dynamo: DeCandia et al. 2007).
 */
#include "models/architecture/reach.h"
#include "models/architecture/route.h"
#include "models/architecture/tier_database.h"

#include <math.h>

struct group {
    struct place first; /* the leader, or the first copy */
    uint16_t owner;     /* register of the first copy, which is the leader while it lives */
    uint32_t members, copies;
};

static struct group group_of(struct builder *b, const struct tier *tier)
{
    const struct database *d = &tier->database;
    struct group g = { .first = { .host = tier->host }, .members = builder_members(b, tier->host) };
    g.copies = d->copies < g.members ? d->copies : g.members;
    const struct route_spec spec = { .kind = d->shards.partition == PARTITION_RING ? ROUTE_RING : ROUTE_HASH,
                                     .shards = g.members,
                                     .stride = 1,
                                     .virtual_nodes = d->shards.virtual_nodes ? d->shards.virtual_nodes : 100,
                                     .key = d->shards.count > 1 ? d->shards.by : SCENARIO_NONE };
    g.first.reg = route_emit(b, b->tier, &spec, &g.first.share);
    g.owner = g.first.reg;
    if (b->incidents && d->engine == ENGINE_DISTRIBUTED_SQL) {
        g.first.reg = builder_register(b);
        struct step *step = builder_emit(b, OP_LEADER);
        step->base = tier->host;
        step->target = g.copies;
        step->reg = g.first.reg;
        step->by = g.owner;
    }
    return g;
}

/* The copies from the `from`th on, each with the traffic of the keys that it has. */
static const double *copies_share(struct builder *b, const struct group *g, uint32_t from)
{
    double *share = builder_keep(b, g->members, sizeof *share);
    for (uint32_t m = 0; m < g->members; m++)
        for (uint32_t k = from; k < g->copies; k++)
            share[(m + k) % g->members] +=
                (g->first.share ? g->first.share[m] : 1.0 / g->members) / (g->copies - from);
    return share;
}

/* Starts a fork over the copies from the `from`th on: the steps that follow are a child's, up to fork_end. */
struct copies_fork {
    uint32_t step, scope;
    double before, weight;
    uint32_t children;
    struct place at;
    uint16_t index;
};

static struct copies_fork fork_begin(struct builder *b, const struct group *g, uint32_t from, uint32_t need)
{
    struct network *n = b->network;
    struct copies_fork f = { .children = g->copies - from,
                             .at = { .host = g->first.host, .reg = builder_register(b) },
                             .index = builder_register(b) };
    f.at.share = copies_share(b, g, from);
    uint32_t *entry = builder_keep(b, f.children, sizeof *entry);
    f.step = builder_here(b);
    *BUILDER_ADD(n->fork, n->forks) = (struct fork_def){ .children = f.children,
                                                         .need = need,
                                                         .entry = entry,
                                                         .reg = f.at.reg,
                                                         .by = g->owner,
                                                         .index_reg = f.index,
                                                         .offset = from,
                                                         .stride = 1,
                                                         .modulo = g->members };
    builder_emit(b, OP_FORK)->base = n->forks - 1;
    n->spawns++; /* children may outlive the request */
    for (uint32_t i = 0; i < f.children; i++) entry[i] = builder_here(b);
    f.scope = b->scope;
    f.before = b->wait_free;
    f.weight = b->weight;
    b->scope = 0;
    b->weight *= f.children;
    return f;
}

static void fork_end(struct builder *b, const struct copies_fork *f)
{
    builder_emit(b, OP_END);
    b->scope = f->scope;
    b->weight = f->weight;
    b->wait_free = f->before + (b->wait_free - f->before) / f->children;
    builder_land(b, f->step);
}

/* The log on the leader and its followers at once; the commit waits for a quorum of them. */
static void quorum_commit(struct builder *b, const struct place *leader, const struct operation *op,
                          const void *context)
{
    const struct group *g = context;
    const struct database *d = &b->scenario->tier[b->tier].database;
    const uint32_t quorum = op->is_write ? d->write_quorum : d->read_quorum;
    if (g->copies <= 1 || (!op->is_write && quorum <= 1)) {
        database_log(b, leader, op);
        return;
    }
    const struct copies_fork f = fork_begin(b, g, 0, quorum < g->copies ? quorum : 0);
    const uint32_t call = reach_begin(b, leader, &f.at);
    builder_travel(b, leader, &f.at, op->is_write ? &op->log : NULL);
    if (op->is_write) {
        builder_cpu(b, &f.at, &d->replicas.apply, "apply");
        database_log(b, &f.at, op);
    }
    builder_travel(b, &f.at, leader, NULL);
    reach_end(b, call);
    fork_end(b, &f);
}

static void sql_call(struct builder *b, const struct group *g, const struct operation *op,
                     const struct caller *from, const struct demand *reply)
{
    const uint32_t call = reach_begin(b, &from->place, &g->first);
    builder_travel(b, &from->place, &g->first, op->request.mean > 0 ? &op->request : from->request);
    database_work(b, &g->first, op, quorum_commit, g);
    builder_travel(b, &g->first, &from->place, reply);
    reach_end(b, call);
}

static uint32_t store_of(struct builder *b, uint32_t tier, uint32_t copies)
{
    struct network *n = b->network;
    for (uint32_t i = 0; i < n->stores; i++)
        if (n->store[i].tier == tier) return i;
    *BUILDER_ADD(n->store, n->stores) = (struct store_def){ .tier = tier, .copies = copies };
    return n->stores - 1;
}

static void version_step(struct builder *b, enum op op, uint32_t store, uint16_t version, uint16_t index,
                         bool read)
{
    struct step *step = builder_emit(b, op);
    step->base = store;
    step->reg = version;
    step->by = index;
    step->flags = read;
    step->rows.key = b->key_reg;
}

static void leaderless_call(struct builder *b, const struct group *g, const struct operation *op,
                            const struct caller *from, const struct demand *reply)
{
    const struct database *d = &b->scenario->tier[b->tier].database;
    const bool read = !op->is_write && !b->class->write;
    const uint32_t quorum = read ? d->read_quorum : d->write_quorum;
    const uint32_t store = store_of(b, b->tier, g->copies);
    const uint16_t version = builder_register(b);
    version_step(b, OP_VERSION, store, version, 0, read);
    const struct copies_fork f = fork_begin(b, g, 0, quorum < g->copies ? quorum : 0);
    const uint32_t call = reach_begin(b, &from->place, &f.at);
    builder_travel(b, &from->place, &f.at, op->request.mean > 0 ? &op->request : from->request);
    database_work(b, &f.at, op, NULL, NULL);
    version_step(b, OP_SEEN, store, version, f.index, read);
    builder_travel(b, &f.at, &from->place, reply);
    reach_end(b, call);
    fork_end(b, &f);
    version_step(b, OP_RETURNED, store, version, 0, read);
}

void distributed_call(struct builder *b, const struct path *node, const struct caller *from)
{
    const struct tier *tier = &b->scenario->tier[node->tier];
    const struct operation *op = node->op ? node->op : &tier->demand;
    const struct demand *reply = tier_reply(b->scenario, node, from);
    const struct group g = group_of(b, tier);
    if (tier->database.engine == ENGINE_NOSQL && g.copies > 1)
        leaderless_call(b, &g, op, from, reply);
    else
        sql_call(b, &g, op, from, reply);
    const struct caller self = { .place = g.first };
    path_compile(b, node->child, &self);
}
