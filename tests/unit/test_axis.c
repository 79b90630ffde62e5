/* Ranges, ticks, and labels that keep their distance. */
#include "sim/report/axis.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void ranges(void **state)
{
    (void)state;
    struct axis a = axis_log(4.9, 1842);
    assert_true(fabs(a.low - 2) < 1e-9 && fabs(a.high - 2000) < 1e-6);
    a = axis_log(5, 5);
    assert_true(a.low <= 5 && a.high > a.low);
    a = axis_log(1, 100);
    assert_true(fabs(axis_fraction(&a, 10) - 0.5) < 1e-12);
    a = axis_linear(100);
    assert_true(a.low == 0 && a.high > 100 && a.high < 110);
    assert_true(fabs(axis_fraction(&a, a.high / 4) - 0.25) < 1e-12);
}

static void labels(void **state)
{
    (void)state;
    char text[40];
    axis_label(12500, true, text);
    assert_string_equal(text, "12.5 k");
    axis_label(2e6, true, text);
    assert_string_equal(text, "2 M");
    axis_label(0, true, text);
    assert_string_equal(text, "0");
    axis_label(1500, false, text);
    assert_string_equal(text, "1,500");
    axis_label(0.05, false, text);
    assert_string_equal(text, "0.05");
}

static void assert_prints(struct axis axis, unsigned count, bool prefixes, const char *tics)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    axis_print(&axis, "x", count, prefixes, file);
    fclose(file);
    if (!strstr(text, tics)) fail_msg("%s", text);
    free(text);
}

static void ticks(void **state)
{
    (void)state;
    assert_prints(axis_linear(190), 4, true, "x_tics = '(\"0\" 0, \"50\" 50, \"100\" 100, \"150\" 150)'\n");
    assert_prints(axis_linear(100), 4, true, "x_low = 0.0\nx_high = 102.0\n");
    assert_prints(axis_linear(19000), 4, true, "x_width = 4\n");
    assert_prints(axis_linear(19000), 4, true, "\"5 k\" 5000, \"10 k\" 10000, \"15 k\" 15000)'\n");
    assert_prints(axis_log(5, 100), 7, false, "'(\"5\" 5, \"10\" 10, \"20\" 20, \"50\" 50, \"100\" 100)'\n");
    assert_prints(axis_log(10, 1e6), 7, true,
                  "'(\"10\" 10, \"100\" 100, \"1 k\" 1000, \"10 k\" 10000, \"100 k\" "
                  "100000, \"1 M\" 1000000)'\nx_bare = '(\"\" 10, ");
}

static void labels_keep_their_distance(void **state)
{
    (void)state;
    double at[] = { 0.98, 0.5, 1.0, 0.52, 0.1 };
    const double wanted[] = { 0.9, 0.46, 1.0, 0.56, 0.1 };
    axis_spread(at, 5, 0.1, 0, 1);
    for (int i = 0; i < 5; i++) assert_true(fabs(at[i] - wanted[i]) < 1e-12);
    double low[] = { 0, 0, 0 };
    axis_spread(low, 3, 0.1, 0, 1);
    assert_true(low[0] == 0 && fabs(low[1] - 0.1) < 1e-12 && fabs(low[2] - 0.2) < 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges),
        cmocka_unit_test(labels),
        cmocka_unit_test(ticks),
        cmocka_unit_test(labels_keep_their_distance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
