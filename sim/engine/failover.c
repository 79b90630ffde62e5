/*
 * Databases whose members die.
 *
 * With replicas: a death is noticed after `detect`, what is planned at once; a replica is then left out, a
 * primary replaced after `promote` by the replica that misses the least. What it misses is lost:
 * acknowledged, where nobody waited for a replica. Who comes back copies what it lacks and is a replica.
 * Without anybody left, the set waits for its primary, or for whoever comes back first.
 *
 * Distributed, with leaders: ranges whose leader has died are without one until another one is elected.
 *
 * Without: it is down until it comes back. A machine in its place is filled from the last backup; what was
 * written after that is lost.
 *
 * Its clients' connections are gone with a primary, and all come back to the next one at once.
 */
#include "sim/engine/incident.h"

#include "models/architecture/builder.h"

#include <math.h>

struct place_of {
    uint32_t replicas, set, index, first; /* index of its members; first member of the host group */
};

/* Calls `act` for each replica set that has the member. */
typedef void act_on(struct run *run, const struct place_of *place, uint32_t host, uint32_t member);

static void each_set(struct run *run, uint32_t host, uint32_t member, act_on *act)
{
    for (uint32_t i = 0; i < run->net->replicas; i++) {
        const struct replica_def *def = &run->net->replica[i];
        if (run->net->scenario->tier[def->tier].host != host || member >= def->sets * def->members) continue;
        const uint32_t shard = member / def->members;
        const struct place_of place = { .replicas = i,
                                        .set = run->parts.replica_base[i] + shard,
                                        .index = member % def->members,
                                        .first = shard * def->members };
        act(run, &place, host, member);
    }
}

void failover_lost(struct run *run, double writes, double span)
{
    struct diary *d = &run->incident->diary;
    d->lost_writes += writes;
    if (!(d->loss >= span)) d->loss = span;
}

/* New connections to the member, as many as it has room for, of every tier on its host that has a price. */
static void reconnect(struct run *run, uint32_t tier, uint32_t member)
{
    for (uint32_t i = 0; i < run->net->reconnects; i++) {
        const struct reconnect_def *def = &run->net->reconnect[i];
        if (def->tier != tier) continue;
        const double connections = run->net->scenario->tier[tier].database.connections;
        for (uint32_t k = 0; k < (uint32_t)fmin(connections, 1e6); k++) {
            const uint32_t id = run_job_new(run);
            run->job[id].start = run->now;
            run->job[id].pc = def->entry;
            run->job[id].flags = JOB_DETACHED;
            run_set_reg(run, id, def->reg, member);
            run_ready(run, id);
        }
    }
}

static uint64_t who_answers(const struct run *run, uint32_t host, const struct place_of *p, uint32_t members)
{
    uint64_t who = 0;
    for (uint32_t k = 0; k < members; k++)
        if (member_answers(incident_member(run->incident, host, p->first + k))) who |= (uint64_t)1 << k;
    return who;
}

/* The primary, be it a new one or the old one back again, sends what was under way when it was lost. */
static void resend(struct replica_set *set)
{
    for (uint32_t k = 0; k < set->members; k++)
        if (k != set->primary && replica_is_in(set, k)) replica_resend(set, k);
}

/* Somebody of those who answer becomes the primary, if anybody can. */
static void promote(struct run *run, const struct place_of *p, uint32_t host)
{
    struct replica_set *set = &run->parts.replica[p->set];
    struct failover *f = &run->incident->failover[p->set];
    const struct replica_def *def = &run->net->replica[p->replicas];
    const uint32_t before = set->primary, best = replica_best(set, who_answers(run, host, p, set->members));
    struct note note = { .host = host, .tier = def->tier, .member = p->first + before };
    if (best == REPLICA_NONE) {
        if (!f->is_out) incident_note(run, NOTE_NOBODY, note);
        f->is_out = true;
        return;
    }
    double since;
    replica_missing(set, best, &since);
    const double died_at = incident_member(run->incident, host, p->first + before)->changed_at;
    const double missing = (double)replica_promote(set, best);
    /* Where a replica had to answer first, nobody was told of what is missing. */
    const bool told = def->policy->mode == REPLICATION_ASYNC && missing > 0;
    replica_leave(set, before);
    resend(set);
    f->is_out = false;
    note.member = p->first + best;
    note.value = told ? missing : 0;
    note.loss = told ? fmax(0, died_at - since) : 0;
    failover_lost(run, note.value, note.loss);
    incident_note(run, NOTE_PROMOTED, note);
    reconnect(run, def->tier, note.member);
}

