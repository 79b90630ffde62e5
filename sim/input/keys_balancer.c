/* The balancer and the cache: who picks a member, and who remembers. */
#include "sim/input/reader.h"

#include <math.h>
#include <string.h>

/* ---- balancer ---- */

static const char *const policies[] = { "random",       "round_robin", "weighted", "least_connections",
                                        "power_of_two", "join_idle",   "ip_hash",  "consistent_hash",
                                        "bounded_load", NULL };

/* A policy with numbers: {"power_of": 3, "replace": true} or {"bounded_load": 1.25}. */
struct policy_words {
    uint32_t power_of;
    bool replace;
    double bounded_load;
};

static const struct key policy_keys[] = {
    { .stem = "power_of",
      .type = KEY_COUNT,
      KEY_AT(policy_words, power_of),
      .high = 1000,
      .text = "Ask this many members and take the one with the fewest requests in flight." },
    { .stem = "replace",
      .type = KEY_BOOL,
      KEY_AT(policy_words, replace),
      .source = "by definition: different members unless said",
      .text = "With `power_of`: the same member may be asked twice." },
    { .stem = "bounded_load",
      .type = KEY_NUMBER,
      KEY_AT(policy_words, bounded_load),
      .high = 1000,
      .text =
          "Consistent hashing with bounded loads: no member takes more than this times the mean (above 1)." },
};

static const struct table policy_table = { .name = "policy", .what = "a policy", TABLE_KEYS(policy_keys) };

static bool read_policy_object(struct reader *r, const struct place *at, cJSON *json, struct balancing *b)
{
    struct policy_words w = { 0 };
    if (!reader_object(r, at, &policy_table, json, &w)) return false;
    const struct place bounded = { at, "bounded_load", 0 }, replace = { at, "replace", 0 };
    if ((w.power_of > 0) == (w.bounded_load > 0))
        return reader_fail(r, at, "found %s \"power_of\" and \"bounded_load\", expected one above 0",
                           w.power_of > 0 ? "both" : "neither of");
    if (w.power_of > 0) {
        b->policy = POLICY_POWER;
        b->choices = w.power_of;
        b->replace = w.replace;
        return true;
    }
    if (w.replace) return reader_fail(r, &replace, "has no meaning without \"power_of\"");
    if (!(w.bounded_load > 1))
        return reader_fail(r, &bounded, "found %.6g, expected a number above 1", w.bounded_load);
    b->policy = POLICY_BOUNDED_LOAD;
    b->bound = w.bounded_load;
    return true;
}

static bool read_policy(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                        double factor, void *field)
{
    (void)key, (void)factor;
    struct balancing *b = field;
    int policy = POLICY_ROUND_ROBIN;
    b->choices = 2;
    b->bound = 1.25;
    if (cJSON_IsObject(json)) return read_policy_object(r, at, json, b);
    if (json && !reader_word(r, at, json, policies, &policy)) return false;
    b->policy = (enum policy)policy;
    return true;
}

static bool read_weights(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                         double factor, void *field)
{
    (void)key, (void)factor;
    struct balancing *b = field;
    if (!json) return true;
    if (!json->child || !(cJSON_IsArray(json) || cJSON_IsObject(json)))
        return reader_expected(r, at, json, "a list of weights, one a member, or an object of them");
    double *weight = arena_alloc(r->arena, (size_t)cJSON_GetArraySize(json), sizeof *weight), sum = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, json)
    {
        if (item->string && reader_is_note(item->string)) continue;
        const struct place here = { at, item->string, (int)b->weights };
        if (!cJSON_IsNumber(item) || !(item->valuedouble >= 0 && item->valuedouble <= 1e9))
            return reader_expected(r, &here, item, "a number of at least 0");
        sum += weight[b->weights++] = item->valuedouble;
    }
    b->weight = weight;
    return sum > 0 || reader_fail(r, at, "found no weight above 0, expected at least one");
}

static const char *const stickiness[] = { "none", "sticky", NULL };

static bool read_sticky(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                        double factor, void *field)
{
    (void)key, (void)factor;
    int word = 0;
    if (json && !reader_word(r, at, json, stickiness, &word)) return false;
    *(bool *)field = word;
    return true;
}

