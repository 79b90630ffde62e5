/*
 * The jobs that are lost when members die or are cut off: all those with a call whose one end is dead, or
 * whose ends no longer reach each other; and what those have called.
 *
 * Marked first, all at once, then taken out of the places where they wait, and only then made to fail one
 * after the other: so nobody among them is handed a token, or begins a service, that another one gives back,
 * and thousands cost no more than a look at each place.
 */
#include "sim/engine/incident.h"
#include "sim/engine/sleep.h"

#include "models/station/sweep.h"

#include <math.h>

static bool is_lost(const struct member *m)
{
    return m->state != MEMBER_UP && !m->draining;
}

static bool is_broken(const struct run *run, uint32_t job, const struct reach_def *call)
{
    const struct incident *in = run->incident;
    const struct member *to = incident_member(in, call->to_host, run_reg(run, job, call->to_reg));
    if (call->from_host == NETWORK_NONE) return is_lost(to) || to->side != 0;
    const struct member *from = incident_member(in, call->from_host, run_reg(run, job, call->from_reg));
    return is_lost(to) || is_lost(from) || from->side != to->side;
}

/* The outermost broken call of the job; 0: none. */
static uint32_t broken_scope(const struct run *run, uint32_t job)
{
    const struct network *net = run->net;
    uint32_t outermost = 0;
    for (uint32_t i = run_step(run, job)->scope; i; i = net->scope[i].parent)
        if (net->scope[i].kind == SCOPE_REACH && is_broken(run, job, &net->reach[net->scope[i].base]))
            outermost = i;
    return outermost;
}

static uint8_t *find_free(const struct run *run)
{
    uint8_t *is_free = run_alloc(run->job_top + 1, 1);
    is_free[0] = 1;
    for (uint32_t id = run->job_free; id; id = run->job[id].next) is_free[id] = 1;
    return is_free;
}

/* Whoever was called by a marked job is marked too, and so on; nobody waits for their answers. Who replays
 * what he has received goes on. */
static void mark_called(struct run *run, const uint8_t *is_free)
{
    uint8_t *is_left = run_alloc(run->join_top + 1, 1);
    for (bool more = true; more;) {
        more = false;
        for (uint32_t j = 1; j <= run->join_top; j++) {
            const uint32_t parent = run->join[j].parent;
            if (!parent || !(run->job[parent].flags & JOB_DOOMED)) continue;
            run_call_lost(run, j);
            run->join[j].parent = 0;
            is_left[j] = 1;
            more = true;
        }
        for (uint32_t id = 1; more && id <= run->job_top; id++) {
            struct job *job = &run->job[id];
            if (!is_free[id] && !(job->flags & (JOB_DETACHED | JOB_RECEIVED)) && is_left[run_join(run, id)])
                job->flags |= JOB_DOOMED;
        }
    }
    free(is_left);
}

static uint32_t mark(struct run *run, const uint8_t *is_free)
{
    uint32_t marked = 0;
    for (uint32_t id = 1; id <= run->job_top; id++) {
        if (is_free[id] || !broken_scope(run, id)) continue;
        run->job[id].flags |= JOB_DOOMED;
        marked++;
    }
    if (marked) mark_called(run, is_free);
    return marked;
}

static void leave_stations(struct run *run)
{
    const struct network *net = run->net;
    for (uint32_t i = 0; i < net->fcfs_count; i++)
        if (fcfs_sweep(&run->fcfs[i], run->job, JOB_DOOMED, run->now))
            evset_set(&run->events, i, fcfs_next(&run->fcfs[i]));
    for (uint32_t i = 0; i < net->ps_count; i++)
        if (ps_sweep(&run->ps[i], run->job, JOB_DOOMED, run->now))
            evset_set(&run->events, run->fcfs_stations + i, ps_next(&run->ps[i]));
    for (uint32_t i = 0; i < net->tokens; i++) tokens_sweep(&run->token[i], run->job, JOB_DOOMED, run->now);
    sleep_sweep(run, JOB_DOOMED);
}

static void leave_lists(struct run *run, const uint8_t *is_free)
{
    for (uint32_t id = 1; id <= run->job_top; id++) {
        if (is_free[id] || !(run->job[id].flags & JOB_DOOMED)) continue;
        const struct step *step = run_step(run, id);
        if (run->gives_up) run->gives_up[id] = -1;
        if (step->op == OP_LOCK || step->op == OP_FLIGHT) parts_leave(run, id, step);
        if (step->op != OP_BARRIER) continue;
        struct join *join = &run->join[run_join(run, id)];
        job_list_remove(&join->barrier, run->job, id);
        join->at_barrier--;
    }
}

/* Goes on where the call escapes to, if only its far end is gone. */
static bool escapes(struct run *run, uint32_t id, uint32_t scope)
{
    const struct network *net = run->net;
    const struct scope *scopes = net->scope;
    const struct reach_def *call = &net->reach[scopes[scope].base];
    if (call->escape == NETWORK_NONE) return false;
    for (uint32_t i = run_step(run, id)->scope; i != scope; i = scopes[i].parent)
        run_release(run, id, &scopes[i]);
    if (call->cache != NETWORK_NONE) run->seen.cache[call->cache].lookups++;
    run->job[id].pc = call->escape;
    run_ready(run, id);
    return true;
}

static void end(struct run *run, uint32_t id, enum error_kind error)
{
    const uint32_t scope = broken_scope(run, id);
    run->job[id].flags &= (uint16_t)~JOB_DOOMED;
    if (run_traced(run, id)) run_trace_step(run, id, run_step(run, id), 0);
    run_step_end(run, run->job[id].pc);
    if (!scope || !escapes(run, id, scope)) run_fail(run, id, error);
}

void doom_jobs(struct run *run, enum error_kind error)
{
    uint8_t *is_free = find_free(run);
    const uint32_t top = run->job_top;
    if (mark(run, is_free)) {
        leave_stations(run);
        leave_lists(run, is_free);
        for (uint32_t id = 1; id <= top; id++)
            if (!is_free[id] && run->job[id].flags & JOB_DOOMED) end(run, id, error);
    }
    free(is_free);
}
