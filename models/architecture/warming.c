#include "models/architecture/warming.h"

#include "models/architecture/hits.h"
#include "models/part/shard.h"
#include "models/theory/lifetime.h"
#include "models/theory/zipf.h"

#include <math.h>
#include <stdlib.h>

/* Enough draws to fill the largest cache that anyone would simulate key by key. */
enum { MOST_WARMING = 20000000, MOST_TIMED = 2000000 };
/* Keys whose last accesses are drawn one by one. */
enum { MOST_SETTLED = 4000000 };

static bool is_timed(const struct cache_def *def)
{
    return isfinite(def->config.ttl);
}

static bool starts_cold(const struct network *n, const struct cache_def *def)
{
    return n->scenario->tier[def->tier].caching.cold;
}

static uint32_t node_of(const struct network *n, const struct cache_def *def, uint32_t key)
{
    return def->nodes > 1 ? shard_of(&n->route[def->route].map, key) : 0;
}

/* By accesses to keys, `rate` a second, until `most` were made or, with a time to live, three of them have
 * passed. */
static void fill_by_requests(const struct network *n, const struct cache_def *def, struct cache *node,
                             double forgotten, struct stream *stream, double rate, uint64_t most)
{
    const struct popularity *law = &n->popularity[def->key];
    if (is_timed(def)) most = (uint64_t)fmin((double)most, 3 * def->config.ttl * rate);
    for (uint64_t i = 0; i < most; i++) {
        const double at = is_timed(def) ? ((double)i - (double)most) / rate : 0;
        const uint32_t key = popularity_draw(law, stream);
        cache_access(&node[node_of(n, def, key)], key, at, forgotten, stream);
    }
    for (uint32_t i = 0; i < def->nodes; i++) node[i].counters = (struct cache_counters){ 0 };
}

/* Of the accesses to the cache the share that are writes. */
static double forgotten_of(const struct network *n, uint32_t cache)
{
    const double reads = hits_visits(n, cache, OP_LOOKUP), writes = hits_visits(n, cache, OP_INVALIDATE);
    return reads > 0 ? writes / (reads + writes) : 0;
}

struct entry {
    double age;
    uint32_t key;
};

static int oldest_first(const void *a, const void *b)
{
    const struct entry *p = a, *q = b;
    if (p->age != q->age) return p->age < q->age ? 1 : -1;
    return (p->key > q->key) - (p->key < q->key);
}

/* Points that fill the square as evenly as can be (the additive recurrence of Roberts, "The unreasonable
 * effectiveness of quasirandom sequences", 2018), from a random one on: all replications start in this one
 * state, so that its shares of hits should be those of the law, not of one draw. */
struct even {
    double x, y;
};

static struct even even_next(struct even e)
{
    const double x = e.x + 0.75487766624669276, y = e.y + 0.56984029099805327;
    return (struct even){ x - floor(x), y - floor(y) };
}

/*
 * The steady state itself, of a cache that evicts the least recently used, or that nothing is evicted from.
 * When the last access to each key was is exponential, at the rate of its popularity, and independent of the
 * others; what was last accessed by a write is not there; of the rest each node has the newest.
 */
static void settle_by_age(const struct network *n, const struct cache_def *def, struct cache *node,
                          double forgotten, struct stream *stream)
{
    const struct popularity *law = &n->popularity[def->key];
    struct entry *entry = malloc(law->keys * sizeof *entry);
    uint32_t *room = malloc(def->nodes * sizeof *room), count = 0, kept;
    struct zipf zipf;
    if (!entry || !room) abort();
    zipf_init(&zipf, law->keys, law->s);
    struct even even = { stream_uniform(stream), stream_uniform(stream) };
    for (uint32_t k = 0; k < law->keys; k++) {
        even = even_next(even);
        const double age = -log1p(-even.x) / zipf_probability(&zipf, (uint64_t)k + 1);
        if (even.y < forgotten) continue;
        entry[count++] = (struct entry){ age, k };
    }
    qsort(entry, count, sizeof *entry, oldest_first);
    for (uint32_t i = 0; i < def->nodes; i++) room[i] = node[i].capacity;
    kept = count;
    for (uint32_t i = count; i-- > 0;) {
        uint32_t *left = &room[node_of(n, def, entry[i].key)];
        if (*left == 0) continue;
        --*left;
        entry[--kept] = entry[i];
    }
    for (uint32_t i = kept; i < count; i++)
        cache_place(&node[node_of(n, def, entry[i].key)], entry[i].key, INFINITY);
    free(entry);
    free(room);
}

static void settle_untimed(const struct network *n, uint32_t cache, struct cache *node)
{
    const struct cache_def *def = &n->cache[cache];
    const struct popularity *law = &n->popularity[def->key];
    const double forgotten = forgotten_of(n, cache);
    struct stream stream;
    stream_init(&stream, stream_key_name(1, n->scenario->tier[def->tier].name));
    if ((def->config.evict == EVICT_LRU || node[0].holds_all) && law->keys <= MOST_SETTLED)
        settle_by_age(n, def, node, forgotten, &stream);
    else if (def->nodes == 1)
        cache_prefill(&node[0], law, forgotten, &stream, 1, 0, MOST_WARMING);
    else {
        const double room = def->nodes * fmin(def->config.capacity, law->keys);
        fill_by_requests(n, def, node, forgotten, &stream, 1, (uint64_t)fmin(20 * room, MOST_WARMING));
    }
}

