/*
 * together: a command that studies, in each process of a fleet (sim/study/fleet.h). All read the same files
 * and do their part of the study; then process 0 goes on alone, to print and to write.
 */
#ifndef KNEEWALL_COMMAND_TOGETHER_H
#define KNEEWALL_COMMAND_TOGETHER_H

#include <stdbool.h>
#include <stdint.h>

/* Whether all processes are ready for the same study, of which `value` is a digest. False: one of them has
 * said what is wrong, and all should give up. */
bool together_ready(bool ready, uint64_t value);

/* After the last study: returns to process 0 alone; the others end. */
void together_end(void);

#endif
