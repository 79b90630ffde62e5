/*
 * synthetic: results made up by formula, for the tests of what reads results. A box with an app and a
 * database whose latency is that of M/M/1; loads reach beyond saturation. Nothing is simulated.
 */
#ifndef KNEEWALL_TESTS_SYNTHETIC_H
#define KNEEWALL_TESTS_SYNTHETIC_H

#include "sim/study/result.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SYNTHETIC_RESOURCES = 4, SYNTHETIC_TIERS = 2, SYNTHETIC_POINTS = 12 };
enum { SYNTHETIC_CPU, SYNTHETIC_SSD, SYNTHETIC_THREADS, SYNTHETIC_RAM };

struct synthetic {
    struct tier tier[SYNTHETIC_TIERS];
    struct path path[SYNTHETIC_TIERS];
    struct request_class class;
    struct scenario scenario;
    struct resource resource[SYNTHETIC_RESOURCES];
    struct network network;
    struct point_result point[SYNTHETIC_POINTS];
    struct resource_result resource_result[SYNTHETIC_POINTS][SYNTHETIC_RESOURCES];
    double by_tier[SYNTHETIC_POINTS][SYNTHETIC_RESOURCES][SYNTHETIC_TIERS];
    struct tier_result tier_result[SYNTHETIC_POINTS][SYNTHETIC_TIERS + 1];
    struct scenario_result result;
};

static inline struct interval synthetic_interval(double value, double relative)
{
    return (struct interval){ value, value * (1 - relative), value * (1 + relative) };
}

static inline void synthetic_scenario(struct synthetic *s, double saturation)
{
    s->tier[0] = (struct tier){ .name = "app", .kind = TIER_SERVICE };
    s->tier[1] = (struct tier){ .name = "db", .kind = TIER_DATABASE };
    s->path[0] = (struct path){ .kind = PATH_CALL, .tier = 0, .child = &s->path[1] };
    s->path[1] = (struct path){ .kind = PATH_CALL, .tier = 1 };
    s->class = (struct request_class){ .name = "all", .share = 1, .path = &s->path[0] };
    s->scenario =
        (struct scenario){ .name = "Stage 1: one box",
                           .question = "What runs out first when the app and its database share a machine?",
                           .file = "scenarios/stage1.json",
                           .stage = 1,
                           .tier = s->tier,
                           .tiers = SYNTHETIC_TIERS,
                           .class = &s->class,
                           .classes = 1 };
    s->scenario.slo = (struct slo){ .percentile = { INFINITY, INFINITY, INFINITY, 0.3, INFINITY },
                                    .mean = INFINITY,
                                    .error_ratio = 0.01,
                                    .goodput = 0.98 };
    s->scenario.load.users_per_rps = 100;
    static const char *const name[] = { "box.cpu", "box.ssd", "app.threads", "box.ram" };
    static const enum resource_kind kind[] = { RESOURCE_CPU, RESOURCE_SSD, RESOURCE_TOKENS, RESOURCE_RAM };
    for (uint32_t i = 0; i < SYNTHETIC_RESOURCES; i++)
        s->resource[i] = (struct resource){
            .name = name[i], .kind = kind[i], .host = 0, .tier = NETWORK_NONE, .members = 1, .servers = 1
        };
    s->resource[SYNTHETIC_THREADS].tier = 0;
    s->resource[SYNTHETIC_THREADS].servers = 64;
    s->network = (struct network){ .scenario = &s->scenario,
                                   .tiers = SYNTHETIC_TIERS,
                                   .resource = s->resource,
                                   .resources = SYNTHETIC_RESOURCES,
                                   .saturation = saturation,
                                   .data_bytes = 5.1e9 };
}

static inline void synthetic_latency(struct point_result *p, double mean, double precision)
{
    static const double q[PERCENTILES] = { 0.5, 0.9, 0.95, 0.99, 0.999 };
    p->latency.mean = synthetic_interval(mean, precision / 2);
    for (int k = 0; k < PERCENTILES; k++)
        p->latency.percentile[k] = synthetic_interval(-log(1 - q[k]) * mean, precision * (1 + q[k]) / 2);
    p->latency.max = 12 * mean;
}

