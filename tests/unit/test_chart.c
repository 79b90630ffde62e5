/* A panel of SVG: what is on it, where it is, and what is not drawn. */
#include "sim/report/chart.h"
#include "tests/unit/text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct drawing {
    struct chart chart;
    char *text;
    size_t size;
};

/* A panel of 0..100 by 0..10 whose corner values are easy to place. */
static void begin(struct drawing *d, unsigned rows)
{
    *d = (struct drawing){ .chart = { .x = { 0, 100, false },
                                      .y = { 0, 10, false },
                                      .title = "a < b",
                                      .x_label = "load",
                                      .width = 600,
                                      .height = 300 } };
    d->chart.file = open_memstream(&d->text, &d->size);
    chart_begin(&d->chart, rows);
}

static void end(struct drawing *d)
{
    chart_end(&d->chart);
    fclose(d->chart.file);
    assert_string_equal(d->text + d->size - 7, "</svg>\n");
}

static unsigned times(const char *text, const char *part)
{
    unsigned count = 0;
    for (; (text = strstr(text, part)); text++) count++;
    return count;
}

static const char *hover(const void *context, unsigned i, char text[160])
{
    snprintf(text, 160, "%s %u", (const char *)context, i);
    return text;
}

static void breaks_a_line_where_nothing_is_known(void **state)
{
    (void)state;
    struct drawing d;
    const double x[] = { 0, 25, 50, 75, 100 }, y[] = { 0, 1, NAN, 3, 10 };
    begin(&d, 0);
    chart_line(&d.chart, &(struct chart_curve){ .x = x,
                                                .y = y,
                                                .count = 5,
                                                .color = 1,
                                                .label = "p99 & more",
                                                .hover = hover,
                                                .context = "point" });
    const struct chart c = d.chart;
    end(&d);
    assert_has(d.text, "aria-label=\"a &lt; b\"");
    assert_has(d.text, ">p99 &amp; more</text>");
    assert_int_equal(times(d.text, "<circle class=\"hit\""), 4);
    assert_int_equal(times(d.text, "<title>point "), 4);
    assert_null(strstr(d.text, "nan"));
    const char *path = strstr(d.text, "<path class=\"line c1\" d=\"");
    assert_non_null(path);
    char expected[160];
    snprintf(expected, sizeof expected, "d=\"M%.1f %.1fL", c.left, c.bottom);
    assert_memory_equal(strstr(path, "d=\""), expected, strlen(expected));
    char *whole = strndup(path, (size_t)(strchr(path, '>') - path));
    assert_int_equal(times(whole, "M"), 2);
    snprintf(expected, sizeof expected, "L%.1f %.1f\"", c.right, c.top);
    assert_non_null(strstr(whole, expected));
    free(whole);
    free(d.text);
}

static void leaves_out_what_is_not_on_a_logarithmic_axis(void **state)
{
    (void)state;
    struct drawing d;
    const double x[] = { 0, 10, 100 }, y[] = { 1, 0, 5 };
    begin(&d, 0);
    d.chart.x = (struct axis){ 1, 100, true };
    d.chart.y = (struct axis){ 1, 10, true };
    chart_line(&d.chart, &(struct chart_curve){ .x = x, .y = y, .count = 3, .hover = hover, .context = "" });
    chart_band(&d.chart, x, y, y, 2, 0);
    end(&d);
    assert_int_equal(times(d.text, "<circle class=\"hit\""), 1);
    assert_has(d.text, "<path class=\"band c0\" d=\"\"/>");
    assert_null(strstr(d.text, "nan"));
    assert_null(strstr(d.text, "inf"));
    free(d.text);
}

static void marks(void **state)
{
    (void)state;
    struct drawing d;
    begin(&d, 2);
    chart_vertical(&d.chart, 40, 35, 45, 2, true, "knee");
    chart_vertical(&d.chart, 80, NAN, NAN, 3, false, "wall");
    chart_vertical(&d.chart, 120, NAN, NAN, 4, false, "outside");
    chart_vertical(&d.chart, NAN, NAN, NAN, 4, false, "unknown");
    chart_horizontal(&d.chart, 5, "SLO");
    chart_horizontal(&d.chart, 50, "far");
    chart_shade(&d.chart, 90, "no steady state");
    chart_shade(&d.chart, NAN, "nowhere");
    const unsigned rows = d.chart.marks;
    end(&d);
    assert_int_equal(rows, 2);
    assert_int_equal(times(d.text, "<rect class=\"band"), 1);
    assert_has(d.text, ">knee</text>");
    assert_has(d.text, ">wall</text>");
    assert_has(d.text, ">SLO</text>");
    assert_int_equal(times(d.text, "<rect class=\"shade\""), 1);
    assert_null(strstr(d.text, "outside"));
    assert_null(strstr(d.text, "unknown"));
    assert_null(strstr(d.text, "far"));
    free(d.text);
}

/* No more labels than there is room for, and none on top of another. */
static void labels_keep_their_distance(void **state)
{
    (void)state;
    struct drawing d;
    const double x[] = { 0, 100 }, y[] = { 5, 5 };
    begin(&d, 0);
    for (int i = 0; i < CHART_LABELS + 3; i++)
        chart_line(&d.chart,
                   &(struct chart_curve){ .x = x, .y = y, .count = 2, .color = i, .label = "same" });
    assert_int_equal(d.chart.labels, CHART_LABELS);
    end(&d);
    double last = -INFINITY;
    for (const char *at = d.text; (at = strstr(at, "class=\"mark c"));) {
        const char *y_of = at;
        while (strncmp(y_of, " y=\"", 4) != 0) y_of--;
        const double here = strtod(y_of + 4, NULL);
        assert_true(here - last > 13.8);
        last = here;
        at++;
    }
    assert_true(isfinite(last));
    free(d.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(breaks_a_line_where_nothing_is_known),
        cmocka_unit_test(leaves_out_what_is_not_on_a_logarithmic_axis),
        cmocka_unit_test(marks),
        cmocka_unit_test(labels_keep_their_distance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
