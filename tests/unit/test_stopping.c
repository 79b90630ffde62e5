#include "sim/study/stopping.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void rounds_double_in_four(void **state)
{
    (void)state;
    struct stopping s;
    stopping_init(&s, 0.05, INFINITY, UINT64_MAX, 32);
    uint64_t last = 0;
    for (int round = 0; round < 40; round++) {
        const uint64_t target = stopping_target(&s);
        assert_true(target > last);
        if (round % 4 == 0) assert_int_equal(target, (uint64_t)256 << round / 4);
        assert_int_equal(stopping_judge(&s, 32 * target, 1, 1), STOPPING_GO_ON);
        last = target;
    }
}

static void a_good_round_must_hold_until_twice_its_length(void **state)
{
    (void)state;
    struct stopping s;
    stopping_init(&s, 0.05, 1e9, 1000000, 32);
    assert_int_equal(stopping_judge(&s, 8192, 0.06, 0.04), STOPPING_GO_ON);
    assert_int_equal(stopping_judge(&s, 10000, 0.04, 0.06), STOPPING_GO_ON);
    assert_int_equal(stopping_judge(&s, 12000, 0.04, 0.05), STOPPING_GO_ON);
    assert_int_equal(stopping_judge(&s, 16000, 0.04, 0.04), STOPPING_GO_ON);
    assert_int_equal(stopping_judge(&s, 24000, 0.04, 0.06), STOPPING_GO_ON);
    assert_int_equal(stopping_judge(&s, 28000, 0.04, 0.04), STOPPING_DONE);
}

static void the_guard_ends_the_waiting(void **state)
{
    (void)state;
    struct stopping s;
    stopping_init(&s, 0.05, 20000, 1000000, 32);
    assert_int_equal(stopping_judge(&s, 15000, 0.04, 0.04), STOPPING_GO_ON);
    assert_int_equal(stopping_judge(&s, 20000, 0.04, 0.04), STOPPING_DONE);
}

static void unknown_precision_is_not_precise(void **state)
{
    (void)state;
    struct stopping s;
    stopping_init(&s, 0.05, 0, 1000000, 32);
    assert_int_equal(stopping_judge(&s, 8192, NAN, 0), STOPPING_GO_ON);
    assert_int_equal(stopping_judge(&s, 10000, 0, INFINITY), STOPPING_GO_ON);
}

static void it_gives_up_at_the_limit(void **state)
{
    (void)state;
    struct stopping s;
    stopping_init(&s, 0.05, 0, 32 * 300, 32);
    assert_int_equal(stopping_target(&s), 256);
    assert_int_equal(stopping_judge(&s, 32 * 256, 1, 1), STOPPING_GO_ON);
    assert_int_equal(stopping_target(&s), 300);
    assert_int_equal(stopping_judge(&s, 32 * 300, 1, 1), STOPPING_GIVE_UP);
    stopping_init(&s, 0.05, 1e9, 32 * 100, 32);
    assert_int_equal(stopping_target(&s), 100);
    assert_int_equal(stopping_judge(&s, 32 * 100, 0.01, 0.01), STOPPING_DONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rounds_double_in_four),
        cmocka_unit_test(a_good_round_must_hold_until_twice_its_length),
        cmocka_unit_test(the_guard_ends_the_waiting),
        cmocka_unit_test(unknown_precision_is_not_precise),
        cmocka_unit_test(it_gives_up_at_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
