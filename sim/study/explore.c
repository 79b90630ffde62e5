#include "sim/study/explore.h"

#include "models/architecture/variant.h"
#include "sim/study/curve.h"
#include "sim/study/point.h"
#include "sim/study/wall.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum phase { PHASE_SWEEP, PHASE_WALL, PHASE_NEXT, PHASE_DONE };

/* The automatic sweep, as shares of the analytic saturation; the last one shows what lies beyond it. */
static const double sweep[] = { 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.1 };
/* Where the scenario lists its own loads, these are enough to see knee and wall between them. */
static const double scout[] = { 0.1, 0.3, 0.5, 0.6, 0.7, 0.8 };
static const double near_enough = 0.03; /* a listed load this near makes a scout superfluous */
/* Loads to look at when the bottleneck law knows no limit, requests/s. */
static const double blind[] = { 1, 10, 100, 1000 };

enum { MOST_PROBES = 12, MOST_NEXT_PROBES = 7 };
static const double probe_events = 1e7; /* at most, a probe: time goes into events, not into requests */
static const double probe_warmup =
    0.3; /* of a listed point's: a probe's interval is wider than what is left of its start */
static const double knee_precision = 0.02; /* of the mean, where the curve is still flat and it is cheap */
static const double knee_region = 0.75;    /* of saturation */
static const double next_looser = 2;       /* the wall behind needs no better than this times the precision */
static const double wall_precision = 0.01;

struct explored {
    struct exploration *owner;
    struct point_set *set;
    struct run_load load;
    struct point *point;
    struct point_result result;
    bool listed, done;
    uint64_t rank;
};

/* Points of one network. */
struct point_set {
    const struct network *network;
    struct explored **at;
    uint32_t count;
};

struct exploration {
    struct crew *crew;
    struct explore_progress *progress;
    const struct scenario *scenario;
    struct network *network;
    struct scenario *doubled;
    struct network *doubled_network;
    struct point_set base, next;
    struct wall_bounds bounds;
    enum phase phase;
    uint32_t probes, rank;
    atomic_uint pending;
    double began, ended; /* s */
};

static void advance(struct exploration *e);

static bool stopped(const struct exploration *e)
{
    return atomic_load(&e->progress->interrupted);
}

static void piece(void *context, uint32_t replication)
{
    struct explored *x = context;
    if (!stopped(x->owner)) point_work(x->point, replication);
}

static void submit(struct explored *x);

static void round_done(struct crew *crew, void *context)
{
    (void)crew;
    struct explored *x = context;
    struct exploration *e = x->owner;
    if (!stopped(e) && point_judge(x->point)) {
        submit(x);
        return;
    }
    if (!stopped(e)) {
        point_collect(x->point, &x->result);
        x->done = true;
        atomic_fetch_add(&e->progress->requests, point_requests(x->point));
    }
    point_destroy(x->point);
    x->point = NULL;
    atomic_fetch_add(&e->progress->points_done, 1);
    if (atomic_fetch_sub(&e->pending, 1) == 1) advance(e);
}

static void submit(struct explored *x)
{
    const struct crew_batch batch = {
        .work = piece, .done = round_done, .context = x, .count = POINT_REPLICATIONS, .rank = x->rank
    };
    crew_submit(x->owner->crew, &batch);
}

static struct explored *add(struct exploration *e, struct point_set *set, const struct run_load *load,
                            bool listed)
{
    struct explored *x = calloc(1, sizeof *x);
    struct explored **at = realloc(set->at, (set->count + 1) * sizeof *at);
    if (!x || !at) abort();
    *x = (struct explored){ .owner = e, .set = set, .load = *load, .listed = listed };
    x->rank = (uint64_t)e->rank << 32 | (uint64_t)(set == &e->next) << 16 | set->count;
    set->at = at;
    set->at[set->count++] = x;
    return x;
}

/* Near saturation the curve is so steep that a wider interval of the latency locates the wall as well. */
static double loosened(double precision, double share)
{
    const double factor = 0.1 / fmax(1 - share, 1e-3);
    return precision * fmin(fmax(factor, 1), 4);
}

/* Events that an average request causes. */
static double events_of(const struct network *n)
{
    double events = 1;
    for (uint32_t i = 0; i < n->steps; i++) {
        const enum op op = (enum op)n->step[i].op;
        if (op == OP_SERVE_FCFS || op == OP_SERVE_PS || op == OP_DELAY || op == OP_LINK)
            events += n->visits[i];
    }
    return events;
}

