#include "sim/study/outline.h"

#include "sim/study/point_set.h"
#include "sim/study/sweep.h"
#include "sim/study/theory.h"

#include <math.h>
#include <stdlib.h>

static void look_at(const struct point_set *set, const struct run_load *load, struct point_result *result)
{
    const struct point_goal goal = { .precision = set->run->precision,
                                     .confidence = set->run->confidence,
                                     .max_requests = POINT_REPLICATIONS };
    struct point *point = point_create(set->network, load, set->run->seed, &goal);
    do
        for (uint32_t r = 0; r < POINT_REPLICATIONS; r++) point_work(point, r);
    while (point_judge(point));
    point_collect(point, result);
    point_destroy(point);
}

void outline_make(const struct scenario *scenario, struct scenario_result *result)
{
    struct network *network = network_assemble(scenario);
    struct point_set set = { .run = &scenario->run, .network = network };
    sweep_add(&set, &scenario->load);
    *result = (struct scenario_result){ .scenario = scenario,
                                        .network = network,
                                        .seed = scenario->run.seed,
                                        .confidence = scenario->run.confidence,
                                        .precision = scenario->run.precision,
                                        .saturation = network->saturation,
                                        .saturation_resource = network->bottleneck };
    /* As if all had been found, so that a number is a number. */
    const struct interval some = { 1, 1, 1 };
    const uint32_t resource = network->resources > 0 ? 0 : NETWORK_NONE;
    result->knee = (struct knee_result){ .found = true, .rate = some };
    result->wall = (struct wall_result){ .rate = some,
                                         .resource = resource,
                                         .next_resource = resource,
                                         .next_rate = some,
                                         .next_gain = some,
                                         .next_simulated = true };
    result->point = calloc(set.count ? set.count : 1, sizeof *result->point);
    if (!result->point) abort();
    for (uint32_t i = 0; i < set.count; i++)
        if (set.at[i]->listed) look_at(&set, &set.at[i]->load, &result->point[result->points++]);
    theory_compare(result);
    point_set_finish(&set, false);
}

void outline_make_timeline(const struct scenario *scenario, struct scenario *instant,
                           struct timeline_result *result)
{
    static const double an_instant = 1e-6;
    struct explore_progress progress = { 0 };
    const struct timeline_options options = { .rate = NAN, .replications = 1, .jobs = 1 };
    *instant = *scenario;
    instant->timeline.length = instant->timeline.interval = an_instant;
    instant->timeline.warmup = 0;
    timeline_run(instant, &options, &progress, result);
    for (uint32_t i = 0; i < result->intervals; i++) result->interval[i].length = scenario->timeline.length;
    const struct interval some = { 1, 1, 1 };
    result->wall = (struct recovery_wall){ .status = RECOVERY_FOUND, .rate = some, .ordinary = some };
}
