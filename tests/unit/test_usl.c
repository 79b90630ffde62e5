#include "models/theory/usl.h"
#include "tests/unit/relative.h"
#include <stdlib.h>

enum { CISCO = 32, RAY = 11, SYN = 6 };
static const double cisco[CISCO] = { 955.16,   1878.91,  2688.01,  3548.68,  4315.54,  5130.43,  5931.37,
                                     6531.08,  7219.8,   7867.61,  8278.71,  8646.7,   9047.84,  9426.55,
                                     9645.37,  9897.24,  10097.6,  10240.5,  10532.39, 10798.52, 11151.43,
                                     11518.63, 11806,    12089.37, 12075.41, 12177.29, 12211.41, 12158.93,
                                     12155.27, 12118.04, 12140.4,  12074.39 };
static const double ray_n[RAY] = { 1, 4, 8, 12, 16, 20, 24, 28, 32, 48, 64 };
static const double ray_x[RAY] = { 20, 78, 130, 170, 190, 200, 210, 230, 260, 280, 310 };
static const double syn_n[SYN] = { 1, 2, 4, 6, 8, 10 };
static const double syn_x[SYN] = { 1, 1.8868, 3.0769, 3.5294, 3.5398, 3.3557 };

static void published_fits(void **state)
{
    (void)state;
    struct usl fit;
    double n[CISCO];
    for (int i = 0; i < CISCO; i++) n[i] = i + 1;
    assert_int_equal(usl_fit(CISCO, n, cisco, &fit), USL_OK); /* U-CISCO */
    assert_relative(fit.alpha, 0.02671594531, 1e-6);
    assert_relative(fit.beta, 0.0007690939134, 1e-6);
    assert_relative(fit.gamma, 995.648787, 1e-7);
    assert_relative(fit.peak, 35.57378836, 1e-6);
    assert_relative(fit.peak_throughput, 12342.85256, 1e-7);
    assert_relative(fit.squared_error, 1023849.525, 1e-7);
    assert_false(fit.alpha_fixed || fit.beta_fixed);

    assert_int_equal(usl_fit(SYN, syn_n, syn_x, &fit), USL_OK); /* U-SYN */
    assert_relative(fit.alpha, 0.02000576133, 1e-6);
    assert_relative(fit.beta, 0.01999966528, 1e-6);
    assert_relative(fit.gamma, 1.000005122, 1e-7);
    assert_relative(fit.peak, 7.000038001, 1e-6);
    assert_relative(fit.peak_throughput, 3.571409492, 1e-7);
    assert_relative(fit.squared_error, 2.732815373e-10, 1e-5);
}

static void coherency_fixed_at_zero(void **state)
{
    (void)state;
    struct usl fit;
    assert_int_equal(usl_fit(RAY, ray_n, ray_x, &fit), USL_OK); /* U-RAY */
    assert_true(fit.beta_fixed && !fit.alpha_fixed);
    assert_relative(fit.alpha, 0.057770781, 1e-6);
    assert_relative(fit.beta, 0, 0);
    assert_relative(fit.beta_se, 0, 0);
    assert_relative(fit.gamma, 21.84884293, 1e-7);
    assert_true(isinf(fit.peak));
    assert_relative(fit.peak_throughput, 378.1988498, 1e-6);
    assert_relative(fit.squared_error, 697.2377997, 1e-7);
    assert_relative(fit.freedom, 9, 0);
}

static void units_and_order_do_not_matter(void **state)
{
    (void)state;
    struct usl fit, other;
    double n[SYN], x[SYN];
    for (int i = 0; i < SYN; i++) {
        n[i] = syn_n[SYN - 1 - i];
        x[i] = 1e7 * syn_x[SYN - 1 - i];
    }
    assert_int_equal(usl_fit(SYN, syn_n, syn_x, &fit), USL_OK);
    assert_int_equal(usl_fit(SYN, n, x, &other), USL_OK);
    assert_relative(other.alpha, fit.alpha, 1e-8);
    assert_relative(other.beta_se, fit.beta_se, 1e-6);
    assert_relative(other.gamma, 1e7 * fit.gamma, 1e-9);
    assert_relative(other.gamma_se, 1e7 * fit.gamma_se, 1e-6);
}

/* Measurements of a known curve with normal errors, from a small generator: Box and Muller on a 64-bit
 * congruence. */
static double normal(uint64_t *random)
{
    double u[2];
    for (int i = 0; i < 2; i++) {
        *random = *random * 6364136223846793005u + 1442695040888963407u;
        u[i] = ((double)(*random >> 11) + 0.5) / 9007199254740992.0;
    }
    return sqrt(-2 * log(u[0])) * cos(2 * M_PI * u[1]);
}

