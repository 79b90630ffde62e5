/*
 * The event loop: take the first event, tell whose it is, advance the job that it frees, and all that this
 * wakes.
 */
#include "sim/engine/run.h"

#include "sim/engine/state.h"

#include <math.h>

void run_advance(struct run *run, uint32_t id)
{
    const struct step *program = run->net->step;
    for (;;) {
        struct job *job = &run->job[id];
        const struct step *step = &program[job->pc];
        switch (step->op) {
        case OP_SERVE_FCFS: {
            run_begin(run, id);
            job->work = demand_sample(step->demand, &run->stream[step->stream]);
            const uint32_t unit = step->base + run_reg(run, id, step->reg);
            struct fcfs *station = &run->fcfs[unit];
            if (fcfs_arrive(station, run->job, id, run->now))
                evset_set(&run->events, unit, fcfs_next(station));
            return;
        }
        case OP_SERVE_PS: {
            run_begin(run, id);
            job->work = demand_sample(step->demand, &run->stream[step->stream]);
            const uint32_t unit = step->base + run_reg(run, id, step->reg);
            struct ps *station = &run->ps[unit];
            ps_arrive(station, run->job, id, run->now);
            evset_set(&run->events, run->net->fcfs_count + unit, ps_next(station));
            return;
        }
        case OP_DELAY:
            run_begin(run, id);
            run_wait_until(run, id, run->now + demand_sample(step->demand, &run->stream[step->stream]));
            return;
        case OP_BRANCH:
            job->pc = stream_uniform(&run->stream[step->stream]) < step->p ? job->pc + 1 : step->target;
            break;
        case OP_RELEASE:
            run_release(run, id, &run->net->scope[step->target]);
            run->job[id].pc++;
            break;
        case OP_REPLY: run_request_end(run, id, -1); return;
        default:
            if (!run_step_rare(run, id, step)) return;
        }
    }
}

static void complete(struct run *run, uint32_t job, double work, double speed)
{
    const uint32_t pc = run->job[job].pc;
    struct step_observation *o = &run->seen.step[pc];
    o->time += run->now;
    o->ended++;
    o->work += work;
    if (run_traced(run, job)) run_trace_step(run, job, &run->net->step[pc], work / speed);
    run->job[job].pc = pc + 1;
    run_advance(run, job);
}

static void wake(struct run *run)
{
    const uint32_t job = due_pop(&run->wake);
    run_next_of(run, SOURCE_WAKE, &run->wake);
    const struct step *step = run_step(run, job);
    if (step->op == OP_CALL)
        run_advance(run, job); /* it paused before a retry */
    else if (step->op == OP_CONSUMED) {
        run_pass(run, job);
        run->job[job].pc = step->target; /* delivered again */
        run_advance(run, job);
    } else
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
    if (source >= SOURCES) {
        const uint32_t which = source - SOURCES, deadlines = 2 * run->net->guards;
        if (which < deadlines)
            run_deadline(run, which);
        else
            parts_pause(run, which - deadlines);
        return;
    }
    switch ((enum source)source) {
    case SOURCE_WAKE: wake(run); break;
    case SOURCE_THINK: run_think(run); break;
    case SOURCE_PATIENCE: patience_ends(run); break;
    case SOURCE_PHASE: run_phase(run); break;
    case SOURCE_ARRIVAL: run_arrival(run); break;
    case SOURCES: break;
    }
}

static void fire(struct run *run, uint32_t source)
{
    const struct network *net = run->net;
    if (source < net->fcfs_count) {
        struct fcfs *station = &run->fcfs[source];
        const uint32_t job = fcfs_complete(station, run->job, run->now);
        evset_set(&run->events, source, fcfs_next(station));
        complete(run, job, run->job[job].work, net->fcfs[source].speed);
    } else if (source < run->source_base) {
        struct ps *station = &run->ps[source - net->fcfs_count];
        const uint32_t job = ps_complete(station, run->job, run->now);
        evset_set(&run->events, source, ps_next(station));
        complete(run, job, run->job[job].work, net->ps[source - net->fcfs_count].speed);
    } else
        fire_rare(run, source - run->source_base);
    while (run->ready.head) run_advance(run, job_list_pop(&run->ready, run->job));
}

void run_requests(struct run *run, uint64_t requests, double until)
{
    const uint64_t target = run->finished + requests;
    while (run->finished < target) {
        const struct evset_event event = evset_first(&run->events);
        if (event.at > until) {
            if (until < INFINITY && until > run->now) run->now = until;
            return;
        }
        run->now = event.at;
        run->seen.events++;
        fire(run, event.source);
    }
}

void run_until(struct run *run, double until)
{
    run_requests(run, UINT64_MAX - run->finished, until);
}
