/*
 * calibration: what measurements say about the demands of a scenario, in a table and as JSON. The utilization
 * law, U = X D / m (Denning and Buzen 1978), makes the demand D of a resource with m servers the slope of its
 * utilization over throughput, through the origin; latency that the demands do not explain is a delay.
 *
 * Rates are requests/s, times seconds. NAN where there is no value.
 */
#ifndef KNEEWALL_REPORT_CALIBRATION_H
#define KNEEWALL_REPORT_CALIBRATION_H

#include "models/theory/proportion.h"

#include <stdbool.h>
#include <stdio.h>

enum estimate_status {
    ESTIMATE_WRITTEN,  /* the demands were scaled to it */
    ESTIMATE_COMPARED, /* follows from sizes and counts, which are left as they are */
    ESTIMATE_NOTHING,  /* the scenario asks nothing of the resource: there is nothing to scale */
    ESTIMATE_NONE,     /* too few points */
};

/* One resource; over all members of its group. */
struct estimate {
    const char *resource; /* borrowed from the network */
    enum estimate_status status;
    double demand, demand_se; /* of a request */
    double before;            /* in the scenario */
    double factor;            /* that its demands were scaled by; NAN */
    double r2;
    double background, background_se; /* utilization at no load, by the line that may miss the origin */
    double free_demand;               /* its demand by that line */
    double busiest;                   /* greatest utilization measured */
    size_t points;
};

struct delay_estimate {
    bool measured;    /* there is a latency */
    bool by_little;   /* it is concurrency / throughput */
    bool found;       /* else why_not says why */
    double value, se; /* of the round trip to the clients */
    double before;
    double r2;
    size_t points;
    const char *why_not; /* static; NULL */
};

enum { CALIBRATION_REMARK = 512 };

struct calibration {
    const char *name, *scenario, *measurements; /* title; files; borrowed */
    const char *patch;                          /* the file that was written; NULL */
    size_t rows;
    double least, most; /* throughput measured */
    struct estimate *estimate;
    unsigned estimates;
    struct delay_estimate delay;
    double saturation_before, saturation;
    const char *bottleneck;             /* NULL */
    char (*remark)[CALIBRATION_REMARK]; /* what could not be told, and what to mind; sentences */
    unsigned remarks;
};

/* A sentence more; aborts when memory is short. */
void calibration_remark(struct calibration *calibration, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void calibration_table(const struct calibration *calibration, bool color, FILE *file);

/*
 * {"kneewall", "scenario", "measurements", "patch", "rows", "estimates": [{"resource", "demand_s", "se",
 * "r2", "points", "before_s", "factor", "status", "background": {"utilization", "se", "demand_s"}}],
 * "delay": {"client_rtt_s", "se", "r2", "points", "before_s", "why_not"} or null where no latency was
 * measured, "saturation": {"rps", "before_rps", "resource"}, "warnings": []}
 */
void calibration_json(const struct calibration *calibration, FILE *file);

#endif
