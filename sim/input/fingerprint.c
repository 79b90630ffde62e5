#include "sim/input/fingerprint.h"

#include "sim/input/print.h"

#include <stdbool.h>
#include <stdlib.h>

static void forget_sources(cJSON *tree)
{
    cJSON_DeleteItemFromObjectCaseSensitive(tree, "_defaults");
    for (cJSON *child = tree ? tree->child : NULL; child; child = child->next) forget_sources(child);
}

uint64_t fingerprint_of(const cJSON *complete)
{
    cJSON *tree = cJSON_Duplicate(complete, true);
    if (!tree) abort();
    forget_sources(tree);
    char *text = print_json(tree);
    uint64_t hash = 0xcbf29ce484222325u;
    for (const char *c = text; *c; c++) hash = (hash ^ (unsigned char)*c) * 0x100000001b3u;
    free(text);
    cJSON_Delete(tree);
    return hash;
}
