/* The intervals on data whose answer is known; whether they cover is measured in tests/property. */
#include "sim/study/interval.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/near.h"

enum { R = 32 };

struct data {
    struct histogram *replications[R], *pooled;
};

static double uniform(uint64_t *seed) /* splitmix64 */
{
    uint64_t z = *seed += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return (double)((z ^ z >> 31) >> 11) * 0x1p-53;
}

static void data_init(struct data *d)
{
    for (int r = 0; r < R; r++) d->replications[r] = histogram_create();
    d->pooled = histogram_create();
}

static void data_pool(struct data *d)
{
    histogram_clear(d->pooled);
    for (int r = 0; r < R; r++) histogram_merge(d->pooled, d->replications[r]);
}

static void data_finish(struct data *d)
{
    for (int r = 0; r < R; r++) histogram_destroy(d->replications[r]);
    histogram_destroy(d->pooled);
}

static struct interval quantile(const struct data *d, double p)
{
    return interval_quantile((const struct histogram *const *)d->replications, R, d->pooled, p, 0.95, 1);
}

static void students_quantile(void **state)
{
    (void)state;
    assert_near(interval_student(0.95, 31), 2.039513446, 1e-8);
    assert_near(interval_student(0.90, 9), 1.833112933, 1e-8);
}

static void kappas(void **state)
{
    (void)state;
    assert_near(interval_kappa(0.5), 1.05, 0);
    assert_near(interval_kappa(0.99), 1.10, 0);
    assert_near(interval_kappa(0.999), 1.12, 0);
    assert_near(interval_kappa(0.9999), 1.12, 0);
    assert_true(interval_kappa(0.975) > 1.05 && interval_kappa(0.975) < 1.10);
}

static void mean_of_equal_replications(void **state)
{
    (void)state;
    const double means[] = { 1, 2, 3, 4 };
    const struct interval i = interval_mean(means, NULL, 4, 0.95, 1.08);
    const double half = 1.08 * 3.182446305 * sqrt(5.0 / 3) / 2;
    assert_near(i.value, 2.5, 1e-15);
    assert_near(i.low, 2.5 - half, 1e-8);
    assert_near(i.high, 2.5 + half, 1e-8);
    assert_near(interval_relative_halfwidth(&i), half / 2.5, 1e-8);
    assert_true(isinf(interval_mean(means, NULL, 1, 0.95, 1).high));
}

static void mean_is_a_ratio_of_sums(void **state)
{
    (void)state;
    const double means[] = { 1, 4, NAN }, weights[] = { 300, 100, 0 }, equal[] = { 7, 7, 7, 7 };
    const struct interval i = interval_mean(means, weights, 3, 0.95, 1);
    assert_near(i.value, 1.75, 1e-15);
    /* deviations n_r (x_r - x) / mean n: -1.6875, 1.6875, 0 */
    assert_near(i.high - i.value, 4.302652730 * 1.6875 / sqrt(3), 1e-8);
    const double same[] = { 1, 2, 3, 4 };
    assert_near(interval_mean(same, equal, 4, 0.95, 1).low, interval_mean(same, NULL, 4, 0.95, 1).low, 1e-14);
}

/* Independent samples: the interval must be about as wide as theory says, and cover about as often. */
static void quantiles_of_independent_samples(void **state)
{
    (void)state;
    enum { N = 1000, SEEDS = 400 };
    const double p[] = { 0.5, 0.95, 0.99 };
    struct data d;
    int covered[3] = { 0 };
    double width[3] = { 0 };
    data_init(&d);
    uint64_t seed = 1;
    for (int s = 0; s < SEEDS; s++) {
        for (int r = 0; r < R; r++) {
            histogram_clear(d.replications[r]);
            for (int n = N / 2 + r * N / R; n > 0; n--)
                histogram_record(d.replications[r], -log(1 - uniform(&seed)));
        }
        data_pool(&d);
        for (int k = 0; k < 3; k++) {
            const struct interval i = quantile(&d, p[k]);
            assert_true(i.low < i.value && i.value < i.high);
            covered[k] += i.low <= -log(1 - p[k]) && -log(1 - p[k]) <= i.high;
            width[k] += (i.high - i.low) / SEEDS;
        }
    }
    for (int k = 0; k < 3; k++) {
        const double n = (double)d.pooled->count,
                     se = sqrt(p[k] / (1 - p[k]) / n);                         /* sqrt(pq/n)/f, f = 1 - p */
        assert_true(covered[k] > 0.915 * SEEDS && covered[k] < 0.985 * SEEDS); /* 0.95 give or take 3 s.e. */
        assert_near(width[k] / (2 * 2.04 * se), 1, 0.1);
    }
    data_finish(&d);
}

/* By hand: replication r holds r + 1 of its 100 samples above 1, so D_r is known at that edge. */
static void ends_are_where_the_test_turns(void **state)
{
    (void)state;
    struct data d;
    data_init(&d);
    for (int r = 0; r < R; r++)
        for (int i = 0; i < 100; i++) histogram_record(d.replications[r], i <= r ? 2 : i < 50 ? 1 : 0.5);
    data_pool(&d);
    const struct interval median = quantile(&d, 0.5), tail = quantile(&d, 0.84);
    assert_true(median.low <= 0.5 && median.high >= 1); /* exactly half lie below 1: both are possible */
    assert_true(tail.low >= 1 && tail.low < 1.01 && tail.high >= 2 && tail.high < 2.01);
    const struct interval far = quantile(&d, 0.75); /* 16.5 % +- 3.4 % above 2: not a quarter */
    assert_true(far.value < 1.01 && far.high < 1.01 && far.low >= 0.99);
    data_finish(&d);
}

