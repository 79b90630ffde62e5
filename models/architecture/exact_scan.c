/*
 * Reads the programs of a network and compares them with what the formulas assume. Steps that no request
 * reaches count for nothing. First the pools of tokens: one that holds a single service is a station
 * together with it, any other is held across other things. Then every step for itself, then what all steps
 * together ask of each resource.
 */
#include "models/architecture/exact_scan.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* What the steps ask of a resource, or of what a pool holds. */
struct law {
    uint32_t steps, in_class, most_in_class; /* in_class: while a class is counted */
    double visits, sum, square;              /* moments, weighted by visits */
    double mean;                             /* of the first step */
    bool is_exponential, is_one_mean, is_constant, is_repeated;
    uint32_t pool; /* the resource whose tokens guard it; NETWORK_NONE */
    uint32_t guarded;
};

struct scan {
    struct exact *e;
    const struct network *n;
    struct law *law;   /* a resource */
    bool *repeated;    /* a step: in a loop */
    bool *is_pool;     /* a resource: tokens that guard a single service */
    uint32_t *pool_of; /* a step: the pool that holds it alone; NETWORK_NONE */
    uint32_t class;    /* whose steps are looked at */
    double *asked;     /* [class * resources + resource]: s a request of the class */
};

static void *zeroed(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (!memory) abort();
    return memory;
}

__attribute__((format(printf, 4, 5))) static struct exact_break *
broken(struct exact *e, enum exact_assumption what, uint32_t where, const char *format, ...)
{
    for (uint32_t i = 0; i < e->breaks; i++)
        if (e->broken[i].what == what && e->broken[i].where == where) return &e->broken[i];
    e->broken = realloc(e->broken, (e->breaks + 1) * sizeof *e->broken);
    if (!e->broken) abort();
    struct exact_break *b = &e->broken[e->breaks++];
    *b = (struct exact_break){ .what = what, .where = where };
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(b->text, sizeof b->text, format, arguments);
    va_end(arguments);
    return b;
}

static void scan_arrivals(struct exact *e, const struct load *load)
{
    e->arrival_scv = 1;
    switch (load->arrivals) {
    case ARRIVALS_POISSON: break;
    case ARRIVALS_CLOSED: e->is_closed = true; return;
    case ARRIVALS_CONSTANT:
        e->arrival_scv = 0;
        broken(e, EXACT_ARRIVALS, 0, "arrivals are evenly spaced")->is_renewal = true;
        break;
    case ARRIVALS_RENEWAL:
        e->arrival_scv = load->cv * load->cv;
        if (load->cv != 1)
            broken(e, EXACT_ARRIVALS, 0, "gaps between arrivals have cv %.3g", load->cv)->is_renewal = true;
        break;
    case ARRIVALS_BURSTY: broken(e, EXACT_ARRIVALS, 1, "arrivals come in bursts"); break;
    case ARRIVALS_TRACE: broken(e, EXACT_ARRIVALS, 1, "arrivals follow a trace"); break;
    }
    if (load->batch.kind != DEMAND_CONSTANT || load->batch.mean != 1)
        broken(e, EXACT_ARRIVALS, 2, "requests arrive in batches");
}

/* The only step between a token's taking and its release, if that is a service or a delay; else
 * NETWORK_NONE. */
static uint32_t only_service(const struct network *n, uint32_t take)
{
    uint32_t found = NETWORK_NONE;
    for (uint32_t i = take + 1; i < n->steps; i++) {
        const struct step *s = &n->step[i];
        if (s->op == OP_RELEASE && s->target == n->step[take].target) return found;
        if (found != NETWORK_NONE || (s->op != OP_SERVE_PS && s->op != OP_SERVE_FCFS && s->op != OP_DELAY))
            return NETWORK_NONE;
        found = i;
    }
    return NETWORK_NONE;
}

/* Whether the service is at the member whose token is held. */
static bool is_same_member(const struct network *n, const struct step *take, const struct step *service)
{
    if (service->op == OP_DELAY) return true;
    return n->resource[service->resource].members == n->resource[take->resource].members &&
           service->reg == take->reg;
}

