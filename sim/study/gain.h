/*
 * gain: by what factor a change of the architecture moves the wall, with an interval.
 *
 * The two walls are fitted to points of their own. Where a point of the changed network took the random
 * numbers of a point of the original (common random numbers: Law, "Simulation Modeling and Analysis", 11.2),
 * the errors of the two correlate, replication by replication. How much of that reaches the walls is told by
 * the delta method: the wall's sensitivity to the latency measured at each point, times its standard error,
 * times the correlation over replications of the points' deviations.
 *
 * The interval of the ratio is made from those of the two walls and that correlation (MOVER: Zou, Donner,
 * "Construction of confidence limits about effect measures: a general approach", Statistics in Medicine 27,
 * 2008, 1693-1702; on the logarithms). It needs no symmetry, passes on ends that are not known, and with
 * correlation 0 is the combination of independent intervals.
 *
 * Pure functions, thread safe.
 */
#ifndef KNEEWALL_STUDY_GAIN_H
#define KNEEWALL_STUDY_GAIN_H

#include "sim/study/wall.h"

/* The points of one network by ascending load, and what they are to keep. */
struct gain_side {
    const struct wall_bounds *bounds;
    const struct point_result *const *point;
    uint32_t count;
    double saturation;
};

/*
 * What the error of each quantity at each point contributes to the wall's: part[i * (PERCENTILES + 1) + q],
 * the mean last, is d ln wall / d ln value times the standard error of ln value. Returns the wall's standard
 * error by all of them; 0: a wall between two loads, where errors begin, depends on no latency.
 */
double gain_parts(const struct gain_side *side, double confidence, double *part);

/*
 * Correlation of the errors of two walls. twin[j] is the point of `base` whose random numbers point j of
 * `next` took; UINT32_MAX: its own.
 */
double gain_correlation(const struct gain_side *base, const struct gain_side *next, const uint32_t *twin,
                        double confidence);

/* `next` over `base`, both positive with their intervals; -1 <= correlation <= 1. */
struct interval gain_ratio(const struct interval *base, const struct interval *next, double correlation);

#endif
