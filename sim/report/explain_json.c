#include "models/architecture/buffer.h"
#include "sim/report/explain.h"
#include "sim/report/writer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *name_of(const struct network *n, uint32_t resource)
{
    return resource == NETWORK_NONE ? NULL : n->resource[resource].name;
}

static void put_rate(struct writer *w, const char *key, const struct network *n, uint32_t resource,
                     double rate)
{
    writer_open_short(w, key, '{');
    writer_text(w, "resource", name_of(n, resource));
    writer_number(w, "rps", rate);
    writer_close(w, '}');
}

static void put_resource(struct writer *w, const struct explanation *x, const struct explained_resource *e)
{
    const struct network *n = x->network;
    writer_open(w, n->resource[e->resource].name, '{');
    writer_number(w, "visits", e->visits);
    writer_number(w, "demand_s", e->demand);
    writer_number(w, "servers", e->servers);
    writer_number(w, "saturation_rps", e->saturation);
    writer_integer(w, "members", n->resource[e->resource].members);
    writer_open_short(w, "hottest", '{');
    writer_integer(w, "member", e->hottest);
    writer_number(w, "share", e->hottest_share);
    writer_close(w, '}');
    writer_open_short(w, "by_tier", '{');
    for (uint32_t t = 0; e->by_tier && t <= n->tiers; t++)
        if (e->by_tier[t] > 0)
            writer_number(w, t < n->tiers ? n->scenario->tier[t].name : "network", e->by_tier[t]);
    writer_close(w, '}');
    writer_close(w, '}');
}

static void put_memories(struct writer *w, const struct network *n)
{
    writer_open(w, "caches", '{');
    for (uint32_t t = 0; t < n->tiers; t++) {
        const struct tier *tier = &n->scenario->tier[t];
        if (tier->kind != TIER_CACHE) continue;
        writer_open_short(w, tier->name, '{');
        writer_number(w, "hit_ratio", explain_cache_hits(n, t));
        writer_number(w, "bytes", tier->caching.memory);
        writer_close(w, '}');
    }
    writer_close(w, '}');
    writer_open(w, "buffers", '{');
    for (uint32_t i = 0; i < n->buffers; i++) {
        const double bytes = explain_buffer_bytes(n, &n->buffer[i]);
        writer_open_short(w, n->scenario->tier[n->buffer[i].tier].name, '{');
        writer_number(w, "hit_ratio", buffer_hit_ratio(&n->buffer[i], bytes));
        writer_number(w, "bytes", bytes);
        writer_close(w, '}');
    }
    writer_close(w, '}');
}

static void put_shards(struct writer *w, const struct network *n)
{
    writer_open(w, "shards", '{');
    for (uint32_t i = 0; i < n->routes; i++) {
        const struct route_def *r = &n->route[i];
        double hottest;
        bool again = false; /* a tier that is routed by several key spaces counts once, by the first */
        for (uint32_t k = 0; k < i; k++) again |= n->route[k].tier == r->tier;
        if (again) continue;
        writer_open(w, n->scenario->tier[r->tier].name, '{');
        writer_integer(w, "count", r->map.shards);
        writer_integer(w, "hottest", explain_hottest_shard(r, r->map.shards, &hottest));
        writer_number(w, "hottest_share", hottest);
        writer_open_short(w, "share", '[');
        for (uint32_t s = 0; s < r->map.shards; s++) writer_number(w, NULL, r->share[s * r->stride]);
        writer_close(w, ']');
        writer_close(w, '}');
    }
    writer_close(w, '}');
}

static void put_hosts(struct writer *w, const struct network *n)
{
    writer_open(w, "memory", '{');
    for (uint32_t i = 0; i < n->resources; i++) {
        const struct resource *r = &n->resource[i];
        if (r->kind != RESOURCE_RAM) continue;
        const struct ledger_def *ledger = &n->ledger[r->base];
        const double reserve = n->scenario->host[r->host].reserve;
        writer_open_short(w, ledger->name, '{');
        writer_number(w, "bytes", ledger->total);
        writer_number(w, "reserve_bytes", reserve);
        writer_number(w, "process_bytes", ledger->total - ledger->capacity - reserve);
        writer_number(w, "left_bytes", ledger->capacity);
        writer_close(w, '}');
    }
    writer_close(w, '}');
}

