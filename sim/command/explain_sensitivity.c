#include "sim/command/explain_sensitivity.h"

#include "sim/command/command.h"
#include "sim/command/monitor.h"
#include "sim/command/sensitivity_print.h"
#include "sim/input/scenario_json.h"
#include "sim/report/output.h"
#include "sim/report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 20 };

/* The variants of one case, in the order of its numbers, down and up. */
struct variants {
    struct scenario **scenario; /* NULL where there is no value */
    uint32_t numbers;
};

static struct variants variants_of(const struct case_source *source, const struct sensitivity *found,
                                   uint32_t simulate)
{
    struct variants v = { .numbers = found->count < simulate ? found->count : simulate };
    v.scenario = calloc(SENSITIVITY_SIDES * v.numbers + 1, sizeof *v.scenario);
    const char **set = calloc(source->settings + 1, sizeof *set);
    if (!v.scenario || !set) abort();
    for (uint32_t i = 0; i < source->settings; i++) set[i] = source->setting[i];
    for (uint32_t i = 0; i < SENSITIVITY_SIDES * v.numbers; i++) {
        const struct sensitive *x = &found->sensitive[i / SENSITIVITY_SIDES];
        const char *value = x->value[i % SENSITIVITY_SIDES];
        char text[SENSITIVITY_PATH + SENSITIVITY_NUMBER + 1];
        struct input_error error;
        snprintf(text, sizeof text, "%s=%s", x->path, value);
        set[source->settings] = text;
        if (*value) v.scenario[i] = scenario_of(source->document, set, source->settings + 1, &error);
    }
    free(set);
    return v;
}

static void variants_finish(struct variants *v)
{
    for (uint32_t i = 0; i < SENSITIVITY_SIDES * v->numbers; i++) scenario_destroy(v->scenario[i]);
    free(v->scenario);
}

static bool print(const struct sensitivity_report *reports, uint32_t count, const char *json,
                  struct output_error *error)
{
    struct output output;
    if (json) {
        if (!output_open(&output, json, error)) return false;
        sensitivity_json(reports, count, output.file);
        if (!output_close(&output, error)) return false;
        if (strcmp(json, "-") == 0) return true;
    }
    if (!output_open(&output, NULL, error)) return false;
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0) fputc('\n', output.file);
        sensitivity_table(&reports[i], ROWS, terminal_has_color(output.file), output.file);
    }
    return output_close(&output, error);
}

/* Fills the reports' simulated walls; the result must outlive them. False: interrupted. */
static bool simulate_all(const struct cases *cases, const struct options *options, struct variants *variants,
                         struct sensitivity_report *reports, struct study_result *result)
{
    struct study_item *item = calloc(cases->items ? cases->items : 1, sizeof *item);
    if (!item) abort();
    for (unsigned i = 0; i < cases->items; i++) {
        item[i] = cases->item[i];
        item[i].variant = (const struct scenario *const *)variants[i].scenario;
        item[i].variants = SENSITIVITY_SIDES * variants[i].numbers;
    }
    const bool whole = monitor_study(item, cases->items, options, result);
    for (unsigned i = 0; i < cases->items; i++) {
        reports[i].simulated = result->scenario[i].wall;
        reports[i].moved = result->scenario[i].moved;
        reports[i].moved_numbers = result->scenario[i].variants / SENSITIVITY_SIDES;
    }
    free(item);
    return whole;
}

int explain_sensitivity(const struct cases *cases, const struct options *options, uint32_t simulate,
                        const char *json)
{
    struct sensitivity_report *reports = calloc(cases->items ? cases->items : 1, sizeof *reports);
    struct variants *variants = calloc(cases->items ? cases->items : 1, sizeof *variants);
    struct study_result result = { 0 };
    if (!reports || !variants) abort();
    for (unsigned i = 0; i < cases->items; i++) {
        const struct case_source *source = &cases->source[i];
        reports[i] = (struct sensitivity_report){ .item = &cases->item[i], .simulated.status = WALL_NONE };
        sensitivity_init(&reports[i].found, source->document, (const char *const *)source->setting,
                         source->settings);
        variants[i] = variants_of(source, &reports[i].found, simulate);
    }
    const bool whole = simulate == 0 || simulate_all(cases, options, variants, reports, &result);
    struct output_error error;
    int status = whole ? STATUS_DONE : STATUS_INTERRUPTED;
    if (!print(reports, cases->items, json, &error)) status = command_complain("%s", error.text);
    for (unsigned i = 0; i < cases->items; i++) {
        sensitivity_finish(&reports[i].found);
        variants_finish(&variants[i]);
    }
    study_result_finish(&result);
    free(reports);
    free(variants);
    return status;
}
