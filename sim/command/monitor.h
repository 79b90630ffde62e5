/*
 * monitor: a thread that watches a study: a progress line on standard error when that is a terminal, and the
 * interrupt key, which makes the study finish what is under way and stop. A second interrupt ends the program
 * at once.
 */
#ifndef KNEEWALL_COMMAND_MONITOR_H
#define KNEEWALL_COMMAND_MONITOR_H

#include "sim/study/explore.h"

struct monitor;

/* Start it before any other thread, so that they inherit its signal mask. NULL when there can be no thread.
 */
struct monitor *monitor_start(struct explore_progress *progress, bool quiet);
void monitor_stop(struct monitor *monitor);

/* Seconds of a clock that never jumps. */
double monitor_clock(void);

#endif
