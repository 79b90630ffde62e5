/*
 * The steps that only a timeline's network has: is the callee there, whom does one find by name, who leads.
 *
 * Clients remember an address for a time. Each looks it up again at a moment that is uniform over that time,
 * so of those who come s seconds after a change, the part s / ttl has heard of it.
 */
#include "sim/engine/incident.h"
#include "sim/engine/sleep.h"

#include <math.h>

static bool has_heard(struct run *run, double changed_at)
{
    const double ttl = run->net->scenario->network.dns_ttl, age = run->now - changed_at;
    return age >= ttl || stream_uniform(&run->incident->stream) * ttl < age;
}

static bool can_reach(struct run *run, uint32_t job, const struct reach_def *call)
{
    const struct incident *in = run->incident;
    const uint32_t to = run_reg(run, job, call->to_reg);
    const struct member *callee = incident_member(in, call->to_host, to);
    uint32_t side = 0;
    if (call->from_host != NETWORK_NONE)
        side = incident_member(in, call->from_host, run_reg(run, job, call->from_reg))->side;
    const uint16_t flags = run->job[job].flags;
    if (call->from_client) run->job[job].flags &= (uint16_t) ~(JOB_LOCATED | JOB_STRAY);
    if (callee->state != MEMBER_UP || callee->side != side) return false;
    if (!call->from_client) return true;
    return flags & JOB_LOCATED ? !(flags & JOB_STRAY) : has_heard(run, callee->moved_at);
}

/* Nobody answers. True: the call goes on where it escapes to. */
static bool give_up(struct run *run, uint32_t job, const struct reach_def *call)
{
    if (call->escape == NETWORK_NONE) {
        run_fail(run, job, ERROR_UNAVAILABLE);
        return false;
    }
    if (call->cache != NETWORK_NONE) run->seen.cache[call->cache].lookups++;
    run->job[job].pc = call->escape;
    return true;
}

static bool reach(struct run *run, uint32_t job, const struct step *step)
{
    const struct reach_def *call = &run->net->reach[step->base];
    const double patience = run->net->scenario->network.connect_timeout;
    run->incident->calls[call->tier]++;
    if (can_reach(run, job, call)) {
        run->job[job].pc++;
        return true;
    }
    if (!(patience > 0)) return give_up(run, job, call);
    run_begin(run, job);
    sleep_until(run, job, run->now + patience);
    return false;
}

void reach_failed(struct run *run, uint32_t job)
{
    const struct reach_def *call = &run->net->reach[run_step(run, job)->base];
    if (run_traced(run, job)) run_trace_step(run, job, run_step(run, job), 0);
    run_step_end(run, run->job[job].pc);
    if (give_up(run, job, call)) run_advance(run, job);
}

/* The `which`th member of those that are there (or, if `answering`, of those that answer). */
static uint32_t nth(const struct run *run, uint32_t host, bool answering, uint32_t which)
{
    for (uint32_t m = 0; m < run->net->group[host].members; m++) {
        const struct member *member = incident_member(run->incident, host, m);
        const bool counts =
            answering ? member_answers(member) : member->state == MEMBER_UP || member->state == MEMBER_AWAY;
        if (counts && which-- == 0) return m;
    }
    return 0;
}

static uint32_t count(const struct run *run, uint32_t host, bool answering)
{
    uint32_t n = 0;
    for (uint32_t m = 0; m < run->net->group[host].members; m++) {
        const struct member *member = incident_member(run->incident, host, m);
        n += answering ? member_answers(member) : member->state == MEMBER_UP || member->state == MEMBER_AWAY;
    }
    return n;
}

/* Somebody who answers, but for the one whose new address the client does not know. */
static uint32_t another(struct run *run, uint32_t host, uint32_t answering, uint32_t but)
{
    const bool excluded = member_answers(incident_member(run->incident, host, but));
    if (answering == excluded) return but;
    const uint32_t which = stream_below(&run->incident->stream, answering - excluded);
    const uint32_t m = nth(run, host, true, which);
    return excluded && m >= but ? nth(run, host, true, which + 1) : m;
}

