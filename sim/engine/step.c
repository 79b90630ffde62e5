/*
 * The steps of a job's program: each either goes on at once or waits for an event. Those of nearly every
 * request are in loop.c.
 */
#include "sim/engine/fetch.h"
#include "sim/engine/incident.h"
#include "sim/engine/message.h"
#include "sim/engine/sleep.h"

#include "models/architecture/buffer.h"

#include <math.h>

void run_ready(struct run *run, uint32_t job)
{
    job_list_push(&run->ready, run->job, job);
}

/* The step that the job was waiting in is over; the job stands before the next one. */
void run_pass(struct run *run, uint32_t job)
{
    const uint32_t pc = run->job[job].pc;
    run_step_end(run, pc);
    if (run_traced(run, job)) run_trace_step(run, job, &run->net->step[pc], 0);
    run->job[job].pc = pc + 1;
}

void run_step_done(struct run *run, uint32_t job)
{
    run_pass(run, job);
    run_advance(run, job);
}

void run_release(struct run *run, uint32_t job, const struct scope *scope)
{
    const uint32_t unit = scope->base + run_reg(run, job, scope->reg);
    switch (scope->kind) {
    case SCOPE_NONE:
    case SCOPE_REACH: break;
    case SCOPE_TOKEN: {
        const uint32_t next = tokens_give(&run->token[unit], run->job, run->now);
        if (next) {
            if (run->gives_up) run->gives_up[next] = -1; /* its patience is no longer needed */
            run_pass(run, next);
            run_ready(run, next);
        }
        break;
    }
    case SCOPE_MEMORY:
        memory_give(&run->ledger[unit], 64.0 * run_reg(run, job, scope->held), run->now);
        break;
    case SCOPE_MEMBER:
        balancer_leave(&run->net->balancer[scope->base].config, &run->balancer[scope->base],
                       run_reg(run, job, scope->reg));
        break;
    case SCOPE_LOCK:
    case SCOPE_FLIGHT: parts_release(run, job, scope); break;
    }
}

/* Gives back all that the job holds where it stands, from the inside out. */
void run_unwind(struct run *run, uint32_t job)
{
    const struct scope *scopes = run->net->scope;
    for (uint32_t i = run_step(run, job)->scope; i; i = scopes[i].parent) run_release(run, job, &scopes[i]);
}

void run_fail(struct run *run, uint32_t job, enum error_kind error)
{
    run_unwind(run, job);
    const struct job *failed = &run->job[job];
    if ((failed->flags & JOB_DETACHED) && failed->join)
        message_undelivered(run, job);
    else if ((failed->flags & JOB_DETACHED) || run_join(run, job))
        run_child_end(run, job, (int)error);
    else
        run_request_failed(run, job, error);
}

void run_begin(struct run *run, uint32_t job)
{
    run_step_begin(run, run->job[job].pc);
    if (run_traced(run, job)) run_trace(run, job)->begin = run->now;
}

void run_wait_at_most(struct run *run, uint32_t id, double length)
{
    run->gives_up[id] = run->now + length;
    due_push(&run->patience, run->gives_up[id], id);
    run_set_source(run, SOURCE_PATIENCE, due_first(&run->patience)->at);
}

/* True: the job holds a token and goes on. False: it waits, or has failed. */
static bool take(struct run *run, uint32_t id, const struct step *step)
{
    const uint32_t unit = step->base + run_reg(run, id, step->reg);
    run_begin(run, id);
    switch (tokens_take(&run->token[unit], run->job, id, run->now)) {
    case TOKENS_TAKEN: run_pass(run, id); return true;
    case TOKENS_FULL:
        run_step_end(run, run->job[id].pc);
        run_fail(run, id, ERROR_REJECTED);
        return false;
    case TOKENS_WAIT: break;
    }
    const struct demand *patience = &run->net->token[unit].patience;
    if (run->gives_up && patience->mean < INFINITY)
        run_wait_at_most(run, id, demand_sample(patience, &run->stream[step->stream]));
    return false;
}

static bool take_memory(struct run *run, uint32_t id, const struct step *step)
{
    const double bytes = demand_sample(step->demand, &run->stream[step->stream]);
    const double blocks = fmin(ceil(bytes / 64), UINT32_MAX);
    const uint32_t ledger = step->base + run_reg(run, id, step->reg);
    if (!memory_take(&run->ledger[ledger], 64 * blocks, run->now)) {
        if (run->incident) happening_no_memory(run, ledger);
        run_fail(run, id, ERROR_OOM);
        return false;
    }
    run_set_reg(run, id, run->net->scope[step->target].held, (uint32_t)blocks);
    return true;
}

static double link_delay(struct run *run, uint32_t id, const struct link *link)
{
    const struct scenario *s = run->net->scenario;
    if (link->one_way_same == link->one_way_cross) return link->one_way_same;
    const uint32_t from = run_reg(run, id, link->from_reg) % s->host[link->from_host].zones;
    const uint32_t to = run_reg(run, id, link->to_reg) % s->host[link->to_host].zones;
    return from == to ? link->one_way_same : link->one_way_cross;
}

