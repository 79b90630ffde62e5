#include "sim/input/merge.h"

cJSON *merge_patch(cJSON *target, const cJSON *patch)
{
    if (!cJSON_IsObject(patch)) {
        cJSON_Delete(target);
        return cJSON_Duplicate(patch, 1);
    }
    if (!cJSON_IsObject(target)) {
        cJSON_Delete(target);
        target = cJSON_CreateObject();
    }
    const cJSON *item;
    cJSON_ArrayForEach(item, patch)
    {
        cJSON *old = cJSON_GetObjectItemCaseSensitive(target, item->string);
        if (cJSON_IsNull(item)) {
            if (old) cJSON_Delete(cJSON_DetachItemViaPointer(target, old));
        } else if (!old) {
            cJSON_AddItemToObject(target, item->string, merge_patch(NULL, item));
        } else if (cJSON_IsObject(item) && cJSON_IsObject(old)) {
            merge_patch(old, item);
        } else {
            cJSON_ReplaceItemInObjectCaseSensitive(target, item->string, merge_patch(NULL, item));
        }
    }
    return target;
}
