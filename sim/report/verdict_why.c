/* The part of the verdict that explains: it looks at the point nearest to the wall. */
#include "sim/report/number.h"
#include "sim/report/verdict.h"
#include "sim/report/wording.h"

#include <math.h>
#include <string.h>

/* Marks the tiers that are called below `tier` anywhere in a path. */
static void mark_below(const struct path *path, uint32_t tier, bool inside, bool *below)
{
    for (; path; path = path->next) {
        if (inside && path->kind == PATH_CALL) below[path->tier] = true;
        mark_below(path->child, tier, inside || (path->kind == PATH_CALL && path->tier == tier), below);
    }
}

/* The tier in which a request spends most time among those called below `tier`, and itself. */
static uint32_t longest_below(const struct verdict *v, uint32_t tier)
{
    enum { MOST = 256 };
    const struct network *n = v->result->network;
    bool below[MOST] = { false };
    uint32_t best = tier;
    if (n->tiers > MOST || !v->at_wall->tier) return tier;
    for (uint32_t i = 0; i < n->scenario->classes; i++)
        mark_below(n->scenario->class[i].path, tier, false, below);
    for (uint32_t i = 0; i < n->tiers; i++)
        if (below[i] && v->at_wall->tier[i].residence > v->at_wall->tier[best].residence) best = i;
    return best;
}

/* "app 71, db 23", largest first; nothing for a resource that serves one tier. */
static void add_tiers(const struct verdict *v, const struct resource_result *r, char *text, size_t size)
{
    uint32_t tiers = v->result->network->tiers, shown = 0;
    double last = INFINITY;
    uint32_t last_tier = 0;
    if (!r->by_tier) return;
    for (uint32_t i = 0; i < tiers; i++) shown += r->by_tier[i] > 0.005;
    if (shown < 2) return;
    for (uint32_t k = 0; k < shown && k < 6; k++) {
        uint32_t best = tiers;
        for (uint32_t i = 0; i < tiers; i++) {
            bool after = r->by_tier[i] < last || (r->by_tier[i] == last && i > last_tier);
            if (after && (best == tiers || r->by_tier[i] > r->by_tier[best])) best = i;
        }
        char figure[NUMBER_SIZE];
        last = r->by_tier[best];
        last_tier = best;
        number_percent(last, figure);
        wording_add(text, size, ", %s %s", wording_tier(v->result->network, best), figure);
    }
}

/* A pool is full because of what its holders wait for. */
static void explain_pool(const struct verdict *v, const struct resource *resource, char *text, size_t size)
{
    const char *dot = strrchr(resource->name, '.'), *last = dot ? dot + 1 : resource->name;
    char count[NUMBER_SIZE];
    number_plain(resource->servers, 1, count);
    wording_add(text, size, " of its %s %s are taken", count, last);
    if (resource->members > 1) wording_add(text, size, " on each of %u members", resource->members);
    if (resource->tier == NETWORK_NONE || !v->at_wall || !v->at_wall->tier) return;
    if (resource->kind == RESOURCE_CONSUMERS) { /* no request waits for them, so none tells where they are */
        wording_add(text, size, "; each is held until the work on its message is done");
        return;
    }
    uint32_t longest = longest_below(v, resource->tier);
    if (longest != resource->tier)
        wording_add(text, size, "; each is held until its calls return, which is mostly time in %s",
                    wording_tier(v->result->network, longest));
    else
        wording_add(text, size, "; each is held for the work of %s itself",
                    wording_tier(v->result->network, longest));
}

static void explain_service(const struct verdict *v, const struct resource_result *r, bool hot, char *text,
                            size_t size)
{
    char figure[NUMBER_SIZE];
    wording_add(text, size, " busy");
    if (!r) return;
    if (!hot) {
        add_tiers(v, r, text, size);
        return;
    }
    number_percent(r->utilization, figure);
    wording_add(text, size, "; the mean of its group is %s %%", figure);
}

static void say_resource(const struct verdict *v)
{
    const struct wall_result *wall = &v->result->wall;
    const struct network *network = v->result->network;
    const struct resource *resource = &network->resource[wall->resource];
    const struct resource_result *r = wording_find(network, v->at_wall, wall->resource);
    bool hot = r && wording_is_hot(network, r);
    char name[WORDING_NAME], figure[NUMBER_SIZE], text[2 * WORDING_TEXT];
    wording_wall(v->result, name, sizeof name);
    number_percent(wall->utilization, figure);
    snprintf(text, sizeof text, "%s is the wall: %s %%", name, figure);
    switch (resource->kind) {
    case RESOURCE_TOKENS:
    case RESOURCE_CONSUMERS: explain_pool(v, resource, text, sizeof text); break;
    case RESOURCE_RAM: wording_add(text, sizeof text, " of its memory is taken"); break;
    case RESOURCE_LOCKS: wording_add(text, sizeof text, " of its rows are locked"); break;
    case RESOURCE_CPU:
    case RESOURCE_SSD:
    case RESOURCE_SSD_BANDWIDTH:
    case RESOURCE_NIC_OUT:
    case RESOURCE_NIC_IN:
    case RESOURCE_BROKER:
    case RESOURCE_APPLIER: explain_service(v, r, hot, text, sizeof text); break;
    }
    verdict_say(v, "", text);
}

