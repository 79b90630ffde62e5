/*
 * timeline_json: a timeline for other programs. Times in seconds, rates a second; a `band` is [low, high],
 * what the middle 80 % of the replications lie within; null where there is no value. The keys:
 *
 *   kneewall (version), seed, name, file, hash (of the complete scenario, hex), rate_rps (before any event;
 * null: a replay), warmup_s, replications, requests (over all of them), events_simulated, interrupted,
 *   intervals[]: t_s, length_s, offered_rps, goodput_rps, errors {timeout, rejected, oom, unavailable} (each
 * a second), attempts_per_s (retries included), latency_s {mean, p50, p90, p95, p99, p999: {value, band}} (of
 * the good replies that ended then), backlog, messages, members {TIER: mean}, utilization {RESOURCE: of what
 * members in service could give}, busiest, lag_s, hit_ratio, usd_per_h, bad_ratio (of the replications:
 * service is not good at the end), band {offered_rps, goodput_rps, error_rps {...}, attempts_per_s, backlog,
 * messages, lag_s, hit_ratio, usd_per_h, members {TIER}, utilization {RESOURCE}: [low, high]}
 *   events[]: t_s, what, kind (planned, failure, consequence)
 *   totals {offered, good, failed, timeout, rejected, oom, unavailable}: requests of a run
 *   recovery: downtime_s, rto_s, rpo_s, failed, lost_writes, dead_messages, deficit, usd, peak_backlog,
 * drain_s, recovered (true: every replication), recovered_ratio, draining_ratio (of the replications: not
 * recovered, but the backlog was still falling), band {the same keys: [low, high]}
 *   recovery_wall: null when it was not looked for; else status (none, found, beyond, below), rps, ci [all
 * recover, none does], ratio (of the ordinary wall), why_not, runs, draining (the
 * backlog at the lightest load that did not recover was still falling at the end)
 *   wall {rps, ci}: the ordinary one, where recovery_wall is
 *   availability: null when nothing is said to fail; else availability, nines, downtime_s (a year),
 * zone_downtime_s, parts[] {host, members, need, availability, failures_a_year, downtime_s,
 * downtime_without_s}, simulated {years, availability, ci}
 *   asserts[] {text, holds, value}
 *
 * Output depends on the result alone: no clock, no host, no locale.
 *
 * Thread safe for distinct streams.
 */
#ifndef KNEEWALL_REPORT_TIMELINE_JSON_H
#define KNEEWALL_REPORT_TIMELINE_JSON_H

#include "sim/study/timeline.h"

#include <stdio.h>

void timeline_json_print(const struct timeline_result *result, FILE *file);

#endif
