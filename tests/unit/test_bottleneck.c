#include "models/theory/bottleneck.h"
#include "models/theory/mva.h"
#include "tests/unit/relative.h"

static void busiest_station(void **state)
{
    (void)state;
    const unsigned servers[] = { 8, 2, 2 };
    const double demand[] = { 0.040, 0.010, 0.012 };
    struct bottleneck b = bottleneck_find(3, servers, demand);
    assert_relative(b.saturation, 166.6666666667, 1e-9); /* C-WEB3-100, the database */
    assert_int_equal(b.station, 2);
    assert_relative(b.runner_up, 200, 1e-12); /* the first of two equals */
    assert_int_equal(b.second, 0);
    assert_relative(b.total_demand, 0.062, 1e-12);

    const double none[] = { 0, 0, 0 };
    b = bottleneck_find(3, servers, none);
    assert_true(isinf(b.saturation));
    assert_int_equal(b.station, 3);
    assert_int_equal(bottleneck_find(1, servers, demand).second, 1);
}

static void asymptotes(void **state)
{
    (void)state;
    const unsigned one[] = { 1, 1, 1 };
    const double bolch[] = { 9.2, 8 };
    struct bottleneck_bounds bounds;
    assert_true(bottleneck_asymptotic(2, one, bolch, 20, 120, &bounds)); /* C-BOUND-bolch96 */
    assert_relative(bounds.throughput_upper, 0.1086956522, 1e-9);
    assert_relative(bounds.response_lower, 64, 1e-9);

    const double shared[] = { 0.63 };
    assert_true(bottleneck_asymptotic(1, one, shared, 100, 300, &bounds)); /* C-PDQ-timeshare */
    assert_relative(bounds.knee_population, 477.1904762, 1e-9);
    const unsigned four[] = { 4 };
    const double pool[] = { 0.2 };
    assert_true(bottleneck_asymptotic(1, four, pool, 100, 3, &bounds)); /* C-REP-100-4 */
    assert_relative(bounds.knee_population, 64, 1e-9);
    assert_true(bottleneck_asymptotic(1, one, pool, 0, 3, &bounds));
    assert_relative(bounds.throughput_upper, 0, 0);
    assert_relative(bounds.response_lower, 0.2, 1e-12);
    assert_false(bottleneck_asymptotic(1, one, pool, -1, 3, &bounds));
    assert_false(bottleneck_asymptotic(0, one, pool, 1, 3, &bounds));
}

/* Both kinds of bounds hold the exact solution, the balanced ones within the asymptotic. */
static void bounds_hold(void **state)
{
    (void)state;
    const unsigned one[] = { 1, 1, 1 };
    const double demand[] = { 2, 3, 1 };
    const struct mva_station station[] = { { 2, 1 }, { 3, 1 }, { 1, 1 } };
    for (unsigned population = 1; population <= 40; population++) {
        for (double think = 0; think < 50; think += 7) {
            struct mva_totals exact;
            struct bottleneck_bounds wide, tight;
            assert_true(mva_closed(3, station, population, think, &exact, NULL));
            assert_true(bottleneck_asymptotic(3, one, demand, population, think, &wide));
            assert_true(bottleneck_balanced(3, one, demand, population, think, &tight));
            const double slack = 1 + 1e-12;
            assert_true(wide.throughput_lower <= tight.throughput_lower * slack);
            assert_true(tight.throughput_lower <= exact.throughput * slack);
            assert_true(exact.throughput <= tight.throughput_upper * slack);
            assert_true(tight.throughput_upper <= wide.throughput_upper * slack);
            assert_true(tight.response_lower <= exact.response_time * slack);
            assert_true(exact.response_time <= tight.response_upper * slack);
        }
    }
    struct bottleneck_bounds bounds;
    const unsigned two[] = { 2, 1, 1 };
    assert_false(bottleneck_balanced(3, two, demand, 5, 0, &bounds));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(busiest_station),
        cmocka_unit_test(asymptotes),
        cmocka_unit_test(bounds_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
