/*
 * timeline_plot: a timeline as a picture: panels over one axis of time (plots/timeline.gp). Offered, good and
 * failed requests with their bands; latency p50 and p99; the utilization of the busiest resources; and, where
 * they say something, members in service, backlog, lag and hit ratio. What happened is marked and named;
 * where service was not good in most replications the ground is red.
 *
 * The template reads the columns of timeline_csv.h by their names.
 *
 * Thread safe for distinct targets.
 */
#ifndef KNEEWALL_REPORT_TIMELINE_PLOT_H
#define KNEEWALL_REPORT_TIMELINE_PLOT_H

#include "sim/report/gnuplot.h"
#include "sim/study/timeline.h"

/* False, with nothing written, if there is nothing to draw or gnuplot does not do it. */
bool timeline_plot(const struct timeline_result *result, const struct plot_options *options,
                   struct output_error *error);

#endif
