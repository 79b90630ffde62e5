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
    double kept, queued; /* s: as the sums of struct fcfs */
    uint64_t taken;
};

enum tokens_answer { TOKENS_TAKEN, TOKENS_WAIT, TOKENS_FULL };

static inline void tokens_init(struct tokens *t, uint32_t count, uint32_t room)
{
    *t = (struct tokens){ .count = count, .room = room };
}

/* The integrals of the tokens held and of the jobs waiting, since the last clear. */
static inline double tokens_held_area(const struct tokens *t, double now)
{
    return t->kept + t->held * now;
}

static inline double tokens_waiting_area(const struct tokens *t, double now)
{
    return t->queued + t->waiting * now;
}

static inline enum tokens_answer tokens_take(struct tokens *t, struct job *jobs, uint32_t job, double now)
{
    if (t->held < t->count) {
        t->held++;
        t->kept -= now;
        t->taken++;
        return TOKENS_TAKEN;
    }
    if (t->waiting >= t->room) return TOKENS_FULL;
    job_list_push(&t->queue, jobs, job);
    t->waiting++;
    t->queued -= now;
    return TOKENS_WAIT;
}

/* Gives one back. Returns the job that waited longest and holds it now, or JOB_NONE. */
static inline uint32_t tokens_give(struct tokens *t, const struct job *jobs, double now)
{
    if (t->waiting && t->held <= t->count) {
        t->waiting--;
        t->queued += now;
        t->taken++;
        return job_list_pop(&t->queue, jobs);
    }
    t->held--;
    t->kept += now;
    return JOB_NONE;
}

/* A waiting job leaves without one: O(waiting). */
static inline void tokens_cancel(struct tokens *t, struct job *jobs, uint32_t job, double now)
{
    const bool waited = job_list_remove(&t->queue, jobs, job);
    assert(waited);
    (void)waited;
    t->waiting--;
    t->queued += now;
}

static inline void tokens_clear(struct tokens *t, double now)
{
    t->kept = -(t->held * now);
    t->queued = -(t->waiting * now);
    t->taken = 0;
}

#endif
