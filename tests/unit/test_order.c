#include "sim/study/order.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/near.h"

/* Oracle ST-HDR. */
static void both_conventions_on_one_to_a_hundred(void **state)
{
    (void)state;
    double v[100];
    for (int i = 0; i < 100; i++) v[i] = i + 1;
    assert_near(order_nearest_rank(v, 100, 0.50), 50, 0);
    assert_near(order_nearest_rank(v, 100, 0.95), 95, 0);
    assert_near(order_nearest_rank(v, 100, 0.99), 99, 0);
    assert_near(order_nearest_rank(v, 100, 0.991), 100, 0);
    assert_near(order_nearest_rank(v, 100, 0), 1, 0);
    assert_near(order_linear(v, 100, 0.50), 50.5, 1e-12);
    assert_near(order_linear(v, 100, 0.95), 95.05, 1e-12);
    assert_near(order_linear(v, 100, 0.99), 99.01, 1e-12);
    assert_near(order_linear(v, 100, 1), 100, 0);
    assert_near(order_linear(v, 1, 0.5), 1, 0);
}

/* Oracle ST-QCI. */
static void ranks_of_an_interval(void **state)
{
    (void)state;
    const struct order_ranks r = order_interval(10000, 0.99, 0.95);
    assert_in_range(r.low, 9879, 9881);
    assert_in_range(r.high, 9920, 9922);
    const struct order_ranks few = order_interval(50, 0.99, 0.95);
    assert_int_equal(few.high, 51);
    assert_int_equal(order_interval(50, 0.01, 0.95).low, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_conventions_on_one_to_a_hundred),
        cmocka_unit_test(ranks_of_an_interval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
