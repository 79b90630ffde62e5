/*
 * timeline_marks: what happens on a timeline, as vertical lines with names above the first panel. Names stand
 * on a few rows; none overlaps another, and no line runs through a name. What finds no place stays without a
 * name; what was planned or failed is placed before what followed from it. An autoscaler that goes the same
 * way several times is named once, where it begins to.
 *
 * Pure, thread safe.
 */
#ifndef KNEEWALL_REPORT_TIMELINE_MARKS_H
#define KNEEWALL_REPORT_TIMELINE_MARKS_H

#include "sim/study/timeline.h"

#include <stdbool.h>

enum { MARKS = 64, MARK_LABEL = 64 };

struct timeline_mark {
    double x; /* 0 .. 1 of the axis of time */
    double at;
    enum timeline_event_kind kind;
    char label[MARK_LABEL];
    int row;       /* from 0, the lowest; -1: no name */
    int lowest;    /* row that the name may have */
    bool to_left;  /* the name ends at the line, else it begins there */
    double length; /* of the name, as a share of the axis */
};

/*
 * Fills marks of the events within the timeline, in order of time, as many as MARKS; returns how many.
 * `character` is the width of a character as a share of the axis; `rows` is at least 1. *used: rows that
 * hold a name.
 */
unsigned timeline_marks(const struct timeline_result *result, double character, int rows, bool is_text,
                        struct timeline_mark mark[MARKS], int *used);

#endif
