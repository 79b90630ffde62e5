/* Caches key by key against exact hit ratios (groups K-), and the invariants of each policy. */
#include "models/part/cache.h"
#include "models/theory/che.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/near.h"

static struct cache_config sized(enum eviction evict, double capacity, uint32_t keys)
{
    return (struct cache_config){
        .evict = evict, .capacity = capacity, .keys = keys, .ttl = INFINITY, .history = true
    };
}

/* What is fetched beforehand makes no difference. */
static void request(struct cache *cache, uint32_t key, double now, struct stream *stream)
{
    cache_fetch_cell(cache, key);
    cache_fetch_item(cache, key);
    if (cache_lookup(cache, key, now) == CACHE_MISS) cache_fill(cache, key, now, stream);
}

/* Hit ratio of `requests` requests at `rate`, after a prefill. */
static double hit_ratio(const struct cache_config *config, double s, double rate, uint32_t requests)
{
    struct popularity law;
    struct stream stream;
    struct cache cache;
    popularity_init(&law, config->keys, s);
    stream_init(&stream, 11);
    cache_init(&cache, config);
    cache_prefill(&cache, &law, 0, &stream, rate, 5, 20000000);
    for (uint32_t i = 0; i < requests; i++)
        request(&cache, popularity_draw(&law, &stream), 5 + i / rate, &stream);
    assert_int_equal(cache.counters.hits + cache.counters.misses, requests);
    assert_true(cache.size <= cache.capacity);
    const double ratio = (double)cache.counters.hits / requests;
    cache_finish(&cache);
    return ratio;
}

static void hit_ratios_are_exact(void **state)
{
    (void)state;
    static const struct {
        enum eviction evict;
        uint32_t keys, capacity;
        double s, ratio, tolerance;
    } row[] = {
        { EVICT_LRU, 100, 10, 0.8, 0.264280708, 0.003 },         /* K-LRU-100-0.8-10 */
        { EVICT_LRU, 1000, 50, 0.8, 0.2616482516, 0.003 },       /* K-LRU-1000-0.8-50 */
        { EVICT_LRU, 1000, 100, 1, 0.5765005739, 0.003 },        /* K-LRU-1000-1-100 */
        { EVICT_LRU, 100000, 1000, 0.8, 0.2043337635, 0.004 },   /* K-CHE-100000-0.8-1000 */
        { EVICT_LRU, 1000000, 10000, 0.9, 0.3949009191, 0.004 }, /* K-CHE-1000000-0.9-10000 */
        { EVICT_FIFO, 100, 20, 1, 0.507735914229, 0.003 },       /* K-FIFO-100-1-20 */
        { EVICT_FIFO, 1000, 100, 1, 0.520813127307, 0.003 },     /* K-FIFO-1000-1-100 */
        { EVICT_FIFO, 1000, 20, 1.2, 0.461026748414, 0.003 },    /* K-FIFO-1000-1.2-20 */
        { EVICT_RANDOM, 100, 20, 1, 0.507735914229, 0.003 },
        { EVICT_RANDOM, 1000, 100, 1, 0.520813127307, 0.003 },
        { EVICT_RANDOM, 1000, 20, 1.2, 0.461026748414, 0.003 },
        { EVICT_LFU, 100, 10, 0.8, 0.438274553601, 0.003 },  /* K-LFU-100-0.8-10 */
        { EVICT_LFU, 100, 20, 1, 0.693556550475, 0.003 },    /* K-LFU-100-1-20 */
        { EVICT_LFU, 1000, 50, 0.8, 0.421329744405, 0.003 }, /* K-LFU-1000-0.8-50 */
        { EVICT_LFU, 1000, 100, 1, 0.69299281425, 0.003 },   /* K-LFU-1000-1-100 */
        { EVICT_LFU, 1000, 20, 1.2, 0.659347530431, 0.003 }, /* K-LFU-1000-1.2-20 */
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const struct cache_config config = sized(row[i].evict, row[i].capacity, row[i].keys);
        assert_near(hit_ratio(&config, row[i].s, 1, 3000000), row[i].ratio, row[i].tolerance);
    }
}

