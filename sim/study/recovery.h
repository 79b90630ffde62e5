/* recovery: the recovery wall, the largest load from which the service is good again after what happens to
 * it. Makes threads of its own; called by one at a time for a network. */
#ifndef KNEEWALL_STUDY_RECOVERY_H
#define KNEEWALL_STUDY_RECOVERY_H

#include "sim/study/timeline.h"

/*
 * Fills result->wall. The search halves the interval between a load that recovers and one that does not,
 * first without the events (the ordinary wall, by the same rule: good in the last tenth of the time), then
 * with them. At every load the replications vote.
 */
void recovery_find(const struct network *network, const struct timeline_options *options,
                   struct explore_progress *progress, struct timeline_result *result);

#endif
