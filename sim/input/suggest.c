#include "sim/input/suggest.h"

#include "sim/input/reference.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

void suggest_words(char *text, size_t size, const char *const *words)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; words[i] && used < size; i++) {
        const char *before = i == 0 ? "" : words[i + 1] ? ", " : " or ";
        used += (size_t)snprintf(text + used, size - used, "%s\"%s\"", before, words[i]);
    }
}

static void list_units(char *text, size_t size, enum dimension dimension)
{
    const char *words[16] = { NULL };
    size_t n = 0;
    for (const struct unit *unit = units_of(dimension); unit->suffix && n < 15; unit++)
        words[n++] = unit->suffix;
    suggest_words(text, size, words);
}

/* A key with the right stem and no unit, or one of another dimension. Returns false if it says nothing. */
static bool says_unit(struct reader *r, const struct place *at, const struct key *key, const char *name)
{
    char right[80], units[160];
    const char *suffix;
    units_key(right, sizeof right, key->stem, key->unit);
    if (key->dimension == DIMENSION_NONE || !*key->stem) return false;
    if (strcmp(name, key->stem) == 0) {
        reader_fail(r, at, "found no unit, expected %s; did you mean \"%s\"?", units_name(key->dimension),
                    right);
        return true;
    }
    if (units_foreign(name, key->stem, &suffix) == DIMENSION_NONE) return false;
    list_units(units, sizeof units, key->dimension);
    reader_fail(r, at, "found the unit \"%s\", expected %s in %s; did you mean \"%s\"?", suffix,
                units_name(key->dimension), units, right);
    return true;
}

static void try_spelling(struct nearest *nearest, const char *name, const char *stem, const char *unit)
{
    char spelling[80];
    units_key(spelling, sizeof spelling, stem, unit);
    nearest_try(nearest, name, spelling);
}

/* The kind of tier that does have the key, when this one has not. */
static const char *other_owner(const struct table *table, const char *name)
{
    double factor;
    const struct table *tiers = &tier_table;
    bool variant = false;
    for (size_t v = 0; tiers->kinds[v]; v++) variant |= tiers->variant[v] == table;
    for (size_t v = 0; variant && tiers->kinds[v]; v++)
        for (size_t i = 0; i < tiers->variant[v]->keys; i++) {
            const struct key *key = &tiers->variant[v]->key[i];
            if (units_match(name, key->stem, key->dimension, &factor)) return tiers->variant[v]->what;
        }
    return NULL;
}

/* The keys that the table has, as far as they fit. */
static void list_keys(char *text, size_t size, const struct table *table)
{
    static const size_t room_for_more = 8;
    size_t used = 0;
    text[0] = '\0';
    for (const struct table *t = table; t; t = t->base)
        for (size_t i = 0; i < t->keys; i++) {
            char name[80];
            if (!*t->key[i].stem) continue;
            units_key(name, sizeof name, t->key[i].stem, t->key[i].unit);
            if (used + strlen(name) + room_for_more > size) {
                snprintf(text + used, size - used, ", ...");
                return;
            }
            used += (size_t)snprintf(text + used, size - used, "%s%s", used ? ", " : "", name);
        }
}

bool suggest_key(struct reader *r, const struct place *at, const struct table *table, const char *name)
{
    struct nearest nearest = { "", 0 };
    for (const struct table *t = table; t; t = t->base)
        for (size_t i = 0; i < t->keys; i++) {
            if (says_unit(r, at, &t->key[i], name)) return false;
            try_spelling(&nearest, name, t->key[i].stem, t->key[i].unit);
            for (const struct unit *unit = units_of(t->key[i].dimension); unit->suffix; unit++)
                try_spelling(&nearest, name, t->key[i].stem, unit->suffix);
        }
    const char *owner = other_owner(table, name);
    if (owner)
        return reader_fail(r, at, "unknown key of %s; %s has it%s%s%s", table->what, owner,
                           *nearest.name ? "; did you mean \"" : "", nearest.name,
                           *nearest.name ? "\"?" : "");
    if (*nearest.name) return reader_fail(r, at, "unknown key; did you mean \"%s\"?", nearest.name);
    char keys[240];
    list_keys(keys, sizeof keys, table);
    return reader_fail(r, at, "unknown key of %s%s%s", table->what, *keys ? ", expected one of " : "", keys);
}

/*
 * Of a thing with a name that only the last layer knows, and that lacks what each needs: the name was meant
 * to be another's. Returns false if it says nothing.
 */
static bool says_name(struct reader *r, const struct place *at, const char *missing)
{
    enum { MOST_WORDS = 10 };
    if (!at || !at->up || !at->name || r->layers < 2) return false;
    for (size_t i = 0; i + 1 < r->layers; i++)
        if (reader_follow(r->layer[i].tree, at)) return false;
    struct nearest nearest = { "", 0 };
    const char *words[MOST_WORDS + 1] = { NULL };
    const cJSON *item;
    size_t n = 0;
    cJSON_ArrayForEach(item, reader_follow(r->root, at->up))
    {
        if (strcmp(item->string, at->name) == 0 || reader_is_note(item->string)) continue;
        nearest_try(&nearest, at->name, item->string);
        if (n < MOST_WORDS) words[n++] = item->string;
    }
    char text[400];
    suggest_words(text, sizeof text, words);
    const bool set = strcmp(r->layer[r->layers - 1].name, "--set") == 0;
    if (*nearest.name)
        reader_fail(r, at, "unknown name; did you mean \"%s\"? (A new one needs \"%s\".)", nearest.name,
                    missing);
    else if (set && n > 0)
        reader_fail(r, at, "unknown name, expected %s (a new one needs \"%s\")", text, missing);
    return *nearest.name || (set && n > 0);
}

bool suggest_required(struct reader *r, const struct place *at, const struct key *key, const char *name)
{
    if (says_name(r, at, name)) return false;
    const bool word = *key->text && !isupper((unsigned char)key->text[1]);
    const int length = (int)strcspn(key->text, ".;:");
    return reader_fail(r, at, "found no \"%s\", expected it: %c%.*s", name,
                       word ? tolower((unsigned char)*key->text) : *key->text, length - 1, key->text + 1);
}

bool suggest_kind(struct reader *r, const struct place *at, const struct table *table, const cJSON *json)
{
    char words[256];
    const cJSON *item;
    suggest_words(words, sizeof words, table->kinds);
    cJSON_ArrayForEach(item, json)
    {
        const struct place here = { at, item->string, 0 };
        if (reference_distance(item->string, table->kind) == 1)
            return reader_fail(r, &here, "unknown key; did you mean \"%s\"?", table->kind);
    }
    if (says_name(r, at, table->kind)) return false;
    return reader_fail(r, at, "found no \"%s\", expected it: %s", table->kind, words);
}
