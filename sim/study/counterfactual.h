/*
 * counterfactual: where the wall goes if the resource that is the wall is doubled. The same network with
 * that one resource doubled is assembled and its wall is searched for, by the same objective. Then the few
 * points on which the original's wall depends most each get a twin there: with the same random numbers,
 * replication by replication, and as long. So the gain, the one wall over the other, is known better than
 * from two independent walls (gain.h).
 *
 * The search itself has random numbers of its own: points of one curve must not share any. Nor do twins meet
 * at one load; they are equally far from their own walls. Streams are keyed by purpose, so the k-th request
 * arrives by the same number, scaled with the rate, and asks for the same work.
 */
#ifndef KNEEWALL_STUDY_COUNTERFACTUAL_H
#define KNEEWALL_STUDY_COUNTERFACTUAL_H

#include "sim/study/point_set.h"

struct counterfactual {
    struct scenario *scenario; /* NULL: there was nothing to double, or no wall */
    struct network *network;
    struct point_set set;
    uint32_t probes;
    bool paired; /* the twins were launched */
};

/*
 * Doubles what `wall` of the base network is blamed on and launches the first points. `base` lends crew,
 * progress and experiment, must outlive the counterfactual and have no points under way; its owner is told
 * when the points are in. False: there is nothing to double, or no wall; there is nothing to wait for.
 */
bool counterfactual_start(struct counterfactual *c, const struct point_set *base,
                          const struct wall_result *wall, uint64_t rank);

/* Launches the next load to try, the twins last. False: the search is over. */
bool counterfactual_probe(struct counterfactual *c, const struct point_set *base,
                          const struct wall_bounds *bounds);

/* What was found, into the `next_` fields of the base network's wall. */
void counterfactual_conclude(const struct counterfactual *c, const struct point_set *base,
                             const struct wall_bounds *bounds, struct wall_result *wall);

void counterfactual_finish(struct counterfactual *c);

#endif
