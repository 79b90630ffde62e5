#include "sim/engine/incident.h"

#include "models/architecture/scaling.h"

#include <math.h>

/* ---- making and clearing ---- */

/* How many of a host's places somebody has before any event. */
static uint32_t members_at_first(const struct run *run, uint32_t host)
{
    const struct network *net = run->net;
    const struct scenario *s = net->scenario;
    for (uint32_t t = 0; t < s->tiers; t++)
        if (s->tier[t].host == host && s->tier[t].autoscale.metric != SCALING_NONE)
            return scaling_members(net, t, run->arrive.load.rate);
    return scaling_group(s, host);
}

static void init_members(struct run *run, struct incident *in)
{
    const struct network *net = run->net;
    const uint32_t hosts = net->scenario->hosts;
    in->member = run_alloc(hosts, sizeof *in->member);
    in->up = run_alloc(hosts, sizeof *in->up);
    in->cores = run_alloc(hosts, sizeof *in->cores);
    in->paid = run_alloc(hosts, sizeof *in->paid);
    in->area = run_alloc(hosts, sizeof *in->area);
    in->members_area = run_alloc(hosts, sizeof *in->members_area);
    for (uint32_t h = 0; h < hosts; h++) {
        const uint32_t first = members_at_first(run, h);
        in->member[h] = run_alloc(net->group[h].members, sizeof **in->member);
        for (uint32_t m = 0; m < net->group[h].members; m++)
            in->member[h][m] = (struct member){ .state = m < first ? MEMBER_UP : MEMBER_ABSENT,
                                                .changed_at = -INFINITY,
                                                .moved_at = -INFINITY,
                                                .slow = 1,
                                                .cores = 1 };
        in->up[h] = first;
        in->cores[h] = in->paid[h] = first;
    }
}

static void init_balancers(struct run *run, struct incident *in)
{
    const struct network *net = run->net;
    in->phase = run_alloc(net->balancers, sizeof *in->phase);
    for (uint32_t b = 0; b < net->balancers; b++) {
        const struct balancer_def *def = &net->balancer[b];
        in->phase[b] = stream_uniform(&in->stream) * def->policy->health_interval;
        balancer_set_present(&def->config, &run->balancer[b], in->up[def->host]);
    }
}

void incident_init(struct run *run, const struct script *script)
{
    struct incident *in = run_alloc(1, sizeof *in);
    run->incident = in;
    in->script = script;
    in->diary = (struct diary){ .loss = NAN, .failed_at = NAN };
    stream_init(&in->stream, stream_key_name(run->key, "incidents"));
    uint32_t sets = 0;
    for (uint32_t i = 0; i < run->net->replicas; i++) sets += run->net->replica[i].sets;
    in->failover = run_alloc(sets, sizeof *in->failover);
    in->calls = run_alloc(run->net->tiers, sizeof *in->calls);
    in->resolved = run_alloc(run->net->scenario->timeline.events, sizeof *in->resolved);
    init_members(run, in);
    init_balancers(run, in);
    scaler_init(run);
    happening_init(run);
}

void incident_finish(struct run *run)
{
    struct incident *in = run->incident;
    if (!in) return;
    scaler_finish(run);
    repair_finish(run);
    agenda_finish(&in->agenda);
    for (uint32_t h = 0; h < run->net->scenario->hosts; h++) free(in->member[h]);
    void *const arrays[] = { in->member,   in->up,           in->cores, in->paid,     in->area,
                             in->scaler,   in->members_area, in->phase, in->failover, in->calls,
                             in->resolved, in->note,         in };
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) free(arrays[i]);
    run->incident = NULL;
}

void incident_clock(struct run *run)
{
    struct incident *in = run->incident;
    const double span = run->now - in->since;
    for (uint32_t h = 0; h < run->net->scenario->hosts; h++) {
        in->area[h].members += span * in->up[h];
        in->area[h].cores += span * in->cores[h];
        in->area[h].paid += span * in->paid[h];
        in->members_area[h] += span * in->up[h];
    }
    in->since = run->now;
}

static double failed_since_clear(const struct run *run)
{
    double sum = 0;
    for (int e = 0; e < ERROR_KINDS; e++) sum += (double)run->seen.failed[e];
    return sum;
}

double incident_failed(const struct run *run)
{
    return run->incident->failed_before + failed_since_clear(run);
}

void incident_clear(struct run *run)
{
    struct incident *in = run->incident;
    incident_clock(run);
    scaler_clear(run);
    in->failed_before += failed_since_clear(run);
    for (uint32_t h = 0; h < run->net->scenario->hosts; h++) in->area[h] = (struct service){ 0 };
}

/* An observation may begin a rounding of the clock before something happens: that instant counts for nothing.
 */
static double mean_over(double area, double span)
{
    static const double rounding = 1e-9;
    const double mean = area / span;
    return mean < rounding ? 0 : mean;
}

struct service run_service(struct run *run, uint32_t host)
{
    incident_clock(run);
    const struct service *area = &run->incident->area[host];
    const double span = run->now - run->seen.since;
    if (!(span > 0)) return (struct service){ NAN, NAN, NAN };
    return (struct service){ mean_over(area->members, span), mean_over(area->cores, span),
                             mean_over(area->paid, span) };
}

