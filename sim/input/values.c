/* Reading single values, and saying where they are and what is wrong with them. */
#include "sim/input/reader.h"
#include "sim/input/reference.h"
#include "sim/input/suggest.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static size_t write_place(char *text, size_t size, const struct place *at)
{
    size_t used = at->up ? write_place(text, size, at->up) : 0;
    if (used >= size) return used;
    if (at->name)
        used += (size_t)snprintf(text + used, size - used, "%s%.80s", used > 0 ? "." : "", at->name);
    else
        used += (size_t)snprintf(text + used, size - used, "[%d]", at->index);
    return used;
}

const cJSON *reader_follow(const cJSON *tree, const struct place *at)
{
    const cJSON *up = at && at->up ? reader_follow(tree, at->up) : tree;
    if (!at || !up) return up;
    return at->name ? cJSON_GetObjectItemCaseSensitive(up, at->name) : cJSON_GetArrayItem(up, at->index);
}

const struct layer *reader_layer(const struct reader *r, const struct place *at)
{
    for (; at; at = at->up)
        for (size_t i = r->layers; i-- > 0;)
            if (reader_follow(r->layer[i].tree, at)) return &r->layer[i];
    return &r->layer[r->layers - 1];
}

const char *reader_file(struct reader *r, const struct place *at, const char *name)
{
    const char *from = reader_layer(r, at)->name, *slash = strrchr(from, '/');
    if (*name == '/' || !slash) return arena_string(r->arena, name);
    const size_t directory = (size_t)(slash - from) + 1, size = directory + strlen(name) + 1;
    char *path = arena_alloc(r->arena, size, 1);
    snprintf(path, size, "%.*s%s", (int)directory, from, name);
    return path;
}

static bool vfail_in(struct reader *r, const struct layer *blamed, const struct place *at, const char *format,
                     va_list arguments)
{
    char path[400] = "", message[500];
    vsnprintf(message, sizeof message, format, arguments);
    if (at) write_place(path, sizeof path, at);
    input_error_set(r->error, "%.100s: %s%s%s", blamed->name, path, *path ? ": " : "", message);
    return false;
}

__attribute__((format(printf, 4, 5))) static bool fail_in(struct reader *r, const struct layer *blamed,
                                                          const struct place *at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfail_in(r, blamed, at, format, arguments);
    va_end(arguments);
    return false;
}

bool reader_fail(struct reader *r, const struct place *at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfail_in(r, reader_layer(r, at), at, format, arguments);
    va_end(arguments);
    return false;
}

