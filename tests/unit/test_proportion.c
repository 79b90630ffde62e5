#include "models/theory/proportion.h"
#include "tests/unit/relative.h"

/* By hand: slope = sum(xy)/sum(x^2) = 29/14, squared error = 61 - 29^2/14, se^2 = that / 2 / 14. */
static void by_hand(void **state)
{
    (void)state;
    const double x[] = { 1, 2, 3 }, y[] = { 3, 4, 6 };
    struct proportion fit;
    assert_true(proportion_fit(3, x, y, &fit));
    const double left = 61 - 29.0 * 29 / 14;
    assert_relative(fit.slope, 29.0 / 14, 1e-12);
    assert_relative(fit.slope_se, sqrt(left / 2 / 14), 1e-12);
    assert_relative(fit.r2, 1 - left / (14.0 / 3), 1e-12);
    assert_relative(fit.free_slope, 1.5, 1e-12);
    assert_relative(fit.intercept, 4 / 3.0, 1e-12);
    /* s^2 = 1/6, its variance s^2 (1/3 + 2^2/2) */
    assert_relative(fit.intercept_se, sqrt(7 / 3.0 / 6), 1e-12);
}

static void exact(void **state)
{
    (void)state;
    const double x[] = { 4, 1, 9 }, y[] = { 2, 0.5, 4.5 };
    struct proportion fit;
    assert_true(proportion_fit(3, x, y, &fit));
    assert_relative(fit.slope, 0.5, 1e-15);
    assert_relative(fit.slope_se, 0, 1e-15);
    assert_relative(fit.r2, 1, 1e-15);
    assert_relative(fit.intercept, 0, 1e-12);
}

static void few_or_wrong(void **state)
{
    (void)state;
    const double x[] = { 1, 2, 0, 2 }, y[] = { 3, 6, 1, NAN }, same[] = { 2, 2, 2 }, flat[] = { 5, 5, 5 };
    struct proportion fit;
    assert_true(proportion_fit(2, x, y, &fit));
    assert_relative(fit.slope, 3, 1e-12);
    assert_true(isnan(fit.intercept));
    assert_false(proportion_fit(1, x, y, &fit));
    assert_true(isnan(fit.slope));
    assert_false(proportion_fit(3, x, y, &fit));
    assert_false(proportion_fit(2, x + 3 - 1, y, &fit));
    assert_false(proportion_fit(1, x + 3, y + 3, &fit));
    assert_true(proportion_fit(3, same, flat, &fit));
    assert_relative(fit.slope, 2.5, 1e-12);
    assert_true(isnan(fit.r2) && isnan(fit.intercept));
    const double worse[] = { 3, 2, 1 }, rising[] = { 1, 2, 3 };
    assert_true(proportion_fit(3, rising, worse, &fit));
    assert_true(fit.r2 < 0); /* worse than no line at all */
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(by_hand), cmocka_unit_test(exact),
                                        cmocka_unit_test(few_or_wrong) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
