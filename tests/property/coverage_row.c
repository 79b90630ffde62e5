#include "tests/property/coverage_row.h"

#include "models/architecture/warming.h"
#include "sim/input/scenario_json.h"
#include "sim/study/point.h"
#include "sim/study/study.h"
#include "tests/oracle/quantity.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double number(const cJSON *object, const char *key, double absent)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsNumber(item) ? item->valuedouble : absent;
}

static bool lists(const cJSON *array, const char *name)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, array) if (strcmp(item->valuestring, name) == 0) return true;
    return false;
}

static bool row_read(struct coverage_row *row, const cJSON *json)
{
    struct input_error error;
    const cJSON *known, *truth = cJSON_GetObjectItemCaseSensitive(json, "truth");
    const cJSON *wider = cJSON_GetObjectItemCaseSensitive(json, "wider");
    *row = (struct coverage_row){
        .name = cJSON_GetObjectItemCaseSensitive(json, "name")->valuestring,
        .seeds = (uint32_t)number(json, "seeds", 200),
        .oracle = number(json, "oracle", 0),
        .mean_precision = number(json, "mean_precision", 0),
        .quick = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(json, "quick")),
        .is_stable = !cJSON_IsFalse(cJSON_GetObjectItemCaseSensitive(json, "stable")),
        .cost_is_told = cJSON_HasObjectItem(json, "cost"),
    };
    row->scenario = scenario_from_tree(cJSON_GetObjectItemCaseSensitive(json, "scenario"), row->name, &error);
    if (!row->scenario) {
        fprintf(stderr, "%s: %s\n", row->name, error.text);
        return false;
    }
    row->network = network_assemble(row->scenario);
    network_warm(row->network);
    row->precision = row->scenario->run.precision;
    cJSON_ArrayForEach(known, truth)
    {
        if (row->knowns == COVERAGE_QUANTITIES) return false;
        row->known[row->knowns++] =
            (struct coverage_known){ known->string, known->valuedouble, lists(wider, known->string) };
        row->whole_study |= strcmp(known->string, "wall") == 0 || strcmp(known->string, "knee") == 0;
    }
    return true;
}

static char *text_of(const char *path)
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
    return text;
}

struct coverage_row *coverage_rows_read(const char *path, size_t *count)
{
    char *text = text_of(path);
    cJSON *json = text ? cJSON_Parse(text) : NULL;
    const cJSON *one;
    free(text);
    *count = 0;
    if (!cJSON_IsArray(json)) {
        fprintf(stderr, "%s: not a list of rows\n", path);
        cJSON_Delete(json);
        return NULL;
    }
    struct coverage_row *rows = calloc((size_t)cJSON_GetArraySize(json) + 1, sizeof *rows);
    if (!rows) abort();
    cJSON_ArrayForEach(one, json) if (!row_read(&rows[(*count)++], one)) exit(2);
    rows[0].json = json;
    return rows;
}

void coverage_rows_free(struct coverage_row *rows, size_t count)
{
    cJSON_Delete(rows ? rows[0].json : NULL);
    for (size_t i = 0; i < count; i++) {
        network_destroy(rows[i].network);
        scenario_destroy(rows[i].scenario);
    }
    free(rows);
}

static struct interval of_point(const char *name, const struct network *network,
                                const struct point_result *result)
{
    struct interval seen = { NAN, NAN, NAN };
    if (strcmp(name, "growth") == 0) return result->growth_interval;
    if (strcmp(name, "error_ratio") == 0) return result->error_interval;
    if (strcmp(name, "throughput") == 0) return result->throughput_interval;
    quantity_of(name, network, result, &seen);
    return seen;
}

static void run_point(const struct coverage_row *row, uint64_t seed, double fixed,
                      struct coverage_sample *sample)
{
    const struct load *load = &row->scenario->load;
    const struct experiment *run = &row->scenario->run;
    const bool closed = load->arrivals == ARRIVALS_CLOSED;
    const struct run_load at = { .rate = closed ? 0 : load->point[0],
                                 .population = closed ? (uint32_t)load->point[0] : 0 };
    const struct point_goal goal = { .precision = fixed > 0 ? 1e-9 : run->precision,
                                     .mean_precision = row->mean_precision,
                                     .confidence = run->confidence,
                                     .max_requests = (uint64_t)(fixed > 0 ? fixed : run->max_requests),
                                     .warmup = run->warmup };
    struct point *point = point_create(row->network, &at, seed, &goal);
    do
        for (uint32_t r = 0; r < POINT_REPLICATIONS; r++) point_work(point, r);
    while (point_judge(point));
    struct point_result result;
    point_collect(point, &result);
    point_destroy(point);
    for (size_t q = 0; q < row->knowns; q++)
        sample->interval[q] = of_point(row->known[q].name, row->network, &result);
    sample->requests = (double)result.requests;
    sample->converged = result.converged;
    sample->stable = result.stable;
    point_result_finish(&result);
}

static void run_study(const struct coverage_row *row, uint64_t seed, struct coverage_sample *sample)
{
    struct scenario scenario = *row->scenario;
    scenario.run.seed = seed;
    const struct study_item item = { .scenario = &scenario };
    struct explore_progress progress = { 0 };
    struct study_result result;
    study_run(&item, 1, 1, &progress, &result);
    const struct scenario_result *found = &result.scenario[0];
    for (size_t q = 0; q < row->knowns; q++)
        sample->interval[q] = strcmp(row->known[q].name, "wall") == 0 ? found->wall.rate : found->knee.rate;
    sample->requests = (double)found->requests;
    sample->converged = found->converged;
    sample->stable = true;
    study_result_finish(&result);
}

void coverage_row_run(const struct coverage_row *row, uint64_t seed, double fixed,
                      struct coverage_sample *sample)
{
    *sample = (struct coverage_sample){ 0 };
    if (row->whole_study)
        run_study(row, seed, sample);
    else
        run_point(row, seed, fixed, sample);
}
