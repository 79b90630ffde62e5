/*
 * Autoscalers at work: every `period` seconds each reads its metric, the mean over its last `window` seconds,
 * and orders or gives back members. A window longer than the period is so many whole periods.
 *
 * The metric is the quotient of two integrals, what the members did over what was there to do it: CPU seconds
 * (or requests) over members in service.
 */
#include "sim/engine/incident.h"

#include <math.h>

static uint32_t cpu_of(const struct network *net, uint32_t host)
{
    for (uint32_t i = 0; i < net->resources; i++)
        if (net->resource[i].host == host && net->resource[i].kind == RESOURCE_CPU) return i;
    return NETWORK_NONE;
}

static struct autoscaler_config config_of(const struct autoscale *a, uint32_t places)
{
    return (struct autoscaler_config){ .policy = a->policy,
                                       .target = a->target,
                                       .tolerance = a->tolerance,
                                       .min = a->min < places ? a->min : places,
                                       .max = a->max < places ? a->max : places,
                                       .step = a->step,
                                       .period = a->period,
                                       .stabilise = a->cooldown };
}

static void order_tick(struct run *run, uint32_t which, double at)
{
    const struct incident *in = run->incident;
    const struct autoscale *a = &run->net->scenario->tier[in->scaler[which].tier].autoscale;
    incident_order(run, at, (struct order){ .kind = ORDER_TICK, .which = which });
    if (a->window < a->period)
        incident_order(run, at - a->window, (struct order){ .kind = ORDER_SAMPLE, .which = which });
}

void scaler_init(struct run *run)
{
    struct incident *in = run->incident;
    const struct scenario *s = run->net->scenario;
    in->scaler = run_alloc(s->tiers, sizeof *in->scaler);
    for (uint32_t t = 0; t < s->tiers; t++) {
        const struct autoscale *a = &s->tier[t].autoscale;
        if (a->metric == SCALING_NONE || s->tier[t].host == SCENARIO_NONE) continue;
        struct scaler *scaler = &in->scaler[in->scalers++];
        const uint32_t host = s->tier[t].host;
        *scaler = (struct scaler){ .tier = t, .host = host, .resource = cpu_of(run->net, host) };
        scaler->config = config_of(a, run->net->group[host].members);
        autoscaler_init(&scaler->state, &scaler->config);
        scaler->readings = (uint32_t)fmax(1, fmin(1e4, ceil(a->window / a->period - 1e-9)));
        scaler->then = run_alloc(scaler->readings, sizeof *scaler->then);
        /* Ticks fall on whole periods of the timeline, the first ones before it begins. */
        const double first = fmod(in->script->begins, a->period);
        order_tick(run, in->scalers - 1, first > 0 ? first : a->period);
    }
}

void scaler_finish(struct run *run)
{
    for (uint32_t i = 0; i < run->incident->scalers; i++) {
        autoscaler_finish(&run->incident->scaler[i].state);
        free(run->incident->scaler[i].then);
    }
}

static double load_since_clear(struct run *run, const struct scaler *s)
{
    double sum = 0;
    if (run->net->scenario->tier[s->tier].autoscale.metric == SCALING_REQUESTS || s->resource == NETWORK_NONE)
        return 0;
    const struct resource *r = &run->net->resource[s->resource];
    for (uint32_t m = 0; m < r->members; m++) sum += run_unit(run, s->resource, m).busy_area / r->servers;
    return sum;
}

static double load(struct run *run, const struct scaler *s)
{
    if (run->net->scenario->tier[s->tier].autoscale.metric == SCALING_REQUESTS)
        return (double)run->incident->calls[s->tier];
    return s->load_before + load_since_clear(run, s);
}

void scaler_clear(struct run *run)
{
    struct incident *in = run->incident;
    for (uint32_t i = 0; i < in->scalers; i++)
        in->scaler[i].load_before += load_since_clear(run, &in->scaler[i]);
}

void scaler_sample(struct run *run, const struct order *o)
{
    struct scaler *s = &run->incident->scaler[o->which];
    incident_clock(run);
    s->then[s->at] = (struct reading){ load(run, s), run->incident->members_area[s->host] };
    s->at = (s->at + 1) % s->readings;
}

/* Share of the memory of those in service that is taken. */
static double memory_taken(struct run *run, uint32_t host)
{
    double share = 0;
    for (uint32_t i = 0; i < run->net->resources; i++) {
        const struct resource *r = &run->net->resource[i];
        if (r->host != host || r->kind != RESOURCE_RAM) continue;
        for (uint32_t m = 0; m < r->members; m++) {
            const struct ledger_def *def = &run->net->ledger[r->base + m];
            if (incident_member(run->incident, host, m)->state == MEMBER_UP)
                share += (run->ledger[r->base + m].used + def->total - def->capacity) / def->total;
        }
    }
    return run->incident->up[host] ? share / run->incident->up[host] : 0;
}

