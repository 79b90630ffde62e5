/* plot_theory: the curve of theory as data for plots/latency.gp. */
#ifndef KNEEWALL_REPORT_PLOT_THEORY_H
#define KNEEWALL_REPORT_PLOT_THEORY_H

#include "sim/study/result.h"

#include <stdbool.h>
#include <stdio.h>

/* "mean, theory", "mean, approx.", "mean, at least"; NULL: there is nothing to draw. */
const char *plot_theory_label(const struct theory_result *theory);

/* Its mean at a load: exact, approximated or the bound, s. */
double plot_theory_mean(const struct exact_point *point);

/* From this load on there is nothing to draw: no steady state, or no more than a bound where there was a
 * mean. */
bool plot_theory_ends(const struct theory_result *theory, const struct exact_load *load,
                      const struct exact_point *point);

/* Prints $theory: load (times `scale`), mean, p50, p95 and p99 in s, up to the load `most`, and the number
 * has_theory (0: nothing is known, 1: a mean, 4: percentiles too). */
void plot_theory(const struct theory_result *theory, double most, double scale, FILE *file);

#endif
