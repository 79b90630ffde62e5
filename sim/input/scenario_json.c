#include "sim/input/scenario_json.h"

#include "sim/input/override.h"

#include <stdlib.h>
#include <string.h>

/* The scenario first, so that a pointer to it is one to the whole. */
struct holder {
    struct scenario scenario;
    struct arena arena;
};

/* Reads the tree; completes it if asked. */
static struct scenario *read_tree(cJSON *tree, bool complete, const struct layer *layer, size_t layers,
                                  const char *file, struct input_error *error)
{
    struct holder *holder = calloc(1, sizeof *holder);
    if (!holder) abort();
    struct scenario *scenario = &holder->scenario;
    struct reader reader = { .arena = &holder->arena,
                             .scenario = scenario,
                             .root = tree,
                             .complete = complete,
                             .layer = layer,
                             .layers = layers,
                             .error = error };
    if (!reader_object(&reader, NULL, &scenario_table, tree, scenario)) {
        scenario_destroy(scenario);
        return NULL;
    }
    scenario->file = arena_string(&holder->arena, file);
    if (!scenario->name) scenario->name = scenario->file;
    return scenario;
}

/* The document's layers, and one more for the overrides, so that a message blames them where they are to
 * blame. */
static struct scenario *read_variant(const struct document *document, cJSON *tree, bool complete,
                                     const char *const *sets, size_t count, struct input_error *error)
{
    size_t layers;
    const struct layer *files = document_layers(document, &layers);
    struct input_error ignored;
    cJSON *said = cJSON_CreateObject();
    struct layer *layer = calloc(layers + 1, sizeof *layer);
    if (!layer || !said) abort();
    memcpy(layer, files, layers * sizeof *layer);
    for (size_t i = 0; i < count; i++) override_apply(said, sets[i], &ignored);
    if (count > 0) layer[layers++] = (struct layer){ "--set", said };
    struct scenario *scenario = read_tree(tree, complete, layer, layers, document_name(document), error);
    cJSON_Delete(said);
    free(layer);
    return scenario;
}

struct scenario *scenario_of(const struct document *document, const char *const *sets, size_t count,
                             struct input_error *error)
{
    cJSON *tree = document_tree(document, sets, count, error);
    if (!tree) return NULL;
    struct scenario *scenario = read_variant(document, tree, false, sets, count, error);
    cJSON_Delete(tree);
    return scenario;
}

cJSON *scenario_complete(const struct document *document, const char *const *sets, size_t count,
                         struct input_error *error)
{
    cJSON *tree = document_tree(document, sets, count, error);
    if (!tree) return NULL;
    struct scenario *scenario = read_variant(document, tree, true, sets, count, error);
    if (!scenario) {
        cJSON_Delete(tree);
        return NULL;
    }
    scenario_destroy(scenario);
    cJSON_DeleteItemFromObjectCaseSensitive(tree, "$schema"); /* for editors of the one file that says so */
    return tree;
}

struct scenario *scenario_read(const char *path, const char *const *sets, size_t count,
                               struct input_error *error)
{
    struct document *document = document_load(path, error);
    struct scenario *scenario = document ? scenario_of(document, sets, count, error) : NULL;
    document_destroy(document);
    return scenario;
}

struct scenario *scenario_from_tree(const cJSON *tree, const char *file, struct input_error *error)
{
    cJSON *copy = cJSON_Duplicate(tree, 1);
    if (!copy) abort();
    const struct layer layer = { file, copy };
    struct scenario *scenario = read_tree(copy, false, &layer, 1, file, error);
    cJSON_Delete(copy);
    return scenario;
}

cJSON *scenario_tree(const char *path, const char *const *sets, size_t count, struct input_error *error)
{
    struct document *document = document_load(path, error);
    cJSON *tree = document ? document_tree(document, sets, count, error) : NULL;
    document_destroy(document);
    return tree;
}

void scenario_destroy(struct scenario *scenario)
{
    if (!scenario) return;
    struct arena arena = ((struct holder *)scenario)->arena;
    free(scenario);
    arena_finish(&arena);
}
