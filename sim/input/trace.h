/* trace: the times of requests in a CSV file, as gaps between arrivals. */
#ifndef KNEEWALL_INPUT_TRACE_H
#define KNEEWALL_INPUT_TRACE_H

#include "sim/input/reader.h"

/*
 * Reads the column `time` (or `time_s`, `t`, `t_s`; else the first) of the file that is named at this place:
 * times in seconds that never fall. The gaps are in the reader's arena.
 */
bool trace_read(struct reader *reader, const struct place *at, const char *name, const double **gap,
                uint32_t *gaps);

#endif
