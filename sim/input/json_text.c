#include "sim/input/json_text.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_FILE = 64 << 20 };

struct text {
    const char *at, *end, *start, *name;
    struct input_error *error;
};

/* ---- loading ---- */

static char *slurp(FILE *file, size_t *length, const char **why)
{
    size_t room = 1 << 14, used = 0;
    char *text = malloc(room);
    while (text) {
        used += fread(text + used, 1, room - 1 - used, file);
        if (used < room - 1) break;
        if (room > LARGEST_FILE) {
            *why = "the file is too large";
            free(text);
            return NULL;
        }
        char *larger = realloc(text, room *= 2);
        if (!larger) free(text);
        text = larger;
    }
    *why = !text ? strerror(ENOMEM) : ferror(file) ? strerror(errno) : NULL;
    if (*why) {
        free(text);
        return NULL;
    }
    text[used] = '\0';
    *length = used;
    return text;
}

char *json_text_load(const char *path, size_t *length, struct input_error *error)
{
    const bool standard = strcmp(path, "-") == 0;
    size_t ignored;
    const char *why = NULL;
    FILE *file = standard ? stdin : fopen(path, "rb");
    char *text = file ? slurp(file, length ? length : &ignored, &why) : NULL;
    if (!file) why = strerror(errno);
    if (!text) input_error_set(error, "%s: cannot read it: %s", standard ? "standard input" : path, why);
    if (file && !standard) fclose(file);
    return text;
}

/* ---- checking ---- */

static bool wrong(struct text *t, const char *expected)
{
    int line = 1, column = 1;
    for (const char *c = t->start; c < t->at; c++) {
        if (*c == '\n')
            line++, column = 1;
        else if (((unsigned char)*c & 0xc0) != 0x80)
            column++;
    }
    char found[16] = "the end";
    if (t->at < t->end) {
        int bytes = 1;
        while (bytes < 4 && t->at + bytes < t->end && ((unsigned char)t->at[bytes] & 0xc0) == 0x80) bytes++;
        if ((unsigned char)*t->at < ' ')
            snprintf(found, sizeof found, *t->at == '\n' ? "a line's end" : "byte %d", *t->at);
        else
            snprintf(found, sizeof found, "'%.*s'", bytes, t->at);
    }
    input_error_set(t->error, "%s:%d:%d: found %s, expected %s", t->name, line, column, found, expected);
    return false;
}

static void skip_blanks(struct text *t)
{
    while (t->at < t->end && *t->at && strchr(" \t\r\n", *t->at)) t->at++;
}

static bool check_string(struct text *t)
{
    for (t->at++; t->at < t->end; t->at++) {
        if (*t->at == '"') {
            t->at++;
            return true;
        }
        if ((unsigned char)*t->at < ' ') return wrong(t, "a closing quote");
        if (*t->at != '\\') continue;
        if (++t->at == t->end) break;
        if (!*t->at || !strchr("\"\\/bfnrtu", *t->at)) return wrong(t, "one of \" \\ / b f n r t u");
        if (*t->at != 'u') continue;
        for (int i = 0; i < 4; i++)
            if (++t->at == t->end || !*t->at || !strchr("0123456789abcdefABCDEF", *t->at))
                return wrong(t, "four hexadecimal digits");
    }
    return wrong(t, "a closing quote");
}

static bool digits(struct text *t)
{
    const char *start = t->at;
    while (t->at < t->end && *t->at >= '0' && *t->at <= '9') t->at++;
    return t->at > start || wrong(t, "a digit");
}

static bool check_number(struct text *t)
{
    if (*t->at == '-') t->at++;
    if (t->at < t->end && *t->at == '0')
        t->at++;
    else if (!digits(t))
        return false;
    if (t->at < t->end && *t->at == '.') {
        t->at++;
        if (!digits(t)) return false;
    }
    if (t->at < t->end && (*t->at == 'e' || *t->at == 'E')) {
        t->at++;
        if (t->at < t->end && (*t->at == '+' || *t->at == '-')) t->at++;
        if (!digits(t)) return false;
    }
    if (t->at < t->end && *t->at >= '0' && *t->at <= '9') return wrong(t, "no digit after a leading 0");
    return true;
}

static bool check_word(struct text *t)
{
    static const char *const words[] = { "true", "false", "null" };
    for (size_t i = 0; i < 3; i++) {
        const size_t length = strlen(words[i]);
        if ((size_t)(t->end - t->at) >= length && memcmp(t->at, words[i], length) == 0) {
            t->at += length;
            return true;
        }
    }
    return wrong(t, "a value");
}

static bool check_value(struct text *t, int depth);

