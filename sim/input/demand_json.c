/*
 * A demand is a number, or an object that names a distribution. A plain number is the mean of an exponential
 * where the demand is a time, and a constant where it is a size or a count. Numbers inside the object are in
 * the unit of the demand's own key.
 */
#include "sim/input/json_text.h"
#include "sim/input/reader.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const dists[] = { "constant",  "exponential", "erlang", "gamma",
                                     "hyperexp",  "lognormal",   "pareto", "uniform",
                                     "geometric", "empirical",   NULL };

struct words {
    int dist; /* -1: not said */
    double mean, cv, k, alpha, min, max;
    cJSON *values;
    const char *file;
};

static bool read_dist(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                      double factor, void *field)
{
    (void)factor;
    *(int *)field = -1;
    return !json || reader_word(r, at, json, key->words, field);
}

static bool keep_json(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                      double factor, void *field)
{
    (void)r, (void)at, (void)key, (void)factor;
    *(cJSON **)field = json;
    return true;
}

#define SAID(member, about)                                                                                  \
    .type = KEY_NUMBER, .offset = offsetof(struct words, member), .absent = NAN, .high = 1e20,               \
    .silent = true, .text = about

static const struct key demand_keys[] = {
    { .stem = "dist",
      .type = KEY_CUSTOM,
      .offset = offsetof(struct words, dist),
      .read = read_dist,
      .words = dists,
      .text = "The distribution. Not said: the usual one of the key, or lognormal where a cv is given." },
    { .stem = "mean", SAID(mean, "The mean, in the unit of the key that holds this object.") },
    { .stem = "cv", SAID(cv, "Coefficient of variation: standard deviation over mean.") },
    { .stem = "k", SAID(k, "erlang: the number of stages; cv = 1/sqrt(k).") },
    { .stem = "alpha", SAID(alpha, "pareto: the tail index, above 1 unless `max` is given.") },
    { .stem = "min", SAID(min, "uniform, pareto: the smallest value.") },
    { .stem = "max", SAID(max, "uniform, pareto: the largest value.") },
    { .stem = "values",
      .type = KEY_CUSTOM,
      .offset = offsetof(struct words, values),
      .read = keep_json,
      .shape = "{\"type\":\"array\",\"items\":{\"type\":\"number\",\"minimum\":0},\"minItems\":1}",
      .text = "empirical: the values, each as likely." },
    { .stem = "file",
      .type = KEY_STRING,
      .offset = offsetof(struct words, file),
      .text = "empirical: a file of values, one a line." },
};

const struct table demand_table = { .name = "distribution",
                                    .what = "a distribution",
                                    TABLE_KEYS(demand_keys) };

/* The default of a key that is "unlimited" or "auto" unless said. */
static bool read_word(const struct key *key, const cJSON *json, struct demand *demand)
{
    if (!cJSON_IsString(json)) return false;
    const bool unlimited = isinf(key->absent) && strcmp(json->valuestring, "unlimited") == 0;
    const bool automatic = isnan(key->absent) && strcmp(json->valuestring, "auto") == 0;
    *demand = demand_constant(key->absent);
    return unlimited || automatic;
}

static enum demand_kind plain(const struct key *key)
{
    return key->dimension == DIMENSION_TIME && !key->constant ? DEMAND_EXPONENTIAL : DEMAND_CONSTANT;
}

static bool values_of_list(struct reader *r, const struct place *at, const cJSON *list,
                           struct demand_spec *spec)
{
    if (!cJSON_IsArray(list) || !list->child) return reader_expected(r, at, list, "a list of numbers");
    double *value = arena_alloc(r->arena, (size_t)cJSON_GetArraySize(list), sizeof *value);
    const cJSON *item;
    spec->value = value;
    cJSON_ArrayForEach(item, list)
    {
        const struct place here = { at, NULL, (int)spec->values };
        if (!cJSON_IsNumber(item) || !(item->valuedouble >= 0 && item->valuedouble <= 1e20))
            return reader_expected(r, &here, item, "a number of at least 0");
        value[spec->values++] = item->valuedouble;
    }
    return true;
}

