#include "sim/report/json_point.h"

#include "sim/report/wording.h"

#include <math.h>

/* An interval that is one point says that nothing is known about it, unless it is a certain zero. */
void json_ends(struct writer *w, const char *key, const struct interval *interval)
{
    bool known = interval && isfinite(interval->value) && !isnan(interval->low) && !isnan(interval->high) &&
                 (isfinite(interval->low) || isfinite(interval->high)) &&
                 !(isinf(interval->high) && interval->low == 0);
    if (!known) {
        writer_null(w, key);
        return;
    }
    writer_open_short(w, key, '[');
    writer_number(w, NULL, interval->low);
    writer_number(w, NULL, interval->high);
    writer_close(w, ']');
}

void json_ci(struct writer *w, const struct interval *interval)
{
    json_ends(w, "ci", interval);
}

void json_interval(struct writer *w, const char *key, const struct interval *interval)
{
    writer_open_short(w, key, '{');
    writer_number(w, "value", interval->value);
    json_ci(w, interval);
    writer_close(w, '}');
}

static void put_latency(struct writer *w, const struct latency_result *latency)
{
    struct interval max = { latency->max, NAN, NAN };
    writer_open(w, "latency_s", '{');
    json_interval(w, "mean", &latency->mean);
    for (int p = 0; p < PERCENTILES; p++)
        json_interval(w, wording_percentile_key[p], &latency->percentile[p]);
    json_interval(w, "max", &max);
    writer_close(w, '}');
}

static void put_classes(struct writer *w, const struct network *network, const struct point_result *p)
{
    writer_open(w, "classes", '{');
    for (uint32_t c = 0; c < p->classes; c++) {
        writer_open_short(w, network->class[c].name, '{');
        writer_number(w, "goodput_rps", p->class[c].goodput);
        writer_number(w, "error_ratio", p->class[c].error_ratio);
        writer_open_short(w, "latency_s", '{');
        json_interval(w, "mean", &p->class[c].mean);
        writer_close(w, '}');
        writer_close(w, '}');
    }
    writer_close(w, '}');
}

static void put_resource(struct writer *w, const struct network *network, const struct resource_result *r)
{
    writer_open_short(w, network->resource[r->resource].name, '{');
    writer_number(w, "utilization", r->utilization);
    writer_open_short(w, "hottest", '{');
    writer_integer(w, "member", r->hottest);
    writer_number(w, "utilization", r->hottest_utilization);
    writer_close(w, '}');
    writer_number(w, "queue", r->queue);
    writer_number(w, "wait_s", r->wait);
    writer_number(w, "throughput", r->throughput);
    writer_open_short(w, "by_tier", '{');
    for (uint32_t t = 0; r->by_tier && t < network->tiers; t++)
        if (r->by_tier[t] > 0) writer_number(w, wording_tier(network, t), r->by_tier[t]);
    writer_close(w, '}');
    writer_close(w, '}');
}

/* Shares of a tail that takes no time, or of nobody's, are no shares. */
static bool tail_told(const struct network *network, const struct point_result *p)
{
    double sum = p->retry_tail_share;
    for (uint32_t t = 0; p->tier && t <= network->tiers; t++) sum += p->tier[t].tail_share;
    return sum > 0;
}

static void put_tiers(struct writer *w, const struct network *network, const struct point_result *p)
{
    const double told = tail_told(network, p) ? 1 : NAN;
    writer_open(w, "tiers", '{');
    for (uint32_t t = 0; p->tier && t <= network->tiers; t++) {
        writer_open_short(w, wording_tier(network, t), '{');
        writer_number(w, "residence_s", p->tier[t].residence);
        writer_number(w, "wait_s", p->tier[t].wait);
        writer_number(w, "tail_share", told * p->tier[t].tail_share);
        writer_number(w, "tail_wait_share", told * p->tier[t].tail_wait_share);
        if (p->members && t < network->tiers) writer_number(w, "members", p->members[t]);
        writer_close(w, '}');
    }
    writer_open_short(w, "retries", '{');
    writer_null(w, "residence_s");
    writer_null(w, "wait_s");
    writer_number(w, "tail_share", told * p->retry_tail_share);
    writer_null(w, "tail_wait_share");
    writer_close(w, '}');
    writer_close(w, '}');
}

