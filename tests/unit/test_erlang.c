#include "models/theory/erlang.h"
#include "tests/unit/relative.h"

static const double EXACT = 1e-9; /* the reference values carry ten digits */

static void loss(void **state)
{
    (void)state;
    assert_relative(erlang_b(10, 10), 0.214582343107, EXACT);    /* S-ErlB-10-10 */
    assert_relative(erlang_b(100, 100), 0.0757004527109, EXACT); /* S-ErlB-100-100 */
    assert_relative(erlang_b(20, 15), 0.0455932155898, EXACT);   /* S-ErlB-20-15 */
    assert_relative(erlang_b(5, 3), 0.110054347826, EXACT);      /* S-ErlB-5-3 */
    assert_relative(erlang_b(3, 0), 0, 0);
    assert_true(isnan(erlang_b(3, -1)));
    /* Large systems: B of a = m tends to sqrt(2/(pi m)). */
    assert_relative(erlang_b(1000000, 1e6), sqrt(2 / (M_PI * 1e6)), 1e-3);
}

struct mmc_row {
    unsigned servers;
    double arrival_rate, values[7]; /* C, Wq, W, p50, p95, p99, p99.9 with mu = 1 */
};

static void waiting_and_response(void **state)
{
    (void)state;
    static const struct mmc_row rows[] = {
        /* S-MMc-16-14 */
        { 16,
          14,
          { 0.5084822061, 0.254241103, 1.254241103, 0.9671112929, 3.395471331, 5.014032065, 7.31863573 } },
        /* S-MMc-2-1.6 */
        { 2,
          1.6,
          { 0.7111111111, 1.777777778, 2.777777778, 2.040031446, 7.910684252, 11.93737024, 17.69412622 } },
        /* S-MMc-3-2.7 */
        { 3,
          2.7,
          { 0.8170610212, 2.723536737, 3.723536737, 2.755820616, 10.50091237, 15.86600494, 23.54129572 } },
        /* S-MMc-4-3.6 */
        { 4,
          3.6,
          { 0.7877532643, 1.969383161, 2.969383161, 2.254503693, 8.165524818, 12.19316744, 17.95001385 } },
        /* S-MM1-0.5 */
        { 1, 0.5, { 0.5, 1, 2, 1.386294361, 5.991464547, 9.210340372, 13.81551056 } },
        /* S-MM1-0.8 */
        { 1, 0.8, { 0.8, 4, 5, 3.465735903, 14.97866137, 23.02585093, 34.53877639 } },
    };
    static const double levels[] = { 0.5, 0.95, 0.99, 0.999 };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct mmc_row *row = &rows[i];
        assert_relative(erlang_c(row->servers, row->arrival_rate), row->values[0], EXACT);
        assert_relative(erlang_wait(row->servers, row->arrival_rate, 1), row->values[1], EXACT);
        assert_relative(erlang_response(row->servers, row->arrival_rate, 1), row->values[2], EXACT);
        for (size_t j = 0; j < 4; j++) {
            double t = erlang_response_quantile(row->servers, row->arrival_rate, 1, levels[j]);
            assert_relative(t, row->values[3 + j], EXACT);
            assert_relative(erlang_response_cdf(row->servers, row->arrival_rate, 1, t), levels[j], 1e-12);
        }
    }
    /* Rates scale time. */
    assert_relative(erlang_response_quantile(4, 360, 100, 0.99), 0.1219316744, EXACT);
    /* m mu - lambda = mu: the two rates of the hypoexponential coincide. */
    assert_relative(erlang_response_sf(2, 1, 1, 3), exp(-3) * (1 + 3 * erlang_c(2, 1)), 1e-14);
}

