/*
 * calibrate: the second half of `kneewall fit`: from measurements and a scenario to the scenario's demands,
 * as a merge patch that extends it.
 */
#ifndef KNEEWALL_COMMAND_CALIBRATE_H
#define KNEEWALL_COMMAND_CALIBRATE_H

#include "sim/command/columns.h"

struct calibrate_options {
    const char *scenario, *measurements; /* files */
    const char *output;                  /* the patch; NULL: none; "-": in place of the table */
    const char *json;                    /* NULL: none; "-": in place of the table */
    struct columns columns;
};

/* Returns the exit status. */
int calibrate(const struct calibrate_options *options);

#endif
