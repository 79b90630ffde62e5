/*
 * Calls that run as jobs of their own: parallel calls, calls with patience (time-out, retries, hedge) and
 * messages that nobody waits for. A join record is whom the children tell; it lives until the last of them
 * has ended, though the parent may have gone on long before.
 */
#include "sim/engine/incident.h"
#include "sim/engine/message.h"
#include "sim/engine/sleep.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint32_t join_new(struct run *run, uint32_t parent, uint32_t guard, uint32_t need)
{
    uint32_t id = run->join_free;
    if (id)
        run->join_free = run->join[id].next_free;
    else {
        if (++run->join_top >= run->join_room) {
            const uint32_t room = run->join_room ? 2 * run->join_room : 16;
            run->join = realloc(run->join, room * sizeof *run->join);
            if (!run->join) abort();
            memset(run->join + run->join_room, 0, (room - run->join_room) * sizeof *run->join);
            run->join_room = room;
            if (run->fork_width) {
                run->forked = realloc(run->forked, (size_t)room * run->fork_width * sizeof *run->forked);
                if (!run->forked) abort();
            }
        }
        id = run->join_top;
    }
    struct join *join = &run->join[id];
    const uint32_t generation = join->generation + 1;
    *join = (struct join){ .parent = parent, .guard = guard, .need = need, .generation = generation };
    return id;
}

static void join_drop(struct run *run, uint32_t id)
{
    run->join[id].parent = 0;
    run->join[id].generation++;
    run->join[id].next_free = run->join_free;
    run->join_free = id;
}

static uint32_t child_new(struct run *run, uint32_t parent, uint32_t pc, uint32_t join)
{
    const uint32_t id = run_job_new(run);
    struct job *job = &run->job[id];
    job->start = run->now;
    job->pc = pc;
    job->join = join;
    if (!join) job->flags = JOB_DETACHED;
    if (run->registers > 1)
        memcpy(&run->reg[(size_t)id * run->registers], &run->reg[(size_t)parent * run->registers],
               run->registers * sizeof *run->reg);
    if (join) {
        run->join[join].outstanding++;
        run->join[join].children++;
        if (run_traced(run, parent)) run_trace_start(run, id);
    }
    return id;
}

static void place_child(struct run *run, uint32_t parent, uint32_t child, const struct fork_def *fork,
                        uint32_t i, uint32_t start)
{
    if (fork->reg) {
        uint32_t value = run_reg(run, parent, fork->by) + fork->offset + (start + i) * fork->stride;
        if (fork->modulo) value %= fork->modulo;
        if (fork->group) {
            const uint32_t by = run_reg(run, parent, fork->by), first = by - by % fork->group;
            value = first + (value - first) % fork->group;
        }
        run_set_reg(run, child, fork->reg, value);
    }
    if (fork->index_reg) run_set_reg(run, child, fork->index_reg, i);
}

bool run_fork(struct run *run, uint32_t parent, const struct step *step)
{
    const struct fork_def *fork = &run->net->fork[step->base];
    run_begin(run, parent);
    const uint32_t need = fork->need ? fork->need : fork->children;
    const uint32_t join = fork->detached ? 0 : join_new(run, parent, NETWORK_NONE, need);
    if (join) run->job[parent].next = join;
    const uint32_t start =
        fork->random ? stream_below(&run->stream[step->stream], fork->modulo / fork->stride) : 0;
    for (uint32_t i = 0; i < fork->children; i++) {
        const uint32_t child = child_new(run, parent, fork->entry[i], join);
        place_child(run, parent, child, fork, i, start);
        if (join && run->fork_width) run->forked[(size_t)join * run->fork_width + i] = child;
        run_ready(run, child);
    }
    if (!fork->detached) return false;
    run_step_end(run, run->job[parent].pc);
    run->job[parent].pc = step->target;
    return true;
}

static void open_barrier(struct run *run, struct join *join)
{
    if (join->at_barrier == 0 || join->at_barrier < join->outstanding) return;
    while (join->barrier.head) {
        const uint32_t job = job_list_pop(&join->barrier, run->job);
        run_pass(run, job);
        run_ready(run, job);
    }
    join->at_barrier = 0;
}