static void put_closed(struct writer *w, const struct explanation *x)
{
    if (x->network->scenario->load.arrivals != ARRIVALS_CLOSED) {
        writer_null(w, "closed");
        return;
    }
    writer_open(w, "closed", '{');
    writer_number(w, "think_s", x->network->scenario->load.think.mean);
    writer_number(w, "knee_population", x->knee_population);
    writer_open(w, "bounds", '[');
    for (uint32_t i = 0; i < x->populations; i++) {
        const struct bottleneck_bounds *b = &x->population[i].bounds;
        writer_open_short(w, NULL, '{');
        writer_number(w, "population", x->population[i].population);
        writer_number(w, "throughput_low_rps", b->throughput_lower);
        writer_number(w, "throughput_high_rps", b->throughput_upper);
        writer_number(w, "latency_low_s", b->response_lower);
        writer_number(w, "latency_high_s", b->response_upper);
        writer_close(w, '}');
    }
    writer_close(w, ']');
    writer_close(w, '}');
}

static void put_set(struct writer *w, const char *set)
{
    writer_open(w, "set", '{');
    while (set && *set) {
        const size_t length = strcspn(set, "\n"), path = strcspn(set, "=\n");
        char *key = strndup(set, path), *end;
        char *value = strndup(set + path + (set[path] == '='), length - path - (set[path] == '='));
        if (!key || !value) abort();
        const double number = strtod(value, &end);
        if (end != value && *end == '\0' && isfinite(number))
            writer_number(w, key, number);
        else
            writer_text(w, key, value);
        free(key);
        free(value);
        set += length + (set[length] == '\n');
    }
    writer_close(w, '}');
}

static void put_scenario(struct writer *w, const struct explanation *x)
{
    const struct network *n = x->network;
    writer_open(w, NULL, '{');
    writer_text(w, "name", n->scenario->name);
    writer_text(w, "file", n->scenario->file);
    put_set(w, x->set);
    writer_open(w, "resources", '{');
    for (uint32_t i = 0; i < x->resources; i++) put_resource(w, x, &x->resource[i]);
    writer_close(w, '}');
    writer_open_short(w, "saturation", '{');
    writer_number(w, "rps", n->saturation);
    writer_text(w, "resource", name_of(n, n->bottleneck));
    writer_number(w, "users", n->saturation * n->scenario->load.users_per_rps);
    writer_close(w, '}');
    put_rate(w, "next", n, x->next, x->next_rate);
    put_rate(w, "runner_up", n, x->runner_up, x->runner_up_rate);
    writer_number(w, "zero_load_latency_s", n->zero_load_latency);
    put_memories(w, n);
    put_shards(w, n);
    put_hosts(w, n);
    put_closed(w, x);
    writer_open_short(w, "cost", '{');
    writer_number(w, "usd_per_h", x->usd_per_h);
    writer_number(w, "usd_per_million", x->usd_per_million);
    writer_close(w, '}');
    writer_open_short(w, "data", '{');
    writer_number(w, "bytes", n->data_bytes);
    writer_close(w, '}');
    writer_close(w, '}');
}

void explain_json(const struct explanation *explanation, size_t count, FILE *file)
{
    struct writer w;
    writer_init(&w, file);
    writer_open(&w, NULL, '{');
    writer_text(&w, "kneewall", KNEEWALL_VERSION);
    writer_open(&w, "scenarios", '[');
    for (size_t i = 0; i < count; i++) put_scenario(&w, &explanation[i]);
    writer_close(&w, ']');
    writer_close(&w, '}');
}
