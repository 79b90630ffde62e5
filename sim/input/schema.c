/*
 * One definition for each table. A key with a unit is a property under its preferred unit, which editors
 * complete, and a pattern for the other units. Nothing is required and null is allowed everywhere, because a
 * file that extends another says only what differs, and null removes.
 */
#include "sim/input/schema.h"

#include "sim/input/complete.h"
#include "sim/input/load_json.h"
#include "sim/input/print.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void define(cJSON *defs, const struct table *table);

static cJSON *type(const char *name)
{
    cJSON *schema = cJSON_CreateObject();
    const char *const types[] = { name, "null" };
    cJSON_AddItemToObject(schema, "type", cJSON_CreateStringArray(types, 2));
    return schema;
}

static cJSON *reference(const char *name)
{
    char text[80];
    cJSON *schema = cJSON_CreateObject();
    snprintf(text, sizeof text, "#/$defs/%s", name);
    cJSON_AddStringToObject(schema, "$ref", text);
    return schema;
}

/* {"anyOf": [a, b]}, or the one that there is. */
static cJSON *either(cJSON *a, cJSON *b)
{
    if (!a || !b) return a ? a : b;
    cJSON *schema = cJSON_CreateObject(), *list = cJSON_AddArrayToObject(schema, "anyOf");
    cJSON_AddItemToArray(list, a);
    cJSON_AddItemToArray(list, b);
    return schema;
}

static cJSON *constant(const char *word)
{
    cJSON *schema = cJSON_CreateObject();
    cJSON_AddStringToObject(schema, "const", word);
    return schema;
}

/* Bounds other than 0 hold for one unit only, so that keys with units have none. */
static cJSON *number(const struct key *key, const char *name)
{
    cJSON *schema = type(name);
    const bool unit = key->dimension != DIMENSION_NONE;
    if (!unit || key->low == 0)
        cJSON_AddNumberToObject(schema, key->above ? "exclusiveMinimum" : "minimum", key->low);
    if (!unit && key->high > 0) cJSON_AddNumberToObject(schema, "maximum", key->high);
    const char *word = key->silent          ? NULL
                       : isinf(key->absent) ? "unlimited"
                       : isnan(key->absent) ? "auto"
                                            : NULL;
    return word ? either(schema, constant(word)) : schema;
}

static cJSON *words(const char *const *list)
{
    cJSON *schema = cJSON_CreateObject(), *values = cJSON_AddArrayToObject(schema, "enum");
    for (; *list; list++) cJSON_AddItemToArray(values, cJSON_CreateString(*list));
    cJSON_AddItemToArray(values, cJSON_CreateNull());
    return schema;
}

static cJSON *map_of(cJSON *defs, const struct table *table)
{
    cJSON *schema = type("object");
    define(defs, table);
    cJSON_AddItemToObject(cJSON_AddObjectToObject(schema, "properties"), "_note", cJSON_CreateObject());
    cJSON_AddItemToObject(schema, "additionalProperties", reference(table->name));
    return schema;
}

/* What a custom key takes: its shape, or an object of its table, or either. */
static cJSON *custom(cJSON *defs, const struct key *key)
{
    cJSON *shape = key->shape ? cJSON_Parse(key->shape) : NULL;
    if (!shape && key->words) shape = words(key->words);
    if (!key->table) return shape;
    char own[80];
    define(defs, key->table);
    snprintf(own, sizeof own, "#/$defs/%s\"", key->table->name);
    const bool refers = key->shape && strstr(key->shape, own);
    return refers ? shape : either(shape, reference(key->table->name));
}

static cJSON *value_of(cJSON *defs, const struct key *key)
{
    switch (key->type) {
    case KEY_NUMBER: return number(key, key->whole ? "integer" : "number");
    case KEY_COUNT: return number(key, "integer");
    case KEY_BOOL: return type("boolean");
    case KEY_STRING:
    case KEY_REFERENCE: return type("string");
    case KEY_ENUM: return words(key->words);
    case KEY_DEMAND: return either(number(key, "number"), reference("distribution"));
    case KEY_OBJECT: define(defs, key->table); return reference(key->table->name);
    case KEY_MAP: return map_of(defs, key->table);
    case KEY_CUSTOM:
    case KEY_IGNORED: return custom(defs, key);
    }
    return NULL;
}

static cJSON *described(cJSON *defs, const struct key *key)
{
    cJSON *schema = value_of(defs, key), *fallback = complete_value(key);
    if (!schema) schema = cJSON_CreateObject();
    char text[600];
    snprintf(text, sizeof text, "%s%s%s", key->text, fallback && key->source ? " Default: " : "",
             fallback && key->source ? key->source : "");
    cJSON_AddStringToObject(schema, "description", text);
    if (fallback) cJSON_AddItemToObject(schema, "default", fallback);
    return schema;
}

/* "^cpu_(us|s|min|h|d)$": the units that the property itself does not have. Returns false if there are none.
 */
static bool other_units(char *text, size_t size, const struct key *key)
{
    size_t used = (size_t)snprintf(text, size, "^%s%s(", key->stem, *key->stem ? "_" : "");
    const size_t start = used;
    for (const struct unit *unit = units_of(key->dimension); unit->suffix && used < size; unit++)
        if (strcmp(unit->suffix, key->unit) != 0)
            used += (size_t)snprintf(text + used, size - used, "%s%s", used > start ? "|" : "", unit->suffix);
    if (used < size) snprintf(text + used, size - used, ")$");
    return used > start;
}

