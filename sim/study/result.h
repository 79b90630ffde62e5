/*
 * result: what a study found out, as plain values. Readers of results (sim/report) need nothing else.
 *
 * Units are SI: seconds, requests a second, bytes. A quantity that has no value is NAN; an interval without
 * an end is infinite there. Names are borrowed from the scenario and live as long as it does; arrays belong
 * to the result. Immutable once the study is done.
 */
#ifndef KNEEWALL_STUDY_RESULT_H
#define KNEEWALL_STUDY_RESULT_H

#include "models/architecture/exact.h"
#include "models/architecture/network.h"
#include "sim/engine/observe.h"
#include "sim/study/interval.h"

#include <stdbool.h>
#include <stdint.h>

/* One resource at one load; over all members of its group. */
struct resource_result {
    uint32_t resource;  /* of the network */
    double utilization; /* mean over members; RAM: share of the bytes */
    uint32_t hottest;
    double hottest_utilization;
    double queue;      /* jobs that wait, over all members */
    double wait;       /* s, mean of those that were served */
    double throughput; /* services/s */
    double *by_tier;   /* utilization by tier; NULL: not told apart */
};

struct tier_result {
    double residence, wait; /* s a request, over all its visits to the tier itself (not its calls) */
    double tail_share;      /* of the time of the slowest 1 % */
    double tail_wait_share; /* the part of it that is waiting */
};

struct class_result {
    double goodput; /* good replies a second */
    double error_ratio;
    struct interval mean; /* s, latency of the good; unstable: NAN */
};

struct cache_result {
    uint32_t tier;
    double hit_ratio;
};

struct replication_result {
    uint32_t tier;
    double lag_p50, lag_p99; /* s */
    double stale_ratio;      /* of reads */
};

struct queue_result {
    uint32_t tier;
    double backlog;                         /* messages, mean */
    double oldest;                          /* s, mean age of the oldest */
    double end_to_end_mean, end_to_end_p99; /* s from the send to the end of the work */
    double dead_letters;                    /* a second */
    double rejected;                        /* a second */
};

struct latency_result {
    struct interval mean, percentile[PERCENTILES];
    double max;
};

struct point_result {
    double offered;      /* requests/s; closed: the throughput reached */
    uint32_t population; /* closed models; else 0 */
    double throughput, goodput, error_ratio;
    struct interval throughput_interval, error_interval; /* the latter of error_ratio */
    double error[ERROR_KINDS];                           /* a second */
    bool stable, converged;
    double growth; /* unstable: jobs (a request, and each of its parallel calls) a second by which the backlog
                      grows */
    struct interval growth_interval;
    uint64_t requests; /* kept, over all replications */
    uint32_t replications,
        ran_away; /* ran_away: those of them in which ever more wait, while most go on as before */
    struct latency_result latency; /* of good requests; unstable: NAN */
    struct interval concurrency;
    double elasticity;                /* d ln mean latency / d ln rate */
    struct resource_result *resource; /* the network's resources, in order */
    uint32_t resource_count;
    struct tier_result *tier;   /* the tiers, then the network */
    double retry_tail_share;    /* time lost in failed attempts, of the slowest 1 % */
    struct class_result *class; /* the network's classes */
    uint32_t classes;
    struct cache_result *cache;
    uint32_t caches;
    struct replication_result *replication;
    uint32_t replications_seen; /* database tiers with replicas */
    struct queue_result *queue;
    uint32_t queues;
    double queries, messages, sent_bytes, received_bytes; /* a second */
    double *deviation; /* by quantity, mean last, and replication: what it adds to the error; any unit */
    double usd_per_h;  /* at this load: autoscaled tiers cost what they use */
    double *members;   /* mean members in service of each tier */
    struct histogram *histogram; /* pooled; NULL when it was not kept */
    uint64_t events;             /* executed, warm-up included */
};

enum wall_status {
    WALL_FOUND,
    WALL_BEYOND, /* the SLO holds at every load that was tried */
    WALL_BELOW,  /* it is broken at the lightest load already */
    WALL_NONE,   /* not looked for: closed model, no load to vary */
};