/* A cold start must reach the same place as a warm one. */
static void prefilling_is_warming_up(void **state)
{
    (void)state;
    struct popularity law;
    popularity_init(&law, 1000, 1);
    for (enum eviction evict = EVICT_LRU; evict <= EVICT_RANDOM; evict++) {
        const struct cache_config config = sized(evict, 100, 1000);
        double early[2] = { 0 };
        for (uint64_t trial = 0; trial < 1000; trial++)
            for (int warm = 0; warm < 2; warm++) {
                struct stream stream;
                struct cache cache;
                stream_init(&stream, stream_key(trial, warm));
                cache_init(&cache, &config);
                if (warm)
                    cache_prefill(&cache, &law, 0, &stream, 1, 0, 100000);
                else
                    for (int i = 0; i < 20000; i++)
                        request(&cache, popularity_draw(&law, &stream), 0, &stream);
                cache.counters = (struct cache_counters){ 0 };
                for (int i = 0; i < 100; i++) request(&cache, popularity_draw(&law, &stream), 0, &stream);
                early[warm] += (double)cache.counters.hits / 100000;
                cache_finish(&cache);
            }
        assert_near(early[1], early[0], 0.006);
    }
}

/* Large caches without an order of use start from a sample of their steady state. */
static void large_caches_start_warm(void **state)
{
    (void)state;
    struct popularity law;
    struct stream stream;
    struct zipf zipf;
    popularity_init(&law, 200000, 0.9);
    zipf_init(&zipf, 200000, 0.9);
    stream_init(&stream, 6);
    for (enum eviction evict = EVICT_FIFO; evict <= EVICT_RANDOM; evict++) {
        const struct cache_config config = sized(evict, 20000, 200000);
        uint64_t hits = 0;
        for (int trial = 0; trial < 20; trial++) {
            struct cache cache;
            cache_init(&cache, &config);
            cache_prefill(&cache, &law, 0, &stream, 1, 0, 1000000);
            for (int i = 0; i < 10000; i++) request(&cache, popularity_draw(&law, &stream), 0, &stream);
            hits += cache.counters.hits;
            cache_finish(&cache);
        }
        assert_near((double)hits / 200000, che_fifo(&zipf, 20000).hit_ratio, 0.004);
    }
}

/* K-TTL-1000: time to live of 30 s, nothing else limits. */
static void time_to_live(void **state)
{
    (void)state;
    struct cache_config config = sized(EVICT_LRU, INFINITY, 1000);
    config.ttl = 30;
    assert_near(hit_ratio(&config, 1, 100, 3000000), 0.8329446272, 0.003);
    config.renew = true;
    assert_near(hit_ratio(&config, 1, 100, 3000000), 0.9062963858, 0.003);
    /* The same by a cache that keeps an order, though it has room for all but one of the coldest keys. */
    config.capacity = 999;
    assert_near(hit_ratio(&config, 1, 100, 3000000), 0.9062963858, 0.003);
    config.renew = false;
    config.evict = EVICT_RANDOM;
    assert_near(hit_ratio(&config, 1, 100, 3000000), 0.8329446272, 0.003);
}

static void occupancy_under_a_time_to_live(void **state)
{
    (void)state;
    struct cache_config config = sized(EVICT_LRU, INFINITY, 1000);
    config.ttl = 30;
    struct popularity law;
    struct stream stream;
    struct cache cache;
    popularity_init(&law, 1000, 1);
    stream_init(&stream, 2);
    cache_init(&cache, &config);
    cache_prefill(&cache, &law, 0, &stream, 100, 0, 1000000);
    double live = 0;
    for (int round = 0; round < 300; round++) {
        for (int i = 0; i < 1000; i++)
            request(&cache, popularity_draw(&law, &stream), round * 10 + i / 100.0, &stream);
        for (uint32_t key = 0; key < 1000; key++) live += cache_has(&cache, key, round * 10 + 10);
    }
    assert_near(live / 300, 501.1661185, 5); /* K-TTL-1000: mean occupancy */
    cache_finish(&cache);
}

