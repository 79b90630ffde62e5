/*
 * Oracles: known results of queueing theory, each run as a plain scenario through the reader, the engine and
 * the study, and compared. `test_oracle ROWS.json [ID]` runs the rows of a file, or those whose id contains
 * ID; README.md says how a row is written. ORACLE_VERBOSE=1 in the environment prints every figure.
 *
 * A figure passes within the row's tolerance, or where the study's own 99 % interval holds the known value
 * and is not wider than a few tolerances. Every run without errors must obey Little's law too. Among hundreds
 * of figures some miss by chance, so a run that fails is repeated with other random numbers and four times
 * the requests; what is wrong again is wrong.
 */
#include "sim/input/merge.h"
#include "sim/input/scenario_json.h"
#include "sim/study/crew.h"
#include "sim/study/point.h"
#include "tests/oracle/quantity.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const double confidence = 0.99;
static const double mean_precision = 0.01,
                    tail_precision = 0.02; /* what a run aims at, unless the row says */
static const double widest = 3;            /* of an interval that may decide, in tolerances */
static const double little = 0.01;
static const double most_requests = 2e9;

struct trial {
    struct point *point;
    uint64_t at_least; /* requests */
};

static double number(const cJSON *object, const char *key, double absent)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsNumber(item) ? item->valuedouble : absent;
}

static void work(void *context, uint32_t piece)
{
    point_work(((struct trial *)context)->point, piece);
}

static void judge(struct crew *crew, void *context)
{
    struct trial *trial = context;
    const bool more = point_judge(trial->point);
    if (!more && point_requests(trial->point) >= trial->at_least) return;
    const struct crew_batch round = { work, judge, trial, POINT_REPLICATIONS, 0 };
    crew_submit(crew, &round);
}

static struct scenario *read(const cJSON *tree, const char *name)
{
    struct input_error error;
    struct scenario *scenario = scenario_from_tree(tree, name, &error);
    if (!scenario) fail_msg("%s", error.text);
    return scenario;
}

/* A run's own word, else its row's. */
static double said(const cJSON *run, const cJSON *row, const char *key, double absent)
{
    return number(run, key, number(row, key, absent));
}

static void simulate(const struct network *network, const cJSON *run, const cJSON *row, int attempt,
                     struct point_result *result)
{
    const struct load *load = &network->scenario->load;
    assert_int_equal(load->points, 1);
    const bool closed = load->arrivals == ARRIVALS_CLOSED;
    const struct run_load at = { .rate = closed ? 0 : load->point[0],
                                 .population = closed ? (uint32_t)load->point[0] : 0 };
    const struct point_goal goal = { .precision = said(run, row, "precision", tail_precision) / attempt,
                                     .mean_precision =
                                         said(run, row, "mean_precision", mean_precision) / attempt,
                                     .confidence = confidence,
                                     .max_requests = (uint64_t)said(run, row, "most", most_requests),
                                     .warmup = said(run, row, "warmup", NAN) };
    const double at_least = said(run, row, "requests", 0) * attempt * attempt;
    struct trial trial = { point_create(network, &at, (uint64_t)attempt, &goal), (uint64_t)at_least };
    struct crew *crew = crew_create(2);
    const struct crew_batch first = { work, judge, &trial, POINT_REPLICATIONS, 0 };
    assert_non_null(crew);
    crew_submit(crew, &first);
    crew_run(crew);
    crew_destroy(crew);
    point_collect(trial.point, result);
    point_destroy(trial.point);
}

static bool is_verbose(void)
{
    return getenv("ORACLE_VERBOSE") != NULL;
}

/* `check` is the value, or an object that says more about it. Returns whether it holds. */
static bool compare(const char *name, const cJSON *check, double fallback, const struct network *network,
                    const struct point_result *result)
{
    struct interval seen;
    if (!quantity_of(name, network, result, &seen)) fail_msg("there is no quantity \"%s\"", name);
    const double times = number(check, "times", 1), value = number(check, "value", check->valuedouble);
    seen = (struct interval){ seen.value * times, seen.low * times, seen.high * times };
    double tolerance =
        number(check, "within", fallback > 0 ? fallback : quantity_tolerance(name)) * fabs(value);
    tolerance = fmax(tolerance, number(check, "absolute", 0));
    const bool near = fabs(seen.value - value) <= tolerance;
    const bool inside =
        seen.low <= value && value <= seen.high && (seen.high - seen.low) / 2 <= widest * tolerance;
    if (is_verbose() || !(near || inside))
        print_message("    %s %-22s %.6g in [%.6g, %.6g], known %.6g +- %.2g (%+.2f %%)\n",
                      near || inside ? "ok  " : "WRONG", name, seen.value, seen.low, seen.high, value,
                      tolerance, 100 * (seen.value / value - 1));
    return near || inside;
}