static void put_lag(struct writer *w, const struct replication_result *r)
{
    writer_open_short(w, "lag_s", '{');
    writer_number(w, "p50", r->lag_p50);
    writer_number(w, "p99", r->lag_p99);
    writer_close(w, '}');
    writer_number(w, "stale_ratio", r->stale_ratio);
}

static void put_replication(struct writer *w, const struct network *network, const struct point_result *p)
{
    const struct replication_result *worst = p->replication;
    if (p->replications_seen == 0) {
        writer_null(w, "replication");
        return;
    }
    for (uint32_t i = 1; i < p->replications_seen; i++)
        if (p->replication[i].lag_p99 > worst->lag_p99) worst = &p->replication[i];
    writer_open(w, "replication", '{');
    put_lag(w, worst);
    writer_open(w, "by_tier", '{');
    for (uint32_t i = 0; i < p->replications_seen; i++) {
        writer_open_short(w, wording_tier(network, p->replication[i].tier), '{');
        put_lag(w, &p->replication[i]);
        writer_close(w, '}');
    }
    writer_close(w, '}');
    writer_close(w, '}');
}

static void put_parts(struct writer *w, const struct network *network, const struct point_result *p)
{
    writer_open(w, "cache", '{');
    for (uint32_t i = 0; i < p->caches; i++) {
        writer_open_short(w, wording_tier(network, p->cache[i].tier), '{');
        writer_number(w, "hit_ratio", p->cache[i].hit_ratio);
        writer_close(w, '}');
    }
    writer_close(w, '}');
    put_replication(w, network, p);
    writer_open(w, "queues", '{');
    for (uint32_t i = 0; i < p->queues; i++) {
        const struct queue_result *q = &p->queue[i];
        writer_open_short(w, wording_tier(network, q->tier), '{');
        writer_number(w, "backlog", q->backlog);
        writer_number(w, "oldest_s", q->oldest);
        writer_open_short(w, "end_to_end_s", '{');
        writer_number(w, "mean", q->end_to_end_mean);
        writer_number(w, "p99", q->end_to_end_p99);
        writer_close(w, '}');
        writer_number(w, "dead_letters", q->dead_letters);
        writer_number(w, "rejected", q->rejected);
        writer_close(w, '}');
    }
    writer_close(w, '}');
}

static void put_load(struct writer *w, const struct point_result *p)
{
    writer_number(w, "offered_rps", p->offered);
    if (p->population > 0)
        writer_integer(w, "population", p->population);
    else
        writer_null(w, "population");
    writer_number(w, "throughput_rps", p->throughput);
    writer_number(w, "goodput_rps", p->goodput);
    writer_number(w, "error_ratio", p->error_ratio);
    json_ends(w, "error_ratio_ci", &p->error_interval);
    writer_bool(w, "stable", p->stable);
    writer_bool(w, "converged", p->converged);
    if (p->stable)
        writer_null(w, "growth_rps");
    else
        json_interval(w, "growth_rps",
                      &(struct interval){ p->growth, p->growth_interval.low, p->growth_interval.high });
    writer_integer(w, "requests", p->requests);
    writer_integer(w, "replications", p->replications);
    writer_integer(w, "ran_away", p->ran_away);
}

void json_point(struct writer *w, const struct network *network, const struct point_result *p, double theory)
{
    writer_open(w, NULL, '{');
    put_load(w, p);
    put_latency(w, &p->latency);
    json_interval(w, "concurrency", &p->concurrency);
    writer_number(w, "elasticity", p->elasticity);
    writer_open_short(w, "errors", '{');
    for (int e = 0; e < ERROR_KINDS; e++) writer_number(w, wording_error[e], p->error[e]);
    writer_close(w, '}');
    writer_open(w, "resources", '{');
    for (uint32_t i = 0; p->resource && i < network->resources; i++)
        put_resource(w, network, &p->resource[i]);
    writer_close(w, '}');
    put_tiers(w, network, p);
    put_classes(w, network, p);
    writer_open_short(w, "rates", '{');
    writer_number(w, "queries", p->queries);
    writer_number(w, "messages", p->messages);
    writer_number(w, "sent_bytes", p->sent_bytes);
    writer_number(w, "received_bytes", p->received_bytes);
    writer_close(w, '}');
    put_parts(w, network, p);
    writer_number(w, "usd_per_h", p->usd_per_h);
    writer_number(w, "theory_mean_s", theory);
    writer_close(w, '}');
}
