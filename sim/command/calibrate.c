/*
 * Reads, estimates, and writes the estimates as a scenario that extends the one given, and what is known of
 * them as a table or JSON. Nothing is written before everything is known.
 */
#include "sim/command/calibrate.h"

#include "sim/command/calibrate_work.h"
#include "sim/command/command.h"
#include "sim/command/extends.h"
#include "sim/input/merge.h"
#include "sim/input/print.h"
#include "sim/input/scenario_json.h"
#include "sim/report/output.h"
#include "sim/report/report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double most_errors = 0.01; /* share of requests */

/* The scenario with the patch as it is; false: the reader refuses it. */
bool calibrate_patched_init(struct calibrate_patched *p, struct calibrate_work *w)
{
    cJSON *tree = merge_patch(document_tree(w->document, NULL, 0, &w->error), w->patch);
    p->scenario = scenario_from_tree(tree, w->options->scenario, &w->error);
    p->network = p->scenario ? network_assemble(p->scenario) : NULL;
    cJSON_Delete(tree);
    return p->network;
}

void calibrate_patched_finish(struct calibrate_patched *p)
{
    network_destroy(p->network);
    scenario_destroy(p->scenario);
}

static double *room(size_t rows)
{
    double *values = calloc(rows, sizeof *values);
    if (!values) abort();
    return values;
}

/* Rows with many errors have no throughput to fit by: what fails does not cost what is served. */
static bool leave_out_errors(struct calibrate_work *w)
{
    static const char *const titles[] = { "error_ratio", "error_rate", "errors_percent", "error_percent",
                                          NULL };
    const size_t column = measured_find_any(&w->measured, titles);
    unsigned count = 0;
    if (column == MEASURED_NONE) return true;
    const double unit = strstr(w->measured.key[column], "percent") ? 100 : 1;
    if (!measured_values(&w->measured, column, w->column, &w->error)) return false;
    for (size_t i = 0; i < w->measured.rows; i++)
        if (w->column[i] > most_errors * unit) w->throughput[i] = NAN, count++;
    if (count > 0)
        calibration_remark(&w->report, "%u of %zu rows have over 1 %% errors and are left out", count,
                           w->measured.rows);
    return true;
}

/* The rows' throughput, and room for what is fitted. */
static bool read_throughput(struct calibrate_work *w)
{
    const size_t rows = w->measured.rows;
    size_t column;
    w->throughput = room(rows), w->column = room(rows), w->x = room(rows), w->y = room(rows);
    if (!columns_throughput(&w->options->columns, &w->measured, &column, &w->error)) return false;
    if (column == MEASURED_NONE) {
        char titles[512];
        measured_titles(&w->measured, titles, sizeof titles);
        input_error_set(&w->error,
                        "%s: found no column of throughput (throughput, rps, x ...) among %s; name it with "
                        "--column throughput=TITLE",
                        w->measured.name, titles);
        return false;
    }
    if (!measured_values(&w->measured, column, w->throughput, &w->error) || !leave_out_errors(w))
        return false;
    w->report.least = INFINITY;
    for (size_t i = 0; i < rows; i++) {
        if (!(w->throughput[i] > 0)) continue;
        w->report.rows++;
        w->report.least = fmin(w->report.least, w->throughput[i]);
        w->report.most = fmax(w->report.most, w->throughput[i]);
    }
    if (w->report.rows > 0) return true;
    input_error_set(&w->error, "%s: %s: found no throughput above 0", w->measured.name,
                    w->measured.title[column]);
    return false;
}

static bool judge(struct calibrate_work *w)
{
    struct calibrate_patched p;
    if (w->report.estimates == 0 && !w->report.delay.measured) {
        input_error_set(
            &w->error,
            "%s: found neither the utilization of a resource of %s nor a latency; name columns as "
            "resources (`kneewall explain` lists them) and latency_ms, or say --column",
            w->measured.name, w->options->scenario);
        return false;
    }
    if (!calibrate_patched_init(&p, w)) return false;
    w->report.saturation = p.network->saturation;
    w->report.saturation_before = w->network->saturation;
    w->report.bottleneck =
        p.network->bottleneck == NETWORK_NONE ? NULL : w->network->resource[p.network->bottleneck].name;
    calibrate_patched_finish(&p);
    return true;
}

