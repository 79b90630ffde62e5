#include "sim/study/warmup.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/near.h"

static void single_servers(void **state)
{
    (void)state;
    const struct warmup_station mm1 = { .utilization = 0.8, .service_cv = 1, .visits = 1, .servers = 1 };
    assert_int_equal(warmup_requests(&mm1, 1), 250);
    assert_near(warmup_guard(&mm1, 1), 125000, 1e-6);
    const struct warmup_station md1 = { .utilization = 0.9, .service_cv = 0, .visits = 1, .servers = 1 };
    assert_int_equal(warmup_requests(&md1, 1), 500);
}

/* The slowest in requests wins: the disk that one request in ten visits. */
static void rarely_visited_bottleneck(void **state)
{
    (void)state;
    const struct warmup_station stations[] = {
        { .utilization = 0.8, .service_cv = 1, .visits = 2, .servers = 1 },
        { .utilization = 0.75, .service_cv = sqrt(3), .visits = 0.1, .servers = 1 },
        { .utilization = 0, .service_cv = 1, .visits = 0, .servers = 1 },
    };
    assert_int_equal(warmup_requests(stations, 3), 3200);
    assert_near(warmup_guard(stations, 3), 800000, 1e-6);
}

static void many_servers_wait_for_their_own_service(void **state)
{
    (void)state;
    struct warmup_station s = { .utilization = 0.5, .service_cv = 1, .visits = 1, .servers = 64 };
    assert_int_equal(warmup_requests(&s, 1), 160);
    s.servers = 4;
    s.utilization = 0.9;
    assert_int_equal(warmup_requests(&s, 1), 1000);
    s.servers = 1e6; /* a delay that holds 200 requests */
    s.utilization = 200e-6;
    assert_int_equal(warmup_requests(&s, 1), 1000);
}

static void floor_and_ceiling(void **state)
{
    (void)state;
    struct warmup_station s = { .utilization = 0.1, .service_cv = 0, .visits = 1, .servers = 1 };
    assert_int_equal(warmup_requests(&s, 1), WARMUP_FLOOR);
    assert_int_equal(warmup_requests(NULL, 0), WARMUP_FLOOR);
    s.utilization = 1.5;
    s.visits = 1e-6;
    assert_int_equal(warmup_requests(&s, 1), WARMUP_CEILING);
    assert_true(isfinite(warmup_guard(&s, 1)));
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
        cmocka_unit_test(rarely_visited_bottleneck),
        cmocka_unit_test(many_servers_wait_for_their_own_service),
        cmocka_unit_test(floor_and_ceiling),
        cmocka_unit_test(mser5_on_a_known_series),
        cmocka_unit_test(mser5_of_the_average),
        cmocka_unit_test(mser5_says_when_the_series_is_too_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
