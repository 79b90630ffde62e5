/*
 * cost: what it costs an hour to carry a load, by the bottleneck law (plan.h), if machines may only be
 * larger, only be more, or both: vertical and horizontal scaling. Thread safe.
 */
#ifndef KNEEWALL_PLAN_COST_H
#define KNEEWALL_PLAN_COST_H

#include "sim/plan/plan.h"

enum cost_way { COST_LARGER, COST_MORE, COST_BOTH };

/* Fills usd[i] for rate[i] requests/s at `share` of capacity; NAN where that way cannot carry it,
 * or where the architecture has nothing that there could be more of.
 * Deterministic. */
void cost_of_loads(const struct document *document, const struct scenario *scenario,
                   const char *const *settings, uint32_t count, enum cost_way way, double share,
                   const double *rate, double *usd, unsigned loads);

#endif