/* A client takes one of the addresses that it knows, and what it knows is as old as its last look. */
static uint32_t locate_by_name(struct run *run, uint32_t job, uint32_t host, uint32_t answering,
                               uint32_t first)
{
    const struct member *m = incident_member(run->incident, host, first);
    const bool answers = member_answers(m);
    const double ttl = run->net->scenario->network.dns_ttl, news = answers ? m->moved_at : m->changed_at;
    run->job[job].flags |= JOB_LOCATED;
    const bool is_old = run->now - news >= ttl;
    if (is_old && answers) return first;
    const double looked = is_old ? run->now : run->now - stream_uniform(&run->incident->stream) * ttl;
    if (answers && looked > news) return first;
    const uint32_t to =
        looked > (answers ? m->gone_at : news) || is_old ? another(run, host, answering, first) : first;
    if (to == first) run->job[job].flags |= JOB_STRAY;
    return to;
}

/* A client takes one of the addresses; others know who answers. */
static uint32_t locate(struct run *run, uint32_t job, const struct step *step)
{
    const uint32_t host = step->base, answering = count(run, host, true), all = count(run, host, false);
    struct stream *stream = &run->stream[step->stream];
    if (!step->flags || !answering) {
        const uint32_t among = answering ? answering : all;
        return among ? nth(run, host, answering, stream_below(stream, among)) : 0;
    }
    return locate_by_name(run, job, host, answering, nth(run, host, false, stream_below(stream, all)));
}

static struct replica_set *set_of(struct run *run, uint32_t replicas, uint32_t member)
{
    const uint32_t shard = member / run->net->replica[replicas].members;
    return &run->parts.replica[run->parts.replica_base[replicas] + shard];
}

static uint32_t primary_of(struct run *run, uint32_t replicas, uint32_t first)
{
    const uint32_t members = run->net->replica[replicas].members;
    return first - first % members + set_of(run, replicas, first)->primary;
}

/* It may have led, and nobody has been elected since it has gone. */
static bool is_missed(const struct run *run, const struct member *m, double elect)
{
    return m->state != MEMBER_BOOTING && !m->draining && run->now < m->changed_at + elect;
}

/* The first of a range's copies that answers, but one that died is its leader until another one is elected.
 */
static uint32_t leader_of(const struct run *run, const struct step *step, uint32_t owner)
{
    const uint32_t members = run->net->group[step->base].members;
    const double elect = run->net->scenario->tier[step->tier].database.elect;
    for (uint32_t i = 0; i < step->target; i++) {
        const uint32_t m = (owner + i) % members;
        const struct member *member = incident_member(run->incident, step->base, m);
        if (member_answers(member) || is_missed(run, member, elect)) return m;
    }
    return owner;
}

/* True: the replica gets the write; false: the job has gone to where its child ends, or has failed. */
static bool is_enrolled(struct run *run, uint32_t job, const struct step *step)
{
    const uint32_t member = run_reg(run, job, step->by);
    const struct replica_set *set = set_of(run, step->base, member);
    if (replica_is_in(set, member % set->members)) return true;
    uint32_t others = 0;
    for (uint32_t m = 0; m < set->members; m++) others += m != set->primary && replica_is_in(set, m);
    if (step->flags && others) {
        run_fail(run, job, ERROR_UNAVAILABLE); /* another one must have received it */
        return false;
    }
    run->job[job].pc = step->target;
    run_ready(run, job);
    return false;
}

bool reach_step(struct run *run, uint32_t job, const struct step *step)
{
    const uint32_t by = run_reg(run, job, step->by);
    switch (step->op) {
    case OP_REACH: return reach(run, job, step);
    case OP_LOCATE: run_set_reg(run, job, step->reg, locate(run, job, step)); break;
    case OP_PRIMARY: run_set_reg(run, job, step->reg, primary_of(run, step->base, by)); break;
    case OP_LEADER: run_set_reg(run, job, step->reg, leader_of(run, step, by)); break;
    case OP_ENROLLED:
        if (!is_enrolled(run, job, step)) return false;
        break;
    case OP_RECEIVED: {
        struct replica_set *set = set_of(run, step->base, by);
        replica_arrived(set, by % set->members, run_reg(run, job, step->reg));
        run->job[job].flags |= JOB_RECEIVED;
        break;
    }
    case OP_WRITTEN: incident_member(run->incident, step->base, by)->written++; break;
    default: assert(0 && "a step of a timeline"); break;
    }
    run->job[job].pc++;
    return true;
}
