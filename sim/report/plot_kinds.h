/*
 * plot_kinds: the other pictures of a study, each one panel of curves (picture.h): what the percentiles are
 * at some loads, the wall against a value that was varied, where the time goes, and what it costs to carry a
 * load.
 *
 * All return false, with nothing written, if there is nothing to draw or gnuplot does not do it.
 */
#ifndef KNEEWALL_REPORT_PLOT_KINDS_H
#define KNEEWALL_REPORT_PLOT_KINDS_H

#include "sim/report/gnuplot.h"
#include "sim/study/result.h"

/* Latency by percentile at up to five loads, as HdrHistogram draws it: the axis is 1/(1 - p). */
bool plot_percentiles(const struct scenario_result *result, const struct plot_options *options,
                      struct output_error *error);

/* Walls of the values of one --vary, with the Universal Scalability Law through them where it fits. */
bool plot_varied(const struct study_result *study, const struct plot_options *options,
                 struct output_error *error);

/* Mean time a request spends in each tier and on the network, stacked, against load; with `tail` of the
 * slowest 1 %, as shares of their time. */
bool plot_residence(const struct scenario_result *result, bool tail, const struct plot_options *options,
                    struct output_error *error);

/* Cost of an hour against the load to be carried; usd: NAN where a way cannot carry it. */
struct cost_curves {
    const char *name;   /* of the scenario */
    const double *rate; /* requests/s, ascending */
    unsigned count;
    const double *larger, *more, *both; /* machines of another size, more of them, either */
    double share;                       /* of capacity that is used */
};
bool plot_cost(const struct cost_curves *curves, const struct plot_options *options,
               struct output_error *error);

#endif
