/* The picture of a timeline: panels for what says something, and none for what does not. */
#include "sim/report/timeline_plot.h"
#include "tests/unit/synthetic_timeline.h"
#include "tests/unit/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

static char directory[] = "/tmp/test_timeline_plot.XXXXXX";
static struct synthetic_timeline s;

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

/* What a file holds, which is then gone; the caller frees it. */
static char *content(const char *path)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = fopen(path, "r");
    if (!file) fail_msg("%s is missing", path);
    if (getdelim(&text, &size, EOF, file) < 0) fail_msg("%s is empty", path);
    fclose(file);
    unlink(path);
    return text;
}

static void a_picture_and_what_made_it(void **state)
{
    (void)state;
    struct output_error error;
    const struct plot_options options = { .output = "failover.svg", .keep = true };
    synthetic_timeline_init(&s, 30, 10);
    if (!timeline_plot(&s.result, &options, &error)) fail_msg("%s", error.text);
    char *svg = content("failover.svg"), *script = content("failover.gp"), *csv = content("failover.csv");
    const char *const in_svg[] = { "A failover",
                                   "kill db.primary",
                                   "latency (ms)",
                                   "members in service",
                                   "backlog",
                                   "replicas behind (ms)",
                                   "busiest (%)",
                                   "failed",
                                   "attempts",
                                   "time (s)",
                                   "shaded: fewer than ",
                                   "bands: the middle 80 % of them",
                                   "db: member 1 is the primary; 97 writes" };
    for (size_t i = 0; i < sizeof in_svg / sizeof *in_svg; i++) assert_has(svg, in_svg[i]);
    assert_null(strstr(svg, "cache hits"));
    assert_has(script, "panels = 6\n");
    assert_has(script, "shades = 1\n");
    assert_has(script, "bad_from[1] = 100\nbad_to[1] = 130\n");
    assert_has(csv, "t_s,length_s,middle_s,end_s,offered_rps,");
    free(svg);
    free(script);
    free(csv);
}

static void in_characters(void **state)
{
    (void)state;
    struct output_error error;
    const struct plot_options options = { .output = "failover.txt", .columns = 100, .rows = 46 };
    synthetic_timeline_init(&s, 30, 10);
    if (!timeline_plot(&s.result, &options, &error)) fail_msg("%s", error.text);
    char *text = content("failover.txt");
    assert_has(text, "kill db.primary");
    assert_has(text, "requests/s");
    assert_has(text, "p99");
    free(text);
}

static void refused(void **state)
{
    (void)state;
    struct output_error error;
    struct plot_options options = { .output = "failover.doc" };
    synthetic_timeline_init(&s, 30, 10);
    assert_false(timeline_plot(&s.result, &options, &error));
    assert_has(error.text, "failover.doc: cannot draw");
    options.output = "none.svg";
    s.result.intervals = 0;
    assert_false(timeline_plot(&s.result, &options, &error));
    assert_string_equal(error.text, "nothing to draw: the timeline has no interval");
    assert_int_equal(access("none.svg", F_OK), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_and_what_made_it),
        cmocka_unit_test(in_characters),
        cmocka_unit_test(refused),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
