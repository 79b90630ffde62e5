/* About where the objective breaks, against what is known exactly. */
#include "models/architecture/analytic_wall.h"

#include "models/theory/erlang.h"
#include "tests/unit/reading.h"

#include <math.h>

#include "tests/unit/near.h"

static struct network *box(const char *service, int cores, const char *slo, struct scenario **scenario)
{
    char text[1024];
    snprintf(text, sizeof text,
             "{'schema':1,'name':'t','machines':{'m':{'cores':%d}},'hosts':{'b':{'machine':'m','discipline':'"
             "fcfs'}},"
             "'tiers':{'app':{'kind':'service','host':'b','demand':{'cpu_ms':%s}}},'classes':{'a':{'path':['"
             "app']}},"
             "'slo':{%s}}",
             cores, service, slo);
    *scenario = reads(text);
    return network_assemble(*scenario);
}

static void drop(struct network *network, struct scenario *scenario)
{
    network_destroy(network);
    scenario_destroy(scenario);
}

/* M/M/1: the sojourn is exponential, and so is the gamma law with its mean and variance. */
static void exact_for_mm1(void **state)
{
    (void)state;
    struct scenario *s;
    struct network *n = box("{'dist':'exponential','mean':10}", 1, "'p99_ms':100", &s);
    for (double rate = 0; rate < 100; rate += 7) {
        const struct analytic_latency l = analytic_latency_at(n, rate);
        assert_near(l.mean, 1 / (100 - rate), 1e-12);
        assert_near(analytic_percentile(&l, 0.99), log(100) / (100 - rate), 1e-9);
    }
    assert_near(analytic_wall(n), 100 - log(100) / 0.1, 1e-6);
    assert_true(isinf(analytic_latency_at(n, 100).mean));
    drop(n, s);
    n = box("{'dist':'exponential','mean':10}", 1, "'p99_ms':40", &s); /* 46 ms without load */
    assert_near(analytic_wall(n), 0, 0);
    drop(n, s);
    n = box("{'dist':'exponential','mean':10}", 1, "", &s); /* ten times the p99 without load */
    assert_near(analytic_wall(n), 90, 1e-6);
    drop(n, s);
}

/* M/M/4: the mean is Erlang's; the tail is near. M/G/1: Pollaczek and Khinchine's mean. */
static void near_for_others(void **state)
{
    (void)state;
    struct scenario *s;
    struct network *n = box("{'dist':'exponential','mean':10}", 4, "'p99_ms':60", &s);
    for (double rate = 10; rate < 400; rate += 60) {
        const struct analytic_latency l = analytic_latency_at(n, rate);
        assert_near(l.mean, erlang_response(4, rate, 100), 1e-12);
        const double p99 = erlang_response_quantile(4, rate, 100, 0.99);
        assert_near(analytic_percentile(&l, 0.99), p99, 0.05 * p99);
    }
    const double wall = analytic_wall(n);
    assert_near(erlang_response_quantile(4, wall, 100, 0.99), 0.06, 0.06 * 0.05);
    drop(n, s);
    n = box("{'dist':'hyperexp','mean':10,'cv':2}", 1, "'mean_ms':110", &s);
    assert_near(analytic_latency_at(n, 80).mean, 0.01 + 0.8 * 0.01 * 5 / 2 / 0.2, 1e-12);
    assert_near(analytic_wall(n), 80, 1e-6);
    drop(n, s);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(exact_for_mm1), cmocka_unit_test(near_for_others) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
