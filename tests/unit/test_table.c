/* What a person reads: every line fits, and the numbers are those of the result. */
#include "sim/report/grid.h"
#include "sim/report/table.h"
#include "sim/report/terminal.h"
#include "sim/report/verdict.h"
#include "tests/unit/synthetic.h"
#include "tests/unit/text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct synthetic s, other;

static void verdict_of_100(const struct scenario_result *result, bool color, FILE *file)
{
    verdict_print(result, color, 100, file);
}

static char *capture(void (*print)(const struct scenario_result *, bool, FILE *),
                     const struct scenario_result *r, bool color)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    print(r, color, file);
    fclose(file);
    return text;
}

static void assert_fits(const char *text)
{
    char line[1024];
    for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
        snprintf(line, sizeof line, "%.*s", (int)strcspn(text, "\n"), text);
        if (grid_length(line) > TERMINAL_WIDTH) fail_msg("too wide: %s", line);
        if (*line && line[strlen(line) - 1] == ' ') fail_msg("blanks at the end: %s", line);
    }
}

static void the_usual_case(void **state)
{
    (void)state;
    synthetic_init(&s, 181, 0.008);
    char *text = capture(table_print, &s.result, false);
    assert_fits(text);
    assert_has(text, "Stage 1: one box  ");
    assert_has(text, "scenarios/stage1.json\nWhat runs out first");
    assert_has(text, "  offered   users   good  mean   p50    p95    p99          busiest       errors\n"
                     "    req/s          req/s    ms    ms     ms     ms\n"
                     "     18.1   1,810   18.1  8.89  6.16   26.6   40.9 +-2 %    box.cpu 10 %       -\n");
    assert_has(text, "+-9 % *  box.cpu 98 %       -\n");
    assert_has(text,
               "      190  19,000    181  no steady state: the backlog grows by 9.1 requests a second\n");
    assert_has(text, "  * the asked precision of 5 % was not reached\n");
    assert_has(
        text,
        "knee   90.5 req/s    9,050 users   +-2; from here, doubling the load doubles the response time\n"
        "wall    159 req/s   15,900 users   +-2 (95 %); p99 passes 300 ms\n"
        "       box.cpu is the wall: 88 % busy, app 66, db 22\n"
        "       behind it box.ssd: with twice the CPU the wall is at 298 +-4 req/s (+88 % +-2)\n"
        "full    181 req/s   18,100 users   saturation: box.cpu would be 100 % busy, by its demands\n");
    assert_has(text,
               "tail   at 159 req/s the slowest 1 % of requests spend 60 % of their time in db (55 waiting)");
    assert_has(text, "cost   0.10 usd/h, 0.17 usd per million requests at the wall\n"
                     "       1.2 million requests simulated in 0.40 s, seed 1; kneewall " KNEEWALL_VERSION
                     ", scenario 0123456789abcdef\n");
    assert_null(strchr(text, '\033'));
    free(text);
    text = capture(table_print, &s.result, true);
    assert_non_null(strchr(text, '\033'));
    free(text);
}

static void no_users_no_column(void **state)
{
    (void)state;
    synthetic_init(&s, 181, 0.008);
    s.scenario.load.users_per_rps = NAN;
    char *text = capture(table_print, &s.result, false);
    assert_null(strstr(text, "users"));
    assert_fits(text);
    free(text);
}

static void great_rates_and_short_times_fit(void **state)
{
    (void)state;
    synthetic_init(&s, 2345678, 0.000021);
    s.scenario.name =
        "Forty shards by user key behind a router, with queues and a very long name indeed, one more word";
    s.resource[SYNTHETIC_CPU].name = "the_primary_database_of_the_main_region.cpu";
    s.resource[SYNTHETIC_CPU].members = 40;
    for (int i = 0; i < SYNTHETIC_POINTS; i++) {
        s.resource_result[i][SYNTHETIC_CPU].hottest = 37;
        s.resource_result[i][SYNTHETIC_CPU].utilization *= 0.6;
        s.point[i].error_ratio = 0.00123;
    }
    s.result.wall.member = 37;
    char *text = capture(table_print, &s.result, false);
    assert_fits(text);
    assert_has(text, "2,462,962");
    assert_has(text, "  req/s     us    us     us     us\n");
    assert_has(text, "[37].cpu is the wall: ");
    assert_has(text, "the mean of its");
    free(text);
}

static void a_pool_explains_itself(void **state)
{
    (void)state;
    synthetic_init(&s, 181, 0.008);
    s.result.wall.resource = SYNTHETIC_THREADS;
    s.result.wall.next_simulated = false;
    s.result.wall.next_gain.low = s.result.wall.next_gain.high = NAN;
    char *text = capture(verdict_of_100, &s.result, false);
    assert_has(text,
               "app.threads is the wall: 88 % of its 64 threads are taken; each is held until its calls\n"
               "       return, which is mostly time in db\n");
    assert_has(text, "with twice as many threads the wall should be near 298 req/s (+88 %), by\n");
    assert_fits(text);
    free(text);
}

