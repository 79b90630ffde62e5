/*
 * What must hold in any network whatever its numbers: Little's law, conservation, more load never answers
 * sooner, a slower world is the same world on a longer clock, and results merge in any grouping.
 */
#include "models/architecture/network.h"
#include "sim/engine/run.h"
#include "sim/study/point.h"

#include <math.h>

#include "tests/unit/reading.h"

/* An app whose threads are held while the database works; `scale` is on every time. */
static struct scenario *two_tiers(double scale)
{
    char text[2048];
    snprintf(text, sizeof text,
             "{'schema':1,'name':'t','machines':{'a':{'cores':4},'b':{'cores':2,'ssd':{'iops':%.17g,"
             "'latency_ms':{'dist':'exponential','mean':%.17g}}}},"
             "'hosts':{'web':{'machine':'a'},'pg':{'machine':'b','discipline':'fcfs'}},"
             "'tiers':{'app':{'kind':'service','host':'web','threads':20,'demand':{'cpu_ms':{'dist':"
             "'hyperexp','mean':%.17g,'cv':2}}},"
             "'db':{'kind':'database','host':'pg','connections':8,'ops':{'read':{'cpu_ms':%.17g},"
             "'write':{'cpu_ms':%.17g,'disk_writes':1}}}},"
             "'classes':{'view':{'share':3,'path':['app','db.read']},'order':{'path':['app','db.write']}},"
             "'network':{'same_zone_rtt_ms':%.17g}}",
             1000 / scale, 4 * scale, 10 * scale, 6 * scale, 9 * scale, 0.5 * scale);
    return reads(text);
}

static struct point_result study(const struct network *network, double rate)
{
    const struct run_load load = { .rate = rate };
    const struct point_goal goal = {
        .precision = 0.05, .confidence = 0.99, .max_requests = 400000, .warmup = NAN
    };
    struct point_result result;
    struct point *point = point_create(network, &load, 7, &goal);
    do
        for (uint32_t r = 0; r < POINT_REPLICATIONS; r++) point_work(point, r);
    while (point_judge(point));
    point_collect(point, &result);
    point_destroy(point);
    return result;
}

static void test_little(void **state)
{
    (void)state;
    struct scenario *scenario = two_tiers(1);
    struct network *network = network_assemble(scenario);
    for (double share = 0.2; share < 0.95; share += 0.35) {
        struct point_result r = study(network, share * network->saturation);
        const double product = r.throughput * r.latency.mean.value;
        assert_true(r.stable);
        assert_true(product >= r.concurrency.low && product <= r.concurrency.high);
        assert_near(product, r.concurrency.value, 0.01 * r.concurrency.value);
        point_result_finish(&r);
    }
    network_destroy(network);
    scenario_destroy(scenario);
}

static void test_conservation(void **state)
{
    (void)state;
    struct scenario *scenario = two_tiers(1);
    struct network *network = network_assemble(scenario);
    const struct run_load load = { .rate = 1.2 * network->saturation }; /* nothing settles */
    struct run *run = run_create(network, &load, 3);
    run_requests(run, 1000, INFINITY);
    run_clear(run);
    run_requests(run, 20000, INFINITY);
    const struct observations *o = run_observe(run);
    uint64_t failed = 0;
    for (int i = 0; i < ERROR_KINDS; i++) failed += o->failed[i];
    assert_int_equal(o->inside_at_start + o->arrived, o->good + failed + o->inside);
    assert_int_equal(o->inside, run_inside(run));
    assert_int_equal(o->good, o->latency->count);
    assert_true(o->inside > o->inside_at_start);
    run_check(run);
    run_destroy(run);
    network_destroy(network);
    scenario_destroy(scenario);
}

static void test_monotone_in_load(void **state)
{
    (void)state;
    struct scenario *scenario = two_tiers(1);
    struct network *network = network_assemble(scenario);
    double mean = network->zero_load_latency * 0.97, p99 = 0;
    for (double share = 0.1; share < 0.95; share += 0.2) {
        struct point_result r = study(network, share * network->saturation);
        assert_true(r.latency.mean.high > mean);
        assert_true(r.latency.percentile[P99].high > p99);
        mean = r.latency.mean.low;
        p99 = r.latency.percentile[P99].low;
        point_result_finish(&r);
    }
    assert_true(mean > 1.5 * network->zero_load_latency);
    network_destroy(network);
    scenario_destroy(scenario);
}

