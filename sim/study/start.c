#include "sim/study/start.h"

#include "models/architecture/dispersion.h"
#include "models/architecture/hits.h"
#include "models/architecture/scaling.h"
#include "models/theory/zipf.h"
#include "sim/engine/lead.h"
#include "sim/study/warmup.h"

#include <math.h>
#include <stdlib.h>

/* Users of a closed model forget the start after some cycles of their own. */
enum { CLOSED_CYCLES = 20 };

/* Mean latencies that requests who only wait are let in before the others: it costs little, and p99.9 sees
 * it. */
static const double lead_latencies = 15;
/* Beyond saturation there is nothing to wait for but what is not saturated. */
static const double highest_share = 0.9;

/* The balancer in front of the tier on this host that sends each request to the member with the fewest in
 * flight. */
static bool is_pooled(const struct network *n, uint32_t host)
{
    for (uint32_t i = 0; i < n->balancers; i++)
        if (n->balancer[i].host == host && n->balancer[i].policy->policy == POLICY_LEAST_CONNECTIONS)
            return true;
    return false;
}

/*
 * A whole group as one station. Where each request joins the shortest queue the queues are as good as one
 * (Harchol-Balter, Performance Modeling and Design, 24.2), and that one forgets sooner than any of its
 * members would alone.
 */
static struct warmup_station pooled(const struct resource *r, double rate, double members)
{
    struct warmup_station s = { .servers = r->servers * members };
    double demand = 0, variance = 0;
    for (uint32_t m = 0; m < r->members; m++) {
        demand += r->demand[m];
        s.visits += r->visits[m];
        variance += r->demand[m] * r->cv[m];
    }
    s.utilization = rate * demand / s.servers;
    s.service_cv = demand > 0 ? variance / demand : 1;
    s.service = s.visits > 0 ? demand / s.visits : 0;
    return s;
}

/* `scale`: how many times as much each member has to do, as not all are in service. */
static struct warmup_station member_of(const struct resource *r, uint32_t m, double rate, double scale)
{
    return (struct warmup_station){ .utilization = scale * rate * r->demand[m] / r->servers,
                                    .service_cv = r->cv[m],
                                    .visits = scale * r->visits[m],
                                    .servers = r->servers,
                                    .service = r->demand[m] / r->visits[m] };
}

/* Of arrivals whose batches have no variance. */
static const double most_dispersed = 1e4;

/* The resources as the warm-up rule sees them. Returns how many; `station` has room for all members. */
static size_t stations_of(const struct network *n, double rate, struct warmup_station *station)
{
    size_t count = 0;
    for (uint32_t i = 0; i < n->resources; i++) {
        const struct resource *r = &n->resource[i];
        if (r->kind == RESOURCE_RAM || r->members == 0) continue;
        const uint32_t host = r->host != NETWORK_NONE ? r->host
                              : r->tier < n->tiers    ? n->scenario->tier[r->tier].host
                                                      : SCENARIO_NONE;
        const double members =
            host != SCENARIO_NONE ? fmin(scaling_host_members(n, host, rate), r->members) : r->members;
        if (host != SCENARIO_NONE && r->members > 1 && is_pooled(n, host))
            station[count++] = pooled(r, rate, members);
        else
            for (uint32_t m = 0; m < r->members; m++)
                if (r->visits[m] > 0) station[count++] = member_of(r, m, rate, r->members / members);
    }
    const double whole = fmin(dispersion_of(&n->scenario->load, rate), most_dispersed);
    for (size_t i = 0; i < count; i++)
        station[i].arrival_dispersion = dispersion_thinned(whole, fmin(1, station[i].visits));
    return count;
}

/*
 * The slowest rhythm of the scenario, in seconds: what comes round so seldom must come round at all while the
 * point is observed, or quick requests agree among themselves before anyone meets it.
 */
static double slowest_cycle(const struct scenario *s, double rate, uint64_t max_requests)
{
    /* Of a long trace each replication sees another part. */
    static const double rounds = 3; /* one to warm up, two to observe */
    double cycle = 0;
    for (uint32_t t = 0; t < s->tiers; t++) {
        const struct tier *tier = &s->tier[t];
        cycle = fmax(cycle, tier->pauses.every.mean);
        if (tier->kind == TIER_DATABASE) cycle = fmax(cycle, tier->database.replicas.read_your_writes);
        if (tier->kind == TIER_QUEUE && isfinite(tier->queueing.redeliver) && tier->queueing.failure > 0)
            cycle = fmax(cycle, tier->queueing.redeliver);
        if (tier->kind == TIER_QUEUE && isfinite(tier->queueing.visibility))
            cycle = fmax(cycle, tier->queueing.visibility);
    }
    for (uint32_t h = 0; h < s->hosts; h++) cycle = fmax(cycle, s->host[h].pauses.every.mean);
    if (s->load.arrivals == ARRIVALS_BURSTY)
        cycle = fmax(cycle, s->load.bursty.burst_s + s->load.bursty.calm_s);
    if (s->load.arrivals == ARRIVALS_TRACE)
        cycle = fmax(cycle, fmin(s->load.trace.gaps * s->load.batch.mean,
                                 (double)max_requests / POINT_REPLICATIONS / rounds) /
                                rate);
    return cycle;
}