/* A CPU that others use as well is no part of the pool. Whether there was one that seemed to be. */
static bool leave_out_shared(struct scan *s)
{
    const struct network *n = s->n;
    bool found = false;
    for (uint32_t i = 0; i < n->steps; i++) {
        const struct step *a = &n->step[i];
        if (a->resource == NETWORK_NONE || a->op == OP_TAKE || !(n->visits[i] > 0)) continue;
        for (uint32_t k = 0; k < n->steps; k++) {
            const uint32_t pool = s->pool_of[k];
            if (n->step[k].resource != a->resource || pool == NETWORK_NONE || !s->is_pool[pool]) continue;
            if (s->pool_of[i] == pool) continue;
            s->is_pool[pool] = false;
            found = true;
        }
    }
    return found;
}

static void find_pools(struct scan *s)
{
    const struct network *n = s->n;
    for (uint32_t r = 0; r < n->resources; r++) s->is_pool[r] = true;
    for (uint32_t i = 0; i < n->steps; i++) {
        const struct step *take = &n->step[i];
        if (take->op != OP_TAKE || !(n->visits[i] > 0)) continue;
        const uint32_t inner = only_service(n, i);
        if (inner == NETWORK_NONE || !is_same_member(n, take, &n->step[inner]))
            s->is_pool[take->resource] = false;
        else
            s->pool_of[inner] = take->resource;
    }
    while (leave_out_shared(s)) continue;
    for (uint32_t i = 0; i < n->steps; i++)
        if (s->pool_of[i] != NETWORK_NONE && !s->is_pool[s->pool_of[i]]) s->pool_of[i] = NETWORK_NONE;
}

static void scan_take(struct scan *s, const struct step *step)
{
    const struct resource *r = &s->n->resource[step->resource];
    const struct token_def *token = &s->n->token[step->base];
    struct exact *e = s->e;
    if (!s->is_pool[step->resource]) {
        const char *tier = s->n->scenario->tier[r->tier].name;
        const bool is_database = s->n->scenario->tier[r->tier].kind == TIER_DATABASE;
        broken(e, EXACT_HELD, step->resource,
               is_database ? "%.40s holds a connection while it works"
                           : "%.40s holds a thread across its calls",
               tier)
            ->up_to = token->count;
    }
    if (token->room != UINT32_MAX)
        broken(e, EXACT_QUEUE, step->resource, "%.40s has a queue of at most %u", r->name, token->room)
            ->up_to = (double)token->count + token->room;
    if (token->patience.mean < INFINITY)
        broken(e, EXACT_PATIENCE, step->resource, "who waits for %.40s gives up", r->name)->up_to =
            token->count;
}

static void scan_service(struct scan *s, uint32_t i)
{
    const struct step *step = &s->n->step[i];
    const uint32_t pool = s->pool_of[i];
    if (step->op == OP_DELAY && pool == NETWORK_NONE) {
        if (step->demand->kind != DEMAND_CONSTANT || fabs(s->n->visits[i] - 1) > 1e-12 || s->repeated[i])
            s->e->is_constant_delay = false;
        return;
    }
    const uint32_t resource = step->op == OP_DELAY ? pool : step->resource;
    const double speed = step->op == OP_DELAY ? 1 : s->n->resource[resource].speed;
    const struct demand *d = step->demand;
    const double mean = d->mean / speed, visits = s->n->visits[i];
    struct law *law = &s->law[resource];
    if (law->steps == 0)
        *law = (struct law){ .mean = mean, .is_exponential = true, .is_one_mean = true, .is_constant = true };
    const bool has_stages = d->kind == DEMAND_ERLANG || d->kind == DEMAND_GAMMA || d->kind == DEMAND_HYPEREXP;
    law->is_exponential &= d->kind == DEMAND_EXPONENTIAL || (has_stages && d->cv == 1);
    law->is_constant &= d->kind == DEMAND_CONSTANT;
    law->is_one_mean &= fabs(mean - law->mean) <= 1e-12 * law->mean;
    law->is_repeated |= s->repeated[i];
    law->visits += visits;
    law->sum += visits * mean;
    s->asked[s->class * s->n->resources + resource] += visits / s->n->class[s->class].share * mean;
    law->square += visits * mean * mean * (1 + d->cv * d->cv);
    law->pool = pool;
    law->steps++;
    law->in_class++;
}

