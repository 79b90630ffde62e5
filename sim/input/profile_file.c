#include "sim/input/profile_file.h"

#include "sim/input/measured.h"
#include "sim/input/reference.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const times[] = { "t", "time", "at", "timestamp", NULL };
static const char *const rates[] = { "rps",  "load_rps", "offered_rps", "rate_rps", "requests_per_s",
                                     "rate", "load",     NULL };
static const char *const factors[] = { "factor", "load_factor", NULL };

uint32_t profile_file_class(const struct scenario *s, const char *name)
{
    for (uint32_t c = 0; c < s->classes; c++)
        if (strcmp(s->class[c].name, name) == 0) return c;
    return SCENARIO_NONE;
}

double profile_file_keys(const struct scenario *s, uint32_t class)
{
    double fewest = INFINITY;
    for (uint32_t c = 0; c < s->classes; c++)
        if ((class == SCENARIO_NONE || class == c) && s->class[c].key != SCENARIO_NONE)
            fewest = fmin(fewest, s->data[s->class[c].key].keys);
    return isfinite(fewest) ? fewest : 0;
}

/* Fails with a line of the table. */
static bool fail_at(struct reader *r, const struct place *at, const struct measured *m, size_t row,
                    const char *found, const char *expected)
{
    return reader_fail(r, at, "%.200s: line %u: found %.80s, expected %s", m->name, m->line[row], found,
                       expected);
}

/* Seconds, checked to be there, in order and not negative. The caller frees them. */
static bool read_times(struct reader *r, const struct place *at, const struct measured *m, double **seconds)
{
    double factor = 1;
    struct input_error why;
    char found[160];
    size_t column = measured_find_time(m, times, &factor);
    if (column == MEASURED_NONE) {
        factor = 1;
        column = measured_find_any(m, times);
    }
    if (column == MEASURED_NONE && !m->has_header) column = 0;
    if (column == MEASURED_NONE) {
        measured_titles(m, found, sizeof found);
        return reader_fail(r, at, "%.200s: found the columns %s, expected one of times, \"t_s\"", m->name,
                           found);
    }
    *seconds = calloc(m->rows, sizeof **seconds);
    if (!*seconds) abort();
    if (!measured_values(m, column, *seconds, &why)) return reader_fail(r, at, "%s", why.text);
    for (size_t i = 0; i < m->rows; i++) {
        (*seconds)[i] *= factor;
        if (isnan((*seconds)[i]) || (*seconds)[i] < 0)
            return fail_at(r, at, m, i, isnan((*seconds)[i]) ? "no time" : "a negative time",
                           "a time from 0 on");
        snprintf(found, sizeof found, "%.6g s after %.6g s", (*seconds)[i], i ? (*seconds)[i - 1] : 0);
        if (i > 0 && (*seconds)[i] < (*seconds)[i - 1])
            return fail_at(r, at, m, i, found, "times that never fall");
    }
    return true;
}

static bool read_load(struct reader *r, const struct place *at, const struct measured *m, double *seconds,
                      struct load_profile *profile)
{
    struct input_error why;
    char found[160];
    size_t column = measured_find_any(m, rates);
    const bool is_factor = column == MEASURED_NONE && measured_find_any(m, factors) != MEASURED_NONE;
    if (is_factor) column = measured_find_any(m, factors);
    if (column == MEASURED_NONE && !m->has_header && m->columns == 2) column = 1;
    if (column == MEASURED_NONE) {
        measured_titles(m, found, sizeof found);
        return reader_fail(r, at,
                           "%.200s: found the columns %s, expected one of loads, \"rps\" or \"factor\"",
                           m->name, found);
    }
    double *value = calloc(m->rows, sizeof *value);
    if (!value) abort();
    struct profile_point *point = arena_alloc(r->arena, m->rows, sizeof *point);
    bool good = measured_values(m, column, value, &why) || reader_fail(r, at, "%s", why.text);
    for (size_t i = 0; i < m->rows && good; i++) {
        snprintf(found, sizeof found, "%.6g", value[i]);
        if (!(value[i] >= 0) || value[i] > 1e9)
            good = fail_at(r, at, m, i, isnan(value[i]) ? "no load" : found, "a load from 0 on");
        point[i] = (struct profile_point){ seconds[i], value[i] };
    }
    free(value);
    profile->kind = PROFILE_TABLE;
    profile->point = point;
    profile->points = (uint32_t)m->rows;
    profile->is_factor = is_factor;
    return good;
}

