/*
 * sweep: which loads a study looks at before it searches for anything: those that the scenario lists, or, if
 * it lists none, loads spread over what the bottleneck law allows. Depends on scenario and network alone.
 * Thread safe for distinct sets.
 */
#ifndef KNEEWALL_STUDY_SWEEP_H
#define KNEEWALL_STUDY_SWEEP_H

#include "sim/study/point_set.h"

/* Adds the loads to the set. */
void sweep_add(struct point_set *set, const struct load *load);

#endif
