/*
 * What the first requests of a replication meet must be what all later ones meet: hit ratios of caches with a
 * time to live, against the law, from the first request on.
 */
#include "models/architecture/warming.h"
#include "models/theory/zipf.h"
#include "sim/engine/run.h"

#include "tests/unit/reading.h"

#include <math.h>

enum { KEYS = 1000, RUNS = 400, REQUESTS = 100 };
static const double rate = 100, ttl = 20;

#define SCENARIO(cache, classes)                                                                             \
    "{'schema':1,'name':'t','machines':{'m':{'cores':2}},'hosts':{'c':{'machine':'m'},'pg':{'machine':'m'}}" \
    ","                                                                                                      \
    "'data':{'items':{'keys':1000,'zipf_s':1,'value_b':100}},"                                               \
    "'tiers':{'cache':{'kind':'cache','host':'c','memory_gib':1" cache "},"                                  \
    "'db':{'kind':'database','host':'pg','ops':{'read':{'cpu_us':1},'write':{'cpu_us':1,'write':true}}}},"   \
    "'classes':{" classes "}}"
#define READS  "'read':{'share':1,'key':'items','path':['cache','db.read']}"
#define WRITES "'write':{'share':1,'key':'items','write':true,'path':['cache','db.write']}"

/* Mean hit ratio of the first requests of many replications, and its standard error. */
static double hit_ratio(const char *text, double *error)
{
    struct scenario *scenario = reads(text);
    struct network *network = network_assemble(scenario);
    network_warm(network);
    double sum = 0, squares = 0;
    for (uint64_t k = 0; k < RUNS; k++) {
        struct run *run = run_create(network, &(struct run_load){ .rate = rate }, k + 1);
        run_requests(run, REQUESTS, INFINITY);
        const struct cache_observation *o = &run_observe(run)->cache[0];
        const double hits = (double)o->hits / (double)o->lookups;
        sum += hits;
        squares += hits * hits;
        run_destroy(run);
    }
    network_destroy(network);
    scenario_destroy(scenario);
    const double mean = sum / RUNS;
    *error = sqrt((squares / RUNS - mean * mean) / RUNS);
    return mean;
}

typedef double presence(double reads, double writes);

static double no_renewal(double reads, double writes)
{
    const double life = writes > 0 ? -expm1(-writes * ttl) / writes : ttl;
    return life / (life + 1 / reads);
}

/* Che, Tung and Wang's law of an LRU cache whose characteristic time is the time to live. */
static double renewal(double reads, double writes)
{
    assert_true(writes == 0);
    return -expm1(-reads * ttl);
}

static void check(const char *text, presence *law, double reads, double writes)
{
    struct zipf zipf;
    double expected = 0, error;
    zipf_init(&zipf, KEYS, 1);
    for (uint64_t k = 1; k <= KEYS; k++) {
        const double p = zipf_probability(&zipf, k);
        expected += p * law(p * reads, p * writes);
    }
    const double found = hit_ratio(text, &error);
    assert_true(error < 0.005);
    if (fabs(found - expected) > 4 * error)
        fail_msg("hit ratio %g +- %g, expected %g", found, error, expected);
}

static void test_time_to_live(void **state)
{
    (void)state;
    check(SCENARIO(",'ttl_s':20", READS), no_renewal, rate, 0);
}

static void test_shards_share_the_keys(void **state)
{
    (void)state;
    check(SCENARIO(",'ttl_s':20,'shards':4", READS), no_renewal, rate, 0);
}

static void test_renewed_by_reads(void **state)
{
    (void)state;
    check(SCENARIO(",'ttl_s':20,'renew':true", READS), renewal, rate, 0);
}

static void test_writes_remove(void **state)
{
    (void)state;
    check(SCENARIO(",'ttl_s':20", READS "," WRITES), no_renewal, rate / 2, rate / 2);
}

static void test_cold_is_cold(void **state)
{
    (void)state;
    double error;
    const double cold = hit_ratio(SCENARIO(",'ttl_s':20,'cold':true", READS), &error);
    assert_true(cold < 0.4); /* warm it would be 0.75 */
}

/*
 * Writes take keys out of caches without a time to live, too, and who is seldom asked for stays out for long:
 * the hit ratio is that of the law (Che's, which the network is assembled with) as soon as the hottest keys
 * were read.
 */
static void forgets(const char *cache)
{
    enum { STATES = 40, FIRST = 1000, THEN = 2000 };
    char text[2048];
    snprintf(text, sizeof text,
             "{'schema':1,'name':'t','machines':{'m':{'cores':2}},'hosts':{'c':{'machine':'m'},"
             "'pg':{'machine':'m'}},'data':{'items':{'keys':20000,'zipf_s':0.8,'value_b':1000}},"
             "'tiers':{'cache':{'kind':'cache','host':'c',%s},'db':{'kind':'database','host':'pg',"
             "'ops':{'read':{'cpu_us':1},'write':{'cpu_us':1,'write':true}}}},"
             "'classes':{'read':{'share':7,'key':'items','path':['cache','db.read']},"
             "'write':{'share':3,'key':'items','write':true,'path':['cache','db.write']}}}",
             cache);
    struct scenario *scenario = reads(text);
    struct network *network = network_assemble(scenario);
    network_warm(network);
    double hits = 0, lookups = 0;
    for (uint64_t k = 0; k < STATES; k++) {
        struct run *run = run_create(network, &(struct run_load){ .rate = rate }, k + 1);
        run_requests(run, FIRST, INFINITY);
        run_clear(run);
        run_requests(run, THEN, INFINITY);
        hits += (double)run_observe(run)->cache[0].hits;
        lookups += (double)run_observe(run)->cache[0].lookups;
        run_destroy(run);
    }
    if (fabs(hits / lookups - network->cache[0].hit_ratio) > 0.012)
        fail_msg("%s: hit ratio %g, expected %g", cache, hits / lookups, network->cache[0].hit_ratio);
    network_destroy(network);
    scenario_destroy(scenario);
}

static void test_writes_remove_for_long(void **state)
{
    (void)state;
    forgets("'memory_b':6e6,'evict':'lru'");
    forgets("'memory_b':6e6,'evict':'lru','shards':3");
    forgets("'memory_b':12e6,'evict':'random'");
    forgets("'memory_b':6e6,'evict':'lfu'");
    forgets("'memory_b':1.8e7,'evict':'lru'"); /* all that is there at a time would fit */
    forgets("'memory_gib':1");                 /* all keys fit */
    forgets("'memory_gib':1,'shards':3");
}

/* A network that was not warmed gives the same, only later. */
static void test_warmed_or_not(void **state)
{
    (void)state;
    struct scenario *scenario = reads(SCENARIO("", READS));
    double now[2];
    for (int warm = 0; warm < 2; warm++) {
        struct network *network = network_assemble(scenario);
        if (warm) network_warm(network);
        struct run *run = run_create(network, &(struct run_load){ .rate = rate }, 5);
        run_requests(run, 1000, INFINITY);
        now[warm] = run_now(run);
        assert_true(run_observe(run)->cache[0].hits > 900);
        run_destroy(run);
        network_destroy(network);
    }
    assert_memory_equal(&now[0], &now[1], sizeof now[0]);
    scenario_destroy(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_time_to_live),     cmocka_unit_test(test_shards_share_the_keys),
        cmocka_unit_test(test_renewed_by_reads), cmocka_unit_test(test_writes_remove),
        cmocka_unit_test(test_cold_is_cold),     cmocka_unit_test(test_writes_remove_for_long),
        cmocka_unit_test(test_warmed_or_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
