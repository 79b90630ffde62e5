/*
 * balancer: chooses a member for each request, by any of the scenario's policies, and counts what is in
 * flight.
 *
 * - random: uniform.
 * - round robin: in turn.
 * - weighted: nginx's smooth weighted round robin, O(members).
 * - least connections: fewest in flight, ties at random.
 * - power of d: the least loaded of d members drawn at random, with or without replacement, ties at random.
 * - join idle: an idle member, uniformly; if there is none, a random one.
 * - ip hash: hash of the client modulo the eligible members; moves nearly all clients when one leaves.
 * - consistent hash: the client's place on a ring, the next eligible member there.
 * - bounded load: the same, but walks on past members that are full: load <= ceil(c (total + 1) / eligible)
 *   (Mirrokni, Thorup, Zadimoghaddam, SODA 2018).
 * - sticky (any policy): a session stays with its member while that is up. Nothing is stored: the member is a
 *   hash of the client among the present members, hashed again while it is not up. When the pool grows from n
 *   to n+1, 1/(n+1) of the sessions move to the new member, as sessions come and go.
 *
 * A member is *present* (the pool is members 0 .. present-1, which scaling changes) and *up* (what health
 * checks believe); eligible is both. With zones, a request prefers the eligible members of its zone and takes
 * any when that has none. All but weighted are O(1) (power: O(d); hashing on a ring: O(1) + points of members
 * that are not eligible).
 *
 * Why least connections is O(1): members stand in one array in the order of their load, with the place where
 * each load begins; a load that changes by one swaps two places.
 *
 * struct balancer_config is immutable after init and shared by threads and replications. struct balancer is
 * one replication's state; both own their arrays. Choosing draws the same number of random numbers whatever
 * the loads (join idle and ties included), so that compared designs stay in step.
 */
#ifndef KNEEWALL_PART_BALANCER_H
#define KNEEWALL_PART_BALANCER_H

#include "models/architecture/scenario.h"
#include "models/part/ring.h"
#include "models/station/stream.h"

#include <stdbool.h>
#include <stdint.h>

#define BALANCER_NONE UINT32_MAX

struct balancer_config {
    enum policy policy;
    bool sticky, replace;
    uint32_t members; /* the most that can be present */
    uint32_t choices;
    double bound;
    uint32_t zones;   /* 0: not zone-aware */
    uint32_t *zone;   /* of each member; NULL when not zone-aware */
    double *weight;   /* WEIGHTED: of each member */
    struct ring ring; /* CONSISTENT_HASH, BOUNDED_LOAD: over all `members` */
};

/* Members that are chosen among together: all of them, or those of a zone. */
struct balancer_group {
    uint32_t *member; /* those eligible */
    uint32_t eligible, turn;
    uint64_t total;  /* in flight at them */
    double *credit;  /* WEIGHTED: of each member */
    uint32_t *order; /* LEAST_CONNECTIONS, JOIN_IDLE: those eligible by load */
    uint32_t *place; /* of each member in `order` */
    uint32_t *start; /* where loads 0 .. loads begin; start[loads] is `eligible` */
    uint32_t loads, room;
    uint32_t least; /* load: no eligible member has less */
};

struct balancer {
    uint32_t *in_flight; /* of each member */
    uint8_t *up;         /* of each member */
    uint32_t present;
    struct balancer_group *group; /* 0: all; 1 + z: zone z, when zone-aware */
};

/*
 * zone: of each member, or NULL; it matters only when the policy is zone-aware. `balancing` must have passed
 * the reader: choices >= 1, bound > 1, virtual_nodes >= 1, weights > 0 (no weights: all 1), members >= 1.
 */
void balancer_config_init(struct balancer_config *config, const struct balancing *balancing, uint32_t members,
                          const uint32_t *zone, uint64_t seed);
void balancer_config_finish(struct balancer_config *config);

/* Members 0 .. present-1 are there, and all are up. */
void balancer_init(struct balancer *balancer, const struct balancer_config *config, uint32_t present);
void balancer_finish(struct balancer *balancer, const struct balancer_config *config);

/*
 * The member for a request of client `user` (any number that names it) that comes from `zone` (ignored when
 * not zone-aware); it counts as in flight there. BALANCER_NONE: nobody is eligible.
 */
uint32_t balancer_choose(const struct balancer_config *config, struct balancer *balancer,
                         struct stream *stream, uint64_t user, uint32_t zone);

/* A request that was sent to `member` is over. */
void balancer_leave(const struct balancer_config *config, struct balancer *balancer, uint32_t member);

/* O(members). What is in flight at a member that goes down or leaves stays counted until balancer_leave. */
void balancer_set_up(const struct balancer_config *config, struct balancer *balancer, uint32_t member,
                     bool up);
void balancer_set_present(const struct balancer_config *config, struct balancer *balancer, uint32_t present);

static inline bool balancer_is_eligible(const struct balancer *balancer, uint32_t member)
{
    return member < balancer->present && balancer->up[member];
}

static inline uint32_t balancer_eligible(const struct balancer *balancer)
{
    return balancer->group[0].eligible;
}

/* Where sticky routing sends a client now; changes nothing. BALANCER_NONE: nobody is eligible. */
uint32_t balancer_session(const struct balancer *balancer, uint64_t user);

#endif
