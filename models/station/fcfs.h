/*
 * fcfs: a station of m servers and one queue, first come first served (G/G/m/K). SSDs, NICs, worker pools and
 * CPUs that don't time-slice are parameters of it.
 *
 * The present moment is an argument. A job's service begins on arrival or when a server frees, takes work /
 * speed seconds and is never interrupted; a pause makes every server stop until a known time.
 */
#ifndef KNEEWALL_STATION_FCFS_H
#define KNEEWALL_STATION_FCFS_H

#include "models/station/due.h"
#include "models/station/job.h"

#include <math.h>

struct fcfs {
    struct due_set due; /* in service, by the time of completion */
    struct job_list queue;
    uint32_t servers, waiting;
    double seconds_per_work; /* 1 / speed */
    double available;        /* s: the servers stand still until then */
    /* The integral of the servers busy is busy + servers busy * now: each that begins subtracts its time,
     * each that ends adds it. The same of those waiting. */
    double busy, queued;
    double work; /* done since the last clear, at speed 1; for cancelled jobs until then */
    uint64_t served;
};

static inline void fcfs_init(struct fcfs *s, uint32_t servers, double speed)
{
    *s = (struct fcfs){ .servers = servers, .seconds_per_work = 1 / speed };
}

static inline void fcfs_finish(struct fcfs *s)
{
    due_finish(&s->due);
}

/* The integral of the servers busy, since the last clear. */
static inline double fcfs_busy_area(const struct fcfs *s, double now)
{
    return s->busy + s->due.size * now;
}

/* The integral of the jobs waiting, since the last clear. */
static inline double fcfs_waiting_area(const struct fcfs *s, double now)
{
    return s->queued + s->waiting * now;
}

static inline double fcfs_completion(const struct fcfs *s, double now, double work)
{
    return (now > s->available ? now : s->available) + work * s->seconds_per_work;
}

/* When the next job completes; INFINITY when idle. */
static inline double fcfs_next(const struct fcfs *s)
{
    return s->due.size ? s->due.first.at : INFINITY;
}

/* jobs[job].work is its demand. Returns whether its service begins at once (then fcfs_next may have changed).
 */
static inline bool fcfs_arrive(struct fcfs *s, struct job *jobs, uint32_t job, double now)
{
    if (s->due.size < s->servers) {
        s->busy -= now;
        due_push(&s->due, fcfs_completion(s, now, jobs[job].work), job);
        return true;
    }
    job_list_push(&s->queue, jobs, job);
    s->waiting++;
    s->queued -= now;
    return false;
}

/* The job that completes now, at fcfs_next; the next in the queue begins its service. */
static inline uint32_t fcfs_complete(struct fcfs *s, struct job *jobs, double now)
{
    uint32_t done;
    if (s->waiting) {
        s->waiting--;
        s->queued += now;
        const uint32_t job = job_list_pop(&s->queue, jobs);
        done = due_replace(&s->due, fcfs_completion(s, now, jobs[job].work), job);
    } else {
        s->busy += now;
        done = due_pop(&s->due);
    }
    if (s->servers > 1) __builtin_prefetch(&jobs[s->due.first.job]); /* the next to complete */
    s->work += jobs[done].work;
    s->served++;
    return done;
}

/* The first in the queue begins its service; there must be one, and a server for it. */
static inline void fcfs_begin_next(struct fcfs *s, const struct job *jobs, double now)
{
    const uint32_t job = job_list_pop(&s->queue, jobs);
    s->waiting--;
    s->queued += now;
    s->busy -= now;
    due_push(&s->due, fcfs_completion(s, now, jobs[job].work), job);
}

/* Takes a job out before it is served; a freed server takes the next in the queue. */
void fcfs_cancel(struct fcfs *s, struct job *jobs, uint32_t job, double now);

/* Every server stands still for `length` seconds from now; what is in service takes that much longer. */
void fcfs_pause(struct fcfs *s, double now, double length);

/* From now on the servers work at `speed` > 0, also on what is in service. */
void fcfs_set_speed(struct fcfs *s, double now, double speed);

/* Starts the integrals and counts anew. */
void fcfs_clear(struct fcfs *s, double now);

#endif
