/* quantity: the figures of a load point by the names that the tables of oracles use. */
#ifndef KNEEWALL_TESTS_ORACLE_QUANTITY_H
#define KNEEWALL_TESTS_ORACLE_QUANTITY_H

#include "sim/study/result.h"

#include <stdbool.h>

/*
 * "mean" "p50" "p90" "p95" "p99" "p999" "concurrency" come with an interval; for what has none both ends are
 * NAN:
 *
 *   "throughput" "goodput" "error_ratio"
 *   "above T"          share of the good requests that took T s or longer; T 0: longer than nothing
 *   "utilization R"  "idle R"  "queue R"  "wait R"  "served R"  of resource R
 *   "inside R"         jobs at resource R, waiting or served
 *   "residence T"      s a request at tier T;  "jobs T": how many are there
 *   "mean C"           of the requests of class C; "goodput C"
 *   "little"           |N - X R| / N
 *   "population limit" where the asymptotes of a closed model cross
 *
 * False: there is no such quantity.
 */
bool quantity_of(const char *name, const struct network *network, const struct point_result *result,
                 struct interval *value);

/* Relative; what is usual in the table of results for this quantity. */
double quantity_tolerance(const char *name);

#endif
