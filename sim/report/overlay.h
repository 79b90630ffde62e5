/*
 * overlay: measured points to lay over the simulated curves of latency against load.
 */
#ifndef KNEEWALL_REPORT_OVERLAY_H
#define KNEEWALL_REPORT_OVERLAY_H

#include "sim/report/axis.h"

#include <stddef.h>
#include <stdio.h>

enum { OVERLAY_MEAN, OVERLAY_P50, OVERLAY_P95, OVERLAY_P99, OVERLAY_VALUES };

struct overlay_point {
    double load;                  /* requests/s, or clients of a closed load */
    double value[OVERLAY_VALUES]; /* s; NAN where not measured */
};

struct overlay {
    struct overlay_point *point; /* on the heap */
    size_t points;
};

/* Widens what axes must show. NULL: nothing is laid over. */
void overlay_extend(const struct overlay *overlay, double *load, double *least, double *most);

/* Prints $measured (load times `scale`, and the values in s), has_measured, measured_label, and
 * measured_y, where that stands: away from the line at `slo`, in the axis' unit (NAN: none). */
void overlay_print(const struct overlay *overlay, double scale, const struct axis *y, double slo, FILE *file);

#endif
