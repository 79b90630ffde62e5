#include "sim/command/overlay_read.h"

#include "sim/input/measured.h"

#include <math.h>
#include <stdlib.h>

static const char *const rates[] = { "offered_rps", "offered",    "offered_req_s",  "load_rps", "load",
                                     "rate_rps",    "rate",       "arrival_rate",   "rps",      "req_s",
                                     "requests_s",  "throughput", "throughput_rps", "x",        NULL };
static const char *const populations[] = { "population", "clients", "n", "users", "concurrency", NULL };
static const char *const stems[OVERLAY_VALUES][8] = {
    [OVERLAY_MEAN] = { "mean", "latency", "mean_latency", "latency_mean", "response_time", "response" },
    [OVERLAY_P50] = { "p50", "median", "latency_p50", "p50_latency" },
    [OVERLAY_P95] = { "p95", "latency_p95", "p95_latency" },
    [OVERLAY_P99] = { "p99", "latency_p99", "p99_latency" },
};

static bool lacks(const struct measured *m, const char *what, struct input_error *error)
{
    char titles[512];
    measured_titles(m, titles, sizeof titles);
    input_error_set(error, "%s: found no column of %s among %s", m->name, what, titles);
    return false;
}

/* The values of each kind into the points; false with a message. */
static bool read_values(const struct measured *m, struct overlay_point *point, double *value,
                        struct input_error *error)
{
    bool found = false;
    for (int v = 0; v < OVERLAY_VALUES; v++) {
        double factor = NAN;
        const size_t column = measured_find_time(m, stems[v], &factor);
        for (size_t i = 0; i < m->rows; i++) point[i].value[v] = NAN;
        if (column == MEASURED_NONE) continue;
        if (!measured_values(m, column, value, error)) return false;
        found = true;
        for (size_t i = 0; i < m->rows; i++) point[i].value[v] = value[i] * factor;
    }
    return found || lacks(m, "latency with its unit (p50_ms, p95_ms, p99_ms, mean_ms)", error);
}

static bool read_points(struct overlay *overlay, const struct measured *m, bool is_closed,
                        struct input_error *error)
{
    const size_t load = measured_find_any(m, is_closed ? populations : rates);
    if (load == MEASURED_NONE)
        return lacks(m, is_closed ? "load (clients, population, n)" : "load (offered_rps, rate, rps, load)",
                     error);
    struct overlay_point *point = calloc(m->rows, sizeof *point);
    double *value = calloc(m->rows, sizeof *value);
    if (!point || !value) abort();
    bool good = read_values(m, point, value, error) && measured_values(m, load, value, error);
    size_t points = 0;
    for (size_t i = 0; good && i < m->rows; i++) {
        if (!(value[i] > 0)) continue;
        point[points] = point[i];
        point[points++].load = value[i];
    }
    if (good && points == 0) {
        input_error_set(error, "%s: %s: found no load above 0", m->name, m->title[load]);
        good = false;
    }
    free(value);
    if (good)
        *overlay = (struct overlay){ point, points };
    else
        free(point);
    return good;
}

bool overlay_read(struct overlay *overlay, const char *path, bool is_closed, struct input_error *error)
{
    struct measured m;
    *overlay = (struct overlay){ NULL, 0 };
    if (!measured_read(&m, path, error)) return false;
    const bool good = read_points(overlay, &m, is_closed, error);
    measured_finish(&m);
    return good;
}

void overlay_finish(struct overlay *overlay)
{
    free(overlay->point);
    *overlay = (struct overlay){ 0 };
}
