/*
 * chart: one panel of curves as SVG, to stand inside an HTML page. Colours are classes (c0 .. c6, ink, quiet)
 * that the page's style sheet gives, so a chart follows the page from light to dark; every point says its
 * value when the mouse rests on it (SVG's <title>), without a script.
 *
 * Use: chart_begin(), then bands, lines and marks in the order of painting, then chart_end(). Values outside
 * the axes are cut off; NAN breaks a line. The stream's errors are the caller's to look for. One thread a
 * chart.
 */
#ifndef KNEEWALL_REPORT_CHART_H
#define KNEEWALL_REPORT_CHART_H

#include "sim/report/axis.h"

#include <stdbool.h>
#include <stdio.h>

enum { CHART_COLORS = 7, CHART_LABELS = 16, CHART_LABEL = 64 };

struct chart {
    struct axis x, y;
    const char *title, *x_label; /* plain text; x_label NULL: the axis is the one of the chart below */
    double width, height;        /* of the whole SVG, in its own units */
    bool y_percent;              /* ticks of y as percent */
    bool y_plain;                /* 1,500 rather than 1.5 k */
    FILE *file;
    /* for itself */
    double left, right, top, bottom;
    struct {
        char text[CHART_LABEL];
        int color;
        double at;
    } label[CHART_LABELS]; /* of curves, at the right */
    unsigned labels;
    unsigned marks; /* verticals so far: their labels stand on a row each */
};

struct chart_curve {
    const double *x, *y;
    unsigned count;
    int color; /* 0 .. CHART_COLORS - 1; -1: quiet */
    bool dashed;
    const char *label;                                                     /* at the right end; NULL: none */
    const char *(*hover)(const void *context, unsigned i, char text[160]); /* NULL: no points */
    const void *context;
};

/* The caller has filled the axes, title, x_label, width, height and file. rows: verticals that will be
 * labelled. */
void chart_begin(struct chart *chart, unsigned rows);
void chart_end(struct chart *chart);

void chart_band(struct chart *chart, const double *x, const double *low, const double *high, unsigned count,
                int color);
void chart_line(struct chart *chart, const struct chart_curve *curve);

/* A vertical line at x with its name above the panel; low..high, where they are finite, as a pale band. */
void chart_vertical(struct chart *chart, double x, double low, double high, int color, bool dashed,
                    const char *label);

/* A horizontal dashed line at y, named on it. */
void chart_horizontal(struct chart *chart, double y, const char *label);

/* Shades from x to the right end: loads without a steady state. */
void chart_shade(struct chart *chart, double x, const char *label);

#endif
