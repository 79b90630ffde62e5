#ifndef KNEEWALL_ARCHITECTURE_SCALING_H
#define KNEEWALL_ARCHITECTURE_SCALING_H

#include "models/architecture/network.h"

/* The members that a host group has room for: as many as it is said to have, or as its tiers need. */
uint32_t scaling_group(const struct scenario *scenario, uint32_t host);

/*
 * How many members of a tier serve at a load of `rate` requests/s once its autoscaler has settled: the fewest
 * that hold its metric at the target, within its bounds. A tier without one: all members of its host group (0
 * without a host). Only hardware that scales with the members counts; the metric is taken from the bottleneck
 * law.
 */
uint32_t scaling_members(const struct network *network, uint32_t tier, double rate);

/* The same of a host group: what the tier on it that scales asks for, or all of it. */
uint32_t scaling_host_members(const struct network *network, uint32_t host, double rate);

/* US dollars an hour at that load: the machines in use, and what is paid by use. */
double scaling_usd_per_h(const struct network *network, double rate);

#endif
