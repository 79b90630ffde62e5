/* Rows and columns by name. */
#include "sim/report/csv.h"
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

static struct synthetic s, other;

static char *printed(struct scenario_result *results, uint32_t count, bool all)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    csv_print(&(struct study_result){ results, count }, all, file);
    fclose(file);
    return text;
}

/* One field, without the quotes around it; for rows without quoted commas before it. */
static void field(const char *text, unsigned row, const char *name, char *value, size_t size)
{
    const char *heading = text, *line = text;
    unsigned column = 0;
    for (; strncmp(heading, name, strlen(name)) != 0 || !strchr(",\r", heading[strlen(name)]); column++) {
        heading += strcspn(heading, ",\r");
        if (*heading != ',') fail_msg("no column %s", name);
        heading++;
    }
    for (unsigned i = 0; i < row; i++) line = strstr(line, "\r\n") + 2;
    for (unsigned i = 0; i < column; i++) line += strcspn(line, ",\r") + 1;
    snprintf(value, size, "%.*s", (int)strcspn(line, ",\r"), line);
}

static void assert_field(const char *text, unsigned row, const char *name, const char *expected)
{
    char value[64];
    field(text, row, name, value, sizeof value);
    assert_string_equal(value, expected);
}

static unsigned rows(const char *text)
{
    unsigned count = 0;
    for (; (text = strstr(text, "\r\n")); text += 2) count++;
    return count;
}

static void a_row_a_load(void **state)
{
    (void)state;
    char value[64];
    synthetic_init(&s, 100, 0.01);
    struct theory_point theory[SYNTHETIC_POINTS] = { { .exact = { .kind = EXACT_FORMULA,
                                                                  .mean = 0.125,
                                                                  .percentile = { [P50] = NAN, [P99] = 0.5 },
                                                                  .least = 0.0625,
                                                                  .most = 100 } } };
    s.result.theory = (struct theory_result){ .point = theory };
    char *text = printed(&s.result, 1, false);
    assert_int_equal(rows(text), SYNTHETIC_POINTS + 1);
    assert_field(text, 1, "scenario", "Stage 1: one box");
    assert_field(text, 1, "offered_rps", "10");
    assert_field(text, 1, "users", "1000");
    assert_field(text, 1, "population", "");
    assert_field(text, 1, "stable", "1");
    assert_field(text, 1, "theory", "exact");
    assert_field(text, 1, "theory_mean_s", "0.125");
    assert_field(text, 1, "theory_p50_s", "");
    assert_field(text, 1, "theory_p99_s", "0.5");
    assert_field(text, 1, "theory_least_s", "0.0625");
    assert_field(text, 1, "theory_most_rps", "100");
    assert_field(text, 2, "theory", "none");
    assert_field(text, 12, "stable", "0");
    assert_field(text, 12, "p99_s", "");
    assert_field(text, 12, "p99_s_high", "");
    assert_field(text, 12, "growth_rps", "5");
    field(text, 3, "p99_s_low", value, sizeof value);
    assert_true(strtod(value, NULL) == s.point[2].latency.percentile[P99].low);
    field(text, 3, "util:box.ssd", value, sizeof value);
    assert_true(strtod(value, NULL) == s.resource_result[2][SYNTHETIC_SSD].utilization);
    field(text, 3, "residence:db", value, sizeof value);
    assert_true(strtod(value, NULL) == s.tier_result[2][1].residence);
    assert_field(text, 3, "tail:retries", "0");
    free(text);
}

static void scenarios_share_columns(void **state)
{
    (void)state;
    synthetic_init(&s, 100, 0.01);
    synthetic_init(&other, 200, 0.01);
    other.scenario.name = "a \"quoted\", name";
    other.resource[SYNTHETIC_CPU].name = "web.cpu";
    struct scenario_result both[] = { s.result, other.result };
    char *text = printed(both, 2, false);
    assert_int_equal(rows(text), 2 * SYNTHETIC_POINTS + 1);
    assert_field(text, 5, "util:box.cpu", "0.5");
    assert_field(text, 5, "util:web.cpu", "");
    assert_non_null(strstr(text, "\r\n\"a \"\"quoted\"\", name\",,2,point,20,"));
    free(text);
}

static void searched_points_on_request(void **state)
{
    (void)state;
    struct point_result search;
    synthetic_init(&s, 100, 0.01);
    search = s.point[0];
    search.offered = 15;
    s.result.search = &search;
    s.result.searches = 1;
    char *text = printed(&s.result, 1, false);
    assert_int_equal(rows(text), SYNTHETIC_POINTS + 1);
    free(text);
    text = printed(&s.result, 1, true);
    assert_int_equal(rows(text), SYNTHETIC_POINTS + 2);
    assert_field(text, 2, "offered_rps", "15");
    assert_field(text, 2, "kind", "search");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_a_load),
        cmocka_unit_test(scenarios_share_columns),
        cmocka_unit_test(searched_points_on_request),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