static bool compare_all(const cJSON *checks, double fallback, const struct network *network,
                        const struct point_result *result)
{
    bool good = true;
    const cJSON *check;
    cJSON_ArrayForEach(check, checks) good &= compare(check->string, check, fallback, network, result);
    if (result->error_ratio > 0) return good;
    const double product = result->throughput * result->latency.mean.value,
                 inside = result->concurrency.value;
    if (fabs(product - inside) <= little * inside) return good;
    print_message("    WRONG Little's law: N %.6g, X R %.6g\n", inside, product);
    return false;
}

static bool agrees(const struct network *network, const cJSON *run, const cJSON *row, int attempt)
{
    const cJSON *checks = cJSON_GetObjectItemCaseSensitive(run, "checks");
    if (!checks) checks = cJSON_GetObjectItemCaseSensitive(row, "checks");
    assert_true(cJSON_IsObject(checks) && checks->child);
    struct point_result result;
    simulate(network, run, row, attempt, &result);
    if (is_verbose()) print_message("    %.3g million requests\n", (double)result.requests * 1e-6);
    const bool good = compare_all(checks, said(run, row, "within", 0), network, &result);
    point_result_finish(&result);
    return good;
}

/* The row's own scenario, or that with the patch of one of its further runs. */
static bool runs_as_known(const cJSON *row, const cJSON *run)
{
    const char *id = cJSON_GetObjectItemCaseSensitive(row, "id")->valuestring;
    const cJSON *patch = cJSON_GetObjectItemCaseSensitive(run, "patch");
    cJSON *tree = cJSON_Duplicate(cJSON_GetObjectItemCaseSensitive(row, "scenario"), 1);
    if (patch) tree = merge_patch(tree, patch);
    struct scenario *scenario = read(tree, id);
    struct network *network = network_assemble(scenario);
    bool good = agrees(network, run, row, 1);
    if (!good) {
        print_message("    once more, with other random numbers\n");
        good = agrees(network, run, row, 2);
    }
    network_destroy(network);
    scenario_destroy(scenario);
    cJSON_Delete(tree);
    return good;
}

static void row_holds(void **state)
{
    const cJSON *row = *state, *run;
    bool good = runs_as_known(row, row);
    cJSON_ArrayForEach(run, cJSON_GetObjectItemCaseSensitive(row, "also")) good &= runs_as_known(row, run);
    assert_true(good);
}

static cJSON *load(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    fseek(file, 0, SEEK_END);
    const long size = ftell(file);
    rewind(file);
    char *text = malloc((size_t)size + 1);
    if (!text) abort();
    text[fread(text, 1, (size_t)size, file)] = 0;
    fclose(file);
    cJSON *rows = cJSON_Parse(text);
    free(text);
    return rows;
}

int main(int count, char **word)
{
    cJSON *rows = count > 1 ? load(word[1]) : NULL, *row;
    if (!cJSON_IsArray(rows)) {
        fprintf(stderr, "usage: test_oracle ROWS.json [ID]\n");
        return 2;
    }
    struct CMUnitTest *test = calloc((size_t)cJSON_GetArraySize(rows), sizeof *test);
    if (!test) abort();
    size_t tests = 0;
    cJSON_ArrayForEach(row, rows)
    {
        const char *id = cJSON_GetObjectItemCaseSensitive(row, "id")->valuestring;
        if (count > 2 && !strstr(id, word[2])) continue;
        test[tests++] = (struct CMUnitTest){ .name = id, .test_func = row_holds, .initial_state = row };
    }
    const int failed = _cmocka_run_group_tests(word[1], test, tests, NULL, NULL);
    free(test);
    cJSON_Delete(rows);
    return failed;
}
