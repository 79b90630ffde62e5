/*
 * monitor: a thread that watches a study: a progress line on standard error when that is a terminal, and the
 * interrupt key, which makes the study finish what is under way and stop. A second one, later, ends the
 * program at once.
 */
#ifndef KNEEWALL_COMMAND_MONITOR_H
#define KNEEWALL_COMMAND_MONITOR_H

#include "sim/command/options.h"

struct monitor;

/* Start it before any other thread, so that they inherit its signal mask. NULL when there can be no thread.
 */
struct monitor *monitor_start(struct explore_progress *progress, bool quiet);
void monitor_stop(struct monitor *monitor);

/* study_run() with the options' threads, watched. False: it was interrupted, and the result (the caller's to
 * finish in any case) holds what was done until then. */
bool monitor_study(const struct study_item *items, uint32_t count, const struct options *options,
                   struct study_result *result);

/* Seconds of a clock that never jumps. */
double monitor_clock(void);

#endif