/* " (+95 % +-3)": by how much the wall moves. */
static void add_gain(const struct wall_result *wall, char *text, size_t size)
{
    const struct interval *gain = &wall->next_gain;
    const double percent = 100 * (gain->value - 1), half = 50 * (gain->high - gain->low);
    char figure[NUMBER_SIZE];
    if (!isfinite(percent)) return;
    if (half < 0.95)
        number_estimate(fabs(percent), half, figure);
    else
        snprintf(figure, sizeof figure, "%.0f", fabs(percent));
    wording_add(text, size, " (%s%s %%", percent < 0 && strpbrk(figure, "123456789") ? "-" : "+", figure);
    number_rounded(half, half < 10 ? 1 : 2, figure);
    if (isfinite(half) && half > 0) wording_add(text, size, " +-%s", figure);
    wording_add(text, size, ")");
}

static void say_next(const struct verdict *v)
{
    const struct wall_result *wall = &v->result->wall;
    const struct network *network = v->result->network;
    char next[WORDING_NAME], twice[WORDING_NAME], rate[NUMBER_SIZE], text[WORDING_TEXT] = "";
    double half = (wall->next_rate.high - wall->next_rate.low) / 2;
    wording_resource(network, wall->next_resource, NETWORK_NONE, next, sizeof next);
    wording_twice(network, wall->resource, twice, sizeof twice);
    number_estimate(wall->next_rate.value, half, rate);
    if (wall->next_resource == wall->resource)
        wording_add(text, sizeof text, "behind it %s again", next);
    else if (wall->next_resource != NETWORK_NONE)
        wording_add(text, sizeof text, "behind it %s", next);
    if (isfinite(wall->next_rate.value)) {
        wording_add(text, sizeof text, "%swith %s the wall %s %s", *text ? ": " : "", twice,
                    wall->next_simulated ? "is at" : "should be near", rate);
        number_rounded(half, half < 10 ? 1 : 2, rate);
        if (wall->next_simulated && isfinite(half) && half > 0) wording_add(text, sizeof text, " +-%s", rate);
        wording_add(text, sizeof text, " req/s");
        add_gain(wall, text, sizeof text);
        if (!wall->next_simulated) wording_add(text, sizeof text, ", by the bottleneck law");
    }
    if (*text) verdict_say(v, "", text);
}

void verdict_say_bottleneck(const struct verdict *v)
{
    if (v->result->wall.status != WALL_FOUND) return;
    if (v->result->wall.resource == NETWORK_NONE) {
        verdict_say(v, "", "no resource is near its limit there: the time is spent in delays");
        return;
    }
    say_resource(v);
    say_next(v);
}

/* The tier (or network) with the greatest share of the tail below `share`; UINT32_MAX if it is not worth a
 * word. */
static uint32_t next_of_tail(const struct point_result *p, uint32_t tiers, double share)
{
    uint32_t best = UINT32_MAX;
    for (uint32_t i = 0; i <= tiers; i++)
        if (p->tier[i].tail_share >= 0.01 && p->tier[i].tail_share < share &&
            (best == UINT32_MAX || p->tier[i].tail_share > p->tier[best].tail_share))
            best = i;
    return best;
}

/* "418 req/s": of the point that all of this is about. */
static void load_of(const struct point_result *p, char *text, size_t size)
{
    char figure[NUMBER_SIZE];
    number_rounded(p->offered, 3, figure);
    if (p->population)
        snprintf(text, size, "%u clients", p->population);
    else
        snprintf(text, size, "%s req/s", figure);
}

void verdict_say_tail(const struct verdict *v)
{
    const struct point_result *p = v->at_wall;
    const struct network *n = v->result->network;
    char figure[NUMBER_SIZE], text[WORDING_TEXT], load[NUMBER_SIZE + 16];
    if (!p || !p->tier || next_of_tail(p, n->tiers, INFINITY) == UINT32_MAX) return;
    load_of(p, load, sizeof load);
    snprintf(text, sizeof text, "at %s the slowest 1 %% of requests spend", load);
    uint32_t tier = next_of_tail(p, n->tiers, INFINITY);
    for (uint32_t k = 0; k < 3 && tier != UINT32_MAX; k++) {
        const struct tier_result *t = &p->tier[tier];
        number_percent(t->tail_share, figure);
        wording_add(text, sizeof text, "%s %s %% %sin %s", k ? "," : "", figure, k ? "" : "of their time ",
                    wording_tier(n, tier));
        number_percent(t->tail_wait_share, figure);
        if (t->tail_wait_share >= 0.01) wording_add(text, sizeof text, " (%s waiting)", figure);
        tier = next_of_tail(p, n->tiers, t->tail_share);
    }
    number_percent(p->retry_tail_share, figure);
    if (p->retry_tail_share >= 0.01) wording_add(text, sizeof text, ", %s %% in failed attempts", figure);
    verdict_say(v, "tail", text);
}

