#include "sim/study/tally.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/unit/near.h"

static void known_moments(void **state)
{
    (void)state;
    const double values[] = { 2, 4, 4, 4, 5, 5, 7, 9 };
    struct tally t = { 0 };
    assert_true(isnan(tally_variance(&t)));
    for (size_t i = 0; i < 8; i++) tally_add(&t, values[i]);
    assert_near(t.mean, 5, 1e-14);
    assert_near(tally_variance(&t), 32.0 / 7, 1e-13);
    assert_near(tally_deviation(&t), sqrt(32.0 / 7), 1e-13);
    assert_near(tally_skewness(&t), 42.0 / 8 / 8, 1e-13); /* m3 = 42/8, m2 = 4 */
    const struct tally same = tally_of(values, 8);
    assert_near(same.m2, t.m2, 1e-12);
    assert_near(same.m3, t.m3, 1e-12);
}

static void small_variance_on_a_large_mean(void **state)
{
    (void)state;
    struct tally t = { 0 };
    for (int i = 0; i < 1000; i++) tally_add(&t, 1e9 + i % 2);
    assert_near(tally_variance(&t), 0.25 * 1000 / 999, 1e-6);
    assert_near(tally_skewness(&t), 0, 1e-6);
}

static void merging_equals_adding(void **state)
{
    (void)state;
    struct tally parts[3] = { { 0 } }, all = { 0 };
    for (int i = 0; i < 300; i++) {
        const double value = exp(i % 37 / 9.0);
        tally_add(&parts[i * i % 3], value);
        tally_add(&all, value);
    }
    tally_merge(&parts[0], &parts[1]);
    tally_merge(&parts[0], &parts[2]);
    assert_int_equal(parts[0].count, 300);
    assert_near(parts[0].mean, all.mean, 1e-11);
    assert_near(parts[0].m2 / all.m2, 1, 1e-12);
    assert_near(parts[0].m3 / all.m3, 1, 1e-12);
}

static void equal_values_have_no_skewness(void **state)
{
    (void)state;
    const double values[] = { 3, 3, 3 };
    const struct tally t = tally_of(values, 3);
    assert_near(tally_skewness(&t), 0, 0);
    assert_near(tally_variance(&t), 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_moments),
        cmocka_unit_test(small_variance_on_a_large_mean),
        cmocka_unit_test(merging_equals_adding),
        cmocka_unit_test(equal_values_have_no_skewness),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
