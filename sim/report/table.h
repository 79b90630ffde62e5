/*
 * table: one scenario's result for a terminal: what was asked, a row a load, and the verdict in words. It
 * is as wide as the terminal (terminal.h) and says everything without colour.
 *
 * The stream's errors are the caller's to look for. Thread safe for distinct streams.
 */
#ifndef KNEEWALL_REPORT_TABLE_H
#define KNEEWALL_REPORT_TABLE_H

#include "sim/study/result.h"

#include <stdbool.h>
#include <stdio.h>

void table_print(const struct scenario_result *result, bool color, FILE *file);

/*
 * Several results: a row each, in the given order, with the wall, its resource and the next one, latencies at
 * half the wall, cost and the factor over the row above. The values of one --vary are named by what was set.
 * Prints nothing for fewer than two.
 */
void comparison_print(const struct study_result *study, bool color, FILE *file);

#endif
