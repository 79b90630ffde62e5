/*
 * counterfactual: where the wall goes if the resource that is the wall is doubled. The same network with
 * that one resource doubled is assembled and its wall is searched for, by the same objective and the same
 * seed.
 */
#ifndef KNEEWALL_STUDY_COUNTERFACTUAL_H
#define KNEEWALL_STUDY_COUNTERFACTUAL_H

#include "sim/study/point_set.h"

struct counterfactual {
    struct scenario *scenario; /* NULL: there was nothing to double, or no wall */
    struct network *network;
    struct point_set set;
    uint32_t probes;
};

/*
 * Doubles what `wall` of the base network is blamed on and launches the first points. `base` lends crew,
 * progress and experiment and must outlive the counterfactual, and so must the owner, whom `idle` tells of
 * points that are in. False: there is nothing to double, or no wall; there is nothing to wait for.
 */
bool counterfactual_start(struct counterfactual *c, const struct point_set *base,
                          const struct wall_result *wall, uint64_t rank);

/* Launches the next load to try. False: the search is over. */
bool counterfactual_probe(struct counterfactual *c, const struct wall_bounds *bounds);

/* What was found, into the `next_` fields of the base network's wall. */
void counterfactual_conclude(const struct counterfactual *c, const struct point_set *base,
                             const struct wall_bounds *bounds, struct wall_result *wall);

void counterfactual_finish(struct counterfactual *c);

#endif
