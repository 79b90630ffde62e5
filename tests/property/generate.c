#include "tests/property/generate.h"

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

struct generator {
    uint64_t state;
    FILE *out;
    bool queue, store, cache, worker; /* which tiers there are, besides lb, app and db */
};

static uint64_t draw(struct generator *g)
{
    uint64_t z = g->state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static double uniform(struct generator *g)
{
    return (double)(draw(g) >> 11) * 0x1p-53;
}

static bool chance(struct generator *g, double p)
{
    return uniform(g) < p;
}

/* lo .. hi, both included. */
static unsigned whole(struct generator *g, unsigned lo, unsigned hi)
{
    return lo + (unsigned)(draw(g) % (hi - lo + 1));
}

/* Spread evenly over orders of magnitude, two figures. */
static double scaled(struct generator *g, double lo, double hi)
{
    const double x = lo * pow(hi / lo, uniform(g)), unit = pow(10, floor(log10(x)) - 1);
    return round(x / unit) * unit;
}

static const char *pick(struct generator *g, unsigned count, const char *const *choice)
{
    return choice[draw(g) % count];
}
#define PICK(g, ...)                                                                                         \
    pick((g), (unsigned)(sizeof(const char *[]){ __VA_ARGS__ } / sizeof(const char *)),                      \
         (const char *[]){ __VA_ARGS__ })

static void say(struct generator *g, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(struct generator *g, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(g->out, format, arguments);
    va_end(arguments);
}

static void demand(struct generator *g, const char *key, double lo, double hi)
{
    const double mean = scaled(g, lo, hi);
    say(g, "\"%s\": ", key);
    switch (whole(g, 0, 9)) {
    case 5:
        say(g, "{\"dist\": \"pareto\", \"mean\": %g, \"alpha\": %g", mean, 1 + scaled(g, 0.2, 3));
        if (chance(g, 0.5)) say(g, ", \"max\": %g", mean * scaled(g, 20, 2000));
        say(g, "}");
        break;
    case 6: say(g, "{\"dist\": \"empirical\", \"values\": [%g, %g, %g]}", mean, mean / 2, 3 * mean); break;
    case 0: say(g, "{\"dist\": \"constant\", \"mean\": %g}", mean); break;
    case 1: say(g, "{\"dist\": \"lognormal\", \"mean\": %g, \"cv\": %g}", mean, scaled(g, 0.2, 3)); break;
    case 2: say(g, "{\"dist\": \"erlang\", \"mean\": %g, \"k\": %u}", mean, whole(g, 1, 6)); break;
    case 3: say(g, "{\"dist\": \"hyperexp\", \"mean\": %g, \"cv\": %g}", mean, scaled(g, 1.1, 4)); break;
    case 4: say(g, "{\"dist\": \"uniform\", \"mean\": %g, \"cv\": %g}", mean, scaled(g, 0.1, 0.5)); break;
    default: say(g, "%g", mean); break;
    }
}

static void patience(struct generator *g)
{
    say(g, "\"timeout_ms\": %g", scaled(g, 5, 2000));
    if (chance(g, 0.5)) {
        say(g, ", \"retries\": %u, \"backoff_ms\": %g", whole(g, 1, 3), scaled(g, 1, 100));
        if (chance(g, 0.5)) say(g, ", \"jitter\": %g", chance(g, 0.5) ? 1 : 0.3);
        if (chance(g, 0.3)) say(g, ", \"backoff_max_ms\": %g", scaled(g, 10, 1000));
    }
    if (chance(g, 0.3)) say(g, ", \"hedge_ms\": %g", scaled(g, 2, 100));
    if (chance(g, 0.4)) say(g, ", \"cancel\": true");
}

static void pauses(struct generator *g)
{
    say(g, ", \"pauses\": { \"every_s\": %g, \"for_ms\": %g }", scaled(g, 0.5, 5), scaled(g, 5, 100));
}

static void machines(struct generator *g)
{
    say(g, "  \"machines\": {");
    for (unsigned i = 0; i < 3; i++) {
        say(g, "%s\n    \"m%u\": { \"cores\": %g", i ? "," : "", i, chance(g, 0.1) ? 1.5 : whole(g, 1, 6));
        if (chance(g, 0.3)) say(g, ", \"speed\": %g", scaled(g, 0.5, 2));
        if (chance(g, 0.4)) say(g, ", \"ram_gib\": %u", whole(g, 2, 16));
        if (chance(g, 0.5)) {
            say(g, ", \"ssd\": { \"iops\": %u, ", whole(g, 2, 200) * 100);
            demand(g, "latency_us", 50, 1000);
            if (chance(g, 0.5)) say(g, ", \"mib_per_s\": %u", whole(g, 50, 1000));
            say(g, " }");
        }
        if (chance(g, 0.4)) say(g, ", \"nic_mbps\": %u", whole(g, 50, 10000));
        say(g, " }");
    }
    say(g, " },\n");
}

static void hosts(struct generator *g)
{
    static const char *const names[] = { "front", "web", "memory", "disk", "back" };
    say(g, "  \"hosts\": {");
    for (unsigned i = 0; i < 5; i++) {
        say(g, "%s\n    \"%s\": { \"machine\": \"m%u\"", i ? "," : "", names[i], whole(g, 0, 2));
        if (i == 1 || i == 4) say(g, ", \"count\": %u", whole(g, 1, 4));
        if (chance(g, 0.3)) say(g, ", \"zones\": %u", whole(g, 1, 3));
        if (chance(g, 0.4)) say(g, ", \"discipline\": \"%s\"", PICK(g, "ps", "fcfs"));
        if (chance(g, 0.3)) say(g, ", \"oom\": \"%s\"", PICK(g, "reject", "kill"));
        if (chance(g, 0.3)) say(g, ", \"reserve_gib\": 0.5");
        if (chance(g, 0.15)) pauses(g);
        say(g, " }");
    }
    say(g, " },\n");
}

static void balancer(struct generator *g)
{
    say(g, "    \"lb\": { \"kind\": \"balancer\"");
    if (chance(g, 0.8)) say(g, ", \"host\": \"front\"");
    say(g, ", \"policy\": ");
    switch (whole(g, 0, 4)) {
    case 0: say(g, "{ \"power_of\": %u, \"replace\": %s }", whole(g, 1, 4), PICK(g, "true", "false")); break;
    case 1: say(g, "{ \"bounded_load\": %g }", 1 + scaled(g, 0.1, 1)); break;
    case 2: say(g, "\"weighted\", \"weights\": [1, 3, 2]"); break;
    default:
        say(g, "\"%s\"",
            PICK(g, "random", "round_robin", "least_connections", "power_of_two", "join_idle", "ip_hash",
                 "consistent_hash", "bounded_load"));
    }
    if (chance(g, 0.2)) say(g, ", \"sessions\": \"sticky\", \"session_users\": %u", whole(g, 1, 1000));
    if (chance(g, 0.2)) say(g, ", \"zone_aware\": true");
    if (chance(g, 0.2)) say(g, ", \"virtual_nodes\": %u", whole(g, 1, 300));
    say(g, ", \"demand\": { ");
    demand(g, "cpu_us", 5, 500);
    say(g, " } },\n");
}

static void service(struct generator *g, const char *name, const char *host)
{
    say(g, "    \"%s\": { \"kind\": \"service\", \"host\": \"%s\"", name, host);
    const bool has_threads = chance(g, 0.6);
    if (has_threads) say(g, ", \"threads\": %u", whole(g, 1, 64));
    if (has_threads && chance(g, 0.4)) say(g, ", \"queue_max\": %u", whole(g, 0, 50));
    if (has_threads && chance(g, 0.2)) say(g, ", \"queue_timeout_ms\": %g", scaled(g, 5, 500));
    if (chance(g, 0.3)) say(g, ", \"split\": %g", scaled(g, 0.1, 1));
    if (chance(g, 0.3)) say(g, ", \"process_ram_mib\": %u", whole(g, 10, 500));
    if (chance(g, 0.2))
        say(g, ", \"sessions\": { \"state\": \"%s\", \"users\": %u }", PICK(g, "local", "token"),
            whole(g, 10, 5000));
    if (chance(g, 0.1)) pauses(g);
    if (chance(g, 0.15))
        say(g, ", \"breaker\": { \"errors\": %g, \"open_s\": %g }", scaled(g, 0.1, 0.9), scaled(g, 0.1, 5));
    if (chance(g, 0.15)) say(g, ", \"retry_budget\": %g", scaled(g, 0.05, 1));
    if (chance(g, 0.15) && host[0] == 'w')
        say(g, ", \"autoscale\": { \"metric\": \"%s\", \"target\": 0.6, \"min\": 1, \"max\": 4 }",
            PICK(g, "cpu", "cpu", "memory"));
    say(g, ", \"demand\": { ");
    demand(g, "cpu_ms", 0.1, 20);
    if (chance(g, 0.4)) demand((say(g, ", "), g), "ram_kib", 10, 10000);
    if (chance(g, 0.2)) demand((say(g, ", "), g), "disk_reads", 0.1, 3);
    if (chance(g, 0.2)) demand((say(g, ", "), g), "disk_writes", 0.1, 3);
    if (chance(g, 0.4)) demand((say(g, ", "), g), "send_kib", 1, 100);
    if (chance(g, 0.2)) demand((say(g, ", "), g), "delay_ms", 0.1, 10);
    say(g, " } },\n");
}

static void cache(struct generator *g)
{
    say(g, "    \"cache\": { \"kind\": \"cache\", \"host\": \"memory\"");
    if (chance(g, 0.6))
        say(g, ", \"memory_gib\": %g, \"evict\": \"%s\"", scaled(g, 1e-5, 1e-2),
            PICK(g, "lru", "lfu", "fifo", "random"));
    else
        say(g, ", \"hit_ratio\": %g", scaled(g, 0.01, 1));
    if (chance(g, 0.3))
        say(g, ", \"ttl_s\": %g, \"renew\": %s", scaled(g, 0.01, 100), PICK(g, "true", "false"));
    if (chance(g, 0.4))
        say(g, ", \"shards\": %u, \"partition\": \"%s\"", whole(g, 1, 5), PICK(g, "slots", "ring"));
    if (chance(g, 0.4)) say(g, ", \"single_flight\": true");
    if (chance(g, 0.3)) say(g, ", \"cold\": true");
    if (chance(g, 0.2)) say(g, ", \"overhead_b\": %u", whole(g, 0, 200));
    say(g, ", \"demand\": { ");
    demand(g, "cpu_us", 5, 200);
    if (chance(g, 0.5)) demand((say(g, ", "), g), "send_kib", 0.1, 10);
    say(g, " }");
    if (chance(g, 0.5)) {
        say(g, ", \"ops\": { \"set\": { ");
        demand(g, "cpu_us", 5, 200);
        say(g, " } }");
    }
    say(g, " },\n");
}

static void replicas(struct generator *g)
{
    say(g, ", \"replicas\": { \"count\": %u, \"mode\": \"%s\", \"reads\": \"%s\", ", whole(g, 1, 3),
        PICK(g, "async", "semi_sync", "sync"), PICK(g, "primary", "replica", "any"));
    demand(g, "apply_us", 10, 2000);
    if (chance(g, 0.5)) demand((say(g, ", "), g), "ship_ms", 0.1, 10);
    if (chance(g, 0.4)) say(g, ", \"serial\": true");
    if (chance(g, 0.3)) say(g, ", \"max_lag_ms\": %g", scaled(g, 1, 1000));
    if (chance(g, 0.3)) say(g, ", \"read_your_writes_s\": %g", scaled(g, 0.01, 5));
    say(g, " }");
}

static void shards(struct generator *g)
{
    const char *partition = PICK(g, "hash", "ring", "range", "directory");
    say(g, ", \"shards\": { \"count\": %u, \"partition\": \"%s\"", whole(g, 2, 5), partition);
    if (chance(g, 0.5)) say(g, ", \"by\": \"%s\"", PICK(g, "items", "people"));
    if (partition[0] == 'd')
        say(g, ", \"directory\": { \"cpu_us\": %g, \"hit_ratio\": 0.9 }", scaled(g, 5, 100));
    if (partition[0] == 'r' && partition[1] == 'a') say(g, ", \"ranges\": %u", whole(g, 5, 100));
    if (chance(g, 0.5)) {
        say(g, ", \"cross_shard_ratio\": %g", scaled(g, 0.01, 1));
        if (chance(g, 0.5)) say(g, ", \"cross_shards\": 2");
        if (chance(g, 0.5)) say(g, ", \"two_phase\": true");
    }
    say(g, " }");
}

static void database(struct generator *g)
{
    say(g, "    \"db\": { \"kind\": \"database\", \"host\": \"disk\"");
    const bool has_connections = chance(g, 0.6);
    if (has_connections) say(g, ", \"connections\": %u", whole(g, 1, 40));
    if (has_connections && chance(g, 0.3)) say(g, ", \"queue_max\": %u", whole(g, 0, 100));
    if (chance(g, 0.3))
        say(g, ", \"hit_ratio\": %g", scaled(g, 0.5, 1));
    else if (chance(g, 0.2))
        say(g, ", \"buffer_gib\": %g", scaled(g, 1e-4, 1));
    if (chance(g, 0.3)) say(g, ", \"locks\": { \"rows\": %u }", whole(g, 1, 200));
    if (chance(g, 0.1)) say(g, ", \"coherency_us\": %g", scaled(g, 0.1, 10));
    if (chance(g, 0.3)) {
        const unsigned copies = whole(g, 1, 5);
        say(g, ", \"engine\": \"%s\", \"copies\": %u, \"write_quorum\": %u, \"read_quorum\": %u",
            PICK(g, "distributed_sql", "nosql"), copies, whole(g, 1, copies), whole(g, 1, copies));
    } else {
        if (chance(g, 0.5)) replicas(g);
        if (chance(g, 0.4)) shards(g);
    }
    say(g, ",\n      \"ops\": { \"read\": { ");
    demand(g, "cpu_ms", 0.1, 10);
    if (chance(g, 0.6)) demand((say(g, ", "), g), "pages", 0.5, 20);
    if (chance(g, 0.5)) demand((say(g, ", "), g), "send_kib", 0.5, 50);
    say(g, " }, \"write\": { ");
    demand(g, "cpu_ms", 0.1, 10);
    demand((say(g, ", "), g), "log_kib", 1, 32);
    if (chance(g, 0.5)) say(g, ", \"locks\": %u", whole(g, 1, 3));
    say(g, " } } },\n");
}

static void tiers(struct generator *g)
{
    g->queue = chance(g, 0.4);
    g->store = chance(g, 0.3);
    g->cache = chance(g, 0.6);
    g->worker = chance(g, 0.5);
    say(g, "  \"tiers\": {\n");
    balancer(g);
    if (g->cache) cache(g);
    if (g->worker) service(g, "worker", "back");
    database(g);
    if (g->queue) {
        say(g, "    \"queue\": { \"kind\": \"queue\", \"host\": \"memory\", \"demand\": { \"cpu_us\": 20 }");
        if (chance(g, 0.6)) say(g, ", \"consumers\": %u", whole(g, 1, 20));
        if (chance(g, 0.4)) say(g, ", \"max_messages\": %u", whole(g, 1, 1000));
        if (chance(g, 0.4)) say(g, ", \"messages_per_s\": %u", whole(g, 10, 5000));
        if (chance(g, 0.4))
            say(g, ", \"failure_ratio\": %g, \"redeliver_s\": %g, \"dead_letter_after\": %u",
                scaled(g, 0.01, 0.9), scaled(g, 0.01, 2), whole(g, 1, 5));
        else if (chance(g, 0.4))
            say(g, ", \"failure_ratio\": %g, \"visibility_timeout_s\": %g, \"dead_letter_after\": %u",
                scaled(g, 0.01, 0.9), scaled(g, 0.01, 2), whole(g, 1, 5));
        say(g, " },\n");
    }
    if (g->store) {
        say(g, "    \"store\": { \"kind\": \"store\", ");
        demand(g, "latency_ms", 1, 50);
        say(g, ", \"mib_per_s\": %u },\n", whole(g, 10, 200));
    }
    service(g, "app", "web");
    say(g, "    \"idle\": { \"kind\": \"service\" } },\n");
}

static void calls(struct generator *g, unsigned depth, bool write);

/* A chain of calls as a list. */
static void chain(struct generator *g, unsigned depth, bool write)
{
    const char *read_or_write = write && chance(g, 0.7) ? "write" : "read";
    say(g, "[");
    switch (whole(g, 0, 6)) {
    case 0:
        if (!g->cache) goto database;
        say(g, "\"cache\", \"db.%s\"", read_or_write);
        break;
    case 1:
        if (!g->queue) goto database;
        say(g, "\"queue\"");
        if (depth > 0) calls(g, depth - 1, write);
        break;
    case 2:
        if (!g->store) goto database;
        say(g, "\"store\"");
        break;
    case 3:
        if (!g->worker) goto database;
        say(g, "%s\"worker\"", chance(g, 0.3) ? "\"lb\", " : "");
        if (depth > 0) calls(g, depth - 1, write);
        break;
    database:
    default: say(g, "\"db.%s\"", read_or_write); break;
    }
    say(g, "]");
}

/* What a caller does: some calls, in turn, each behind a comma. */
static void calls(struct generator *g, unsigned depth, bool write)
{
    for (unsigned i = whole(g, 0, 2); i > 0; i--) {
        say(g, ", ");
        switch (whole(g, 0, 8)) {
        case 0:
            say(g, "{\"parallel\": [");
            chain(g, depth, write);
            say(g, ", ");
            chain(g, depth, write);
            say(g, "]%s}",
                chance(g, 0.6)   ? ""
                : chance(g, 0.5) ? ", \"need\": 1"
                                 : ", \"need\": 1, \"cancel\": true");
            break;
        case 1:
            say(g, "{\"probability\": %g, \"call\": ", scaled(g, 0.01, 1));
            chain(g, depth, write);
            say(g, "}");
            break;
        case 2:
            say(g, "{\"repeat\": %u, ", whole(g, 1, 4));
            if (chance(g, 0.3)) say(g, "\"dist\": \"geometric\", ");
            say(g, "\"call\": ");
            chain(g, depth, write);
            say(g, "}");
            break;
        case 3:
            say(g, "{");
            patience(g);
            say(g, ", \"call\": ");
            chain(g, depth, write);
            say(g, "}");
            break;
        default: chain(g, depth, write); break;
        }
    }
}

static void classes(struct generator *g)
{
    say(g, "  \"classes\": {");
    for (unsigned i = 0, count = whole(g, 1, 3); i < count; i++) {
        const bool write = chance(g, 0.4);
        say(g, "%s\n    \"c%u\": { \"share\": %u, \"key\": \"%s\", \"write\": %s", i ? "," : "", i,
            whole(g, 1, 10), PICK(g, "items", "people"), write ? "true" : "false");
        if (chance(g, 0.4)) patience((say(g, ", "), g));
        if (chance(g, 0.5)) demand((say(g, ", "), g), "request_b", 100, 10000);
        if (chance(g, 0.5)) demand((say(g, ", "), g), "reply_b", 100, 100000);
        say(g, ",\n      \"path\": [%s\"app\"",
            chance(g, 0.6)   ? "\"lb\", "
            : chance(g, 0.1) ? "\"idle\", "
                             : "");
        calls(g, 2, write);
        say(g, "] }");
    }
    say(g, " },\n");
}

static void load(struct generator *g)
{
    say(g, "  \"load\": { ");
    switch (whole(g, 0, 9)) {
    case 0: say(g, "\"arrivals\": \"constant\", "); break;
    case 1: say(g, "\"arrivals\": {\"cv\": %g}, ", scaled(g, 0.3, 4)); break;
    case 2: say(g, "\"arrivals\": {\"batch\": %u}, ", whole(g, 2, 20)); break;
    case 4:
        say(g, "\"arrivals\": {\"bursty\": {\"burst_factor\": %g, \"burst_s\": %g, \"calm_s\": %g}}, ",
            scaled(g, 1.1, 2), scaled(g, 0.05, 1), scaled(g, 1, 5));
        break;
    case 3:
        say(g, "\"arrivals\": \"closed\", \"population\": [%u], \"think_time_s\": %g },\n", whole(g, 1, 300),
            scaled(g, 0.01, 2));
        return;
    default: break;
    }
    say(g, "\"rate_rps\": [%g] },\n", scaled(g, 5, 500));
}

char *generate_scenario(uint64_t number)
{
    char *text = NULL;
    size_t size = 0;
    struct generator generator = { .state = number * 0x2545f4914f6cdd1d }, *g = &generator;
    g->out = open_memstream(&text, &size);
    if (!g->out) abort();
    say(g, "{ \"schema\": 1, \"name\": \"random %llu\",\n", (unsigned long long)number);
    machines(g);
    hosts(g);
    say(g, "  \"data\": { \"items\": { \"keys\": %u, \"value_b\": %u, \"zipf_s\": %g },\n",
        whole(g, 1, 20000), whole(g, 10, 20000), scaled(g, 0.1, 1.5));
    say(g, "    \"people\": { \"keys\": %u, \"value_b\": %u } },\n", whole(g, 10, 100000),
        whole(g, 10, 2000));
    tiers(g);
    classes(g);
    load(g);
    say(g, "  \"network\": { \"same_zone_rtt_us\": %u, \"cross_zone_rtt_us\": %u%s", whole(g, 0, 500),
        whole(g, 0, 2000), chance(g, 0.3) ? ", \"client_rtt_ms\": 20" : "");
    if (chance(g, 0.2))
        say(g, ", \"regions\": { \"near\": { \"rtt_ms\": %u, \"share\": 3 }, \"far\": { \"rtt_ms\": %u } }",
            whole(g, 0, 20), whole(g, 50, 300));
    say(g, " } }\n");
    fclose(g->out);
    return text;
}
