/* The factor between two walls, and what common random numbers do for its interval. */
#include "sim/study/gain.h"

#include "models/architecture/variant.h"
#include "sim/study/point.h"
#include "tests/unit/reading.h"

#include <math.h>

#include "tests/unit/near.h"

enum { COUNT = 7, REPLICATIONS = 32 };
static const double saturation = 100, confidence = 0.95;

/* M/M/1 of 10 ms by formula; deviations of our own making. */
struct curve_side {
    struct point_result point[COUNT];
    const struct point_result *at[COUNT];
    double deviation[COUNT][(PERCENTILES + 1) * REPLICATIONS];
    struct gain_side side;
};

static void make(struct curve_side *c, const struct wall_bounds *bounds, double scale, int sign)
{
    static const double rates[COUNT] = { 50, 60, 70, 80, 85, 90, 95 };
    for (int i = 0; i < COUNT; i++) {
        struct point_result *p = &c->point[i];
        *p = (struct point_result){ .offered = scale * rates[i],
                                    .throughput = scale * rates[i],
                                    .goodput = scale * rates[i],
                                    .stable = true,
                                    .replications = REPLICATIONS,
                                    .deviation = c->deviation[i] };
        const double p99 = log(100) * 0.01 / (1 - rates[i] / saturation);
        p->latency.percentile[P99] = (struct interval){ p99, 0.98 * p99, 1.02 * p99 };
        for (int r = 0; r < REPLICATIONS; r++)
            c->deviation[i][P99 * REPLICATIONS + r] = sign * sin(17.0 * i + 3.7 * r);
        c->at[i] = p;
    }
    c->side = (struct gain_side){ bounds, c->at, COUNT, scale * saturation };
}

static struct wall_bounds bounds_of(double p99)
{
    struct wall_bounds b = { .mean = INFINITY, .error_ratio = 0.01, .goodput = 0.98 };
    for (int i = 0; i < PERCENTILES; i++) b.percentile[i] = INFINITY;
    b.percentile[P99] = p99;
    return b;
}

static void parts_add_up(void **state)
{
    (void)state;
    static struct curve_side c;
    double part[COUNT * (PERCENTILES + 1)], sum = 0;
    const struct wall_bounds b = bounds_of(0.3);
    make(&c, &b, 1, 1);
    const double error = gain_parts(&c.side, confidence, part);
    const struct wall_result wall = wall_find(&b, c.at, COUNT, saturation, confidence);
    for (int i = 0; i < COUNT; i++)
        for (int q = 0; q <= PERCENTILES; q++) {
            const double value = part[i * (PERCENTILES + 1) + q];
            if (q != P99) assert_near(value, 0, 0);
            sum += value * value;
        }
    assert_near(sqrt(sum), error, 1e-12);
    /* The interval that the fit gives is the same error, times t and the kappa of walls. */
    const double t = INTERVAL_KAPPA_WALL * interval_student(confidence, REPLICATIONS - 1);
    const double wanted = log(wall.rate.high / wall.rate.low) / 2 / t;
    assert_near(error, wanted, 0.1 * wanted);
    /* Where errors begin between two loads, no latency has a say. */
    const struct wall_bounds none = bounds_of(INFINITY);
    c.side.bounds = &none;
    assert_near(gain_parts(&c.side, confidence, part), 0, 0);
}

static void twins_correlate(void **state)
{
    (void)state;
    static struct curve_side base, same, opposite;
    const struct wall_bounds b = bounds_of(0.3);
    make(&base, &b, 1, 1);
    make(&same, &b, 2, 1);
    make(&opposite, &b, 2, -1);
    uint32_t twin[COUNT], none[COUNT];
    for (uint32_t i = 0; i < COUNT; i++) twin[i] = i, none[i] = UINT32_MAX;
    assert_near(gain_correlation(&base.side, &same.side, twin, confidence), 1, 1e-6);
    assert_near(gain_correlation(&base.side, &opposite.side, twin, confidence), -1, 1e-6);
    assert_near(gain_correlation(&base.side, &same.side, none, confidence), 0, 0);
}

static void ratio_of_intervals(void **state)
{
    (void)state;
    const struct interval base = { 100, 100 / 1.03, 103 }, next = { 180, 180 / 1.04, 180 * 1.04 };
    struct interval g = gain_ratio(&base, &next, 0);
    const double apart = sqrt(log(1.03) * log(1.03) + log(1.04) * log(1.04));
    assert_near(g.value, 1.8, 1e-12);
    assert_near(g.low, 1.8 * exp(-apart), 1e-9);
    assert_near(g.high, 1.8 * exp(apart), 1e-9);
    g = gain_ratio(&base, &next, 1);
    assert_near(g.high, 1.8 * 1.04 / 1.03, 1e-9);
    g = gain_ratio(&base, &next, -1);
    assert_near(g.high, 1.8 * 1.04 * 1.03, 1e-9);
    const struct interval open = { 180, 170, INFINITY };
    g = gain_ratio(&base, &open, 0.5);
    assert_true(isinf(g.high) && g.low > 1.6 && g.low < 1.8);
}

static struct point_result at(const struct network *network, double rate, double numbers)
{
    const struct run_load load = { .rate = rate };
    const struct point_goal goal = { .precision = 1e-9,
                                     .confidence = confidence,
                                     .max_requests = 60000,
                                     .warmup = 500,
                                     .numbers = { .rate = numbers } };
    struct point_result result;
    struct point *point = point_create(network, &load, 7, &goal);
    do
        for (uint32_t r = 0; r < POINT_REPLICATIONS; r++) point_work(point, r);
    while (point_judge(point));
    point_collect(point, &result);
    point_destroy(point);
    return result;
}

/* Twice as fast at twice the load is the same queue on a clock twice as fast: with the same numbers, to the
 * last digits. */
static void same_numbers_same_story(void **state)
{
    (void)state;
    struct scenario *scenario =
        reads("{'schema':1,'name':'t','machines':{'m':{'nic_mbps':80}},'hosts':{'box':{'machine':'m'}},"
              "'tiers':{'app':{'kind':'service','host':'box'}},"
              "'classes':{'a':{'path':['app'],'reply_b':{'dist':'exponential','mean':100000}}}}");
    struct network *slow = network_assemble(scenario);
    struct scenario *doubled = variant_doubled(slow, slow->bottleneck);
    struct network *fast = network_assemble(doubled);
    struct point_result a = at(slow, 80, 0), b = at(fast, 160, 80), c = at(fast, 160, 0);
    assert_near(b.latency.mean.value, a.latency.mean.value / 2, 1e-9 * a.latency.mean.value);
    assert_near(b.latency.percentile[P99].value, a.latency.percentile[P99].value / 2, 1e-3 * 0.25);
    assert_true(fabs(c.latency.mean.value - a.latency.mean.value / 2) > 1e-6 * a.latency.mean.value);
    double same = 0, size = 0;
    for (int r = 0; r < POINT_REPLICATIONS; r++) {
        const double x = a.deviation[PERCENTILES * POINT_REPLICATIONS + r],
                     y = 2 * b.deviation[PERCENTILES * POINT_REPLICATIONS + r];
        same += (x - y) * (x - y);
        size += x * x;
    }
    assert_true(size > 0 && same < 1e-12 * size);
    point_result_finish(&a);
    point_result_finish(&b);
    point_result_finish(&c);
    network_destroy(fast);
    variant_destroy(doubled);
    network_destroy(slow);
    scenario_destroy(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_add_up),
        cmocka_unit_test(twins_correlate),
        cmocka_unit_test(ratio_of_intervals),
        cmocka_unit_test(same_numbers_same_story),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
