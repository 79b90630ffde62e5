/* The wall of points made up by formula: M/M/1 of 0.01 s, where p99 = ln(100) x mean. */
#include "sim/study/wall.h"

#include "tests/unit/relative.h"

#include <math.h>
#include <string.h>

static const double saturation = 100, service = 0.01, confidence = 0.95;

enum { MOST = 40 };

struct table {
    struct point_result point[MOST];
    const struct point_result *at[MOST];
    uint32_t count;
};

static double mean_at(double rate)
{
    return service / (1 - rate / saturation);
}

static struct interval within(double value, double relative)
{
    return (struct interval){ value, value * (1 - relative), value * (1 + relative) };
}

static void add(struct table *t, double rate)
{
    struct point_result *p = &t->point[t->count];
    *p = (struct point_result){ .offered = rate, .stable = rate < saturation, .converged = true };
    p->throughput = p->goodput = fmin(rate, saturation);
    const double mean = p->stable ? mean_at(rate) : NAN, level[] = { 0.5, 0.9, 0.95, 0.99, 0.999 };
    p->latency.mean = within(mean, 0.01);
    for (int i = 0; i < PERCENTILES; i++) p->latency.percentile[i] = within(-mean * log(1 - level[i]), 0.02);
    /* In by rate; the pointers are sorted, the points stay. */
    uint32_t i = t->count++;
    for (; i > 0 && t->at[i - 1]->offered > rate; i--) t->at[i] = t->at[i - 1];
    t->at[i] = p;
}

static void sweep(struct table *t, double last)
{
    static const double rates[] = { 30, 50, 60, 70, 80, 85, 90, 95, 98, 105, 120 };
    t->count = 0;
    for (size_t i = 0; i < sizeof rates / sizeof *rates && rates[i] <= last; i++) add(t, rates[i]);
}

static struct wall_bounds no_bounds(void)
{
    struct wall_bounds b = { .mean = INFINITY, .error_ratio = 0.01, .goodput = 0.98 };
    for (int i = 0; i < PERCENTILES; i++) b.percentile[i] = INFINITY;
    return b;
}

static struct wall_result find(const struct wall_bounds *b, const struct table *t)
{
    return wall_find(b, t->at, t->count, saturation, confidence);
}

/* p99 = 0.3 s where 1 - rho = 0.01 ln 100 / 0.3. */
static void where_p99_crosses(void **state)
{
    (void)state;
    struct wall_bounds b = no_bounds();
    b.percentile[P99] = 0.3;
    const double wall = saturation * (1 - service * log(100) / 0.3);
    struct table t;
    sweep(&t, 95);
    const struct wall_result found = find(&b, &t);
    assert_int_equal(found.status, WALL_FOUND);
    assert_relative(found.rate.value, wall, 0.002);
    assert_true(found.rate.low < wall && wall < found.rate.high);
    assert_true(found.rate.high - found.rate.low < 0.03 * wall);
    assert_string_equal(found.because, "p99 > 0.3 s");
    assert_relative(found.limit, 0.3, 1e-12);
}

static void the_first_bound_counts(void **state)
{
    (void)state;
    struct wall_bounds b = no_bounds();
    b.percentile[P99] = 0.3; /* at 84.6 */
    b.mean = 0.04;           /* at 75 */
    struct table t;
    sweep(&t, 95);
    const struct wall_result found = find(&b, &t);
    assert_relative(found.rate.value, 75, 0.002);
    assert_string_equal(found.because, "mean > 0.04 s");
}

static void holds_everywhere(void **state)
{
    (void)state;
    const struct wall_bounds b = no_bounds();
    struct table t;
    sweep(&t, 90);
    const struct wall_result found = wall_find(&b, t.at, t.count, INFINITY, confidence);
    assert_int_equal(found.status, WALL_BEYOND);
    assert_relative(found.rate.low, 90, 1e-12);
    assert_true(isinf(found.rate.high));
    assert_true(isnan(wall_probe(&b, t.at, t.count, INFINITY, confidence, 0.01)));
}

static void holds_nowhere(void **state)
{
    (void)state;
    struct wall_bounds b = no_bounds();
    b.percentile[P99] = 0.01;
    struct table t;
    sweep(&t, 90);
    const struct wall_result found = find(&b, &t);
    assert_int_equal(found.status, WALL_BELOW);
    assert_relative(found.rate.high, 30, 1e-12);
    assert_string_equal(found.because, "p99 > 0.01 s");
    assert_relative(wall_probe(&b, t.at, t.count, saturation, confidence, 0.01), 15, 1e-12);
}

