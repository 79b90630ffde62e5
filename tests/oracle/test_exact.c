/*
 * The formulas that reports show beside a simulation, against the same known results that the simulation is
 * tested with. `test_exact ROWS.json LEAST`: each row's scenario is assembled and classified; where there is
 * a formula its figures must be the known ones, and no bound may pass a known mean. At least LEAST rows must
 * have a formula, so that a classifier which knows nothing fails.
 */
#include "models/architecture/exact.h"
#include "sim/input/merge.h"
#include "sim/input/scenario_json.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const double tolerance = 1e-4; /* known values are printed with four figures and more */

static double known(const cJSON *checks, const char *name)
{
    const cJSON *check = cJSON_GetObjectItemCaseSensitive(checks, name);
    if (cJSON_IsNumber(check)) return check->valuedouble;
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(check, "value"),
                *times = cJSON_GetObjectItemCaseSensitive(check, "times");
    if (!cJSON_IsNumber(value)) return NAN;
    return value->valuedouble / (cJSON_IsNumber(times) ? times->valuedouble : 1);
}

static bool near(const char *id, const char *name, double said, double value)
{
    if (isnan(value) || isnan(said) || fabs(said - value) <= tolerance * fabs(value)) return true;
    print_message("    %s: %s is %.10g, known %.10g\n", id, name, said, value);
    return false;
}

static bool figures_hold(const char *id, const cJSON *checks, const struct exact_point *at)
{
    static const char *const name[PERCENTILES] = { "p50", "p90", "p95", "p99", "p999" };
    const double mean = known(checks, "mean");
    bool good = true;
    if (!isnan(mean) && at->least > mean * (1 + tolerance)) {
        print_message("    %s: at least %.10g, known mean %.10g\n", id, at->least, mean);
        good = false;
    }
    if (at->kind != EXACT_FORMULA) return good;
    good &= near(id, "mean", at->mean, mean);
    good &= near(id, "error_ratio", at->error_ratio, known(checks, "error_ratio"));
    good &= near(id, "throughput", at->throughput, known(checks, "throughput"));
    good &= near(id, "concurrency", at->mean * at->throughput, known(checks, "concurrency"));
    for (int p = 0; p < PERCENTILES; p++)
        good &= near(id, name[p], at->percentile[p], known(checks, name[p]));
    return good;
}

static bool row_holds(const cJSON *row, unsigned *formulas)
{
    const char *id = cJSON_GetObjectItemCaseSensitive(row, "id")->valuestring;
    struct input_error error;
    struct scenario *scenario =
        scenario_from_tree(cJSON_GetObjectItemCaseSensitive(row, "scenario"), id, &error);
    if (!scenario) fail_msg("%s", error.text);
    struct network *network = network_assemble(scenario);
    const struct load *load = &scenario->load;
    const bool closed = load->arrivals == ARRIVALS_CLOSED;
    const struct exact_load at = { .rate = closed ? 0 : load->point[0],
                                   .population = closed ? (uint32_t)load->point[0] : 0 };
    struct exact exact;
    struct exact_point point;
    exact_init(&exact, network);
    exact_at(&exact, &at, &point, NULL);
    *formulas += point.kind == EXACT_FORMULA;
    if (getenv("ORACLE_VERBOSE"))
        print_message("    %-24s %d %-40s %s\n", id, point.kind, exact.method,
                      exact.breaks ? exact.broken[0].text : "");
    const bool good = figures_hold(id, cJSON_GetObjectItemCaseSensitive(row, "checks"), &point);
    exact_finish(&exact);
    network_destroy(network);
    scenario_destroy(scenario);
    return good;
}

static char *text_of(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    fseek(file, 0, SEEK_END);
    const long size = ftell(file);
    rewind(file);
    char *text = calloc((size_t)size + 1, 1);
    if (text && fread(text, 1, (size_t)size, file) != (size_t)size) text[0] = '\0';
    fclose(file);
    return text;
}

static const char *rows_file;
static unsigned least;

static void all_rows(void **state)
{
    (void)state;
    char *text = text_of(rows_file);
    cJSON *rows = text ? cJSON_Parse(text) : NULL;
    assert_true(cJSON_IsArray(rows));
    unsigned formulas = 0, wrong = 0;
    const cJSON *row;
    cJSON_ArrayForEach(row, rows) wrong += !row_holds(row, &formulas);
    print_message("    %u of %d rows have a formula\n", formulas, cJSON_GetArraySize(rows));
    assert_int_equal(wrong, 0);
    assert_true(formulas >= least);
    cJSON_Delete(rows);
    free(text);
}

int main(int argc, char **argv)
{
    if (argc != 3) return 2;
    rows_file = argv[1];
    least = (unsigned)atoi(argv[2]);
    const struct CMUnitTest tests[] = { cmocka_unit_test(all_rows) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
