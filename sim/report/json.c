#include "sim/report/json.h"

#include "sim/report/advice.h"

#include "sim/report/json_point.h"
#include "sim/report/json_theory.h"
#include "sim/report/wording.h"
#include "sim/report/writer.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *resource_name(const struct network *network, uint32_t resource)
{
    return resource == NETWORK_NONE ? NULL : network->resource[resource].name;
}

/* One "path=value" is a key and its value, as a number where it is one. */
static void put_set(struct writer *w, const char *set)
{
    writer_open(w, "set", '{');
    while (set && *set) {
        size_t length = strcspn(set, "\n"), path = strcspn(set, "=\n");
        char *key = strndup(set, path);
        char *value = strndup(set + path + (set[path] == '='), length - path - (set[path] == '='));
        if (!key || !value) abort();
        char *end;
        double number = strtod(value, &end);
        if (end != value && *end == '\0' && isfinite(number))
            writer_number(w, key, number);
        else
            writer_text(w, key, value);
        free(key);
        free(value);
        set += length + (set[length] == '\n');
    }
    writer_close(w, '}');
}

static void put_knee(struct writer *w, const struct knee_result *knee)
{
    writer_open(w, "knee", '{');
    writer_number(w, "rps", knee->found ? knee->rate.value : NAN);
    json_ci(w, knee->found ? &knee->rate : NULL);
    writer_number(w, "users", knee->found ? knee->users : NAN);
    writer_text(w, "why_not", knee->found ? NULL : knee->why_not);
    writer_close(w, '}');
}

static void put_next(struct writer *w, const struct wall_result *wall, const struct network *network,
                     bool found)
{
    writer_open(w, "next", '{');
    writer_text(w, "resource", found ? resource_name(network, wall->next_resource) : NULL);
    writer_number(w, "rps", found ? wall->next_rate.value : NAN);
    json_ci(w, found ? &wall->next_rate : NULL);
    writer_number(w, "gain", found ? wall->next_gain.value : NAN);
    json_ends(w, "gain_ci", found ? &wall->next_gain : NULL);
    writer_number(w, "correlation", found && wall->next_simulated ? wall->next_correlation : NAN);
    writer_bool(w, "simulated", found && wall->next_simulated);
    writer_close(w, '}');
}

static void put_step(struct writer *w, const struct scenario_result *r)
{
    const bool known = r->wall.status == WALL_FOUND && *r->step.setting;
    writer_open(w, "cheapest_step", '{');
    writer_text(w, "set", known ? r->step.setting : NULL);
    writer_number(w, "usd_per_h", known ? r->step.usd_more : NAN);
    writer_number(w, "rps", known ? r->wall.rate.value * r->step.factor : NAN);
    writer_close(w, '}');
}

static void put_wall(struct writer *w, const struct scenario_result *r)
{
    const struct wall_result *wall = &r->wall;
    const struct network *network = r->network;
    static const char *const status[] = { "found", "beyond", "below", "none" };
    bool found = wall->status == WALL_FOUND;
    bool member = found && wall->resource != NETWORK_NONE && wall->member != NETWORK_NONE &&
                  network->resource[wall->resource].members > 1;
    writer_open(w, "wall", '{');
    writer_text(w, "status", status[wall->status]);
    writer_number(w, "rps", found ? wall->rate.value : NAN);
    json_ci(w, found ? &wall->rate : NULL);
    writer_number(w, "users", found ? wall->users : NAN);
    writer_text(w, "because", found || wall->status == WALL_BELOW ? wall->because : NULL);
    writer_number(w, "limit", found ? wall->limit : NAN);
    writer_text(w, "resource", found ? resource_name(network, wall->resource) : NULL);
    if (member)
        writer_integer(w, "member", wall->member);
    else
        writer_null(w, "member");
    writer_number(w, "utilization", found ? wall->utilization : NAN);
    put_next(w, wall, network, found);
    put_step(w, r);
    writer_number(w, "tried_rps", found || wall->status == WALL_NONE ? NAN : wall->rate.value);
    writer_close(w, '}');
}

static void put_advice(struct writer *w, const struct scenario_result *r)
{
    char text[3 * WORDING_TEXT];
    advice_text(r, text, sizeof text);
    writer_text(w, "advice", *text ? text : NULL);
}

static void put_assertions(struct writer *w, const struct scenario_result *r)
{
    writer_open(w, "asserts", '[');
    for (uint32_t i = 0; i < r->assertions; i++) {
        writer_open_short(w, NULL, '{');
        writer_text(w, "text", r->assertion[i].text);
        writer_bool(w, "holds", r->assertion[i].holds);
        writer_number(w, "value", r->assertion[i].value);
        writer_close(w, '}');
    }
    writer_close(w, ']');
}

static void put_points(struct writer *w, const struct scenario_result *r)
{
    writer_open(w, "points", '[');
    for (uint32_t i = 0; i < r->points; i++)
        json_point(w, r->network, &r->point[i], r->theory.point ? r->theory.point[i].exact.mean : NAN);
    writer_close(w, ']');
    writer_open(w, "search_points", '[');
    for (uint32_t i = 0; i < r->searches; i++)
        json_point(w, r->network, &r->search[i], r->theory.search ? r->theory.search[i].exact.mean : NAN);
    writer_close(w, ']');
}

static void put_scenario(struct writer *w, const struct scenario_result *r)
{
    char hash[24];
    snprintf(hash, sizeof hash, "%016" PRIx64, r->hash);
    writer_open(w, NULL, '{');
    writer_text(w, "name", r->scenario->name);
    writer_text(w, "file", r->scenario->file);
    if (r->scenario->stage > 0)
        writer_integer(w, "stage", r->scenario->stage);
    else
        writer_null(w, "stage");
    writer_text(w, "hash", hash);
    put_set(w, r->set);
    writer_number(w, "precision", r->precision);
    writer_bool(w, "converged", r->converged);
    writer_bool(w, "interrupted", r->interrupted);
    writer_integer(w, "requests", r->requests);
    writer_integer(w, "events", r->events);
    put_points(w, r);
    writer_open_short(w, "saturation", '{');
    writer_number(w, "rps", r->saturation);
    writer_text(w, "resource", resource_name(r->network, r->saturation_resource));
    writer_close(w, '}');
    put_knee(w, &r->knee);
    put_wall(w, r);
    put_advice(w, r);
    json_theory(w, r);
    writer_open_short(w, "cost", '{');
    writer_number(w, "usd_per_h", r->usd_per_h);
    writer_number(w, "usd_per_million", r->usd_per_million);
    writer_close(w, '}');
    writer_open_short(w, "data", '{');
    writer_number(w, "bytes", r->network->data_bytes);
    writer_close(w, '}');
    put_assertions(w, r);
    writer_close(w, '}');
}

void json_print(const struct study_result *study, FILE *file)
{
    struct writer w;
    writer_init(&w, file);
    writer_open(&w, NULL, '{');
    writer_text(&w, "kneewall", KNEEWALL_VERSION);
    if (study->scenarios > 0) {
        writer_integer(&w, "seed", study->scenario[0].seed);
        writer_number(&w, "confidence", study->scenario[0].confidence);
    }
    writer_open(&w, "scenarios", '[');
    for (uint32_t i = 0; i < study->scenarios; i++) put_scenario(&w, &study->scenario[i]);
    writer_close(&w, ']');
    writer_close(&w, '}');
}
