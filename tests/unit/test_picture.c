/* What a picture of curves hands to its template. */
#include "sim/report/picture.h"
#include "tests/unit/text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char directory[] = "/tmp/test_picture.XXXXXX";

static int enter(void **state)
{
    (void)state;
    return mkdtemp(directory) && chdir(directory) == 0 ? 0 : -1;
}

static int leave(void **state)
{
    (void)state;
    return chdir("/") == 0 && rmdir(directory) == 0 ? 0 : -1;
}

static char *content(const char *path)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = fopen(path, "r");
    if (!file) fail_msg("%s is missing", path);
    if (getdelim(&text, &size, EOF, file) < 0) fail_msg("%s is empty", path);
    assert_non_null(text);
    fclose(file);
    unlink(path);
    return text;
}

static struct picture two_curves(const double *x, const double *y, const double *low, const double *high)
{
    struct picture p = { .headline = "it's two",
                         .x_label = "load",
                         .y_label = "latency",
                         .x = { 0, 100, false },
                         .y = { 0, 10, false },
                         .count = 2,
                         .mark = { { 40, "wall" } },
                         .marks = 1 };
    p.series[0] = (struct picture_series){ "with", PICTURE_LINE, x, y, low, high, 3, NAN };
    p.series[1] = (struct picture_series){ "without", PICTURE_DASHED, x, y, NULL, NULL, 3, NAN };
    return p;
}

static void hands_over(void **state)
{
    (void)state;
    const double x[] = { 10, 50, 90 }, y[] = { 1, NAN, 5 }, low[] = { 0.5, NAN, 4 },
                 high[] = { 2, NAN, INFINITY };
    const struct picture picture = two_curves(x, y, low, high);
    const struct plot_options options = { .output = "out.svg", .keep = true };
    struct output_error error = { "" };
    if (!picture_draw(&picture, &options, &error)) fail_msg("%s", error.text);
    char *data = content("out.csv"), *script = content("out.gp"), *svg = content("out.svg");
    /* What is not known is an empty field, never a number; a series without intervals is its own. */
    assert_string_equal(data, "series,x,y,low,high\r\n1,10,1,0.5,2\r\n1,50,,,\r\n1,90,5,4,\r\n2,10,1,1,1\r\n"
                              "2,50,,,\r\n2,90,5,5,5\r\n");
    assert_has(script, "name[1] = ");
    assert_has(script, "style[2] = 'dashed'");
    assert_has(script, "mark[1] = 40\n");
    /* Both end at the same height: their labels do not. */
    char *first = strstr(script, "label_y[1] = "), *second = strstr(script, "label_y[2] = ");
    assert_non_null(first);
    assert_non_null(second);
    assert_true(fabs(strtod(first + 13, NULL) - strtod(second + 13, NULL)) > 0.044);
    assert_has(svg, "<svg");
    free(data);
    free(script);
    free(svg);
}

static void refuses(void **state)
{
    (void)state;
    const double x[] = { 10, 50, 90 }, y[] = { 1, 2, 5 };
    const struct picture picture = two_curves(x, y, NULL, NULL);
    const struct plot_options options = { .output = "out.xyz" };
    struct output_error error = { "" };
    assert_false(picture_draw(&picture, &options, &error));
    assert_has(error.text, "out.xyz");
    assert_int_not_equal(access("out.xyz", F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hands_over),
        cmocka_unit_test(refuses),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