/* From so many requests for the hottest key, on average, while it is fetched again, that it goes is an event
 * of its own: a stampede, which may never end. */
static const double herd = 0.5;
/* Where writes take keys out all the time, more fetches at once make each slower, and slower ones more, if
 * the source is that busy: what comes of it shows within some dozens of them. */
static const double herd_fetches = 50, herd_busy = 0.75;
/* A fetch takes as much longer as the source is busier, up to that. */
static const double least_idle = 0.05;

/* Writes take its keys out, and whoever misses one fetches it. */
static bool is_forgotten(const struct network *n, uint32_t cache)
{
    bool forgets = false, waits = false;
    for (uint32_t i = 0; i < n->steps; i++) {
        if (n->step[i].base != cache) continue;
        forgets |= n->step[i].op == OP_INVALIDATE;
        waits |= n->step[i].op == OP_FLIGHT;
    }
    return forgets && !waits;
}

/* Whether so many ask for the cache's hottest key while it is fetched again. */
static bool has_herd(const struct network *n, uint32_t cache, double rate)
{
    const struct cache_def *def = &n->cache[cache];
    struct zipf zipf;
    zipf_init(&zipf, n->popularity[def->key].keys, n->popularity[def->key].s);
    return rate * hits_visits(n, cache, OP_LOOKUP) * zipf_probability(&zipf, 1) * def->fetch > herd;
}

/* `cold`: s more, in which a cache that starts empty is asked for everything at once. What comes of that goes
 * on until the last of it is answered, which takes about as long as a key lives. */
static double slowest_herd(const struct network *n, double rate, double *cold)
{
    double life = 0;
    *cold = 0;
    for (uint32_t i = 0; i < n->caches; i++) {
        const struct cache_def *def = &n->cache[i];
        if (!has_herd(n, i, rate)) continue;
        if (isfinite(def->config.ttl)) {
            life = fmax(life, def->config.ttl);
            if (n->scenario->tier[def->tier].caching.cold) *cold = life;
        }
        if (rate > herd_busy * n->saturation && is_forgotten(n, i))
            life = fmax(life, herd_fetches * def->fetch / fmax(1 - rate / n->saturation, least_idle));
    }
    return life;
}

/* How many requests there are, per user, in the longest cycle of a class. */
static double slowest_user(const struct network *n)
{
    double slowest = 0, requests = 0;
    if (!n->scenario->load.is_by_class) return 1;
    for (uint32_t c = 0; c < n->classes; c++) {
        const double cycle = n->scenario->class[c].think.mean + n->class[c].zero_load_latency;
        slowest = fmax(slowest, cycle);
        requests += n->class[c].share * cycle;
    }
    return requests > 0 ? slowest / requests : 1;
}

static void plan_closed(struct start *start, const struct network *n, const struct run_load *load)
{
    const double requests = CLOSED_CYCLES * (double)load->population;
    /* A class that seldom asks is waited for, but not for ever. */
    start->warmup = (uint64_t)fmax(requests, fmin(requests * slowest_user(n), WARMUP_CEILING)) + WARMUP_FLOOR;
    start->guard = 32.0 * (double)start->warmup;
}

static void plan_open(struct start *start, const struct network *n, double rate,
                      const struct point_goal *goal, double cold)
{
    size_t room = 1;
    for (uint32_t i = 0; i < n->resources; i++) room += n->resource[i].members;
    struct warmup_station *station = malloc(room * sizeof *station);
    if (!station) abort();
    const size_t count =
        stations_of(n, rate >= n->saturation ? highest_share * n->saturation : rate, station);
    const struct lead lead = lead_of(n);
    const double others =
        lead.share < 1 ? fmax(0, n->zero_load_latency - lead.latency) / (1 - lead.share) : 0;
    start->lead = lead.share > 0 ? lead_latencies * lead.latency / lead.share : 0;
    start->guard = warmup_guard(station, count);

    double queues = warmup_queues(station, count, n->zero_load_latency);
    if (goal->warmup_share > 0) queues *= goal->warmup_share;
    if (goal->max_warmup) queues = fmin(queues, (double)goal->max_warmup);
    const double filling = rate * warmup_filling(station, count, others);
    /* Who bounds what is observed does not want to wait longer for a slow rhythm. */
    const double rhythm = fmin(rate * (start->cycle + cold), (double)goal->max_requests / POINT_REPLICATIONS);
    start->warmup = (uint64_t)fmin(fmax(WARMUP_FLOOR, fmax(queues, filling) + rhythm), WARMUP_CEILING);
    free(station);
}

struct start start_plan(const struct network *n, const struct run_load *load, const struct point_goal *goal)
{
    double cold;
    const double life = slowest_herd(n, load->rate, &cold);
    struct start start = { .cycle = fmax(slowest_cycle(n->scenario, load->rate, goal->max_requests), life) };
    if (load->population)
        plan_closed(&start, n, load);
    else
        plan_open(&start, n, load->rate, goal, cold);
    if (!isnan(goal->warmup)) {
        const uint64_t planned = start.warmup;
        start.warmup = (uint64_t)goal->warmup;
        start.unsettled = planned > start.warmup ? planned - start.warmup : 0;
        start.lead = 0;
    }
    return start;
}
