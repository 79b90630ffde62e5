/* The ledger of RAM and the table of hit ratios. */
#include "models/part/memory.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/near.h"

static void a_ledger_adds_up(void **state)
{
    (void)state;
    struct memory memory = { .capacity = 100 };
    assert_true(memory_take(&memory, 60, 1));
    assert_false(memory_take(&memory, 41, 2));
    assert_true(memory_take(&memory, 40, 3));
    assert_near(memory_left(&memory), 0, 0);
    memory_give(&memory, 60, 5);
    memory_clock(&memory, 10);
    assert_near(memory.area, 60 * 2 + 100 * 2 + 40 * 5, 1e-12);
    assert_near(memory.peak, 100, 0);
    assert_int_equal(memory.refused, 1);
    memory_clear(&memory, 10);
    memory_give(&memory, 40, 20);
    assert_near(memory.area, 400, 1e-12);
    assert_near(memory.peak, 40, 0);
    struct memory endless = { .capacity = INFINITY };
    assert_true(memory_take(&endless, 1e300, 0));
}

static void a_table_interpolates(void **state)
{
    (void)state;
    static const double hit[] = { 0.1, 0.3, 0.6, 1 };
    const struct hit_table table = { .smallest = 1000, .ratio_log = log(10), .hit = hit, .sizes = 4 };
    assert_near(memory_hit_ratio(&table, 1000), 0.1, 1e-12);
    assert_near(memory_hit_ratio(&table, 10000), 0.3, 1e-12);
    assert_near(memory_hit_ratio(&table, sqrt(1e4 * 1e5)), 0.45, 1e-12);
    assert_near(memory_hit_ratio(&table, 1e6), 1, 1e-12);
    assert_near(memory_hit_ratio(&table, 1e9), 1, 0);
    assert_near(memory_hit_ratio(&table, INFINITY), 1, 0);
    assert_near(memory_hit_ratio(&table, 500), 0.05, 1e-12);
    assert_near(memory_hit_ratio(&table, 0), 0, 0);
    assert_near(memory_hit_ratio(&table, -5), 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(a_ledger_adds_up),
                                        cmocka_unit_test(a_table_interpolates) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
