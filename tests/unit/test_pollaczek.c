#include "models/theory/erlang.h"
#include "models/theory/pollaczek.h"
#include "tests/unit/relative.h"

static const double EXACT = 1e-9;

static void general_service(void **state)
{
    (void)state;
    static const struct {
        double arrival_rate, scv, wait, response, queue;
    } rows[] = {
        { 0.8, 0, 2, 3, 1.6 },                                         /* S-MG1-D-0-0.8 */
        { 0.8, 0.25, 2.5, 3.5, 2 },                                    /* S-MG1-E4-0.25-0.8, S-MPH1-E4-0.8 */
        { 0.7, 1 / 3.0, 1.555555555556, 2.555555555556, 1.088888889 }, /* S-MG1-U(0,2)-0.333333-0.7 */
        { 0.8, 4, 10, 11, 8 },      /* S-MG1-lognor-4-0.8, S-MPH1-H2(scv4)-0.8 */
        { 0.5, 0, 0.5, 1.5, 0.25 }, /* S-MD1-0.5 */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_relative(pollaczek_wait(rows[i].arrival_rate, 1, rows[i].scv), rows[i].wait, EXACT);
        assert_relative(pollaczek_response(rows[i].arrival_rate, 1, rows[i].scv), rows[i].response, EXACT);
        assert_relative(rows[i].arrival_rate * pollaczek_wait(rows[i].arrival_rate, 1, rows[i].scv),
                        rows[i].queue, EXACT);
    }
    assert_relative(pollaczek_wait(80, 0.01, 4), 0.1, EXACT);
    assert_true(isinf(pollaczek_wait(1, 1, 0)));
    assert_true(isnan(pollaczek_wait(1, 1, -1)));
    assert_true(isnan(pollaczek_wait(1, 0, 1)));
}

static void exponential_service(void **state)
{
    (void)state;
    assert_relative(pollaczek_mm1_response_quantile(0.8, 1, 0.99), 23.02585093, EXACT); /* S-MM1-0.8 */
    assert_relative(pollaczek_mm1_response_quantile(0.5, 1, 0.5), 1.386294361, EXACT);  /* S-MM1-0.5 */
    assert_true(isinf(pollaczek_mm1_response_quantile(1, 1, 0.5)));
    assert_true(isnan(pollaczek_mm1_response_quantile(0.5, 1, 1)));
}

static void processor_sharing(void **state)
{
    (void)state;
    assert_relative(pollaczek_ps_response(0.5, 1), 2, EXACT); /* S-MG1PS-0.5, S-MM1PS-0.5 */
    assert_relative(pollaczek_ps_slowdown(0.5), 2, EXACT);
    assert_relative(pollaczek_ps_response(0.8, 1), 5, EXACT);  /* S-MG1PS-0.8 */
    assert_relative(pollaczek_ps_response(0.9, 1), 10, EXACT); /* S-MM1PS-0.9 */
    double rho = 0.3 * 1.0 + 0.4 * 0.5;                        /* O-BCMP-PS */
    assert_relative(1.0 * pollaczek_ps_slowdown(rho), 2, EXACT);
    assert_relative(0.5 * pollaczek_ps_slowdown(rho), 1, EXACT);
    assert_true(isinf(pollaczek_ps_slowdown(1)));
    assert_true(isnan(pollaczek_ps_slowdown(-0.1)));
}

static void regular_arrivals(void **state)
{
    (void)state;
    static const struct {
        unsigned stages;
        double arrival_rate, sigma, response, p99;
    } rows[] = {
        { 0, 0.8, 0.6286297965, 2.69273084, 12.40048378 },  /* S-DM1-0.8 */
        { 0, 0.9, 0.8068998329, 5.178659422, 23.84860797 }, /* S-DM1-0.9 */
        { 10, 0.8, 0.6578001757, 2.92226918, 13.4575469 },  /* S-E10M1-0.8 */
        { 10, 0.9, 0.8233301819, 5.66027639, 26.06653608 }, /* S-E10M1-0.9 */
        { 2, 0.8, 0.7398529491, 3.843979767, 17.70218102 }, /* S-E2M1-0.8 */
        { 1, 0.8, 0.8, 5, 23.02585093 },                    /* S-MM1-0.8 */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double sigma = pollaczek_gim1_sigma(rows[i].stages, rows[i].arrival_rate, 1);
        assert_relative(sigma, rows[i].sigma, EXACT);
        assert_relative(1 / (1 - sigma), rows[i].response, EXACT);
        assert_relative(-log(0.01) / (1 - sigma), rows[i].p99, EXACT);
    }
    assert_relative(pollaczek_gim1_sigma(3, 99.999, 100), 1, 1e-4);
    assert_true(isnan(pollaczek_gim1_sigma(3, 1, 1)));
    /* By scv: exponential gaps make M/M/1; balanced hyperexponential ones of scv 4 solve
     * sigma = p a/(a + s) + q b/(b + s). */
    assert_relative(pollaczek_gm1_sigma(1, 0.8, 1), 0.8, EXACT);
    assert_relative(pollaczek_gm1_sigma(0.25, 0.8, 1), pollaczek_gim1_sigma(4, 0.8, 1), EXACT);
    const double sigma = pollaczek_gm1_sigma(4, 0.8, 1), p = (1 + sqrt(0.6)) / 2;
    const double a = 2 * p * 0.8, b = 2 * (1 - p) * 0.8, at = 1 - sigma;
    assert_relative(p * a / (a + at) + (1 - p) * b / (b + at), sigma, EXACT);
    assert_true(sigma > 0.8 && sigma < 1);
    assert_true(isnan(pollaczek_gm1_sigma(-1, 0.8, 1)));
}

static void approximations(void **state)
{
    (void)state;
    assert_relative(pollaczek_kingman_wait(0.9, 1, 4, 0.25), 19.125, EXACT); /* S-kingman */
    assert_relative(pollaczek_allen_cunneen_wait(1, 0.9, 1, 4, 0.25), 19.125, EXACT);
    assert_relative(pollaczek_allen_cunneen_wait(4, 3.6, 1, 1, 1), erlang_wait(4, 3.6, 1), EXACT);
    /* S-MDc-10-9, S-MDc-2-1.6: an approximation, exact is 0.34458 and 0.90328 */
    assert_relative(pollaczek_allen_cunneen_wait(10, 9, 1, 1, 0), 0.3445820503, 0.05);
    assert_relative(pollaczek_allen_cunneen_wait(2, 1.6, 1, 1, 0), 0.9032838794, 0.05);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(general_service),   cmocka_unit_test(exponential_service),
        cmocka_unit_test(processor_sharing), cmocka_unit_test(regular_arrivals),
        cmocka_unit_test(approximations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
