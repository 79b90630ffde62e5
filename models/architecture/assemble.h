/*
 * assemble: one compilation of a scenario with hit ratios that are known (saturate.c finds them).
 */
#ifndef KNEEWALL_ARCHITECTURE_ASSEMBLE_H
#define KNEEWALL_ARCHITECTURE_ASSEMBLE_H

#include "models/architecture/network.h"

/* `hits`: the hit ratio of each cache whose keys are simulated, in the order of the caches of `like`, an
 * assembly of the same scenario from which is copied what takes long and does not depend on them. Both NULL:
 * the hit ratios are what the capacities alone give. The caller destroys the network; the scenario must
 * outlive it. */
struct network *assemble(const struct scenario *scenario, bool incidents, const struct network *like,
                         const double *hits);

#endif
