/*
 * start: how the replications of a load point begin, planned from the network alone: the requests that only
 * wait come first (sim/engine/lead.h), then all, and what has finished until the network is filled and its
 * queues are forgotten (warmup.h) is thrown away.
 */
#ifndef KNEEWALL_STUDY_START_H
#define KNEEWALL_STUDY_START_H

#include "sim/study/point.h"

struct start {
    double lead;        /* s */
    uint64_t warmup;    /* requests a replication */
    uint64_t unsettled; /* ... that should have been thrown away, too, where the user asked for a shorter
                           warm-up */
    double guard;       /* requests over all replications, for stopping.h */
    double cycle;       /* s: the slowest rhythm of the scenario */
};

struct start start_plan(const struct network *network, const struct run_load *load,
                        const struct point_goal *goal);

#endif
