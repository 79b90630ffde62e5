/*
 * The event loop: take the first event, tell whose it is, advance the job that it frees, and all that this
 * wakes. It and the steps of nearly every request are compiled as one function.
 */
#include "sim/engine/run.h"

#include "sim/engine/fetch.h"
#include "sim/engine/incident.h"
#include "sim/engine/message.h"
#include "sim/engine/request.h"
#include "sim/engine/sleep.h"

#include <float.h>
#include <math.h>

#define INLINE static inline __attribute__((always_inline))

INLINE void begin(struct run *run, struct job *job)
{
    run_step_begin(run, job->pc);
    if (job->flags & JOB_TRACED) run->trace[job->join].begin = run->now;
}

/* A job that may go on, and where. */
struct at {
    uint32_t id; /* JOB_NONE: nobody may */
    struct job *job;
    const struct step *step;
};

/* What there was to do is done. */
static const struct at done;

INLINE struct at at(const struct run *run, uint32_t id)
{
    struct job *job = &run->job[id];
    return (struct at){ id, job, &run->program[job->pc] };
}

/* The job's service is over. */
INLINE struct at complete(struct run *run, uint32_t id, const struct station_def *station)
{
    struct job *job = &run->job[id];
    const uint32_t pc = job->pc;
    struct step_observation *o = &run->seen.step[pc];
    o->time += run->now;
    o->ended++;
    o->work += job->work;
    if (job->flags & JOB_TRACED) run_trace_step(run, id, &run->program[pc], job->work / station->speed);
    job->pc = pc + 1;
    return (struct at){ id, job, &run->program[pc + 1] };
}

/*
 * Whether what a station is to do at `next`, which the set of events does not know yet, comes before all
 * else: then there is no need to tell it. So it is with most services of a network card; others are not worth
 * asking.
 */
INLINE bool is_next(const struct run *run, const struct step *step, double next)
{
    return step->demand->kind == DEMAND_CONSTANT && next < evset_first(&run->events).at &&
           next < run->arrive.next && next <= run->end && !run->ready.head;
}

INLINE struct at serve_fcfs(struct run *run, struct at now, bool in_loop)
{
    const struct step *step = now.step;
    begin(run, now.job);
    now.job->work = demand_sample(step->demand, &run->stream[step->stream]);
    const uint32_t unit = step->base + run_reg(run, now.id, step->reg);
    struct fcfs *station = &run->fcfs[unit];
    if (!fcfs_arrive(station, run->job, now.id, run->now)) return done;
    const double next = fcfs_next(station);
    if (!in_loop || station->due.size > 1 || !is_next(run, step, next)) {
        evset_set(&run->events, unit, next);
        return done;
    }
    run->now = next;
    run->seen.events++;
    return complete(run, fcfs_complete(station, run->job, next), &run->net->fcfs[unit]);
}

INLINE struct at serve_ps(struct run *run, struct at now, bool in_loop)
{
    const struct step *step = now.step;
    begin(run, now.job);
    now.job->work = demand_sample(step->demand, &run->stream[step->stream]);
    const uint32_t unit = step->base + run_reg(run, now.id, step->reg);
    struct ps *station = &run->ps[unit];
    ps_arrive(station, run->job, now.id, run->now);
    const double next = ps_next(station);
    if (!in_loop || station->due.size > 1 || !is_next(run, step, next)) {
        evset_set(&run->events, run->fcfs_stations + unit, next);
        return done;
    }
    run->now = next;
    run->seen.events++;
    return complete(run, ps_complete(station, run->job, next), &run->net->ps[unit]);
}

/*
 * Until a step waits. Services are asked for first: their branches are shorter than a jump table. In the loop
 * time may go on meanwhile.
 */
INLINE void advance(struct run *run, struct at now, bool in_loop)
{
    while (now.id) {
        struct job *const job = now.job;
        const struct step *const step = now.step;
        if (step->op == OP_SERVE_FCFS) {
            now = serve_fcfs(run, now, in_loop);
            continue;
        }
        if (step->op == OP_SERVE_PS) {
            now = serve_ps(run, now, in_loop);
            continue;
        }
        switch (step->op) {
        case OP_DELAY:
            begin(run, job);
            if (run->fetch[job->pc]) fetch_cell(run, now.id);
            sleep_for(run, now.id, demand_sample(step->demand, &run->stream[step->stream]));
            return;
        case OP_BRANCH:
            job->pc = stream_uniform(&run->stream[step->stream]) < step->p ? job->pc + 1 : step->target;
            break;
        case OP_RELEASE:
            run_release(run, now.id, &run->net->scope[step->target]);
            run->job[now.id].pc++;
            break;
        case OP_REPLY: run_request_good(run, now.id); return;
        default:
            if (!run_step_rare(run, now.id, step)) return;
        }
        now = at(run, now.id);
    }
}