static const struct key health_keys[] = {
    { .stem = "interval",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(balancing, health_interval),
      .absent = 2,
      .above = true,
      .source = "documented: HAProxy's inter",
      .text = "Time between health checks of a member." },
    { .stem = "fails",
      .type = KEY_NUMBER,
      .whole = true,
      KEY_AT(balancing, health_fails),
      .absent = 3,
      .low = 1,
      .high = 1000,
      .source = "documented: HAProxy's fall",
      .text = "Failed checks until the member gets no more requests." },
};

static const struct table health_table = { .name = "health",
                                           .what = "health checks",
                                           TABLE_KEYS(health_keys) };

static const struct key balancer_keys[] = {
    { .stem = "policy",
      .type = KEY_CUSTOM,
      KEY_AT(tier, balancing),
      .read = read_policy,
      .table = &policy_table,
      .shape = "{\"enum\":[\"random\",\"round_robin\",\"weighted\",\"least_connections\",\"power_of_two\","
               "\"join_idle\",\"ip_hash\",\"consistent_hash\",\"bounded_load\"]}",
      .shown = "\"round_robin\"",
      .source = "documented: the default of nginx and HAProxy",
      .text = "How a member of the next tier is picked." },
    { .stem = "weights",
      .type = KEY_CUSTOM,
      KEY_AT(tier, balancing),
      .read = read_weights,
      .shape =
          "{\"anyOf\":[{\"type\":\"array\",\"items\":{\"type\":\"number\",\"minimum\":0},\"minItems\":1},"
          "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"number\",\"minimum\":0}}]}",
      .text = "Policy `weighted`: one weight a member, repeated over the members." },
    { .stem = "virtual_nodes",
      .type = KEY_COUNT,
      KEY_AT(tier, balancing.virtual_nodes),
      .absent = 100,
      .low = 1,
      .high = 1e5,
      .source = "estimate: a usual figure; 100 leaves the busiest of 10 members 16 % above the mean",
      .text = "Hash policies: points of each member on the ring." },
    { .stem = "sessions",
      .type = KEY_CUSTOM,
      KEY_AT(tier, balancing.sticky),
      .read = read_sticky,
      .shape = "{\"enum\":[\"none\",\"sticky\"]}",
      .shown = "\"none\"",
      .source = "by definition: any member may answer",
      .text = "`sticky`: a client stays with its member." },
    { .stem = "session_users",
      .type = KEY_NUMBER,
      KEY_AT(tier, sessions.users),
      .absent = 10000,
      .low = 1,
      .high = 1e10,
      .source = "estimate: 10,000 clients at a time",
      .text = "Clients at a time, for sticky sessions and hash policies." },
    { .stem = "zone_aware",
      .type = KEY_BOOL,
      KEY_AT(tier, balancing.zone_aware),
      .source = "documented: cross-zone balancing is the default of cloud balancers",
      .text = "Members of the caller's zone are preferred." },
    { .stem = "health",
      .type = KEY_OBJECT,
      KEY_AT(tier, balancing),
      .optional = true,
      .table = &health_table,
      .text = "Health checks; without them a dead member is known at once." },
};

static bool finish_balancer(struct reader *r, const struct place *at, cJSON *json, void *object)
{
    (void)json;
    const struct balancing *b = &((struct tier *)object)->balancing;
    const struct place weights = { at, "weights", 0 };
    if (b->policy == POLICY_WEIGHTED && b->weights == 0)
        return reader_fail(r, at, "found no \"weights\", expected them for the policy \"weighted\"");
    return b->policy == POLICY_WEIGHTED || b->weights == 0 ||
           reader_fail(r, &weights, "has no meaning unless \"policy\" is \"weighted\"");
}

const struct table balancer_table = { .name = "balancer",
                                      .what = "a balancer",
                                      TABLE_KEYS(balancer_keys),
                                      .base = &any_tier_table,
                                      .finish = finish_balancer };

/* ---- cache ---- */

static const char *const evictions[] = { "lru", "lfu", "fifo", "random", NULL };
static const char *const cache_partitions[] = { "slots", "ring", NULL };