static void notice_later(struct run *run, const struct place_of *p, uint32_t host, uint32_t member)
{
    struct replica_set *set = &run->parts.replica[p->set];
    if (p->index == set->primary) set->silent = true;
    const struct order order = { .kind = ORDER_DETECT,
                                 .host = host,
                                 .member = member,
                                 .which = p->replicas,
                                 .epoch = incident_member(run->incident, host, member)->epoch };
    const bool is_planned = incident_member(run->incident, host, member)->draining;
    incident_order(run, run->now + (is_planned ? 0 : run->net->replica[p->replicas].policy->detect), order);
}

/* Ranges on the host whose leader it was get another one later (reach.c: leader_of). */
static void elect_later(struct run *run, uint32_t host, uint32_t member)
{
    const struct member *m = incident_member(run->incident, host, member);
    for (uint32_t t = 0; t < run->net->tiers; t++) {
        const struct tier *tier = &run->net->scenario->tier[t];
        if (tier->kind != TIER_DATABASE || tier->host != host || m->draining) continue;
        if (tier->database.engine != ENGINE_DISTRIBUTED_SQL || tier->database.copies < 2) continue;
        incident_order(
            run, run->now + tier->database.elect,
            (struct order){
                .kind = ORDER_ELECT, .host = host, .member = member, .which = t, .epoch = m->epoch });
    }
}

void failover_elect(struct run *run, const struct order *o)
{
    incident_note(run, NOTE_ELECTED, (struct note){ .host = o->host, .tier = o->which, .member = o->member });
}

void failover_down(struct run *run, uint32_t host, uint32_t member)
{
    each_set(run, host, member, notice_later);
    elect_later(run, host, member);
}

static struct place_of place_of_order(const struct run *run, const struct order *o)
{
    const uint32_t members = run->net->replica[o->which].members;
    return (struct place_of){ .replicas = o->which,
                              .set = run->parts.replica_base[o->which] + o->member / members,
                              .index = o->member % members,
                              .first = o->member - o->member % members };
}

void failover_detect(struct run *run, const struct order *o)
{
    const struct place_of p = place_of_order(run, o);
    struct replica_set *set = &run->parts.replica[p.set];
    const struct replica_def *def = &run->net->replica[o->which];
    if (!incident_member(run->incident, o->host, o->member)->draining)
        incident_note(run, NOTE_DETECTED,
                      (struct note){ .host = o->host, .tier = def->tier, .member = o->member });
    if (p.index != set->primary) {
        replica_leave(set, p.index);
        return;
    }
    struct order next = *o;
    next.kind = ORDER_PROMOTE;
    incident_order(run, run->now + def->policy->promote, next);
}

void failover_promote(struct run *run, const struct order *o)
{
    const struct place_of p = place_of_order(run, o);
    if (run->parts.replica[p.set].primary == p.index) promote(run, &p, o->host);
}

static void come_back(struct run *run, const struct place_of *p, uint32_t host, uint32_t member)
{
    struct replica_set *set = &run->parts.replica[p->set];
    struct failover *f = &run->incident->failover[p->set];
    if (p->index == set->primary) {
        f->is_out = false;
        set->silent = false;
        resend(set);
        reconnect(run, run->net->replica[p->replicas].tier, member);
        return;
    }
    if (f->is_out && replica_is_in(set, p->index)) {
        promote(run, p, host);
        return;
    }
    if (!f->is_out) replica_join(set, p->index); /* it copies what it has missed */
}

