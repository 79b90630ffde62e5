/*
 * What balancers believe of their members: they look at each every so often, give one up after some checks in
 * a row have failed, and take it back at the first that succeeds. Checks are counted from the change that
 * they would see, so there are no events while nothing happens. Without an interval a change is known at
 * once.
 */
#include "sim/engine/incident.h"

#include <math.h>

static void set_belief(struct run *run, uint32_t balancer, uint32_t member)
{
    const struct balancer_def *def = &run->net->balancer[balancer];
    struct balancer *b = &run->balancer[balancer];
    const struct member *m = incident_member(run->incident, def->host, member);
    const bool is_there = m->state != MEMBER_ABSENT && m->state != MEMBER_BOOTING;
    if (member_answers(m) && member >= b->present) {
        /* The places between are empty until somebody serves there. */
        const uint32_t before = b->present;
        balancer_set_present(&def->config, b, member + 1);
        for (uint32_t i = before; i < member; i++) balancer_set_up(&def->config, b, i, false);
    }
    balancer_set_up(&def->config, b, member, member_answers(m));
    while (!is_there && b->present && b->present == member + 1) {
        balancer_set_present(&def->config, b, member);
        if (member == 0) break;
        const enum member_state below = incident_member(run->incident, def->host, --member)->state;
        if (below != MEMBER_ABSENT && below != MEMBER_BOOTING) break;
    }
}

static bool is_balanced(const struct run *run, uint32_t balancer, uint32_t host)
{
    return run->net->balancer[balancer].host == host;
}

void health_tell(struct run *run, uint32_t host, uint32_t member)
{
    for (uint32_t b = 0; b < run->net->balancers; b++)
        if (is_balanced(run, b, host)) set_belief(run, b, member);
}

void health_look(struct run *run, uint32_t host, uint32_t member)
{
    const struct member *m = incident_member(run->incident, host, member);
    for (uint32_t b = 0; b < run->net->balancers; b++) {
        if (!is_balanced(run, b, host)) continue;
        const struct balancing *policy = run->net->balancer[b].policy;
        const double interval = policy->health_interval, phase = run->incident->phase[b];
        if (!(interval > 0)) {
            set_belief(run, b, member);
            continue;
        }
        const double next = phase + ceil((run->now - phase) / interval) * interval;
        const double more = member_answers(m) ? 0 : fmax(1, policy->health_fails) - 1;
        const struct order order = {
            .kind = ORDER_HEALTH, .host = host, .member = member, .which = b, .epoch = m->epoch
        };
        incident_order(run, next + more * interval, order);
    }
}

void health_believe(struct run *run, const struct order *o)
{
    const struct balancer *b = &run->balancer[o->which];
    const bool before = balancer_is_eligible(b, o->member);
    set_belief(run, o->which, o->member);
    const bool after = balancer_is_eligible(b, o->member);
    if (before == after) return;
    const struct note note = { .host = o->host,
                               .tier = run->net->balancer[o->which].tier,
                               .member = o->member };
    incident_note(run, after ? NOTE_SEEN : NOTE_UNSEEN, note);
}
