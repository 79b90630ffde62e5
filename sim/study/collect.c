/*
 * From the observations of replications to the figures of a load point. Every figure is a ratio of sums over
 * the replications (never a mean of ratios), so that longer replications count for more.
 */
#include "sim/study/collect.h"

#include "models/architecture/scaling.h"
#include "sim/study/moment.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct pool {
    const struct network *network;
    const struct observations *const *seen; /* of each replication */
    uint32_t replications;
    double confidence, span; /* s, summed over the replications */
    uint64_t finished;
};

static void *allocated(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (!memory) abort();
    return memory;
}

static const double levels[PERCENTILES] = {
    [P50] = 0.5, [P90] = 0.9, [P95] = 0.95, [P99] = 0.99, [P999] = 0.999
};

static void collect_latency(const struct pool *pool, const struct histogram *pooled,
                            struct latency_result *latency)
{
    double means[INTERVAL_MAX_REPLICATIONS], weights[INTERVAL_MAX_REPLICATIONS];
    const struct histogram *histograms[INTERVAL_MAX_REPLICATIONS];
    for (uint32_t r = 0; r < pool->replications; r++) {
        histograms[r] = pool->seen[r]->latency;
        means[r] = histograms[r]->count ? histogram_mean(histograms[r]) : 0;
        weights[r] = (double)histograms[r]->count;
    }
    latency->mean = interval_mean(means, weights, pool->replications, pool->confidence, INTERVAL_KAPPA_MEAN);
    for (int p = 0; p < PERCENTILES; p++)
        latency->percentile[p] = interval_quantile(histograms, pool->replications, pooled, levels[p],
                                                   pool->confidence, interval_kappa(levels[p]));
    latency->max = pooled->count ? pooled->max : NAN;
    if (pooled->count == 0) latency->mean = (struct interval){ NAN, -INFINITY, INFINITY };
}

/*
 * What each replication adds to the error of the mean and of each percentile, up to a factor: for a quantile
 * its surplus of requests beyond the estimate (Bahadur), for the mean its surplus of time.
 */
static void collect_deviations(const struct pool *pool, struct point_result *result)
{
    result->deviation = allocated((size_t)(PERCENTILES + 1) * pool->replications, sizeof *result->deviation);
    for (uint32_t r = 0; r < pool->replications; r++) {
        const struct histogram *h = pool->seen[r]->latency;
        double *to = &result->deviation[r];
        for (int p = 0; p < PERCENTILES; p++, to += pool->replications) {
            const double value = result->latency.percentile[p].value;
            if (isnan(value)) continue;
            const uint64_t above = histogram_count_above(h, histogram_index(value));
            *to = (double)above - (1 - levels[p]) * (double)h->count;
        }
        if (h->count) *to = h->sum - result->latency.mean.value * (double)h->count;
    }
}

static void collect_flow(struct pool *pool, struct point_result *result)
{
    double inside[INTERVAL_MAX_REPLICATIONS], spans[INTERVAL_MAX_REPLICATIONS];
    double bad[INTERVAL_MAX_REPLICATIONS], gone[INTERVAL_MAX_REPLICATIONS], rate[INTERVAL_MAX_REPLICATIONS];
    uint64_t good = 0, failed[ERROR_KINDS] = { 0 };
    for (uint32_t r = 0; r < pool->replications; r++) {
        const struct observations *seen = pool->seen[r];
        spans[r] = seen->until - seen->since;
        inside[r] = spans[r] > 0 ? seen->in_system_area / spans[r] : 0;
        pool->span += spans[r];
        good += seen->good;
        bad[r] = 0;
        for (int e = 0; e < ERROR_KINDS; e++) {
            failed[e] += seen->failed[e];
            bad[r] += (double)seen->failed[e];
        }
        gone[r] = (double)seen->good + bad[r];
        rate[r] = spans[r] > 0 ? (gone[r] - (double)seen->failed[ERROR_TIMEOUT]) / spans[r] : 0;
        result->events += seen->events;
    }
    uint64_t errors = 0;
    for (int e = 0; e < ERROR_KINDS; e++) {
        errors += failed[e];
        result->error[e] = (double)failed[e] / pool->span;
    }
    pool->finished = result->requests = good + errors;
    result->replications = pool->replications;
    result->goodput = (double)good / pool->span;
    result->throughput = (double)(good + errors - failed[ERROR_TIMEOUT]) / pool->span;
    result->error_ratio = pool->finished ? (double)errors / (double)pool->finished : 0;
    result->error_interval =
        interval_share(bad, gone, pool->replications, pool->confidence, INTERVAL_KAPPA_MEAN);
    result->throughput_interval =
        interval_mean(rate, spans, pool->replications, pool->confidence, INTERVAL_KAPPA_MEAN);
    result->concurrency =
        interval_mean(inside, spans, pool->replications, pool->confidence, INTERVAL_KAPPA_MEAN);
    if (result->population) result->offered = (double)pool->finished / pool->span;
}

