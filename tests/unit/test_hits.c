/* Hits by capacity and time to live together, against a cache that is simulated; and the load at which a
 * network is full when its hits depend on the load. */
#include "models/architecture/hits.h"

#include "tests/unit/reading.h"
#include "tests/unit/relative.h"

enum { KEYS = 1000, CAPACITY = 100 };

struct fixture {
    struct scenario *scenario;
    struct network *network;
};

/* A cache before a database of one core; `classes` are some of READS and WRITES. */
#define READS  "'read':{'share':1,'key':'items','path':['cache','db.read']}"
#define WRITES "'write':{'share':1,'key':'items','write':true,'path':['cache','db.write']}"
static struct fixture begin(const char *data, const char *cache, const char *classes)
{
    char text[2048];
    snprintf(text, sizeof text,
             "{'schema':1,'machines':{'m':{'cores':1}},'hosts':{'app':{'machine':'m'},'pg':{'machine':'m'}},"
             "'data':{'items':{%s,'value_b':100}},'tiers':{'app':{'kind':'service','host':'app','demand':"
             "{'cpu_ms':1}},'cache':{'kind':'cache',%s},'db':{'kind':'database','host':'pg',"
             "'ops':{'read':{'cpu_ms':10},'write':{'cpu_ms':10,'write':true}}}},'classes':{%s}}",
             data, cache, classes);
    struct fixture f = { .scenario = reads(text) };
    f.network = network_assemble(f.scenario);
    return f;
}

static void finish(struct fixture *f)
{
    network_destroy(f->network);
    scenario_destroy(f->scenario);
}

static double simulated(const struct network *n, double rate, double forgotten)
{
    enum { WARM = 100000, ALL = 1000000 };
    struct cache cache;
    struct stream stream;
    cache_init(&cache, &n->cache[0].config);
    stream_init(&stream, 7);
    double now = 0;
    for (uint32_t i = 0; i < ALL; i++) {
        if (i == WARM) cache.counters = (struct cache_counters){ 0 };
        now -= log1p(-stream_uniform(&stream)) / rate;
        cache_access(&cache, popularity_draw(&n->popularity[0], &stream), now, forgotten, &stream);
    }
    const double hits = (double)cache.counters.hits, looked = hits + (double)cache.counters.misses;
    cache_finish(&cache);
    return hits / looked;
}

/* At 100 accesses/s the characteristic time of a hundred of 1000 keys is 1.8 s with LRU, without writes. */
static void capacity_and_time_to_live(void **state)
{
    (void)state;
    static const char *const cache[] = { "'evict':'lru','ttl_s':1",
                                         "'evict':'lru','ttl_s':3",
                                         "'evict':'lru','ttl_s':10",
                                         "'evict':'lru','ttl_s':1,'renew':true",
                                         "'evict':'lru','ttl_s':3,'renew':true",
                                         "'evict':'fifo','ttl_s':0.5",
                                         "'evict':'fifo','ttl_s':3",
                                         "'evict':'fifo','ttl_s':0.5,'renew':true",
                                         "'evict':'random','ttl_s':1",
                                         "'evict':'lfu','ttl_s':3",
                                         "'evict':'lfu','ttl_s':3,'renew':true" };
    for (size_t i = 0; i < sizeof cache / sizeof *cache; i++)
        for (int writes = 0; writes < 2; writes++) {
            char text[256];
            snprintf(text, sizeof text, "'memory_b':%d,%s", 100 * CAPACITY, cache[i]);
            struct fixture f = begin("'keys':1000,'zipf_s':1", text, writes ? READS "," WRITES : READS);
            const double expected = hits_at(f.network, 0, 100),
                         found = simulated(f.network, 100, writes * 0.5);
            if (fabs(found - expected) > 0.006)
                fail_msg("%s: %g of the look-ups hit, expected %g", cache[i], found, expected);
            finish(&f);
        }
}

static void is_full(const char *cache, const char *classes, double rate, const char *name)
{
    struct fixture f = begin("'keys':1000", cache, classes);
    assert_relative(f.network->saturation, rate, 1e-6);
    assert_string_equal(f.network->resource[f.network->bottleneck].name, name);
    finish(&f);
}

/* Of 1000 keys alike each is asked for x/1000 times a second: x / (1 + x T/1000) requests miss, and 100
 * misses fill the database. Where reads renew, x e^(-x T/1000) miss: it is full at 111.8/s, and again at
 * 3577/s. */
static void full_with_its_own_hits(void **state)
{
    (void)state;
    is_full("'memory_gib':1,'ttl_s':1", READS, 100 / 0.9, "pg.cpu");
    is_full("'memory_gib':1,'ttl_s':5", READS, 100 / 0.5, "pg.cpu");
    is_full("'memory_gib':1,'ttl_s':1,'renew':true", READS, 111.832559159, "pg.cpu");
    is_full("'memory_gib':1,'ttl_s':20", "'read':{'key':'items','path':['app','cache','db.read']}", 1000,
            "app.cpu");
}

static void endless(void **state)
{
    (void)state;
    struct fixture f = begin("'keys':1000", "'memory_gib':1,'ttl_s':20", READS); /* 50 fetches a second */
    assert_true(isinf(f.network->saturation));
    assert_relative(f.network->cache[0].hit_ratio, 1, 1e-9);
    finish(&f);
}

/* The one behind sees what the one before lets through, as if that came at random. */
static void a_cache_behind_another(void **state)
{
    (void)state;
    struct scenario *scenario =
        reads("{'schema':1,'machines':{'m':{'cores':1}},'hosts':{'pg':{'machine':'m'}},'data':{'items':{"
              "'keys':1000,'value_b':100}},'tiers':{'near':{'kind':'cache','memory_gib':1,'ttl_s':1},"
              "'far':{'kind':'cache','memory_gib':1,'ttl_s':4},'db':{'kind':'database','host':'pg',"
              "'ops':{'read':{'cpu_ms':10}}}},'classes':{'read':{'key':'items','path':['near','far',"
              "'db.read']}}}");
    struct network *n = network_assemble(scenario);
    const double near = n->saturation / (1 + n->saturation / 1000), far = near / (1 + near * 4 / 1000);
    assert_relative(far, 100, 1e-6);
    network_destroy(n);
    scenario_destroy(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(capacity_and_time_to_live),
        cmocka_unit_test(full_with_its_own_hits),
        cmocka_unit_test(endless),
        cmocka_unit_test(a_cache_behind_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
