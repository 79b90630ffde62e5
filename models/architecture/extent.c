#include "models/architecture/extent.h"

#include "models/architecture/scaling.h"

#include <math.h>

/* Of each class: its key, its client, what travels between them and the tiers. */
enum { PIECES_OF_CLASS = 12 };

/* No call of such a tier takes more streams, the most numerous of the pieces; what it locks comes on top. */
static double pieces_of_call(const struct tier *tier, const struct operation *op)
{
    switch (tier->kind) {
    case TIER_DATABASE: return 24 + (op ? fmax(op->locks, op->write_locks) : 0);
    case TIER_SERVICE: return 12;
    case TIER_CACHE: return 12;
    case TIER_BALANCER: return 8;
    case TIER_QUEUE: return 8;
    case TIER_STORE: return 6;
    }
    return 0;
}

static bool is_compiled_twice(const struct tier *tier)
{
    return tier->kind == TIER_DATABASE && tier->database.engine == ENGINE_RELATIONAL &&
           tier->database.shards.count > 1 && tier->database.shards.cross_shard_ratio > 0;
}

static double pieces_of_path(const struct scenario *s, const struct path *node)
{
    double pieces = 0;
    for (; node; node = node->next) {
        const double inside = pieces_of_path(s, node->child);
        if (node->kind == PATH_CALL) {
            const struct tier *tier = &s->tier[node->tier];
            const struct operation *op = node->op ? node->op : &tier->demand;
            pieces += (pieces_of_call(tier, op) + inside) * (is_compiled_twice(tier) ? 2 : 1);
        } else
            pieces += 1 + inside;
    }
    return pieces;
}

double extent_pieces(const struct scenario *s)
{
    double pieces = 0;
    for (uint32_t c = 0; c < s->classes; c++) pieces += PIECES_OF_CLASS + pieces_of_path(s, s->class[c].path);
    return pieces;
}

static double errands_of_path(const struct scenario *s, const struct path *node)
{
    double errands = 0;
    for (; node; node = node->next) {
        const double inside = errands_of_path(s, node->child);
        switch (node->kind) {
        case PATH_CALL: {
            const struct operation *op = node->op ? node->op : &s->tier[node->tier].demand;
            errands += 1 + op->pages.mean + op->disk_reads.mean + op->disk_writes.mean + inside;
            break;
        }
        case PATH_REPEAT: errands += node->times.mean * inside; break;
        case PATH_SOMETIMES: errands += node->probability * inside; break;
        case PATH_SEQUENCE:
        case PATH_PARALLEL:
        case PATH_GUARD: errands += inside; break;
        }
    }
    return errands;
}

double extent_errands(const struct scenario *s, const struct request_class *class)
{
    return errands_of_path(s, class->path);
}

static double members_of(const struct scenario *s, uint32_t host)
{
    return host == SCENARIO_NONE ? 1 : scaling_group(s, host);
}

double extent_members(const struct scenario *s)
{
    double members = 0;
    for (uint32_t h = 0; h < s->hosts; h++) members += members_of(s, h);
    for (uint32_t i = 0; i < s->timeline.events; i++)
        if (s->timeline.event[i].what == HAPPENS_ADD) members += s->timeline.event[i].value;
    return members;
}

static double points_of_data(const struct scenario *s, const struct tier *tier)
{
    const struct caching *c = &tier->caching;
    const struct database *d = &tier->database;
    if (tier->kind == TIER_CACHE && c->ring) return (double)c->shards * c->virtual_nodes;
    if (tier->kind != TIER_DATABASE || d->shards.partition != PARTITION_RING) return 0;
    const double nodes = d->engine == ENGINE_RELATIONAL ? d->shards.count : members_of(s, tier->host);
    return nodes * d->shards.virtual_nodes;
}

/* Of the rings of balancers in a path, each over the members of the tier that it calls. */
static double points_of_path(const struct scenario *s, const struct path *node, const struct tier **whose)
{
    double most = 0;
    for (; node; node = node->next) {
        const struct tier *inner = NULL;
        const double points = points_of_path(s, node->child, &inner);
        if (points > most) most = points, *whose = inner;
        if (node->kind != PATH_CALL || s->tier[node->tier].kind != TIER_BALANCER) continue;
        const struct tier *tier = &s->tier[node->tier];
        const struct balancing *b = &tier->balancing;
        if (b->policy != POLICY_CONSISTENT_HASH && b->policy != POLICY_BOUNDED_LOAD) continue;
        for (const struct path *c = node->child; c; c = c->next) {
            if (c->kind != PATH_CALL) continue;
            const double own = members_of(s, s->tier[c->tier].host) * b->virtual_nodes;
            if (own > most) most = own, *whose = tier;
        }
    }
    return most;
}

double extent_points(const struct scenario *s, const struct tier **whose)
{
    double most = 0;
    *whose = NULL;
    for (uint32_t t = 0; t < s->tiers; t++) {
        const double points = points_of_data(s, &s->tier[t]);
        if (points > most) most = points, *whose = &s->tier[t];
    }
    for (uint32_t c = 0; c < s->classes; c++) {
        const struct tier *tier = NULL;
        const double points = points_of_path(s, s->class[c].path, &tier);
        if (points > most) most = points, *whose = tier;
    }
    return most;
}
