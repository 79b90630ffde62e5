#include "sim/engine/histogram.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/unit/near.h"

static void edges_are_ascending_and_narrow(void **state)
{
    (void)state;
    assert_near(histogram_edge(0), ldexp(1, -30), 0);
    assert_near(histogram_edge(HISTOGRAM_BUCKETS), ldexp(1, 24), 0);
    for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
        const double low = histogram_edge(i), high = histogram_edge(i + 1);
        assert_true(low < high && (high - low) / low <= 1.0 / HISTOGRAM_OCTAVE);
        assert_int_equal(histogram_index(low), i);
        assert_int_equal(histogram_index(nextafter(high, 0)), i);
    }
}

static void values_outside_the_domain_clamp(void **state)
{
    (void)state;
    struct histogram *h = histogram_create();
    const double values[] = { 0, 1e-300, 1e-10, 1e9, 1e300 };
    for (size_t i = 0; i < 5; i++) histogram_record(h, values[i]);
    assert_int_equal(h->counts[0], 3);
    assert_int_equal(h->counts[HISTOGRAM_BUCKETS - 1], 2);
    assert_near(histogram_quantile(h, 0), 0, 0);
    assert_true(histogram_quantile(h, 1) == 1e300);
    histogram_destroy(h);
    histogram_destroy(NULL);
}

static void quantiles_of_a_uniform_sample(void **state)
{
    (void)state;
    struct histogram *h = histogram_create();
    assert_true(isnan(histogram_quantile(h, 0.5)) && isnan(histogram_mean(h)) &&
                isnan(histogram_share_above(h, 0)));
    enum { N = 100000 };
    for (int i = 1; i <= N; i++) histogram_record(h, i * 1e-3);
    assert_int_equal(h->count, N);
    assert_near(histogram_mean(h), (N + 1) / 2.0 * 1e-3, 1e-9);
    assert_near(histogram_variance(h), 1e-6 * N * (N + 1.0) / 12, 1e-4);
    assert_near(histogram_quantile(h, 0), 1e-3, 0);
    assert_near(histogram_quantile(h, 1), 100, 0);
    const double p[] = { 0.01, 0.5, 0.9, 0.95, 0.99, 0.999 };
    for (size_t i = 0; i < 6; i++)
        assert_near(histogram_quantile(h, p[i]) / (p[i] * 100), 1, p[i] < 0.5 ? 1e-3 : 1e-4);
    for (double q = 0, last = 0; q <= 1; q += 1.0 / 4096) {
        const double value = histogram_quantile(h, q);
        assert_true(value >= last);
        last = value;
    }
    histogram_destroy(h);
}

static void a_constant_is_exact(void **state)
{
    (void)state;
    struct histogram *h = histogram_create();
    for (int i = 0; i < 1000; i++) histogram_record(h, 0.0123);
    assert_near(histogram_quantile(h, 0.5), 0.0123, 0);
    assert_near(histogram_quantile(h, 0.999), 0.0123, 0);
    assert_near(histogram_variance(h), 0, 1e-15);
    histogram_destroy(h);
}

/* Nearest rank on 1..100 gives 50, 95, 99: a bucket is at most 1/1024 wide. */
static void convention_is_nearest_rank(void **state)
{
    (void)state;
    struct histogram *h = histogram_create();
    for (int i = 1; i <= 100; i++) histogram_record(h, i);
    assert_near(histogram_quantile(h, 0.50), 50, 50.0 / 1024);
    assert_near(histogram_quantile(h, 0.95), 95, 95.0 / 1024);
    assert_near(histogram_quantile(h, 0.99), 99, 99.0 / 1024);
    histogram_destroy(h);
}

/* Half of the samples in one point, at a bucket's edge, where interpolation is at its worst: still within 0.1
 * %. */
static void an_atom_is_within_the_promised_error(void **state)
{
    (void)state;
    struct histogram *h = histogram_create();
    for (int i = 0; i < 1000; i++) histogram_record(h, i % 2 ? 1 : 1 + i * 1e-2);
    assert_near(histogram_quantile(h, 0.001), 1, 1e-3);
    assert_near(histogram_quantile(h, 0.5), 1, 1e-3);
    histogram_destroy(h);
}

static void merging_equals_recording_together(void **state)
{
    (void)state;
    struct histogram *a = histogram_create(), *b = histogram_create(), *both = histogram_create();
    for (int i = 0; i < 5000; i++) {
        const double value = ldexp(1 + (i % 97) / 97.0, i % 23 - 12);
        histogram_record(i % 3 ? a : b, value);
        histogram_record(both, value);
    }
    histogram_merge(a, b);
    assert_memory_equal(a->counts, both->counts, sizeof a->counts);
    assert_int_equal(a->count, both->count);
    assert_near(a->min, both->min, 0);
    assert_near(a->max, both->max, 0);
    assert_near(a->sum / both->sum, 1, 1e-12);
    histogram_clear(b);
    histogram_merge(a, b);
    assert_int_equal(a->count, both->count);
    histogram_merge(b, a);
    assert_memory_equal(b, a, sizeof *a);
    histogram_destroy(a);
    histogram_destroy(b);
    histogram_destroy(both);
}

static void shares_and_iteration_agree(void **state)
{
    (void)state;
    struct histogram *h = histogram_create();
    for (int i = 0; i < 1000; i++) histogram_record(h, 1 + i);
    uint64_t seen = 0;
    for (size_t i = histogram_next(h, 0); i < HISTOGRAM_BUCKETS; i = histogram_next(h, i + 1)) {
        assert_int_equal(histogram_count_above(h, i), 1000 - seen);
        seen += h->counts[i];
        assert_true(h->counts[i] > 0);
    }
    assert_int_equal(seen, 1000);
    assert_near(histogram_share_above(h, histogram_index(512)), 489 / 1000.0, 1e-15);
    assert_int_equal(histogram_count_above(h, HISTOGRAM_BUCKETS), 0);
    histogram_clear(h);
    assert_int_equal(histogram_next(h, 0), HISTOGRAM_BUCKETS);
    for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) assert_int_equal(h->counts[i], 0);
    histogram_destroy(h);
}

/* Most requests take no time at all: then the median is none, not a part of the first bucket. */
static void test_no_time_is_none(void **state)
{
    (void)state;
    struct histogram *h = histogram_create();
    for (int i = 0; i < 9; i++) histogram_record(h, i < 7 ? 0 : 0.5);
    assert_true(histogram_quantile(h, 0.5) == 0);
    assert_true(histogram_quantile(h, 0.9) > 0.4);
    histogram_destroy(h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edges_are_ascending_and_narrow),
        cmocka_unit_test(values_outside_the_domain_clamp),
        cmocka_unit_test(quantiles_of_a_uniform_sample),
        cmocka_unit_test(a_constant_is_exact),
        cmocka_unit_test(convention_is_nearest_rank),
        cmocka_unit_test(merging_equals_recording_together),
        cmocka_unit_test(an_atom_is_within_the_promised_error),
        cmocka_unit_test(shares_and_iteration_agree),
        cmocka_unit_test(test_no_time_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
