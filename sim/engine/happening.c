/*
 * What happens by script (the scenario's events), at random (failures of members and of zones) and for want
 * of memory, as changes of members.
 */
#include "sim/engine/incident.h"

#include <math.h>

typedef void alter(struct run *run, const struct event *event, uint32_t host, uint32_t member);

static const struct event *event_of(const struct run *run, uint32_t which)
{
    return &run->net->scenario->timeline.event[which];
}

static void each_meant(struct run *run, uint32_t which, alter *act)
{
    const struct event *e = event_of(run, which);
    for (uint32_t h = 0; h < run->net->scenario->hosts; h++)
        for (uint32_t m = 0; m < run->net->group[h].members; m++)
            if (target_is(run, which, h, m)) act(run, e, h, m);
}

static void order_back(struct run *run, enum order_kind kind, uint32_t host, uint32_t member, uint32_t which,
                       double seconds)
{
    const struct order order = { .kind = kind,
                                 .host = host,
                                 .member = member,
                                 .which = which,
                                 .epoch = incident_member(run->incident, host, member)->epoch };
    struct member *m = incident_member(run->incident, host, member);
    m->held_until = fmax(m->held_until, run->now + seconds);
    incident_order(run, run->now + seconds, order);
}

/* ---- events ---- */

/* Who is away already stays away until the end of the longer of the two. */
static void kill_member(struct run *run, const struct event *e, uint32_t host, uint32_t member)
{
    const struct host *h = &run->net->scenario->host[host];
    struct member *m = incident_member(run->incident, host, member);
    const bool was_away = m->state == MEMBER_AWAY;
    if (m->state != MEMBER_UP && !was_away) return;
    if (!was_away) incident_down(run, host, member, false);
    if (e->replace && !was_away)
        order_back(run, ORDER_REPLACED, host, member, 0, h->provision + failover_restore(run, host));
    else if (isfinite(e->length))
        order_back(run, ORDER_BACK, host, member, 0, e->length);
    else if (!e->replace)
        m->held_until = INFINITY;
}

/* Whatever was wrong with it is over. */
static void repair_member(struct run *run, const struct event *e, uint32_t host, uint32_t member)
{
    (void)e;
    const struct member *m = incident_member(run->incident, host, member);
    if (m->state == MEMBER_AWAY) incident_up(run, host, member);
    if (m->side) incident_cut(run, host, member, 0);
    if (m->slow < 1 || m->slow > 1) incident_set_slow(run, host, member, 1);
}

static void slow_member(struct run *run, const struct event *e, uint32_t host, uint32_t member)
{
    incident_set_slow(run, host, member, e->value);
}

/* What else slows it down goes on; of several, what began last. */
static void restore_speed(struct run *run, const struct event *e, uint32_t host, uint32_t member)
{
    const struct timeline *t = &run->net->scenario->timeline;
    const double now = run->now - run->incident->script->begins;
    const struct event *last = NULL;
    for (uint32_t i = 0; i < t->events; i++) {
        const struct event *other = &t->event[i];
        if (other == e || other->what != HAPPENS_SLOW || other->at > now ||
            other->at + other->length <= now || (last && other->at < last->at) ||
            !target_is(run, i, host, member))
            continue;
        last = other;
    }
    incident_set_slow(run, host, member, last ? last->value : 1);
}

static void cut_member(struct run *run, const struct event *e, uint32_t host, uint32_t member)
{
    incident_cut(run, host, member, 1 + (uint32_t)(e - run->net->scenario->timeline.event));
}

static void heal_member(struct run *run, const struct event *e, uint32_t host, uint32_t member)
{
    const uint32_t side = 1 + (uint32_t)(e - run->net->scenario->timeline.event);
    if (incident_member(run->incident, host, member)->side == side) incident_cut(run, host, member, 0);
}

static void scale_member(struct run *run, const struct event *e, uint32_t host, uint32_t member)
{
    const uint32_t which = (uint32_t)(e - run->net->scenario->timeline.event);
    const double seconds = isfinite(e->length) ? e->length : run->net->scenario->host[host].provision;
    if (incident_member(run->incident, host, member)->state != MEMBER_UP) return;
    incident_down(run, host, member, false);
    order_back(run, ORDER_SCALED, host, member, which, seconds);
}

static void flush(struct run *run, const struct event *e)
{
    for (uint32_t i = 0; i < run->net->caches; i++) {
        const struct cache_def *def = &run->net->cache[i];
        if (def->tier != e->tier) continue;
        for (uint32_t k = 0; k < def->nodes; k++)
            if (e->member == SCENARIO_NONE || e->member == k) cache_flush(&run->parts.cache[i][k]);
    }
}

static void add_members(struct run *run, const struct event *e)
{
    uint32_t more = (uint32_t)e->value;
    for (uint32_t m = 0; m < run->net->group[e->host].members && more; m++) {
        if (incident_member(run->incident, e->host, m)->state != MEMBER_ABSENT) continue;
        incident_boot(run, e->host, m, run->net->scenario->host[e->host].provision);
        more--;
    }
}

