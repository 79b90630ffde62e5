/* outline: what the result of a study will look like, before it is made. */
#ifndef KNEEWALL_STUDY_OUTLINE_H
#define KNEEWALL_STUDY_OUTLINE_H

#include "sim/study/result.h"

/*
 * A result with all loads, resources and tiers that a study of the scenario reports on, and figures that mean
 * nothing: each replication simulates a request or two, on the calling thread. It serves to tell which paths
 * a result has. scenario_result_finish frees it; the scenario must outlive it.
 */
void outline_make(const struct scenario *scenario, struct scenario_result *result);

#endif