/* Nothing is bounded but that requests are served at all. */
static void no_steady_state_is_a_wall(void **state)
{
    (void)state;
    const struct wall_bounds b = no_bounds();
    struct table t;
    sweep(&t, 105);
    const struct wall_result found = find(&b, &t);
    assert_int_equal(found.status, WALL_FOUND);
    assert_string_equal(found.because, "no steady state");
    assert_true(found.rate.low >= 98 && found.rate.high <= 105);
}

static void errors_and_goodput_are_walls(void **state)
{
    (void)state;
    struct wall_bounds b = no_bounds();
    struct table t;
    sweep(&t, 95);
    for (uint32_t i = 0; i < t.count; i++)
        if (t.point[i].offered > 70) t.point[i].error_ratio = 0.02;
    struct wall_result found = find(&b, &t);
    assert_true(found.rate.value >= 70 && found.rate.value <= 80);
    assert_string_equal(found.because, "errors > 1 % (timeout)");
    for (uint32_t i = 0; i < t.count; i++) {
        t.point[i].error_ratio = 0;
        if (t.point[i].offered > 60) t.point[i].goodput *= 0.9;
    }
    found = find(&b, &t);
    assert_true(found.rate.value >= 60 && found.rate.value <= 70);
    assert_string_equal(found.because, "goodput < 0.98 x offered");
}

/* Error ratios that grow with load are crossed on their curve, with an interval from theirs; also beyond
 * saturation. */
static void error_ratios_are_crossed(void **state)
{
    (void)state;
    const double walls[] = { 77, 103 };
    for (int k = 0; k < 2; k++) {
        struct wall_bounds b = no_bounds();
        struct table t;
        sweep(&t, 120);
        for (uint32_t i = 0; i < t.count; i++) {
            struct point_result *p = &t.point[i];
            p->stable = true;
            p->error_ratio = 0.01 * pow(p->offered / walls[k], 8);
            p->error_interval = within(p->error_ratio, 0.1);
            p->error[ERROR_REJECTED] = p->error_ratio * p->offered;
            p->throughput = p->offered;
            p->goodput = p->offered * (1 - p->error_ratio);
        }
        const struct wall_result found = find(&b, &t);
        assert_relative(found.rate.value, walls[k], 1e-3);
        assert_true(found.rate.low < walls[k] && walls[k] < found.rate.high);
        assert_true(found.rate.high - found.rate.low < 0.03 * walls[k]);
        assert_string_equal(found.because, "errors > 1 % (rejected)");
    }
}

/* Two points with errors, and those below have none. */
static void no_errors_tell_no_slope(void **state)
{
    (void)state;
    const struct wall_bounds b = no_bounds();
    struct table t;
    sweep(&t, 98);
    for (uint32_t i = 0; i < t.count; i++) {
        struct point_result *p = &t.point[i];
        if (p->offered >= 95) p->error_ratio = p->offered > 97 ? 0.012 : 0.0095;
        p->error_interval = within(p->error_ratio, 0.6);
        p->error[ERROR_REJECTED] = p->error_ratio * p->offered;
        p->goodput = p->offered * (1 - p->error_ratio);
    }
    const struct wall_result found = find(&b, &t);
    assert_int_equal(found.status, WALL_FOUND);
    assert_true(found.rate.low >= 90 && found.rate.low < found.rate.value);
}

/* A flat curve: two points are past the limit by less than their intervals. */
static void chance_is_no_wall(void **state)
{
    (void)state;
    struct wall_bounds b = no_bounds();
    b.percentile[P99] = 0.3;
    struct table t;
    sweep(&t, 95);
    for (uint32_t i = 0; i < 5; i++) /* 30 to 80 */
        t.point[i].latency.percentile[P99] = within(i % 2 ? 0.302 : 0.294, 0.02);
    const struct wall_result found = find(&b, &t);
    assert_true(found.rate.value > 75 && found.rate.value < 87 && found.rate.high < 90);
    t.point[1].latency.percentile[P99] = within(0.302, 0.001); /* surely */
    assert_true(find(&b, &t).rate.value < 60);
}