struct wall_result {
    enum wall_status status;
    struct interval rate; /* requests/s; the interval at the study's confidence */
    double users;         /* registered users; NAN: not said */
    char because[64];     /* "p99 > 0.3 s" */
    double limit;         /* of the quantity that crosses, s or a ratio */
    uint32_t resource;    /* that is the wall; NETWORK_NONE */
    uint32_t member;
    double utilization;     /* of that resource at the wall */
    uint32_t next_resource; /* where the wall moves if this one is doubled */
    struct interval next_rate;
    struct interval next_gain; /* next_rate over rate */
    double next_correlation;   /* of the two walls' errors, by common random numbers */
    bool next_simulated; /* else from the bottleneck law, scaled by how near to saturation this wall is */
};

/* The cheapest change that gives the wall's host more room; by the bottleneck law, not simulated. */
struct step_result {
    char setting[240]; /* "hosts.web.count=9", as --set takes it; several separated by a space; "": none known
                        */
    double usd_more;   /* an hour */
    double factor;     /* of the wall */
};

/* The wall of a variant of the scenario, beside the scenario's own. */
struct moved_wall {
    enum wall_status status; /* WALL_NONE: not looked for, since the scenario's own was not found */
    uint32_t resource;       /* NETWORK_NONE */
    struct interval rate;    /* requests/s */
    struct interval gain;    /* rate over that of the scenario */
    double correlation;      /* of the two walls' errors, by common random numbers */
};

struct knee_result {
    bool found;
    struct interval rate;
    double users;
    const char *why_not;
};

/* What theory says at a point; its place among the points is the same. */
struct theory_point {
    struct exact_point exact;
    double *residence; /* s a request at each of the network's resources; NAN where it is not known */
    bool is_compared;  /* with a formula */
    bool agrees;       /* the mean's own interval holds it */
    bool contradicts;  /* beyond what chance explains; or the simulation has passed a bound */
};

/* Theory beside the simulation; see theory.h. All zero: not compared. */
struct theory_result {
    struct exact *exact;
    enum exact_kind kind;                /* the best that is known at any of the points */
    struct theory_point *point, *search; /* beside those of the result */
    uint32_t points, searches, resources;
    uint32_t compared, agree;    /* points with a formula: all, and those whose mean agrees */
    uint32_t tails, tails_agree; /* their p50 and p99 that are known, and those within their intervals */
    bool agrees;                 /* no point contradicts */
    double deviation;            /* of an approximation: the largest of the mean, as a share of it */
};

struct assert_result {
    const char *text;
    bool holds;
    double value; /* of its left side; NAN */
};

/* One value of a --vary, or the scenario as it stands. */
struct scenario_result {
    const struct scenario *scenario;
    const struct network *network;
    char *set;           /* "hosts.web.count=8", owned; NULL */
    uint64_t seed, hash; /* hash of the complete scenario */
    double confidence, precision;
    struct point_result *point; /* by ascending load: what the scenario asked for, or the automatic sweep */
    uint32_t points;
    struct point_result *search; /* points that the search for knee and wall added */
    uint32_t searches;
    bool converged; /* every stable point reached the precision */
    bool interrupted;
    double saturation;            /* requests/s, analytic; INFINITY */
    uint32_t saturation_resource; /* NETWORK_NONE */
    struct knee_result knee;
    struct wall_result wall;
    struct step_result step;
    struct moved_wall *moved; /* of the variants that were asked for */
    uint32_t variants;
    struct theory_result theory;
    double usd_per_h,
        usd_per_million; /* at the wall, what is paid by use included; without one: all machines, NAN */
    struct assert_result *assertion;
    uint32_t assertions;
    uint64_t requests, events; /* simulated in all */
    double seconds;            /* of wall-clock time; not for machine-read output */
};

struct study_result {
    struct scenario_result *scenario;
    uint32_t scenarios;
};

/* Frees what a result owns; the struct itself is the caller's. */
void point_result_finish(struct point_result *point);
void scenario_result_finish(struct scenario_result *result);

#endif
