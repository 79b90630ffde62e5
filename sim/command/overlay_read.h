/* overlay_read: `plot --measured`: points from a table of measurements. */
#ifndef KNEEWALL_COMMAND_OVERLAY_READ_H
#define KNEEWALL_COMMAND_OVERLAY_READ_H

#include "sim/input/input_error.h"
#include "sim/report/overlay.h"

#include <stdbool.h>

/* Reads the columns of load (requests a second; clients, for a closed load) and of mean, p50, p95 and p99,
 * each with its unit. False with the error set, and the overlay empty. */
bool overlay_read(struct overlay *overlay, const char *path, bool is_closed, struct input_error *error);
void overlay_finish(struct overlay *overlay);

#endif