static struct step_observation sum_step(const struct pool *pool, uint32_t pc)
{
    struct step_observation sum = { 0 };
    for (uint32_t r = 0; r < pool->replications; r++) {
        const struct observations *seen = pool->seen[r];
        const struct step_observation *o = &seen->step[pc];
        sum.time += o->time + (double)(o->begun - o->ended) * seen->until;
        sum.work += o->work;
        sum.ended += o->ended;
    }
    return sum;
}

/*
 * How the busy time of a resource divides among the tiers that use it: as the work of the jobs that ended
 * does. That of jobs still in service, or cancelled there, is not told apart; without the division by the sum
 * the parts would miss it.
 */
static void collect_by_tier(const struct network *n, const struct step_observation *step, uint32_t resource,
                            struct resource_result *out)
{
    double sum = 0;
    out->by_tier = allocated(n->tiers + 1, sizeof *out->by_tier);
    for (uint32_t i = 0; i < n->steps; i++) {
        if (n->step[i].resource != resource) continue;
        out->by_tier[n->step[i].tier] += step[i].work;
        sum += step[i].work;
    }
    for (uint32_t t = 0; t <= n->tiers && sum > 0; t++) out->by_tier[t] *= out->utilization / sum;
}

/* What the processes of a member take, which those that are not in service do not have. */
static double standing_memory(const struct network *n, const struct resource *r)
{
    const struct ledger_def *ledger = &n->ledger[r->base];
    return ledger->total - ledger->capacity;
}

/* A primary has nothing to replay. */
static double appliers_of(const struct resource *r)
{
    double members = 0;
    for (uint32_t m = 0; m < r->members; m++) members += r->visits[m] > 0;
    return fmax(1, members);
}

static void collect_resources(const struct pool *pool, const struct step_observation *step,
                              struct point_result *result)
{
    const struct network *n = pool->network;
    uint32_t unit = 0;
    result->resource_count = n->resources;
    result->resource = allocated(n->resources, sizeof *result->resource);
    for (uint32_t i = 0; i < n->resources; i++) {
        const struct resource *r = &n->resource[i];
        struct resource_result *out = &result->resource[i];
        double busy = 0, waiting = 0, served = 0;
        *out = (struct resource_result){ .resource = i, .hottest_utilization = -1 };
        for (uint32_t m = 0; m < r->members; m++, unit++) {
            double member_busy = 0;
            for (uint32_t k = 0; k < pool->replications; k++) {
                const struct unit_observation *o = &pool->seen[k]->unit[unit];
                member_busy += o->busy_area;
                waiting += o->waiting_area;
                served += (double)o->served;
            }
            busy += member_busy;
            const double utilization = member_busy / (pool->span * r->servers);
            if (utilization <= out->hottest_utilization) continue;
            out->hottest = m;
            out->hottest_utilization = utilization;
        }
        const uint32_t host = r->host != NETWORK_NONE      ? r->host
                              : r->kind == RESOURCE_TOKENS ? n->scenario->tier[r->tier].host
                                                           : SCENARIO_NONE;
        double members = fmin(
            host != SCENARIO_NONE ? scaling_host_members(n, host, result->offered) : r->members, r->members);
        if (r->kind == RESOURCE_APPLIER) members = appliers_of(r);
        if (r->kind == RESOURCE_RAM) busy -= (r->members - members) * standing_memory(n, r) * pool->span;
        out->utilization = busy / (pool->span * r->servers * members);
        out->queue = waiting / pool->span;
        out->throughput = served / pool->span;
        out->wait = served > 0 ? waiting / served : 0;
        if (r->kind < RESOURCE_RAM) collect_by_tier(n, step, i, out);
    }
}

/* A step's part in which nothing was done for the job. A parent that waits for its children is counted as
 * they are. */
static double waited(const struct network *n, const struct step *step, const struct step_observation *o)
{
    switch (step->op) {
    case OP_SERVE_FCFS:
    case OP_SERVE_PS: return fmax(0, o->time - o->work / n->resource[step->resource].speed);
    case OP_TAKE:
    case OP_LOCK: return o->time;
    default: return 0;
    }
}

