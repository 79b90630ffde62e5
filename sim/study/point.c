#include "sim/study/point.h"

#include "sim/engine/lead.h"
#include "sim/study/collect.h"
#include "sim/study/growth.h"
#include "sim/study/moment.h"
#include "sim/study/start.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is spent on telling the growth of the backlog more precisely, once it is certain, or on seeing it end.
 */
static const double growth_events = 1e7;
/* The slowest rhythm is observed so often in each replication. */
static const double enough_cycles = 2;
/* The growth of a point beyond saturation is told this precisely; less where nothing can end it in that time.
 */
static const double growth_precision = 0.03, endless_precision = 0.05;
/* With so many failures, the latency of the few that get through needs no precision. */
static const double mostly_errors = 0.5;
/* A closed model's throughput is told so many times as precisely as its latency; an open one's as precisely:
 * where arrivals come in bursts it is the last to be known. */
static const double closed_tightness = 20, open_tightness = 1;
/* A part of the flow that stays inside for ever: more than any steady state keeps. */
static const double flow_matters = 0.1;
/* ... and of one replication alone, where most of the others do not keep that part of it. */
static const double runs_away = 100;
static const uint64_t enough_errors = 20000;
/* Far beyond saturation next to nothing comes out, and all who come in wait: that is seen in so many of them.
 */
static const double enough_waiting = 3e4;

/* First what a judgement changes: it is carried as it is. */
struct point {
    struct stopping stopping;
    uint64_t target;        /* requests a replication */
    uint64_t warmup_done;   /* requests over all replications that were discarded later */
    struct interval growth; /* jobs a second, of the backlog */
    bool unstable, converged;
    uint32_t beginnings; /* of the observations, after the first */
    const struct network *network;
    struct run_load load;
    uint64_t seed;
    struct point_goal goal;
    struct start start;
    struct growth backlog;
    struct run *run[POINT_REPLICATIONS];              /* NULL: not begun, or by another process */
    struct observations *brought[POINT_REPLICATIONS]; /* from there */
    const struct observations *seen[POINT_REPLICATIONS];
    uint64_t kept[POINT_REPLICATIONS];
    struct histogram *pooled;
};

