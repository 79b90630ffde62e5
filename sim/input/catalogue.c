#include "sim/input/catalogue.h"

#include <string.h>

static const unsigned char text[] = {
#include "sim/input/catalogue.inc"
    0
};

const char *catalogue_text(size_t *length)
{
    if (length) *length = sizeof text - 1;
    return (const char *)text;
}

static void show_names(const cJSON *section, const char *name, struct nearest *nearest)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, section) nearest_try(nearest, name, item->string);
}

cJSON *catalogue_entry(const char *section, const char *name, struct nearest *nearest)
{
    cJSON *catalogue = cJSON_ParseWithLength((const char *)text, sizeof text);
    cJSON *things = cJSON_GetObjectItemCaseSensitive(catalogue, section);
    cJSON *entry = cJSON_DetachItemFromObjectCaseSensitive(things, name);
    if (!entry && nearest) show_names(things, name, nearest);
    cJSON_Delete(catalogue);
    return entry;
}