/* Whether replicas of the tier stand on the host. */
static bool has_replicas(const struct run *run, uint32_t tier)
{
    return run->net->scenario->tier[tier].database.replicas.count > 0;
}

void failover_up(struct run *run, uint32_t host, uint32_t member)
{
    each_set(run, host, member, come_back);
    for (uint32_t t = 0; t < run->net->tiers; t++) {
        const struct tier *tier = &run->net->scenario->tier[t];
        if (tier->kind == TIER_DATABASE && tier->host == host && !has_replicas(run, t))
            reconnect(run, t, member);
    }
}

/* ---- backups ---- */

/* Bytes of a tier's data on one of its servers. */
static double data_of(const struct scenario *s, uint32_t tier)
{
    double bytes = 0;
    for (uint32_t k = 0; k < s->datas; k++)
        for (uint32_t c = 0; c < s->classes; c++) {
            if (s->class[c].key != k || !path_uses(s->class[c].path, tier)) continue;
            bytes += s->data[k].keys * s->data[k].value;
            break;
        }
    return bytes / fmax(1, s->tier[tier].database.shards.count);
}

double failover_restore(const struct run *run, uint32_t host)
{
    const struct scenario *s = run->net->scenario;
    double seconds = 0;
    for (uint32_t t = 0; t < s->tiers; t++)
        if (s->tier[t].kind == TIER_DATABASE && s->tier[t].host == host)
            seconds += data_of(s, t) / s->tier[t].database.backup.restore;
    return seconds;
}

void failover_backup(struct run *run, const struct order *o)
{
    for (uint32_t m = 0; m < run->net->group[o->host].members; m++) {
        struct member *member = incident_member(run->incident, o->host, m);
        if (member->state != MEMBER_UP) continue;
        member->saved = member->written;
        member->saved_at = run->now;
    }
    incident_order(run, run->now + run->net->scenario->tier[o->which].database.backup.every, *o);
}

/* Of a set that has a primary elsewhere, or somebody to promote, nothing is lost with the machine. */
static void hand_over(struct run *run, const struct place_of *p, uint32_t host, uint32_t member)
{
    (void)member;
    struct replica_set *set = &run->parts.replica[p->set];
    if (set->primary == p->index) promote(run, p, host);
}

static bool is_only_copy(const struct run *run, uint32_t host, uint32_t member)
{
    const struct scenario *s = run->net->scenario;
    for (uint32_t t = 0; t < s->tiers; t++) {
        if (s->tier[t].kind != TIER_DATABASE || s->tier[t].host != host) continue;
        if (s->tier[t].database.engine != ENGINE_RELATIONAL) return false;
        if (!has_replicas(run, t)) return true;
    }
    for (uint32_t i = 0; i < run->net->replicas; i++) {
        const struct replica_def *def = &run->net->replica[i];
        if (s->tier[def->tier].host != host || member >= def->sets * def->members) continue;
        const struct replica_set *set =
            &run->parts.replica[run->parts.replica_base[i] + member / def->members];
        return set->primary == member % def->members; /* nobody could be promoted */
    }
    return false;
}

void failover_replaced(struct run *run, uint32_t host, uint32_t member)
{
    struct member *m = incident_member(run->incident, host, member);
    struct note note = { .host = host, .tier = NETWORK_NONE, .member = member };
    each_set(run, host, member, hand_over);
    if (is_only_copy(run, host, member)) {
        note.loss = m->changed_at - m->saved_at;
        /* Before the run began, as many were written a second. */
        const double seen = m->changed_at - fmax(0, m->saved_at);
        if (seen > 0) note.value = round((double)(m->written - m->saved) * note.loss / seen);
        failover_lost(run, note.value, note.loss);
    }
    incident_note(run, NOTE_REPLACED, note);
    m->saved = m->written;
    m->saved_at = run->now;
}
