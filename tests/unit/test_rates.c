/* A rate over time: its integral and the inverse of that. */
#include "models/station/rates.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"

/* 100 until 10; then a jump to 200, a ramp down to 0 at 30, nothing until 40, and 50 from then on. */
static struct rates example(void)
{
    struct rates rates = { 0 };
    rates_add(&rates, 0, 100);
    rates_add(&rates, 10, 100);
    rates_add(&rates, 10, 200);
    rates_add(&rates, 30, 0);
    rates_add(&rates, 40, 0);
    rates_add(&rates, 40, 50);
    return rates;
}

static void values(void **state)
{
    (void)state;
    struct rates r = example();
    assert_near(rates_at(&r, -5), 100, 0);
    assert_near(rates_at(&r, 9.99), 100, 0);
    assert_near(rates_at(&r, 10), 200, 0);
    assert_near(rates_at(&r, 20), 100, 1e-12);
    assert_near(rates_at(&r, 35), 0, 0);
    assert_near(rates_at(&r, 40), 50, 0);
    assert_near(rates_at(&r, 1e9), 50, 0);
    rates_finish(&r);
}

static void integrals(void **state)
{
    (void)state;
    struct rates r = example();
    assert_near(rates_integral(&r, -1, 0), 100, 1e-9);
    assert_near(rates_integral(&r, 0, 10), 1000, 1e-9);
    assert_near(rates_integral(&r, 10, 30), 2000, 1e-9);
    assert_near(rates_integral(&r, 20, 30), 500, 1e-9);
    assert_near(rates_integral(&r, -1, 50), 100 + 1000 + 2000 + 500, 1e-9);
    assert_near(rates_integral(&r, 45, 47), 100, 1e-9);
    rates_finish(&r);
}

/* From everywhere, by every amount: the integral up to the answer is the amount. */
static void inverse(void **state)
{
    (void)state;
    struct rates r = example();
    uint32_t cursor = 0;
    for (double from = -2; from < 60; from += 0.37)
        for (double amount = 1e-6; amount < 5000; amount *= 3.1) {
            uint32_t fresh = 0;
            const double at = rates_after(&r, &cursor, from, amount);
            assert_true(at == rates_after(&r, &fresh, from, amount));
            assert_true(at >= from);
            assert_near(rates_integral(&r, from, at), amount, 1e-8 * amount + 1e-9);
        }
    rates_finish(&r);
}

static void never(void **state)
{
    (void)state;
    struct rates r = { 0 };
    uint32_t cursor = 0;
    assert_true(isinf(rates_after(&r, &cursor, 0, 1)));
    rates_add(&r, 0, 1);
    rates_add(&r, 2, 0);
    assert_true(isfinite(rates_after(&r, &cursor, 0, 0.99)));
    assert_true(isinf(rates_after(&r, &cursor, 0, 1.01)));
    rates_finish(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values),
        cmocka_unit_test(integrals),
        cmocka_unit_test(inverse),
        cmocka_unit_test(never),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