bool reader_expected(struct reader *r, const struct place *at, const cJSON *json, const char *format, ...)
{
    char found[80], expected[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(expected, sizeof expected, format, arguments);
    va_end(arguments);
    if (cJSON_IsString(json))
        snprintf(found, sizeof found, "\"%.60s\"", json->valuestring);
    else if (cJSON_IsNumber(json) && isinf(json->valuedouble))
        snprintf(found, sizeof found, "a number too large to hold");
    else if (cJSON_IsNumber(json))
        snprintf(found, sizeof found, "%.15g", json->valuedouble);
    else
        snprintf(found, sizeof found, "%s",
                 cJSON_IsArray(json)    ? (json->child ? "a list" : "an empty list")
                 : cJSON_IsObject(json) ? "an object"
                 : cJSON_IsTrue(json)   ? "true"
                 : cJSON_IsFalse(json)  ? "false"
                                        : "null");
    return reader_fail(r, at, "found %s, expected %s", found, expected);
}

static double highest(const struct key *key)
{
    if (key->high > 0) return key->high;
    if (key->type == KEY_COUNT) return 1e6;
    switch (key->dimension) {
    case DIMENSION_TIME: return 1e10;
    case DIMENSION_BYTES: return 1e20;
    case DIMENSION_RATE: return 1e15;
    case DIMENSION_REQUESTS: return 1e12;
    case DIMENSION_USD: return 1e9;
    case DIMENSION_NONE:
    case DIMENSIONS: break;
    }
    return 1e15;
}

static bool is_whole(const struct key *key)
{
    return key->type == KEY_COUNT || key->whole;
}

/* An upper bound is worth a word where it has a meaning, or where it is what the number broke. */
static bool out_of_bounds(struct reader *r, const struct place *at, const struct key *key, const cJSON *json,
                          double factor)
{
    const char *what = is_whole(key) ? "a whole number" : "a number";
    const double low = key->low / factor, high = highest(key) / factor;
    const bool too_large = cJSON_IsNumber(json) && json->valuedouble > high;
    char or_word[40] = "";
    if ((isinf(key->absent) || isnan(key->absent)) && !key->silent)
        snprintf(or_word, sizeof or_word, ", or \"%s\"", isinf(key->absent) ? "unlimited" : "auto");
    if (!too_large && !(key->high > 0 && key->high <= 1e5))
        return reader_expected(r, at, json, "%s %s %.6g%s", what, key->above ? "above" : "of at least", low,
                               or_word);
    return reader_expected(r, at, json, "%s %s %.6g%s %.6g%s", what, key->above ? "above" : "from", low,
                           key->above ? " and at most" : " to", high, or_word);
}

bool reader_number(struct reader *r, const struct place *at, const struct key *key, const cJSON *json,
                   double factor, double *value)
{
    if (cJSON_IsString(json) && key->type == KEY_NUMBER && !key->silent) {
        const bool unlimited = isinf(key->absent) && strcmp(json->valuestring, "unlimited") == 0;
        const bool automatic = isnan(key->absent) && strcmp(json->valuestring, "auto") == 0;
        *value = key->absent;
        if (unlimited || automatic) return true;
    }
    if (!cJSON_IsNumber(json)) return out_of_bounds(r, at, key, json, factor);
    *value = json->valuedouble * factor;
    const bool inside = (key->above ? *value > key->low : *value >= key->low) && *value <= highest(key);
    return (inside && (!is_whole(key) || *value == floor(*value))) || out_of_bounds(r, at, key, json, factor);
}

bool reader_word(struct reader *r, const struct place *at, const cJSON *json, const char *const *words,
                 int *index)
{
    struct nearest nearest = { "", 0 };
    char list[300];
    for (int i = 0; cJSON_IsString(json) && words[i]; i++) {
        if (strcmp(words[i], json->valuestring) == 0) {
            *index = i;
            return true;
        }
        nearest_try(&nearest, json->valuestring, words[i]);
    }
    suggest_words(list, sizeof list, words);
    if (*nearest.name) return reader_expected(r, at, json, "%s; did you mean \"%s\"?", list, nearest.name);
    return reader_expected(r, at, json, "%s", list);
}

const char *reader_spelling(const cJSON *json, const char *stem, const char *fallback)
{
    const size_t length = strlen(stem);
    const cJSON *item;
    cJSON_ArrayForEach(item, json) if (strncmp(item->string, stem, length) == 0 &&
                                       item->string[length] == '_') return item->string;
    return fallback;
}

/* ---- names ---- */

static const char *const maps[] = { "machines", "hosts", "data", "tiers" };
static const char *const singular[] = { "machine", "host", "key space", "tier" };

uint32_t reader_index(const struct reader *r, enum names names, const char *name, size_t length)
{
    uint32_t index = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(r->root, maps[names]))
    {
        if (!item->string || reader_is_note(item->string)) continue;
        if (strlen(item->string) == length && memcmp(item->string, name, length) == 0) return index;
        index++;
    }
    return SCENARIO_NONE;
}

bool reader_missing(struct reader *r, const struct place *at, enum names names, const char *name)
{
    struct nearest nearest = { "", 0 };
    const cJSON *item;
    cJSON_ArrayForEach(
        item, cJSON_GetObjectItemCaseSensitive(r->root, maps[names])) if (!reader_is_note(item->string))
        nearest_try(&nearest, name, item->string);
    const struct place map = { NULL, maps[names], 0 }, gone = { &map, name, 0 };
    const struct layer *blamed = reader_layer(r, at);
    for (size_t i = 0; i < r->layers; i++)
        if (cJSON_IsNull(reader_follow(r->layer[i].tree, &gone))) blamed = &r->layer[i];
    return fail_in(r, blamed, at, "there is no %s \"%.60s\"%s%s%s", singular[names], name,
                   *nearest.name ? "; did you mean \"" : "", nearest.name, *nearest.name ? "\"?" : "");
}

bool reader_reference(struct reader *r, const struct place *at, enum names names, const cJSON *json,
                      uint32_t *index)
{
    if (!cJSON_IsString(json)) return reader_expected(r, at, json, "the name of a %s", singular[names]);
    *index = reader_index(r, names, json->valuestring, strlen(json->valuestring));
    return *index != SCENARIO_NONE || reader_missing(r, at, names, json->valuestring);
}