static double metric(struct run *run, const struct scaler *s)
{
    incident_clock(run);
    if (run->net->scenario->tier[s->tier].autoscale.metric == SCALING_MEMORY)
        return memory_taken(run, s->host);
    const struct reading *then = &s->then[s->at]; /* the oldest: the next to go */
    const double there = run->incident->members_area[s->host] - then->members;
    return there > 0 ? (load(run, s) - then->load) / there : 0;
}

/* The next place to fill: an empty one, else one whose machine is dead. */
static uint32_t place_to_fill(const struct run *run, uint32_t host)
{
    uint32_t dead = NETWORK_NONE;
    for (uint32_t m = 0; m < run->net->group[host].members; m++) {
        const struct member *member = incident_member(run->incident, host, m);
        if (member->state == MEMBER_ABSENT) return m;
        if (member->state == MEMBER_AWAY && !member->draining && dead == NETWORK_NONE) dead = m;
    }
    return dead;
}

static uint32_t last_in(const struct run *run, uint32_t host, enum member_state state)
{
    for (uint32_t m = run->net->group[host].members; m-- > 0;)
        if (incident_member(run->incident, host, m)->state == state) return m;
    return NETWORK_NONE;
}

static uint32_t booting(const struct run *run, uint32_t host)
{
    uint32_t n = 0;
    for (uint32_t m = 0; m < run->net->group[host].members; m++)
        n += incident_member(run->incident, host, m)->state == MEMBER_BOOTING;
    return n;
}

/* Who came into service within the window has not shown yet what it does; as Kubernetes has it, it is not
 * ready. */
static uint32_t shown(const struct run *run, uint32_t host, double window)
{
    uint32_t n = 0;
    for (uint32_t m = 0; m < run->net->group[host].members; m++) {
        const struct member *member = incident_member(run->incident, host, m);
        n += member->state == MEMBER_UP && member->changed_at <= run->now - window;
    }
    return n;
}

static void stop_waiting(struct run *run, struct scaler *s)
{
    if (!s->waits) return;
    s->waits = false;
    run->incident->diary.deficit += incident_failed(run) - s->failed_then;
}

static void grow(struct run *run, struct scaler *s, uint32_t more)
{
    const struct autoscale *a = &run->net->scenario->tier[s->tier].autoscale;
    for (; more > 0; more--) {
        const uint32_t place = place_to_fill(run, s->host);
        if (place == NETWORK_NONE) return;
        incident_boot(run, s->host, place, a->boot + a->warmup);
        if (!s->waits) s->failed_then = incident_failed(run);
        s->waits = true;
    }
}

static void shrink(struct run *run, struct scaler *s, uint32_t fewer)
{
    for (; fewer > 0; fewer--) {
        uint32_t place = last_in(run, s->host, MEMBER_BOOTING);
        if (place == NETWORK_NONE) place = last_in(run, s->host, MEMBER_UP);
        if (place == NETWORK_NONE) return;
        incident_absent(run, s->host, place, true);
    }
    if (!booting(run, s->host)) stop_waiting(run, s);
}

void scaler_tick(struct run *run, const struct order *o)
{
    struct incident *in = run->incident;
    struct scaler *s = &in->scaler[o->which];
    const struct autoscale *a = &run->net->scenario->tier[s->tier].autoscale;
    const uint32_t members = in->up[s->host] + booting(run, s->host), ready = shown(run, s->host, a->window);
    const double seen = metric(run, s);
    const uint32_t wanted = autoscaler_tick(&s->config, &s->state, run->now, members, ready, seen);
    struct note note = { .host = s->host, .tier = s->tier, .member = members, .value = wanted };
    if (wanted > members) {
        incident_note(run, NOTE_ORDERED, note);
        grow(run, s, wanted - members);
    } else if (wanted < members) {
        incident_note(run, NOTE_GIVEN_BACK, note);
        shrink(run, s, members - wanted);
    }
    if (a->window >= a->period) scaler_sample(run, o);
    order_tick(run, o->which, run->now + a->period);
}

uint32_t scaler_tier(const struct run *run, uint32_t host)
{
    const struct incident *in = run->incident;
    for (uint32_t i = 0; i < in->scalers; i++)
        if (in->scaler[i].host == host) return in->scaler[i].tier;
    return NETWORK_NONE;
}

void scaler_served(struct run *run, uint32_t host)
{
    struct incident *in = run->incident;
    for (uint32_t i = 0; i < in->scalers; i++) {
        struct scaler *s = &in->scaler[i];
        if (s->host == host && !booting(run, host)) stop_waiting(run, s);
    }
}
