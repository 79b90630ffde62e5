/*
 * document: a scenario file with everything that it extends, as a tree of JSON. Variants of it (--set,
 * --vary) are read from the one document, so that files, and standard input, are read once.
 *
 * A document is constant once loaded, so that threads may share it. Aborts when memory is short.
 */
#ifndef KNEEWALL_INPUT_DOCUMENT_H
#define KNEEWALL_INPUT_DOCUMENT_H

#include "sim/input/input_error.h"
#include "sim/input/reader.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

struct document;

/*
 * Reads `path` ("-": standard input) and the chain of its `extends`, each relative to the file that says so
 * (standard input: to the working directory). NULL with the error set on
 * failure.
 */
struct document *document_load(const char *path, struct input_error *error);

/* The same of a text; `name` is the file's in messages and for relative paths. */
struct document *document_parse(const char *text, size_t length, const char *name, struct input_error *error);
void document_destroy(struct document *document);

/* The file as it was named. */
const char *document_name(const struct document *document);

/* Whether it was read from a file that others can name: not from standard input. */
bool document_is_file(const struct document *document);

/* Whether `path` is one of the files that were merged, by whatever name. */
bool document_contains(const struct document *document, const char *path);

/*
 * The merged tree with overrides ("a.b.c=VALUE") applied in turn; the caller's to cJSON_Delete. NULL on
 * failure. `extends` is gone from it.
 */
cJSON *document_tree(const struct document *document, const char *const *sets, size_t count,
                     struct input_error *error);

/* The files that were merged, base first. */
const struct layer *document_layers(const struct document *document, size_t *layers);

#endif
