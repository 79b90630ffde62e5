/*
 * point: one load point of a study: 32 replications, warmed up, extended together in rounds until the
 * intervals of mean and p99 are as tight as was asked, or the backlog is seen to grow without end.
 *
 * The work of a round is one piece a replication; any thread may do it. What a point finds depends on its
 * network, load, seed and precision alone.
 */
#ifndef KNEEWALL_STUDY_POINT_H
#define KNEEWALL_STUDY_POINT_H

#include "sim/engine/parcel.h"
#include "sim/engine/run.h"
#include "sim/study/result.h"
#include "sim/study/stopping.h"

enum { POINT_REPLICATIONS = INTERVAL_REPLICATIONS };

struct point_goal {
    double precision;      /* relative half-width of p99 and of the mean */
    double mean_precision; /* of the mean, where it is to be tighter; 0: the same */
    double confidence;
    uint64_t max_requests;
    double warmup;           /* requests a replication; NAN: from the analytic utilization */
    uint64_t max_warmup;     /* requests a replication; 0: no limit */
    struct run_load numbers; /* the load whose random numbers it takes; zeros: its own */
    double warmup_share;     /* of what the analysis says; 0: all of it */
    double growth_precision; /* of a backlog that nothing ends; 0: as it is worth reporting */
};

struct point;

/* The network must outlive the point. */
struct point *point_create(const struct network *network, const struct run_load *load, uint64_t seed,
                           const struct point_goal *goal);
void point_destroy(struct point *point);

/* The piece of the present round that replication `replication` does. */
void point_work(struct point *point, uint32_t replication);

/* After all pieces of a round: whether another round is needed. */
bool point_judge(struct point *point);

/*
 * Where several processes share a point (crew.h), a replication stays with the one that began it. Of each
 * round, the one that judges needs the latencies of the others; its judgement goes to all; and in the end all
 * collect, from all that was seen. Each is carried into or out of a parcel (parcel.h).
 */
void point_carry_round(struct point *point, uint32_t replication, struct parcel *parcel);
void point_carry_judgement(struct point *point, struct parcel *parcel);
void point_carry_all(struct point *point, uint32_t replication, struct parcel *parcel);

/* After the last round: checks the laws in every replication and fills the result (point_result_finish frees
 * it). */
void point_collect(struct point *point, struct point_result *result);

/* Requests and events simulated so far, warm-up included. */
uint64_t point_requests(const struct point *point);

#endif
