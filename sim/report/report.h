/*
 * report: what can be done with a result, in one place. Readers of results, nothing else: no simulation, no
 * reading of scenarios.
 *
 * Functions that take a path write the whole file or leave what was there (NULL and "-": standard output),
 * and return false with one line in `error` if they could not. Thread safe for distinct targets.
 *
 * What a caller fills: every field of struct scenario_result that is not known is NAN, NULL, 0 or
 * NETWORK_NONE as result.h says. `set` holds one "path=value" a line where several were set.
 */
#ifndef KNEEWALL_REPORT_REPORT_H
#define KNEEWALL_REPORT_REPORT_H

#include "sim/report/gnuplot.h"
#include "sim/report/output.h"
#include "sim/report/progress.h"
#include "sim/report/terminal.h"
#include "sim/study/result.h"

#include <stdbool.h>
#include <stdio.h>

/* A table and a verdict for one scenario, as wide as the terminal. The stream's errors are the caller's to
 * look for. */
void report_table(const struct scenario_result *result, bool color, FILE *file);

/* One table that compares all scenarios of a study; nothing for fewer than two. */
void report_comparison(const struct study_result *study, bool color, FILE *file);

/* All of them, and the comparison. */
bool report_tables(const struct study_result *study, bool color, const char *path,
                   struct output_error *error);

/* For other programs: the keys and columns are in json.h and csv.h. */
bool report_json(const struct study_result *study, const char *path, struct output_error *error);
bool report_csv(const struct study_result *study, const char *path, struct output_error *error);

/* HdrHistogram's percentile text of every stable point that kept its histogram. */
bool report_hgrm(const struct study_result *study, const char *path, struct output_error *error);

/* A picture: of one scenario, or of several on one. options->output by its suffix; NULL: characters, on
 * standard output. */
bool report_plot(const struct study_result *study, const struct plot_options *options,
                 struct output_error *error);

#endif
