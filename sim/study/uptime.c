/*
 * The states of the zones are summed over one by one (2^zones of them); given one, a part's members in living
 * zones are up independently, so their number is binomial.
 */
#include "sim/study/uptime.h"

#include "models/architecture/builder.h"
#include "models/architecture/scaling.h"
#include "models/theory/availability.h"
#include "sim/study/repairs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double year = 365.25 * 86400;

/* ---- what there is ---- */

static bool is_used(const struct scenario *s, uint32_t host)
{
    for (uint32_t t = 0; t < s->tiers; t++)
        for (uint32_t c = 0; s->tier[t].host == host && c < s->classes; c++)
            if (path_uses(s->class[c].path, t)) return true;
    return false;
}

/* Whether the rest carries `rate` when nothing on the host remembers anything. */
static bool carries_without(const struct scenario *s, uint32_t host, double rate)
{
    struct tier *tier = malloc(s->tiers * sizeof *tier);
    if (!tier) abort();
    memcpy(tier, s->tier, s->tiers * sizeof *tier);
    for (uint32_t t = 0; t < s->tiers; t++) {
        if (tier[t].host != host) continue;
        tier[t].caching.memory = NAN;
        tier[t].caching.hit_ratio = 0;
        tier[t].host = SCENARIO_NONE;
    }
    struct scenario cold = *s;
    cold.tier = tier;
    struct network *n = network_assemble(&cold);
    const bool carries = n->saturation > rate;
    network_destroy(n);
    free(tier);
    return carries;
}

static bool has_only_caches(const struct scenario *s, uint32_t host)
{
    for (uint32_t t = 0; t < s->tiers; t++) {
        if (s->tier[t].host == host && s->tier[t].kind != TIER_CACHE) return false;
        /* Who has lost his session is turned away. */
        if (s->tier[t].sessions.state == SESSION_CACHE && s->tier[t].sessions.cache != SCENARIO_NONE &&
            s->tier[s->tier[t].sessions.cache].host == host)
            return false;
    }
    return true;
}

/* The members that carry the load: no resource of theirs is busy all the time. */
static uint32_t members_for(const struct network *n, uint32_t host, double rate, uint32_t members)
{
    double most = 0;
    for (uint32_t i = 0; i < n->resources; i++) {
        const struct resource *r = &n->resource[i];
        if (r->host != host || r->kind == RESOURCE_RAM || isinf(r->servers)) continue;
        double demand = 0;
        for (uint32_t m = 0; m < r->members; m++) demand += r->demand[m];
        most = fmax(most, rate * demand / r->servers);
    }
    return (uint32_t)fmin(members, floor(most) + 1);
}

static void fill_database(const struct database *d, struct updown_part *part)
{
    if (d->engine != ENGINE_RELATIONAL) {
        const uint32_t quorum = d->write_quorum > d->read_quorum ? d->write_quorum : d->read_quorum;
        const uint32_t copies = d->copies < part->members ? d->copies : part->members;
        part->need = part->members - (copies - (quorum < copies ? quorum : copies));
        part->elects = d->engine == ENGINE_DISTRIBUTED_SQL && copies > 1;
        part->outage = part->elects ? d->elect : 0;
    } else if (d->replicas.count > 0) {
        part->sets = d->shards.count > 1 ? d->shards.count : 1;
        part->members = part->sets * (1 + d->replicas.count);
        part->need = 1; /* of a set */
        part->outage = d->replicas.detect + d->replicas.promote;
    } else if (d->shards.count > 1)
        part->need = part->members = d->shards.count; /* each has what nobody else has */
}

static struct updown_part part_of(const struct network *n, uint32_t host, double rate)
{
    const struct scenario *s = n->scenario;
    const uint32_t members = scaling_host_members(n, host, rate);
    struct updown_part part = { .host = host,
                                .failures = &s->host[host].failures,
                                .crews = s->host[host].failures.crews,
                                .members = members,
                                .zones = s->host[host].zones,
                                .need = members_for(n, host, rate, members),
                                .sets = 1 };
    for (uint32_t t = 0; t < s->tiers; t++)
        if (s->tier[t].host == host && s->tier[t].kind == TIER_DATABASE)
            fill_database(&s->tier[t].database, &part);
    return part;
}

static struct updown describe(const struct network *n, double rate)
{
    const struct scenario *s = n->scenario;
    struct updown model = { .zone = &s->network.zone_failures, .zones = 1 };
    model.part = calloc(s->hosts ? s->hosts : 1, sizeof *model.part);
    if (!model.part) abort();
    for (uint32_t h = 0; h < s->hosts; h++) {
        const bool fails = s->host[h].failures.mttf.mean > 0 || model.zone->mttf.mean > 0;
        if (!fails || !is_used(s, h)) continue;
        if (has_only_caches(s, h) && carries_without(s, h, rate)) continue;
        model.part[model.parts++] = part_of(n, h, rate);
        if (s->host[h].zones > model.zones) model.zones = s->host[h].zones;
    }
    return model;
}

/* ---- the analysis ---- */

static double binomial(uint32_t n, uint32_t k, double p)
{
    if (k > n) return 0;
    if (p >= 1) return k == n;
    return exp(lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0) + k * log(p) + (n - k) * log1p(-p));
}

