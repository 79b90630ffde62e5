/*
 * reader: from a tree of JSON to structs, by the tables of keys.h.
 *
 * One reader reads one tree. Functions return false when they have said what is wrong in reader->error.
 */
#ifndef KNEEWALL_INPUT_READER_H
#define KNEEWALL_INPUT_READER_H

#include "sim/input/arena.h"
#include "sim/input/input_error.h"
#include "sim/input/keys.h"

/* Who said what: the files of a chain of `extends`, base first, then the overrides. */
struct layer {
    const char *name; /* the file's, or "--set" */
    const cJSON *tree;
};

struct reader {
    struct arena *arena;
    struct scenario *scenario;
    cJSON *root;
    bool complete; /* add what is absent to the tree, with its source, as check --print wants it */
    const struct layer *layer;
    size_t layers;
    struct input_error *error;
    /* Machines grow as hosts name them: from the catalogue, or in place. */
    struct machine *machine;
    uint32_t machines, machine_room;
};

/* Where in the tree: a chain of frames on the stack. A list's item has no name. */
struct place {
    const struct place *up;
    const char *name;
    int index;
};

/* Says "FILE: PATH: message" and returns false. `at` may be NULL, for the whole document. */
bool reader_fail(struct reader *reader, const struct place *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Fails with "found WHAT JSON IS, expected ...". */
bool reader_expected(struct reader *reader, const struct place *at, const cJSON *json, const char *format,
                     ...) __attribute__((format(printf, 4, 5)));

/* What is at the place in this tree; NULL where the tree ends before. */
const cJSON *reader_follow(const cJSON *tree, const struct place *at);

/* The layer that said what is at this place last. */
const struct layer *reader_layer(const struct reader *reader, const struct place *at);

/* The path of a file that is named at this place, relative to the layer that names it; in the arena. */
const char *reader_file(struct reader *reader, const struct place *at, const char *name);

bool reader_object(struct reader *reader, const struct place *at, const struct table *table, cJSON *json,
                   void *object);
bool reader_key(struct reader *reader, const struct place *at, const struct key *key, cJSON *json,
                double factor, void *field);
bool reader_number(struct reader *reader, const struct place *at, const struct key *key, const cJSON *json,
                   double factor, double *value);
bool reader_demand(struct reader *reader, const struct place *at, const struct key *key, const cJSON *json,
                   double factor, struct demand *demand);

/* The index of the word; says what is wrong when it is none. */
bool reader_word(struct reader *reader, const struct place *at, const cJSON *json, const char *const *words,
                 int *index);

/* The index of a name that the scenario gives to a thing of this sort. */
bool reader_reference(struct reader *reader, const struct place *at, enum names names, const cJSON *json,
                      uint32_t *index);
/* Fails: there is no such name. Blames the layer that took it away, if one did. */
bool reader_missing(struct reader *reader, const struct place *at, enum names names, const char *name);
/* The index without a message: SCENARIO_NONE where there is none. */
uint32_t reader_index(const struct reader *reader, enum names names, const char *name, size_t length);

/* The item of `json` that is written with this key in whatever unit, or NULL. */
cJSON *reader_find(const cJSON *json, const struct key *key, double *factor);

/* How the key of this stem is spelled in the object ("reserve_gib"); the fallback where it is absent. */
const char *reader_spelling(const cJSON *json, const char *stem, const char *fallback);

/* Whether `name` is a remark (`_note` ...) and not a key. */
bool reader_is_note(const char *name);

#endif