void run_barrier(struct run *run, uint32_t id)
{
    struct join *join = &run->join[run_join(run, id)];
    run_begin(run, id);
    job_list_push(&join->barrier, run->job, id);
    join->at_barrier++;
    open_barrier(run, join);
}

void run_spawn(struct run *run, uint32_t parent, const struct step *step)
{
    run->seen.step[run->job[parent].pc].begun++;
    run->seen.step[run->job[parent].pc].ended++;
    const uint32_t child = child_new(run, parent, step->target, 0);
    if (step->base != NETWORK_NONE) run->job[child].join = step->consumed;
    run_ready(run, child);
}

static void deadline_push(struct run *run, uint32_t which, double length, uint32_t join)
{
    struct deadlines *d = &run->deadline[which];
    if (d->count == d->room) {
        const uint32_t room = d->room ? 2 * d->room : 16;
        struct deadline *ring = malloc(room * sizeof *ring);
        if (!ring) abort();
        for (uint32_t i = 0; i < d->count; i++) ring[i] = d->ring[(d->head + i) % d->room];
        free(d->ring);
        *d = (struct deadlines){ .ring = ring, .count = d->count, .room = room };
    }
    const double at = run->now + length;
    d->ring[(d->head + d->count++) & (d->room - 1)] =
        (struct deadline){ at, join, run->join[join].generation };
    if (d->count == 1) evset_set(&run->events, run->guard_source + which, at);
}

static void attempt(struct run *run, uint32_t parent, const struct step *step, uint32_t join)
{
    const uint32_t child = child_new(run, parent, (uint32_t)(step - run->net->step) + 1, join);
    struct join *j = &run->join[join];
    if (j->children <= 2) j->child[j->children - 1] = child;
    run->seen.attempts++;
    run_ready(run, child);
}

/* ---- budgets and breakers: as Hystrix counts, over 10 s and no fewer than 20 calls; up to 100 retries may
 * be saved up ---- */

static struct breaker_config breaker_of(const struct run *run, uint32_t tier)
{
    const struct tier *t = &run->net->scenario->tier[tier];
    return (struct breaker_config){
        .errors = t->breaker_errors, .window = 10, .open = t->breaker_open, .calls = 20, .probes = 1
    };
}

static struct budget_config budget_of(const struct run *run, uint32_t tier)
{
    return (struct budget_config){ .share = run->net->scenario->tier[tier].retry_budget, .most = 100 };
}

static bool has_breaker(const struct run *run, uint32_t tier)
{
    return tier != NETWORK_NONE && isfinite(run->net->scenario->tier[tier].breaker_errors);
}

static bool may_call(struct run *run, const struct guard_def *guard)
{
    if (!has_breaker(run, guard->callee)) return true;
    const struct breaker_config config = breaker_of(run, guard->callee);
    return breaker_allow(&config, &run->parts.breaker[guard->callee], run->now);
}

static void record(struct run *run, const struct guard_def *guard, bool good, double started)
{
    if (!has_breaker(run, guard->callee)) return;
    const struct breaker_config config = breaker_of(run, guard->callee);
    struct breaker *breaker = &run->parts.breaker[guard->callee];
    const uint64_t openings = breaker->openings;
    breaker_record(&config, breaker, good, started, run->now);
    if (run->incident && breaker->openings > openings) incident_opened(run, guard->callee);
}

static void save_up(struct run *run, const struct guard_def *guard)
{
    if (guard->callee == NETWORK_NONE || isinf(run->net->scenario->tier[guard->callee].retry_budget)) return;
    const struct budget_config config = budget_of(run, guard->callee);
    budget_call(&config, &run->parts.budget[guard->callee]);
}

static bool may_retry(struct run *run, const struct guard_def *guard)
{
    if (guard->callee == NETWORK_NONE) return true;
    const struct budget_config config = budget_of(run, guard->callee);
    return budget_retry(&config, &run->parts.budget[guard->callee]);
}

void run_call_lost(struct run *run, uint32_t join)
{
    const uint32_t guard = run->join[join].guard;
    if (guard != NETWORK_NONE) record(run, &run->net->guard[guard], false, run->now);
}

