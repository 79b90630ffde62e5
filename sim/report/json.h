/*
 * json: a study for other programs. Times in seconds, rates a second; `ci` is [low, high] at `confidence`;
 * null where there is no value. The keys:
 *
 *   kneewall (version), seed, confidence
 *   scenarios[]: name, file, stage, hash (of the complete scenario, hex), set {path: value}, precision,
 * converged, interrupted, requests, events points[], search_points[] (added by the search for knee and wall):
 *       offered_rps, population (closed models, else null), throughput_rps, goodput_rps, error_ratio,
 * error_ratio_ci, stable,
 * converged, growth_rps {value, ci} (unstable: of the backlog), requests, replications, ran_away (of them:
 * ever more wait there while most go on as before; then figures depend on how long one looks), latency_s
 * {mean, p50, p90, p95, p99, p999, max: {value, ci}}, concurrency {value, ci}, elasticity, errors {timeout,
 * rejected, oom, unavailable} (each a second), resources {NAME: {utilization, hottest {member, utilization},
 * queue, wait_s, throughput, by_tier {TIER: share}}}, tiers {NAME, network: {residence_s, wait_s, tail_share,
 * tail_wait_share, members}, retries {tail_share}}, rates {queries, messages, sent_bytes, received_bytes},
 * cache {TIER: {hit_ratio}}, replication {lag_s {p50, p99}, stale_ratio, by_tier} (of the set that lags most;
 * null without replicas), queues {TIER: {backlog, oldest_s, end_to_end_s {mean, p99}, dead_letters,
 * rejected}}, usd_per_h, theory_mean_s saturation {rps, resource}, knee {rps, ci, users, why_not}, wall
 * {status found|beyond|below|none, rps, ci, users, because, limit, resource, member, utilization, next
 * {resource, rps, ci, gain (rps over the wall's), gain_ci, correlation (of the errors of the two, by common
 * random numbers), simulated}, cheapest_step {set (as --set takes it), usd_per_h (more), rps (by the
 * bottleneck law)}, tried_rps (beyond, below: the load that was tried)}, advice (the same in sentences),
 * theory {kind none|bound|approximation|exact, method, broken[] {assumption, text, up_to (closed: so many
 * users do not notice)}, agrees (within what chance explains, over all loads), compared, agree (loads; by
 * each one's own interval), deviation (the approximation's, at most), points[] (as points[] above) {kind,
 * mean_s, p50_s ... p999_s, throughput_rps, error_ratio, bound {mean_s (at least), rps (at most)},
 * residence_s {RESOURCE: s a request}, agrees}}, cost {usd_per_h, usd_per_million}, data {bytes}, asserts[]
 * {text, holds, value}
 *
 * Latency, of classes too, is of good replies; concurrency and throughput are of all requests (throughput
 * without those whose client had given up). So N = X R holds where there are no errors.
 *
 * tail_share attributes the slowest 1 % of requests; over `tiers` it sums to 1. Output depends on the result
 * alone: no clock, no host, no locale.
 */
#ifndef KNEEWALL_REPORT_JSON_H
#define KNEEWALL_REPORT_JSON_H

#include "sim/study/result.h"

#include <stdio.h>

void json_print(const struct study_result *study, FILE *file);

#endif
