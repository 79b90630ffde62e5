/* plan_print: what a plan found, for a terminal, and as a scenario that `run` takes. */
#ifndef KNEEWALL_COMMAND_PLAN_PRINT_H
#define KNEEWALL_COMMAND_PLAN_PRINT_H

#include "sim/command/candidate.h"
#include "sim/report/output.h"

#include <stdio.h>

void plan_print(const struct candidates *candidates, double rate, FILE *file);

/* The one to take: the simplest, unless a later one costs less than half as much. NULL: none carries the
 * load. */
const struct candidate *plan_recommended(const struct candidates *candidates);

/* A merge patch on the candidate's file. False, with the error set, if it cannot be written. */
bool plan_write(const struct candidate *candidate, double rate, const char *path, struct output_error *error);

#endif
