#include "sim/input/complete.h"

#include <math.h>

cJSON *complete_value(const struct key *key)
{
    if (key->silent) return NULL;
    switch (key->type) {
    case KEY_NUMBER:
    case KEY_COUNT:
    case KEY_DEMAND:
        if (isinf(key->absent)) return cJSON_CreateString("unlimited");
        if (isnan(key->absent)) return cJSON_CreateString("auto");
        return cJSON_CreateNumber(key->absent);
    case KEY_BOOL: return cJSON_CreateBool(key->absent > 0);
    case KEY_ENUM: return cJSON_CreateString(key->words[(size_t)key->absent]);
    case KEY_CUSTOM: return key->shown ? cJSON_Parse(key->shown) : NULL;
    case KEY_STRING:
    case KEY_REFERENCE:
    case KEY_OBJECT:
    case KEY_MAP:
    case KEY_IGNORED: break;
    }
    return NULL;
}

void complete_key(cJSON *object, const struct key *key, const char *name)
{
    cJSON *value = complete_value(key);
    if (!value) return;
    cJSON *sources = cJSON_GetObjectItemCaseSensitive(object, "_defaults");
    if (!cJSON_IsObject(sources)) {
        cJSON_DeleteItemFromObjectCaseSensitive(object, "_defaults");
        sources = cJSON_AddObjectToObject(object, "_defaults");
    }
    cJSON_AddItemToObject(object, name, value);
    cJSON_AddStringToObject(sources, name, key->source ? key->source : "ideal");
}

void complete_order(cJSON *object)
{
    cJSON *sources = cJSON_DetachItemFromObjectCaseSensitive(object, "_defaults");
    if (sources) cJSON_AddItemToObject(object, "_defaults", sources);
}
