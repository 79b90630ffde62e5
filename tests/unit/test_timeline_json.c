/* What other programs read of a timeline: JSON and CSV say the same, and conditions are found in it. */
#include "sim/report/assertion.h"
#include "sim/report/timeline_csv.h"
#include "sim/report/timeline_json.h"
#include "tests/unit/synthetic_timeline.h"

#include <cjson/cJSON.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct synthetic_timeline s;

static char *printed(void (*print)(const struct timeline_result *, FILE *))
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    print(&s.result, file);
    fclose(file);
    return text;
}

static const cJSON *item(const cJSON *json, const char *key)
{
    const cJSON *found = cJSON_GetObjectItemCaseSensitive(json, key);
    if (!found) fail_msg("no %s", key);
    return found;
}

static double number(const cJSON *json, const char *key)
{
    assert_true(cJSON_IsNumber(item(json, key)));
    return item(json, key)->valuedouble;
}

static void json_has_the_keys(void **state)
{
    (void)state;
    synthetic_timeline_init(&s, 30, 10);
    char *text = printed(timeline_json_print);
    cJSON *json = cJSON_Parse(text);
    assert_non_null(json);
    assert_string_equal(item(json, "name")->valuestring, "A failover");
    assert_int_equal(cJSON_GetArraySize(item(json, "intervals")), 30);
    const cJSON *eleventh = cJSON_GetArrayItem(item(json, "intervals"), 10);
    assert_true(number(eleventh, "t_s") == 100 && number(eleventh, "length_s") == 10);
    assert_true(number(eleventh, "offered_rps") == 100 && number(eleventh, "goodput_rps") == 5);
    assert_true(number(item(eleventh, "errors"), "unavailable") == 90);
    assert_true(number(item(eleventh, "errors"), "oom") == 0);
    assert_float_equal(number(item(item(eleventh, "latency_s"), "p99"), "value"), 8.04, 1e-9);
    assert_true(number(eleventh, "backlog") == 200);
    assert_true(number(item(eleventh, "members"), "app") == 2);
    assert_null(cJSON_GetObjectItemCaseSensitive(item(eleventh, "members"), "lb"));
    assert_float_equal(number(item(eleventh, "utilization"), "web.cpu"), 0.31, 1e-12);
    assert_true(cJSON_IsNull(item(eleventh, "lag_s")) && cJSON_IsNull(item(eleventh, "hit_ratio")));
    const cJSON *band = item(item(eleventh, "band"), "goodput_rps");
    assert_float_equal(cJSON_GetArrayItem(band, 0)->valuedouble, 4.75, 1e-12);
    assert_float_equal(cJSON_GetArrayItem(band, 1)->valuedouble, 5.25, 1e-12);
    const cJSON *event = cJSON_GetArrayItem(item(json, "events"), 0);
    assert_true(number(event, "t_s") == 100);
    assert_string_equal(item(event, "what")->valuestring, "kill db.primary");
    assert_string_equal(item(event, "kind")->valuestring, "planned");
    const cJSON *recovery = item(json, "recovery");
    assert_true(number(recovery, "downtime_s") == 30.4 && number(recovery, "rto_s") == 31);
    assert_true(number(recovery, "rpo_s") == 0.97 && number(recovery, "failed") == 2850);
    assert_true(number(recovery, "lost_writes") == 97);
    assert_true(cJSON_IsTrue(item(recovery, "recovered")));
    assert_true(cJSON_IsNull(item(json, "recovery_wall")));
    assert_float_equal(number(item(json, "totals"), "failed"), 2850, 1e-9);
    assert_string_equal(
        item(cJSON_GetArrayItem(item(item(json, "availability"), "parts"), 0), "host")->valuestring, "pg");
    cJSON_Delete(json);
    free(text);
}

/* The fields of one line of a CSV without quotes. */
static int split(char *line, char *field[128])
{
    int n = 0;
    for (char *c = line; c; n++) {
        field[n] = c;
        c = strchr(c, ',');
        if (c) *c++ = '\0';
    }
    return n;
}