/* The call has failed for good: the parent fails with it. */
static void give_up(struct run *run, uint32_t parent, int error)
{
    run_step_end(run, run->job[parent].pc);
    run_fail(run, parent, (enum error_kind)error);
}

void run_call(struct run *run, uint32_t parent, const struct step *step)
{
    const struct guard_def *guard = &run->net->guard[step->base];
    if (run_reg(run, parent, step->reg) == 0) {
        run_begin(run, parent); /* a retry goes on with the step */
        save_up(run, guard);
    }
    if (!may_call(run, guard)) {
        give_up(run, parent, ERROR_UNAVAILABLE);
        return;
    }
    const uint32_t join = join_new(run, parent, step->base, 1);
    run->job[parent].next = join;
    attempt(run, parent, step, join);
    if (isfinite(guard->patience.timeout)) deadline_push(run, 2 * step->base, guard->patience.timeout, join);
    if (isfinite(guard->patience.hedge)) deadline_push(run, 2 * step->base + 1, guard->patience.hedge, join);
}

/* The parent goes on where the call ends. What its time was: the child's, and what came before the child
 * began. */
static void resume(struct run *run, uint32_t parent, uint32_t child)
{
    const struct step *step = run_step(run, parent);
    if (run_traced(run, parent)) {
        double *row = run_trace_row(run, parent);
        if (run_traced(run, child)) {
            const double *part = run_trace_row(run, child);
            for (uint32_t i = 0; i < run->trace_columns; i++) row[i] += part[i];
        }
        row[run->trace_columns - 1] += run->job[child].start - run_trace(run, parent)->begin;
    }
    run_step_end(run, run->job[parent].pc);
    if (step->op == OP_CALL) {
        run_set_reg(run, parent, step->reg, 0);
        record(run, &run->net->guard[step->base], true, run->job[child].start);
    }
    if (run->join[run_join(run, child)].fresh) run->job[parent].flags |= JOB_FRESH;
    run->job[parent].pc = step->target;
    run_ready(run, parent);
}

/* An attempt has failed or timed out: another one after a while, or none. */
static void retry(struct run *run, uint32_t parent, int error, double started)
{
    const struct step *step = run_step(run, parent);
    const struct guard_def *guard = &run->net->guard[step->base];
    const struct patience *p = &guard->patience;
    const uint32_t failed = run_reg(run, parent, step->reg) + 1;
    record(run, guard, false, started);
    if (failed > p->retries || !may_retry(run, guard)) {
        give_up(run, parent, error);
        return;
    }
    run_set_reg(run, parent, step->reg, failed);
    double pause = p->backoff > 0 ? fmin(p->backoff_max, ldexp(p->backoff, (int)fmin(failed - 1, 1000))) : 0;
    if (p->jitter > 0) pause *= 1 - p->jitter * stream_uniform(&run->stream[step->stream]);
    if (pause > 0)
        sleep_until(run, parent, run->now + pause);
    else
        run_ready(run, parent);
}

/* The caller waits no longer; with `cancel` the children stop, too. */
static void abandon(struct run *run, uint32_t id, bool cancel)
{
    run->join[id].parent = 0;
    if (!cancel) return;
    if (run->join[id].guard == NETWORK_NONE) {
        const size_t first = (size_t)id * run->fork_width;
        const uint32_t children = run->join[id].children;
        for (uint32_t i = 0; i < children && run->join[id].outstanding; i++) {
            const uint32_t child = run->forked[first + i]; /* or who has its record now, and tells another */
            if (run_join(run, child) == id && !(run->job[child].flags & JOB_DETACHED)) run_kill(run, child);
        }
        return;
    }
    for (int i = 0; i < 2; i++) {
        const uint32_t child = run->join[id].child[i];
        if (child) run_kill(run, child);
    }
}

/* Whether those who are still under way stop when a call has its answers. */
static bool stops_others(const struct run *run, const struct step *call)
{
    return call->op == OP_CALL ? run->net->guard[call->base].patience.cancel
                               : run->net->fork[call->base].cancel;
}

