/* For how long a load point is watched at least. */
#include "sim/study/start.h"

#include "tests/unit/reading.h"

/* Of the requests 0.1 % are for the hottest of 1000 keys; `ms`: what fetching one takes. */
static double cycle(const char *ms, double rate)
{
    char text[1024];
    snprintf(text, sizeof text,
             "{'schema':1,'machines':{'m':{'cores':64}},'hosts':{'app':{'machine':'m'},'pg':{'machine':'m'}},"
             "'data':{'items':{'keys':1000,'value_b':100}},'tiers':{'app':{'kind':'service','host':'app',"
             "'demand':{'cpu_ms':5}},'cache':{'kind':'cache','memory_gib':1,'ttl_s':60},"
             "'db':{'kind':'database','host':'pg','demand':{'cpu_ms':%s}}},"
             "'classes':{'read':{'key':'items','path':['app','cache','db']}}}",
             ms);
    struct scenario *scenario = reads(text);
    struct network *network = network_assemble(scenario);
    const struct point_goal goal = { .precision = 0.1, .max_requests = 1000000, .warmup = NAN };
    const struct start start = start_plan(network, &(struct run_load){ .rate = rate }, &goal);
    network_destroy(network);
    scenario_destroy(scenario);
    return start.cycle;
}

/* That a key goes is an event of its own only where others ask for it while it is fetched again: at 5,000/s
 * 5 a second ask for the hottest, 0.025 of them in 5 ms and one in 200 ms. What comes before the cache, and
 * how seldom anyone misses, has no part in it. */
static void herds_are_worth_waiting_for(void **state)
{
    (void)state;
    assert_near(cycle("5", 5000), 0, 0);
    assert_near(cycle("200", 5000), 60, 0);
    assert_near(cycle("200", 1000), 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(herds_are_worth_waiting_for) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
