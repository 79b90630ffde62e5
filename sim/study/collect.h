#ifndef KNEEWALL_STUDY_COLLECT_H
#define KNEEWALL_STUDY_COLLECT_H

#include "sim/study/result.h"

/*
 * Pools what the `replications` of one load point have seen into `result`, in index order, so that the
 * figures do not depend on who ran them. `pooled` is the merger of their latency histograms. Allocates the
 * result's arrays; abort on lack of memory.
 */
void collect_point(const struct network *network, const struct observations *const *seen,
                   uint32_t replications, double confidence, const struct histogram *pooled,
                   struct point_result *result);

#endif
