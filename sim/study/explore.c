#include "sim/study/explore.h"

#include "models/architecture/warming.h"

#include "sim/study/counterfactual.h"
#include "sim/study/knee.h"
#include "sim/study/sweep.h"
#include "sim/study/theory.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

enum phase { PHASE_SWEEP, PHASE_WALL, PHASE_NEXT, PHASE_DONE };

enum { MOST_PROBES = 12 };
static const double wall_precision = 0.01;
/* A probe's interval is wider than what is left of its start. */
static const double probe_warmup = 0.3;

struct exploration {
    struct explore_progress *progress;
    const struct scenario *scenario;
    struct network *network;
    struct point_set base;
    struct counterfactual next;
    struct wall_bounds bounds;
    enum phase phase;
    uint32_t probes, rank;
    double began, ended; /* s */
};

static bool stopped(const struct exploration *e)
{
    return atomic_load(&e->progress->interrupted);
}

/* Studies by their order; within one, the base network's points before the counterfactual's. */
static uint64_t rank_of(const struct exploration *e, bool next)
{
    return (uint64_t)e->rank << 32 | (uint64_t)next << 16;
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

static double clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* All points so far are in: what next. */
static void advance(void *context)
{
    struct exploration *e = context;
    e->ended = clock_now();
    if (stopped(e)) return;
    struct wall_result wall;
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
        if (e->probes++ < MOST_PROBES && point_set_probe(&e->base, &e->bounds, wall_precision)) return;
        wall = point_set_wall(&e->base, &e->bounds);
        e->phase = PHASE_NEXT;
        if (!counterfactual_start(&e->next, &e->base, &wall, rank_of(e, true))) e->phase = PHASE_DONE;
        return;
    case PHASE_NEXT:
        if (!counterfactual_probe(&e->next, &e->base, &e->bounds)) e->phase = PHASE_DONE;
        return;
    case PHASE_DONE: return;
    }
}

struct exploration *explore_start(struct crew *crew, const struct scenario *scenario, uint32_t rank,
                                  struct explore_progress *progress)
{
    struct exploration *e = calloc(1, sizeof *e);
    if (!e) abort();
    e->progress = progress;
    e->scenario = scenario;
    e->rank = rank;
    e->began = clock_now();
    e->network = network_assemble(scenario);
    network_warm(e->network);
    e->base = (struct point_set){ .crew = crew,
                                  .progress = progress,
                                  .run = &scenario->run,
                                  .network = e->network,
                                  .idle = advance,
                                  .context = e,
                                  .rank = rank_of(e, false),
                                  .warmup_share = probe_warmup,
                                  .knee_wanted = true };
    sweep_add(&e->base, &scenario->load);
    point_set_launch(&e->base, 0);
    return e;
}

/* Moves the results of the points out: those that were asked for, and the rest, each by ascending load. */
static void move_points(struct exploration *e, struct scenario_result *result)
{
    uint32_t count;
    const struct point_result **points = point_set_sorted(&e->base, &count);
    result->point = calloc(count ? count : 1, sizeof *result->point);
    result->search = calloc(count ? count : 1, sizeof *result->search);
    if (!result->point || !result->search) abort();
    result->converged = true;
    for (uint32_t i = 0; i < count; i++) {
        if (point_set_find(&e->base, points[i])->listed) {
            result->converged &= points[i]->converged;
            result->point[result->points++] = *points[i];
        } else
            result->search[result->searches++] = *points[i];
        result->requests += points[i]->requests;
        result->events += points[i]->events;
    }
    free(points);
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
    result->wall.next_gain = (struct interval){ NAN, NAN, NAN };
    result->wall.users = NAN;
    result->knee = (struct knee_result){ .rate = { NAN, NAN, NAN }, .users = NAN };
    if (s->load.arrivals != ARRIVALS_CLOSED) {
        result->knee = knee_find(&e->base, s->load.users_per_rps);
        if (!stopped(e)) result->wall = point_set_wall(&e->base, &e->bounds);
        result->wall.users = result->wall.rate.value * s->load.users_per_rps;
        counterfactual_conclude(&e->next, &e->base, &e->bounds, &result->wall);
        if (result->wall.status == WALL_FOUND)
            result->usd_per_million =
                1e6 * (result->usd_per_h / (result->wall.rate.value * 3600) + e->network->usd_per_request);
    }
    move_points(e, result);
    theory_compare(result);
    for (uint32_t i = 0; i < e->next.set.count; i++) {
        result->requests += e->next.set.at[i]->result.requests;
        result->events += e->next.set.at[i]->result.events;
    }
    point_set_finish(&e->base, false);
    counterfactual_finish(&e->next);
    free(e);
}

void scenario_result_finish(struct scenario_result *result)
{
    for (uint32_t i = 0; i < result->points; i++) point_result_finish(&result->point[i]);
    for (uint32_t i = 0; i < result->searches; i++) point_result_finish(&result->search[i]);
    free(result->point);
    free(result->search);
    free(result->set);
    theory_finish(&result->theory);
    free(result->assertion);
    network_destroy((struct network *)result->network);
    *result = (struct scenario_result){ 0 };
}
