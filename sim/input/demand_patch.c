/* A distribution keeps its shape: what has the demand's unit is scaled (mean, min, max, values), the rest
 * stays in the scenario below the patch. */
#include "sim/input/demand_patch.h"

#include "sim/input/units.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double rounded(double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.6g", value);
    return strtod(text, NULL);
}

cJSON *demand_patch_object(cJSON *parent, const char *key)
{
    cJSON *object = cJSON_GetObjectItemCaseSensitive(parent, key);
    if (!object) object = cJSON_AddObjectToObject(parent, key);
    if (!object) abort();
    return object;
}

void demand_patch_number(cJSON *parent, const char *key, double value)
{
    cJSON_DeleteItemFromObjectCaseSensitive(parent, key);
    if (!cJSON_AddNumberToObject(parent, key, rounded(value))) abort();
}

static bool is_of(const char *key, enum demand_sort sort)
{
    double factor;
    switch (sort) {
    case DEMAND_SORT_CPU: return units_match(key, "cpu", DIMENSION_TIME, &factor);
    case DEMAND_SORT_DISK:
        return strcmp(key, "disk_reads") == 0 || strcmp(key, "disk_writes") == 0 ||
               strcmp(key, "pages") == 0 || units_match(key, "log", DIMENSION_BYTES, &factor);
    }
    return false;
}

static cJSON *scaled_list(const cJSON *list, double factor)
{
    cJSON *copy = cJSON_CreateArray();
    const cJSON *item;
    if (!copy) abort();
    cJSON_ArrayForEach(item, list)
        cJSON_AddItemToArray(copy, cJSON_CreateNumber(rounded(item->valuedouble * factor)));
    return copy;
}

/* What to merge into a demand; NULL if there is nothing to scale. */
static cJSON *scaled(const cJSON *demand, double factor)
{
    static const char *const parts[] = { "mean", "min", "max" };
    if (cJSON_IsNumber(demand))
        return demand->valuedouble > 0 ? cJSON_CreateNumber(rounded(demand->valuedouble * factor)) : NULL;
    cJSON *patch = cJSON_IsObject(demand) ? cJSON_CreateObject() : NULL;
    for (size_t i = 0; patch && i < sizeof parts / sizeof *parts; i++) {
        const cJSON *part = cJSON_GetObjectItemCaseSensitive(demand, parts[i]);
        if (cJSON_IsNumber(part)) demand_patch_number(patch, parts[i], part->valuedouble * factor);
    }
    const cJSON *values = cJSON_GetObjectItemCaseSensitive(demand, "values");
    if (patch && cJSON_IsArray(values)) cJSON_AddItemToObject(patch, "values", scaled_list(values, factor));
    if (patch && patch->child) return patch;
    cJSON_Delete(patch);
    return NULL;
}

/* The path to an operation: tiers, the tier, "demand" or "ops" and its name. */
struct way {
    cJSON *patch;
    const char *tier, *ops, *name; /* name NULL: "demand" itself */
};

static unsigned scale_operation(const struct way *way, const cJSON *operation, enum demand_sort sort,
                                double factor)
{
    unsigned count = 0;
    const cJSON *demand;
    cJSON_ArrayForEach(demand, operation)
    {
        cJSON *part = is_of(demand->string, sort) ? scaled(demand, factor) : NULL;
        if (!part) continue;
        cJSON *at = demand_patch_object(demand_patch_object(way->patch, "tiers"), way->tier);
        at = demand_patch_object(at, way->ops);
        if (way->name) at = demand_patch_object(at, way->name);
        cJSON_DeleteItemFromObjectCaseSensitive(at, demand->string);
        if (!cJSON_AddItemToObject(at, demand->string, part)) abort();
        count++;
    }
    return count;
}

unsigned demand_patch_scale(cJSON *patch, const cJSON *complete, const char *host, enum demand_sort sort,
                            double factor)
{
    unsigned count = 0;
    const cJSON *tier, *operation;
    cJSON_ArrayForEach(tier, cJSON_GetObjectItemCaseSensitive(complete, "tiers"))
    {
        const cJSON *on = cJSON_GetObjectItemCaseSensitive(tier, "host");
        if (!cJSON_IsString(on) || strcmp(on->valuestring, host) != 0) continue;
        struct way way = { patch, tier->string, "demand", NULL };
        count += scale_operation(&way, cJSON_GetObjectItemCaseSensitive(tier, "demand"), sort, factor);
        way.ops = "ops";
        cJSON_ArrayForEach(operation, cJSON_GetObjectItemCaseSensitive(tier, "ops"))
        {
            way.name = operation->string;
            if (cJSON_IsObject(operation)) count += scale_operation(&way, operation, sort, factor);
        }
    }
    return count;
}
