/*
 * observe: what one replication has seen since its observations were last cleared (at the end of the
 * warm-up). Plain values, filled by the run; integrals are up to date after run_observe().
 */
#ifndef KNEEWALL_ENGINE_OBSERVE_H
#define KNEEWALL_ENGINE_OBSERVE_H

#include "sim/engine/histogram.h"

#include <stdint.h>

enum error_kind { ERROR_TIMEOUT, ERROR_REJECTED, ERROR_OOM, ERROR_UNAVAILABLE, ERROR_KINDS };

/* A step of the program. `time` is the integral of how many jobs are in the step; over `ended`, the mean time
 * in it. */
struct step_observation {
    double time, work; /* s; work: service that was asked for, in seconds of the station's server */
    uint64_t begun, ended;
};

/*
 * Where the time of traced requests went, by latency: bucket i holds the requests of [2^(i/32), 2^((i+1)/32))
 * x 2^-30 s. A row has the waiting and the service of every tier, then those of the network, then what failed
 * attempts cost; for each request the row sums to its latency (run_check).
 */
enum { TAIL_OCTAVE = 32, TAIL_BUCKETS = 54 * TAIL_OCTAVE };

struct tail {
    uint32_t columns; /* 2 * (tiers + 1) + 1 */
    uint64_t count[TAIL_BUCKETS];
    double *row[TAIL_BUCKETS]; /* NULL where count is 0 */
    double gap, told,
        latency; /* by how much the worst row missed, in units of rounding; and that request's */
};

/* Requests of one class. */
struct class_observation {
    uint64_t good, failed;
    double time; /* s, latency of the good ones, summed */
};

struct cache_observation {
    uint64_t lookups, hits;
};

/* One station, token pool or ledger; integrals over time, in units of servers (or bytes). */
struct unit_observation {
    double busy_area, waiting_area;
    double work; /* s of server time served */
    uint64_t served;
};

struct replica_observation {
    uint64_t reads, stale;
    struct histogram *lag; /* s from commit to apply; NULL for leaderless stores */
};

struct queue_observation {
    uint64_t dead, redelivered, rejected, samples;
    double oldest;                /* s, summed over the samples: age of the oldest message at each send */
    struct histogram *end_to_end; /* s from the send to the end of the work */
};

struct network;

/* First the plain values, then what the network sizes. */
struct observations {
    double since, until; /* s */
    uint64_t arrived;    /* requests (not their attempts) that came */
    uint64_t good, failed[ERROR_KINDS];
    double failed_time;    /* s that failed requests took, summed */
    double in_system_area; /* integral of the requests in the system, from their comings and goings */
    uint64_t inside_at_start, inside;
    uint64_t backlog_at_start, backlog; /* jobs: requests, their parallel calls, and what nobody waits for */
    uint64_t waiting_at_start, waiting; /* those of them that wait for others */
    uint64_t attempts, hedges, events;
    double unattended; /* how busy the busiest pool for work that nobody waits for is (appliers of a replica,
                          consumers of a queue), 0 to 1 */
    const struct network *network;
    struct histogram *latency; /* s, of good requests */
    struct step_observation *step;
    struct unit_observation *unit; /* the members of all resources, in order */
    uint32_t units;
    struct tail *tail;
    struct class_observation
        *class; /* the network's classes; of an open load not counted where there is but one */
    struct cache_observation *cache;     /* the network's caches */
    struct replica_observation *replica; /* its replica sets, then its leaderless stores */
    struct queue_observation *queue;
};

/* Nothing seen yet. The network must outlive them. Abort on lack of memory. */
void observations_init(struct observations *seen, const struct network *network);
void observations_finish(struct observations *seen);

void tail_clear(struct tail *tail);

/* The row of a bucket, of zeros when it is new. Abort on lack of memory. */
double *tail_row(struct tail *tail, size_t bucket);

#endif