/* K-STAMPEDE: one hot key, 100 requests/s, 10 s to live, 0.2 s to fetch. */
static void stampede(void **state)
{
    (void)state;
    struct cache_config config = sized(EVICT_LRU, INFINITY, 1);
    config.ttl = 10;
    struct cache cache;
    struct stream stream;
    cache_init(&cache, &config);
    stream_init(&stream, 8);
    double now = 0, fetched[200];
    uint32_t fetches = 0, cycles = 0;
    while (cycles < 3000) {
        const double next = now + stream_exponential(&stream) / 100;
        while (fetches && fetched[0] <= next) {
            const uint64_t fills = cache.counters.fills;
            cache_fill(&cache, 0, fetched[0], &stream);
            cycles += cache.counters.fills > fills;
            memmove(fetched, fetched + 1, --fetches * sizeof *fetched);
        }
        now = next;
        if (cache_lookup(&cache, 0, now) == CACHE_MISS) fetched[fetches++] = now + 0.2;
    }
    const double misses = (double)cache.counters.misses;
    assert_near(misses / cycles / 21, 1, 0.01);
    assert_near((double)cache.counters.hits / (misses + (double)cache.counters.hits), 0.9794319295, 0.001);
    cache_finish(&cache);
}

/* K-WARM: request 1001 of a cold cache without limit. */
static void cold_start(void **state)
{
    (void)state;
    const struct cache_config config = sized(EVICT_LRU, INFINITY, 1000);
    struct popularity law;
    struct stream stream;
    struct cache cache;
    popularity_init(&law, 1000, 1);
    stream_init(&stream, 4);
    cache_init(&cache, &config);
    uint32_t hits = 0;
    enum { STARTS = 20000 };
    for (int i = 0; i < STARTS; i++) {
        cache_flush(&cache);
        for (int k = 0; k < 1000; k++) request(&cache, popularity_draw(&law, &stream), 0, &stream);
        hits += cache_lookup(&cache, popularity_draw(&law, &stream), 0) == CACHE_HIT;
    }
    assert_near((double)hits / STARTS, 0.790935068167, 0.01);
    cache_finish(&cache);
}

/* A plain model of each policy: arrays, linear searches. */
struct model {
    uint32_t key[64], uses[64], size;
    double used[64], filled[64], expires[64];
};

static int model_find(const struct model *m, uint32_t key)
{
    for (uint32_t i = 0; i < m->size; i++)
        if (m->key[i] == key) return (int)i;
    return -1;
}

static void model_drop(struct model *m, int i)
{
    const uint32_t last = --m->size;
    m->key[i] = m->key[last];
    m->uses[i] = m->uses[last];
    m->used[i] = m->used[last];
    m->filled[i] = m->filled[last];
    m->expires[i] = m->expires[last];
}

static int model_victim(const struct model *m, enum eviction evict)
{
    int out = 0;
    for (int i = 1; i < (int)m->size; i++) {
        const bool older = m->used[i] < m->used[out];
        if (evict == EVICT_FIFO  ? m->filled[i] < m->filled[out]
            : evict == EVICT_LRU ? older
                                 : m->uses[i] < m->uses[out] || (m->uses[i] == m->uses[out] && older))
            out = i;
    }
    return out;
}

static bool model_lookup(struct model *m, const struct cache_config *config, uint32_t key, double now)
{
    const int i = model_find(m, key);
    if (i < 0) return false;
    if (now >= m->expires[i]) {
        model_drop(m, i);
        return false;
    }
    m->used[i] = now;
    m->uses[i]++;
    if (config->renew) m->expires[i] = now + config->ttl;
    return true;
}

static void model_fill(struct model *m, const struct cache_config *config, uint32_t key, double now)
{
    const int i = model_find(m, key);
    if (i >= 0 && now < m->expires[i]) return;
    if (i >= 0) model_drop(m, i);
    if (m->size == (uint32_t)config->capacity) model_drop(m, model_victim(m, config->evict));
    const uint32_t n = m->size++;
    m->key[n] = key;
    m->uses[n] = 1;
    m->used[n] = m->filled[n] = now;
    m->expires[n] = now + config->ttl;
}

