/*
 * The generic part: an object is read key by key of its table, not item by item of the JSON, so that an
 * absent key gets its default where a given one gets its value. Items that no key took are unknown; they are
 * looked for first, because a misspelt key explains a missing one.
 */
#include "sim/input/reader.h"

#include "sim/input/complete.h"
#include "sim/input/reference.h"
#include "sim/input/suggest.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static_assert(sizeof(enum policy) == sizeof(int), "KEY_ENUM writes an int");

bool reader_is_note(const char *name)
{
    return strcmp(name, "_note") == 0 || strcmp(name, "_defaults") == 0 || strcmp(name, "_source") == 0;
}

static bool matches(const struct key *key, const char *name, double *factor)
{
    return units_match(name, key->stem, key->dimension, factor);
}

cJSON *reader_find(const cJSON *json, const struct key *key, double *factor)
{
    cJSON *item;
    cJSON_ArrayForEach(item, json) if (matches(key, item->string, factor)) return item;
    return NULL;
}

/* Every item is a key of the table or a remark, and no key is given twice in different units. */
static bool check_items(struct reader *r, const struct place *at, const struct table *table,
                        const cJSON *json)
{
    const cJSON *item, *other;
    cJSON_ArrayForEach(item, json)
    {
        double factor;
        const struct place here = { at, item->string, 0 };
        if (reader_is_note(item->string)) continue;
        const struct key *key = NULL;
        for (const struct table *t = table; t && !key; t = t->base)
            for (size_t i = 0; i < t->keys && !key; i++)
                if (matches(&t->key[i], item->string, &factor)) key = &t->key[i];
        if (!key) return suggest_key(r, &here, table, item->string);
        if (key->dimension == DIMENSION_NONE) continue;
        for (other = item->next; other; other = other->next)
            if (matches(key, other->string, &factor))
                return reader_fail(r, &here, "given twice, as \"%s\" too", other->string);
    }
    return true;
}

static bool read_enum(struct reader *r, const struct place *at, const struct key *key, const cJSON *json,
                      void *field)
{
    int index;
    if (!reader_word(r, at, json, key->words, &index)) return false;
    memcpy(field, &index, sizeof index);
    return true;
}

static bool read_count(struct reader *r, const struct place *at, const struct key *key, const cJSON *json,
                       double factor, void *field)
{
    double value;
    if (!reader_number(r, at, key, json, factor, &value)) return false;
    const uint32_t count = (uint32_t)value;
    memcpy(field, &count, sizeof count);
    return true;
}

static bool read_map(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                     char *object)
{
    if (!cJSON_IsObject(json)) return reader_expected(r, at, json, "an object of named things");
    uint32_t count = 0;
    cJSON *item;
    cJSON_ArrayForEach(item, json) count += !reader_is_note(item->string);
    char *element = arena_alloc(r->arena, count, key->size);
    memcpy(object + key->offset, &element, sizeof element);
    memcpy(object + key->count_offset, &count, sizeof count);
    cJSON_ArrayForEach(item, json)
    {
        if (reader_is_note(item->string)) continue;
        const struct place here = { at, item->string, 0 };
        if (!*item->string) return reader_fail(r, at, "found an empty name, expected a name");
        const char *name = arena_string(r->arena, item->string);
        memcpy(element, &name, sizeof name);
        if (!reader_object(r, &here, key->table, item, element)) return false;
        element += key->size;
    }
    return true;
}

bool reader_key(struct reader *r, const struct place *at, const struct key *key, cJSON *json, double factor,
                void *field)
{
    switch (key->type) {
    case KEY_NUMBER: return reader_number(r, at, key, json, factor, field);
    case KEY_COUNT: return read_count(r, at, key, json, factor, field);
    case KEY_BOOL:
        if (!cJSON_IsBool(json)) return reader_expected(r, at, json, "true or false");
        *(bool *)field = cJSON_IsTrue(json);
        return true;
    case KEY_STRING:
        if (!cJSON_IsString(json)) return reader_expected(r, at, json, "a string");
        *(const char **)field = arena_string(r->arena, json->valuestring);
        return true;
    case KEY_ENUM: return read_enum(r, at, key, json, field);
    case KEY_DEMAND: return reader_demand(r, at, key, json, factor, field);
    case KEY_REFERENCE: return reader_reference(r, at, key->names, json, field);
    case KEY_OBJECT: return reader_object(r, at, key->table, json, field);
    case KEY_MAP: return read_map(r, at, key, json, (char *)field - key->offset);
    case KEY_CUSTOM: return key->read(r, at, key, json, factor, field);
    case KEY_IGNORED: return true;
    }
    return true;
}

