/* What a person reads of a timeline: rows, events between them, the verdict. */
#include "sim/report/grid.h"
#include "sim/report/table.h"
#include "sim/report/terminal.h"
#include "sim/report/timeline_table.h"
#include "tests/unit/synthetic_timeline.h"
#include "tests/unit/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct synthetic_timeline s;

static char *printed(bool availability, bool color)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    timeline_table_print(&s.result, availability, color, file);
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

static void rows_events_and_verdict(void **state)
{
    (void)state;
    synthetic_timeline_init(&s, 30, 10);
    char *text = printed(false, false);
    assert_fits(text);
    assert_has(text, "A failover  ");
    assert_has(text, "failover.json\nThe primary dies: what is lost, and for how long?\n\n");
    assert_has(
        text, " from offered  good timeout unavail.   p50    p99     app      db busiest      backlog lag\n"
              "    s   req/s req/s     1/s      1/s    ms     ms members members                       ms\n"
              "    0     100   100       -        -  90.0    360       2       2 pg.cpu  55 %       8 4.0\n");
    assert_has(text, "\n  100  * kill db.primary\n  100     100  5.00     5.0       90 2,010  8,040 ");
    assert_has(text, "\n  110  - db: member 0 is found dead\n  110 ");
    assert_has(text, "\n  130  - db: member 1 is the primary; 97 writes are lost\n");
    assert_has(text, "\n  180  ! web[1] fails\n");
    assert_has(text,
               "\ndown   30 s (29 s to 33 s) in which fewer than 98 % of the requests came back well\n");
    assert_has(text,
               "\nback   RTO 31 s (30 s to 34 s) from the first failure until service is good for good; "
               "recovered:\n       service is good at the end\n");
    assert_has(text,
               "\nfailed 2,850 (2,700 to 3,000) requests, 9.5 % of what was offered: 150 timeout, 2,700 "
               "unavailable\n");
    assert_has(
        text,
        "\nlost   97 (80 to 110) writes that were acknowledged are gone; RPO 970 ms (900 ms to 1.1 s)\n");
    assert_has(text,
               "\nqueue  600 (540 to 660) requests and messages at most, drained in 90 s (80 s to 100 s)\n");
    assert_has(text,
               "\nscale  app between 2 and 5 members; 120 (100 to 150) requests failed while it waited");
    assert_has(text, "\ncost   0.050 usd in 300 s, 0.60 usd/h\n");
    assert_has(text,
               "\nyears  99.989 % available over the years, 4.0 nines: 58 min down a year; pg costs most of "
               "it, 48 min\n");
    assert_lacks(text, "\nwall");
    assert_lacks(text, "intervals; --csv");
    assert_lacks(text, "queued");
    assert_lacks(text, "hits");
    free(text);
}

/* Nothing happens: what says nothing has no column and no line. */
static void a_quiet_time(void **state)
{
    (void)state;
    synthetic_timeline_init(&s, 9, 10);
    s.result.events = 0;
    s.result.recovery = (struct timeline_recovery){ .downtime = { 0, 0, 0 },
                                                    .rto = { NAN, NAN, NAN },
                                                    .rpo = { NAN, NAN, NAN },
                                                    .failed = { 0, 0, 0 },
                                                    .drain = { NAN, NAN, NAN },
                                                    .recovered = 1 };
    s.result.uptime = (struct uptime){ 0 };
    s.tier[1].autoscale.metric = SCALING_NONE;
    char *text = printed(true, false);
    assert_fits(text);
    assert_has(text, "down   never: at least 98 % of the requests came back well in every second\n");
    assert_has(text, "years  nothing is said to fail");
    const char *const absent[] = { "timeout", "unavail.", "members", "backlog",
                                   "\nback",  "\nfailed", "\nlost",  "\nqueue" };
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) assert_lacks(text, absent[i]);
    free(text);
}

static void it_does_not_recover(void **state)
{
    (void)state;
    synthetic_timeline_init(&s, 15, 10);
    s.result.recovery.recovered = 0.25;
    s.result.recovery.rto = s.result.recovery.drain = (struct band){ NAN, NAN, NAN };
    s.result.wall = (struct recovery_wall){
        .status = RECOVERY_FOUND, .rate = { 400, 390, 410 }, .ordinary = { 800, 790, 810 }, .runs = 9
    };
    s.result.interrupted = true;
    char *text = printed(true, true);
    assert_has(text, "NOT RECOVERED in 12 of 16 runs\n");
    assert_has(text, "not drained at the end\n");
    assert_has(
        text,
        "400 req/s (390 to 410) is the largest load that recovers from what happens here within 150 s;\n"
        "       800 req/s (790 to 810) would do if nothing happened: 50 % of it\n");
    assert_has(
        text,
        "pg: 1 of 2 needed, down 4.0 times and 50 min a year by itself; the whole would be down 10 min\n"
        "       if it never failed\n");
    assert_has(text, "INTERRUPTED");
    assert_has(text, "\033[31m"); /* rows without service */
    free(text);
    s.result.recovery.recovered = 0;
    s.result.wall.status = RECOVERY_BELOW;
    text = printed(false, false);
    assert_has(text, "NOT RECOVERED: at the end service is not good in any run\n");
    assert_has(text, "does not recover from what happens here even at the lightest load");
    free(text);
}

static void the_long_ones_are_thinned(void **state)
{
    (void)state;
    bool shown[ST_INTERVALS];
    synthetic_timeline_init(&s, 200, 2);
    assert_int_equal(timeline_thin(&s.result, TIMELINE_ROWS, shown), TIMELINE_ROWS);
    uint32_t count = 0, gap = 0, last = 0;
    for (uint32_t i = 0; i < 200; i++) {
        if (!shown[i]) continue;
        if (i - last > gap) gap = i - last;
        last = i;
        count++;
    }
    assert_int_equal(count, TIMELINE_ROWS);
    assert_true(shown[0] && shown[199]);
    assert_true(shown[49] && shown[50]); /* around the kill at 100 s */
    assert_true(shown[89] && shown[90]); /* and the failure at 180 s */
    assert_true(shown[64]);              /* the backlog's peak */
    assert_true(gap <= 8);
    char *text = printed(false, false);
    assert_fits(text);
    assert_has(text, "  40 of 200 intervals; --csv has all\n");
    free(text);
    s.result.events = 0; /* many more events than rows */
    assert_int_equal(timeline_thin(&s.result, 5, shown), 5);
}

static void many_consequences_are_counted(void **state)
{
    (void)state;
    struct timeline_event many[40];
    synthetic_timeline_init(&s, 30, 10);
    for (int i = 0; i < 40; i++) {
        many[i] = (struct timeline_event){ .at = 101 + 0.1 * i, .kind = EVENT_CONSEQUENCE, .what = "" };
        snprintf(many[i].what, sizeof many[i].what, "app: breaker %d opens, %080d", i, 0);
    }
    s.result.event = many;
    s.result.events = 40;
    char *text = printed(false, false);
    assert_fits(text);
    assert_has(text, "app: breaker 3 opens");
    assert_lacks(text, "app: breaker 4 opens");
    assert_has(text, "- and 36 more\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_events_and_verdict),       cmocka_unit_test(a_quiet_time),
        cmocka_unit_test(it_does_not_recover),           cmocka_unit_test(the_long_ones_are_thinned),
        cmocka_unit_test(many_consequences_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
