/*
 * fit: the Universal Scalability Law through measured points, in words, as JSON and as a picture
 * (plots/usl.gp). In the report the coefficients have the names of the literature: sigma (contention), kappa
 * (coherency), lambda (the throughput of one).
 */
#ifndef KNEEWALL_REPORT_FIT_H
#define KNEEWALL_REPORT_FIT_H

#include "models/theory/usl.h"
#include "sim/report/gnuplot.h"

#include <stdbool.h>
#include <stdio.h>

enum { FIT_WARNINGS = 4, FIT_WARNING = 320, FIT_PREDICTIONS = 32 };

struct fit_prediction {
    double population;
    struct usl_prediction predicted;
};

struct fit_report {
    const char *file, *load, *throughput; /* the columns' titles; borrowed */
    size_t points;
    const double *population, *measured; /* in ascending order of population; borrowed */
    struct usl usl;
    double confidence;
    double largest; /* population measured */
    double r2;
    struct fit_prediction prediction[FIT_PREDICTIONS];
    unsigned predictions;
    char warning[FIT_WARNINGS][FIT_WARNING]; /* sentences */
    unsigned warnings;
};

/* Judges a fit and predicts at the populations `at` (0 of them: twice and four times the largest measured,
 * and the peak). The report's strings and points must be set; at most FIT_PREDICTIONS are taken. */
void fit_report_judge(struct fit_report *report, const double *at, unsigned ats);

/* As wide as the terminal. */
void fit_table(const struct fit_report *report, bool color, FILE *file);

/*
 * {"kneewall", "file", "confidence", "columns": {"load", "throughput"}, "usl": {"sigma", "kappa", "lambda",
 * "n_max", "x_max", "limit", "r2", "se": {"sigma", "kappa", "lambda", "n_max"}}, "points": [{"n", "x", "fit",
 * "residual"}], "predictions": [{"n", "x", "ci"}], "warnings": []}. n_max and x_max are null where there is
 * no peak; then `limit` is what throughput approaches (null: there is no limit). A coefficient that is fixed
 * at 0 has no standard error.
 */
void fit_json(const struct fit_report *report, FILE *file);

/* False, with nothing written, if gnuplot does not do it. */
bool fit_plot(const struct fit_report *report, const struct plot_options *options,
              struct output_error *error);

#endif
