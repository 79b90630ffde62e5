/*
 * sleep: jobs that wait for nothing but time: the delay of a link, a pause before a retry.
 *
 * Most sleep for one of a few constant times, so in the order in which they fell asleep: each such time has a
 * lane, a list whose first job wakes first, and no job is sorted. Each lane is a source of events. The others
 * are in a due set. Of jobs that wake at one time those of a lane go first, by the lane's number.
 *
 * A job in a lane keeps the time when it wakes in `work`.
 */
#ifndef KNEEWALL_ENGINE_SLEEP_H
#define KNEEWALL_ENGINE_SLEEP_H

#include "sim/engine/state.h"

/* Which times have a lane: those of the program's links and constant delays, the first few of them. Before
 * the sources are numbered. */
void sleep_init(struct run *run);
void sleep_finish(struct run *run);

/* A wait of the step that `job` is in begins; it ends at `at`. */
void sleep_until(struct run *run, uint32_t job, double at);

/* The job is woken before its time, if it sleeps. */
void sleep_cancel(struct run *run, uint32_t job);

/* All that carry the flag are. */
void sleep_sweep(struct run *run, uint16_t flag);

/* How many sleep. */
uint64_t sleep_count(const struct run *run);

/* The job falls asleep for `seconds` from now. */
static inline void sleep_for(struct run *run, uint32_t job, double seconds)
{
    for (uint32_t i = 0; i < run->lanes; i++)
        if (run->lane[i].seconds == seconds) {
            struct lane *lane = &run->lane[i];
            const double at = run->now + seconds;
            run->job[job].work = at;
            if (!lane->list.head) evset_set(&run->events, run->lane_source + i, at);
            job_list_push(&lane->list, run->job, job);
            return;
        }
    sleep_until(run, job, run->now + seconds);
}

/* The next one of a lane wakes. */
static inline uint32_t sleep_wake(struct run *run, uint32_t i)
{
    struct lane *lane = &run->lane[i];
    const uint32_t job = job_list_pop(&lane->list, run->job), next = lane->list.head;
    evset_set(&run->events, run->lane_source + i, next ? run->job[next].work : INFINITY);
    return job;
}

#endif
