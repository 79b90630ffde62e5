/*
 * timeline: one stretch of time under a list of events (a spike, a dead machine, a deploy ...), replicated,
 * and told interval by interval.
 *
 * Each replication warms up at the first load, then time begins at 0. Replications differ in their random
 * numbers alone; what happens by plan happens in all of them at the same time. A figure is the mean over the
 * replications, and its band holds the middle 80 % of them: what a single run is likely to show, which is not
 * the (narrower) uncertainty of the mean.
 *
 * Nothing is lost: every request that entered is answered, has failed with a named reason or is still inside.
 * That is checked in every replication, at the end of every interval.
 *
 * Units are SI: seconds, requests a second, US dollars. A quantity that has no value is NAN. Names are
 * borrowed from the scenario and live as long as it does; arrays belong to the result.
 */
#ifndef KNEEWALL_STUDY_TIMELINE_H
#define KNEEWALL_STUDY_TIMELINE_H

#include "sim/study/explore.h"
#include "sim/study/result.h"
#include "sim/study/uptime.h"

#include <stdbool.h>
#include <stdint.h>

struct timeline_options {
    double rate; /* requests/s before any event; NAN: the scenario's first load, or half of saturation */
    uint32_t replications; /* 0: as the scenario says */
    uint32_t jobs;         /* threads, at least 1 */
    bool recovery;         /* look for the recovery wall, too */
    double precision;      /* of the recovery wall, relative; 0: 2 % */
    double years;          /* of up and down states simulated beside the analysis; 0: none */
};

/* Mean over the replications, and what the middle 80 % of them lie within. All NAN where none has a value. */
struct band {
    double value, low, high;
};

struct timeline_interval {
    double at, length;                         /* s: from `at` on */
    struct band offered, goodput;              /* requests/s that came, and good replies */
    struct band error[ERROR_KINDS];            /* requests/s */
    struct band attempts;                      /* a second: calls with patience, retries included */
    struct band mean, percentile[PERCENTILES]; /* s, of the good replies that ended in the interval */
    struct band backlog;      /* requests inside and messages waiting, at the end of the interval */
    struct band messages;     /* waiting in queues at the end; NAN: there are no queues */
    struct band lag;          /* s that the replica furthest behind is behind, at the end; NAN: no replicas */
    struct band hit_ratio;    /* of all caches, by look-ups; NAN: none */
    struct band usd_per_h;    /* machines that are paid for: in service, booting or dead but not given back */
    struct band *members;     /* in service, mean over the interval; one a tier; NAN: a tier without a host */
    struct band *utilization; /* one a resource: busy time over what its members in service could give */
    uint32_t busiest;         /* resource with the highest mean utilization, hardware first; NETWORK_NONE */
    double bad;               /* share of the replications whose service was not good at the end */
};

enum timeline_event_kind {
    EVENT_PLANNED,     /* in the scenario's list */
    EVENT_FAILURE,     /* at random, or for want of memory */
    EVENT_CONSEQUENCE, /* what the parts did about it: detected, promoted, scaled, opened ... */
};

/* In order of time. Those that are not planned are replication 0's; others have theirs a little before or
 * after. */
struct timeline_event {
    double at;
    enum timeline_event_kind kind;
    char what[120];       /* "kill db.primary", "db: member 1 is the primary; 97 writes are lost" */
    const char *scaled;   /* the tier whose autoscaler it is about; NULL */
    double before, after; /* its members; before: NAN where they were ordered earlier */
};

/*
 * Service is good in a second in which at least the objective's share (slo.goodput) of what was offered came
 * back well; where fewer than twenty are offered in a second, it is so much longer.
 */
struct timeline_recovery {
    struct band downtime; /* s in which service was not good */
    struct band rto;    /* s from the failure that ended good service until it is good for good; NAN: nothing
                           failed;    INFINITY: it is not good at the end */
    struct band rpo;    /* s of acknowledged writes that are gone; NAN: no data was in danger */
    struct band failed; /* requests */
    struct band lost_writes;         /* acknowledged, and gone */
    struct band dead_messages;       /* put aside, or never delivered again; NAN: no queues */
    struct band deficit;             /* requests that failed while an autoscaler waited for members */
    struct band usd;                 /* over the whole time */
    struct band peak_backlog, drain; /* requests; s from the peak until 99.5 % of it are gone */
    double recovered; /* share of the replications in which the last tenth of the time was good */
    double draining;  /* ... in which it was not, but the backlog was still falling */
};

enum recovery_wall_status {
    RECOVERY_NONE, /* not asked for, or nothing to look for: `why_not` */
    RECOVERY_FOUND,
    RECOVERY_BEYOND, /* recovers at every load that serves without the trigger */
    RECOVERY_BELOW,  /* not even at the lightest load */
};

/* The largest load before the events that is good again at the end; and the same without the events. */
struct recovery_wall {
    enum recovery_wall_status status;
    const char *why_not;
    struct interval rate;     /* low: all replications recover; high: none does (or the precision) */
    struct interval ordinary; /* the wall of the same system when nothing happens to it */
    uint32_t runs;            /* loads that were tried */
    bool draining; /* at the lightest load that did not recover, the backlog was still falling at the end */
};

struct timeline_result {
    const struct scenario *scenario;
    const struct network *network;
    uint64_t seed;
    double rate;   /* requests/s before any event */
    double warmup; /* s */
    uint32_t replications;
    bool interrupted;
    struct timeline_interval *interval;
    uint32_t intervals;
    struct timeline_event *event;
    uint32_t events;
    struct timeline_recovery recovery;
    struct recovery_wall wall;
    struct uptime uptime;         /* availability over months; parts == 0: nothing is said to fail */
    uint64_t requests, simulated; /* over all replications: requests, events of the simulation */
    /* The caller's to fill, who has them; `assertion` goes with the result. */
    uint64_t hash;  /* of the complete scenario */
    double seconds; /* of wall-clock time; not for machine-read output */
    struct assert_result *assertion;
    uint32_t assertions;
};

/* Requests that a replication is offered by the load as it is said, without retries; 0 where users or
 * recorded requests are the load. */
double timeline_offered(const struct scenario *scenario, const struct timeline_options *options);

/*
 * Never fails: what a scenario can say wrong, its reader has refused. The result does not depend on
 * options->jobs. `progress` may not be NULL: its points are replications; when it is interrupted, what is
 * under way ends at the next interval and the result is marked. The scenario must outlive the result.
 */
void timeline_run(const struct scenario *scenario, const struct timeline_options *options,
                  struct explore_progress *progress, struct timeline_result *result);
void timeline_result_finish(struct timeline_result *result);

#endif
