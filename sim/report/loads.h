/*
 * loads: all the loads at which a scenario was simulated, those of the sweep and those that the search for
 * knee and wall added, by ascending load.
 *
 * Points at one and the same load: the one with more requests is kept. Borrowed from the result, which must
 * outlive it. Thread safe for distinct structs.
 */
#ifndef KNEEWALL_REPORT_LOADS_H
#define KNEEWALL_REPORT_LOADS_H

#include "sim/study/result.h"

struct loads {
    const struct point_result **point; /* owned array of borrowed points */
    uint32_t points;
};

/* Aborts when memory is short. */
void loads_init(struct loads *loads, const struct scenario_result *result);
void loads_finish(struct loads *loads);

/* The stable point whose load is nearest to `rate` (requests/s) as a ratio; NULL if there is none. */
const struct point_result *loads_near(const struct loads *loads, double rate);

/* A percentile (s) at `rate` between the stable points around it, straight in ln-ln; below the lightest load
 * the value there. NAN beyond the heaviest stable load or without points. */
double loads_percentile(const struct loads *loads, enum percentile percentile, double rate);

#endif