static void collect_tiers(const struct pool *pool, const struct step_observation *step,
                          struct point_result *result)
{
    const struct network *n = pool->network;
    result->tier = allocated(n->tiers + 1, sizeof *result->tier);
    for (uint32_t i = 0; i < n->steps; i++) {
        const enum op op = n->step[i].op;
        if (op == OP_FORK || op == OP_CALL) continue;
        struct tier_result *tier = &result->tier[n->step[i].tier];
        tier->residence += step[i].time / (double)pool->finished;
        tier->wait += waited(n, &n->step[i], &step[i]) / (double)pool->finished;
    }
}

/* Adds the traced requests slower than `from` to `row`; of the bucket that `from` is in, the part above it.
 */
static double sum_tail(const struct pool *pool, double from, double *row, uint32_t columns)
{
    const double exact = (double)histogram_index(from) / (HISTOGRAM_OCTAVE / TAIL_OCTAVE);
    const uint32_t first = (uint32_t)exact;
    double total = 0;
    for (uint32_t r = 0; r < pool->replications; r++) {
        const struct tail *tail = pool->seen[r]->tail;
        for (uint32_t b = first; b < TAIL_BUCKETS; b++) {
            if (tail->count[b] == 0) continue;
            const double part = b == first ? 1 - (exact - first) : 1;
            for (uint32_t c = 0; c < columns; c++) {
                row[c] += part * tail->row[b][c];
                total += part * tail->row[b][c];
            }
        }
    }
    return total;
}

static void collect_tail(const struct pool *pool, struct point_result *result)
{
    const struct network *n = pool->network;
    const double p99 = result->latency.percentile[P99].value;
    if (isnan(p99)) return;
    const uint32_t columns = 2 * (n->tiers + 1) + 1;
    double *row = allocated(columns, sizeof *row);
    const double total = sum_tail(pool, p99, row, columns);
    for (uint32_t t = 0; t <= n->tiers && total > 0; t++) {
        result->tier[t].tail_share = (row[2 * t] + row[2 * t + 1]) / total;
        result->tier[t].tail_wait_share = row[2 * t] / total;
    }
    if (total > 0) result->retry_tail_share = row[columns - 1] / total;
    free(row);
}

static void collect_rates(const struct pool *pool, const struct step_observation *step,
                          struct point_result *result)
{
    const struct network *n = pool->network;
    for (uint32_t i = 0; i < n->steps; i++) {
        const double rate = (double)step[i].ended / pool->span;
        if (n->step[i].op == OP_SPAWN && n->step[i].base != NETWORK_NONE) result->messages += rate;
    }
    for (uint32_t q = 0; q < n->queries; q++) result->queries += (double)step[n->query[q]].ended / pool->span;
    for (uint32_t c = 0; c < n->classes; c++) {
        result->received_bytes += result->class[c].goodput * n->class[c].request_bytes;
        result->sent_bytes += result->class[c].goodput * n->class[c].reply_bytes;
    }
}

/* A class whose requests are all there are has the figures of all. */
static void collect_classes(const struct pool *pool, struct point_result *result)
{
    const struct network *n = pool->network;
    result->class = allocated(n->classes, sizeof *result->class);
    result->classes = n->classes;
    if (n->classes == 1) {
        result->class[0] =
            (struct class_result){ result->goodput, result->error_ratio, result->latency.mean };
        return;
    }
    double means[INTERVAL_MAX_REPLICATIONS], weights[INTERVAL_MAX_REPLICATIONS];
    for (uint32_t c = 0; c < n->classes; c++) {
        double good = 0, failed = 0;
        for (uint32_t r = 0; r < pool->replications; r++) {
            const struct class_observation *o = &pool->seen[r]->class[c];
            weights[r] = (double)o->good;
            means[r] = o->good ? o->time / (double)o->good : 0;
            good += (double)o->good;
            failed += (double)o->failed;
        }
        struct class_result *class = &result->class[c];
        class->goodput = good / pool->span;
        class->error_ratio = failed > 0 ? failed / (good + failed) : 0;
        class->mean =
            interval_mean(means, weights, pool->replications, pool->confidence, INTERVAL_KAPPA_MEAN);
        if (!moment_has_variance(n)) class->mean.high = INFINITY;
    }
}

static void collect_caches(const struct pool *pool, struct point_result *result)
{
    const struct network *n = pool->network;
    result->cache = allocated(n->caches + n->tosses, sizeof *result->cache);
    for (uint32_t i = 0; i < n->caches; i++) {
        double hits = 0, lookups = 0;
        for (uint32_t r = 0; r < pool->replications; r++) {
            const struct cache_observation *o = &pool->seen[r]->cache[i];
            hits += (double)o->hits;
            lookups += (double)o->lookups;
        }
        result->cache[result->caches++] =
            (struct cache_result){ .tier = n->cache[i].tier,
                                   .hit_ratio = lookups > 0 ? hits / lookups : NAN };
    }
    for (uint32_t i = 0; i < n->tosses; i++) {
        const struct step *toss = &n->step[n->toss[i]];
        result->cache[result->caches++] =
            (struct cache_result){ .tier = toss->tier, .hit_ratio = 1 - toss->p };
    }
}

