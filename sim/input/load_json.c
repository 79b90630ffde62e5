/*
 * The load: when requests arrive, and how many. The rate may be said in requests a second, in registered
 * users, or, for a closed load, as a population.
 */
#include "sim/input/load_json.h"

#include "sim/input/complete.h"

#include <math.h>
#include <string.h>

enum { MOST_POINTS = 1000 };

struct users_words {
    double active_ratio, think;
    cJSON *count;
};

/* As written. */
struct words {
    cJSON *arrivals, *rate, *users, *population;
    double active_ratio;
    struct demand think;
};

static bool keep_json(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                      double factor, void *field)
{
    (void)r, (void)at, (void)key, (void)factor;
    *(cJSON **)field = json;
    return true;
}

#define POINTS                                                                                               \
    "{\"anyOf\":[{\"const\":\"auto\"},{\"type\":\"number\",\"exclusiveMinimum\":0},"                         \
    "{\"type\":\"array\",\"items\":{\"type\":\"number\",\"exclusiveMinimum\":0},\"minItems\":1},"            \
    "{\"$ref\":\"#/$defs/points\"}]}"
#define USERS_SOURCE "estimate: one user in ten is active and acts every 10 s"

static const struct key users_keys[] = {
    { .stem = "count",
      .type = KEY_CUSTOM,
      KEY_AT(users_words, count),
      .read = keep_json,
      .shape = POINTS,
      .text = "Registered users: a number, a list, a range or \"auto\"." },
    { .stem = "active_ratio",
      .type = KEY_NUMBER,
      KEY_AT(users_words, active_ratio),
      .absent = 0.1,
      .above = true,
      .high = 1,
      .source = USERS_SOURCE,
      .text = "Share of the registered users who are active at a time." },
    { .stem = "think_time",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(users_words, think),
      .absent = 10,
      .above = true,
      .source = USERS_SOURCE,
      .text = "Time between two requests of an active user." },
};

static const struct table users_table = { .name = "users", .what = "users", TABLE_KEYS(users_keys) };

static const struct key points_keys[] = {
    { .stem = "from", .type = KEY_NUMBER, .above = true, .required = true, .text = "The lightest load." },
    { .stem = "to",
      .type = KEY_NUMBER,
      .offset = sizeof(double),
      .above = true,
      .required = true,
      .text = "The heaviest load." },
    { .stem = "points",
      .type = KEY_NUMBER,
      .whole = true,
      .offset = 2 * sizeof(double),
      .low = 2,
      .high = MOST_POINTS,
      .required = true,
      .text = "How many loads, evenly spaced." },
};

const struct table points_table = { .name = "points", .what = "a range of loads", TABLE_KEYS(points_keys) };

static const struct key load_keys[] = {
    { .stem = "arrivals",
      .type = KEY_CUSTOM,
      KEY_AT(words, arrivals),
      .read = keep_json,
      .table = &arrivals_table,
      .shape = "{\"enum\":[\"poisson\",\"constant\",\"closed\"]}",
      .shown = "\"poisson\"",
      .source = "documented: many independent users make a Poisson process (Palm-Khintchine)",
      .text = "When requests come." },
    { .stem = "rate",
      .type = KEY_CUSTOM,
      KEY_IN(REQUESTS, "rps"),
      KEY_AT(words, rate),
      .read = keep_json,
      .shape = POINTS,
      .text = "Offered load: a number, a list, {\"from\", \"to\", \"points\"}, or \"auto\" (the default)." },
    { .stem = "users",
      .type = KEY_CUSTOM,
      KEY_AT(words, users),
      .read = keep_json,
      .table = &users_table,
      .shape = POINTS,
      .text = "The load in registered users, or how users relate to requests." },
    { .stem = "active_ratio",
      .type = KEY_NUMBER,
      KEY_AT(words, active_ratio),
      .absent = 0.1,
      .above = true,
      .high = 1,
      .source = USERS_SOURCE,
      .text = "Share of the registered users who are active at a time." },
    { .stem = "think_time",
      .type = KEY_DEMAND,
      KEY_IN(TIME, "s"),
      KEY_AT(words, think),
      .absent = NAN,
      .source = "estimate: none for a closed load; 10 s where the load is said in users",
      .text = "Time between an answer and the user's next request." },
    { .stem = "population",
      .type = KEY_CUSTOM,
      KEY_AT(words, population),
      .read = keep_json,
      .shape = POINTS,
      .text = "Closed load: users who each wait for an answer, think, and ask again, for a class drawn each "
              "time. Or each class has a `population` of its own." },
};

const struct table load_table = { .name = "load", .what = "a load", TABLE_KEYS(load_keys) };

/* ---- points ---- */

static bool read_range(struct reader *r, const struct place *at, cJSON *json, double **point,
                       uint32_t *points)
{
    double range[3];
    if (!reader_object(r, at, &points_table, json, range)) return false;
    const struct place to = { at, "to", 0 };
    if (!(range[1] > range[0]))
        return reader_fail(r, &to, "found %.6g, expected more than \"from\", %.6g", range[1], range[0]);
    *points = (uint32_t)range[2];
    *point = arena_alloc(r->arena, *points, sizeof **point);
    for (uint32_t i = 0; i < *points; i++) (*point)[i] = range[0] + (range[1] - range[0]) * i / (*points - 1);
    return true;
}

