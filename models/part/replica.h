/*
 * replica: which copy of the data has seen which write.
 *
 * A set has members 0 .. members-1, one of them the primary. Each commit is a version, 1, 2, 3 ...; a member
 * applies versions in any order. The set remembers a version until every member that is in has applied it,
 * and a key as long as its latest write is so remembered, so that memory follows the lag and not the number
 * of keys.
 *
 * A member that is out (dead, not yet restored) misses what happens; it comes in again with a full copy. On
 * failover another member becomes the primary, and what it has not *received* is lost; received counts apart
 * from applied, for a log that has arrived survives even if it has not been replayed yet.
 *
 * One replication's state. It grows by doubling and never shrinks, so a steady state allocates nothing.
 */
#ifndef KNEEWALL_PART_REPLICA_H
#define KNEEWALL_PART_REPLICA_H

#include <stdbool.h>
#include <stdint.h>

enum { REPLICA_MEMBERS = 64 };
#define REPLICA_NONE UINT32_MAX

/* A version that some member lacks. */
struct replica_version {
    double at;        /* s: when it was committed */
    uint64_t lacks;   /* members that are in and have not applied it: one bit each */
    uint64_t arrived; /* members that it has come to, applied or not: one bit each */
    uint32_t key;
    bool lost;
};

/* A key whose latest write some member lacks. */
struct replica_key {
    uint64_t version; /* 0: the cell is empty */
    uint32_t key;
};

struct replica_set {
    uint32_t members, primary;
    bool silent;                        /* the primary is gone, and nobody has taken its place */
    uint64_t in;                        /* a bit each */
    uint64_t version;                   /* the latest; 0: none yet */
    uint64_t applied[REPLICA_MEMBERS];  /* everything up to it is applied */
    uint64_t received[REPLICA_MEMBERS]; /* everything up to it has arrived; at least `applied` */
    struct replica_version *log;        /* a circle of versions oldest .. version */
    uint64_t oldest;
    uint32_t log_room;
    struct replica_key *key; /* open addressing */
    uint32_t key_room, keys;
};

/* 1 <= members <= REPLICA_MEMBERS, all in; member 0 is the primary. */
void replica_init(struct replica_set *set, uint32_t members);
void replica_finish(struct replica_set *set);

/* The primary commits a write of `key`; its version. */
uint64_t replica_commit(struct replica_set *set, uint32_t key, double now);

/* The version, and all before it, has arrived at the member. */
void replica_received(struct replica_set *set, uint32_t member, uint64_t version);

/* The version alone has arrived at the member. */
void replica_arrived(struct replica_set *set, uint32_t member, uint64_t version);

/* The member has applied the version. Returns its lag: seconds since the commit; 0 when it had it already or
 * is out. */
double replica_applied(struct replica_set *set, uint32_t member, uint64_t version, double now);

/* Whether a read of `key` there misses the latest write. */
bool replica_is_stale(const struct replica_set *set, uint32_t member, uint32_t key);

/* How many seconds the member is behind: the age of the oldest write that it lacks; 0: none. INFINITY: it is
 * out. Of a silent primary's writes only those count that have come to somebody: nobody knows of the others,
 * and the next primary will not have them. */
double replica_lag(const struct replica_set *set, uint32_t member, double now);

/* What is on its way to the member, and has not arrived, is sent again and applied at once: whoever sent it
 * is gone. */
void replica_resend(struct replica_set *set, uint32_t member);

/* A member goes out, or comes in with all there is now. The primary may go out too: nothing can be committed
 * then. */
void replica_leave(struct replica_set *set, uint32_t member);
void replica_join(struct replica_set *set, uint32_t member);

bool replica_is_in(const struct replica_set *set, uint32_t member);

/* How many committed writes the member has not received, and when the oldest of them was committed (may be
 * NULL; INFINITY: it has all). */
uint64_t replica_missing(const struct replica_set *set, uint32_t member, double *since);

/* The member of `among` (a bit each), in and not the primary, that misses the least; REPLICA_NONE: there is
 * none. */
uint32_t replica_best(const struct replica_set *set, uint64_t among);

/*
 * `member`, which is in, becomes the primary. Returns how many committed writes are lost: those that it has
 * not received. They are taken back everywhere; the others have the rest to apply as before.
 */
uint64_t replica_promote(struct replica_set *set, uint32_t member);

#endif