static void collect_replication(const struct pool *pool, struct point_result *result)
{
    const struct network *n = pool->network;
    result->replication = allocated(n->replicas + n->stores, sizeof *result->replication);
    struct histogram *lag = histogram_create();
    if (!lag) abort();
    for (uint32_t i = 0; i < n->replicas + n->stores; i++) {
        double reads = 0, stale = 0;
        histogram_clear(lag);
        for (uint32_t r = 0; r < pool->replications; r++) {
            const struct replica_observation *o = &pool->seen[r]->replica[i];
            reads += (double)o->reads;
            stale += (double)o->stale;
            if (o->lag) histogram_merge(lag, o->lag);
        }
        result->replication[result->replications_seen++] = (struct replication_result){
            .tier = i < n->replicas ? n->replica[i].tier : n->store[i - n->replicas].tier,
            .lag_p50 = histogram_quantile(lag, 0.5),
            .lag_p99 = histogram_quantile(lag, 0.99),
            .stale_ratio = reads > 0 ? stale / reads : NAN,
        };
    }
    histogram_destroy(lag);
}

static void collect_queues(const struct pool *pool, struct point_result *result)
{
    const struct network *n = pool->network;
    result->queue = allocated(n->queues, sizeof *result->queue);
    struct histogram *end_to_end = histogram_create();
    if (!end_to_end) abort();
    for (uint32_t i = 0; i < n->queues; i++) {
        double dead = 0, rejected = 0, samples = 0, oldest = 0;
        histogram_clear(end_to_end);
        for (uint32_t r = 0; r < pool->replications; r++) {
            const struct queue_observation *o = &pool->seen[r]->queue[i];
            histogram_merge(end_to_end, o->end_to_end);
            dead += (double)o->dead;
            rejected += (double)o->rejected;
            samples += (double)o->samples;
            oldest += o->oldest;
        }
        result->queue[result->queues++] = (struct queue_result){
            .tier = n->queue[i].tier,
            .backlog = result->resource[n->queue[i].pool].queue,
            .oldest = samples > 0 ? oldest / samples : 0,
            .end_to_end_mean = histogram_mean(end_to_end),
            .end_to_end_p99 = histogram_quantile(end_to_end, 0.99),
            .dead_letters = dead / pool->span,
            .rejected = rejected / pool->span,
        };
    }
    histogram_destroy(end_to_end);
}

static void collect_parts(const struct pool *pool, struct point_result *result)
{
    collect_caches(pool, result);
    collect_replication(pool, result);
    collect_queues(pool, result);
}

void collect_point(const struct network *network, const struct observations *const *seen,
                   uint32_t replications, double confidence, const struct histogram *pooled,
                   struct point_result *result)
{
    struct pool pool = {
        .network = network, .seen = seen, .replications = replications, .confidence = confidence
    };
    collect_flow(&pool, result);
    collect_latency(&pool, pooled, &result->latency);
    if (!moment_has_variance(network)) {
        result->latency.mean.high = INFINITY;
        result->converged = false;
    }
    collect_classes(&pool, result);
    collect_deviations(&pool, result);
    struct step_observation *step = allocated(network->steps, sizeof *step);
    for (uint32_t i = 0; i < network->steps; i++) step[i] = sum_step(&pool, i);
    collect_resources(&pool, step, result);
    collect_tiers(&pool, step, result);
    collect_tail(&pool, result);
    collect_rates(&pool, step, result);
    result->usd_per_h = scaling_usd_per_h(network, result->offered);
    collect_parts(&pool, result);
    result->members = allocated(network->tiers, sizeof *result->members);
    for (uint32_t t = 0; t < network->tiers; t++) {
        result->members[t] = scaling_members(network, t, result->offered);
    }
    free(step);
}

void point_result_finish(struct point_result *point)
{
    for (uint32_t i = 0; point->resource && i < point->resource_count; i++) free(point->resource[i].by_tier);
    free(point->resource);
    free(point->tier);
    free(point->class);
    free(point->cache);
    free(point->replication);
    free(point->queue);
    free(point->members);
    free(point->deviation);
    histogram_destroy(point->histogram);
    *point = (struct point_result){ 0 };
}