void incident_note(struct run *run, enum note_kind kind, struct note note)
{
    struct incident *in = run->incident;
    if (in->notes == in->note_room) {
        in->note_room = in->note_room ? 2 * in->note_room : 32;
        in->note = reallocarray(in->note, in->note_room, sizeof *in->note);
        if (!in->note) abort();
    }
    note.kind = kind;
    note.at = round((run->now - in->script->begins) * 1e9) / 1e9; /* the warm-up's length leaves no trace */
    in->note[in->notes++] = note;
}

void incident_opened(struct run *run, uint32_t tier)
{
    incident_note(
        run, NOTE_OPENED,
        (struct note){ .host = run->net->scenario->tier[tier].host, .tier = tier, .member = NETWORK_NONE });
}

struct diary run_diary(struct run *run)
{
    struct incident *in = run->incident;
    struct diary diary = in->diary;
    for (uint32_t i = 0; i < in->scalers; i++)
        if (in->scaler[i].waits) diary.deficit += incident_failed(run) - in->scaler[i].failed_then;
    diary.note = in->note;
    diary.notes = in->notes;
    return diary;
}

double run_lag(const struct run *run)
{
    double most = run->net->replicas ? 0 : NAN;
    for (uint32_t i = 0; i < run->net->replicas; i++) {
        const struct replica_def *def = &run->net->replica[i];
        for (uint32_t k = 0; k < def->sets; k++) {
            const struct replica_set *set = &run->parts.replica[run->parts.replica_base[i] + k];
            for (uint32_t m = 0; m < set->members; m++)
                if (m != set->primary && replica_is_in(set, m))
                    most = fmax(most, replica_lag(set, m, run->now));
        }
    }
    return most;
}

double run_messages(const struct run *run)
{
    double waiting = run->net->queues ? 0 : NAN;
    for (uint32_t q = 0; q < run->net->queues; q++)
        waiting +=
            run->token[run->net->resource[run->net->queue[q].pool].base].waiting + run->parts.returning[q];
    return waiting;
}

/* ---- orders ---- */

void incident_order(struct run *run, double at, struct order order)
{
    struct incident *in = run->incident;
    agenda_add(&in->agenda, fmax(at, run->now), order);
    run_set_source(run, SOURCE_AGENDA, agenda_next(&in->agenda));
}

static bool is_void(const struct incident *in, const struct order *o)
{
    switch (o->kind) {
    case ORDER_BACK:
    case ORDER_REPLACED:
    case ORDER_SCALED:
    case ORDER_BOOTED:
    case ORDER_HEALTH:
    case ORDER_DETECT:
    case ORDER_PROMOTE:
    case ORDER_ELECT:
    case ORDER_OOM: return incident_member(in, o->host, o->member)->epoch != o->epoch;
    case ORDER_EVENT:
    case ORDER_EVENT_END:
    case ORDER_DEPLOY:
    case ORDER_FAIL:
    case ORDER_CREW:
    case ORDER_ZONE_FAIL:
    case ORDER_ZONE_BACK:
    case ORDER_BACKUP:
    case ORDER_TICK:
    case ORDER_SAMPLE: return false;
    }
    return false;
}

static void carry_out(struct run *run, const struct order *o)
{
    switch (o->kind) {
    case ORDER_EVENT: happening_begin(run, o->which); break;
    case ORDER_EVENT_END: happening_end(run, o->which); break;
    case ORDER_DEPLOY: happening_deploy(run, o); break;
    case ORDER_FAIL: repair_fail(run, o); break;
    case ORDER_CREW: repair_next(run, o); break;
    case ORDER_ZONE_FAIL:
    case ORDER_ZONE_BACK: happening_zone(run, o); break;
    case ORDER_OOM: happening_oom(run, o); break;
    case ORDER_BACK: happening_back(run, o); break;
    case ORDER_REPLACED: happening_replaced(run, o); break;
    case ORDER_SCALED: happening_scaled(run, o); break;
    case ORDER_BOOTED: happening_booted(run, o); break;
    case ORDER_HEALTH: health_believe(run, o); break;
    case ORDER_DETECT: failover_detect(run, o); break;
    case ORDER_PROMOTE: failover_promote(run, o); break;
    case ORDER_ELECT: failover_elect(run, o); break;
    case ORDER_BACKUP: failover_backup(run, o); break;
    case ORDER_TICK: scaler_tick(run, o); break;
    case ORDER_SAMPLE: scaler_sample(run, o); break;
    }
}

void incident_fire(struct run *run)
{
    struct incident *in = run->incident;
    const struct order order = agenda_take(&in->agenda);
    if (!is_void(in, &order)) carry_out(run, &order);
    run_set_source(run, SOURCE_AGENDA, agenda_next(&in->agenda));
}

/* ---- members ---- */