static void set_absent(const struct key *key, void *field)
{
    const struct unit *unit = key->unit ? units_find(key->dimension, key->unit) : NULL;
    const double value = key->absent * (unit ? unit->factor : 1);
    const bool counts = key->type == KEY_COUNT || key->type == KEY_ENUM; /* what does not may be INFINITY */
    const uint32_t count = counts ? (uint32_t)key->absent : SCENARIO_NONE;
    const bool spread = key->dimension == DIMENSION_TIME && !key->constant && value > 0 && isfinite(value);
    switch (key->type) {
    case KEY_NUMBER: *(double *)field = value; break;
    case KEY_COUNT:
    case KEY_ENUM:
    case KEY_REFERENCE: memcpy(field, &count, sizeof count); break;
    case KEY_BOOL: *(bool *)field = key->absent > 0; break;
    case KEY_STRING: *(const char **)field = NULL; break;
    case KEY_DEMAND:
        *(struct demand *)field = spread ? demand_exponential(value) : demand_constant(value);
        break;
    case KEY_OBJECT:
    case KEY_MAP:
    case KEY_CUSTOM:
    case KEY_IGNORED: break;
    }
}

static bool read_absent(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                        void *field)
{
    char name[64];
    units_key(name, sizeof name, key->stem, key->unit);
    const struct place here = { at, name, 0 };
    if (key->required) return suggest_required(r, at, key, name);
    if (key->type == KEY_OBJECT && !key->optional) {
        cJSON empty = { .type = cJSON_Object };
        cJSON *object = r->complete ? cJSON_AddObjectToObject(json, name) : &empty;
        return reader_object(r, &here, key->table, object, field);
    }
    set_absent(key, field);
    if (r->complete) complete_key(json, key, name);
    return key->type != KEY_CUSTOM || key->read(r, &here, key, NULL, 1, field);
}

static bool read_keys(struct reader *r, const struct place *at, const struct table *table, cJSON *json,
                      char *object)
{
    if (table->init) table->init(object);
    if (table->base && !read_keys(r, at, table->base, json, object + table->base_offset)) return false;
    for (size_t i = 0; i < table->keys; i++) {
        const struct key *key = &table->key[i];
        double factor = 1;
        cJSON *item = reader_find(json, key, &factor);
        const struct place here = { at, item ? item->string : key->stem, 0 };
        if (item ? !reader_key(r, &here, key, item, factor, object + key->offset)
                 : !read_absent(r, at, key, json, object + key->offset))
            return false;
    }
    return true;
}

static bool finish(struct reader *r, const struct place *at, const struct table *table, cJSON *json,
                   char *object)
{
    if (table->base && !finish(r, at, table->base, json, object + table->base_offset)) return false;
    return !table->finish || table->finish(r, at, json, object);
}

bool reader_object(struct reader *r, const struct place *at, const struct table *table, cJSON *json,
                   void *object)
{
    if (!cJSON_IsObject(json)) return reader_expected(r, at, json, "%s (an object)", table->what);
    if (table->kind) {
        const cJSON *kind = cJSON_GetObjectItemCaseSensitive(json, table->kind);
        const struct place here = { at, table->kind, 0 };
        int index;
        if (!kind) return suggest_kind(r, at, table, json);
        if (!reader_word(r, &here, kind, table->kinds, &index)) return false;
        table = table->variant[index];
    }
    const bool good = check_items(r, at, table, json) && read_keys(r, at, table, json, object) &&
                      finish(r, at, table, json, object);
    if (good && r->complete) complete_order(json);
    return good;
}
