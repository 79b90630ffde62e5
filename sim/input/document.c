#include "sim/input/document.h"

#include "sim/input/json_text.h"
#include "sim/input/merge.h"
#include "sim/input/override.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LONGEST_CHAIN = 32 };

struct document {
    struct layer layer[LONGEST_CHAIN]; /* the file itself first while loading, last when loaded */
    char *name[LONGEST_CHAIN];
    char *real[LONGEST_CHAIN]; /* to recognise a cycle; NULL for standard input */
    cJSON *root[LONGEST_CHAIN];
    size_t layers;
    cJSON *tree; /* merged */
};

static char *beside(const char *file, const char *name)
{
    const char *slash = strrchr(file, '/');
    if (*name == '/' || !slash || strcmp(file, "-") == 0) return strdup(name);
    char *path = NULL;
    return asprintf(&path, "%.*s%s", (int)(slash - file) + 1, file, name) < 0 ? NULL : path;
}

static void add_layer(struct document *d, const char *path, cJSON *root)
{
    d->name[d->layers] = strdup(strcmp(path, "-") == 0 ? "standard input" : path);
    d->real[d->layers] = strcmp(path, "-") == 0 ? NULL : realpath(path, NULL);
    d->root[d->layers] = root;
    d->layers++;
}

/* The file that the newest layer extends; NULL if none, or if something is wrong: then *good is false. */
static char *extended(const struct document *d, bool *good, struct input_error *error)
{
    const size_t last = d->layers - 1;
    const cJSON *extends = cJSON_GetObjectItemCaseSensitive(d->root[last], "extends");
    *good = false;
    if (!cJSON_IsObject(d->root[last])) {
        input_error_set(error, "%s: found no object, expected a scenario (an object)", d->name[last]);
        return NULL;
    }
    if (!extends) {
        *good = true;
        return NULL;
    }
    if (!cJSON_IsString(extends) || !*extends->valuestring) {
        input_error_set(error, "%s: extends: expected the name of a scenario file (a string)", d->name[last]);
        return NULL;
    }
    if (d->layers == LONGEST_CHAIN) {
        input_error_set(error, "%s: extends: found a chain of over %d files", d->name[last], LONGEST_CHAIN);
        return NULL;
    }
    char *path = beside(d->real[last] ? d->name[last] : "-", extends->valuestring);
    if (!path) abort();
    char *real = realpath(path, NULL);
    *good = true;
    for (size_t i = 0; i < d->layers && real; i++)
        if (d->real[i] && strcmp(d->real[i], real) == 0) {
            input_error_set(error, "%s: extends: a cycle, back to \"%s\"", d->name[last],
                            extends->valuestring);
            *good = false;
        }
    free(real);
    if (*good) return path;
    free(path);
    return NULL;
}

/* Base first, and merged. */
static void settle(struct document *d)
{
    for (size_t i = 0; i < d->layers; i++) {
        const size_t from = d->layers - 1 - i;
        d->layer[i] = (struct layer){ d->name[from], d->root[from] };
        d->tree = merge_patch(d->tree, d->root[from]);
    }
    cJSON_DeleteItemFromObjectCaseSensitive(d->tree, "extends");
}

/* A file that is not there is the fault of the one that names it; a broken one speaks for itself. */
static void explain(const struct document *d, const char *path, const struct input_error *why,
                    struct input_error *error)
{
    if (access(path, R_OK) == 0)
        *error = *why;
    else
        input_error_set(error, "%s: extends: %s", d->name[d->layers - 1], why->text);
}

static struct document *load_chain(struct document *d, struct input_error *error)
{
    bool good;
    char *path;
    while ((path = extended(d, &good, error))) {
        struct input_error why;
        cJSON *root = json_text_read(path, &why);
        if (root)
            add_layer(d, path, root);
        else
            explain(d, path, &why, error);
        free(path);
        if (!root) good = false;
        if (!good) break;
    }
    if (!good) {
        document_destroy(d);
        return NULL;
    }
    settle(d);
    return d;
}

static struct document *start(const char *path, cJSON *root, struct input_error *error)
{
    if (!root) return NULL;
    struct document *d = calloc(1, sizeof *d);
    if (!d) abort();
    add_layer(d, path, root);
    return load_chain(d, error);
}

struct document *document_load(const char *path, struct input_error *error)
{
    return start(path, json_text_read(path, error), error);
}

struct document *document_parse(const char *text, size_t length, const char *name, struct input_error *error)
{
    return start(name, json_text_parse(text, length, name, error), error);
}

void document_destroy(struct document *d)
{
    if (!d) return;
    for (size_t i = 0; i < d->layers; i++) {
        free(d->name[i]);
        free(d->real[i]);
        cJSON_Delete(d->root[i]);
    }
    cJSON_Delete(d->tree);
    free(d);
}

const char *document_name(const struct document *d)
{
    return d->layer[d->layers - 1].name;
}

bool document_is_file(const struct document *d)
{
    return d->real[0];
}

bool document_contains(const struct document *d, const char *path)
{
    char *real = realpath(path, NULL);
    bool found = false;
    for (size_t i = 0; real && i < d->layers; i++) found |= d->real[i] && strcmp(d->real[i], real) == 0;
    free(real);
    return found;
}

cJSON *document_tree(const struct document *d, const char *const *sets, size_t count,
                     struct input_error *error)
{
    cJSON *tree = cJSON_Duplicate(d->tree, 1);
    if (!tree) abort();
    for (size_t i = 0; i < count; i++)
        if (!override_apply(tree, sets[i], error)) {
            cJSON_Delete(tree);
            return NULL;
        }
    return tree;
}

const struct layer *document_layers(const struct document *d, size_t *layers)
{
    *layers = d->layers;
    return d->layer;
}
