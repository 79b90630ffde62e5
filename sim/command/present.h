/*
 * present: hands a finished study to the reports that were asked for, and says with which status the program
 * ends.
 */
#ifndef KNEEWALL_COMMAND_PRESENT_H
#define KNEEWALL_COMMAND_PRESENT_H

#include "sim/study/result.h"

#include <stdbool.h>

struct present {
    const char *json; /* "-": on standard output, in place of the table; NULL: none */
    const char *csv, *hgrm, *directory;
    bool stats;
    double seconds; /* that the study took; for the stats */
    unsigned jobs;  /* threads, over all processes */
};

/* Whether what was asked for can be written; false with a complaint, so that no study is run in vain. */
bool present_ready(const struct present *present);

/* Evaluates the scenarios' asserts into the result on the way. Returns an enum status. */
int present_study(struct study_result *result, const struct present *present);

#endif