/* A sentence for people who open the patch. */
static void add_note(const struct calibration *c, cJSON *tree)
{
    char text[CALIBRATION_REMARK];
    int used = snprintf(text, sizeof text, "Calibrated by %.100s (kneewall fit):", c->measurements);
    for (unsigned i = 0; i < c->estimates; i++)
        if (c->estimate[i].status == ESTIMATE_WRITTEN && used < (int)sizeof text - 80)
            used += snprintf(text + used, sizeof text - (size_t)used, " %.40s %.4g +- %.2g ms a request;",
                             c->estimate[i].resource, 1e3 * c->estimate[i].demand,
                             1e3 * c->estimate[i].demand_se);
    if (c->delay.found)
        snprintf(text + used, sizeof text - (size_t)used, " a delay of %.4g +- %.2g ms;",
                 1e3 * c->delay.value, 1e3 * c->delay.se);
    text[strlen(text) - 1] = '.';
    cJSON_AddStringToObject(tree, "_note", text);
}

static char *patch_text(const struct calibrate_work *w)
{
    cJSON *tree = cJSON_CreateObject();
    char *base = extends_path(w->options->output, w->options->scenario), *name = NULL;
    if (!tree || !base || asprintf(&name, "%s, calibrated", w->scenario->name) < 0) abort();
    cJSON_AddStringToObject(tree, "extends", base);
    cJSON_AddStringToObject(tree, "name", name);
    add_note(&w->report, tree);
    tree = merge_patch(tree, w->patch);
    char *text = print_json(tree);
    cJSON_Delete(tree);
    free(name);
    free(base);
    return text;
}

static bool is_standard(const char *path)
{
    return path && strcmp(path, "-") == 0;
}

static bool write_patch(const struct calibrate_work *w, struct output_error *error)
{
    struct output output;
    if (!w->options->output) return true;
    if (!output_open(&output, w->options->output, error)) return false;
    char *text = patch_text(w);
    fputs(text, output.file);
    free(text);
    return output_close(&output, error);
}

static bool write_json(const struct calibrate_work *w, struct output_error *error)
{
    struct output output;
    if (!w->options->json) return true;
    if (!output_open(&output, w->options->json, error)) return false;
    calibration_json(&w->report, output.file);
    return output_close(&output, error);
}

static bool write_table(const struct calibrate_work *w, struct output_error *error)
{
    struct output output;
    if (is_standard(w->options->json) || is_standard(w->options->output)) return true;
    if (!output_open(&output, NULL, error)) return false;
    calibration_table(&w->report, terminal_has_color(output.file), output.file);
    return output_close(&output, error);
}

static bool write_all(struct calibrate_work *w)
{
    struct output_error error;
    if (write_patch(w, &error) && write_json(w, &error) && write_table(w, &error)) return true;
    input_error_set(&w->error, "%s", error.text);
    return false;
}

static bool work_init(struct calibrate_work *w, const struct calibrate_options *options)
{
    *w = (struct calibrate_work){ .options = options, .patch = cJSON_CreateObject() };
    w->document = document_load(options->scenario, &w->error);
    w->scenario = w->document ? scenario_of(w->document, NULL, 0, &w->error) : NULL;
    w->complete = w->scenario ? scenario_complete(w->document, NULL, 0, &w->error) : NULL;
    if (!w->complete || !extends_check(options->output, w->document, &w->error) ||
        !measured_read(&w->measured, options->measurements, &w->error))
        return false;
    w->network = network_assemble(w->scenario);
    w->report = (struct calibration){ .name = w->scenario->name,
                                      .scenario = options->scenario,
                                      .measurements = w->measured.name,
                                      .patch = options->output };
    return true;
}

static void work_finish(struct calibrate_work *w)
{
    free(w->report.estimate);
    free(w->report.remark);
    free(w->throughput);
    free(w->column);
    free(w->x);
    free(w->y);
    measured_finish(&w->measured);
    network_destroy(w->network);
    cJSON_Delete(w->complete);
    cJSON_Delete(w->patch);
    scenario_destroy(w->scenario);
    document_destroy(w->document);
}

int calibrate(const struct calibrate_options *options)
{
    struct calibrate_work w;
    bool good = work_init(&w, options) && read_throughput(&w) && calibrate_demands(&w) &&
                calibrate_delay(&w) && judge(&w) && write_all(&w);
    const int status = good ? STATUS_DONE : command_complain("%s", w.error.text);
    work_finish(&w);
    return status;
}
