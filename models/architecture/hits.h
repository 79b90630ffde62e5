/*
 * hits: what share of the look-ups a cache whose keys are simulated should answer, in its steady state.
 *
 * Pure functions, thread safe.
 */
#ifndef KNEEWALL_ARCHITECTURE_HITS_H
#define KNEEWALL_ARCHITECTURE_HITS_H

#include "models/architecture/network.h"
#include "models/theory/che.h"

/* By what there is room for (Che's approximation), as if nothing had a time to live. The characteristic time
 * is in accesses to the cache, INFINITY where nothing leaves for want of room. */
struct che hits_by_capacity(const struct scenario *scenario, uint32_t tier, uint32_t key);

/* Whether they depend on the load: by a time to live, a key that is asked for more often is there more
 * often. */
bool hits_are_timed(const struct cache_def *cache);

/* By capacity and time to live (lifetime.h), at `rate` requests/s; 0 at none. */
double hits_at(const struct network *network, uint32_t cache, double rate);

/* Accesses of this kind that a request of any class makes to the cache. */
double hits_visits(const struct network *network, uint32_t cache, enum op op);

#endif