/* Seconds since the clock of a present key was set (its fill; with renewal its last read). */
static double draw_age(const struct lifetime *l, struct stream *stream)
{
    const bool renew = isfinite(l->gap);
    const double u = stream_uniform(stream), rate = renew ? l->read + l->write : l->write,
                 ttl = renew ? l->gap : l->horizon;
    if (!(rate * ttl > 1e-12)) return u * ttl;
    return -log1p(u * expm1(-rate * ttl)) / rate;
}

/* The keys of a bin are so nearly alike that they count as one kind of key. */
static struct lifetime lifetime_of(const struct cache_def *def, const struct zipf_bin *bin, double reads,
                                   double writes)
{
    const bool renew = def->config.renew;
    return (struct lifetime){ .read = bin->probability * reads,
                              .write = bin->probability * writes,
                              .gap = renew ? def->config.ttl : INFINITY,
                              .horizon = renew ? INFINITY : def->config.ttl };
}

/* Whether what would be present fits, with room to spare, so that nothing is evicted. */
static bool fits(const struct cache_def *def, const struct zipf_bin *bin, size_t bins, double reads,
                 double writes)
{
    double sum = 0, keys = 0;
    for (size_t i = 0; i < bins; i++) {
        const struct lifetime l = lifetime_of(def, &bin[i], reads, writes);
        sum += bin[i].count * lifetime_presence(&l);
        keys += bin[i].count;
    }
    return def->config.capacity >= keys || sum + 6 * sqrt(sum) <= 0.9 * def->config.capacity * def->nodes;
}

/* How many absent keys come before the next present one: geometric, so that most keys of a large key space
 * cost nothing. `log_absent` is the logarithm of the probability to be absent. */
static double absent_before_next(double log_absent, struct stream *stream)
{
    const double u = stream_uniform(stream);
    return log_absent < 0 ? floor(log1p(-u) / log_absent) : INFINITY;
}

static uint32_t draw_present(const struct cache_def *def, const struct zipf_bin *bin, size_t bins,
                             double reads, double writes, struct stream *stream, struct entry *entry)
{
    uint32_t count = 0;
    for (size_t i = 0; i < bins; i++) {
        const struct lifetime l = lifetime_of(def, &bin[i], reads, writes);
        const double log_absent = log1p(-lifetime_presence(&l));
        for (double at = absent_before_next(log_absent, stream); at < bin[i].count;
             at += 1 + absent_before_next(log_absent, stream))
            entry[count++] =
                (struct entry){ draw_age(&l, stream), (uint32_t)(bin[i].first - 1) + (uint32_t)at };
    }
    return count;
}

static void settle_timed(const struct network *n, uint32_t cache, struct cache *node, double rate,
                         uint64_t key)
{
    const struct cache_def *def = &n->cache[cache];
    const struct popularity *law = &n->popularity[def->key];
    const double reads = rate * hits_visits(n, cache, OP_LOOKUP),
                 writes = rate * hits_visits(n, cache, OP_INVALIDATE);
    struct stream stream;
    struct zipf zipf;
    struct zipf_bin bin[ZIPF_BINS_MAX];
    stream_init(&stream, stream_key(stream_key_name(key, "warming"), cache));
    if (!(reads > 0)) return;
    zipf_init(&zipf, law->keys, law->s);
    const size_t bins = zipf_bins(&zipf, bin);
    if (!fits(def, bin, bins, reads, writes)) {
        fill_by_requests(n, def, node, writes / (reads + writes), &stream, reads + writes, MOST_TIMED);
        return;
    }
    struct entry *entry = malloc(law->keys * sizeof *entry);
    if (!entry) abort();
    const uint32_t count = draw_present(def, bin, bins, reads, writes, &stream, entry);
    qsort(entry, count, sizeof *entry, oldest_first);
    for (uint32_t i = 0; i < count; i++)
        cache_place(&node[node_of(n, def, entry[i].key)], entry[i].key, def->config.ttl - entry[i].age);
    free(entry);
}

void warming_settle(const struct network *n, uint32_t cache, struct cache *node, double rate, uint64_t key)
{
    const struct cache_def *def = &n->cache[cache];
    if (starts_cold(n, def)) return;
    if (is_timed(def))
        settle_timed(n, cache, node, rate, key);
    else
        settle_untimed(n, cache, node);
}

void network_warm(struct network *n)
{
    for (uint32_t i = 0; i < n->caches; i++) {
        struct cache_def *def = &n->cache[i];
        if (def->warm || is_timed(def) || starts_cold(n, def)) continue;
        struct cache *node = calloc(def->nodes, sizeof *node);
        if (!node) abort();
        for (uint32_t k = 0; k < def->nodes; k++) cache_init(&node[k], &def->config);
        settle_untimed(n, i, node);
        def->warm = node;
    }
}