void run_child_end(struct run *run, uint32_t child, int error)
{
    const uint32_t id = run_join(run, child);
    if (run->job[child].flags & JOB_DETACHED) {
        if (id) message_job_ends(run, child);
        run_job_free(run, child);
        return;
    }
    struct join *join = &run->join[id];
    join->outstanding--;
    for (int i = 0; i < 2; i++)
        if (join->child[i] == child) join->child[i] = 0;
    const uint32_t parent = join->parent;
    bool stop = false;
    if (parent && error < 0) join->fresh |= (run->job[child].flags & JOB_FRESH) != 0;
    open_barrier(run, join);
    if (parent && error < 0 && ++join->good >= join->need) {
        join->parent = 0;
        stop = join->outstanding > 0 && stops_others(run, run_step(run, parent));
        resume(run, parent, child);
    } else if (parent && error >= 0) {
        const uint32_t possible = join->outstanding + join->good;
        if (possible < join->need) {
            join->parent = 0;
            if (join->guard == NETWORK_NONE)
                give_up(run, parent, error);
            else
                retry(run, parent, error, run->job[child].start);
        }
    }
    run_job_free(run, child);
    if (stop)
        abandon(run, id, true); /* the last of them drops the join */
    else if (run->join[id].outstanding == 0)
        join_drop(run, id);
}

void run_deadline(struct run *run, uint32_t which)
{
    struct deadlines *d = &run->deadline[which];
    const struct deadline due = d->ring[d->head];
    d->head = (d->head + 1) & (d->room - 1);
    d->count--;
    /* Skip those that nobody waits for any more, so that they cost no event. */
    while (d->count && run->join[d->ring[d->head].join].generation != d->ring[d->head].generation) {
        d->head = (d->head + 1) & (d->room - 1);
        d->count--;
    }
    evset_set(&run->events, run->guard_source + which, d->count ? d->ring[d->head].at : INFINITY);
    const struct join *join = &run->join[due.join];
    if (join->generation != due.generation || !join->parent) return;
    const uint32_t parent = join->parent;
    const struct step *step = run_step(run, parent);
    if (which & 1) {
        run->seen.hedges++;
        attempt(run, parent, step, due.join);
    } else {
        abandon(run, due.join, run->net->guard[join->guard].patience.cancel);
        retry(run, parent, ERROR_TIMEOUT, run->now - run->net->guard[step->base].patience.timeout);
    }
}

/* A job that waits for its children has their join in `next`, as it is in no list; while it pauses before a
 * retry there is none. */
static void leave_call(struct run *run, uint32_t id)
{
    const uint32_t join = run->job[id].next;
    if (!join || join > run->join_top || run->join[join].parent != id) return;
    run_call_lost(run, join);
    abandon(run, join, true);
}

/* Takes a job out of wherever it waits, children and all, and gives back what it holds. */
void run_kill(struct run *run, uint32_t id)
{
    const struct step *step = run_step(run, id);
    const uint32_t pc = run->job[id].pc, unit = step->base + run_reg(run, id, step->reg);
    const bool is_ready = job_list_remove(&run->ready, run->job, id);
    if (!is_ready) {
        switch (step->op) {
        case OP_SERVE_FCFS:
            fcfs_cancel(&run->fcfs[unit], run->job, id, run->now);
            evset_set(&run->events, unit, fcfs_next(&run->fcfs[unit]));
            break;
        case OP_SERVE_PS:
        case OP_COHERE:
            ps_cancel(&run->ps[unit], id, run->now);
            evset_set(&run->events, run->net->fcfs_count + unit, ps_next(&run->ps[unit]));
            break;
        case OP_DELAY:
        case OP_REACH:
        case OP_LINK: sleep_cancel(run, id); break;
        case OP_LOCK:
        case OP_FLIGHT: parts_leave(run, id, step); break;
        case OP_BARRIER: {
            struct join *join = &run->join[run_join(run, id)];
            job_list_remove(&join->barrier, run->job, id);
            join->at_barrier--;
            break;
        }
        case OP_TAKE: tokens_cancel(&run->token[unit], run->job, id, run->now); break;
        case OP_FORK:
        case OP_CALL:
            sleep_cancel(run, id);
            leave_call(run, id);
            break;
        default: break;
        }
        run_step_end(run, pc);
    }
    run_unwind(run, id);
    run_child_end(run, id, ERROR_TIMEOUT);
}