static void waiting_quantiles(void **state)
{
    (void)state;
    assert_relative(erlang_wait_quantile(10, 9, 1, 0.9), 1.900212484, EXACT); /* S-MMc-10-9-wq */
    assert_relative(erlang_wait_quantile(10, 9, 1, 0.99), 4.202797577, EXACT);
    assert_relative(erlang_wait_quantile(16, 14, 1, 0.9), 0.8131300179, EXACT); /* S-MMc-16-14-wq */
    assert_relative(erlang_wait_quantile(16, 14, 1, 0.99), 1.964422564, EXACT);
    assert_relative(erlang_wait_quantile(2, 1.6, 1, 0.9), 4.904146265, EXACT); /* S-MMc-2-1.6-wq */
    assert_relative(erlang_wait_quantile(2, 1.6, 1, 0.99), 10.660609, EXACT);
    assert_relative(erlang_wait_quantile(3, 2.7, 1, 0.9), 7.001811985, EXACT); /* S-MMc-3-2.7-wq */
    assert_relative(erlang_wait_quantile(3, 2.7, 1, 0.99), 14.67709563, EXACT);
    assert_relative(erlang_wait_quantile(4, 3.6, 1, 0.9), 5.160036846, EXACT); /* S-MMc-4-3.6-wq */
    assert_relative(erlang_wait_quantile(4, 3.6, 1, 0.99), 10.91649958, EXACT);
    assert_relative(erlang_wait_quantile(50, 45, 1, 0.9), 0.2583222539, EXACT); /* S-MMc-50-45-wq */
    assert_relative(erlang_wait_quantile(50, 45, 1, 0.99), 0.7188392725, EXACT);
    assert_relative(erlang_wait_quantile(4, 1, 1, 0.5), 0, 0);
    assert_relative(erlang_wait_sf(10, 9, 1, 1.900212484), 0.1, EXACT);
}

static void mean_numbers(void **state)
{
    (void)state;
    /* S-MM1-0.5-L, S-MM1-0.8-L, S-MM1-0.9-L, S-MM1-0.95-L: L, by Little's law */
    assert_relative(0.5 * erlang_response(1, 0.5, 1), 1, EXACT);
    assert_relative(0.8 * erlang_response(1, 0.8, 1), 4, EXACT);
    assert_relative(0.9 * erlang_response(1, 0.9, 1), 9, EXACT);
    assert_relative(0.95 * erlang_response(1, 0.95, 1), 19, EXACT);
    /* A-N+1: four servers at load 3.2, then three */
    assert_relative(erlang_response(4, 3.2, 1), 1.74554059, EXACT);
    assert_true(isinf(erlang_response(3, 3.2, 1)));
    assert_true(isinf(erlang_response_quantile(3, 3.2, 1, 0.5)));
    assert_relative(erlang_c(3, 3.2), 1, 0);
    assert_true(isnan(erlang_wait(0, 1, 1)));
    assert_true(isnan(erlang_response_quantile(1, 0.5, 1, 1)));
}

static void finite_queue(void **state)
{
    (void)state;
    struct erlang_finite f;
    assert_true(erlang_mmck(1, 10, 0.9, 1, &f)); /* S-MM1K-0.9-10 */
    assert_relative(f.loss, 0.05081373133, EXACT);
    assert_relative(f.accepted_rate, 0.8542676418, EXACT);
    assert_relative(f.number, 3.969440599, EXACT);
    assert_relative(f.response, 4.646600672, EXACT);
    static const double levels[] = { 0.5, 0.95, 0.99, 0.999 };
    static const double small[] = { 3.942045216, 11.36148816, 14.7834416, 18.92275018 };
    for (size_t j = 0; j < 4; j++)
        assert_relative(erlang_mmck_response_quantile(1, 10, 0.9, 1, levels[j]), small[j], EXACT);

    assert_true(erlang_mmck(1, 20, 1.2, 1, &f)); /* S-MM1K-1.2-20 */
    assert_relative(f.loss, 0.170369949, EXACT);
    assert_relative(f.accepted_rate, 0.9955560612, EXACT);
    assert_relative(f.number, 15.46661358, EXACT);
    assert_relative(f.response, 15.53565307, EXACT);
    static const double full[] = { 15.68598875, 25.01195429, 29.19572623, 34.22381836 };
    for (size_t j = 0; j < 4; j++)
        assert_relative(erlang_mmck_response_quantile(1, 20, 1.2, 1, levels[j]), full[j], EXACT);

    assert_true(erlang_mmck(4, 20, 4.5, 1, &f)); /* S-MMcK-4.5-4-20 */
    assert_relative(f.loss, 0.1240890325, EXACT);
    assert_relative(f.accepted_rate, 3.941599354, EXACT);
    assert_relative(f.number, 14.23315246, EXACT);
    assert_relative(f.queue, 10.29155311, EXACT);
    assert_relative(f.wait, 2.611009436, EXACT);
    assert_relative(f.response, 3.611009436, EXACT);
    static const double pool[] = { 3.546192989, 6.576802456, 8.228633752 };
    for (size_t j = 0; j < 3; j++)
        assert_relative(erlang_mmck_response_quantile(4, 20, 4.5, 1, levels[j]), pool[j], EXACT);
}

