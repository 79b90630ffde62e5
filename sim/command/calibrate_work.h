/*
 * calibrate_work: what a calibration holds while it goes on, for the parts of it: demands from utilization
 * (calibrate_utilization.c, calibrate_demand.c), a delay from latency (calibrate_delay.c), and the whole
 * (calibrate.c). Functions return false when they have said what is wrong in work->error.
 */
#ifndef KNEEWALL_COMMAND_CALIBRATE_WORK_H
#define KNEEWALL_COMMAND_CALIBRATE_WORK_H

#include "models/architecture/network.h"
#include "sim/command/calibrate.h"
#include "sim/input/document.h"
#include "sim/report/calibration.h"

struct calibrate_work {
    const struct calibrate_options *options;
    struct document *document;
    struct scenario *scenario;
    struct network *network; /* of the scenario as it is */
    cJSON *complete, *patch; /* with every default; what is to be changed */
    struct measured measured;
    double *throughput, *column; /* a value a row */
    double *x, *y;               /* room for a fit */
    struct calibration report;
    struct input_error error;
};

/* The scenario with the patch as it is. */
struct calibrate_patched {
    struct scenario *scenario;
    struct network *network;
};

bool calibrate_patched_init(struct calibrate_patched *patched, struct calibrate_work *work);
void calibrate_patched_finish(struct calibrate_patched *patched);

/* The utilization of a resource (0 .. 1 of all its servers) into work->column, if it was measured. */
bool calibrate_utilization(struct calibrate_work *work, uint32_t resource, bool *measured);

/* Every column and every --column that names a resource names one of the scenario's. */
bool calibrate_check_columns(struct calibrate_work *work);

/* Estimates the demand of every resource whose utilization was measured, and puts it into the patch. */
bool calibrate_demands(struct calibrate_work *work);

/* Estimates the delay behind the measured latency, if there is one, with the demands of the patch. */
bool calibrate_delay(struct calibrate_work *work);

#endif
