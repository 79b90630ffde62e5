/*
 * explain: what a scenario's demands alone tell, without a simulation: the bottleneck law, the latency of a
 * request that never waits, expected hit ratios, who holds the memory, what it costs.
 *
 * D_k = visits x service time is the demand of a request at resource k; m_k servers are all busy at
 * m_k / D_k requests a second (the bottleneck law, Denning and Buzen 1978). A pool of threads, connections or
 * locks is a resource too: its D_k is how long a request holds it when nobody waits, so under load it runs
 * out earlier than this says.
 *
 * Rates are requests/s, times seconds, sizes bytes. Quantities that don't apply are NAN or INFINITY.
 */
#ifndef KNEEWALL_REPORT_EXPLAIN_H
#define KNEEWALL_REPORT_EXPLAIN_H

#include "models/architecture/network.h"
#include "models/theory/bottleneck.h"
#include "sim/report/output.h"

/* Over all members of a group; RAM is not among them. */
struct explained_resource {
    uint32_t resource;     /* of the network */
    double visits, demand; /* a request */
    double servers;        /* INFINITY: no limit */
    double saturation;     /* requests/s at which its busiest member is full; INFINITY */
    uint32_t hottest;      /* that member */
    double hottest_share;  /* of the group's demand */
    double *by_tier;       /* the demand's parts by tier, the network's last; of hardware only, else NULL */
};

/* A closed model at one population. */
struct explained_population {
    double population;
    struct bottleneck_bounds bounds;
};

struct explanation {
    struct network *network;
    const char *set; /* what was varied, borrowed; NULL */
    struct explained_resource *resource;
    uint32_t resources;
    struct explained_resource *bottleneck; /* NULL: nothing is limited */
    uint32_t runner_up;                    /* the first of the others; NETWORK_NONE */
    double runner_up_rate;
    uint32_t next; /* what saturates first when the bottleneck is doubled; NETWORK_NONE */
    double next_rate;
    double usd_per_h, usd_per_million;       /* at saturation */
    double knee_population;                  /* closed models: N*; NAN */
    struct explained_population *population; /* closed models, where the bounds exist */
    uint32_t populations;
};

/* Compiles the scenario, which must outlive the explanation. */
void explanation_init(struct explanation *explanation, const struct scenario *scenario, const char *set);
void explanation_finish(struct explanation *explanation);

/* The expected hit ratio of a cache tier: weighted by look-ups if it has keys of several spaces; NAN if it is
 * never asked. */
double explain_cache_hits(const struct network *network, uint32_t tier);

/* Bytes of a buffer pool when no request is in flight, and its hit ratio then. INFINITY: all RAM of a host
 * without limit. */
double explain_buffer_bytes(const struct network *network, const struct buffer_def *buffer);

/* The busiest of a route's shards, and its share of the requests. */
uint32_t explain_hottest_shard(const struct route_def *route, uint32_t shards, double *share);

/* Tables and sentences, as wide as the terminal (explain_table.c). */
void explain_table(const struct explanation *explanation, bool color, FILE *file);

/*
 * {"kneewall", "scenarios": [{"name", "file", "set", "resources": {NAME: {"demand_s", "servers", "visits",
 * "saturation_rps", "members", "hottest", "by_tier"}}, "saturation": {"rps", "resource", "users"}, "next":
 * {"resource", "rps"}, "runner_up", "zero_load_latency_s", "caches": {TIER: {"hit_ratio", "bytes"}},
 * "buffers": {TIER: {"hit_ratio", "bytes"}}, "shards", "memory", "closed", "cost", "data"}]} (explain_json.c)
 */
void explain_json(const struct explanation *explanation, size_t count, FILE *file);

#endif
