/* outline: what the result of a study will look like, before it is made. */
#ifndef KNEEWALL_STUDY_OUTLINE_H
#define KNEEWALL_STUDY_OUTLINE_H

#include "sim/study/result.h"
#include "sim/study/timeline.h"

/*
 * A result with all loads, resources and tiers that a study of the scenario reports on, and figures that mean
 * nothing: each replication simulates a request or two, on the calling thread. It serves to tell which paths
 * a result has. scenario_result_finish frees it; the scenario must outlive it.
 */
void outline_make(const struct scenario *scenario, struct scenario_result *result);

/*
 * The same of a timeline: one interval that is as long as the whole, of which no more than an instant is
 * simulated, with both walls and the availability. timeline_result_finish frees it; the copy of the scenario
 * that it refers to is `*instant`, which must outlive it, as the scenario must.
 */
void outline_make_timeline(const struct scenario *scenario, struct scenario *instant,
                           struct timeline_result *result);

#endif