static void add_keys(cJSON *defs, cJSON *properties, cJSON *patterns, const struct table *table)
{
    char text[160];
    if (table->base) add_keys(defs, properties, patterns, table->base);
    for (size_t i = 0; i < table->keys; i++) {
        const struct key *key = &table->key[i];
        units_key(text, sizeof text, key->stem, key->unit);
        cJSON_AddItemToObject(properties, text, described(defs, key));
        if (key->dimension == DIMENSION_NONE || !other_units(text, sizeof text, key)) continue;
        cJSON *other = described(defs, key);
        cJSON_DeleteItemFromObject(other, "default"); /* it is in the preferred unit */
        cJSON_AddItemToObject(patterns, text, other);
    }
}

static void add_notes(cJSON *properties)
{
    static const char *const notes[][2] = { { "_note", "Free text." },
                                            { "_defaults",
                                              "Where defaults come from, as check --print says." },
                                            { "_source", "Where figures come from." } };
    for (size_t i = 0; i < 3; i++)
        cJSON_AddStringToObject(cJSON_AddObjectToObject(properties, notes[i][0]), "description", notes[i][1]);
}

static void fill(cJSON *defs, cJSON *schema, const struct table *table)
{
    cJSON *properties = cJSON_AddObjectToObject(schema, "properties");
    cJSON *patterns = cJSON_AddObjectToObject(schema, "patternProperties");
    add_keys(defs, properties, patterns, table);
    add_notes(properties);
    if (!patterns->child) cJSON_DeleteItemFromObject(schema, "patternProperties");
    cJSON_AddFalseToObject(schema, "additionalProperties");
}

/* if KIND is a, then a's definition; without a kind (in a patch) anything that some kind has. */
static void add_variants(cJSON *defs, cJSON *schema, const struct table *table)
{
    cJSON *all, *names = cJSON_CreateObject(), *patterns = cJSON_CreateObject();
    cJSON_AddItemToObject(cJSON_AddObjectToObject(schema, "properties"), table->kind, words(table->kinds));
    all = cJSON_AddArrayToObject(schema, "allOf");
    for (size_t v = 0; table->kinds[v]; v++) {
        char text[160];
        snprintf(text, sizeof text, "{\"properties\":{\"%s\":{\"const\":\"%s\"}},\"required\":[\"%s\"]}",
                 table->kind, table->kinds[v], table->kind);
        cJSON *rule = cJSON_CreateObject();
        cJSON_AddItemToObject(rule, "if", cJSON_Parse(text));
        cJSON_AddItemToObject(rule, "then", reference(table->variant[v]->name));
        cJSON_AddItemToArray(all, rule);
        define(defs, table->variant[v]);
        const cJSON *one = cJSON_GetObjectItem(defs, table->variant[v]->name), *item;
        cJSON_ArrayForEach(
            item, cJSON_GetObjectItem(one, "properties")) if (!cJSON_GetObjectItem(names, item->string))
            cJSON_AddItemToObject(names, item->string, cJSON_CreateObject());
        cJSON_ArrayForEach(
            item,
            cJSON_GetObjectItem(one, "patternProperties")) if (!cJSON_GetObjectItem(patterns, item->string))
            cJSON_AddItemToObject(patterns, item->string, cJSON_CreateObject());
    }
    cJSON *rule = cJSON_CreateObject(), *then = cJSON_CreateObject();
    char text[80];
    snprintf(text, sizeof text, "{\"not\":{\"required\":[\"%s\"]}}", table->kind);
    cJSON_AddItemToObject(rule, "if", cJSON_Parse(text));
    cJSON_AddItemToObject(then, "properties", names);
    cJSON_AddItemToObject(then, "patternProperties", patterns);
    cJSON_AddFalseToObject(then, "additionalProperties");
    cJSON_AddItemToObject(rule, "then", then);
    cJSON_AddItemToArray(all, rule);
}

static void define(cJSON *defs, const struct table *table)
{
    if (cJSON_GetObjectItemCaseSensitive(defs, table->name)) return;
    cJSON *schema = type("object");
    cJSON_AddItemToObject(defs, table->name, schema);
    cJSON_AddStringToObject(schema, "title", table->what);
    if (table->kind)
        add_variants(defs, schema, table);
    else
        fill(defs, schema, table);
}

static const char path_schema[] =
    "{\"description\":\"A chain of calls: a name is a call and owns the rest of its list as the calls that "
    "it makes; a "
    "list or an object is one call, followed by the next in "
    "turn.\",\"type\":\"array\",\"minItems\":1,\"items\":"
    "{\"anyOf\":[{\"type\":\"string\",\"description\":\"A tier, or tier.operation.\"},"
    "{\"$ref\":\"#/$defs/path\"},{\"$ref\":\"#/$defs/call\"}]}}";

cJSON *schema_tree(void)
{
    cJSON *schema = cJSON_CreateObject(), *defs = cJSON_CreateObject();
    cJSON_AddStringToObject(schema, "$schema", "https://json-schema.org/draft/2020-12/schema");
    cJSON_AddStringToObject(schema, "title", "Kneewall scenario");
    cJSON_AddStringToObject(schema, "type", "object");
    cJSON *properties = cJSON_AddObjectToObject(schema, "properties");
    cJSON *patterns = cJSON_CreateObject();
    cJSON_AddItemToObject(defs, "path", cJSON_Parse(path_schema));
    define(defs, &demand_table);
    define(defs, &points_table);
    define(defs, &call_table);
    add_keys(defs, properties, patterns, &scenario_table);
    cJSON_Delete(patterns);
    add_notes(properties);
    cJSON_AddFalseToObject(schema, "additionalProperties");
    cJSON_AddItemToObject(schema, "$defs", defs);
    return schema;
}

char *schema_text(void)
{
    cJSON *tree = schema_tree();
    char *text = print_json(tree);
    cJSON_Delete(tree);
    return text;
}
