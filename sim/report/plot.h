/*
 * plot: the pictures of a study. One scenario: latency, throughput and utilization against load
 * (plots/latency.gp). Several: their p99 on one axis, and their walls as a staircase (plots/compare.gp).
 *
 * The templates get every number by name from the script that is put before them, and every curve from a CSV
 * file by the name of its column (csv.h).
 */
#ifndef KNEEWALL_REPORT_PLOT_H
#define KNEEWALL_REPORT_PLOT_H

#include "sim/report/gnuplot.h"
#include "sim/study/result.h"

/* False, with nothing written, if there is nothing to draw or gnuplot does not do it. */
bool plot_study(const struct study_result *study, const struct plot_options *options,
                struct output_error *error);

/* The two of them. The result of plot_latency() must be for one scenario. */
bool plot_latency(const struct scenario_result *result, const struct plot_options *options,
                  struct output_error *error);
bool plot_compare(const struct study_result *study, const struct plot_options *options,
                  struct output_error *error);

#endif