static void say_queue(const struct verdict *v, const struct queue_result *q, const char *load)
{
    char backlog[NUMBER_SIZE], mean[NUMBER_SIZE], p99[NUMBER_SIZE], text[WORDING_TEXT];
    number_rounded(q->backlog, 3, backlog);
    snprintf(text, sizeof text, "at %s %s holds %s messages", load, wording_tier(v->result->network, q->tier),
             backlog);
    if (q->end_to_end_mean > 0) {
        number_time(q->end_to_end_mean, mean);
        number_time(q->end_to_end_p99, p99);
        wording_add(text, sizeof text, "; from send to done %s, p99 %s", mean, p99);
    }
    if (q->dead_letters > 0) {
        number_rounded(q->dead_letters, 2, mean);
        wording_add(text, sizeof text, "; %s a second are given up", mean);
    }
    verdict_say(v, "queue", text);
}

/* The measures of scale besides requests and users; nothing where a scenario has none of them. */
static void say_rates(const struct verdict *v, const struct point_result *p)
{
    char text[WORDING_TEXT] = "", figure[NUMBER_SIZE];
    const struct {
        double value;
        const char *unit;
    } rates[] = {
        { p->queries, "queries/s" },
        { p->messages, "messages/s" },
        { p->sent_bytes / 1e6, "MB/s to clients" },
        { p->received_bytes / 1e6, "MB/s from them" },
        { v->result->network->data_bytes / 1e9, "GB of data" },
    };
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        if (!(rates[i].value > 0)) continue;
        number_rounded(rates[i].value, 3, figure);
        wording_add(text, sizeof text, "%s%s %s", *text ? ", " : "", figure, rates[i].unit);
    }
    if (*text) verdict_say(v, "rates", text);
}

void verdict_say_state(const struct verdict *v)
{
    const struct point_result *p = v->at_wall;
    const struct network *n = v->result->network;
    char text[WORDING_TEXT], figure[NUMBER_SIZE], p99[NUMBER_SIZE], load[NUMBER_SIZE + 16];
    if (!p) return;
    say_rates(v, p);
    load_of(p, load, sizeof load);
    for (uint32_t t = 0; t < n->tiers; t++) {
        const struct autoscale *a = &n->scenario->tier[t].autoscale;
        if (a->metric == SCALING_NONE || !p->members) continue;
        snprintf(text, sizeof text, "at %s %s settles at %.0f members, of %u to %u", load, wording_tier(n, t),
                 p->members[t], a->min, a->max);
        verdict_say(v, "scale", text);
    }
    for (uint32_t i = 0; i < p->caches; i++) {
        if (isnan(p->cache[i].hit_ratio)) continue;
        number_percent(p->cache[i].hit_ratio, figure);
        snprintf(text, sizeof text, "at %s %s answers %s %% of its look-ups", load,
                 wording_tier(n, p->cache[i].tier), figure);
        verdict_say(v, "cache", text);
    }
    for (uint32_t i = 0; i < p->replications_seen; i++) {
        const struct replication_result *r = &p->replication[i];
        if (isnan(r->lag_p50) && isnan(r->stale_ratio)) continue;
        snprintf(text, sizeof text, "at %s ", load);
        if (!isnan(r->lag_p50)) { /* a store without a leader knows no lag */
            number_time(r->lag_p50, figure);
            number_time(r->lag_p99, p99);
            wording_add(text, sizeof text, "replicas of %s are %s behind, p99 %s; ", wording_tier(n, r->tier),
                        figure, p99);
        }
        number_percent(r->stale_ratio, figure);
        if (isnan(r->stale_ratio)) /* nobody reads */
            text[strlen(text) - 2] = '\0';
        else if (isnan(r->lag_p50))
            wording_add(text, sizeof text, "%s %% of the reads of %s are stale", figure,
                        wording_tier(n, r->tier));
        else
            wording_add(text, sizeof text, "%s %% of reads are stale", figure);
        verdict_say(v, "lag", text);
    }
    for (uint32_t i = 0; i < p->queues; i++) say_queue(v, &p->queue[i], load);
}