/* Each probe adds a point; in the end the wall is known, in few steps. */
static void probes_lead_there(void **state)
{
    (void)state;
    static const double limits[] = { 0.06, 0.1, 0.3, 1, 3 };
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        struct wall_bounds b = no_bounds();
        b.percentile[P99] = limits[i];
        struct table t = { .count = 0 };
        add(&t, 10);
        add(&t, 50);
        double rate;
        int probes = 0;
        while (!isnan(rate = wall_probe(&b, t.at, t.count, saturation, confidence, 0.01)) && probes++ < 20)
            add(&t, rate);
        const double wall = saturation * (1 - service * log(100) / limits[i]);
        assert_true(probes <= 10);
        assert_relative(find(&b, &t).rate.value, wall, 0.01);
    }
}

/* What nobody said is ten times the p99 at the lightest load. */
static void a_relative_objective(void **state)
{
    (void)state;
    struct slo slo = { .mean = INFINITY, .error_ratio = 0.01, .goodput = 0.98, .relative_p99 = true };
    for (int i = 0; i < PERCENTILES; i++) slo.percentile[i] = INFINITY;
    struct table t;
    sweep(&t, 95);
    const struct wall_bounds b = wall_bounds(&slo, t.at[0]);
    assert_relative(b.percentile[P99], 10 * t.at[0]->latency.percentile[P99].value, 1e-12);
    assert_true(isinf(b.percentile[P50]) && isinf(b.mean));
    /* mean = 10 x mean(30): 1 - rho = 0.07 */
    assert_relative(find(&b, &t).rate.value, 93, 0.005);
    struct point_result instant = *t.at[0]; /* a queue takes it, and that is all */
    instant.latency.percentile[P99].value = 0;
    assert_true(isinf(wall_bounds(&slo, &instant).percentile[P99]));
    slo.percentile[P99] = 1;
    slo.relative_p99 = false;
    assert_relative(wall_bounds(&slo, t.at[0]).percentile[P99], 1, 1e-12);
}

static void what_breaks_it(void **state)
{
    (void)state;
    struct table t = { .count = 0 };
    add(&t, 80);
    struct wall_bounds b = no_bounds();
    assert_false(wall_broken(&b, t.at[0]));
    b.percentile[P50] = 0.03;
    assert_true(wall_broken(&b, t.at[0]));
    b = no_bounds();
    t.point[0].stable = false;
    assert_true(wall_broken(&b, t.at[0]));
}

/* The busiest is to blame; a pool of threads only where the hardware behind it is idle. */
static void whom_to_blame(void **state)
{
    (void)state;
    struct resource resource[] = { { .name = "a.cpu", .kind = RESOURCE_CPU },
                                   { .name = "b.ssd", .kind = RESOURCE_SSD },
                                   { .name = "a.threads", .kind = RESOURCE_TOKENS },
                                   { .name = "a.ram", .kind = RESOURCE_RAM },
                                   { .name = "a.appliers", .kind = RESOURCE_APPLIER } };
    const struct network network = { .resource = resource, .resources = 5 };
    struct resource_result seen[] = { { .hottest_utilization = 0.9, .hottest = 3 },
                                      { .hottest_utilization = 0.7 },
                                      { .hottest_utilization = 0.97 },
                                      { .hottest_utilization = 0.99 },
                                      { .hottest_utilization = 0.98 } };
    struct point_result point = { .resource = seen, .offered = 100 };
    uint32_t member = 99;
    double utilization = 0;
    assert_int_equal(wall_resource(&network, &point, &member, &utilization), 0);
    assert_int_equal(member, 3);
    assert_relative(utilization, 0.9, 1e-12);
    seen[0].hottest_utilization = 0.6;
    assert_int_equal(wall_resource(&network, &point, &member, &utilization), 4);
    seen[4].hottest_utilization = 0.5;
    assert_int_equal(wall_resource(&network, &point, &member, &utilization), 2);
    point.error[ERROR_OOM] = 5;
    point.error_ratio = 0.06;
    assert_int_equal(wall_resource(&network, &point, &member, &utilization), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(where_p99_crosses),
        cmocka_unit_test(the_first_bound_counts),
        cmocka_unit_test(holds_everywhere),
        cmocka_unit_test(holds_nowhere),
        cmocka_unit_test(no_steady_state_is_a_wall),
        cmocka_unit_test(errors_and_goodput_are_walls),
        cmocka_unit_test(error_ratios_are_crossed),
        cmocka_unit_test(no_errors_tell_no_slope),
        cmocka_unit_test(chance_is_no_wall),
        cmocka_unit_test(probes_lead_there),
        cmocka_unit_test(a_relative_objective),
        cmocka_unit_test(what_breaks_it),
        cmocka_unit_test(whom_to_blame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
