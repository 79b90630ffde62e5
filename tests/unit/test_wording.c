/* Names and phrases. */
#include "sim/report/wording.h"
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

static struct synthetic s;

static void members_are_named_when_hot(void **state)
{
    (void)state;
    char text[WORDING_NAME];
    synthetic_init(&s, 100, 0.01);
    wording_resource(&s.network, SYNTHETIC_CPU, 3, text, sizeof text);
    assert_string_equal(text, "box[3].cpu");
    wording_resource(&s.network, SYNTHETIC_CPU, NETWORK_NONE, text, sizeof text);
    assert_string_equal(text, "box.cpu");
    wording_resource(&s.network, NETWORK_NONE, NETWORK_NONE, text, sizeof text);
    assert_string_equal(text, "none");
    struct resource_result r = {
        .resource = SYNTHETIC_CPU, .utilization = 0.6, .hottest = 3, .hottest_utilization = 0.9
    };
    assert_int_equal(wording_member(&s.network, &r), NETWORK_NONE); /* a group of one */
    s.resource[SYNTHETIC_CPU].members = 4;
    assert_int_equal(wording_member(&s.network, &r), 3);
    assert_true(fabs(wording_busy(&s.network, &r) - (0.9)) <= 0);
    r.hottest_utilization = 0.63; /* chance */
    assert_int_equal(wording_member(&s.network, &r), NETWORK_NONE);
    assert_true(fabs(wording_busy(&s.network, &r) - (0.6)) <= 0);
}

static void memory_is_not_the_busiest(void **state)
{
    (void)state;
    synthetic_init(&s, 100, 0.01);
    assert_int_equal(wording_busiest(&s.network, &s.point[0])->resource, SYNTHETIC_CPU);
    assert_int_equal(wording_find(&s.network, &s.point[0], SYNTHETIC_SSD)->resource, SYNTHETIC_SSD);
    assert_null(wording_find(&s.network, NULL, SYNTHETIC_SSD));
}

static void reasons_of_a_wall(void **state)
{
    (void)state;
    static const struct {
        const char *because;
        double limit;
        const char *text;
    } cases[] = { { "p99 > 0.3 s", 0.3, "p99 passes 300 ms" },
                  { "p999 > 1 s", 1, "p99.9 passes 1 s" },
                  { "mean > 0.05 s", 0.05, "mean passes 50 ms" },
                  { "error_ratio > 0.01", 0.01, "errors pass 1 %" },
                  { "goodput < 0.98", 0.98, "good replies fall below 98 % of the requests" },
                  { "no steady state", NAN, "no steady state" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct wall_result wall = { .limit = cases[i].limit };
        char text[WORDING_TEXT];
        snprintf(wall.because, sizeof wall.because, "%s", cases[i].because);
        wording_because(&wall, text, sizeof text);
        assert_string_equal(text, cases[i].text);
    }
}

static void the_objective_in_words(void **state)
{
    (void)state;
    char text[WORDING_TEXT];
    synthetic_init(&s, 100, 0.01);
    wording_slo(&s.result, text, sizeof text);
    assert_string_equal(text, "p99 <= 300 ms, errors <= 1 %, good replies >= 98 % of the requests");
    s.scenario.slo.percentile[P99] = INFINITY;
    s.scenario.slo.relative_p99 = true;
    wording_slo(&s.result, text, sizeof text);
    assert_non_null(strstr(text, "p99 <= 10 x that of the lightest load, "));
    wording_twice(&s.network, SYNTHETIC_THREADS, text, sizeof text);
    assert_string_equal(text, "twice as many threads");
}

static void text_is_wrapped_between_words(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    wording_wrap("  one two three four", 4, 16, file);
    fclose(file);
    assert_string_equal(text, "  one two\n    three four\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_named_when_hot),
        cmocka_unit_test(memory_is_not_the_busiest),
        cmocka_unit_test(reasons_of_a_wall),
        cmocka_unit_test(the_objective_in_words),
        cmocka_unit_test(text_is_wrapped_between_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