static void csv_has_the_columns(void **state)
{
    (void)state;
    synthetic_timeline_init(&s, 30, 10);
    char *text = printed(timeline_csv_print), *line[40], *head[128], *row[128];
    int lines = 0;
    for (char *c = text; *c; lines++) {
        line[lines] = c;
        c = strstr(c, "\r\n");
        assert_non_null(c);
        *c = '\0';
        c += 2;
    }
    assert_int_equal(lines, 31);
    const int columns = split(line[0], head);
    assert_int_equal(split(line[11], row), columns);
    static const struct {
        const char *name;
        double value;
    } expected[] = { { "t_s", 100 },
                     { "end_s", 110 },
                     { "middle_s", 105 },
                     { "goodput_rps", 5 },
                     { "goodput_rps_high", 5.25 },
                     { "errors_rps", 95 },
                     { "timeout_rps", 5 },
                     { "p99_s", 8.04 },
                     { "members:app", 2 },
                     { "util:web.cpu", 0.31 },
                     { "bad_ratio", 1 },
                     { "backlog_low", 180 } };
    for (size_t e = 0; e < sizeof expected / sizeof *expected; e++) {
        int i = 0;
        while (i < columns && strcmp(head[i], expected[e].name) != 0) i++;
        if (i == columns) fail_msg("no column %s", expected[e].name);
        assert_float_equal(strtod(row[i], NULL), expected[e].value, 1e-9);
    }
    int i = 0;
    while (strcmp(head[i], "events") != 0) i++;
    assert_string_equal(row[i], "kill db.primary");
    free(text);
}

static void conditions(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool holds;
    } about[] = {
        { "timeline.recovery.lost_writes > 0", true },
        { "timeline.recovery.recovered == true", true },
        { "timeline.recovery.recovered == false", false },
        { "timeline.recovery_wall.rps < wall.rps", true },
        { "timeline.recovery_wall.status == found", true },
        { "timeline.at(105).goodput_rps < 10", true },
        { "timeline.at(99.9).goodput_rps == 100", true },
        { "timeline.intervals[-1].backlog < 10", true },
        { "timeline.at(160).members.app / timeline.at(0).members.app == 2.5", true },
        { "timeline.at(100).latency_s.p99 > 8", true },
        { "timeline.at(105).utilization.web.cpu < 0.5", true },
    };
    enum { ABOUT = sizeof about / sizeof *about };
    const char *text[ABOUT + 1] = { "wall.rps > 1e9" };
    for (size_t i = 0; i < ABOUT; i++) text[i + 1] = about[i].text;
    synthetic_timeline_init(&s, 30, 10);
    s.result.wall = (struct recovery_wall){ .status = RECOVERY_FOUND,
                                            .rate = { 400, 390, 410 },
                                            .ordinary = { 800, 790, 810 } };
    s.scenario.assertion = text;
    s.scenario.assertions = ABOUT + 1;
    bool all;
    char message[200];
    assert_true(assertion_evaluate_timeline(&s.result, &all, message, sizeof message));
    assert_false(all);
    assert_int_equal(s.result.assertions, ABOUT); /* the first is not about a timeline */
    for (size_t i = 0; i < ABOUT; i++)
        if (s.result.assertion[i].holds != about[i].holds) fail_msg("%s", about[i].text);
    free(s.result.assertion);
    assert_true(assertion_asks(&s.scenario, "timeline.recovery_wall"));
    assert_false(assertion_asks(&s.scenario, "timeline.availability"));
    s.scenario.assertions = 2;
    text[1] = "timeline.recovery.failed";
    assert_false(assertion_evaluate_timeline(&s.result, &all, message, sizeof message));
    assert_string_equal(message,
                        "failover.json: assert: found \"timeline.recovery.failed\", expected one of == "
                        "!= < <= > >=");
    free(s.result.assertion);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_has_the_keys),
        cmocka_unit_test(csv_has_the_columns),
        cmocka_unit_test(conditions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
