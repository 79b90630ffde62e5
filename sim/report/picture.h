/*
 * picture: one panel of named curves (plots/curves.gp): lines with intervals, dashed lines, points, or areas
 * stacked on each other. What is drawn is the caller's; labels at the right ends keep their distance.
 *
 * The template reads a CSV of series, x, y, low, high. Arrays are borrowed until the call returns.
 */
#ifndef KNEEWALL_REPORT_PICTURE_H
#define KNEEWALL_REPORT_PICTURE_H

#include "sim/report/axis.h"
#include "sim/report/gnuplot.h"

enum { PICTURE_SERIES = 12, PICTURE_MARKS = 8 };

enum picture_style {
    PICTURE_LINE,
    PICTURE_CURVE /* without its points */,
    PICTURE_DASHED,
    PICTURE_POINTS,
    PICTURE_AREA
};

struct picture_series {
    const char *name; /* "": not labelled */
    enum picture_style style;
    const double *x, *y, *low, *high; /* low, high: NULL without intervals; of an area: its edges */
    unsigned count;
    double at; /* of an area: where its label stands, as y; NAN: in its middle at the right end */
};

struct picture_mark {
    double x;
    const char *label;
};

struct picture {
    const char *headline, *subtitle, *x_label, *y_label;
    struct axis x, y;
    bool x_prefixes, y_prefixes;
    const char *x_tics; /* gnuplot's list of ticks instead of the axis' own; NULL */
    struct picture_series series[PICTURE_SERIES];
    unsigned count;
    struct picture_mark mark[PICTURE_MARKS]; /* vertical lines, by ascending x */
    unsigned marks;
};

/* False, with nothing written, if gnuplot does not do it. */
bool picture_draw(const struct picture *picture, const struct plot_options *options,
                  struct output_error *error);

#endif