static void what_is_not_known_is_not_said(void **state)
{
    (void)state;
    struct assert_result assertion[] = { { "wall.rps >= 6000", false, 1234.5 },
                                         { "knee.rps > 1", true, NAN } };
    synthetic_init(&s, 181, 0.008);
    s.result.knee = (struct knee_result){ .why_not = "the latency does not rise" };
    s.result.wall.status = WALL_BEYOND;
    s.result.wall.rate.value = 177;
    s.result.usd_per_h = 0;
    s.result.saturation = INFINITY;
    s.result.interrupted = true;
    s.result.assertion = assertion;
    s.result.assertions = 2;
    struct exact_break broken[] = { { .what = EXACT_HELD, .text = "app holds a thread across its calls" },
                                    { .what = EXACT_CACHE, .text = "hits depend on what redis holds" },
                                    { .what = EXACT_PAUSES, .text = "box.cpu stops now and then" } };
    struct exact exact = { .broken = broken, .breaks = 3, .is_estimated = true };
    struct theory_point theory[SYNTHETIC_POINTS];
    for (int i = 0; i < SYNTHETIC_POINTS; i++)
        theory[i] = (struct theory_point){ .exact = { .kind = EXACT_BOUND, .least = 0.0042, .most = 417 } };
    s.result.theory = (struct theory_result){
        .exact = &exact, .kind = EXACT_BOUND, .point = theory, .points = SYNTHETIC_POINTS, .agrees = true
    };
    char *text = capture(verdict_of_100, &s.result, false);
    assert_has(text, "knee   not found: the latency does not rise\n");
    assert_has(text, "wall   beyond 177 req/s (17,700 users): the SLO holds at every load that was tried\n");
    assert_has(
        text, "theory no exact formula: app holds a thread across its calls, hits depend on what redis holds "
              "and 1\n"
              "       more; at least 4.2 ms, at most 417 req/s, if caches hit as Che's approximation says\n");
    assert_has(text, "INTERRUPTED");
    assert_null(strstr(text, "assert")); /* of what was not finished nothing is said to hold */
    assert_null(strstr(text, "cost"));
    assert_null(strstr(text, "full"));
    assert_null(strstr(text, "is the wall"));
    free(text);
    s.result.wall.status = WALL_BELOW;
    s.result.interrupted = false;
    text = capture(verdict_of_100, &s.result, false);
    assert_has(text, "wall   below 177 req/s");
    assert_has(text, "assert wall.rps >= 6000: FALSE (it is 1,234)\n");
    assert_has(text, "assert knee.rps > 1: holds\n");
    free(text);
}

static void a_closed_model_counts_clients(void **state)
{
    (void)state;
    synthetic_init(&s, 181, 0.008);
    for (uint32_t i = 0; i < SYNTHETIC_POINTS; i++) s.point[i].population = 10 * (i + 1);
    s.result.wall.status = WALL_NONE;
    char *text = capture(table_print, &s.result, false);
    assert_has(text, "  clients  ");
    assert_null(strstr(text, "  offered"));
    assert_null(strstr(text, "slo "));
    assert_fits(text);
    free(text);
}

static void several_are_compared(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size = 0;
    synthetic_init(&s, 181, 0.008);
    synthetic_init(&other, 362, 0.008);
    struct scenario_result both[2] = { s.result, other.result };
    struct study_result study = { both, 2 };
    both[0].set = (char[]){ "hosts.web.count=1" };
    both[1].set = (char[]){ "hosts.web.count=2" };
    FILE *file = open_memstream(&text, &size);
    comparison_print(&study, false, file);
    fclose(file);
    assert_fits(text);
    assert_has(text, "  hosts.web.count   wall");
    assert_has(text,
               "                2    318  31,800  x 2.00  box.cpu   box.ssd    9.96  66.2   0.10  0.087\n");
    free(text);
    both[0].set = both[1].set = NULL;
    both[1].wall.status = WALL_BEYOND;
    file = open_memstream(&text, &size);
    comparison_print(&study, false, file);
    fclose(file);
    assert_has(text, "  Stage 1: one box  beyond 318 req/s, the heaviest load tried\n");
    free(text);
    study.scenarios = 1;
    file = open_memstream(&text, &size);
    comparison_print(&study, false, file);
    fclose(file);
    assert_string_equal(text, "");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_usual_case),
        cmocka_unit_test(no_users_no_column),
        cmocka_unit_test(great_rates_and_short_times_fit),
        cmocka_unit_test(a_pool_explains_itself),
        cmocka_unit_test(what_is_not_known_is_not_said),
        cmocka_unit_test(a_closed_model_counts_clients),
        cmocka_unit_test(several_are_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
