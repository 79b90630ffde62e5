/*
 * axis: ranges and ticks that read well, and labels that keep their distance, as text for gnuplot. Choosing
 * them here instead of there lets labels be placed without asking gnuplot first.
 *
 * Pure but for the printing; thread safe.
 */
#ifndef KNEEWALL_REPORT_AXIS_H
#define KNEEWALL_REPORT_AXIS_H

#include <stdbool.h>
#include <stdio.h>

struct axis {
    double low, high;
    bool is_log;
};

/* From 0 to just beyond `most` (> 0). */
struct axis axis_linear(double most);

/* A logarithmic axis around [least, most], 0 < least <= most, that ends at 1, 2 or 5 times a power of ten. */
struct axis axis_log(double least, double most);

/* Where a value is on the axis: 0 at its low end, 1 at its high end. */
double axis_fraction(const struct axis *axis, double value);

/* Prints `NAME_low = ...`, `NAME_high = ...`, `NAME_tics = '("1" 1, ...)'` with about `count` ticks,
 * NAME_bare, the same without labels, `NAME_log = 0|1`, and NAME_width, the length of the longest label.
 * Labels are 0.5, 20, 1,500; with `prefixes` 10 k, 1.5 M. */
void axis_print(const struct axis *axis, const char *name, unsigned count, bool prefixes, FILE *file);

enum { AXIS_TICKS = 64 };

/* The ticks themselves, ascending; returns how many. */
unsigned axis_ticks(const struct axis *axis, unsigned count, double tick[AXIS_TICKS]);

/* The label of a tick. */
void axis_label(double value, bool prefixes, char text[40]);

/* Moves `count` positions apart until neighbours are at least `distance` from each other, within [low, high]
 * as long as they fit, each as near as possible to where it was. Order is kept. */
void axis_spread(double *position, unsigned count, double distance, double low, double high);

#endif