static struct run *run_scaled(struct scenario **scenario, struct network **network, double scale)
{
    *scenario = two_tiers(scale);
    *network = network_assemble(*scenario);
    const struct run_load load = { .rate = 180 / scale };
    struct run *run = run_create(*network, &load, 11);
    run_requests(run, 30000, INFINITY);
    return run;
}

/* A power of two changes no mantissa, so not a bit may differ. (A lognormal goes through exp and log.) */
static void test_scaling_exactly(void **state)
{
    (void)state;
    struct scenario *scenario[2];
    struct network *network[2];
    struct run *one = run_scaled(&scenario[0], &network[0], 1),
               *four = run_scaled(&scenario[1], &network[1], 4);
    const struct observations *a = run_observe(one), *b = run_observe(four);
    assert_int_equal(a->events, b->events);
    assert_true(4 * a->latency->sum == b->latency->sum);
    assert_true(4 * a->latency->max == b->latency->max);
    assert_true(4 * histogram_quantile(a->latency, 0.99) == histogram_quantile(b->latency, 0.99));
    assert_true(4 * run_now(one) == run_now(four));
    run_destroy(one);
    run_destroy(four);
    for (int i = 0; i < 2; i++) {
        network_destroy(network[i]);
        scenario_destroy(scenario[i]);
    }
}

/* Any other factor rounds, but hardly. */
static void test_scaling(void **state)
{
    (void)state;
    struct scenario *scenario[2];
    struct network *network[2];
    struct run *one = run_scaled(&scenario[0], &network[0], 1), *k = run_scaled(&scenario[1], &network[1], 3);
    const struct observations *a = run_observe(one), *b = run_observe(k);
    assert_int_equal(a->latency->count, b->latency->count);
    assert_near(b->latency->sum / a->latency->sum, 3, 1e-9);
    assert_near(b->latency->max / a->latency->max, 3, 1e-9);
    run_destroy(one);
    run_destroy(k);
    for (int i = 0; i < 2; i++) {
        network_destroy(network[i]);
        scenario_destroy(scenario[i]);
    }
}

/* Counts merge exactly in any order; sums to rounding. */
static void test_merging(void **state)
{
    (void)state;
    enum { RUNS = 8 };
    struct scenario *scenario = two_tiers(1);
    struct network *network = network_assemble(scenario);
    const struct run_load load = { .rate = 150 };
    struct run *run[RUNS];
    struct histogram *up = histogram_create(), *down = histogram_create(), *half = histogram_create();
    for (uint32_t i = 0; i < RUNS; i++) {
        run[i] = run_create(network, &load, i);
        run_requests(run[i], 2000, INFINITY);
    }
    for (uint32_t i = 0; i < RUNS; i++) {
        histogram_merge(up, run_observe(run[i])->latency);
        histogram_merge(i < RUNS / 2 ? half : down, run_observe(run[RUNS - 1 - i])->latency);
    }
    histogram_merge(down, half);
    assert_int_equal(up->count, down->count);
    assert_memory_equal(up->counts, down->counts, sizeof up->counts);
    assert_true(up->min == down->min && up->max == down->max);
    assert_near(up->sum, down->sum, 1e-12 * up->sum);
    assert_true(histogram_quantile(up, 0.999) == histogram_quantile(down, 0.999));
    for (uint32_t i = 0; i < RUNS; i++) run_destroy(run[i]);
    histogram_destroy(up);
    histogram_destroy(down);
    histogram_destroy(half);
    network_destroy(network);
    scenario_destroy(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_little),           cmocka_unit_test(test_conservation),
        cmocka_unit_test(test_monotone_in_load), cmocka_unit_test(test_scaling_exactly),
        cmocka_unit_test(test_scaling),          cmocka_unit_test(test_merging),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