static uint64_t load_bits(const struct run_load *load)
{
    uint64_t bits;
    const double value = load->population ? load->population : load->rate;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* Caches start in the midst of their times to live, each replication elsewhere: all of them together have to
 * see the longest. */
static double longest_life(const struct scenario *s)
{
    double life = 0;
    for (uint32_t t = 0; t < s->tiers; t++)
        if (s->tier[t].kind == TIER_CACHE && isfinite(s->tier[t].caching.ttl))
            life = fmax(life, s->tier[t].caching.ttl);
    return life;
}

/* Whether the replications saw the slowest rhythm often enough, on average. */
static bool has_seen_enough(const struct point *p)
{
    double span = 0; /* s */
    for (int r = 0; r < POINT_REPLICATIONS; r++) span += p->seen[r]->until - p->seen[r]->since;
    const double cycle = fmax(p->start.cycle, longest_life(p->network->scenario) / POINT_REPLICATIONS);
    return span >= enough_cycles * cycle * POINT_REPLICATIONS;
}

/* Whether what piles up may be more than the beginning of a replication that was not thrown away. */
static bool is_settled(const struct point *p)
{
    double kept = 0;
    for (int r = 0; r < POINT_REPLICATIONS; r++) kept += (double)p->kept[r];
    return kept >= (double)p->start.unsettled * POINT_REPLICATIONS;
}

struct point *point_create(const struct network *network, const struct run_load *load, uint64_t seed,
                           const struct point_goal *goal)
{
    struct point *p = calloc(1, sizeof *p);
    if (!p) abort();
    p->network = network;
    p->load = *load;
    const bool borrows = goal->numbers.rate > 0 || goal->numbers.population > 0;
    p->seed = stream_key(seed, load_bits(borrows ? &goal->numbers : load));
    p->goal = *goal;
    growth_init(&p->backlog, network, load, goal->confidence);
    p->growth = p->backlog.value;
    p->pooled = histogram_create();
    if (!p->pooled) abort();
    p->start = start_plan(network, load, goal);
    stopping_init(&p->stopping, goal->precision, p->start.guard, goal->max_requests, POINT_REPLICATIONS);
    p->target = stopping_target(&p->stopping);
    return p;
}

void point_destroy(struct point *p)
{
    if (!p) return;
    for (int r = 0; r < POINT_REPLICATIONS; r++) {
        run_destroy(p->run[r]);
        if (p->brought[r]) observations_finish(p->brought[r]);
        free(p->brought[r]);
    }
    histogram_destroy(p->pooled);
    free(p);
}

static uint64_t finished(const struct observations *seen)
{
    uint64_t sum = seen->good;
    for (int i = 0; i < ERROR_KINDS; i++) sum += seen->failed[i];
    return sum;
}

/*
 * When so many requests should be through, with time to spare: where nothing comes out any more (a stampede,
 * a storm of retries) one must not wait for it.
 */
static double time_limit(const struct point *p, const struct run *run, uint64_t requests)
{
    static const double slack = 4;
    if (p->load.population) return INFINITY;
    double come = (double)requests, inside = p->load.rate * p->network->zero_load_latency;
    if (p->load.rate > p->network->saturation) {
        come = fmin(come, enough_waiting);
        inside = fmin(inside, enough_waiting);
    }
    return run_now(run) + slack * (come + inside) / p->load.rate;
}

void point_work(struct point *p, uint32_t r)
{
    if (!p->run[r]) {
        p->run[r] = run_create(p->network, &p->load, stream_key(p->seed, r));
        lead_run(p->run[r], p->start.lead);
        run_requests(p->run[r], p->start.warmup, time_limit(p, p->run[r], p->start.warmup));
        run_clear(p->run[r]);
    }
    const uint64_t wanted = p->target > p->kept[r] ? p->target - p->kept[r] : 0;
    run_requests(p->run[r], wanted, time_limit(p, p->run[r], wanted));
    p->seen[r] = run_observe(p->run[r]);
    p->kept[r] = finished(p->seen[r]);
}

/* Where what a replication has seen is read to or written from. */
static struct observations *sight(struct point *p, uint32_t r)
{
    if (p->seen[r]) return (struct observations *)p->seen[r];
    p->brought[r] = malloc(sizeof *p->brought[r]);
    if (!p->brought[r]) abort();
    observations_init(p->brought[r], p->network);
    p->seen[r] = p->brought[r];
    return p->brought[r];
}

void point_carry_round(struct point *p, uint32_t r, struct parcel *parcel)
{
    parcel_carry_latencies(parcel, sight(p, r));
    p->kept[r] = finished(p->seen[r]);
}

void point_carry_all(struct point *p, uint32_t r, struct parcel *parcel)
{
    parcel_carry_observations(parcel, sight(p, r));
    p->kept[r] = finished(p->seen[r]);
}

/* Returns the requests that are through, or half of those that came where fewer than that are. */
static double pool(struct point *p, double *means, double *weights)
{
    histogram_clear(p->pooled);
    double requests = 0, arrived = 0;
    for (int r = 0; r < POINT_REPLICATIONS; r++) {
        const struct histogram *h = p->seen[r]->latency;
        histogram_merge(p->pooled, h);
        means[r] = h->count ? histogram_mean(h) : 0;
        weights[r] = (double)h->count;
        requests += (double)p->kept[r];
        arrived += (double)p->seen[r]->arrived;
    }
    return fmax(requests, arrived / 2);
}

static void forget(struct point *p)
{
    for (int r = 0; r < POINT_REPLICATIONS; r++) {
        p->kept[r] = 0;
        if (p->run[r]) run_clear(p->run[r]);
    }
}

/* What was seen so far was the filling up of something finite: all of it was warm-up. */
static void start_anew(struct point *p)
{
    for (int r = 0; r < POINT_REPLICATIONS; r++) p->warmup_done += p->kept[r];
    forget(p);
    p->beginnings++;
    growth_begin(&p->backlog);
    const struct stopping before = p->stopping;
    stopping_init(&p->stopping, before.precision, before.guard, before.max_requests, POINT_REPLICATIONS);
    p->target = stopping_target(&p->stopping);
}

/* Relative. Throughput is what a closed model is asked for, where it varies little, and what an open one's
 * utilizations go by. */
static double throughput_halfwidth(const struct point *p)
{
    double rates[POINT_REPLICATIONS], spans[POINT_REPLICATIONS];
    for (int r = 0; r < POINT_REPLICATIONS; r++) {
        const struct observations *seen = p->seen[r];
        spans[r] = seen->until - seen->since;
        rates[r] = spans[r] > 0 ? (double)finished(seen) / spans[r] : 0;
    }
    const struct interval x =
        interval_mean(rates, spans, POINT_REPLICATIONS, p->goal.confidence, INTERVAL_KAPPA_MEAN);
    return interval_relative_halfwidth(&x);
}

/* The growth is certain: whether it is known well enough, too. */
static bool growth_is_told(const struct point *p)
{
    double events = 0, span = 0;
    for (int r = 0; r < POINT_REPLICATIONS; r++) {
        const struct observations *seen = p->seen[r];
        events += (double)seen->events;
        span += seen->until - seen->since;
    }
    const double halfwidth = interval_relative_halfwidth(&p->growth);
    if (events > growth_events || halfwidth <= growth_precision) return true;
    const double left = (growth_events - events) / events * span / POINT_REPLICATIONS; /* s */
    const double enough = p->goal.growth_precision > 0 ? p->goal.growth_precision : endless_precision;
    return halfwidth <= enough && !growth_may_end(&p->backlog, left);
}

/* Not even whether it grows can be told so far. Returns whether to go on. */
static bool judge_open(struct point *p, double requests)
{
    const enum stopping_verdict verdict =
        stopping_judge(&p->stopping, (uint64_t)requests, INFINITY, INFINITY);
    p->target = stopping_target(&p->stopping);
    if (verdict == STOPPING_GO_ON && requests < (double)p->goal.max_requests) return true;
    p->unstable = growth_is_likely(&p->backlog);
    return false;
}

bool point_judge(struct point *p)
{
    double means[POINT_REPLICATIONS], weights[POINT_REPLICATIONS];
    const struct histogram *histograms[POINT_REPLICATIONS];
    const double requests = pool(p, means, weights);
    for (int r = 0; r < POINT_REPLICATIONS; r++) histograms[r] = p->seen[r]->latency;
    growth_measure(&p->backlog, p->seen);
    p->growth = p->backlog.value;
    double mean = INFINITY, tail = INFINITY, wanted = INFINITY; /* wanted: the mean's, as was asked for */
    const bool grew = p->unstable;
    /* What a burst piles up is gone before the next one, unless the law says otherwise. */
    p->unstable =
        growth_is_certain(&p->backlog) && (p->backlog.beyond || (has_seen_enough(p) && is_settled(p)));
    if (!p->unstable && growth_is_open(&p->backlog)) return judge_open(p, requests);
    if (grew && !p->unstable) {
        start_anew(p);
        return true;
    }
    if (p->unstable) {
        p->converged = growth_is_told(p);
        if (p->converged) return false;
    } else if ((double)p->pooled->count < mostly_errors * requests && requests >= (double)enough_errors) {
        mean = tail = wanted = 0;
    } else {
        const struct interval m =
            interval_mean(means, weights, POINT_REPLICATIONS, p->goal.confidence, INTERVAL_KAPPA_MEAN);
        mean = wanted = interval_relative_halfwidth(&m);
        if (p->goal.mean_precision > 0) mean *= p->goal.precision / p->goal.mean_precision;
        const double tightness = p->load.population ? closed_tightness : open_tightness;
        mean = fmax(mean, tightness * throughput_halfwidth(p));
        if (wanted <= p->goal.precision) {
            const struct interval q = interval_quantile(histograms, POINT_REPLICATIONS, p->pooled, 0.99,
                                                        p->goal.confidence, INTERVAL_KAPPA_P99);
            tail = interval_relative_halfwidth(&q);
        }
    }
    if (!has_seen_enough(p)) mean = INFINITY;
    const enum stopping_verdict verdict = stopping_judge(&p->stopping, (uint64_t)requests, mean, tail);
    /* Given up for the sake of a tighter mean: what was asked for was reached all the same. */
    const bool enough = wanted <= p->goal.precision && tail <= p->goal.precision;
    p->converged = verdict == STOPPING_DONE || (enough && requests >= p->stopping.guard);
    p->target = stopping_target(&p->stopping);
    return verdict == STOPPING_GO_ON;
}

void point_carry_judgement(struct point *p, struct parcel *parcel)
{
    const uint32_t before = p->beginnings;
    parcel_carry(parcel, p, offsetof(struct point, network));
    if (p->beginnings > before) forget(p);
}

static double stayed_in(const struct point *p, uint32_t r)
{
    return (double)p->seen[r]->arrived - (double)finished(p->seen[r]);
}

static bool stays(double kept, double arrived)
{
    return kept >= flow_matters * arrived && kept >= 10 * sqrt(arrived);
}

/*
 * How many replications have left the state that most of the others are in (a stampede that does not end).
 * Where it is only the chance of long work or of bursts that so many stay, they stay in the others too, or
 * the load says so.
 */
static uint32_t ran_away(const struct point *p)
{
    const enum arrivals arrivals = p->network->scenario->load.arrivals;
    if (p->load.population || p->unstable || p->converged || arrivals == ARRIVALS_BURSTY ||
        arrivals == ARRIVALS_TRACE || !moment_has_variance(p->network))
        return 0;
    uint32_t away = 0, near = 0;
    double least = INFINITY;
    for (uint32_t r = 0; r < POINT_REPLICATIONS; r++) {
        if (!stays(stayed_in(p, r), (double)p->seen[r]->arrived)) continue;
        away++;
        least = fmin(least, stayed_in(p, r));
    }
    for (uint32_t r = 0; r < POINT_REPLICATIONS; r++)
        near += (1 + fabs(stayed_in(p, r))) * runs_away >= least;
    return near < POINT_REPLICATIONS / 2 ? away : 0;
}

/* Far fewer come out than go in, and none with an error: threads or locks wait for each other. */
static void judge_flow(const struct point *p, struct point_result *result)
{
    double arrived = 0, kept = 0, growth[POINT_REPLICATIONS], span[POINT_REPLICATIONS];
    for (int r = 0; r < POINT_REPLICATIONS; r++) {
        const struct observations *seen = p->seen[r];
        const double stayed = stayed_in(p, (uint32_t)r);
        arrived += (double)seen->arrived;
        kept += stayed;
        span[r] = seen->until - seen->since;
        growth[r] = span[r] > 0 ? stayed / span[r] : 0;
    }
    if (p->load.population || !result->stable || !stays(kept, arrived)) return;
    result->stable = false;
    result->growth_interval = interval_mean(growth, span, POINT_REPLICATIONS, p->goal.confidence, 1);
    result->growth = result->growth_interval.value;
}

/* Without a steady state the figures depend on how long one looks: there is nothing to report. */
static void forget_latency(struct point_result *result)
{
    const struct interval none = { NAN, -INFINITY, INFINITY };
    struct latency_result *latency = &result->latency;
    for (uint32_t c = 0; c < result->classes; c++) result->class[c].mean = none;
    latency->mean = none;
    for (int i = 0; i < PERCENTILES; i++) latency->percentile[i] = none;
    latency->max = NAN;
}

void point_collect(struct point *p, struct point_result *result)
{
    for (int r = 0; r < POINT_REPLICATIONS; r++)
        if (p->run[r]) run_check(p->run[r]);
    *result = (struct point_result){ .offered = p->load.rate,
                                     .population = p->load.population,
                                     .stable = !p->unstable,
                                     .converged = p->converged,
                                     .growth = p->unstable ? p->growth.value : 0,
                                     .growth_interval = p->growth,
                                     .elasticity = NAN };
    double means[POINT_REPLICATIONS], weights[POINT_REPLICATIONS];
    pool(p, means, weights);
    collect_point(p->network, p->seen, POINT_REPLICATIONS, p->goal.confidence, p->pooled, result);
    judge_flow(p, result);
    result->ran_away = result->stable ? ran_away(p) : 0;
    if (!result->stable) forget_latency(result);
    result->histogram = p->pooled;
    p->pooled = NULL;
}

uint64_t point_requests(const struct point *p)
{
    uint64_t sum = p->warmup_done;
    for (int r = 0; r < POINT_REPLICATIONS; r++) sum += p->kept[r] + (p->seen[r] ? p->start.warmup : 0);
    return sum;
}
