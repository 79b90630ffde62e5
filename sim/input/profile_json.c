/* The load over time: a daily curve, points, or files. */
#include "sim/input/access_log.h"
#include "sim/input/profile_file.h"

#include <math.h>

struct point_words {
    double at, rate, factor;
};

static const struct key point_keys[] = {
    { .stem = "at",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(point_words, at),
      .required = true,
      .text = "When; times never fall." },
    { .stem = "load",
      .type = KEY_NUMBER,
      KEY_IN(REQUESTS, "rps"),
      KEY_AT(point_words, rate),
      .absent = NAN,
      .silent = true,
      .text = "The load then." },
    { .stem = "load_factor",
      .type = KEY_NUMBER,
      KEY_AT(point_words, factor),
      .absent = NAN,
      .high = 1e6,
      .silent = true,
      .text = "The load then, as a factor on the scenario's." },
};

const struct table profile_point_table = { .name = "profile_point",
                                           .what = "a point of a profile",
                                           TABLE_KEYS(point_keys) };

static const struct key daily_keys[] = {
    { .stem = "amplitude",
      .type = KEY_NUMBER,
      KEY_AT(load_profile, amplitude),
      .absent = 0.5,
      .high = 1,
      .source = "estimate: three times as much at noon as at night",
      .text = "How far above and below the mean, as a share of it." },
    { .stem = "period",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "h"),
      KEY_AT(load_profile, period),
      .absent = 24,
      .above = true,
      .source = "by definition: a day",
      .text = "From peak to peak." },
    { .stem = "peak_at",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "h"),
      KEY_AT(load_profile, peak_at),
      .absent = 12,
      .source = "estimate: the time begins at midnight",
      .text = "When the first peak is." },
};

static const struct table daily_table = { .name = "daily", .what = "a daily curve", TABLE_KEYS(daily_keys) };

static bool read_daily(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                       double factor, void *field)
{
    (void)factor;
    struct load_profile *profile = field;
    if (!json) return true;
    profile->kind = PROFILE_DAILY;
    return reader_object(r, at, key->table, json, profile);
}

static bool read_point(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                       struct load_profile *profile, struct profile_point *point)
{
    struct point_words w = { 0 };
    const bool first = profile->points == 0;
    if (!reader_object(r, at, key->table, json, &w)) return false;
    if (isnan(w.rate) == isnan(w.factor))
        return reader_fail(r, at, "expected either \"load_rps\" or \"load_factor\"");
    if (!first && profile->is_factor != isnan(w.rate))
        return reader_fail(r, at, "expected \"%s\" as in the point before",
                           profile->is_factor ? "load_factor" : "load_rps");
    if (!first && w.at < point[-1].at)
        return reader_fail(r, at, "found %.6g s after %.6g s, expected times that never fall", w.at,
                           point[-1].at);
    profile->is_factor = isnan(w.rate);
    *point = (struct profile_point){ w.at, isnan(w.rate) ? w.factor : w.rate };
    return true;
}

static bool read_points(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                        double factor, void *field)
{
    (void)factor;
    struct load_profile *profile = field;
    if (!json) return true;
    if (!cJSON_IsArray(json) || !json->child) return reader_expected(r, at, json, "a list of points");
    struct profile_point *point = arena_alloc(r->arena, (size_t)cJSON_GetArraySize(json), sizeof *point);
    profile->kind = PROFILE_TABLE;
    profile->point = point;
    cJSON *item;
    cJSON_ArrayForEach(item, json)
    {
        const struct place here = { at, NULL, (int)profile->points };
        if (!read_point(r, &here, key, item, profile, &point[profile->points])) return false;
        profile->points++;
    }
    return true;
}

typedef bool read_file(struct reader *, const struct place *, const char *, struct load_profile *);

static bool read_named(struct reader *r, const struct place *at, const cJSON *json, read_file *read,
                       struct load_profile *profile)
{
    if (!json) return true;
    if (!cJSON_IsString(json)) return reader_expected(r, at, json, "the name of a file");
    return read(r, at, json->valuestring, profile);
}

static bool read_csv(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                     double factor, void *field)
{
    (void)key, (void)factor;
    return read_named(r, at, json, profile_file_table, field);
}

static bool read_trace(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                       double factor, void *field)
{
    (void)key, (void)factor;
    return read_named(r, at, json, profile_file_trace, field);
}

static bool read_log(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                     double factor, void *field)
{
    (void)key, (void)factor;
    return !json || access_log_read(r, at, json, field);
}

static const struct key profile_keys[] = {
    { .stem = "daily",
      .type = KEY_CUSTOM,
      .read = read_daily,
      .table = &daily_table,
      .text = "A sine whose mean is the scenario's load." },
    { .stem = "points",
      .type = KEY_CUSTOM,
      .read = read_points,
      .table = &profile_point_table,
      .shape = "{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/profile_point\"}}",
      .text = "The load at some times, linear between them; two points at one time are a jump." },
    { .stem = "csv",
      .type = KEY_CUSTOM,
      .read = read_csv,
      .shape = "{\"type\":\"string\"}",
      .text = "A CSV file of the same: columns `t_s` (or another unit) and `rps`, or `factor`." },
    { .stem = "trace",
      .type = KEY_CUSTOM,
      .read = read_trace,
      .shape = "{\"type\":\"string\"}",
      .text =
          "A CSV file of requests to be replayed: columns `t_s`, and `class` and `key` if there are any." },
    { .stem = "log",
      .type = KEY_CUSTOM,
      .read = read_log,
      .table = &access_log_table,
      .text = "A web server's access log to be replayed." },
};

static bool finish_profile(struct reader *r, const struct place *at, cJSON *json, void *object)
{
    (void)object;
    const cJSON *item;
    uint32_t said = 0;
    cJSON_ArrayForEach(item, json) said += !reader_is_note(item->string);
    return said <= 1 || reader_fail(r, at, "found several profiles, expected one");
}

const struct table profile_table = {
    .name = "profile", .what = "a profile", TABLE_KEYS(profile_keys), .finish = finish_profile
};