static void a_constant_has_a_narrow_interval(void **state)
{
    (void)state;
    struct data d;
    data_init(&d);
    for (int r = 0; r < R; r++)
        for (int i = 0; i < 2000; i++) histogram_record(d.replications[r], 0.25);
    data_pool(&d);
    const struct interval i = quantile(&d, 0.99);
    assert_true(i.low <= 0.25 && i.high >= 0.25 && interval_relative_halfwidth(&i) < 0.002);
    data_finish(&d);
}

static void too_few_samples_leave_the_end_open(void **state)
{
    (void)state;
    struct data d;
    data_init(&d);
    const struct interval empty = quantile(&d, 0.99);
    assert_true(isnan(empty.value) && empty.low == 0 && isinf(empty.high));
    uint64_t seed = 7;
    for (int r = 0; r < R; r++)
        for (int i = 0; i < 20; i++) histogram_record(d.replications[r], uniform(&seed));
    data_pool(&d);
    const struct interval i = quantile(&d, 0.999);
    assert_true(isinf(i.high) && i.low > 0.9 && isinf(interval_relative_halfwidth(&i)));
    const struct interval low = quantile(&d, 0.001);
    assert_true(low.low == 0 && low.high < 0.1);
    data_finish(&d);
}

static void batch_means_by_hand(void **state)
{
    (void)state;
    const double y[] = { 0, 2, 1, 3, 2, 4, 99 };
    const struct interval i = interval_batch_means(y, 7, 3, 0.90, 1);
    assert_near(i.value, 2, 1e-15);
    assert_near(i.high - 2, 2.919985580 / sqrt(3), 1e-8);
}

/* Bursts of ten errors, five to a replication on average: skewed, and the interval covers. */
static void shares_of_bursts_cover(void **state)
{
    (void)state;
    enum { SEEDS = 2000, REQUESTS = 1000, BURST = 10 };
    uint64_t seed = 7;
    const double share = 0.05, chance = share / BURST;
    int covered = 0;
    for (int s = 0; s < SEEDS; s++) {
        double hits[R], trials[R];
        for (int r = 0; r < R; r++) {
            hits[r] = 0;
            trials[r] = REQUESTS;
            for (int i = 0; i < REQUESTS; i++) hits[r] += uniform(&seed) < chance ? BURST : 0;
        }
        const struct interval i = interval_share(hits, trials, R, 0.95, 1);
        covered += i.low <= share && share <= i.high;
    }
    assert_in_range(covered, 0.93 * SEEDS, 0.97 * SEEDS);
}

static void shares_at_their_ends(void **state)
{
    (void)state;
    double hits[R] = { 0 }, trials[R];
    for (int r = 0; r < R; r++) trials[r] = 1000;
    const struct interval none = interval_share(hits, trials, R, 0.95, 1);
    assert_true(none.value == 0 && none.low == 0);
    assert_near(pow(1 - none.high, 32000), 0.025, 1e-9);
    for (int r = 0; r < R; r++) hits[r] = 1000;
    const struct interval all = interval_share(hits, trials, R, 0.95, 1);
    assert_true(all.value == 1 && all.high == 1);
    assert_near(pow(all.low, 32000), 0.025, 1e-9);
    for (int r = 0; r < R; r++) trials[r] = 0;
    const struct interval unknown = interval_share(trials, trials, R, 0.95, 1);
    assert_true(isnan(unknown.value) && unknown.low == 0 && unknown.high == 1);
}

/* Hall's correction moves the interval of a right-skewed sample up; without skewness it is Student's. */
static void shares_lean_with_their_skewness(void **state)
{
    (void)state;
    double hits[R], trials[R];
    for (int r = 0; r < R; r++) {
        hits[r] = r % 2 ? 40 : 60;
        trials[r] = 1000;
    }
    const struct interval even = interval_share(hits, trials, R, 0.95, 1);
    const double half = interval_student(0.95, R - 1) * 10 * sqrt(32.0 / 31) / sqrt(R) / 1000;
    assert_near(even.high - even.value, half, 1e-12);
    assert_near(even.value - even.low, half, 1e-12);
    hits[0] = 600;
    const struct interval leaning = interval_share(hits, trials, R, 0.95, 1);
    assert_true(leaning.high - leaning.value > 1.5 * (leaning.value - leaning.low));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(students_quantile),
        cmocka_unit_test(kappas),
        cmocka_unit_test(mean_of_equal_replications),
        cmocka_unit_test(mean_is_a_ratio_of_sums),
        cmocka_unit_test(quantiles_of_independent_samples),
        cmocka_unit_test(ends_are_where_the_test_turns),
        cmocka_unit_test(a_constant_has_a_narrow_interval),
        cmocka_unit_test(too_few_samples_leave_the_end_open),
        cmocka_unit_test(batch_means_by_hand),
        cmocka_unit_test(shares_of_bursts_cover),
        cmocka_unit_test(shares_at_their_ends),
        cmocka_unit_test(shares_lean_with_their_skewness),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