static const char *chooses(const struct balancer_def *def)
{
    const struct balancing *p = def->policy;
    if (def->members == 1) return NULL;
    if (p->sticky) return NULL;
    if (p->zone_aware && def->config.zones > 1) return "prefers its own zone";
    switch (p->policy) {
    case POLICY_RANDOM:
    case POLICY_IP_HASH:
    case POLICY_CONSISTENT_HASH: return NULL;
    case POLICY_ROUND_ROBIN: return "deals out in turn";
    case POLICY_WEIGHTED: return "deals out in turn, by weight";
    case POLICY_LEAST_CONNECTIONS: return "chooses by state: the fewest connections";
    case POLICY_POWER: return "chooses by state: the best of a few";
    case POLICY_JOIN_IDLE: return "chooses by state: an idle member";
    case POLICY_BOUNDED_LOAD: return "chooses by state: who is within the bound";
    }
    return NULL;
}

static void scan_choice(struct scan *s, const struct step *step)
{
    const struct balancer_def *def = &s->n->balancer[step->base];
    const char *how = chooses(def);
    if (!how) return;
    broken(s->e, EXACT_BALANCER, step->base, "%.40s %s", def->name, how)->is_renewal =
        def->policy->policy == POLICY_ROUND_ROBIN && !def->policy->zone_aware;
}

static void scan_pages(struct scan *s, const struct step *step)
{
    const struct buffer_def *buffer = &s->n->buffer[step->base];
    if (isnan(buffer->hit_ratio) && isnan(buffer->fixed_bytes) && buffer->ledger != NETWORK_NONE)
        broken(s->e, EXACT_BUFFER, step->base, "%.40s caches pages in what memory requests leave",
               s->n->scenario->tier[buffer->tier].name);
}

static void scan_fork(struct scan *s, const struct step *step)
{
    const struct fork_def *fork = &s->n->fork[step->base];
    const bool waits = !fork->detached && fork->need > 0 && fork->need < fork->children;
    const bool is_tier = step->tier < s->n->tiers;
    struct exact_break *b = broken(s->e, EXACT_FORK, NETWORK_NONE, "%.40s%s",
                                   is_tier ? s->n->scenario->tier[step->tier].name : "requests",
                                   is_tier ? " forks and joins" : " fork and join");
    b->is_unproven |= waits;
}

static const char *tier_name(const struct scan *s, const struct step *step)
{
    return step->tier < s->n->tiers ? s->n->scenario->tier[step->tier].name : "the client";
}

static void scan_step(struct scan *s, uint32_t i)
{
    const struct step *step = &s->n->step[i];
    struct exact *e = s->e;
    const char *tier = tier_name(s, step);
    switch ((enum op)step->op) {
    case OP_SERVE_FCFS:
    case OP_SERVE_PS:
    case OP_DELAY: scan_service(s, i); break;
    case OP_LINK: e->is_constant_delay = false; break;
    case OP_TAKE: scan_take(s, step); break;
    case OP_CHOOSE: scan_choice(s, step); break;
    case OP_PAGES: scan_pages(s, step); break;
    case OP_MEMORY:
        broken(e, EXACT_MEMORY, step->resource, "requests hold memory: %.40s",
               s->n->resource[step->resource].name);
        break;
    case OP_LOOKUP:
    case OP_FILL:
    case OP_INVALIDATE:
    case OP_FLIGHT:
        broken(e, EXACT_CACHE, step->base, "hits depend on what %.40s holds", tier);
        e->is_estimated = true;
        break;
    case OP_LOCK: broken(e, EXACT_LOCKS, step->base, "%.40s locks rows", tier); break;
    case OP_READ:
    case OP_COMMIT:
    case OP_APPLIED: broken(e, EXACT_REPLICAS, step->base, "%.40s has replicas", tier); break;
    case OP_VERSION:
    case OP_SEEN:
    case OP_RETURNED:
        broken(e, EXACT_REPLICAS, step->base, "%.40s waits for a quorum", tier)->is_unproven = true;
        break;
    case OP_COHERE: broken(e, EXACT_COHERENCY, step->base, "%.40s keeps copies coherent", tier); break;
    case OP_BARRIER:
    case OP_FORK: scan_fork(s, step); break;
    case OP_CALL:
        broken(e, EXACT_PATIENCE, NETWORK_NONE, "calls time out, or are sent twice")->is_unproven = true;
        break;
    case OP_SPAWN:
    case OP_DELIVERED:
    case OP_VISIBLE:
    case OP_CONSUMED: broken(e, EXACT_MESSAGES, NETWORK_NONE, "%.40s has work done later", tier); break;
    case OP_REACH:
    case OP_LOCATE:
    case OP_PRIMARY:
    case OP_LEADER:
    case OP_ENROLLED:
    case OP_RECEIVED:
    case OP_WRITTEN:
    case OP_LOCAL:
    case OP_KEY:
    case OP_USER:
    case OP_ROUTE:
    case OP_BRANCH:
    case OP_JUMP:
    case OP_REPEAT:
    case OP_LOOP:
    case OP_RELEASE:
    case OP_END:
    case OP_REPLY: break;
    }
}

