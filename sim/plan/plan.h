/*
 * plan: the sizes and counts with which an architecture carries a load, at the least cost that the bottleneck
 * law allows: every host gets the cheapest machine and number that keep all its resources below a share of
 * their capacity. Hosts are sized one after another, twice, for they depend on each other only weakly (a
 * larger cache spares the database). Pools of threads and connections cost nothing and are widened where they
 * would be the bottleneck.
 *
 * What is found this way is to be verified by simulation: the bottleneck law knows nothing of waiting.
 *
 * Thread safe for distinct structs.
 */
#ifndef KNEEWALL_PLAN_PLAN_H
#define KNEEWALL_PLAN_PLAN_H

#include "sim/plan/lever.h"

#include <stdbool.h>

struct plan {
    const struct document *document; /* borrowed, as is the scenario that it says */
    const struct scenario *scenario;
    struct levers levers;
    char **set; /* "hosts.web.count=8": what is changed in the document, as scenario_of() takes it; owned */
    uint32_t sets;
    bool feasible;
    char why_not[256];
    double usd_per_h;  /* at the load, what is paid by use included */
    double saturation; /* requests/s */
};

/* settings: what is to be so in any case ("load.users=..."); copied. Aborts when memory is short. */
void plan_init(struct plan *plan, const struct document *document, const struct scenario *scenario,
               const char *const *settings, uint32_t count);
void plan_finish(struct plan *plan);

/* Sizes the architecture for `rate` requests/s at `share` (0..1) of each resource's capacity. False, with
 * why_not, when no machine of the catalogue is large enough. Deterministic. */
bool plan_size(struct plan *plan, double rate, double share);

#endif
