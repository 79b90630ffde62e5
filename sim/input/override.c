#include "sim/input/override.h"

#include "sim/input/json_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_VARIANTS = 1000, DEEPEST = 32 };

/* ---- one value ---- */

static cJSON *parse_value(const char *path, const char *text, struct input_error *error)
{
    struct input_error ignored;
    const size_t length = strlen(text);
    const char first = text[strspn(text, " \t")];
    if (json_text_check(text, length, "", &ignored)) return json_text_parse(text, length, "--set", error);
    if (first != '{' && first != '[' && first != '"') return cJSON_CreateString(text);
    input_error_set(error, "--set %.200s: the value%s", path, ignored.text);
    return NULL;
}

/* How many bytes of the path are the next key: the longest that exists in the object, else up to a dot or [.
 */
static size_t next_key(const cJSON *object, const char *path)
{
    size_t longest = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, object)
    {
        const size_t length = item->string ? strlen(item->string) : 0;
        if (length <= longest || strncmp(path, item->string, length) != 0) continue;
        if (strchr(".[", path[length]) || !path[length]) longest = length;
    }
    return longest ? longest : strcspn(path, ".[");
}

static const char *after(const char *rest)
{
    return *rest == '.' ? rest + 1 : rest;
}

static void put(cJSON *object, const char *key, cJSON *old, cJSON *value)
{
    if (cJSON_IsNull(value)) {
        if (old) cJSON_Delete(cJSON_DetachItemViaPointer(object, old));
        cJSON_Delete(value);
    } else if (old)
        cJSON_ReplaceItemInObjectCaseSensitive(object, key, value);
    else
        cJSON_AddItemToObject(object, key, value);
}

struct setting {
    const char *path; /* the whole, for messages */
    cJSON *value;
    struct input_error *error;
};

static bool refuse(const struct setting *s, const char *rest, const char *what)
{
    int done = (int)(rest - s->path);
    if (done > 0 && s->path[done - 1] == '.') done--;
    input_error_set(s->error, "--set %.200s: %s \"%.*s\"", s->path, what, done > 0 ? done : 0, s->path);
    cJSON_Delete(s->value);
    return false;
}

static bool set_at(cJSON *at, const char *path, struct setting *s, int depth);

static bool set_item(cJSON *list, const char *path, struct setting *s, int depth)
{
    char *end;
    const char *digits = *path == '[' ? path + 1 : path;
    const unsigned long index = strtoul(digits, &end, 10);
    if (end == digits || (*path == '[' && *end++ != ']') || !(strchr(".[", *end) || !*end))
        return refuse(s, path, "expected the number of an item after");
    cJSON *item = index < 100000 ? cJSON_GetArrayItem(list, (int)index) : NULL;
    if (!item) return refuse(s, end, "there is no");
    if (*end) return set_at(item, after(end), s, depth + 1);
    cJSON_ReplaceItemViaPointer(list, item, s->value);
    return true;
}

static bool set_at(cJSON *at, const char *path, struct setting *s, int depth)
{
    if (cJSON_IsArray(at)) return set_item(at, path, s, depth);
    if (!cJSON_IsObject(at)) return refuse(s, path, "there can be nothing inside");
    const size_t length = next_key(at, path);
    if (length == 0 || depth > DEEPEST) return refuse(s, path, "expected a key after");
    char *key = strndup(path, length);
    if (!key) abort();
    cJSON *item = cJSON_GetObjectItemCaseSensitive(at, key);
    bool good = true;
    if (!path[length])
        put(at, key, item, s->value);
    else {
        if (!item) item = cJSON_AddObjectToObject(at, key);
        good = set_at(item, after(path + length), s, depth + 1);
    }
    free(key);
    return good;
}

bool override_apply(cJSON *tree, const char *setting, struct input_error *error)
{
    const char *equals = strchr(setting, '=');
    if (!equals || equals == setting) {
        input_error_set(error, "--set %.200s: expected PATH=VALUE, such as hosts.web.count=8", setting);
        return false;
    }
    if (strncmp(setting, "extends=", 8) == 0) {
        input_error_set(error, "--set extends: the files are read before it; expected a file that says so");
        return false;
    }
    char *path = strndup(setting, (size_t)(equals - setting));
    if (!path) abort();
    struct setting s = { path, parse_value(path, equals + 1, error), error };
    const bool good = s.value && set_at(tree, path, &s, 0);
    free(path);
    return good;
}

