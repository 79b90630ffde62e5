#include "sim/study/explore.h"

#include "models/architecture/scaling.h"
#include "models/architecture/variant.h"
#include "models/architecture/warming.h"

#include "sim/study/counterfactual.h"
#include "sim/study/knee.h"
#include "sim/study/sweep.h"
#include "sim/study/theory.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

enum phase { PHASE_SWEEP, PHASE_WALL, PHASE_CHANGED, PHASE_DONE };

enum { MOST_PROBES = 12 };
static const double wall_precision = 0.01;
/* A probe's interval is wider than what is left of its start. */
static const double probe_warmup = 0.3;

struct exploration {
    const struct scenario *scenario;
    struct network *network;
    struct point_set base;
    /* What to change: the variants that were asked for, or, with none, the wall's resource doubled. */
    const struct scenario *const *variant;
    struct counterfactual *changed; /* one a variant; or one */
    uint32_t variants, at;
    struct scenario *doubled; /* NULL: there is nothing to double, or no wall */
    struct wall_bounds bounds;
    enum phase phase;
    uint32_t probes, rank;
    double began, ended; /* s */
};

/* Studies by their order; within one, the base network's points before those of each change. */
static uint64_t rank_of(const struct exploration *e, uint32_t change)
{
    return (uint64_t)e->rank << 32 | (uint64_t)change << 16;
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

static struct counterfactual_base base_of(const struct exploration *e)
{
    return (struct counterfactual_base){ &e->base, &e->bounds };
}

static uint32_t changes(const struct exploration *e)
{
    return e->variants ? e->variants : 1;
}

static bool stopped(const struct exploration *e)
{
    bool any = atomic_load(&e->base.stopped);
    for (uint32_t i = 0; i < changes(e); i++) any |= atomic_load(&e->changed[i].set.stopped);
    return any;
}

static bool start_change(struct exploration *e)
{
    const struct counterfactual_base base = base_of(e);
    const struct scenario *changed = e->variants ? e->variant[e->at] : e->doubled;
    return changed && counterfactual_start(&e->changed[e->at], &base, changed, rank_of(e, 1 + e->at));
}

/* One change after the other. False: that was the last. */
static bool go_on_changing(struct exploration *e)
{
    const struct counterfactual_base base = base_of(e);
    if (counterfactual_probe(&e->changed[e->at], &base)) return true;
    while (++e->at < changes(e))
        if (start_change(e)) return true;
    return false;
}

static bool begin_changing(struct exploration *e)
{
    const struct wall_result wall = point_set_wall(&e->base, &e->bounds);
    if (!e->variants && wall.status == WALL_FOUND && wall.resource != NETWORK_NONE)
        e->doubled = variant_doubled(e->network, wall.resource);
    for (e->at = 0; e->at < changes(e); e->at++)
        if (start_change(e)) return true;
    return false;
}

/* All points so far are in: what next. Whoever launched points must not touch the exploration any more: they
 * may be done already, and this under way on another thread. */
static void advance(void *context)
{
    struct exploration *e = context;
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
        if (e->probes++ < MOST_PROBES && point_set_probe(&e->base, &e->bounds, wall_precision)) return;
        e->phase = PHASE_CHANGED;
        if (!begin_changing(e)) e->phase = PHASE_DONE;
        return;
    case PHASE_CHANGED:
        if (!go_on_changing(e)) e->phase = PHASE_DONE;
        return;
    case PHASE_DONE: return;
    }
}

struct exploration *explore_start(struct crew *crew, const struct scenario *scenario,
                                  const struct scenario *const *variant, uint32_t variants, uint32_t rank,
                                  struct explore_progress *progress)
{
    struct exploration *e = calloc(1, sizeof *e);
    if (!e) abort();
    e->variant = variant;
    e->variants = variants;
    e->changed = calloc(changes(e), sizeof *e->changed);
    if (!e->changed) abort();
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
                                  .rank = rank_of(e, 0),
                                  .warmup_share = probe_warmup,
                                  .looser = 1,
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

/* By the bottleneck law, where no simulation told: scaled by how near to saturation the wall is. */
static void guess_next(const struct exploration *e, struct wall_result *wall)
{
    const struct network *n = e->changed[0].network;
    if (!n) return;
    const double factor = n->saturation / e->network->saturation;
    wall->next_rate = (struct interval){ wall->rate.value * factor, NAN, NAN };
    wall->next_gain = (struct interval){ factor, NAN, NAN };
    if (wall->next_resource == NETWORK_NONE) wall->next_resource = n->bottleneck;
}

static void conclude_changes(const struct exploration *e, struct scenario_result *result)
{
    const struct counterfactual_base base = base_of(e);
    struct wall_result *wall = &result->wall;
    result->variants = e->variants;
    result->moved = calloc(changes(e), sizeof *result->moved);
    if (!result->moved) abort();
    for (uint32_t i = 0; i < changes(e); i++)
        result->moved[i] = counterfactual_conclude(&e->changed[i], &base);
    if (e->variants) return;
    const struct moved_wall *next = &result->moved[0];
    wall->next_resource = next->resource;
    wall->next_simulated = next->status == WALL_FOUND;
    wall->next_rate = next->rate;
    wall->next_gain = next->gain;
    wall->next_correlation = next->correlation;
    if (!wall->next_simulated) guess_next(e, wall);
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
        conclude_changes(e, result);
        if (result->wall.status == WALL_FOUND) {
            result->usd_per_h = scaling_usd_per_h(e->network, result->wall.rate.value);
            result->usd_per_million = 1e6 * result->usd_per_h / (result->wall.rate.value * 3600);
        }
    }
    move_points(e, result);
    theory_compare(result);
    for (uint32_t k = 0; k < changes(e); k++) {
        const struct point_set *set = &e->changed[k].set;
        for (uint32_t i = 0; i < set->count; i++) {
            result->requests += set->at[i]->result.requests;
            result->events += set->at[i]->result.events;
        }
        counterfactual_finish(&e->changed[k]);
    }
    point_set_finish(&e->base, false);
    variant_destroy(e->doubled);
    free(e->changed);
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
    free(result->moved);
    free(result->assertion);
    network_destroy((struct network *)result->network);
    *result = (struct scenario_result){ 0 };
}