static struct point_goal goal_of(const struct exploration *e, const struct explored *x)
{
    const struct experiment *run = &e->scenario->run;
    const double share = x->load.rate / x->set->network->saturation;
    struct point_goal goal = { .precision = run->precision,
                               .confidence = run->confidence,
                               .max_requests = (uint64_t)fmin(run->max_requests, 1e18),
                               .warmup = run->warmup };
    if (!x->listed) {
        goal.precision = loosened(run->precision, share) * (x->set == &e->next ? next_looser : 1);
        goal.warmup_share = probe_warmup;
        goal.max_warmup = (uint64_t)(probe_events / events_of(x->set->network) / POINT_REPLICATIONS);
        goal.max_requests = (uint64_t)fmin(run->max_requests, probe_events / events_of(x->set->network));
    }
    if (x->set == &e->base && share <= knee_region)
        goal.mean_precision = fmin(knee_precision, run->precision);
    return goal;
}

/* Starts all points of the set from `first` on. */
static void launch(struct exploration *e, struct point_set *set, uint32_t first)
{
    const uint32_t count = set->count - first;
    atomic_fetch_add(&e->pending, count);
    atomic_fetch_add(&e->progress->points_known, count);
    for (uint32_t i = first; i < set->count; i++) {
        struct explored *x = set->at[i];
        const struct point_goal goal = goal_of(e, x);
        x->point = point_create(set->network, &x->load, e->scenario->run.seed, &goal);
    }
    /* Once the last of them is submitted it may be done, and the set has grown, before this thread goes on.
     */
    struct explored **started = malloc(count * sizeof(struct explored *));
    if (!started) abort();
    memcpy(started, &set->at[first], count * sizeof(struct explored *));
    for (uint32_t i = 0; i < count; i++) submit(started[i]);
    free(started);
}

static int by_load(const void *a, const void *b)
{
    const struct point_result *const *p = a, *const *q = b;
    const double x = (*p)->population ? (*p)->population : (*p)->offered;
    const double y = (*q)->population ? (*q)->population : (*q)->offered;
    return (x > y) - (x < y);
}

/* The finished points by ascending load. The caller frees the array. */
static const struct point_result **sorted(const struct point_set *set, uint32_t *count)
{
    const struct point_result **points = calloc(set->count ? set->count : 1, sizeof(struct point_result *));
    if (!points) abort();
    *count = 0;
    for (uint32_t i = 0; i < set->count; i++)
        if (set->at[i]->done) points[(*count)++] = &set->at[i]->result;
    qsort(points, *count, sizeof *points, by_load);
    return points;
}

static void sweep_closed(struct exploration *e)
{
    const struct load *load = &e->scenario->load;
    for (uint32_t i = 0; i < load->points; i++)
        add(e, &e->base, &(struct run_load){ .population = (uint32_t)load->point[i] }, true);
    if (load->points) return;
    /* By itself: to three times the population at which the asymptotes of throughput cross (Lazowska et al.).
     */
    const double think = load->think.mean,
                 star = e->network->saturation * (think + e->network->zero_load_latency);
    const double last = isfinite(star) ? 3 * star : 100;
    uint32_t before = 0;
    for (int i = 1; i <= 10; i++) {
        const uint32_t population = (uint32_t)fmin(fmax(1, round(last * i / 10)), UINT32_MAX);
        if (population != before) add(e, &e->base, &(struct run_load){ .population = population }, true);
        before = population;
    }
}

static bool is_listed(const struct load *load, double rate)
{
    for (uint32_t i = 0; i < load->points; i++)
        if (fabs(load->point[i] - rate) <= near_enough * rate) return true;
    return false;
}

/* Two significant figures: loads that people can read. */
static double rounded(double rate)
{
    const double unit = pow(10, floor(log10(rate)) - 1);
    return round(rate / unit) * unit;
}

static void sweep_open(struct exploration *e)
{
    const struct load *load = &e->scenario->load;
    const double saturation = e->network->saturation;
    const bool automatic = load->points == 0;
    for (uint32_t i = 0; i < load->points; i++)
        if (load->point[i] > 0) add(e, &e->base, &(struct run_load){ .rate = load->point[i] }, true);
    const bool is_bounded = isfinite(saturation);
    const double *share = automatic ? sweep : scout;
    const size_t shares = automatic ? sizeof sweep / sizeof *sweep : sizeof scout / sizeof *scout;
    for (size_t i = 0; is_bounded && i < shares; i++)
        if (!is_listed(load, share[i] * saturation))
            add(e, &e->base, &(struct run_load){ .rate = rounded(share[i] * saturation) }, automatic);
    for (size_t i = 0; !is_bounded && automatic && i < sizeof blind / sizeof *blind; i++)
        add(e, &e->base, &(struct run_load){ .rate = blind[i] }, true);
}

/* The lightest of the loads that were asked for. */
static const struct point_result *lightest(const struct point_set *set)
{
    const struct point_result *least = NULL;
    for (uint32_t i = 0; i < set->count; i++) {
        const struct explored *x = set->at[i];
        if (x->listed && x->done && (!least || x->result.offered < least->offered)) least = &x->result;
    }
    return least;
}

