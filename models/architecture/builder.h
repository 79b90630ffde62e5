/*
 * builder: assembles a network step by step. Only the files of this folder use it.
 *
 * The builder keeps what is true at the point where the next step goes: the tier that pays for it, the
 * innermost scope, and `weight`, how often an average request passes here (the share of its class times the
 * probabilities and repetitions around it). Every step is charged with that weight, so that service demands
 * D_k = sum of visits x S and with them the bottleneck law come out of assembling, without a simulation.
 */
#ifndef KNEEWALL_ARCHITECTURE_BUILDER_H
#define KNEEWALL_ARCHITECTURE_BUILDER_H

#include "models/architecture/network.h"

/* A member of a host group, seen from the program: which register says which one, and how the traffic is
 * spread. */
struct place {
    uint32_t host;       /* NETWORK_NONE: no host (or the client) */
    uint16_t reg;        /* 0: the first member */
    const double *share; /* of the visits, by member; NULL: even */
    bool is_client;
    /* Chosen in the zone of this caller's member, by a zone-aware balancer. */
    bool is_near;
    uint32_t near_host;
    uint16_t near_reg;
};

/* Who makes a call, and what travels with it. */
struct caller {
    struct place place;
    const struct tier *balancer; /* the balancer that makes the call, NULL: somebody else */
    const struct demand *request,
        *reply; /* the message that a balancer or the client passes on; NULL: nothing */
};

struct builder {
    struct network *network;
    const struct scenario *scenario;
    const struct request_class *class;
    uint16_t class_index;
    uint32_t class_streams; /* the first stream of this class or later */
    uint16_t tier;
    uint32_t scope;
    double weight;
    double wait_free; /* s that the path so far takes an average request when nobody waits, by weight */
    uint16_t next_reg, key_reg, user_reg;
    uint32_t guarded;           /* tier whose breaker watches the call that is compiled, and one; 0: none */
    bool incidents;             /* for a timeline: see reach.h */
    const struct network *like; /* see assemble.h */
    const double *hits;
};

/* Makes room for one more element behind `count` elements and returns the array, which may have moved. */
void *builder_grow(void *array, uint32_t count, size_t size);
#define BUILDER_ADD(array, count)                                                                            \
    ((array) = builder_grow((array), (count), sizeof *(array)), &(array)[(count)++])

/* Memory that lives as long as the network. */
void *builder_keep(struct builder *b, size_t count, size_t size);
const char *builder_name(struct builder *b, const char *host_or_tier, const char *what);
const struct demand *builder_demand(struct builder *b, struct demand demand);

uint32_t builder_here(const struct builder *b); /* number of the next step */
struct step *builder_emit(struct builder *b, enum op op);
void builder_land(struct builder *b, uint32_t step); /* step's target is the next step */
uint16_t builder_register(struct builder *b);
uint16_t builder_stream(struct builder *b, const char *tier, const char *purpose);

uint32_t builder_enter(struct builder *b, enum scope_kind kind, uint32_t base, uint16_t reg, uint16_t held);
void builder_leave(struct builder *b); /* releases the innermost scope */

/* The resource of a host, or NETWORK_NONE where it is ideal. */
uint32_t builder_host_resource(const struct builder *b, uint32_t host, enum resource_kind kind);
uint32_t builder_tier_resource(struct builder *b, uint32_t tier, enum resource_kind kind, const char *what,
                               uint32_t members, double count, double room, struct demand patience);

/* A service at a resource that is no host's; `reg` says at which member. */
void builder_serve(struct builder *b, uint32_t resource, uint16_t reg, const struct demand *work,
                   const char *purpose);

/* Steps. Each does nothing where the demand is zero or the resource ideal. */
void builder_cpu(struct builder *b, const struct place *at, const struct demand *seconds,
                 const char *purpose);
void builder_disk(struct builder *b, const struct place *at, double bytes,
                  const char *purpose); /* one access */
void builder_disks(struct builder *b, const struct place *at, const struct demand *count, double bytes,
                   const char *purpose);
void builder_delay(struct builder *b, const struct demand *seconds, const char *purpose);
/* A message: the NIC of each end that has a host, and the way between hosts or to the client. Where a host is
 * missing the way is ideal. */
void builder_travel(struct builder *b, const struct place *from, const struct place *to,
                    const struct demand *bytes);
/* A token taken; held from here to builder_release, for as long as the steps between take. */
struct holding {
    uint32_t resource;
    struct place at;
    double entered;
};
struct holding builder_take(struct builder *b, const struct place *at, uint32_t resource);
void builder_release(struct builder *b, const struct holding *holding);
/* Memory while something is done; where there is none to take (no host, no limit, no bytes) nothing is held.
 */
struct memory_holding {
    struct holding holding; /* resource NETWORK_NONE: nothing */
    const struct demand *bytes;
};
struct memory_holding builder_memory(struct builder *b, const struct place *at, const struct demand *bytes);
void builder_memory_end(struct builder *b, const struct memory_holding *memory);

/* Runs `body` probability p of the time: begin, then the body's steps, then end. */
uint32_t builder_sometimes(struct builder *b, double p, const char *tier, const char *purpose,
                           double *weight);
void builder_sometimes_end(struct builder *b, uint32_t branch, double weight);

/* Repeats the body as often as `times` says. */
struct loop {
    uint32_t head, body;
    uint16_t reg;
    double weight;
};
struct loop builder_repeat(struct builder *b, const struct demand *times, const char *purpose);
void builder_repeat_end(struct builder *b, const struct loop *loop);

uint32_t builder_members(const struct builder *b, uint32_t host);

/* --- paths (path.c) --- */
/* Whether the path calls the tier. */
bool path_uses(const struct path *node, uint32_t tier);

void path_compile(struct builder *b, const struct path *items, const struct caller *caller);
void path_guard(struct builder *b, const struct patience *patience, const struct path *body,
                const struct caller *from);

/* --- tiers: the call of one, from the caller's side to its reply; node->child is what it calls in turn ---
 */
void tier_balancer(struct builder *b, const struct path *node, const struct caller *from);
void tier_service(struct builder *b, const struct path *node, const struct caller *from);
void tier_cache(struct builder *b, const struct path *node, const struct caller *from);
void tier_database(struct builder *b, const struct path *node, const struct caller *from);
/* One access to a cache that is always found: a session, say. */
void tier_touch(struct builder *b, const struct path *node, const struct caller *from);
void tier_queue(struct builder *b, const struct path *node, const struct caller *from);
void tier_store(struct builder *b, const struct path *node, const struct caller *from);

/* The member of `tier` that this call goes to: the caller's own, a balancer's choice, or any. May begin a
 * scope: *scoped says whether builder_leave must follow the reply. */
struct place tier_place(struct builder *b, const struct tier *tier, const struct caller *from, bool *scoped);

/* What travels back from the tier of `node` when called by `from`; NULL: nothing. */
const struct demand *tier_reply(const struct scenario *scenario, const struct path *node,
                                const struct caller *from);

/* How many members a tier needs of its host group. */
uint32_t tier_members(const struct tier *tier);

#endif