static struct updown_given set_given(const struct updown_part *part, uint32_t set, uint32_t zones_up)
{
    const uint32_t members = part->members / part->sets;
    uint32_t there = 0;
    for (uint32_t m = 0; m < members; m++) there += updown_lives(zones_up, (set * members + m) % part->zones);
    const double mttf = part->failures->mttf.mean, mttr = part->failures->mttr.mean;
    if (there < part->need) return (struct updown_given){ 0, 0 };
    if (!(mttf > 0)) return (struct updown_given){ 1, 0 };
    const double a = availability_renewal(mttf, mttr);
    return (struct updown_given){ availability_at_least(part->need, there, a),
                                  binomial(there, part->need, a) * part->need / mttf };
}

static struct updown_given part_given(const struct updown_part *part, uint32_t zones_up)
{
    struct updown_given all = { 1, 0 };
    const double mttf = part->failures->mttf.mean;
    if (repairs_are_shared(part)) return repairs_given(part, zones_up);
    for (uint32_t set = 0; set < part->sets; set++) {
        struct updown_given one = set_given(part, set, zones_up);
        if (part->outage > 0 && mttf > 0) {
            one.up *= updown_led(part);
            one.failures += (part->elects ? part->members : 1) / mttf;
        }
        all.failures = all.failures * one.up + one.failures * all.up;
        all.up *= one.up;
    }
    return all;
}

static double zone_availability(const struct updown *model)
{
    const struct failures *f = model->zone;
    return f->mttf.mean > 0 ? availability_renewal(f->mttf.mean, f->mttr.mean) : 1;
}

static double probability(const struct updown *model, uint32_t zones_up, uint32_t zones)
{
    const double a = zone_availability(model);
    double p = 1;
    for (uint32_t z = 0; z < zones; z++) p *= updown_lives(zones_up, z) ? a : 1 - a;
    return p;
}

static uint32_t zones_that_fail(const struct updown *model)
{
    enum { MOST_ZONES = 12 };
    if (!(model->zone->mttf.mean > 0)) return 0;
    return model->zones < MOST_ZONES ? model->zones : MOST_ZONES;
}

/* Unavailability of all parts but `without` (NONE: of all). Primaries fail over when their zone fails, too.
 */
static double unavailability(const struct updown *model, uint32_t without, uint32_t zones)
{
    double down = 0;
    for (uint32_t state = 0; state < 1u << zones; state++) {
        double up = 1;
        for (uint32_t i = 0; i < model->parts; i++)
            if (i != without) up *= part_given(&model->part[i], zones ? state : UINT32_MAX).up;
        down += (zones ? probability(model, state, zones) : 1) * (1 - up);
    }
    for (uint32_t i = 0; i < model->parts && zones; i++)
        if (i != without) down += updown_zone_failovers(model, i) * model->part[i].outage;
    return down;
}

static void fill_part(const struct updown *model, uint32_t i, uint32_t zones, struct uptime_part *out)
{
    const struct updown_part *part = &model->part[i];
    double up = 0, failures = 0;
    const double rate = zones ? zone_availability(model) / model->zone->mttf.mean : 0;
    for (uint32_t state = 0; state < 1u << zones; state++) {
        const struct updown_given now = part_given(part, zones ? state : UINT32_MAX);
        const double p = zones ? probability(model, state, zones) : 1;
        up += p * now.up;
        failures += p * now.failures;
        for (uint32_t z = 0; z < zones; z++) {
            if (!updown_lives(state, z)) continue;
            const double left = part_given(part, state & ~(1u << z)).up;
            failures += p / zone_availability(model) * rate * (now.up - left);
        }
    }
    const double by_zone = zones ? updown_zone_failovers(model, i) : 0;
    *out = (struct uptime_part){ .host = part->host,
                                 .members = part->members,
                                 .need = part->sets > 1 || (part->outage > 0 && !part->elects) ? part->sets
                                                                                               : part->need,
                                 .availability = up - by_zone * part->outage,
                                 .failures_a_year = (failures + by_zone) * year,
                                 .downtime_without = unavailability(model, i, zones) * year };
    out->downtime = (1 - out->availability) * year;
}

static int costliest_first(const void *a, const void *b)
{
    const struct uptime_part *x = a, *y = b;
    if (x->downtime_without != y->downtime_without) return x->downtime_without > y->downtime_without ? 1 : -1;
    return (x->host > y->host) - (x->host < y->host);
}

void uptime_find(const struct network *network, double rate, double years, uint64_t seed, struct uptime *out)
{
    struct updown model = describe(network, rate);
    const uint32_t zones = zones_that_fail(&model);
    *out = (struct uptime){
        .parts = model.parts, .simulated = NAN, .simulated_low = NAN, .simulated_high = NAN
    };
    out->part = calloc(model.parts ? model.parts : 1, sizeof *out->part);
    if (!out->part) abort();
    for (uint32_t i = 0; i < model.parts; i++) fill_part(&model, i, zones, &out->part[i]);
    qsort(out->part, out->parts, sizeof *out->part, costliest_first);
    const double down = unavailability(&model, UINT32_MAX, zones);
    out->availability = 1 - down;
    out->nines = -log10(down);
    out->downtime = down * year;
    out->zone_downtime = zones ? (down - unavailability(&model, UINT32_MAX, 0)) * year : 0;
    if (years > 0 && model.parts) {
        const struct interval seen = updown_simulate(&model, years * year, seed);
        out->simulated = seen.value;
        out->simulated_low = seen.low;
        out->simulated_high = seen.high;
        out->years = years;
    }
    free(model.part);
}

void uptime_finish(struct uptime *uptime)
{
    free(uptime->part);
    *uptime = (struct uptime){ 0 };
}
