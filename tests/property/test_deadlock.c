/*
 * Two-phase commit over shards with few rows: operations that hold a row on one shard and wait for one on
 * another can wait for each other, where what they ask the shards for arrives in different orders. Without a
 * time-out the rows are then held for ever; with one, the operations that waited fail, and the rows come free
 * again.
 */
#include "models/architecture/network.h"
#include "sim/engine/run.h"

#include "tests/unit/reading.h"

#include <math.h>

#define SCENARIO(locks)                                                                                      \
    "{'schema':1,'name':'t','machines':{'m':{'cores':4,'nic_mbps':8}},'hosts':{'web':{'machine':'m','count'" \
    ":8},'pg':{"                                                                                             \
    "'machine':'m'}},"                                                                                       \
    "'data':{'items':{'keys':1000}},"                                                                        \
    "'tiers':{'app':{'kind':'service','host':'web'},'db':{'kind':'database','host':'pg','locks':{'rows':"    \
    "20" locks "},"                                                                                          \
    "'shards':{'count':4,'by':'items','two_phase':true,'cross_shard_ratio':0.5},"                            \
    "'ops':{'write':{'cpu_ms':1,'write':true,'locks':2,'request_b':{'dist':'exponential','mean':1000}}}}},"  \
    "'classes':{'c':{'share':1,'key':'items','write':true,'path':['app','db.write']}}}"

enum { REQUESTS = 20000 };
static const double rate = 20, until = 2.0 * REQUESTS / 20;

static struct observations observe(const char *text, uint64_t *inside)
{
    struct scenario *scenario = reads(text);
    struct network *network = network_assemble(scenario);
    struct run *run = run_create(network, &(struct run_load){ .rate = rate }, 3);
    run_requests(run, REQUESTS, until);
    const struct observations seen = *run_observe(run);
    *inside = run_backlog(run);
    run_destroy(run);
    network_destroy(network);
    scenario_destroy(scenario);
    return seen;
}

static void test_without_a_timeout_nobody_gets_through(void **state)
{
    (void)state;
    uint64_t inside;
    const struct observations seen = observe(SCENARIO(",'timeout_s':1e9"), &inside);
    assert_true(seen.good < REQUESTS / 2);
    assert_int_equal(seen.failed[ERROR_TIMEOUT], 0);
    assert_true(inside > REQUESTS / 2);
}

static void test_with_one_the_rows_come_free(void **state)
{
    (void)state;
    uint64_t inside;
    const struct observations seen = observe(SCENARIO(""), &inside);
    assert_true(seen.good > REQUESTS / 2);
    assert_true(seen.failed[ERROR_TIMEOUT] > 0);
    assert_true(inside < 100);
}

static void test_an_operation_waits_as_long_as_it_is_told(void **state)
{
    (void)state;
    uint64_t inside;
    const struct observations late = observe(SCENARIO(""), &inside);
    const struct observations soon = observe(SCENARIO(",'timeout_ms':50"), &inside);
    const double late_wait = late.failed_time / (double)late.failed[ERROR_TIMEOUT],
                 soon_wait = soon.failed_time / (double)soon.failed[ERROR_TIMEOUT];
    assert_true(late_wait > 1 && late_wait < 5); /* up to two rows on each of two phases' shards */
    assert_true(soon_wait > 0.05 && soon_wait < 0.25);
    assert_true(soon.good > late.good);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_a_timeout_nobody_gets_through),
        cmocka_unit_test(test_with_one_the_rows_come_free),
        cmocka_unit_test(test_an_operation_waits_as_long_as_it_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
