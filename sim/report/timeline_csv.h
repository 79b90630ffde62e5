/*
 * timeline_csv: a row an interval, RFC 4180 with a heading; a missing value is an empty field. Columns are
 * meant to be read by name, and name their unit; NAME_low and NAME_high stand behind each of those marked
 * with a +, and hold what the middle 80 % of the replications lie within:
 *
 *   t_s, length_s, middle_s, end_s, offered_rps+, goodput_rps+, errors_rps, timeout_rps+, rejected_rps+,
 * oom_rps+, unavailable_rps+, attempts_per_s+, mean_s+, p50_s+, p90_s+, p95_s+, p99_s+, p999_s+, backlog+,
 * messages+, lag_s+, hit_ratio+, usd_per_h+, bad_ratio, busiest, events (those of the interval, "; " between
 * them); for each tier with a host members:TIER+ and for each resource util:RESOURCE+.
 *
 * Thread safe for distinct streams.
 */
#ifndef KNEEWALL_REPORT_TIMELINE_CSV_H
#define KNEEWALL_REPORT_TIMELINE_CSV_H

#include "sim/study/timeline.h"

#include <stdio.h>

void timeline_csv_print(const struct timeline_result *result, FILE *file);

#endif
