#include "models/theory/fork_join.h"
#include "tests/unit/relative.h"

static const double EXACT = 1e-9;

static void largest_of_exponentials(void **state)
{
    (void)state;
    static const double levels[] = { 0.5, 0.95, 0.99, 0.999 };
    static const struct {
        unsigned n;
        double mean, quantile[4];
    } rows[] = {
        { 10, 2.928968254, { 2.703555192, 5.275343911, 6.903236794, 9.209890188 } },  /* F-MAXEXP-10 */
        { 100, 5.187377518, { 4.975146841, 7.575621891, 9.205369664, 11.51243026 } }, /* F-MAXEXP-100 */
        { 2, 1.5, { 1.227947177, 3.676138347, 5.295807939, 7.600652366 } },           /* F-MAXEXP-2 */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_relative(fork_join_max_mean(rows[i].n, 1), rows[i].mean, EXACT);
        for (int j = 0; j < 4; j++)
            assert_relative(fork_join_max_quantile(rows[i].n, 1, levels[j]), rows[i].quantile[j], EXACT);
    }
    double rate = 1 - 0.7; /* F-SG-8 */
    assert_relative(fork_join_max_mean(8, rate), 9.05952381, EXACT);
    assert_relative(fork_join_max_quantile(8, rate, 0.5), 8.296544619, EXACT);
    assert_relative(fork_join_max_quantile(8, rate, 0.99), 22.26739616, EXACT);
    assert_relative(fork_join_max_quantile(1000000000, 1, 0.5), log(1e9) - log(log(2)), EXACT);
    assert_true(isnan(fork_join_max_quantile(0, 1, 0.5)));
    assert_true(isnan(fork_join_max_quantile(2, 1, 1)));
}

static void synchronous_fan_out(void **state)
{
    (void)state;
    assert_relative(fork_join_response(2, 0.5, 1), 2.875, EXACT);          /* F-FJ-2-0.5 */
    assert_relative(fork_join_response(2, 0.8, 1), 7, EXACT);              /* F-FJ-2-0.8 */
    assert_relative(fork_join_response(3, 0.5, 1), 3.432578782, 0.02);     /* F-FJ-3-0.5, approximated by */
    assert_relative(fork_join_response(3, 0.5, 1), 3.39773, 1e-5);         /* ... this */
    assert_relative(fork_join_response(10, 0.5, 1), 5.11588203463, EXACT); /* F-NT-10-0.5 */
    assert_relative(fork_join_response(32, 0.9, 1), 29.7958178298, EXACT); /* F-NT-32-0.9 */
    assert_relative(fork_join_response(1, 0.8, 1), 5, EXACT);
    assert_relative(fork_join_response(32, 90, 100), 0.297958178298, EXACT);
    assert_true(isinf(fork_join_response(4, 1, 1)));
    assert_true(isnan(fork_join_response(0, 0.5, 1)));
}

static void tails_at_scale(void **state)
{
    (void)state;
    assert_relative(fork_join_any_slow(100, 0.01), 0.633967658727, EXACT);  /* F-DB-63 */
    assert_relative(fork_join_leaf_level(50, 0.99), 0.999799013483, 1e-12); /* F-p99need */
    assert_relative(fork_join_any_slow(50, 1 - fork_join_leaf_level(50, 0.99)), 0.01, EXACT);
    assert_relative(fork_join_any_slow(3, 1), 1, 0);
    assert_true(isnan(fork_join_any_slow(3, 1.1)));
}

static double exponential_sf(double t, void *context)
{
    return exp(-t / *(const double *)context);
}

/* sigma = 1, mean 1 */
static double lognormal_sf(double t, void *context)
{
    (void)context;
    return t > 0 ? erfc((log(t) + 0.5) / sqrt(2)) / 2 : 1;
}

static void hedging(void **state)
{
    (void)state;
    static const double levels[] = { 0.5, 0.95, 0.99, 0.999 };
    static const double hedged[] = { 0.6931471806, 2.995732274, 3.802585093, 4.953877639 };
    double mean = 1;
    assert_relative(exponential_sf(3, &mean), 0.04978706837, EXACT); /* F-HEDGE-exp3 */
    for (int j = 0; j < 4; j++)
        assert_relative(fork_join_hedged_quantile(exponential_sf, &mean, 3, levels[j], 1), hedged[j], EXACT);
    static const double heavy[] = { 0.6065306597, 3.141981422, 4.043486034,
                                    5.648588121 }; /* F-HEDGE-logn-p95 */
    for (int j = 0; j < 4; j++)
        assert_relative(fork_join_hedged_quantile(lognormal_sf, NULL, 3.14198142, levels[j], 1), heavy[j],
                        EXACT);
    /* F-CLONE2: a second copy at once */
    assert_relative(fork_join_hedged_quantile(exponential_sf, &mean, 0, 0.99, 1), 2.302585093, EXACT);
    assert_true(isnan(fork_join_hedged_quantile(exponential_sf, &mean, -1, 0.99, 1)));
}

static void redundancy(void **state)
{
    (void)state;
    assert_relative(fork_join_redundant_response(2, 2, 0.6, 1), 1.25, EXACT);          /* F-RED-d2n2 */
    assert_relative(fork_join_redundant_response(4, 2, 0.7, 1), 1.25452898551, EXACT); /* F-REDd-4-2 */
    assert_relative(fork_join_redundant_response(4, 1, 0.7, 1), 1 / 0.3, EXACT);       /* M/M/1 */
    assert_relative(fork_join_redundant_response(3, 3, 0.5, 1), 1 / 1.5, EXACT);
    assert_true(isinf(fork_join_redundant_response(4, 2, 1, 1)));
    assert_true(isnan(fork_join_redundant_response(4, 5, 0.1, 1)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(largest_of_exponentials),
        cmocka_unit_test(synchronous_fan_out),
        cmocka_unit_test(tails_at_scale),
        cmocka_unit_test(hedging),
        cmocka_unit_test(redundancy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
