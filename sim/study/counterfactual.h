/*
 * counterfactual: where the wall goes if the scenario is changed, such as by doubling the resource that is
 * the wall. The wall of the changed network is searched for, by its own objective. Then the few points on
 * which the original's wall depends most each get a twin there: with the same random numbers, replication by
 * replication, and as long. So the gain, the one wall over the other, is known better than from two
 * independent walls (gain.h).
 *
 * The search itself has random numbers of its own: points of one curve must not share any. Nor do twins meet
 * at one load; they are equally far from their own walls. Streams are keyed by purpose, so the k-th request
 * arrives by the same number, scaled with the rate, and asks for the same work.
 */
#ifndef KNEEWALL_STUDY_COUNTERFACTUAL_H
#define KNEEWALL_STUDY_COUNTERFACTUAL_H

#include "sim/study/point_set.h"

struct counterfactual {
    struct network *network; /* NULL: never started */
    struct wall_bounds bounds;
    struct point_set set;
    uint32_t probes;
    bool paired; /* the twins were launched */
};

/* The points of the original, all in, and its objective. */
struct counterfactual_base {
    const struct point_set *set;
    const struct wall_bounds *bounds;
};

/*
 * Launches the first points of `changed`, which must outlive the counterfactual. The original lends crew,
 * progress and experiment; its owner is told when the points are in. False: the original has no wall, or
 * there is no telling where to look; there is nothing to wait for.
 */
bool counterfactual_start(struct counterfactual *c, const struct counterfactual_base *base,
                          const struct scenario *changed, uint64_t rank);

/* Launches the next load to try, the twins last. False: the search is over. */
bool counterfactual_probe(struct counterfactual *c, const struct counterfactual_base *base);

/* What was found; rates of NAN where nothing was. */
struct moved_wall counterfactual_conclude(const struct counterfactual *c,
                                          const struct counterfactual_base *base);

void counterfactual_finish(struct counterfactual *c);

#endif
