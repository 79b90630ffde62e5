#include "sim/study/warmup.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/near.h"

static struct warmup_station station(double utilization, double cv, double visits, double servers,
                                     double service)
{
    return (struct warmup_station){ .utilization = utilization,
                                    .service_cv = cv,
                                    .arrival_dispersion = 1,
                                    .visits = visits,
                                    .servers = servers,
                                    .service = service };
}

/* Alone, a station is forgotten after 10 (1 + cs^2)/2 / (1 - rho)^2 requests. */
static void single_servers(void **state)
{
    (void)state;
    const struct warmup_station mm1 = station(0.8, 1, 1, 1, 0.01);
    assert_near(warmup_queues(&mm1, 1, 0.01), 250, 1);
    assert_near(warmup_guard(&mm1, 1), 125000, 1e-6);
    const struct warmup_station md1 = station(0.9, 0, 1, 1, 0.01);
    assert_near(warmup_queues(&md1, 1, 0.01), 500, 1);
    const struct warmup_station mm64 = station(0.9, 1, 1, 64, 1);
    assert_true(warmup_queues(&mm64, 1, 1) < 1000);
}

/* Four in a row, or four side by side, have a quarter of the delay each. */
static void alike(void **state)
{
    (void)state;
    struct warmup_station row[4], beside[4];
    for (int i = 0; i < 4; i++) {
        row[i] = station(0.9, 1, 1, 1, 0.01);
        beside[i] = station(0.9, 1, 0.25, 1, 0.01);
    }
    assert_near(warmup_queues(row, 4, 0.04), 1000, 1);
    assert_near(warmup_queues(beside, 4, 0.01), 4000, 1);
}

/* One request in fifty meets a queue. */
static void rarely_visited(void **state)
{
    (void)state;
    struct warmup_station s = station(0.9, 1, 0.02, 16, 0.0014);
    assert_true(warmup_queues(&s, 1, 0.009) < 1); /* too short to matter to p99 of anything that takes 9 ms */
    s.service = 0.14;
    assert_near(warmup_queues(&s, 1, 0.009), 50000, 1); /* the slowest hundredth, all of it */
    s.visits = 0;
    assert_true(warmup_queues(&s, 1, 0.009) < 1);
    assert_near(warmup_guard(&s, 1), 0, 1e-9);
}

/* Arrivals that vary a hundred times as much as Poisson's; more regular ones count as these. */
static void bursts(void **state)
{
    (void)state;
    struct warmup_station s = station(0.8, 1, 1, 1, 0.01);
    s.arrival_dispersion = 199;
    assert_near(warmup_queues(&s, 1, 0.01), 25000, 1);
    assert_near(warmup_guard(&s, 1), 12.5e6, 1e-3);
    s.arrival_dispersion = 0;
    assert_near(warmup_queues(&s, 1, 0.01), 250, 1);
}

/* More visits, longer services or a higher utilization never need less. */
static void more_never_needs_less(void **state)
{
    (void)state;
    double before = 0;
    for (double rho = 0.05; rho < 1.2; rho += 0.05) {
        const struct warmup_station s = station(rho, 1, 0.05, 4, 0.01);
        const double w = warmup_queues(&s, 1, 0.02);
        assert_true(w >= before);
        before = w;
    }
    assert_true(before == WARMUP_CEILING);
}

static void filling(void **state)
{
    (void)state;
    const struct warmup_station quick = station(0.5, 1, 1, 64, 0.01), slow = station(0.01, 1, 1e-3, 1e6, 1);
    assert_near(warmup_filling(&quick, 1, 0.02), 0.16, 1e-12);
    assert_near(warmup_filling(&slow, 1, 0.02), 5, 1e-12);
    assert_near(warmup_filling(NULL, 0, 0.02), 0.16, 1e-12);
}

static void extremes(void **state)
{
    (void)state;
    assert_true(warmup_queues(NULL, 0, 0) < 1);
    const struct warmup_station beyond = station(1.5, 0, 1e-6, 1, 1);
    assert_true(isfinite(warmup_guard(&beyond, 1)));
    assert_true(warmup_queues(&beyond, 1, 0) <= WARMUP_CEILING);
}

/* Oracle ST-MSER5. */
static void mser5_on_a_known_series(void **state)
{
    (void)state;
    enum { N = 1000 };
    double y[N];
    for (int i = 0; i < N; i++) y[i] = 10 * exp(-i / 20.0) + 0.5 * sin(12.9898 * i);
    const struct warmup_mser m = warmup_mser5(y, N);
    assert_int_equal(m.truncation, 65);
    assert_near(m.statistic, 0.0004659639694, 1e-12);
    assert_false(m.at_limit);
    assert_true(isnan(warmup_mser5(y, 9).statistic));
}

/* Opposite transients cancel in the average and not in either series. */
static void mser5_of_the_average(void **state)
{
    (void)state;
    enum { N = 1000 };
    double up[N], down[N];
    for (int i = 0; i < N; i++) {
        const double transient = 10 * exp(-i / 20.0), noise = 0.5 * sin(12.9898 * i);
        up[i] = transient + noise;
        down[i] = noise - transient;
    }
    const double *const series[] = { up, down };
    assert_int_equal(warmup_mser5_average(series, 1, N).truncation, 65);
    assert_true(warmup_mser5(down, N).truncation > 50);
    assert_true(warmup_mser5_average(series, 2, N).truncation < 30);
}

static void mser5_says_when_the_series_is_too_short(void **state)
{
    (void)state;
    double y[100];
    for (int i = 0; i < 100; i++) y[i] = i;
    assert_true(warmup_mser5(y, 100).at_limit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(single_servers),
        cmocka_unit_test(alike),
        cmocka_unit_test(bursts),
        cmocka_unit_test(rarely_visited),
        cmocka_unit_test(more_never_needs_less),
        cmocka_unit_test(filling),
        cmocka_unit_test(extremes),
        cmocka_unit_test(mser5_on_a_known_series),
        cmocka_unit_test(mser5_of_the_average),
        cmocka_unit_test(mser5_says_when_the_series_is_too_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