static void remove_members(struct run *run, const struct event *e)
{
    uint32_t fewer = (uint32_t)e->value;
    for (uint32_t m = run->net->group[e->host].members; m-- > 0 && fewer;) {
        if (incident_member(run->incident, e->host, m)->state != MEMBER_UP) continue;
        incident_absent(run, e->host, m, !e->abrupt);
        fewer--;
    }
}

/* The next ones restart; when they are back, those after them. */
void happening_deploy(struct run *run, const struct order *o)
{
    const struct event *e = event_of(run, o->which);
    const uint32_t members = run->net->group[e->host].members;
    const double seconds = run->net->scenario->host[e->host].restart;
    uint32_t begun = 0, m = o->member;
    for (; m < members && begun < (uint32_t)e->value; m++) {
        const struct member *member = incident_member(run->incident, e->host, m);
        if (member->state != MEMBER_UP || !target_is(run, o->which, e->host, m)) continue;
        incident_down(run, e->host, m, !e->abrupt);
        order_back(run, ORDER_BACK, e->host, m, 1 + o->which, seconds);
        begun++;
    }
    if (e->abrupt && begun) doom_jobs(run, ERROR_UNAVAILABLE);
    if (!begun) {
        incident_note(run, NOTE_DEPLOYED,
                      (struct note){ .host = e->host, .tier = e->tier, .member = NETWORK_NONE });
        return;
    }
    struct order next = *o;
    next.member = m;
    incident_order(run, run->now + seconds, next);
}

static struct note note_of(const struct event *e, uint32_t which)
{
    return (struct note){ .host = e->host, .tier = e->tier, .member = e->member, .value = which };
}

void happening_begin(struct run *run, uint32_t which)
{
    const struct event *e = event_of(run, which);
    target_resolve(run, which);
    incident_note(run, NOTE_EVENT, note_of(e, which));
    switch (e->what) {
    case HAPPENS_KILL: each_meant(run, which, kill_member); break;
    case HAPPENS_REPAIR: each_meant(run, which, repair_member); break;
    case HAPPENS_SLOW: each_meant(run, which, slow_member); break;
    case HAPPENS_PARTITION: each_meant(run, which, cut_member); break;
    case HAPPENS_SCALE: each_meant(run, which, scale_member); break;
    case HAPPENS_FLUSH: flush(run, e); break;
    case HAPPENS_ADD: add_members(run, e); break;
    case HAPPENS_REMOVE: remove_members(run, e); break;
    case HAPPENS_DEPLOY:
        happening_deploy(run, &(struct order){ .kind = ORDER_DEPLOY, .which = which });
        break;
    case HAPPENS_LOAD:
    case HAPPENS_FACTOR:
    case HAPPENS_RAMP: /* the rates have it */
    case HAPPENINGS: break;
    }
    if (e->what == HAPPENS_KILL || e->what == HAPPENS_PARTITION || e->what == HAPPENS_REPAIR ||
        e->what == HAPPENS_SCALE || (e->what == HAPPENS_REMOVE && e->abrupt))
        doom_jobs(run, ERROR_UNAVAILABLE);
    const bool ends = e->what == HAPPENS_SLOW || e->what == HAPPENS_PARTITION || e->what == HAPPENS_LOAD ||
                      e->what == HAPPENS_FACTOR || e->what == HAPPENS_RAMP;
    if (ends && isfinite(e->length))
        incident_order(run, run->now + e->length, (struct order){ .kind = ORDER_EVENT_END, .which = which });
}

void happening_end(struct run *run, uint32_t which)
{
    const struct event *e = event_of(run, which);
    if (e->what == HAPPENS_SLOW) each_meant(run, which, restore_speed);
    if (e->what == HAPPENS_PARTITION) {
        each_meant(run, which, heal_member);
        doom_jobs(run, ERROR_UNAVAILABLE); /* calls among those that were cut off together */
    }
    incident_note(run, NOTE_EVENT_END, note_of(e, which));
}

/* ---- members come back ---- */

static void note_member(struct run *run, enum note_kind kind, uint32_t host, uint32_t member)
{
    incident_note(run, kind, (struct note){ .host = host, .tier = NETWORK_NONE, .member = member });
}

/* Something else keeps it away, for longer. */
static bool is_held(const struct run *run, const struct member *m)
{
    return m->waits || run->now < m->held_until;
}

/* `which`: 0, or one more than the deployment that it is part of, which is noted as a whole. */
void happening_back(struct run *run, const struct order *o)
{
    if (is_held(run, incident_member(run->incident, o->host, o->member))) return;
    incident_up(run, o->host, o->member);
    if (!o->which) note_member(run, NOTE_BACK, o->host, o->member);
}

void happening_replaced(struct run *run, const struct order *o)
{
    failover_replaced(run, o->host, o->member);
    struct member *m = incident_member(run->incident, o->host, o->member);
    m->gone_at = m->changed_at;
    m->moved_at = run->now;
    incident_up(run, o->host, o->member);
}

