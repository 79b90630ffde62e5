/*
 * A replication from its making to its end: the arrays of a run, sized by its network.
 */
#include "sim/engine/run.h"

#include "models/architecture/scaling.h"
#include "sim/engine/fetch.h"
#include "sim/engine/incident.h"
#include "sim/engine/sleep.h"

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

/* Whether some step may put its job to sleep. */
static bool has_sleepers(const struct network *net)
{
    for (uint32_t i = 0; i < net->steps; i++) {
        const enum op op = (enum op)net->step[i].op;
        if (op != OP_SERVE_FCFS && op != OP_SERVE_PS && op != OP_TAKE && op != OP_RELEASE &&
            op != OP_MEMORY && op != OP_CHOOSE && op != OP_BRANCH && op != OP_JUMP && op != OP_REPLY)
            return true;
    }
    return false;
}

/* How many children a fork may have, where one may be cancelled. */
static uint32_t fork_width(const struct network *net)
{
    uint32_t width = 0;
    bool cancels = false;
    for (uint32_t i = 0; i < net->guards; i++) cancels |= net->guard[i].patience.cancel;
    for (uint32_t i = 0; i < net->forks; i++) cancels |= net->fork[i].cancel;
    for (uint32_t i = 0; i < net->forks && cancels; i++)
        if (!net->fork[i].detached && net->fork[i].children > width) width = net->fork[i].children;
    return width;
}

static void init_sources(struct run *run)
{
    const struct network *net = run->net;
    const bool has[SOURCES] = { [SOURCE_WAKE] = has_sleepers(net),
                                [SOURCE_THINK] = run->closed,
                                [SOURCE_PATIENCE] = run->gives_up,
                                [SOURCE_PHASE] = net->scenario->load.arrivals == ARRIVALS_BURSTY,
                                [SOURCE_AGENDA] = run->arrive.script };
    run->fcfs_stations = net->fcfs_count;
    run->stations = net->fcfs_count + net->ps_count;
    run->lane_source = run->stations;
    run->rare_source = run->lane_source + run->lanes;
    uint32_t sources = run->rare_source;
    for (int i = 0; i < SOURCES; i++) {
        if (i == SOURCE_AGENDA) run->arrival_order = sources;
        if (has[i]) run->rare[sources - run->rare_source] = (enum source)i;
        run->source[i] = has[i] ? sources++ : NETWORK_NONE;
    }
    run->guard_source = sources;
    run->pause_source = sources + 2 * net->guards;
    evset_init(&run->events, run->pause_source + net->pauses);
}

struct run *run_create(const struct network *net, const struct run_load *load, uint64_t key)
{
    assert(!net->incidents);
    return run_create_scripted(net, load, NULL, key);
}

struct run *run_create_scripted(const struct network *net, const struct run_load *load,
                                const struct script *script, uint64_t key)
{
    struct run *run = run_alloc(1, sizeof *run);
    run->net = net;
    run->program = net->step;
    run->key = key;
    run->registers = net->registers;
    run->arrive.load = *load;
    run->arrive.script = script;
    run->closed = net->scenario->load.arrivals == ARRIVALS_CLOSED;
    run->by_class = run->closed || net->classes > 1;
    run->stream = run_alloc(net->streams, sizeof *run->stream);
    for (uint32_t i = 0; i < net->streams; i++) stream_init(&run->stream[i], stream_key(key, net->stream[i]));
    run->popularity = net->popularity;
    run->deadline = run_alloc(2 * net->guards, sizeof *run->deadline);
    init_stations(run);
    run->fork_width = fork_width(net);
    sleep_init(run);
    fetch_init(run);
    init_sources(run);
    observations_init(&run->seen, net);
    run->trace_columns = run->seen.tail->columns;
    run->trace_every = TRACE_EVERY;
    parts_init(run);
    if (script) incident_init(run, script);
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
    sleep_finish(run);
    free(run->fetch);
    due_finish(&run->think);
    due_finish(&run->patience);
    evset_finish(&run->events);
    run_arrivals_finish(run);
    incident_finish(run);
    parts_finish(run);
    observations_finish(&run->seen);
    run_jobs_free(run);
    free(run->forked);
    void *const arrays[] = { run->fcfs,   run->ps,       run->token, run->ledger, run->balancer,
                             run->stream, run->deadline, run->join,  run->trace,  run->trace_row,
                             run };
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) free(arrays[i]);
}

double run_now(const struct run *run)
{
    return run->now;
}

uint64_t run_backlog(const struct run *run)
{
    return run->jobs;
}

uint64_t run_waiting(const struct run *run)
{
    const struct network *net = run->net;
    uint64_t others = sleep_count(run);
    for (uint32_t i = 0; i < net->fcfs_count; i++) others += run->fcfs[i].due.size;
    for (uint32_t i = 0; i < net->ps_count; i++)
        others += (uint64_t)fmin(run->ps[i].due.size, ceil(run->ps[i].cores));
    return run->jobs - others;
}

uint64_t run_inside(const struct run *run)
{
    return run->inside;
}
