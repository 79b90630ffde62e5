/* Requests that only wait come first, and find the world as they would find it much later. */
#include "sim/engine/lead.h"

#include "sim/engine/run.h"
#include "tests/unit/reading.h"

#include <math.h>

#define MACHINES "'machines':{'m':{'cores':4}},'hosts':{'h':{'machine':'m'}},"
#define TIERS                                                                                                \
    "'tiers':{'app':{'kind':'service','host':'h','demand':{'cpu_ms':1}},"                                    \
    "'files':{'kind':'store','latency_ms':{'dist':'lognormal','mean':100,'cv':1}}},"
#define MIXED                                                                                                \
    "{'schema':1," MACHINES TIERS                                                                            \
    "'classes':{'page':{'share':3,'path':['app']},'image':{'share':1,'path':['files']}},"                    \
    "'load':{'rate_rps':[2000]}}"
#define BOTH                                                                                                 \
    "{'schema':1," MACHINES TIERS "'classes':{'page':{'path':['app','files']}},'load':{'rate_rps':[2000]}}"
#define CLOSED                                                                                               \
    "{'schema':1," MACHINES TIERS                                                                            \
    "'classes':{'image':{'path':['files']}},'load':{'arrivals':'closed','population':[10]}}"

struct fixture {
    struct scenario *scenario;
    struct network *network;
    struct run *run;
};

static struct fixture begin(const char *text)
{
    struct fixture f = { .scenario = reads(text) };
    f.network = network_assemble(f.scenario);
    const double load = f.scenario->load.point[0];
    const bool closed = f.scenario->load.arrivals == ARRIVALS_CLOSED;
    f.run = run_create(
        f.network, &(struct run_load){ .rate = closed ? 0 : load, .population = closed ? (uint32_t)load : 0 },
        7);
    return f;
}

static void finish(struct fixture *f)
{
    run_check(f->run);
    run_destroy(f->run);
    network_destroy(f->network);
    scenario_destroy(f->scenario);
}

static void knows_who_only_waits(void **state)
{
    (void)state;
    struct fixture mixed = begin(MIXED), both = begin(BOTH);
    assert_near(lead_of(mixed.network).share, 0.25, 1e-12);
    assert_near(lead_of(mixed.network).latency, 0.25 * 0.1, 1e-12);
    assert_near(lead_of(both.network).share, 0, 1e-12);
    assert_near(lead_of(both.network).latency, 0, 1e-12);
    finish(&mixed);
    finish(&both);
}

/* 500 a second for 0.1 s each: 50 are under way, and none of the others. */
static void fills_with_those_alone(void **state)
{
    (void)state;
    double inside = 0;
    enum { RUNS = 40 };
    for (int i = 0; i < RUNS; i++) {
        struct fixture f = begin(MIXED);
        run_destroy(f.run);
        f.run = run_create(f.network, &(struct run_load){ .rate = 2000 }, (uint64_t)i);
        lead_run(f.run, 2);
        assert_near(run_now(f.run), 2, 1e-12);
        assert_true(run_unit(f.run, f.network->bottleneck, 0).served == 0);
        inside += (double)run_inside(f.run);
        finish(&f);
    }
    assert_near(inside / RUNS, 50, 5 * sqrt(50.0 / RUNS));
}

/* What comes out in the first 20 ms took 100 ms on average, not 20 at most. */
static void slow_ones_come_out_at_once(void **state)
{
    (void)state;
    double sum = 0, count = 0;
    for (uint64_t i = 0; i < 100; i++) {
        struct fixture f = begin(MIXED);
        run_destroy(f.run);
        f.run = run_create(f.network, &(struct run_load){ .rate = 2000 }, i);
        lead_run(f.run, 2);
        run_clear(f.run);
        run_until(f.run, run_now(f.run) + 0.02);
        const struct histogram *h = run_observe(f.run)->latency;
        for (size_t b = histogram_next(h, histogram_index(0.015)); b < HISTOGRAM_BUCKETS;
             b = histogram_next(h, b + 1)) {
            sum += (double)h->counts[b] * histogram_edge(b);
            count += (double)h->counts[b];
        }
        finish(&f);
    }
    assert_true(count > 500);
    assert_near(sum / count, 0.1, 0.015);
}

/* Those who compare two loads rely on the same numbers for both: the others do not notice who came before. */
static void nothing_else_changes(void **state)
{
    (void)state;
    struct fixture plain = begin(BOTH), led = begin(BOTH);
    lead_run(led.run, 5);
    assert_true(run_now(led.run) == 0);
    run_requests(plain.run, 1000, INFINITY);
    run_requests(led.run, 1000, INFINITY);
    assert_true(run_now(plain.run) == run_now(led.run));
    finish(&plain);
    finish(&led);
    struct fixture closed = begin(CLOSED);
    lead_run(closed.run, 5);
    assert_true(run_now(closed.run) == 0);
    finish(&closed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_who_only_waits),
        cmocka_unit_test(fills_with_those_alone),
        cmocka_unit_test(slow_ones_come_out_at_once),
        cmocka_unit_test(nothing_else_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