void happening_scaled(struct run *run, const struct order *o)
{
    const double factor = event_of(run, o->which)->value;
    incident_set_cores(run, o->host, o->member,
                       incident_member(run->incident, o->host, o->member)->cores * factor);
    incident_up(run, o->host, o->member);
    note_member(run, NOTE_BACK, o->host, o->member);
}

void happening_booted(struct run *run, const struct order *o)
{
    incident_up(run, o->host, o->member);
    incident_note(run, NOTE_SERVES,
                  (struct note){ .host = o->host,
                                 .tier = scaler_tier(run, o->host),
                                 .member = o->member,
                                 .value = run->incident->up[o->host] });
    scaler_served(run, o->host);
}

/* ---- at random (members: repair.c) ---- */

/* Who died in the zone, or before it, is repaired by himself, but is not back before the zone is. */
void happening_zone(struct run *run, const struct order *o)
{
    const struct failures *f = &run->net->scenario->network.zone_failures;
    const bool fails = o->kind == ORDER_ZONE_FAIL;
    const double seconds = demand_sample(fails ? &f->mttr : &f->mttf, &run->incident->stream);
    struct order next = *o;
    incident_note(
        run, fails ? NOTE_ZONE_FAILED : NOTE_ZONE_REPAIRED,
        (struct note){
            .host = NETWORK_NONE, .tier = NETWORK_NONE, .member = NETWORK_NONE, .value = o->which });
    for (uint32_t h = 0; h < run->net->scenario->hosts; h++)
        for (uint32_t m = 0; m < run->net->group[h].members; m++) {
            if (m % run->net->scenario->host[h].zones != o->which) continue;
            struct member *member = incident_member(run->incident, h, m);
            if (fails) {
                incident_down(run, h, m, false);
                if (member->state == MEMBER_AWAY)
                    member->held_until = fmax(member->held_until, run->now + seconds);
            } else if (member->state == MEMBER_AWAY && !is_held(run, member))
                incident_up(run, h, m);
        }
    if (fails) doom_jobs(run, ERROR_UNAVAILABLE);
    next.kind = fails ? ORDER_ZONE_BACK : ORDER_ZONE_FAIL;
    incident_order(run, run->now + seconds, next);
}

/* The process dies as soon as the present event is over. */
void happening_no_memory(struct run *run, uint32_t ledger)
{
    const struct ledger_def *def = &run->net->ledger[ledger];
    if (def->oom != OOM_KILL) return;
    for (uint32_t i = 0; i < run->net->resources; i++) {
        const struct resource *r = &run->net->resource[i];
        if (r->kind != RESOURCE_RAM || r->host != def->host) continue;
        order_back(run, ORDER_OOM, r->host, ledger - r->base, 0, 0);
        return;
    }
}

void happening_oom(struct run *run, const struct order *o)
{
    if (incident_member(run->incident, o->host, o->member)->state != MEMBER_UP) return;
    note_member(run, NOTE_OOM, o->host, o->member);
    incident_down(run, o->host, o->member, false);
    order_back(run, ORDER_BACK, o->host, o->member, 0, run->net->scenario->host[o->host].restart);
    doom_jobs(run, ERROR_OOM);
}

/* ---- the first orders ---- */

static void init_failures(struct run *run)
{
    const struct scenario *s = run->net->scenario;
    const double begins = run->incident->script->begins;
    uint32_t zones = 1;
    for (uint32_t h = 0; h < s->hosts; h++)
        if (s->host[h].zones > zones) zones = s->host[h].zones;
    repair_init(run);
    const struct failures *f = &s->network.zone_failures;
    for (uint32_t z = 0; f->mttf.mean > 0 && z < zones; z++)
        incident_order(run, begins + demand_sample(&f->mttf, &run->incident->stream),
                       (struct order){ .kind = ORDER_ZONE_FAIL, .which = z });
}

/* Backups come at random moments of their cycle; the last one before the time began is complete. */
static void init_backups(struct run *run)
{
    const struct scenario *s = run->net->scenario;
    for (uint32_t t = 0; t < s->tiers; t++) {
        const struct tier *tier = &s->tier[t];
        if (tier->kind != TIER_DATABASE || tier->host == SCENARIO_NONE) continue;
        const double every = tier->database.backup.every;
        const double first = stream_uniform(&run->incident->stream) * every;
        for (uint32_t m = 0; m < run->net->group[tier->host].members; m++)
            incident_member(run->incident, tier->host, m)->saved_at = first - every;
        incident_order(run, first, (struct order){ .kind = ORDER_BACKUP, .host = tier->host, .which = t });
    }
}

void happening_init(struct run *run)
{
    const struct script *script = run->incident->script;
    const struct timeline *t = &run->net->scenario->timeline;
    if (script->calm) return;
    for (uint32_t i = 0; i < t->events; i++)
        incident_order(run, script->begins + t->event[i].at,
                       (struct order){ .kind = ORDER_EVENT, .which = i });
    init_failures(run);
    init_backups(run);
}
