/*
 * timeline_table: a timeline for a terminal: a row an interval, what happened between the rows, and the
 * verdict in sentences. It is as wide as the terminal (terminal.h). Columns that say nothing are left out.
 *
 * A long timeline is thinned to TIMELINE_ROWS rows: the first and the last, those around what was planned and
 * what failed, the extremes, and others as evenly as there is room. Events: `*` was planned, `!` failed by
 * itself, `-` is what the parts did about it; of many between two rows the last ones are counted only.
 *
 * Thread safe for distinct streams.
 */
#ifndef KNEEWALL_REPORT_TIMELINE_TABLE_H
#define KNEEWALL_REPORT_TIMELINE_TABLE_H

#include "sim/study/timeline.h"

#include <stdbool.h>
#include <stdio.h>

enum { TIMELINE_ROWS = 40 };

/* `availability`: each part of it, not only the sentence. */
void timeline_table_print(const struct timeline_result *result, bool availability, bool color, FILE *file);

/* The sentences alone (timeline_verdict.c). */
void timeline_verdict_print(const struct timeline_result *result, bool availability, bool color, FILE *file);

/* Marks the rows to show in shown[0 .. intervals), at most `most` of them (at least 2); returns how many. */
uint32_t timeline_thin(const struct timeline_result *result, uint32_t most, bool *shown);

#endif
