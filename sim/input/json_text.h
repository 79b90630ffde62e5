/*
 * json_text: from a file to a tree. The text is checked strictly (RFC 8259) before cJSON reads it, because
 * cJSON neither says where an error is in lines nor minds a key that is given twice, a number like 01 or a
 * stray NUL.
 */
#ifndef KNEEWALL_INPUT_JSON_TEXT_H
#define KNEEWALL_INPUT_JSON_TEXT_H

#include "sim/input/input_error.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    JSON_TEXT_DEPTH = 64,
    JSON_TEXT_KEYS = 10000, /* of an object: they are looked for one after another */
};

/*
 * The whole file, or standard input when path is "-", with a NUL behind it; the caller frees it. NULL on
 * failure. `length` may be NULL.
 */
char *json_text_load(const char *path, size_t *length, struct input_error *error);

/* Whether the text is one JSON value, no deeper than JSON_TEXT_DEPTH. `name` is the file's in messages. */
bool json_text_check(const char *text, size_t length, const char *name, struct input_error *error);

/* The tree of the text, the caller's to cJSON_Delete; NULL on a syntax error, a key that is given twice or
 * an object of over JSON_TEXT_KEYS. */
cJSON *json_text_parse(const char *text, size_t length, const char *name, struct input_error *error);

/* load and parse. */
cJSON *json_text_read(const char *path, struct input_error *error);

#endif