static void scan_steps(struct scan *s)
{
    const struct network *n = s->n;
    for (uint32_t i = 0; i < n->steps; i++)
        if (n->step[i].op == OP_REPEAT || n->step[i].op == OP_PAGES)
            for (uint32_t k = i + 1; k < n->step[i].target; k++) s->repeated[k] = true;
    for (uint32_t c = 0; c < n->classes; c++) {
        const uint32_t end = c + 1 < n->classes ? n->class[c + 1].entry : n->steps;
        s->class = c;
        for (uint32_t r = 0; r < n->resources; r++) s->law[r].in_class = 0;
        for (uint32_t i = n->class[c].entry; i < end; i++)
            if (n->visits[i] > 0) scan_step(s, i);
        for (uint32_t r = 0; r < n->resources; r++)
            if (s->law[r].in_class > s->law[r].most_in_class) s->law[r].most_in_class = s->law[r].in_class;
    }
}

static void add_stations(struct scan *s, uint32_t resource, const struct exact_station *like)
{
    const struct resource *r = &s->n->resource[resource];
    struct exact *e = s->e;
    e->station = realloc(e->station, (e->stations + r->members) * sizeof *e->station);
    if (!e->station) abort();
    double least = INFINITY, most = 0;
    for (uint32_t m = 0; m < r->members; m++) {
        if (!(r->demand[m] > 0)) continue;
        struct exact_station *station = &e->station[e->stations++];
        *station = *like;
        station->resource = resource;
        station->member = m;
        station->visits = r->visits[m];
        station->demand = r->demand[m];
        least = fmin(least, r->demand[m]);
        most = fmax(most, r->demand[m]);
    }
    e->is_alike = most - least <= 1e-9 * most;
    e->resources++;
}

/* What tokens and the CPU behind them make together. */
static void join_pool(struct scan *s, uint32_t resource, const struct law *law, struct exact_station *station)
{
    const struct token_def *token = &s->n->token[s->n->resource[law->pool].base];
    const double cores = law->pool == resource ? INFINITY : s->n->resource[resource].servers;
    station->servers = fmin(token->count, cores);
    station->is_fcfs = token->count <= cores || !s->n->resource[resource].is_ps;
    station->places = token->room == UINT32_MAX ? INFINITY : (double)token->count + token->room;
    if (!station->is_fcfs && !(law->is_exponential && law->is_one_mean))
        broken(s->e, EXACT_HELD, law->pool, "%.40s limits who shares the CPU", s->n->resource[law->pool].name)
            ->up_to = token->count;
}

