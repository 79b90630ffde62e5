/* All loads of a result in order, and what lies between them. */
#include "sim/report/loads.h"
#include "tests/unit/synthetic.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void sweep_and_search_are_merged(void **state)
{
    (void)state;
    static struct synthetic s;
    struct point_result search[2];
    struct loads loads;
    synthetic_init(&s, 100, 0.01);
    search[0] = s.point[4];
    search[0].offered = 55;
    search[1] = s.point[4]; /* the same load, better known */
    search[1].requests = 1000000;
    s.result.search = search;
    s.result.searches = 2;
    loads_init(&loads, &s.result);
    assert_int_equal(loads.points, SYNTHETIC_POINTS + 1);
    for (uint32_t i = 1; i < loads.points; i++)
        assert_true(loads.point[i - 1]->offered < loads.point[i]->offered);
    assert_ptr_equal(loads.point[4], &search[1]);
    assert_ptr_equal(loads.point[5], &search[0]);
    loads_finish(&loads);
}

static void near_and_between(void **state)
{
    (void)state;
    static struct synthetic s;
    struct loads loads;
    synthetic_init(&s, 100, 0.01);
    loads_init(&loads, &s.result);
    assert_true(fabs(loads_near(&loads, 83)->offered - (80)) <= 1e-9);
    assert_true(fabs(loads_near(&loads, 500)->offered - (98)) <= 1e-9); /* never an unstable one */
    double p99 = s.point[4].latency.percentile[P99].value;
    assert_true(fabs(loads_percentile(&loads, P99, 50) - (p99)) <= 1e-12);
    assert_true(fabs(loads_percentile(&loads, P99, 1) - (s.point[0].latency.percentile[P99].value)) <= 1e-12);
    double between = exp((log(p99) + log(s.point[5].latency.percentile[P99].value)) / 2);
    assert_true(fabs(loads_percentile(&loads, P99, sqrt(50. * 60.)) - (between)) <= 1e-12);
    assert_true(isnan(loads_percentile(&loads, P99, 99)));
    loads_finish(&loads);
}

static void nothing_at_all(void **state)
{
    (void)state;
    struct scenario_result none = { 0 };
    struct loads loads;
    loads_init(&loads, &none);
    assert_int_equal(loads.points, 0);
    assert_null(loads_near(&loads, 1));
    assert_true(isnan(loads_percentile(&loads, P50, 1)));
    loads_finish(&loads);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sweep_and_search_are_merged),
        cmocka_unit_test(near_and_between),
        cmocka_unit_test(nothing_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
