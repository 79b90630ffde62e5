/*
 * The event loop: take the first event, tell whose it is, advance the job that it frees, and all that this
 * wakes.
 */
#include "sim/engine/run.h"

#include "models/architecture/scaling.h"
#include "sim/engine/state.h"

#include <math.h>
#include <stdlib.h>

static void init_stations(struct run *run)
{
    const struct network *net = run->net;
    run->fcfs = run_alloc(net->fcfs_count, sizeof *run->fcfs);
    run->ps = run_alloc(net->ps_count, sizeof *run->ps);
    run->token = run_alloc(net->tokens, sizeof *run->token);
    run->ledger = run_alloc(net->ledgers, sizeof *run->ledger);
    run->balancer = run_alloc(net->balancers, sizeof *run->balancer);
    for (uint32_t i = 0; i < net->fcfs_count; i++)
        fcfs_init(&run->fcfs[i], (uint32_t)fmin(net->fcfs[i].servers, UINT32_MAX), net->fcfs[i].speed);
    for (uint32_t i = 0; i < net->ps_count; i++) ps_init(&run->ps[i], net->ps[i].servers, net->ps[i].speed);
    bool impatient = false;
    for (uint32_t i = 0; i < net->tokens; i++) {
        tokens_init(&run->token[i], net->token[i].count, net->token[i].room);
        impatient |= net->token[i].patience.mean < INFINITY;
    }
    for (uint32_t i = 0; i < net->locks; i++) impatient |= net->lock[i].timeout < INFINITY;
    if (impatient) run->gives_up = run_alloc(1, sizeof *run->gives_up);
    for (uint32_t i = 0; i < net->ledgers; i++)
        run->ledger[i] = (struct memory){ .capacity = net->ledger[i].capacity };
    for (uint32_t i = 0; i < net->balancers; i++)
        balancer_init(&run->balancer[i], &net->balancer[i].config,
                      scaling_members(net, net->balancer[i].tier, run->arrive.load.rate));
}

static void init_observations(struct run *run)
{
    const struct network *net = run->net;
    run->trace_columns = 2 * (net->tiers + 1) + 1;
    run->seen.latency = histogram_create();
    run->seen.step = run_alloc(net->steps, sizeof *run->seen.step);
    run->seen.tail = run_alloc(1, sizeof *run->seen.tail);
    run->seen.tail->columns = run->trace_columns;
    if (!run->seen.latency) abort();
}

struct run *run_create(const struct network *net, const struct run_load *load, uint64_t key)
{
    struct run *run = run_alloc(1, sizeof *run);
    run->net = net;
    run->key = key;
    run->registers = net->registers;
    run->arrive.load = *load;
    run->source_base = net->fcfs_count + net->ps_count;
    evset_init(&run->events, run->source_base + SOURCES + 2 * net->guards + net->pauses);
    run->stream = run_alloc(net->streams, sizeof *run->stream);
    for (uint32_t i = 0; i < net->streams; i++) stream_init(&run->stream[i], stream_key(key, net->stream[i]));
    run->popularity = net->popularity;
    run->deadline = run_alloc(2 * net->guards, sizeof *run->deadline);
    init_stations(run);
    init_observations(run);
    parts_init(run);
    run_arrivals_init(run, load);
    return run;
}

void run_destroy(struct run *run)
{
    if (!run) return;
    const struct network *net = run->net;
    for (uint32_t i = 0; i < net->fcfs_count; i++) fcfs_finish(&run->fcfs[i]);
    for (uint32_t i = 0; i < net->ps_count; i++) ps_finish(&run->ps[i]);
    for (uint32_t i = 0; i < net->balancers; i++)
        balancer_finish(&run->balancer[i], &net->balancer[i].config);
    for (uint32_t i = 0; i < 2 * net->guards; i++) free(run->deadline[i].ring);
    for (int i = 0; i < TAIL_BUCKETS; i++) free(run->seen.tail->row[i]);
    due_finish(&run->wake);
    due_finish(&run->think);
    due_finish(&run->patience);
    evset_finish(&run->events);
    run_arrivals_finish(run);
    parts_finish(run);
    histogram_destroy(run->seen.latency);
    void *const arrays[] = { run->fcfs,
                             run->ps,
                             run->token,
                             run->ledger,
                             run->balancer,
                             run->stream,
                             run->deadline,
                             run->job,
                             run->reg,
                             run->gives_up,
                             run->join,
                             run->trace_of,
                             run->trace,
                             run->trace_row,
                             run->seen.step,
                             run->seen.tail,
                             run };
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) free(arrays[i]);
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

double run_now(const struct run *run)
{
    return run->now;
}

uint64_t run_backlog(const struct run *run)
{
    return run->jobs;
}

uint64_t run_inside(const struct run *run)
{
    return run->inside;
}