/* Intervals of 95 % hold the truth 95 times in a hundred: coefficients, curve and new measurement alike. */
static void intervals_cover(void **state)
{
    (void)state;
    enum { ROUNDS = 2000, POINTS = 12 };
    const struct usl truth = { .alpha = 0.05, .beta = 0.002, .gamma = 100 };
    const double t95 = 2.262157163, deviation = 8; /* Student, 9 degrees of freedom */
    uint64_t random = 1;
    int alpha = 0, gamma = 0, peak = 0, curve = 0, next = 0, fits = 0;
    for (int round = 0; round < ROUNDS; round++) {
        double n[POINTS], x[POINTS];
        for (int i = 0; i < POINTS; i++) {
            n[i] = 1 + 3 * i;
            x[i] = usl_throughput(&truth, n[i]) + deviation * normal(&random);
        }
        struct usl fit;
        if (usl_fit(POINTS, n, x, &fit) != USL_OK || fit.alpha_fixed || fit.beta_fixed) continue;
        fits++;
        struct usl_prediction p = usl_predict(&fit, 50, 0.95);
        double there = usl_throughput(&truth, 50), measured = there + deviation * normal(&random);
        alpha += fabs(fit.alpha - truth.alpha) <= t95 * fit.alpha_se;
        gamma += fabs(fit.gamma - truth.gamma) <= t95 * fit.gamma_se;
        peak += fabs(fit.peak - sqrt(0.95 / 0.002)) <= t95 * fit.peak_se;
        curve += fabs(p.throughput - there) <= t95 * p.se;
        next += p.low <= measured && measured <= p.high;
    }
    assert_true(fits > 0.99 * ROUNDS);
    const int covered[] = { alpha, gamma, peak, curve, next };
    for (size_t i = 0; i < sizeof covered / sizeof covered[0]; i++) {
        if (abs(covered[i] - 95 * fits / 100) > 0.02 * fits) print_message("%d of %d\n", covered[i], fits);
        assert_true(abs(covered[i] - 95 * fits / 100) <= 0.02 * fits);
    }
}

static void predictions(void **state)
{
    (void)state;
    struct usl fit;
    assert_int_equal(usl_fit(SYN, syn_n, syn_x, &fit), USL_OK);
    struct usl_prediction p = usl_predict(&fit, 7, 0.95);
    assert_relative(p.throughput, 3.571409492, 1e-7);
    assert_true(p.se > 0 && p.low < p.throughput && p.throughput < p.high);
    assert_true(usl_predict(&fit, 40, 0.95).se > p.se); /* further out is less certain */
    assert_true(usl_predict(&fit, 7, 0.99).high > p.high);
    assert_true(isnan(usl_predict(&fit, 7, 1).throughput));
}

static void refusals(void **state)
{
    (void)state;
    struct usl fit;
    assert_int_equal(usl_fit(5, syn_n, syn_x, &fit), USL_TOO_FEW_POINTS);
    assert_true(isnan(fit.alpha));
    const double bad[SYN] = { 1, 2, 0, 6, 8, 10 }, nan[SYN] = { 1, 2, NAN, 6, 8, 10 };
    assert_int_equal(usl_fit(SYN, bad, syn_x, &fit), USL_BAD_POINT);
    assert_int_equal(usl_fit(SYN, syn_n, nan, &fit), USL_BAD_POINT);
    const double twice[SYN] = { 1, 1, 1, 8, 8, 8 };
    assert_int_equal(usl_fit(SYN, twice, syn_x, &fit), USL_NOT_IDENTIFIED);
    /* Grows like N^1.3 */
    double x[SYN];
    for (int i = 0; i < SYN; i++) x[i] = pow(syn_n[i], 1.3);
    assert_int_equal(usl_fit(SYN, syn_n, x, &fit), USL_NEGATIVE_CONTENTION);
    assert_true(fit.alpha == 0 && fit.beta >= 0);
    /* Contention that goes away at scale: flat, then rising. */
    const double n[] = { 1, 2, 4, 8, 16, 32, 64 }, bend[] = { 1, 1.33, 1.6, 1.8, 2.2, 3, 5 };
    assert_int_equal(usl_fit(7, n, bend, &fit), USL_NEGATIVE_COHERENCY);
    assert_true(fit.beta == 0 && fit.alpha > 0);
    for (int i = USL_OK; i <= USL_NO_MEMORY; i++) assert_non_null(usl_status_text((enum usl_status)i));
}

/* A straight line with a little noise is no negative contention. */
static void straight_line(void **state)
{
    (void)state;
    const double x[SYN] = { 10.1, 19.9, 40.2, 59.7, 80.3, 100.1 };
    struct usl fit;
    assert_int_equal(usl_fit(SYN, syn_n, x, &fit), USL_OK);
    assert_true(fit.alpha >= 0 && fit.beta >= 0 && (fit.alpha_fixed || fit.beta_fixed));
    assert_relative(usl_throughput(&fit, 5), 50, 0.01);
    double exact[SYN];
    for (int i = 0; i < SYN; i++) exact[i] = 3 * syn_n[i];
    assert_int_equal(usl_fit(SYN, syn_n, exact, &fit), USL_OK);
    assert_relative(fit.gamma, 3, 1e-9);
    assert_relative(usl_throughput(&fit, 10), 30, 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_fits),
        cmocka_unit_test(coherency_fixed_at_zero),
        cmocka_unit_test(units_and_order_do_not_matter),
        cmocka_unit_test(intervals_cover),
        cmocka_unit_test(predictions),
        cmocka_unit_test(refusals),
        cmocka_unit_test(straight_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