bool profile_file_table(struct reader *r, const struct place *at, const char *name,
                        struct load_profile *profile)
{
    struct measured m;
    struct input_error why;
    double *seconds = NULL;
    if (!measured_read(&m, reader_file(r, at, name), &why)) return reader_fail(r, at, "%s", why.text);
    const bool good = read_times(r, at, &m, &seconds) && read_load(r, at, &m, seconds, profile);
    free(seconds);
    measured_finish(&m);
    return good;
}

static bool is_absent(const char *cell)
{
    return !*cell || strcmp(cell, "-") == 0;
}

static bool read_class(struct reader *r, const struct place *at, const struct measured *m, size_t row,
                       const char *cell, uint32_t *class)
{
    char found[100];
    if (is_absent(cell)) return true;
    *class = profile_file_class(r->scenario, cell);
    if (*class != SCENARIO_NONE) return true;
    struct nearest nearest = { "", 0 };
    for (uint32_t c = 0; c < r->scenario->classes; c++)
        nearest_try(&nearest, cell, r->scenario->class[c].name);
    snprintf(found, sizeof found, "the class \"%.60s\"", cell);
    if (!*nearest.name) return fail_at(r, at, m, row, found, "one of the scenario's");
    char expected[100];
    snprintf(expected, sizeof expected, "one of the scenario's, as \"%.60s\"", nearest.name);
    return fail_at(r, at, m, row, found, expected);
}

static bool read_key(struct reader *r, const struct place *at, const struct measured *m, size_t row,
                     const char *cell, struct profile_request *request)
{
    char *end, found[100], expected[100];
    if (is_absent(cell)) return true;
    const double keys = profile_file_keys(r->scenario, request->class), key = strtod(cell, &end);
    if (!*end && key >= 0 && key < keys && floor(key) == key) {
        request->key = (uint32_t)key;
        return true;
    }
    snprintf(found, sizeof found, "the key \"%.60s\"", cell);
    snprintf(expected, sizeof expected, "a whole number from 0 to %.0f", keys - 1);
    return fail_at(r, at, m, row, found, keys > 0 ? expected : "none: the class has no key space");
}

static bool read_requests(struct reader *r, const struct place *at, const struct measured *m,
                          const double *seconds, struct load_profile *profile)
{
    static const char *const classes[] = { "class", NULL }, *const keys[] = { "key", NULL };
    const size_t class = measured_find_any(m, classes), key = measured_find_any(m, keys);
    struct profile_request *request = arena_alloc(r->arena, m->rows, sizeof *request);
    for (size_t i = 0; i < m->rows; i++) {
        const char *const *cell = &m->cell[i * m->columns];
        request[i] = (struct profile_request){ seconds[i] - seconds[0], SCENARIO_NONE, SCENARIO_NONE };
        if (class != MEASURED_NONE && !read_class(r, at, m, i, cell[class], &request[i].class)) return false;
        if (key != MEASURED_NONE && !read_key(r, at, m, i, cell[key], &request[i])) return false;
    }
    profile->kind = PROFILE_REPLAY;
    profile->request = request;
    profile->requests = (uint32_t)m->rows;
    return true;
}

bool profile_file_trace(struct reader *r, const struct place *at, const char *name,
                        struct load_profile *profile)
{
    struct measured m;
    struct input_error why;
    double *seconds = NULL;
    if (!measured_read(&m, reader_file(r, at, name), &why)) return reader_fail(r, at, "%s", why.text);
    const bool good = read_times(r, at, &m, &seconds) && read_requests(r, at, &m, seconds, profile);
    free(seconds);
    measured_finish(&m);
    return good;
}
