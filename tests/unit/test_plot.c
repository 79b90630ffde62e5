/* Pictures: drawn, kept, or refused with one clear line and nothing half-written. */
#include "sim/report/plot.h"
#include "tests/unit/synthetic.h"

#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char directory[] = "/tmp/test_plot.XXXXXX";
static struct synthetic s[3];

static int enter(void **state)
{
    (void)state;
    return mkdtemp(directory) && chdir(directory) == 0 && mkdir("tmp", 0700) == 0 &&
                   setenv("TMPDIR", "tmp", 1) == 0
               ? 0
               : -1;
}

static unsigned entries(const char *path)
{
    unsigned count = 0;
    DIR *d = opendir(path);
    for (const struct dirent *e; (e = readdir(d));) count += e->d_name[0] != '.';
    closedir(d);
    return count;
}

static int leave(void **state)
{
    (void)state;
    bool clean = entries("tmp") == 0; /* nothing is left of what was made on the way */
    return rmdir("tmp") == 0 && chdir("/") == 0 && rmdir(directory) == 0 && clean ? 0 : -1;
}

/* What a file holds; the caller frees it. */
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

static void assert_file_has(const char *path, const char *const parts[], unsigned count)
{
    char *text = content(path);
    for (unsigned i = 0; i < count; i++)
        if (!strstr(text, parts[i])) fail_msg("%s lacks %s", path, parts[i]);
    free(text);
}

static void one_scenario(void **state)
{
    (void)state;
    struct output_error error;
    struct plot_options options = { .output = "out.svg", .keep = true };
    synthetic_init(&s[0], 181, 0.008);
    s[0].scenario.name = "it's app_v2";
    struct exact_station station = {
        .visits = 1, .demand = 1.0 / 181, .servers = 1, .scv = 1, .is_fcfs = true
    };
    station.places = INFINITY;
    struct exact exact = { .network = &s[0].network,
                           .kind = EXACT_FORMULA,
                           .station = &station,
                           .stations = 1,
                           .resources = 1,
                           .arrival_scv = 1,
                           .is_once = true,
                           .is_alike = true,
                           .is_constant_delay = true };
    s[0].result.theory = (struct theory_result){ .exact = &exact, .kind = EXACT_FORMULA };
    if (!plot_latency(&s[0].result, &options, &error)) fail_msg("%s", error.text);
    const char *const svg[] = {
        "<svg",         "</svg>",         "app_v2",          "wall 159 req/s (15,900 users): box.cpu",
        "p99",          "box.cpu 100 %",  "knee 90.5 req/s", "SLO: p99",
        "mean, theory", "no steady state"
    };
    assert_file_has("out.svg", svg, sizeof svg / sizeof *svg);
    assert_file_has("out.csv", (const char *const[]){ "util:box.cpu" }, 1);
    assert_file_has("out.gp",
                    (const char *const[]){ "set output 'out.svg'", "headline = 'it''s app_v2'",
                                           "theory_label = 'mean, theory'", "has_theory = 4" },
                    4);
    assert_int_equal(entries("."), 1);
}

static void users_linear_and_closed(void **state)
{
    (void)state;
    struct output_error error;
    struct plot_options options = { .output = "out.svg", .by_users = true, .linear = true };
    synthetic_init(&s[0], 18100, 0.008);
    for (int i = 8; i < SYNTHETIC_POINTS; i++) {
        s[0].point[i].error_ratio = 0.1;
        s[0].point[i].error[ERROR_REJECTED] = 0.1 * s[0].point[i].offered;
    }
    if (!plot_latency(&s[0].result, &options, &error)) fail_msg("%s", error.text);
    assert_file_has("out.svg", (const char *const[]){ "registered users", "1 M", "errors" }, 3);
    for (uint32_t i = 0; i < SYNTHETIC_POINTS; i++) s[0].point[i].population = i + 1;
    s[0].result.wall.status = WALL_NONE;
    s[0].result.knee.found = false;
    if (!plot_latency(&s[0].result, &options, &error)) fail_msg("%s", error.text);
    assert_file_has("out.svg", (const char *const[]){ "clients" }, 1);
}

static void several_scenarios(void **state)
{
    (void)state;
    struct output_error error;
    struct plot_options options = { .output = "out.txt" };
    struct scenario_result results[3];
    for (int i = 0; i < 3; i++) {
        synthetic_init(&s[i], 181 * pow(10, i), 0.005);
        results[i] = s[i].result;
    }
    s[1].scenario.name = "Stage 2: a base on its own";
    results[2].wall.status = WALL_BEYOND;
    struct study_result study = { results, 3 };
    if (!plot_study(&study, &options, &error)) fail_msg("%s", error.text);
    const char *const text[] = { "Stage 1: one box", "Stage 2: a base", "167 req/s, 16,700 users: box.cpu",
                                 "no wall was found", "offered load" };
    assert_file_has("out.txt", text, sizeof text / sizeof *text);
}

static void refusals(void **state)
{
    (void)state;
    struct output_error error;
    struct plot_options options = { .output = "out.xyz" };
    synthetic_init(&s[0], 181, 0.008);
    assert_false(plot_latency(&s[0].result, &options, &error));
    assert_string_equal(error.text,
                        "out.xyz: cannot draw: the name must end in .svg, .png, .pdf, .eps, .jpg, .gif or "
                        ".txt");
    options.output = "no/such/out.svg";
    assert_false(plot_latency(&s[0].result, &options, &error));
    assert_string_equal(error.text, "no/such/out.svg: cannot write: No such file or directory");
    for (int i = 0; i < SYNTHETIC_POINTS; i++) s[0].point[i].stable = false;
    options.output = "out.svg";
    assert_false(plot_latency(&s[0].result, &options, &error));
    assert_string_equal(
        error.text, "Stage 1: one box: nothing to draw: no load has a steady state with a latency above 0");
    assert_int_equal(entries("."), 1);
}

static void gnuplot_missing_or_failing(void **state)
{
    (void)state;
    struct output_error error;
    struct plot_options options = { .output = "out.svg" };
    char *path = strdup(getenv("PATH"));
    synthetic_init(&s[0], 181, 0.008);
    setenv("PATH", "/nowhere", 1);
    assert_false(plot_latency(&s[0].result, &options, &error));
    setenv("PATH", path, 1);
    free(path);
    assert_string_equal(error.text,
                        "gnuplot: cannot run: No such file or directory; pictures need it (Debian: apt "
                        "install gnuplot-nox)");
    struct gnuplot gnuplot;
    assert_true(gnuplot_begin(&gnuplot, "latency.gp", &options, 900, 900, &error)); /* no variables */
    assert_false(gnuplot_finish(&gnuplot, &error));
    assert_true(strncmp(error.text, "gnuplot: \"./out.gp\" line ", 25) == 0);
    assert_false(gnuplot_begin(&gnuplot, "none.gp", &options, 900, 900, &error));
    assert_string_equal(error.text, "plots/none.gp: not found; is the program installed completely?");
    assert_int_equal(entries("."), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_scenario),
        cmocka_unit_test(users_linear_and_closed),
        cmocka_unit_test(several_scenarios),
        cmocka_unit_test(refusals),
        cmocka_unit_test(gnuplot_missing_or_failing),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