static void scan_resource(struct scan *s, uint32_t resource)
{
    static const double rounding = 1e-12; /* the difference of two moments that are nearly one */
    const struct law *law = &s->law[resource];
    const struct resource *r = &s->n->resource[resource];
    struct exact *e = s->e;
    if (law->steps == 0) return;
    const double mean = law->sum / law->visits, scv = law->square / law->visits / (mean * mean) - 1;
    struct exact_station station = {
        .servers = r->servers, .places = INFINITY, .is_fcfs = !r->is_ps, .scv = scv > rounding ? scv : 0
    };
    if (law->is_exponential && law->is_one_mean) station.scv = 1;
    if (law->pool != NETWORK_NONE) join_pool(s, resource, law, &station);
    add_stations(s, resource, &station);
    if (station.servers != floor(station.servers) || station.servers > 1e6)
        broken(e, EXACT_CORES, resource, "%.40s has %.4g servers", r->name, station.servers);
    e->at_most_once &= law->most_in_class <= 1 && !law->is_repeated;
    e->is_one_law = r->members == 1 || law->steps == 1;
    e->is_once = e->at_most_once && fabs(law->visits - 1) <= 1e-12;
    if (!station.is_fcfs) return;
    if (!law->is_exponential)
        broken(e, EXACT_SERVICE, resource, "%.40s serves with cv %.3g, first come first served", r->name,
               sqrt(station.scv))
            ->up_to = station.servers;
    else if (!law->is_one_mean)
        broken(e, EXACT_CLASSES, resource, "%.40s serves long and short ones, first come first served",
               r->name)
            ->up_to = station.servers;
}

static void scan_tiers(struct exact *e, const struct network *n)
{
    const struct scenario *s = n->scenario;
    for (uint32_t p = 0; p < n->pauses; p++) {
        for (uint32_t r = 0; r < n->resources; r++) {
            const struct resource *cpu = &n->resource[r];
            if (cpu->kind == RESOURCE_CPU && cpu->is_ps == n->pause[p].is_ps &&
                n->pause[p].unit - cpu->base < cpu->members)
                broken(e, EXACT_PAUSES, r, "%.40s stops now and then", cpu->name);
        }
    }
    for (uint32_t t = 0; t < s->tiers; t++)
        if (s->tier[t].autoscale.metric != SCALING_NONE)
            broken(e, EXACT_SCALING, t, "%.40s is autoscaled", s->tier[t].name);
}

/* Where users keep their class: what each asks of a member, and which stations the recursion does not take.
 */
static void scan_classes(struct scan *s)
{
    static const double most_cells = 1e6; /* a tenth of a second */
    const struct network *n = s->n;
    struct exact *e = s->e;
    double cells = e->stations + 1;
    e->asked = zeroed((size_t)n->classes * e->stations, sizeof *e->asked);
    for (uint32_t c = 0; c < n->classes; c++) {
        cells *= n->scenario->class[c].population + 1.0;
        for (uint32_t i = 0; i < e->stations; i++)
            e->asked[c * e->stations + i] = s->asked[c * n->resources + e->station[i].resource] *
                                            e->station[i].demand / s->law[e->station[i].resource].sum;
    }
    for (uint32_t i = 0; i < e->stations; i++) {
        const struct exact_station *station = &e->station[i];
        const struct resource *r = &n->resource[station->resource];
        if (station->servers != 1)
            broken(e, EXACT_CLASSES, station->resource, "users keep their class, %.40s has several servers",
                   r->name);
        if (fabs(station->demand * r->members - s->law[station->resource].sum) > 1e-9 * station->demand)
            broken(e, EXACT_CLASSES, station->resource, "users keep their class, members of %.40s differ",
                   r->name);
    }
    if (cells > most_cells) broken(e, EXACT_CLASSES, NETWORK_NONE, "too many users who keep their class");
}

void exact_scan(struct exact *e)
{
    const struct network *n = e->network;
    struct scan s = { .e = e,
                      .n = n,
                      .law = zeroed(n->resources, sizeof *s.law),
                      .repeated = zeroed(n->steps, sizeof *s.repeated),
                      .is_pool = zeroed(n->resources, sizeof *s.is_pool),
                      .pool_of = zeroed(n->steps, sizeof *s.pool_of),
                      .asked = zeroed((size_t)n->classes * n->resources, sizeof *s.asked) };
    for (uint32_t i = 0; i < n->steps; i++) s.pool_of[i] = NETWORK_NONE;
    scan_arrivals(e, &n->scenario->load);
    find_pools(&s);
    scan_steps(&s);
    for (uint32_t r = 0; r < n->resources; r++) scan_resource(&s, r);
    scan_tiers(e, n);
    if (n->scenario->load.is_by_class) scan_classes(&s);
    free(s.asked);
    free(s.law);
    free(s.repeated);
    free(s.is_pool);
    free(s.pool_of);
}
