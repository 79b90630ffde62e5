/*
 * synthetic_timeline: a timeline made up by formula, for the tests of what shows one: the primary dies at
 * 100 s, comes back at 130 s and its backlog drains until 220 s, while the app goes from 2 to 5 members.
 * Nothing is simulated.
 */
#ifndef KNEEWALL_TESTS_SYNTHETIC_TIMELINE_H
#define KNEEWALL_TESTS_SYNTHETIC_TIMELINE_H

#include "sim/study/timeline.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ST_INTERVALS = 200, ST_TIERS = 3, ST_RESOURCES = 3, ST_EVENTS = 6 };

struct synthetic_timeline {
    struct host host[2];
    struct tier tier[ST_TIERS];
    struct scenario scenario;
    struct resource resource[ST_RESOURCES];
    struct network network;
    struct timeline_interval interval[ST_INTERVALS];
    struct band members[ST_INTERVALS][ST_TIERS], utilization[ST_INTERVALS][ST_RESOURCES];
    struct timeline_event event[ST_EVENTS];
    struct uptime_part part[2];
    struct timeline_result result;
};

static inline struct band st_band(double value, double spread)
{
    return (struct band){ value, value * (1 - spread), value * (1 + spread) };
}

static inline void st_interval(struct synthetic_timeline *s, uint32_t i, double length)
{
    static const struct band none = { NAN, NAN, NAN };
    struct timeline_interval *v = &s->interval[i];
    const double t = i * length, end = t + length;
    const bool dead = t >= 100 && t < 130, drains = t >= 130 && t < 220;
    const double backlog = dead ? 20 * (end - 100) : drains ? 600 * (1 - (end - 130) / 90) : 8;
    *v = (struct timeline_interval){ .at = t,
                                     .length = length,
                                     .offered = st_band(100, 0.05),
                                     .goodput = st_band(dead     ? 5
                                                        : drains ? 105
                                                                 : 100,
                                                        0.05),
                                     .attempts = st_band(dead ? 180 : 100, 0.05),
                                     .backlog = st_band(backlog, 0.1),
                                     .messages = none,
                                     .lag = st_band(dead ? NAN : 0.004, 0.2),
                                     .hit_ratio = none,
                                     .usd_per_h = st_band(0.5, 0),
                                     .members = s->members[i],
                                     .utilization = s->utilization[i],
                                     .busiest = dead ? 0 : 1,
                                     .bad = dead ? 1 : 0 };
    for (int e = 0; e < ERROR_KINDS; e++) v->error[e] = st_band(0, 0);
    v->error[ERROR_UNAVAILABLE] = st_band(dead ? 90 : 0, 0.1);
    v->error[ERROR_TIMEOUT] = st_band(dead ? 5 : 0, 0.1);
    const double wait = backlog / 100;
    v->mean = st_band(0.012 + wait, 0.1);
    for (int p = 0; p < PERCENTILES; p++) v->percentile[p] = st_band((0.01 + wait) * (1 + p), 0.1 + 0.1 * p);
    s->members[i][0] = none;
    s->members[i][1] = st_band(t < 150 ? 2 : t < 260 ? 5 : 3, 0);
    s->members[i][2] = st_band(dead ? 1 : 2, 0);
    s->utilization[i][0] = st_band(dead ? 0.31 : 0.2, 0.1);
    s->utilization[i][1] = st_band(dead ? 0.05 : drains ? 0.97 : 0.55, 0.02);
    s->utilization[i][2] = st_band(0.01, 0.1);
}

static inline void st_scenario(struct synthetic_timeline *s)
{
    s->host[0] = (struct host){ .name = "web", .count = 2 };
    s->host[1] = (struct host){ .name = "pg", .count = 2 };
    s->tier[0] = (struct tier){ .name = "lb", .kind = TIER_BALANCER, .host = SCENARIO_NONE };
    s->tier[1] = (struct tier){ .name = "app", .kind = TIER_SERVICE, .host = 0 };
    s->tier[1].autoscale.metric = SCALING_CPU;
    s->tier[2] = (struct tier){ .name = "db", .kind = TIER_DATABASE, .host = 1 };
    s->scenario = (struct scenario){ .name = "A failover",
                                     .question = "The primary dies: what is lost, and for how long?",
                                     .file = "failover.json",
                                     .host = s->host,
                                     .hosts = 2,
                                     .tier = s->tier,
                                     .tiers = ST_TIERS };
    s->scenario.slo.goodput = 0.98;
    static const char *const name[] = { "web.cpu", "pg.cpu", "pg.ssd" };
    for (uint32_t k = 0; k < ST_RESOURCES; k++)
        s->resource[k] = (struct resource){ .name = name[k], .members = 2 };
    s->network = (struct network){
        .scenario = &s->scenario, .tiers = ST_TIERS, .resource = s->resource, .resources = ST_RESOURCES
    };
}

static inline void st_events(struct synthetic_timeline *s)
{
    const struct timeline_event event[ST_EVENTS] = {
        { .at = 100, .kind = EVENT_PLANNED, .what = "kill db.primary" },
        { .at = 110, .kind = EVENT_CONSEQUENCE, .what = "db: member 0 is found dead" },
        { .at = 130, .kind = EVENT_CONSEQUENCE, .what = "db: member 1 is the primary; 97 writes are lost" },
        { .at = 150, .kind = EVENT_CONSEQUENCE, .what = "app: 3 members more are in service" },
        { .at = 180, .kind = EVENT_FAILURE, .what = "web[1] fails" },
        { .at = 260, .kind = EVENT_CONSEQUENCE, .what = "app: 2 members fewer" },
    };
    memcpy(s->event, event, sizeof event);
}

/* `intervals` of `length` s, at most ST_INTERVALS. */
static inline void synthetic_timeline_init(struct synthetic_timeline *s, uint32_t intervals, double length)
{
    memset(s, 0, sizeof *s);
    st_scenario(s);
    st_events(s);
    for (uint32_t i = 0; i < intervals; i++) st_interval(s, i, length);
    s->part[0] = (struct uptime_part){ 1, 2, 1, 0.9999, 4, 3000, 600 };
    s->part[1] = (struct uptime_part){ 0, 2, 1, 0.99999, 2, 300, 3200 };
    s->result = (struct timeline_result){
        .scenario = &s->scenario,
        .network = &s->network,
        .seed = 1,
        .rate = 100,
        .warmup = 20,
        .replications = 16,
        .interval = s->interval,
        .intervals = intervals,
        .event = s->event,
        .events = ST_EVENTS,
        .recovery = { .downtime = { 30.4, 29, 33 },
                      .rto = { 31, 30, 34 },
                      .rpo = { 0.97, 0.9, 1.1 },
                      .failed = { 2850, 2700, 3000 },
                      .lost_writes = { 97, 80, 110 },
                      .dead_messages = { NAN, NAN, NAN },
                      .deficit = { 120, 100, 150 },
                      .usd = { 0.05, 0.05, 0.05 },
                      .peak_backlog = { 600, 540, 660 },
                      .drain = { 90, 80, 100 },
                      .recovered = 1 },
        .uptime = { .part = s->part,
                    .parts = 2,
                    .availability = 0.99989,
                    .nines = 3.96,
                    .downtime = 3471,
                    .zone_downtime = 0,
                    .simulated = NAN },
        .requests = 480000,
        .simulated = 4800000,
        .hash = 0x0123456789abcdef,
        .seconds = 1.2,
    };
}

#endif