static double next_probe(const struct exploration *e, const struct point_set *set, double precision)
{
    uint32_t count;
    const struct point_result **points = sorted(set, &count);
    const double rate = wall_probe(&e->bounds, points, count, set->network->saturation,
                                   e->scenario->run.confidence, precision);
    free(points);
    return rate;
}

static struct wall_result find_wall(const struct exploration *e, const struct point_set *set)
{
    uint32_t count;
    const struct point_result **points = sorted(set, &count);
    struct wall_result wall =
        wall_find(&e->bounds, points, count, set->network->saturation, e->scenario->run.confidence);
    const struct point_result *nearest = NULL;
    for (uint32_t i = 0; i < count && wall.status == WALL_FOUND; i++)
        if (!nearest || fabs(points[i]->offered - wall.rate.value) < fabs(nearest->offered - wall.rate.value))
            nearest = points[i];
    if (nearest) wall.resource = wall_resource(set->network, nearest, &wall.member, &wall.utilization);
    free(points);
    return wall;
}

/* Doubles what the wall is blamed on. False: there is nothing to double, or no wall. */
static bool prepare_next(struct exploration *e)
{
    const struct wall_result wall = find_wall(e, &e->base);
    if (wall.status != WALL_FOUND || wall.resource == NETWORK_NONE || !isfinite(e->network->saturation))
        return false;
    e->doubled = variant_doubled(e->network, wall.resource);
    e->doubled_network = network_assemble(e->doubled);
    e->next.network = e->doubled_network;
    const double guess = wall.rate.value * e->doubled_network->saturation / e->network->saturation;
    if (!isfinite(guess)) return false;
    add(e, &e->next, &(struct run_load){ .rate = 0.9 * guess }, false);
    add(e, &e->next, &(struct run_load){ .rate = guess }, false);
    return true;
}

static bool probe(struct exploration *e, struct point_set *set, double precision, uint32_t most)
{
    if (e->probes >= most) return false;
    const double rate = next_probe(e, set, precision);
    if (isnan(rate)) return false;
    e->probes++;
    add(e, set, &(struct run_load){ .rate = rate }, false);
    launch(e, set, set->count - 1);
    return true;
}

static double clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void advance(struct exploration *e)
{
    e->ended = clock_now();
    if (stopped(e)) return;
    switch (e->phase) {
    case PHASE_SWEEP:
        if (e->scenario->load.arrivals == ARRIVALS_CLOSED) {
            e->phase = PHASE_DONE;
            return;
        }
        e->bounds = wall_bounds(&e->scenario->slo, lightest(&e->base));
        e->phase = PHASE_WALL;
        /* fall through */
    case PHASE_WALL:
        if (probe(e, &e->base, wall_precision, MOST_PROBES)) return;
        e->phase = PHASE_NEXT;
        e->probes = 0;
        if (prepare_next(e)) {
            launch(e, &e->next, 0);
            return;
        }
        e->phase = PHASE_DONE;
        return;
    case PHASE_NEXT:
        if (probe(e, &e->next, 3 * wall_precision, MOST_NEXT_PROBES)) return;
        e->phase = PHASE_DONE;
        return;
    case PHASE_DONE: return;
    }
}

struct exploration *explore_start(struct crew *crew, const struct scenario *scenario, uint32_t rank,
                                  struct explore_progress *progress)
{
    struct exploration *e = calloc(1, sizeof *e);
    if (!e) abort();
    e->crew = crew;
    e->progress = progress;
    e->scenario = scenario;
    e->rank = rank;
    e->began = clock_now();
    e->network = network_assemble(scenario);
    e->base.network = e->network;
    if (scenario->load.arrivals == ARRIVALS_CLOSED)
        sweep_closed(e);
    else
        sweep_open(e);
    launch(e, &e->base, 0);
    return e;
}

/* --- the verdict --- */

static struct knee_result find_knee(const struct exploration *e)
{
    struct knee_result knee = { .rate = { NAN, NAN, NAN }, .users = NAN, .why_not = NULL };
    uint32_t count;
    const struct point_result **points = sorted(&e->base, &count);
    struct curve_point *at = calloc(count ? count : 1, sizeof *at);
    const struct point_result **of = calloc(count ? count : 1, sizeof(struct point_result *));
    if (!at || !of) abort();
    size_t used = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct interval *mean = &points[i]->latency.mean;
        if (!points[i]->stable || !(mean->value > 0) || points[i]->offered >= e->network->saturation)
            continue;
        of[used] = points[i];
        at[used++] =
            curve_point_of(points[i]->offered, mean, e->scenario->run.confidence, INTERVAL_KAPPA_MEAN);
    }
    const struct curve curve = { at, used, e->network->saturation, e->scenario->run.confidence };
    const struct curve_place place = curve_knee(&curve);
    switch (place.status) {
    case CURVE_FOUND:
        knee.found = true;
        knee.rate = place.rate;
        knee.users = place.rate.value * e->scenario->load.users_per_rps;
        break;
    case CURVE_BELOW: knee.why_not = "latency grows slower than load at every load tried"; break;
    case CURVE_ABOVE: knee.why_not = "latency grows faster than load at the lightest load already"; break;
    case CURVE_TOO_FEW: knee.why_not = "too few loads with a steady state"; break;
    }
    for (size_t i = 0; i < used; i++)
        ((struct point_result *)of[i])->elasticity = curve_elasticity(&curve, i);
    free(at);
    free(of);
    free(points);
    return knee;
}

