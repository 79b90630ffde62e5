/*
 * moment: whether latency has a variance. An interval of the mean by Student's t needs one; without, it is
 * far too narrow however long the run (M/G/1 with Pareto services of tail index 2.5 at rho 0.6: the 95 %
 * interval covers in half of the runs), and no run shows it: what is missing has not happened yet. So it is
 * read from the scenario: only an unbounded Pareto has infinite moments. Percentiles are not concerned.
 *
 * A wait behind others has the tail of the integrated tail of service, one power heavier (Cohen 1973;
 * Asmussen, Applied Probability and Queues, 2003, ch. X.9): index - 1. Processor sharing and delays keep the
 * index (Zwart, Boxma 2000); a pool of threads that are held meanwhile is a queue again.
 */
#ifndef KNEEWALL_STUDY_MOMENT_H
#define KNEEWALL_STUDY_MOMENT_H

#include "models/architecture/network.h"

#include <stdbool.h>

/* Whether the latency of requests, open or closed, has a variance. Pure, thread safe. */
bool moment_has_variance(const struct network *network);

#endif
