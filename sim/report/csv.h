/*
 * csv: a row a load, RFC 4180 with a heading; a missing value is an empty field. Lines end in CR LF as that
 * standard says. Columns are meant to be read by name, and name their unit:
 *
 *   scenario, set, index (of the scenario, from 1), kind (point, search), offered_rps, users, population,
 *   throughput_rps, goodput_rps, error_ratio, errors_rps, stable (1, 0), converged, growth_rps, requests,
 * replications, mean_s, mean_s_low, mean_s_high, the same for p50_s p90_s p95_s p99_s p999_s, max_s,
 * concurrency, elasticity, theory (exact, approximation, bound, none), theory_mean_s, theory_p50_s ...
 * theory_p999_s, theory_least_s (bound of the mean), theory_most_rps, queries_per_s, messages_per_s,
 * sent_bytes_per_s, received_bytes_per_s, usd_per_h, version (of kneewall), seed, hash (of the complete
 * scenario, hex); for each resource of any scenario util:NAME and hot:NAME (its hottest member), for each
 * tier residence:NAME (s), wait:NAME (s) and tail:NAME (share of the time of the slowest 1
 * %; tail:network and tail:retries complete it); hit:TIER, lag_p99_s:TIER, stale:TIER, backlog:TIER where
 * there are caches, replicas, queues.
 */
#ifndef KNEEWALL_REPORT_CSV_H
#define KNEEWALL_REPORT_CSV_H

#include "sim/study/result.h"

#include <stdbool.h>
#include <stdio.h>

/* all: also the points that the search for knee and wall added, in ascending order of load with the others.
 */
void csv_print(const struct study_result *study, bool all, FILE *file);

#endif
