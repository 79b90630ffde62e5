/*
 * episode: one replication of a timeline, and what was seen of it, as plain figures: a row an interval, and
 * how the service fared from second to second.
 *
 * It depends on its stage and its key alone.
 *
 * A stage may be shared by threads; an episode is one thread's.
 */
#ifndef KNEEWALL_STUDY_EPISODE_H
#define KNEEWALL_STUDY_EPISODE_H

#include "sim/engine/script.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* What all replications at one load share. */
struct stage {
    const struct network *network; /* made for a timeline */
    struct run_load load;
    struct rates rates;
    struct script script;
    double warmup; /* s */
    double second; /* s: in so short a time service is good or not */
};

/* warmup: s; NAN: what the analysis says. The network and its scenario must outlive the stage. */
void stage_init(struct stage *stage, const struct network *network, double rate, bool calm);
void stage_finish(struct stage *stage);

/* Figures of an interval; then members of each tier, then the utilization of each resource. */
enum figure {
    FIGURE_OFFERED,
    FIGURE_GOODPUT,
    FIGURE_ERROR, /* and so on, one a kind */
    FIGURE_ATTEMPTS = FIGURE_ERROR + ERROR_KINDS,
    FIGURE_MEAN,
    FIGURE_PERCENTILE, /* and so on */
    FIGURE_BACKLOG = FIGURE_PERCENTILE + PERCENTILES,
    FIGURE_MESSAGES,
    FIGURE_LAG,
    FIGURE_HITS,
    FIGURE_USD, /* an hour */
    FIGURE_BAD, /* 1: service is not good at the end */
    FIGURES,
};

/* Of the whole time. */
enum outcome {
    OUTCOME_DOWNTIME,
    OUTCOME_RTO,
    OUTCOME_RPO,
    OUTCOME_FAILED,
    OUTCOME_LOST,
    OUTCOME_DEAD,
    OUTCOME_DEFICIT,
    OUTCOME_USD,
    OUTCOME_PEAK,
    OUTCOME_DRAIN,
    OUTCOME_RECOVERED, /* 1: the last tenth of the time was good */
    OUTCOME_DRAINING,  /* 1: it was not, but the backlog was still falling */
    OUTCOMES,
};

struct episode {
    uint32_t intervals, columns; /* intervals: those that were simulated */
    double *figure;              /* columns an interval */
    double outcome[OUTCOMES];
    struct note *note;
    uint32_t notes;
    uint64_t requests, events;
};

/* Runs it; ends after the present interval when *interrupted is set (NULL: never). Checks in every interval
 * that nothing is lost. */
void episode_run(const struct stage *stage, uint64_t key, const atomic_bool *interrupted,
                 struct episode *episode);
void episode_finish(struct episode *episode);

static inline uint32_t episode_columns(const struct network *network)
{
    return FIGURES + network->tiers + network->resources;
}

/* How many intervals a timeline has, and where one ends; the last may be shorter. */
uint32_t episode_intervals(const struct timeline *timeline);
double episode_end(const struct timeline *timeline, uint32_t interval);

#endif
