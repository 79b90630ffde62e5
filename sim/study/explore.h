/*
 * explore: the study of one scenario: a sweep of the load, then the search for the wall, then the search for
 * the wall behind it (the same network with the blamed resource doubled). What to try next depends only on
 * results already in, never on the order in which threads delivered them.
 */
#ifndef KNEEWALL_STUDY_EXPLORE_H
#define KNEEWALL_STUDY_EXPLORE_H

#include "sim/study/point_set.h"

struct exploration;

/*
 * Submits the first points to the crew; the rest follows by itself. `scenario` must outlive the result.
 * `rank` orders studies among each other. `progress` is shared and may not be NULL.
 */
struct exploration *explore_start(struct crew *crew, const struct scenario *scenario,
                                  const struct scenario *const *variant, uint32_t variants, uint32_t rank,
                                  struct explore_progress *progress);

/* After crew_run: the result (scenario_result_finish frees it); the exploration is gone. */
void explore_finish(struct exploration *exploration, struct scenario_result *result);

#endif