static bool values_of_file(struct reader *r, const struct place *at, const char *name,
                           struct demand_spec *spec)
{
    struct input_error why;
    size_t length;
    const char *path = reader_file(r, at, name);
    char *text = json_text_load(path, &length, &why);
    if (!text) return reader_fail(r, at, "%s", why.text);
    double *value = arena_alloc(r->arena, length / 2 + 1, sizeof *value);
    spec->value = value;
    bool good = true;
    for (char *c = text + strspn(text, " \t\r\n"), *end; *c && good; c = end + strspn(end, " \t\r\n")) {
        const double number = strtod(c, &end);
        good = end > c && (strchr(" \t\r\n", *end) || !*end) && number >= 0 && number <= 1e20;
        if (good) value[spec->values++] = number;
    }
    free(text);
    if (!good)
        return reader_fail(r, at, "%.200s: line %u: expected a number of at least 0", path, spec->values + 1);
    return spec->values > 0 ||
           reader_fail(r, at, "%.200s: found nothing, expected numbers, one a line", path);
}

/* Words that the distribution has no use for. */
static const char *stray(const struct words *w, enum demand_kind kind)
{
    const bool ends = kind == DEMAND_UNIFORM || kind == DEMAND_PARETO;
    if (!isnan(w->k) && kind != DEMAND_ERLANG) return "k";
    if (!isnan(w->alpha) && kind != DEMAND_PARETO) return "alpha";
    if (!isnan(w->min) && !ends) return "min";
    if (!isnan(w->max) && !ends) return "max";
    if (w->values && kind != DEMAND_EMPIRICAL) return "values";
    if (w->file && kind != DEMAND_EMPIRICAL) return "file";
    const bool fixed_cv = (kind == DEMAND_CONSTANT && w->cv > 0) ||
                          (kind == DEMAND_EXPONENTIAL && w->cv != 1) || kind == DEMAND_GEOMETRIC ||
                          kind == DEMAND_EMPIRICAL;
    return !isnan(w->cv) && fixed_cv ? "cv" : NULL;
}

static bool fits(const struct key *key, const struct demand *d, double factor)
{
    const double low = key->low / factor, high = (key->high > 0 ? key->high : 1e20) / factor;
    return d->mean >= low && d->mean <= high && (!key->above || d->mean > low);
}

static bool read_distribution(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                              double factor, struct demand *demand)
{
    struct words w = { .dist = -1 };
    if (!reader_object(r, at, &demand_table, json, &w)) return false;
    enum demand_kind kind = plain(key);
    if (w.dist >= 0)
        kind = (enum demand_kind)w.dist;
    else if (w.values || w.file)
        kind = DEMAND_EMPIRICAL;
    else if (!isnan(w.cv))
        kind = w.cv > 0 ? DEMAND_LOGNORMAL : DEMAND_CONSTANT;
    const char *extra = stray(&w, kind);
    const struct place here = { at, extra, 0 };
    if (extra) return reader_fail(r, &here, "has no meaning for the distribution \"%s\"", dists[kind]);
    struct demand_spec spec = {
        .kind = kind, .mean = w.mean, .cv = w.cv, .k = w.k, .alpha = w.alpha, .low = w.min, .high = w.max
    };
    const struct place values = { at, "values", 0 }, file = { at, "file", 0 };
    if (w.values && w.file) return reader_fail(r, &file, "found \"values\" too, expected one of them");
    if (w.values && !values_of_list(r, &values, w.values, &spec)) return false;
    if (w.file && !values_of_file(r, &file, w.file, &spec)) return false;
    const char *expected = demand_init(demand, &spec);
    if (expected) return reader_fail(r, at, "found no usable \"%s\", expected %s", dists[kind], expected);
    if (!isfinite(demand->mean) || !fits(key, demand, factor))
        return reader_fail(r, at, "found a mean of %.6g, expected one %s %.6g", demand->mean,
                           key->above ? "above" : "of at least", key->low / factor);
    *demand = demand_scaled(*demand, factor);
    return true;
}

bool reader_demand(struct reader *r, const struct place *at, const struct key *key, const cJSON *json,
                   double factor, struct demand *demand)
{
    double mean;
    if (read_word(key, json, demand)) return true;
    if (cJSON_IsObject(json)) return read_distribution(r, at, key, (cJSON *)json, factor, demand);
    if (!cJSON_IsNumber(json))
        return reader_expected(r, at, json, "a number%s or an object with \"dist\" and \"mean\"",
                               isinf(key->absent)   ? ", \"unlimited\""
                               : isnan(key->absent) ? ", \"auto\""
                                                    : "");
    if (!reader_number(r, at, key, json, factor, &mean)) return false;
    const struct demand_spec spec = { .kind = plain(key), .mean = mean, .cv = NAN };
    demand_init(demand, &spec);
    return true;
}
