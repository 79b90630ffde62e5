/*
 * Degenerate cases: a part that can do nothing changes nothing. What two scenarios share sees the same random
 * numbers, so with one seed their figures are equal to the last digit.
 */
#include "models/architecture/network.h"
#include "sim/engine/run.h"

#include "tests/unit/reading.h"

#include <math.h>

#define MACHINES "'schema':1,'name':'t','machines':{'m':{'cores':2},'b':{'cores':4}},"
#define HOSTS    "'hosts':{'lb':{'machine':'m'},'web':{'machine':'b'},'pg':{'machine':'b'},'c':{'machine':'m'}},"
#define DATA     "'data':{'items':{'keys':1000,'value_b':1000,'zipf_s':0.9}},"
#define APP      "'app':{'kind':'service','host':'web','threads':20,'demand':{'cpu_ms':4}}"
#define DB(more)                                                                                             \
    "'db':{'kind':'database','host':'pg','connections':8," more                                              \
    "'ops':{'read':{'cpu_ms':5},'write':{'cpu_ms':9,'log_kib':8}}}"
#define CLASSES(before, after)                                                                               \
    "'classes':{'view':{'share':9,'key':'items','path':[" before "'app'," after "'db.read']},"               \
    "'order':{'key':'items','write':true,'path':[" before "'app'," after "'db.write']}}"
#define PLAIN "{" MACHINES HOSTS DATA "'tiers':{" APP "," DB("") "}," CLASSES("", "") "}"

enum { REQUESTS = 20000 };
static const double rate = 300;

struct figures {
    uint64_t good;
    double now, mean, p99;
};

static struct figures figures_of(const char *text)
{
    struct scenario *scenario = reads(text);
    struct network *network = network_assemble(scenario);
    struct run *run = run_create(network, &(struct run_load){ .rate = rate }, 11);
    run_requests(run, REQUESTS, INFINITY);
    const struct observations *seen = run_observe(run);
    const struct figures f = { seen->good, run_now(run), histogram_mean(seen->latency),
                               histogram_quantile(seen->latency, 0.99) };
    run_destroy(run);
    network_destroy(network);
    scenario_destroy(scenario);
    return f;
}

static void same(const char *one, const char *other)
{
    const struct figures a = figures_of(one), b = figures_of(other);
    assert_int_equal(a.good, REQUESTS);
    assert_int_equal(a.good, b.good);
    assert_true(a.mean > 0);
    assert_memory_equal(&a.now, &b.now, sizeof a.now);
    assert_memory_equal(&a.mean, &b.mean, sizeof a.mean);
    assert_memory_equal(&a.p99, &b.p99, sizeof a.p99);
}

/* A test of the test: a second connection less is seen. */
static void test_difference_is_seen(void **state)
{
    (void)state;
    const struct figures a = figures_of(PLAIN);
    const struct figures b = figures_of("{" MACHINES HOSTS DATA "'tiers':{" APP
                                        "," DB("'page_kib':8,'coherency_us':1,") "}," CLASSES("", "") "}");
    assert_true(a.mean != b.mean);
}

static void test_one_server_behind_any_policy(void **state)
{
    (void)state;
    static const char *const policies[] = { "'random'",
                                            "'round_robin'",
                                            "'least_connections'",
                                            "'ip_hash'",
                                            "'consistent_hash'",
                                            "'random','sessions':'sticky'",
                                            "'weighted','weights':[3]",
                                            "'bounded_load'",
                                            "{'power_of':2,'replace':true}" };
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
        char text[4096];
        snprintf(text, sizeof text,
                 "{" MACHINES HOSTS DATA "'tiers':{'lb':{'kind':'balancer','policy':%s}," APP
                 "," DB("") "}," CLASSES("'lb',", "") "}",
                 policies[i]);
        same(PLAIN, text);
    }
}

static void test_no_hits_is_no_cache(void **state)
{
    (void)state;
    same(PLAIN, "{" MACHINES HOSTS DATA "'tiers':{'cache':{'kind':'cache','hit_ratio':0}," APP
                "," DB("") "}," CLASSES("", "'cache',") "}");
    same(PLAIN, "{" MACHINES HOSTS DATA "'tiers':{'cache':{'kind':'cache','memory_b':1,'cold':true}," APP
                "," DB("") "}," CLASSES("", "'cache',") "}");
}

static void test_one_shard(void **state)
{
    (void)state;
    same(PLAIN, "{" MACHINES HOSTS DATA "'tiers':{" APP
                "," DB("'shards':{'count':1,'by':'items'},") "}," CLASSES("", "") "}");
    same("{" MACHINES HOSTS DATA "'tiers':{" APP
         "," DB("'replicas':{'count':2,'apply_us':100},") "}," CLASSES("", "") "}",
         "{" MACHINES HOSTS DATA "'tiers':{" APP
         "," DB("'replicas':{'count':2,'apply_us':100},'shards':{'count':1,'by':'items','cross_shard_ratio':"
                "0.3},") "}," CLASSES("", "") "}");
}

/* An asynchronous replica that nobody reads costs the requests nothing. */
static void test_replica_that_is_not_read(void **state)
{
    (void)state;
    same(PLAIN,
         "{" MACHINES HOSTS DATA "'tiers':{" APP
         "," DB("'replicas':{'count':1,'mode':'async','reads':'primary','apply_us':100},") "}," CLASSES(
             "", "") "}");
}

static void test_quorum_of_one(void **state)
{
    (void)state;
    same(PLAIN, "{" MACHINES HOSTS DATA "'tiers':{" APP
                "," DB("'engine':'distributed_sql','copies':1,") "}," CLASSES("", "") "}");
    same(PLAIN,
         "{" MACHINES HOSTS DATA "'tiers':{" APP
         "," DB("'engine':'nosql','copies':1,'write_quorum':1,'read_quorum':1,") "}," CLASSES("", "") "}");
}

/* Without a host a tier costs nothing, but its nodes and connections are as many as with an idle one. */
static void test_no_host(void **state)
{
    (void)state;
#define CACHE(host) "'cache':{'kind':'cache'," host "'memory_kib':100,'shards':4}"
#define SLOW(host)                                                                                           \
    "'db':{'kind':'database'," host                                                                          \
    "'connections':3,'ops':{'read':{'delay_ms':6},'write':{'delay_ms':9,'write':true}}}"
    same("{" MACHINES HOSTS DATA "'tiers':{" APP
         "," CACHE("'host':'c',") "," SLOW("'host':'pg',") "}," CLASSES("", "'cache',") "}",
         "{" MACHINES HOSTS DATA "'tiers':{" APP "," CACHE("") "," SLOW("") "}," CLASSES("", "'cache',") "}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_difference_is_seen),
        cmocka_unit_test(test_one_server_behind_any_policy),
        cmocka_unit_test(test_no_hits_is_no_cache),
        cmocka_unit_test(test_one_shard),
        cmocka_unit_test(test_replica_that_is_not_read),
        cmocka_unit_test(test_quorum_of_one),
        cmocka_unit_test(test_no_host),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
