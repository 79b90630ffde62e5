/*
 * scenario_json: from scenario files to a `struct scenario`, and nothing else in the program reads JSON into
 * one.
 *
 * On failure the functions return NULL and leave one line in the error: "FILE: JSON.PATH: found X, expected
 * Y", or "FILE:LINE:COLUMN: ..." for text that is no JSON. One thread at a time: cJSON keeps its last
 * error in a global.
 */
#ifndef KNEEWALL_INPUT_SCENARIO_JSON_H
#define KNEEWALL_INPUT_SCENARIO_JSON_H

#include "models/architecture/scenario.h"
#include "sim/input/document.h"
#include "sim/input/input_error.h"

#include <cjson/cJSON.h>
#include <stddef.h>

/* Reads a file ("-": standard input) with overrides ("a.b.c=VALUE"). Destroy the scenario when done. */
struct scenario *scenario_read(const char *path, const char *const *sets, size_t count,
                               struct input_error *error);

/* A variant of a document that is loaded already. The scenario does not refer to the document. */
struct scenario *scenario_of(const struct document *document, const char *const *sets, size_t count,
                             struct input_error *error);

/* From a merged tree; `file` names it in messages and is where relative paths start. The tree is only read.
 */
struct scenario *scenario_from_tree(const cJSON *tree, const char *file, struct input_error *error);

/* The merged tree of a file; the caller's to cJSON_Delete. */
cJSON *scenario_tree(const char *path, const char *const *sets, size_t count, struct input_error *error);

/*
 * The tree with every default written out and its source beside it, in `_defaults`: what `check --print`
 * prints. It reads back as the same scenario. The caller's to cJSON_Delete.
 */
cJSON *scenario_complete(const struct document *document, const char *const *sets, size_t count,
                         struct input_error *error);

/* Gives back all of a scenario's memory; NULL is fine. */
void scenario_destroy(struct scenario *scenario);

#endif