/* How many of the pages that an operation touches have to be read. */
static uint32_t page_misses(struct run *run, uint32_t id, const struct step *step)
{
    const struct buffer_def *buffer = &run->net->buffer[step->base];
    struct stream *stream = &run->stream[step->stream];
    double bytes = buffer->fixed_bytes;
    if (isnan(bytes))
        bytes = buffer->ledger == NETWORK_NONE
                    ? INFINITY
                    : memory_left(&run->ledger[buffer->ledger + run_reg(run, id, step->by)]);
    const double miss = 1 - buffer_hit_ratio(buffer, bytes);
    const uint32_t pages = demand_sample_count(step->demand, stream);
    if (miss <= 0) return 0;
    uint32_t misses = 0;
    for (uint32_t i = 0; i < pages; i++) misses += stream_uniform(stream) < miss;
    return misses;
}

static bool choose(struct run *run, uint32_t id, const struct step *step)
{
    const struct balancer_def *def = &run->net->balancer[step->base];
    const uint32_t zones =
        def->from_host == NETWORK_NONE ? 1 : run->net->scenario->host[def->from_host].zones;
    const uint32_t zone = run_reg(run, id, step->rows.before) % zones;
    const uint32_t member = balancer_choose(&def->config, &run->balancer[step->base],
                                            &run->stream[step->stream], run_reg(run, id, step->by), zone);
    if (member == BALANCER_NONE) {
        run_fail(run, id, ERROR_UNAVAILABLE);
        return false;
    }
    run_set_reg(run, id, step->reg, member);
    return true;
}

/* Keeping caches coherent costs CPU for every other operation that is under way on the server. */
static bool cohere(struct run *run, uint32_t id, const struct step *step)
{
    const uint32_t unit = step->base + run_reg(run, id, step->reg);
    struct ps *station = &run->ps[unit];
    run_begin(run, id);
    run->job[id].work = step->p * station->due.size;
    ps_arrive(station, run->job, id, run->now);
    evset_set(&run->events, run->net->fcfs_count + unit, ps_next(station));
    return false;
}

/* Steps that only the rarer scenarios have. True: go on with the job's next step. */
bool run_step_rare(struct run *run, uint32_t id, const struct step *step)
{
    struct job *job = &run->job[id];
    switch (step->op) {
    case OP_LINK:
        run_begin(run, id);
        if (run->fetch[job->pc]) fetch_cell(run, id);
        sleep_for(run, id, link_delay(run, id, &run->net->link[step->base]));
        return false;
    case OP_TAKE: return take(run, id, step);
    case OP_MEMORY:
        if (!take_memory(run, id, step)) return false;
        break;
    case OP_CHOOSE:
        if (!choose(run, id, step)) return false;
        break;
    case OP_LOCAL:
    case OP_USER:
        run_set_reg(run, id, step->reg, stream_below(&run->stream[step->stream], step->base));
        break;
    case OP_KEY:
        run_set_reg(run, id, step->reg,
                    popularity_draw(&run->popularity[step->base], &run->stream[step->stream]));
        break;
    case OP_JUMP: job->pc = step->target; return true;
    case OP_REPEAT: {
        const uint32_t times = demand_sample_count(step->demand, &run->stream[step->stream]);
        run_set_reg(run, id, step->reg, times);
        job->pc = times ? job->pc + 1 : step->target;
        return true;
    }
    case OP_LOOP: {
        const uint32_t left = run_reg(run, id, step->reg) - 1;
        run_set_reg(run, id, step->reg, left);
        job->pc = left ? step->target : job->pc + 1;
        return true;
    }
    case OP_PAGES: {
        const uint32_t misses = page_misses(run, id, step);
        run_set_reg(run, id, step->reg, misses);
        run->seen.step[job->pc].begun++, run->seen.step[job->pc].ended++;
        job->pc = misses ? job->pc + 1 : step->target;
        return true;
    }
    case OP_FORK: return run_fork(run, id, step);
    case OP_CALL: run_call(run, id, step); return false;
    case OP_SPAWN:
        if (step->base != NETWORK_NONE && !message_may_send(run, step->base)) {
            run_fail(run, id, ERROR_REJECTED);
            return false;
        }
        run_spawn(run, id, step);
        break;
    case OP_BARRIER: run_barrier(run, id); return false;
    case OP_COHERE: return cohere(run, id, step);
    case OP_END: run_child_end(run, id, -1); return false;
    case OP_REACH:
    case OP_LOCATE:
    case OP_PRIMARY:
    case OP_LEADER:
    case OP_ENROLLED:
    case OP_RECEIVED:
    case OP_WRITTEN: return reach_step(run, id, step);
    default: return parts_step(run, id, step);
    }
    run->job[id].pc++;
    return true;
}