static bool check_members(struct text *t, int depth, bool object)
{
    const char close = object ? '}' : ']';
    t->at++;
    skip_blanks(t);
    if (t->at < t->end && *t->at == close) {
        t->at++;
        return true;
    }
    for (;;) {
        skip_blanks(t);
        if (object) {
            if (t->at == t->end || *t->at != '"') return wrong(t, "a key in double quotes");
            if (!check_string(t)) return false;
            skip_blanks(t);
            if (t->at == t->end || *t->at != ':') return wrong(t, "':'");
            t->at++;
        }
        if (!check_value(t, depth + 1)) return false;
        skip_blanks(t);
        if (t->at < t->end && *t->at == ',') {
            t->at++;
            continue;
        }
        if (t->at == t->end || *t->at != close) return wrong(t, object ? "',' or '}'" : "',' or ']'");
        t->at++;
        return true;
    }
}

static bool check_value(struct text *t, int depth)
{
    skip_blanks(t);
    if (depth > JSON_TEXT_DEPTH) return wrong(t, "at most 64 levels");
    if (t->at == t->end) return wrong(t, "a value");
    switch (*t->at) {
    case '{': return check_members(t, depth, true);
    case '[': return check_members(t, depth, false);
    case '"': return check_string(t);
    default: break;
    }
    if (*t->at == '-' || (*t->at >= '0' && *t->at <= '9')) return check_number(t);
    return check_word(t);
}

bool json_text_check(const char *text, size_t length, const char *name, struct input_error *error)
{
    struct text t = { text, text + length, text, name, error };
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) t.at += 3, t.start += 3;
    if (!check_value(&t, 1)) return false;
    skip_blanks(&t);
    return t.at == t.end || wrong(&t, "nothing after the value");
}

/* ---- keys given twice ---- */

static int by_name(const void *a, const void *b)
{
    return strcmp((*(const cJSON *const *)a)->string, (*(const cJSON *const *)b)->string);
}

/* The first key that an object holds twice, or NULL. */
static const char *twice(const cJSON *object)
{
    const size_t count = (size_t)cJSON_GetArraySize(object);
    if (count < 2) return NULL;
    const cJSON **items = calloc(count, sizeof *items), *item;
    if (!items) abort();
    size_t i = 0;
    cJSON_ArrayForEach(item, object) items[i++] = item;
    qsort(items, count, sizeof *items, by_name);
    const char *found = NULL;
    for (i = 1; i < count && !found; i++)
        if (by_name(&items[i - 1], &items[i]) == 0) found = items[i]->string;
    free(items);
    return found;
}

/* `path` has room for `size` bytes and holds the place of `tree`, `length` bytes long. */
static bool check_keys(const cJSON *tree, const char *name, char *path, size_t size, size_t length,
                       struct input_error *error)
{
    const int keys = cJSON_IsObject(tree) ? cJSON_GetArraySize(tree) : 0;
    if (keys > JSON_TEXT_KEYS) {
        input_error_set(error, "%s: %s%sfound %d keys, expected at most %d", name, path, *path ? ": " : "",
                        keys, JSON_TEXT_KEYS);
        return false;
    }
    const char *key = keys > 0 ? twice(tree) : NULL;
    if (key) {
        input_error_set(error, "%s: %s%s%s: given twice", name, path, *path ? "." : "", key);
        return false;
    }
    const cJSON *item;
    int index = 0;
    cJSON_ArrayForEach(item, tree)
    {
        if (item->child) {
            int more;
            if (item->string)
                more = snprintf(path + length, size - length, "%s%s", length ? "." : "", item->string);
            else
                more = snprintf(path + length, size - length, "[%d]", index);
            const size_t now = length + (size_t)more < size ? length + (size_t)more : size - 1;
            if (!check_keys(item, name, path, size, now, error)) return false;
            path[length] = '\0';
        }
        index++;
    }
    return true;
}

cJSON *json_text_parse(const char *text, size_t length, const char *name, struct input_error *error)
{
    if (!json_text_check(text, length, name, error)) return NULL;
    cJSON *tree = cJSON_ParseWithLength(text, length + 1);
    char path[512] = "";
    if (!tree)
        input_error_set(error,
                        "%s: found something that cannot be decoded (an invalid \\u escape?), expected JSON",
                        name);
    else if (!check_keys(tree, name, path, sizeof path, 0, error)) {
        cJSON_Delete(tree);
        tree = NULL;
    }
    return tree;
}

cJSON *json_text_read(const char *path, struct input_error *error)
{
    size_t length;
    char *text = json_text_load(path, &length, error);
    if (!text) return NULL;
    cJSON *tree = json_text_parse(text, length, strcmp(path, "-") == 0 ? "standard input" : path, error);
    free(text);
    return tree;
}
