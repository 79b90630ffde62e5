/* json_point: one load of a scenario as JSON; the keys are in json.h. */
#ifndef KNEEWALL_REPORT_JSON_POINT_H
#define KNEEWALL_REPORT_JSON_POINT_H

#include "sim/report/writer.h"
#include "sim/study/result.h"

/* theory: the analytic mean latency in s, NAN where there is none. */
void json_point(struct writer *writer, const struct network *network, const struct point_result *point,
                double theory);

/* "ci", or the key: [low, high]; null where neither end is known (or for NULL). */
void json_ci(struct writer *writer, const struct interval *interval);
void json_ends(struct writer *writer, const char *key, const struct interval *interval);

/* KEY: {"value", "ci"}. */
void json_interval(struct writer *writer, const char *key, const struct interval *interval);

#endif
