/*
 * Which column is the utilization of a resource, and in what: a ratio of all its servers, percent of them, or
 * how many of them are busy ("web.cpu_busy": CPU seconds a second).
 */
#include "sim/command/calibrate_work.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char busy[] = "_busy";

/* Whether a --column's name is a resource's, or that of its busy servers. */
static bool is_of(const char *name, const char *resource)
{
    const size_t length = strlen(resource);
    return strncmp(name, resource, length) == 0 && (!name[length] || strcmp(name + length, busy) == 0);
}

static bool find_column(struct calibrate_work *w, const char *name, size_t *column, bool *is_busy)
{
    static const struct {
        const char *before, *after;
    } around[] = { { "", "" },      { "util:", "" },  { "", "_percent" },     { "", "_pct" },
                   { "", "_util" }, { "", "_ratio" }, { "utilization:", "" }, { "", "_utilization" },
                   { "", busy } };
    char title[256];
    snprintf(title, sizeof title, "%s%s", name, busy);
    if (!columns_said(&w->options->columns, &w->measured, title, column, &w->error)) return false;
    *is_busy = *column != MEASURED_NONE;
    if (*is_busy) return true;
    if (!columns_said(&w->options->columns, &w->measured, name, column, &w->error)) return false;
    char *key = measured_key(name);
    for (size_t i = 0; *column == MEASURED_NONE && i < sizeof around / sizeof *around; i++) {
        snprintf(title, sizeof title, "%s%s%s", around[i].before, key, around[i].after);
        *column = measured_find(&w->measured, title);
        *is_busy = *column != MEASURED_NONE && around[i].after == busy;
    }
    free(key);
    return true;
}

/* What a value of 1 is in the column; NAN if the numbers are no utilization. */
static double unit_of(struct calibrate_work *w, uint32_t resource, size_t column, bool is_busy)
{
    const struct resource *r = &w->network->resource[resource];
    const char *key = w->measured.key[column];
    const double servers = r->servers * r->members;
    double most = 0;
    for (size_t i = 0; i < w->measured.rows; i++) {
        if (w->column[i] < 0) {
            input_error_set(&w->error, "%s: line %u: %s: found %.6g, expected a utilization of at least 0",
                            w->measured.name, w->measured.line[i], w->measured.title[column], w->column[i]);
            return NAN;
        }
        most = fmax(most, w->column[i]);
    }
    const bool said = strstr(key, "percent") || strstr(key, "pct");
    const bool percent = !is_busy && (said || most > 1.02);
    const double unit = is_busy ? servers : percent ? 100 : 1;
    if (most > 1.02 * unit) {
        input_error_set(&w->error,
                        "%s: %s: found %.6g, expected at most %.6g (%s of %.6g); a column of busy servers is "
                        "named %s_busy",
                        w->measured.name, w->measured.title[column], most, unit,
                        is_busy   ? "busy servers"
                        : percent ? "percent"
                                  : "utilization",
                        servers, r->name);
        return NAN;
    }
    if (percent && !said && most <= servers)
        calibration_remark(&w->report,
                           "%s, %.4g at most, was read as percent; name the column %s_percent or, if it is "
                           "busy servers, %s_busy",
                           w->measured.title[column], most, r->name, r->name);
    return unit;
}

/* With a machine more at higher load, utilization does not tell how much is busy. */
static bool is_autoscaled(const struct calibrate_work *w, uint32_t resource)
{
    for (uint32_t t = 0; t < w->scenario->tiers; t++) {
        const struct tier *tier = &w->scenario->tier[t];
        if (tier->host == w->network->resource[resource].host && tier->autoscale.metric != SCALING_NONE)
            return true;
    }
    return false;
}

bool calibrate_utilization(struct calibrate_work *w, uint32_t resource, bool *measured)
{
    size_t column;
    bool is_busy;
    if (!find_column(w, w->network->resource[resource].name, &column, &is_busy)) return false;
    *measured = column != MEASURED_NONE;
    if (!*measured) return true;
    if (!is_busy && is_autoscaled(w, resource)) {
        *measured = false;
        if (w->network->resource[resource].kind == RESOURCE_CPU)
            calibration_remark(
                &w->report,
                "%s is autoscaled, so its utilization does not tell how many are busy; measure "
                "that (%s_busy)",
                w->network->resource[resource].name, w->network->resource[resource].name);
        return true;
    }
    if (!measured_values(&w->measured, column, w->column, &w->error)) return false;
    const double unit = unit_of(w, resource, column, is_busy);
    for (size_t i = 0; i < w->measured.rows; i++) w->column[i] /= unit;
    return !isnan(unit);
}

/* A column that names a resource of no host is a slip of the pen. */
static bool check_titles(struct calibrate_work *w)
{
    static const char *const kinds[] = { ".cpu", ".ssd", ".nic_in", ".nic_out" };
    for (size_t c = 0; c < w->measured.columns; c++) {
        const char *key = w->measured.key[c], *dot = strrchr(key, '.');
        bool known = strchr(key, ':') || !dot;
        for (uint32_t r = 0; !known && r < w->network->resources; r++) {
            char *name = measured_key(w->network->resource[r].name);
            known = strncmp(key, name, strlen(name)) == 0;
            free(name);
        }
        for (size_t i = 0; !known && i < sizeof kinds / sizeof *kinds; i++)
            if (strncmp(dot, kinds[i], strlen(kinds[i])) == 0) {
                input_error_set(&w->error,
                                "%s: %s: the scenario has no such resource; `kneewall explain %s` lists them",
                                w->measured.name, w->measured.title[c], w->options->scenario);
                return false;
            }
    }
    return true;
}

static bool check_namings(struct calibrate_work *w)
{
    for (unsigned i = 0; i < w->options->columns.namings; i++) {
        const char *name = w->options->columns.naming[i].name;
        bool known = strcmp(name, "throughput") == 0 || strcmp(name, "latency") == 0 ||
                     strcmp(name, "concurrency") == 0;
        for (uint32_t r = 0; !known && r < w->network->resources; r++)
            known = is_of(name, w->network->resource[r].name);
        if (known) continue;
        input_error_set(&w->error,
                        "--column: found \"%.60s\", expected throughput, latency, concurrency or a resource "
                        "of %s",
                        name, w->options->scenario);
        return false;
    }
    return true;
}

bool calibrate_check_columns(struct calibrate_work *w)
{
    return check_titles(w) && check_namings(w);
}
