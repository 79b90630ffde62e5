/*
 * ps: a CPU of m cores shared by all the jobs on it, each on at most one core (egalitarian processor
 * sharing).
 *
 * Idea: virtual time V advances at the rate that every job is served at, speed * min(1, m/n) with n jobs
 * there. A job that comes with work w at virtual time v completes when V reaches v + w, whatever comes and
 * goes meanwhile; so the order of completion is fixed on arrival, and only the next completion needs a place
 * among the pending events (Parekh and Gallager's virtual clock for generalized processor sharing, IEEE/ACM
 * ToN 1(3), 1993). V restarts at 0 with each busy period, so that it keeps its precision.
 */
#ifndef KNEEWALL_STATION_PS_H
#define KNEEWALL_STATION_PS_H

#include "models/station/due.h"
#include "models/station/job.h"

#include <math.h>

struct ps {
    struct due_set due; /* by virtual time of completion */
    double cores, speed;
    double virtual_now, rate; /* V at `since`, and how fast it advances now */
    double since, busy_area, waiting_area;
    double work;
    uint64_t served;
    bool paused;
};

static inline void ps_init(struct ps *s, double cores, double speed)
{
    *s = (struct ps){ .cores = cores, .speed = speed };
}

static inline void ps_finish(struct ps *s)
{
    due_finish(&s->due);
}

static inline void ps_clock(struct ps *s, double now)
{
    const double span = now - s->since, n = s->due.size;
    const double busy = n < s->cores ? n : s->cores;
    s->busy_area += span * busy;
    s->waiting_area += span * (n - busy);
    s->virtual_now += span * s->rate;
    s->since = now;
}

static inline void ps_set_rate(struct ps *s)
{
    const double n = s->due.size;
    if (n == 0) s->virtual_now = 0;
    s->rate = s->paused ? 0 : n <= s->cores ? s->speed : s->speed * s->cores / n;
}

/* When the next job completes, if none comes before; INFINITY when idle or paused. */
static inline double ps_next(const struct ps *s)
{
    if (s->due.size == 0 || s->rate <= 0) return INFINITY;
    const double left = s->due.first.at - s->virtual_now;
    return s->since + (left > 0 ? left / s->rate : 0);
}

/* jobs[job].work is its demand. ps_next has changed. */
static inline void ps_arrive(struct ps *s, const struct job *jobs, uint32_t job, double now)
{
    ps_clock(s, now);
    due_push(&s->due, s->virtual_now + jobs[job].work, job);
    ps_set_rate(s);
}

/* The job that completes now, at ps_next. */
static inline uint32_t ps_complete(struct ps *s, const struct job *jobs, double now)
{
    ps_clock(s, now);
    s->virtual_now = due_first(&s->due)->at; /* exactly, so that rounding never leaves a job behind */
    const uint32_t done = due_pop(&s->due);
    __builtin_prefetch(&jobs[s->due.first.job]); /* the next to complete */
    s->work += jobs[done].work;
    s->served++;
    ps_set_rate(s);
    return done;
}

/* Takes a job out before it completes. */
void ps_cancel(struct ps *s, uint32_t job, double now);

void ps_set_paused(struct ps *s, double now, bool paused);
void ps_set_speed(struct ps *s, double now, double speed);

/* Starts the integrals and counts anew. */
void ps_clear(struct ps *s, double now);

#endif