static void agrees_with_a_plain_model(void **state)
{
    (void)state;
    static const enum eviction policies[] = { EVICT_LRU, EVICT_FIFO, EVICT_LFU };
    for (int p = 0; p < 12; p++) {
        /* Both indices: an array over 60 keys, a hash over 5000; with and without a time to live. */
        struct cache_config config = sized(policies[p % 3], 32, p / 3 % 2 ? 60 : 5000);
        config.history = false;
        if (p >= 6) config.ttl = 300;
        config.renew = p % 2;
        struct model model = { .size = 0 };
        struct popularity law;
        struct stream stream;
        struct cache cache;
        popularity_init(&law, config.keys, 0.9);
        stream_init(&stream, (uint64_t)p);
        cache_init(&cache, &config);
        for (int i = 0; i < 100000; i++) {
            const uint32_t key = popularity_draw(&law, &stream);
            if (stream_below(&stream, 10) == 0) {
                const int at = model_find(&model, key);
                assert_int_equal(cache_invalidate(&cache, key), at >= 0);
                if (at >= 0) model_drop(&model, at);
            }
            const bool hit = model_lookup(&model, &config, key, i);
            assert_int_equal(cache_lookup(&cache, key, i) == CACHE_HIT, hit);
            if (!hit) {
                model_fill(&model, &config, key, i);
                cache_fill(&cache, key, i, &stream);
            }
            assert_int_equal(cache.size, model.size);
        }
        cache_finish(&cache);
    }
}

static void copies_are_alike_and_apart(void **state)
{
    (void)state;
    for (enum eviction evict = EVICT_LRU; evict <= EVICT_RANDOM; evict++) {
        const struct cache_config config = sized(evict, 100, 5000);
        struct popularity law;
        struct stream stream, twin;
        struct cache cache, copy = { 0 };
        popularity_init(&law, 5000, 0.8);
        stream_init(&stream, 1);
        cache_init(&cache, &config);
        cache_prefill(&cache, &law, 0, &stream, 1, 0, 1000000);
        cache_copy(&copy, &cache);
        cache_copy(&copy, &cache);
        twin = stream;
        for (int i = 0; i < 20000; i++) request(&cache, popularity_draw(&law, &stream), i, &stream);
        assert_int_equal(copy.counters.hits + copy.counters.misses, 0);
        for (int i = 0; i < 20000; i++) request(&copy, popularity_draw(&law, &twin), i, &twin);
        assert_int_equal(copy.counters.hits, cache.counters.hits);
        cache_finish(&cache);
        cache_finish(&copy);
    }
}

static void ends_of_the_domain(void **state)
{
    (void)state;
    struct stream stream;
    struct cache cache;
    stream_init(&stream, 1);
    struct cache_config config = sized(EVICT_LRU, 0.5, 100);
    cache_init(&cache, &config);
    request(&cache, 1, 0, &stream);
    assert_int_equal(cache_lookup(&cache, 1, 0), CACHE_MISS);
    cache_finish(&cache);
    config.capacity = 1;
    for (config.evict = EVICT_LRU; config.evict <= EVICT_RANDOM; config.evict++) {
        config.history = false;
        cache_init(&cache, &config);
        for (uint32_t key = 0; key < 100; key++) {
            request(&cache, key, 0, &stream);
            assert_int_equal(cache_lookup(&cache, key, 0), CACHE_HIT);
            assert_int_equal(cache.size, 1);
        }
        cache_flush(&cache);
        assert_false(cache_has(&cache, 99, 0));
        cache_finish(&cache);
    }
    assert_near(cache_items(1000, 90, 10), 10, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hit_ratios_are_exact),
        cmocka_unit_test(prefilling_is_warming_up),
        cmocka_unit_test(large_caches_start_warm),
        cmocka_unit_test(time_to_live),
        cmocka_unit_test(occupancy_under_a_time_to_live),
        cmocka_unit_test(stampede),
        cmocka_unit_test(cold_start),
        cmocka_unit_test(agrees_with_a_plain_model),
        cmocka_unit_test(copies_are_alike_and_apart),
        cmocka_unit_test(ends_of_the_domain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