void run_advance(struct run *run, uint32_t id)
{
    advance(run, at(run, id), false);
}

static void wake(struct run *run, uint32_t job)
{
    const struct step *step = run_step(run, job);
    if (step->op == OP_CALL)
        run_advance(run, job); /* it paused before a retry */
    else if (step->op == OP_CONSUMED) {
        message_redeliver(run, job);
        run_advance(run, job);
    } else if (step->op == OP_VISIBLE)
        message_visible(run, job);
    else if (step->op == OP_REACH)
        reach_failed(run, job);
    else
        run_step_done(run, job);
}

/* An entry outlives the wait that it was made for; it counts if the job's present wait ends just now. */
static void patience_ends(struct run *run)
{
    const uint32_t job = due_pop(&run->patience);
    run_next_of(run, SOURCE_PATIENCE, &run->patience);
    if (run->gives_up[job] != run->now) return;
    run->gives_up[job] = -1;
    const struct step *step = run_step(run, job);
    if (step->op == OP_LOCK)
        parts_leave(run, job, step);
    else
        tokens_cancel(&run->token[step->base + run_reg(run, job, step->reg)], run->job, job, run->now);
    run_step_end(run, run->job[job].pc);
    run_fail(run, job, ERROR_TIMEOUT);
}

static void fire_rare(struct run *run, uint32_t source)
{
    if (source >= run->pause_source)
        parts_pause(run, source - run->pause_source);
    else if (source >= run->guard_source)
        run_deadline(run, source - run->guard_source);
    else
        switch (run->rare[source - run->rare_source]) {
        case SOURCE_WAKE: {
            const uint32_t job = due_pop(&run->wake);
            run_next_of(run, SOURCE_WAKE, &run->wake);
            wake(run, job);
            break;
        }
        case SOURCE_THINK: run_think(run); break;
        case SOURCE_PATIENCE: patience_ends(run); break;
        case SOURCE_PHASE: run_phase(run); break;
        case SOURCE_AGENDA: incident_fire(run); break;
        case SOURCES: break;
        }
}

/* The delay of the step is over. */
INLINE struct at slept(struct run *run, uint32_t id)
{
    struct job *job = &run->job[id];
    const uint32_t pc = job->pc;
    run_step_end(run, pc);
    if (run->fetch[pc]) fetch_item(run, id);
    if (job->flags & JOB_TRACED) run_trace_step(run, id, &run->program[pc], 0);
    job->pc = pc + 1;
    return (struct at){ id, job, &run->program[pc + 1] };
}

INLINE struct at fire(struct run *run, uint32_t source)
{
    if (source < run->fcfs_stations) {
        struct fcfs *station = &run->fcfs[source];
        const uint32_t job = fcfs_complete(station, run->job, run->now);
        evset_set(&run->events, source, fcfs_next(station));
        return complete(run, job, &run->net->fcfs[source]);
    }
    if (source < run->stations) {
        struct ps *station = &run->ps[source - run->fcfs_stations];
        const uint32_t job = ps_complete(station, run->job, run->now);
        evset_set(&run->events, source, ps_next(station));
        return complete(run, job, &run->net->ps[source - run->fcfs_stations]);
    }
    if (source < run->rare_source) return slept(run, sleep_wake(run, source - run->lane_source));
    fire_rare(run, source);
    return done;
}

INLINE struct at arrive(struct run *run)
{
    if (!run->arrive.plain) {
        run_arrival(run);
        return done;
    }
    run->arrive.next = run->now + run->arrive.ahead;
    run->arrive.ahead = demand_sample(&run->arrive.gap, &run->arrive.gaps);
    return at(run, run_request_new(run));
}

void run_requests(struct run *run, uint64_t requests, double until)
{
    const uint64_t target = run->finished + requests;
    run->end = fmin(until, DBL_MAX); /* an event at INFINITY is none */
    while (run->finished < target) {
        const struct evset_event first = evset_first(&run->events);
        const double arrival = run->arrive.next;
        const bool arrives =
            arrival < first.at || (arrival == first.at && first.source >= run->arrival_order);
        const double now = arrives ? arrival : first.at;
        if (now > run->end) {
            if (until < INFINITY && until > run->now) run->now = until;
            return;
        }
        run->now = now;
        run->seen.events++;
        const struct at next = arrives ? arrive(run) : fire(run, first.source);
        advance(run, next, true);
        while (run->ready.head) run_advance(run, job_list_pop(&run->ready, run->job));
    }
}

void run_until(struct run *run, double until)
{
    run_requests(run, UINT64_MAX - run->finished, until);
}
