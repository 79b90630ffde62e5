/* The study of a timeline: bands, events in words, the same for any number of threads, the recovery wall. */
#include "sim/study/timeline.h"
#include "tests/unit/reading.h"

#include <math.h>

static struct scenario *told(struct timeline_result *result, const char *text,
                             struct timeline_options options)
{
    struct scenario *scenario = reads(text);
    struct explore_progress progress = { 0 };
    timeline_run(scenario, &options, &progress, result);
    assert_int_equal(atomic_load(&progress.points_done), atomic_load(&progress.points_known));
    return scenario;
}

static void forget(struct timeline_result *result, struct scenario *scenario)
{
    timeline_result_finish(result);
    scenario_destroy(scenario);
}

#define PAIR                                                                                                 \
    "{'machines':{'m':{'cores':1,'usd_per_h':0.5},'i':{}},'hosts':{'l':{'machine':'i'},'h':{'machine':'m',"  \
    "'count':2}},'tiers':{'lb':{'kind':'balancer','host':'l'},'app':{'kind':'service','host':'h',"           \
    "'demand':{'cpu_ms':10}}},'classes':{'a':{'path':['lb','app']}},'load':{'rate_rps':50},"                 \
    "'timeline':{'length_s':65,'interval_s':10,'replications':6,"                                            \
    "'events':[{'at_s':20,'kill':'h[1]','for_s':20},{'at_s':30,'for_s':10,'load_rps':80}]}}"

static void intervals_and_events(void **state)
{
    (void)state;
    struct timeline_result r;
    struct scenario *s = told(&r, PAIR, (struct timeline_options){ .rate = NAN, .jobs = 1 });
    assert_int_equal(r.intervals, 7);
    assert_near(r.interval[6].at, 60, 0);
    assert_near(r.interval[6].length, 5, 0);
    assert_int_equal(r.replications, 6);
    assert_near(r.rate, 50, 0);
    for (uint32_t i = 0; i < r.intervals; i++) {
        const struct timeline_interval *row = &r.interval[i];
        assert_near(row->offered.value, i == 3 ? 80 : 50, 8);
        assert_true(row->offered.low <= row->offered.value && row->offered.value <= row->offered.high);
        assert_near(row->members[1].value, i == 2 || i == 3 ? 1 : 2, 1e-6);
        assert_near(row->usd_per_h.value, 1, 1e-9);
        assert_true(isnan(row->lag.value) && isnan(row->hit_ratio.value) && isnan(row->messages.value));
        assert_string_equal(r.network->resource[row->busiest].name, "h.cpu");
    }
    assert_near(r.interval[0].utilization[r.interval[0].busiest].value, 0.25, 0.03);
    assert_near(r.interval[2].utilization[r.interval[2].busiest].value, 0.5, 0.05);
    static const char *const what[] = { "h[1] dies", "load 80 req/s", "load as before", "h[1] is back" };
    static const double at[] = { 20, 30, 40, 40 };
    assert_int_equal(r.events, 4);
    for (uint32_t i = 0; i < 4; i++) {
        assert_near(r.event[i].at, at[i], 1e-9);
        bool known = false;
        for (int k = 0; k < 4; k++) known |= at[k] == at[i] && strcmp(r.event[i].what, what[k]) == 0;
        assert_true(known);
    }
    assert_near(r.recovery.recovered, 1, 0);
    assert_near(r.recovery.usd.value, 65.0 / 3600, 1e-9);
    forget(&r, s);
}

/* What else slows a member down goes on, and is not denied. */
static void slow_twice(void **state)
{
    (void)state;
    struct timeline_result r;
    struct scenario *s = told(&r,
                              "{'machines':{'m':{'cores':1}},'hosts':{'h':{'machine':'m','count':2}},"
                              "'tiers':{'app':{'kind':'service','host':'h','demand':{'cpu_ms':1}}},"
                              "'classes':{'a':{'path':['app']}},'load':{'rate_rps':50},"
                              "'timeline':{'length_s':50,'interval_s':10,'replications':1,'events':["
                              "{'at_s':10,'for_s':30,'slow':'app','factor':0.5},"
                              "{'at_s':20,'for_s':10,'slow':'h[0]','factor':0.1}]}}",
                              (struct timeline_options){ .rate = NAN, .jobs = 1 });
    assert_int_equal(r.events, 4);
    assert_string_equal(r.event[2].what, "h[0] runs as before");
    assert_string_equal(r.event[3].what, "app runs at full speed");
    forget(&r, s);
}

