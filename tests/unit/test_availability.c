#include "models/theory/availability.h"
#include "tests/unit/relative.h"

static const double EXACT = 1e-9, YEAR_H = 8766;

/* The rows count a year of 365.25 days for minutes of downtime. */
static double downtime(double availability)
{
    return (1 - availability) * 365.25 * 24 * 60;
}

static void alternating(void **state)
{
    (void)state;
    assert_relative(availability_renewal(1000, 10), 0.9900990099, EXACT); /* A-ALT-1000 */
    assert_relative(downtime(availability_renewal(1000, 10)), 5207.524752, EXACT);
    assert_relative(availability_renewal(720, 0.5), 0.9993060375, EXACT); /* A-ALT-720 */
    assert_relative(downtime(availability_renewal(720, 0.5)), 364.9965302, EXACT);
    assert_relative(availability_renewal(8760, 4), 0.9995435874, EXACT); /* A-ALT-8760 */
    assert_relative(downtime(availability_renewal(8760, 4)), 240.0547695, EXACT);
    assert_relative(availability_renewal(1, 0), 1, 0);
    assert_true(isnan(availability_renewal(0, 1)));
}

static void structures(void **state)
{
    (void)state;
    double pool = availability_at_least(2, 3, 0.995);
    assert_relative(pool, 3 * 0.995 * 0.995 * 0.005 + 0.995 * 0.995 * 0.995, 1e-12);
    const double chain[] = { 0.9999, pool, 0.999, 0.9995 };
    assert_relative(availability_series(4, chain), 0.998326019501, EXACT); /* A-SERIES */
    const double pair[] = { 0.99, 0.9 };
    assert_relative(availability_parallel(2, pair), 0.999, 1e-12);
    assert_relative(availability_at_least(1, 2, 0.99), 0.9999, 1e-12);
    assert_relative(availability_at_least(0, 5, 0.3), 1, 0);
    assert_relative(availability_at_least(5, 5, 0.3), pow(0.3, 5), EXACT);
    assert_relative(availability_at_least(1, 3, 0), 0, 0);
    assert_relative(availability_at_least(3, 3, 1), 1, 0);
    assert_true(isnan(availability_at_least(4, 3, 0.5)));
    const double bad[] = { 0.9, 1.1 };
    assert_true(isnan(availability_series(2, bad)));
    assert_true(isnan(availability_parallel(2, bad)));
}

static void groups(void **state)
{
    (void)state;
    struct availability_group g;
    assert_true(availability_k_of_n(2, 1, 1000, 10, 1, &g)); /* A-KOFN-2-1 */
    assert_relative(g.availability, 0.99980396, EXACT);
    assert_relative(g.mttf, 51500, EXACT);
    assert_relative(g.failure_rate * YEAR_H, 0.1718486571, EXACT);
    assert_true(availability_k_of_n(3, 2, 1000, 10, 3, &g)); /* A-KOFN-3-2 */
    assert_relative(g.availability, 0.9997078524, EXACT);
    assert_relative(g.mttf, 17500, EXACT);
    assert_relative(g.failure_rate * YEAR_H, 0.5104915942, EXACT);
    assert_true(availability_k_of_n(4, 3, 720, 8, 4, &g)); /* A-KOFN-4-3 */
    assert_relative(g.availability, 0.9992860222, EXACT);
    assert_relative(g.mttf, 5820, EXACT);
    assert_relative(g.failure_rate * YEAR_H, 1.553145615, EXACT);
    /* A crew for each unit: units are independent. */
    assert_true(availability_k_of_n(5, 3, 100, 7, 5, &g));
    assert_relative(g.availability, availability_at_least(3, 5, availability_renewal(100, 7)), 1e-12);
    assert_true(availability_k_of_n(1, 1, 100, 7, 1, &g));
    assert_relative(g.availability, availability_renewal(100, 7), 1e-12);
    assert_relative(g.mttf, 100, 1e-12);
    assert_relative(g.failure_rate, 1 / 107.0, 1e-12);
    assert_false(availability_k_of_n(2, 3, 100, 7, 1, &g));
    assert_false(availability_k_of_n(2, 1, 100, 7, 0, &g));
}

static void numbers_of_failed(void **state)
{
    (void)state;
    double share[5];
    availability_failed(2, 1000, 10, 1, share);
    assert_relative(share[2], 1 - 0.99980396, 1e-4); /* A-KOFN-2-1 */
    assert_relative(share[0] + share[1] + share[2], 1, 1e-14);
    availability_failed(4, 720, 8, INFINITY, share);
    assert_relative(share[0] + share[1], 0.9992860222, EXACT); /* A-KOFN-4-3 */
    availability_failed(4, 1, 1e200, 1, share);
    assert_relative(share[4], 1, 0);
    availability_failed(4, 1, 0, 1, share);
    assert_relative(share[0], 1, 0);
}

static void failover(void **state)
{
    (void)state;
    struct availability_failover f = availability_failover(720 * 3600, 30 + 60, 500, 0.2); /* A-FAILOVER */
    assert_relative(f.unavailability, 3.472101663e-05, EXACT);
    assert_relative(f.rejected, 45000, EXACT);
    assert_relative(f.lost, 100, EXACT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alternating),       cmocka_unit_test(structures), cmocka_unit_test(groups),
        cmocka_unit_test(numbers_of_failed), cmocka_unit_test(failover),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
