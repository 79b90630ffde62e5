#include "models/theory/erlang.h"
#include "models/theory/retry.h"
#include "tests/unit/relative.h"

static const double EXACT = 1e-9;

static void amplification(void **state)
{
    (void)state;
    assert_relative(retry_attempts(0.3, 3), 1.417, EXACT); /* M-AMP */
    assert_relative(retry_success(0.3, 3), 0.9919, EXACT);
    assert_relative(retry_attempts(0, 5), 1, 0);
    assert_relative(retry_attempts(1, 5), 6, 0);
    assert_relative(retry_success(1, 5), 0, 0);
    assert_relative(retry_attempts(0.5, 0), 1, EXACT);
    assert_true(isnan(retry_attempts(1.5, 1)));
    assert_relative(retry_layered(3, 3), 64, 0); /* M-AMP-SRE */
}

static void backoff(void **state)
{
    (void)state;
    static const double sleeps[] = { 0.05, 0.1, 0.2, 0.4, 0.8 }; /* M-BACKOFF */
    for (unsigned i = 0; i < 5; i++) assert_relative(retry_backoff_mean(0.1, 10, i), sleeps[i], 1e-12);
    assert_relative(retry_backoff_mean(0.1, 10, 7), 5, 1e-12);
    assert_relative(retry_backoff_mean(0.1, 10, 4000000000u), 5, 1e-12);
}

static void overload(void **state)
{
    (void)state;
    assert_relative(retry_sustained_overload(1000, 1), 500, 0); /* M-META-FLUID */
    assert_relative(retry_sustained_overload(300, 1), 150, 0);  /* M-BRONSON */
}

static void fixed_point(void **state)
{
    (void)state;
    struct retry_point p;
    assert_true(retry_fixed_point(1, 10, 0.9, 1, 3, &p)); /* M-RETRYFP-0.9 */
    assert_relative(p.offered_rate, 0.9806637033, EXACT);
    assert_relative(p.loss, 0.08229629106, EXACT);
    assert_relative(p.failure, 4.58691879e-05, EXACT);
    assert_relative(p.amplification, 1.089626337, EXACT);
    struct erlang_finite queue;
    assert_true(retry_fixed_point(1, 10, 0.9, 1, 0, &p));
    assert_true(erlang_mmck(1, 10, 0.9, 1, &queue));
    assert_relative(p.loss, queue.loss, EXACT);
    assert_relative(p.offered_rate, 0.9, EXACT);
    /* Overloaded: nearly everything is tried four times, what is carried stays mu. */
    assert_true(retry_fixed_point(1, 10, 5, 1, 3, &p));
    assert_relative(p.offered_rate * (1 - p.loss), 1, 1e-6);
    assert_relative(p.offered_rate, 5 * p.amplification, EXACT);
    assert_false(retry_fixed_point(2, 1, 0.9, 1, 3, &p));
}

static void orbit(void **state)
{
    (void)state;
    assert_relative(retry_orbit(0.6, 1, 0.5), 2.7, EXACT); /* M-RETRIAL-0.6 */
    assert_relative(retry_orbit(0.6, 1, 0.5) / 0.6, 4.5, EXACT);
    assert_relative(retry_orbit(60, 100, 50), 2.7, EXACT);
    assert_relative(retry_orbit(0.6, 1, 1e12), 0.9, EXACT); /* at once: M/M/1 */
    assert_true(isinf(retry_orbit(1, 1, 1)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amplification), cmocka_unit_test(backoff), cmocka_unit_test(overload),
        cmocka_unit_test(fixed_point),   cmocka_unit_test(orbit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
