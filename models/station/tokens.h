/*
 * tokens: a passive resource that is held across other service: threads, connections, row locks. Those who
 * find none free wait first come first served, `room` at most; whoever finds the waiting room full is turned
 * away.
 */
#ifndef KNEEWALL_STATION_TOKENS_H
#define KNEEWALL_STATION_TOKENS_H

#include "models/station/job.h"

struct tokens {
    struct job_list queue;
    uint32_t count, held, waiting, room;
    double since, held_area, waiting_area;
    uint64_t taken;
};

enum tokens_answer { TOKENS_TAKEN, TOKENS_WAIT, TOKENS_FULL };

static inline void tokens_init(struct tokens *t, uint32_t count, uint32_t room)
{
    *t = (struct tokens){ .count = count, .room = room };
}

static inline void tokens_clock(struct tokens *t, double now)
{
    const double span = now - t->since;
    t->held_area += span * t->held;
    t->waiting_area += span * t->waiting;
    t->since = now;
}

static inline enum tokens_answer tokens_take(struct tokens *t, struct job *jobs, uint32_t job, double now)
{
    tokens_clock(t, now);
    if (t->held < t->count) {
        t->held++;
        t->taken++;
        return TOKENS_TAKEN;
    }
    if (t->waiting >= t->room) return TOKENS_FULL;
    job_list_push(&t->queue, jobs, job);
    t->waiting++;
    return TOKENS_WAIT;
}

/* Gives one back. Returns the job that waited longest and holds it now, or JOB_NONE. */
static inline uint32_t tokens_give(struct tokens *t, const struct job *jobs, double now)
{
    tokens_clock(t, now);
    if (t->waiting && t->held <= t->count) {
        t->waiting--;
        t->taken++;
        return job_list_pop(&t->queue, jobs);
    }
    t->held--;
    return JOB_NONE;
}

/* A waiting job leaves without one: O(waiting). */
static inline void tokens_cancel(struct tokens *t, struct job *jobs, uint32_t job, double now)
{
    tokens_clock(t, now);
    const bool waited = job_list_remove(&t->queue, jobs, job);
    assert(waited);
    (void)waited;
    t->waiting--;
}

static inline void tokens_clear(struct tokens *t, double now)
{
    t->since = now;
    t->held_area = t->waiting_area = 0;
    t->taken = 0;
}

#endif