static void finite_queue_limits(void **state)
{
    (void)state;
    struct erlang_finite f;
    assert_true(erlang_mmck(20, 20, 15, 1, &f)); /* no queue: Erlang B */
    assert_relative(f.loss, 0.0455932155898, EXACT);
    assert_relative(f.queue, 0, 0);
    assert_relative(f.number, 15 * (1 - f.loss), EXACT);
    assert_true(erlang_mmck(4, 4000, 3.6, 1, &f)); /* long queue: M/M/m */
    assert_relative(f.wait, 1.969383161, EXACT);
    assert_relative(erlang_mmck_response_quantile(4, 4000, 3.6, 1, 0.99), 12.19316744, EXACT);
    assert_true(erlang_mmck(2, 100000, 20, 1, &f)); /* rho^K does not fit a double */
    assert_relative(f.accepted_rate, 2, EXACT);
    assert_relative(f.loss, 0.9, EXACT);
    assert_relative(erlang_mmck_response_sf(2, 4000, 20, 1, 0.5), 1, EXACT);
    assert_false(erlang_mmck(4, 3, 1, 1, &f));
    assert_true(isnan(erlang_mmck_response_quantile(4, 3, 1, 1, 0.5)));
}

static void impatience(void **state)
{
    (void)state;
    struct erlang_impatient a;
    assert_true(erlang_a(100, 100, 1, 1, &a)); /* S-ErlA-100-100 */
    assert_relative(a.abandon, 0.03986099681, EXACT);
    assert_relative(a.wait_probability, 0.5132987983, EXACT);
    assert_relative(a.queue, 3.986099681, EXACT);
    assert_relative(a.wait, 0.03986099681, EXACT);
    assert_true(erlang_a(100, 110, 1, 0.5, &a)); /* S-ErlA-110-100 */
    assert_relative(a.abandon, 0.09461833225, EXACT);
    assert_relative(a.wait_probability, 0.9291161258, EXACT);
    assert_relative(a.queue, 20.8160331, EXACT);
    assert_relative(a.wait, 0.1892366645, EXACT);

    assert_relative(erlang_timeout_mm1(0.9, 1, 5), 0.107306209, EXACT); /* S-MM1D-0.9-5 */
    assert_relative(0.9 * (1 - erlang_timeout_mm1(0.9, 1, 5)), 0.8034244119, EXACT);
    assert_relative(erlang_timeout_mm1(1.5, 1, 10), 0.334334546, EXACT); /* S-MM1D-1.5-10 */
    assert_relative(1.5 * (1 - erlang_timeout_mm1(1.5, 1, 10)), 0.998498181, EXACT);
    assert_relative(erlang_timeout_mm1(1, 1, 0), 0.5, EXACT); /* no patience: M/M/1/1 */
    assert_relative(erlang_timeout_mm1(4, 1, 1e6), 0.75, EXACT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loss),
        cmocka_unit_test(waiting_and_response),
        cmocka_unit_test(waiting_quantiles),
        cmocka_unit_test(mean_numbers),
        cmocka_unit_test(finite_queue),
        cmocka_unit_test(finite_queue_limits),
        cmocka_unit_test(impatience),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