/* What the caches on a member knew is gone with its process. */
static void forget_caches(struct run *run, uint32_t host, uint32_t member)
{
    for (uint32_t i = 0; i < run->net->caches; i++) {
        const struct cache_def *def = &run->net->cache[i];
        if (run->net->scenario->tier[def->tier].host == host && (def->nodes == 1 || member < def->nodes))
            cache_flush(&run->parts.cache[i][def->nodes > 1 ? member : 0]);
    }
}

static void set_state(struct run *run, uint32_t host, uint32_t member, enum member_state state)
{
    struct incident *in = run->incident;
    struct member *m = incident_member(in, host, member);
    incident_clock(run);
    in->up[host] -= m->state == MEMBER_UP;
    in->cores[host] -= m->state == MEMBER_UP ? m->cores : 0;
    in->paid[host] -= m->state != MEMBER_ABSENT ? m->cores : 0;
    m->state = state;
    m->epoch++;
    m->changed_at = run->now;
    in->up[host] += m->state == MEMBER_UP;
    in->cores[host] += m->state == MEMBER_UP ? m->cores : 0;
    in->paid[host] += m->state != MEMBER_ABSENT ? m->cores : 0;
}

static void note_failure(struct run *run)
{
    run->incident->diary.failed_at = run->now - run->incident->script->begins;
}

void incident_down(struct run *run, uint32_t host, uint32_t member, bool draining)
{
    struct member *m = incident_member(run->incident, host, member);
    if (m->state != MEMBER_UP) return;
    if (!draining) note_failure(run);
    m->draining = draining;
    set_state(run, host, member, MEMBER_AWAY);
    forget_caches(run, host, member);
    if (draining)
        health_tell(run, host, member);
    else
        health_look(run, host, member);
    failover_down(run, host, member);
}

void incident_up(struct run *run, uint32_t host, uint32_t member)
{
    struct member *m = incident_member(run->incident, host, member);
    const enum member_state before = m->state;
    if (before == MEMBER_UP) return;
    const bool planned = m->draining || before == MEMBER_BOOTING;
    m->draining = false;
    m->held_until = 0;
    m->waits = false;
    set_state(run, host, member, MEMBER_UP);
    if (before == MEMBER_AWAY) forget_caches(run, host, member);
    if (planned)
        health_tell(run, host, member);
    else
        health_look(run, host, member);
    failover_up(run, host, member);
}

void incident_absent(struct run *run, uint32_t host, uint32_t member, bool draining)
{
    struct member *m = incident_member(run->incident, host, member);
    m->draining = draining;
    set_state(run, host, member, MEMBER_ABSENT);
    health_tell(run, host, member);
}

void incident_boot(struct run *run, uint32_t host, uint32_t member, double seconds)
{
    set_state(run, host, member, MEMBER_BOOTING);
    health_tell(run, host, member);
    const uint32_t epoch = incident_member(run->incident, host, member)->epoch;
    incident_order(run, run->now + seconds,
                   (struct order){ .kind = ORDER_BOOTED, .host = host, .member = member, .epoch = epoch });
}

void incident_cut(struct run *run, uint32_t host, uint32_t member, uint32_t side)
{
    struct member *m = incident_member(run->incident, host, member);
    if (m->side == side) return;
    const bool answered = member_answers(m);
    m->side = side;
    if (side) note_failure(run);
    if (m->state != MEMBER_UP || answered == member_answers(m)) return;
    m->epoch++;
    m->changed_at = run->now;
    health_look(run, host, member);
    if (answered)
        failover_down(run, host, member);
    else
        failover_up(run, host, member);
}

static void set_speed(struct run *run, const struct resource *r, uint32_t member, double factor)
{
    const uint32_t unit = r->base + member;
    if (r->is_ps) {
        ps_set_speed(&run->ps[unit], run->now, r->speed * factor);
        evset_set(&run->events, run->fcfs_stations + unit, ps_next(&run->ps[unit]));
    } else {
        fcfs_set_speed(&run->fcfs[unit], run->now, r->speed * factor);
        evset_set(&run->events, unit, fcfs_next(&run->fcfs[unit]));
    }
}

void incident_set_slow(struct run *run, uint32_t host, uint32_t member, double factor)
{
    incident_member(run->incident, host, member)->slow = factor;
    for (uint32_t i = 0; i < run->net->resources; i++) {
        const struct resource *r = &run->net->resource[i];
        if (r->host == host && r->kind <= RESOURCE_SSD_BANDWIDTH && member < r->members)
            set_speed(run, r, member, factor);
    }
}

/* The member is away, so nothing is in service there. */
void incident_set_cores(struct run *run, uint32_t host, uint32_t member, double factor)
{
    struct incident *in = run->incident;
    struct member *m = incident_member(in, host, member);
    incident_clock(run);
    in->paid[host] += factor - m->cores;
    m->cores = factor;
    for (uint32_t i = 0; i < run->net->resources; i++) {
        const struct resource *r = &run->net->resource[i];
        if (r->host != host || r->kind != RESOURCE_CPU || member >= r->members) continue;
        const double cores = r->servers * factor;
        if (r->is_ps)
            run->ps[r->base + member].cores = cores;
        else
            run->fcfs[r->base + member].servers = (uint32_t)fmax(1, round(cores));
    }
}