/* Who dies where an interval begins is not there in it at all, and nothing is busy. */
static void nobody_is_nobody(void **state)
{
    (void)state;
    struct timeline_result r;
    struct scenario *s = told(&r,
                              "{'machines':{'m':{'cores':1,'usd_per_h':0.5}},'hosts':{'h':{'machine':'m'}},"
                              "'tiers':{'app':{'kind':'service','host':'h','demand':{'cpu_ms':10}}},"
                              "'classes':{'a':{'path':['app']}},'load':{'rate_rps':50},"
                              "'timeline':{'length_s':30,'interval_s':10,'replications':2,"
                              "'events':[{'at_s':10,'kill':'h','for_s':10}]}}",
                              (struct timeline_options){ .rate = NAN, .jobs = 1 });
    assert_near(r.interval[0].members[0].value, 1, 1e-9);
    assert_true(r.interval[1].members[0].value == 0);
    for (uint32_t i = 0; i < r.network->resources; i++)
        assert_true(!(r.interval[1].utilization[i].value > 0));
    assert_near(r.interval[2].members[0].value, 1, 1e-9);
    forget(&r, s);
}

static void the_same_for_any_jobs(void **state)
{
    (void)state;
    struct timeline_result one, three;
    struct scenario *a = told(&one, PAIR, (struct timeline_options){ .rate = 60, .jobs = 1 });
    struct scenario *b = told(&three, PAIR, (struct timeline_options){ .rate = 60, .jobs = 3 });
    assert_true(one.requests == three.requests && one.simulated == three.simulated);
    for (uint32_t i = 0; i < one.intervals; i++) {
        const struct timeline_interval *x = &one.interval[i], *y = &three.interval[i];
        assert_memory_equal(&x->goodput, &y->goodput, sizeof x->goodput);
        assert_memory_equal(x->percentile, y->percentile, sizeof x->percentile);
    }
    assert_memory_equal(&one.recovery, &three.recovery, sizeof one.recovery);
    forget(&one, a);
    forget(&three, b);
}

/* Before half of what it can do when every time-out is tried once more. */
static void recovery_wall(void **state)
{
    (void)state;
    struct timeline_result r;
    const struct timeline_options options = { .rate = NAN, .jobs = 2, .recovery = true, .precision = 0.1 };
    struct scenario *s =
        told(&r,
             "{'machines':{'m':{'cores':1}},'hosts':{'h':{'machine':'m','discipline':'fcfs'}},"
             "'tiers':{'app':{'kind':'service','host':'h','demand':{'cpu_ms':{'dist':'constant',"
             "'mean':5}}}},'classes':{'a':{'path':['app'],'timeout_s':1,'retries':1}},"
             "'load':{'rate_rps':100},'timeline':{'length_s':300,'interval_s':30,'replications':2,"
             "'events':[{'at_s':10,'for_s':3,'load_rps':400}]}}",
             options);
    assert_int_equal(r.wall.status, RECOVERY_FOUND);
    assert_near(r.wall.rate.value, 95, 12);
    assert_true(r.wall.rate.low <= r.wall.rate.value && r.wall.rate.value <= r.wall.rate.high);
    assert_near(r.wall.ordinary.value, 190, 15);
    assert_false(r.wall.draining);
    forget(&r, s);
    /* The same without retries is only slow to drain: 2,000 requests, 20 a second more than come. */
    s = told(&r,
             "{'machines':{'m':{'cores':1}},'hosts':{'h':{'machine':'m','discipline':'fcfs'}},"
             "'tiers':{'app':{'kind':'service','host':'h','demand':{'cpu_ms':{'dist':'constant',"
             "'mean':5}}}},'classes':{'a':{'path':['app']}},'slo':{'p99_ms':500},'load':{'rate_rps':180},"
             "'timeline':{'length_s':90,'interval_s':10,'replications':2,"
             "'events':[{'at_s':2,'for_s':10,'load_rps':400}]}}",
             options);
    assert_near(r.recovery.draining, 1, 0);
    assert_true(r.wall.status == RECOVERY_FOUND && r.wall.draining);
    forget(&r, s);
    s = told(&r, "{" SERVICE ",'load':{'rate_rps':5},'timeline':{'length_s':20}}", options);
    assert_int_equal(r.wall.status, RECOVERY_NONE);
    assert_string_equal(r.wall.why_not, "nothing happens");
    forget(&r, s);
}

/* Whose load nobody says is played at half of what it can do. */
static void the_usual_load(void **state)
{
    (void)state;
    struct timeline_result r;
    struct scenario *s =
        told(&r,
             "{'machines':{'m':{'cores':1}},'hosts':{'h':{'machine':'m'}},'tiers':{'app':{"
             "'kind':'service','host':'h','demand':{'cpu_ms':10}}},'classes':{'a':{'path':['app']}},"
             "'timeline':{'length_s':20,'replications':2}}",
             (struct timeline_options){ .rate = NAN, .jobs = 1 });
    assert_near(r.rate, 50, 1e-9);
    assert_int_equal(r.events, 0);
    assert_int_equal(r.uptime.parts, 0);
    forget(&r, s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_and_events),  cmocka_unit_test(nobody_is_nobody),
        cmocka_unit_test(the_same_for_any_jobs), cmocka_unit_test(recovery_wall),
        cmocka_unit_test(the_usual_load),        cmocka_unit_test(slow_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