static inline void synthetic_point(struct synthetic *s, uint32_t i, double rate, double saturation,
                                   double zero_load)
{
    struct point_result *p = &s->point[i];
    double rho = rate / saturation;
    *p = (struct point_result){ .offered = rate,
                                .throughput = fmin(rate, saturation),
                                .goodput = fmin(rate, saturation),
                                .stable = rho < 1,
                                .converged = rho < 0.97,
                                .growth = fmax(0, rate - saturation),
                                .requests = 100000,
                                .replications = 32,
                                .elasticity = rho / (1 - rho) };
    synthetic_latency(p, NAN, 0);
    p->latency.max = NAN;
    if (p->stable) synthetic_latency(p, zero_load / (1 - rho), 0.02 + 0.08 * rho * rho * rho);
    p->concurrency = synthetic_interval(rate * p->latency.mean.value, 0.01);
    const double full[SYNTHETIC_RESOURCES] = { 1, 0.53, 0.2, 0.0 };
    for (uint32_t k = 0; k < SYNTHETIC_RESOURCES; k++) {
        double u = k == SYNTHETIC_RAM ? 0.97 : fmin(1, rho) * full[k];
        s->by_tier[i][k][0] = 0.75 * u;
        s->by_tier[i][k][1] = 0.25 * u;
        s->resource_result[i][k] = (struct resource_result){ .resource = k,
                                                             .utilization = u,
                                                             .hottest = 0,
                                                             .hottest_utilization = u,
                                                             .queue = u / (1.001 - u),
                                                             .wait = zero_load * u,
                                                             .throughput = p->throughput,
                                                             .by_tier = s->by_tier[i][k] };
    }
    p->resource = s->resource_result[i];
    s->tier_result[i][0] = (struct tier_result){ 0.7 * zero_load, 0.2 * zero_load, 0.31, 0.2 };
    s->tier_result[i][1] = (struct tier_result){ 1.3 * zero_load, 0.9 * zero_load, 0.6, 0.55 };
    s->tier_result[i][2] = (struct tier_result){ 0.0005, 0, 0.09, 0 };
    p->tier = s->tier_result[i];
}

/* `saturation` in requests/s; `zero_load` s. The wall is where p99 is 0.3 s. */
static inline void synthetic_init(struct synthetic *s, double saturation, double zero_load)
{
    static const double rho[SYNTHETIC_POINTS] = { 0.1, 0.2, 0.3,  0.4,  0.5,  0.6,
                                                  0.7, 0.8, 0.88, 0.94, 0.98, 1.05 };
    memset(s, 0, sizeof *s);
    synthetic_scenario(s, saturation);
    for (uint32_t i = 0; i < SYNTHETIC_POINTS; i++)
        synthetic_point(s, i, rho[i] * saturation, saturation, zero_load);
    double wall = saturation * (1 + zero_load * log(0.01) / 0.3);
    s->result = (struct scenario_result){ .scenario = &s->scenario,
                                          .network = &s->network,
                                          .seed = 1,
                                          .hash = 0x0123456789abcdef,
                                          .confidence = 0.95,
                                          .precision = 0.05,
                                          .point = s->point,
                                          .points = SYNTHETIC_POINTS,
                                          .saturation = saturation,
                                          .saturation_resource = SYNTHETIC_CPU,
                                          .usd_per_h = 0.1,
                                          .usd_per_million = 0.1 / 3600 / wall * 1e6,
                                          .requests = 1200000,
                                          .events = 12000000,
                                          .seconds = 0.4 };
    s->result.knee = (struct knee_result){ .found = true,
                                           .rate = synthetic_interval(saturation / 2, 0.02),
                                           .users = 50 * saturation };
    s->result.wall = (struct wall_result){ .status = WALL_FOUND,
                                           .rate = synthetic_interval(wall, 0.01),
                                           .users = 100 * wall,
                                           .because = "p99 > 0.3 s",
                                           .limit = 0.3,
                                           .resource = SYNTHETIC_CPU,
                                           .member = NETWORK_NONE,
                                           .utilization = wall / saturation,
                                           .next_resource = SYNTHETIC_SSD,
                                           .next_rate = synthetic_interval(wall * 1.88, 0.012),
                                           .next_gain = synthetic_interval(1.88, 0.01),
                                           .next_correlation = 0.5,
                                           .next_simulated = true };
}

#endif
