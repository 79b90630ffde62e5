/*
 * Members that fail at random and are repaired. Where a host has fewer repair crews than members, who fails
 * while all are at work waits for one; who failed first is repaired first. Who is back by other means (an
 * event repairs him) waits no longer.
 */
#include "sim/engine/incident.h"

#include <math.h>
#include <stdlib.h>

static const struct failures *failures_of(const struct run *run, uint32_t host)
{
    return &run->net->scenario->host[host].failures;
}

static bool is_limited(const struct run *run, uint32_t host)
{
    const struct failures *f = failures_of(run, host);
    return f->mttf.mean > 0 && f->crews < run->net->group[host].members;
}

static void fail_later(struct run *run, uint32_t host, uint32_t member, double from)
{
    incident_order(run, from + demand_sample(&failures_of(run, host)->mttf, &run->incident->stream),
                   (struct order){ .kind = ORDER_FAIL, .host = host, .member = member });
}

/* The member is away; somebody works on it from now on. */
static void begin(struct run *run, uint32_t host, uint32_t member, double seconds)
{
    struct member *m = incident_member(run->incident, host, member);
    const double back = run->now + seconds;
    m->waits = false;
    m->held_until = fmax(m->held_until, back);
    incident_order(run, back,
                   (struct order){ .kind = ORDER_BACK, .host = host, .member = member, .epoch = m->epoch });
    fail_later(run, host, member, back);
    if (!is_limited(run, host)) return;
    run->incident->workshop[host].busy++;
    incident_order(run, back, (struct order){ .kind = ORDER_CREW, .host = host });
}

static void wait_for_crew(struct run *run, uint32_t host, uint32_t member, double seconds)
{
    struct workshop *w = &run->incident->workshop[host];
    const uint32_t members = run->net->group[host].members;
    struct member *m = incident_member(run->incident, host, member);
    m->waits = true;
    w->wait[(w->first + w->waiting++) % members] =
        (struct patient){ .member = member, .epoch = m->epoch, .repair = seconds };
}

void repair_fail(struct run *run, const struct order *o)
{
    const struct failures *f = failures_of(run, o->host);
    const double seconds = demand_sample(&f->mttr, &run->incident->stream);
    if (incident_member(run->incident, o->host, o->member)->state != MEMBER_UP) {
        fail_later(run, o->host, o->member, run->now + seconds);
        return;
    }
    incident_note(run, NOTE_FAILED,
                  (struct note){ .host = o->host, .tier = NETWORK_NONE, .member = o->member });
    incident_down(run, o->host, o->member, false);
    doom_jobs(run, ERROR_UNAVAILABLE);
    if (is_limited(run, o->host) && run->incident->workshop[o->host].busy >= f->crews)
        wait_for_crew(run, o->host, o->member, seconds);
    else
        begin(run, o->host, o->member, seconds);
}

void repair_next(struct run *run, const struct order *o)
{
    struct workshop *w = &run->incident->workshop[o->host];
    const uint32_t members = run->net->group[o->host].members;
    w->busy--;
    while (w->waiting && w->busy < failures_of(run, o->host)->crews) {
        const struct patient next = w->wait[w->first];
        w->first = (w->first + 1) % members;
        w->waiting--;
        if (incident_member(run->incident, o->host, next.member)->epoch == next.epoch)
            begin(run, o->host, next.member, next.repair);
        else
            fail_later(run, o->host, next.member, run->now);
    }
}

void repair_init(struct run *run)
{
    struct incident *in = run->incident;
    in->workshop = run_alloc(run->net->scenario->hosts, sizeof *in->workshop);
    for (uint32_t h = 0; h < run->net->scenario->hosts; h++) {
        const uint32_t members = run->net->group[h].members;
        if (is_limited(run, h)) in->workshop[h].wait = run_alloc(members, sizeof *in->workshop[h].wait);
        for (uint32_t m = 0; failures_of(run, h)->mttf.mean > 0 && m < members; m++)
            fail_later(run, h, m, in->script->begins);
    }
}

void repair_finish(struct run *run)
{
    struct incident *in = run->incident;
    for (uint32_t h = 0; in->workshop && h < run->net->scenario->hosts; h++) free(in->workshop[h].wait);
    free(in->workshop);
}