static bool read_ring(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                      double factor, void *field)
{
    (void)key, (void)factor;
    int word = 0;
    if (json && !reader_word(r, at, json, cache_partitions, &word)) return false;
    *(bool *)field = word;
    return true;
}

static const struct key cache_keys[] = {
    { .stem = "memory",
      .type = KEY_NUMBER,
      KEY_IN(BYTES, "gib"),
      KEY_AT(tier, caching.memory),
      .absent = NAN,
      .above = true,
      .source = "by definition: hit_ratio instead",
      .text = "Memory for entries over all nodes; the hit ratio then emerges from the key space." },
    { .stem = "hit_ratio",
      .type = KEY_NUMBER,
      KEY_AT(tier, caching.hit_ratio),
      .absent = NAN,
      .high = 1,
      .source = "by definition: it emerges from memory",
      .text = "A fixed hit ratio, instead of `memory_gib`." },
    { .stem = "evict",
      .type = KEY_ENUM,
      KEY_AT(tier, caching.evict),
      .words = evictions,
      .source = "documented: memcached's policy, and Redis's usual one",
      .text = "What leaves when the memory is full." },
    { .stem = "ttl",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(tier, caching.ttl),
      .absent = INFINITY,
      .above = true,
      .text = "An entry is gone after this time." },
    { .stem = "renew",
      .type = KEY_BOOL,
      KEY_AT(tier, caching.renew),
      .source = "documented: Redis's EXPIRE runs from the write",
      .text = "A hit starts the entry's time anew." },
    { .stem = "shards",
      .type = KEY_COUNT,
      KEY_AT(tier, caching.shards),
      .absent = 1,
      .low = 1,
      .high = 16384,
      .source = "by definition: one unless said",
      .text = "Nodes that the keys are spread over." },
    { .stem = "partition",
      .type = KEY_CUSTOM,
      KEY_AT(tier, caching.ring),
      .read = read_ring,
      .shape = "{\"enum\":[\"slots\",\"ring\"]}",
      .shown = "\"slots\"",
      .source = "documented: Redis Cluster's rule",
      .text = "How: 16384 hash slots (CRC16), or a ring with virtual nodes." },
    { .stem = "virtual_nodes",
      .type = KEY_COUNT,
      KEY_AT(tier, caching.virtual_nodes),
      .absent = 100,
      .low = 1,
      .high = 1e5,
      .source = "estimate: a usual figure (libketama takes 160)",
      .text = "Partition `ring`: points of each node on the ring." },
    { .stem = "single_flight",
      .type = KEY_BOOL,
      KEY_AT(tier, caching.single_flight),
      .source = "by definition: plain cache-aside",
      .text = "Of several misses of a key at a time one goes on; the others wait for its answer." },
    { .stem = "cold",
      .type = KEY_BOOL,
      KEY_AT(tier, caching.cold),
      .source = "by definition: studies are of the steady state",
      .text = "It starts empty instead of filled." },
    { .stem = "keys",
      .type = KEY_REFERENCE,
      KEY_AT(tier, caching.keys),
      .names = NAMES_DATA,
      .text = "The key space that it caches; not said: the class's." },
    { .stem = "overhead",
      .type = KEY_NUMBER,
      KEY_IN(BYTES, "b"),
      KEY_AT(tier, caching.overhead),
      .text = "Memory that an entry takes besides its value; Redis and memcached spend 50 to 100 bytes." },
};

static bool finish_cache(struct reader *r, const struct place *at, cJSON *json, void *object)
{
    (void)json;
    const struct caching *c = &((struct tier *)object)->caching;
    const struct place ratio = { at, "hit_ratio", 0 };
    if (isnan(c->memory) && isnan(c->hit_ratio))
        return reader_fail(r, at, "found neither \"memory_gib\" nor \"hit_ratio\", expected one of them");
    return isnan(c->memory) || isnan(c->hit_ratio) ||
           reader_fail(r, &ratio, "found \"memory_gib\" too, expected one of them");
}

const struct table cache_table = { .name = "cache",
                                   .what = "a cache",
                                   TABLE_KEYS(cache_keys),
                                   .base = &any_tier_table,
                                   .finish = finish_cache };