/* ---- many values ---- */

static bool add(struct variation *v, const char *value, int length, struct input_error *error)
{
    if (v->count == MOST_VARIANTS) {
        input_error_set(error, "--vary %s: found over %d values", v->path, MOST_VARIANTS);
        return false;
    }
    char *setting;
    if (asprintf(&setting, "%s=%.*s", v->path, length, value) < 0) abort();
    v->setting[v->count] = setting;
    v->value[v->count] = setting + strlen(v->path) + 1;
    v->count++;
    return true;
}

/* "lo..hi" or "lo..hi*factor". Returns whether the text has that form. */
/* `factor` is NAN where the range goes by steps of one. */
static bool parse_range(const char *text, double *low, double *high, double *factor)
{
    char *end;
    *low = strtod(text, &end);
    /* strtod takes the first dot of "1..16" for a decimal point. */
    if (end == text) return false;
    if (end[-1] == '.' && *end == '.') end--;
    if (strncmp(end, "..", 2) != 0) return false;
    const char *second = end + 2;
    *high = strtod(second, &end);
    if (end == second) return false;
    *factor = NAN;
    if (*end == '*') {
        const char *third = end + 1;
        *factor = strtod(third, &end);
        if (end == third || isnan(*factor)) return false;
    }
    return !*end;
}

static bool add_range(struct variation *v, double low, double high, double factor, struct input_error *error)
{
    char number[40];
    const bool steps = isnan(factor);
    if (!isfinite(low) || !isfinite(high) || low > high || (!steps && (!(factor > 1) || !(low > 0)))) {
        input_error_set(error, "--vary %s: expected a range that rises, such as 1..16 or 1..16*2", v->path);
        return false;
    }
    double value = low;
    for (int i = 0; i <= MOST_VARIANTS && value <= high * (1 + 1e-12); i++) {
        const int length = snprintf(number, sizeof number, "%.12g", value);
        if (!add(v, number, length, error)) return false;
        value = steps ? low + i + 1 : value * factor;
    }
    return true;
}

/* The end of the piece that starts here: a comma outside of JSON's brackets and quotes, or the end. */
static const char *piece_end(const char *text)
{
    int open = 0;
    bool quoted = false;
    for (; *text && (*text != ',' || open > 0 || quoted); text++) {
        if (*text == '"') quoted = !quoted;
        if (quoted && *text == '\\' && text[1]) text++;
        if (!quoted && strchr("[{", *text)) open++;
        if (!quoted && strchr("]}", *text)) open--;
    }
    return text;
}

static bool add_piece(struct variation *v, const char *text, size_t length, struct input_error *error)
{
    char copy[64];
    double low, high, factor;
    snprintf(copy, sizeof copy, "%.*s", (int)length, text);
    if (length == 0) {
        input_error_set(error, "--vary %s: found an empty value", v->path);
        return false;
    }
    if (length < sizeof copy && parse_range(copy, &low, &high, &factor))
        return add_range(v, low, high, factor, error);
    return add(v, text, (int)length, error);
}

bool variation_init(struct variation *v, const char *text, struct input_error *error)
{
    const char *equals = strchr(text, '=');
    *v = (struct variation){ 0 };
    if (!equals || equals == text) {
        input_error_set(error, "--vary %.200s: expected PATH=LIST, such as hosts.web.count=1..16", text);
        return false;
    }
    v->path = strndup(text, (size_t)(equals - text));
    v->setting = calloc(MOST_VARIANTS, sizeof *v->setting);
    v->value = calloc(MOST_VARIANTS, sizeof *v->value);
    if (!v->path || !v->setting || !v->value) abort();
    for (const char *at = equals + 1, *end;; at = end + 1) {
        end = piece_end(at);
        if (!add_piece(v, at, (size_t)(end - at), error)) {
            variation_finish(v);
            return false;
        }
        if (!*end) return true;
    }
}

void variation_finish(struct variation *v)
{
    for (size_t i = 0; i < v->count; i++) free(v->setting[i]);
    free(v->setting);
    free(v->value);
    free(v->path);
    *v = (struct variation){ 0 };
}