static void fill_next(const struct exploration *e, struct wall_result *wall)
{
    if (!e->doubled_network) return;
    const struct wall_result next = find_wall(e, &e->next);
    wall->next_resource = next.resource;
    if (next.status == WALL_FOUND) {
        wall->next_rate = next.rate;
        wall->next_simulated = true;
        return;
    }
    const double factor = e->doubled_network->saturation / e->network->saturation;
    wall->next_rate = (struct interval){ wall->rate.value * factor, NAN, NAN };
    if (wall->next_resource == NETWORK_NONE) wall->next_resource = e->doubled_network->bottleneck;
}

/* Moves the results of the points out: those that were asked for, and the rest, each by ascending load. */
static void move_points(struct exploration *e, struct scenario_result *result)
{
    uint32_t count;
    const struct point_result **points = sorted(&e->base, &count);
    result->point = calloc(count ? count : 1, sizeof *result->point);
    result->search = calloc(count ? count : 1, sizeof *result->search);
    if (!result->point || !result->search) abort();
    result->converged = true;
    for (uint32_t i = 0; i < count; i++) {
        const struct explored *x = NULL;
        for (uint32_t k = 0; k < e->base.count; k++)
            if (&e->base.at[k]->result == points[i]) x = e->base.at[k];
        if (x->listed) {
            result->converged &= points[i]->converged;
            result->point[result->points++] = *points[i];
        } else
            result->search[result->searches++] = *points[i];
        result->requests += points[i]->requests;
        result->events += points[i]->events;
    }
    free(points);
}

static void free_set(struct point_set *set, bool results)
{
    for (uint32_t i = 0; i < set->count; i++) {
        if (results && set->at[i]->done) point_result_finish(&set->at[i]->result);
        point_destroy(set->at[i]->point);
        free(set->at[i]);
    }
    free(set->at);
}

void explore_finish(struct exploration *e, struct scenario_result *result)
{
    const struct scenario *s = e->scenario;
    *result = (struct scenario_result){ .scenario = s,
                                        .network = e->network,
                                        .seed = s->run.seed,
                                        .confidence = s->run.confidence,
                                        .precision = s->run.precision,
                                        .saturation = e->network->saturation,
                                        .saturation_resource = e->network->bottleneck,
                                        .usd_per_h = e->network->usd_per_h,
                                        .usd_per_million = NAN,
                                        .seconds = e->ended - e->began,
                                        .interrupted = stopped(e) };
    result->wall.status = WALL_NONE;
    result->wall.resource = result->wall.next_resource = NETWORK_NONE;
    result->wall.rate = result->wall.next_rate = (struct interval){ NAN, NAN, NAN };
    result->wall.users = NAN;
    result->knee = (struct knee_result){ .rate = { NAN, NAN, NAN }, .users = NAN };
    if (s->load.arrivals != ARRIVALS_CLOSED) {
        result->knee = find_knee(e);
        if (!stopped(e)) result->wall = find_wall(e, &e->base);
        result->wall.users = result->wall.rate.value * s->load.users_per_rps;
        fill_next(e, &result->wall);
        if (result->wall.status == WALL_FOUND)
            result->usd_per_million =
                1e6 * (result->usd_per_h / (result->wall.rate.value * 3600) + e->network->usd_per_request);
    }
    move_points(e, result);
    for (uint32_t i = 0; i < e->next.count; i++) {
        result->requests += e->next.at[i]->result.requests;
        result->events += e->next.at[i]->result.events;
    }
    free_set(&e->base, false);
    free_set(&e->next, true);
    network_destroy(e->doubled_network);
    variant_destroy(e->doubled);
    free(e);
}

void scenario_result_finish(struct scenario_result *result)
{
    for (uint32_t i = 0; i < result->points; i++) point_result_finish(&result->point[i]);
    for (uint32_t i = 0; i < result->searches; i++) point_result_finish(&result->search[i]);
    free(result->point);
    free(result->search);
    free(result->set);
    free(result->theory.mean);
    free(result->assertion);
    network_destroy((struct network *)result->network);
    *result = (struct scenario_result){ 0 };
}