/* A number, a list, a range or "auto" (no points), each multiplied by `factor`. */
static bool read_points(struct reader *r, const struct place *at, cJSON *json, double factor,
                        struct load *load)
{
    const struct key number = {
        .stem = at->name, .type = KEY_NUMBER, .above = true, .high = 1e12, .text = ""
    };
    double *point = NULL;
    uint32_t points = 0;
    if (cJSON_IsString(json) && strcmp(json->valuestring, "auto") == 0) return true;
    if (cJSON_IsObject(json)) {
        if (!read_range(r, at, json, &point, &points)) return false;
    } else if (cJSON_IsNumber(json)) {
        point = arena_alloc(r->arena, 1, sizeof *point);
        points = 1;
        if (!reader_number(r, at, &number, json, 1, point)) return false;
    } else if (cJSON_IsArray(json) && json->child) {
        if (cJSON_GetArraySize(json) > MOST_POINTS)
            return reader_fail(r, at, "found over %d loads", MOST_POINTS);
        point = arena_alloc(r->arena, (size_t)cJSON_GetArraySize(json), sizeof *point);
        const cJSON *item;
        cJSON_ArrayForEach(item, json)
        {
            const struct place here = { at, NULL, (int)points };
            if (!reader_number(r, &here, &number, item, 1, &point[points++])) return false;
        }
    } else
        return reader_expected(r, at, json,
                               "a number, a list of them, {\"from\", \"to\", \"points\"} or \"auto\"");
    for (uint32_t i = 0; i < points; i++) point[i] *= factor;
    load->point = point;
    load->points = points;
    load->automatic = false;
    return true;
}

/* ---- how many ---- */

/* An object that is no range relates users to requests; anything else is a number of users. */
static bool read_users(struct reader *r, const struct place *at, const struct words *w, struct load *load)
{
    const struct place here = { at, "users", 0 }, inside = { &here, "count", 0 };
    const bool object = cJSON_IsObject(w->users) && !cJSON_GetObjectItemCaseSensitive(w->users, "from");
    struct users_words u = { w->active_ratio, isnan(w->think.mean) ? 10 : w->think.mean, w->users };
    if (object) {
        if (!reader_object(r, &here, &users_table, w->users, &u)) return false;
    }
    if (!(u.think > 0)) return reader_fail(r, &here, "found a think time of 0, expected one above 0");
    load->users_per_rps = u.think / u.active_ratio;
    if (!u.count) return true;
    if (w->rate) return reader_fail(r, &here, "found \"rate_rps\" too, expected one of them");
    return read_points(r, object ? &inside : &here, u.count, 1 / load->users_per_rps, load);
}

static bool read_closed(struct reader *r, const struct place *at, const struct words *w, struct load *load)
{
    const struct place population = { at, "population", 0 }, rate = { at, "rate_rps", 0 },
                       users = { at, "users", 0 };
    if (w->rate) return reader_fail(r, &rate, "has no meaning for a closed load");
    if (w->users) return reader_fail(r, &users, "has no meaning for a closed load");
    load->arrivals = ARRIVALS_CLOSED;
    load->think = isnan(w->think.mean) ? demand_constant(0) : w->think;
    load->is_by_class = !w->population; /* or nobody says how many: scenario_check.c */
    if (load->is_by_class) return true;
    if (!read_points(r, &population, w->population, 1, load)) return false;
    for (uint32_t i = 0; i < load->points; i++) {
        if (load->point[i] > 1e7)
            return reader_fail(r, &population, "found %.6g, expected at most 1e7", load->point[i]);
        if (cJSON_IsObject(w->population)) ((double *)load->point)[i] = round(load->point[i]);
        if (load->point[i] != floor(load->point[i]))
            return reader_fail(r, &population, "found %.6g, expected a whole number", load->point[i]);
    }
    return true;
}

static const struct key automatic = { .type = KEY_CUSTOM,
                                      .shown = "\"auto\"",
                                      .source =
                                          "by definition: the study chooses the loads from the saturation" };

bool load_json_read(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                    double factor, void *field)
{
    (void)factor;
    struct load *load = field;
    struct words w = { 0 };
    cJSON empty = { .type = cJSON_Object };
    if (!json && r->complete) json = cJSON_AddObjectToObject(r->root, key->stem);
    /* A population says that the load is closed. */
    if (r->complete && cJSON_IsObject(json) && cJSON_HasObjectItem(json, "population") &&
        !cJSON_HasObjectItem(json, "arrivals"))
        cJSON_AddStringToObject(json, "arrivals", "closed");
    if (!reader_object(r, at, key->table, json ? json : &empty, &w)) return false;
    *load = (struct load){ .automatic = true, .users_per_rps = NAN, .batch = demand_constant(1), .cv = 1 };
    const bool closed =
        w.arrivals && cJSON_IsString(w.arrivals) && strcmp(w.arrivals->valuestring, "closed") == 0;
    if (closed || (w.population && !w.arrivals)) return read_closed(r, at, &w, load);
    const struct place population = { at, "population", 0 }, arrivals = { at, "arrivals", 0 },
                       rate = { at, "rate_rps", 0 };
    if (w.population) return reader_fail(r, &population, "has no meaning unless \"arrivals\" is \"closed\"");
    if (w.arrivals && !arrivals_read(r, &arrivals, w.arrivals, load)) return false;
    if (w.users && !read_users(r, at, &w, load)) return false;
    if (w.rate && !read_points(r, &rate, w.rate, 1, load)) return false;
    if (load->automatic && !w.rate && r->complete) {
        complete_key(json, &automatic, "rate_rps");
        complete_order(json);
    }
    return true;
}
