#include "sim/input/check.h"

#include "sim/input/print.h"
#include "sim/input/scenario_json.h"

char *check_print(const char *path, const char *const *sets, size_t count, struct input_error *error)
{
    struct document *document = document_load(path, error);
    cJSON *tree = document ? scenario_complete(document, sets, count, error) : NULL;
    char *text = tree ? print_json(tree) : NULL;
    cJSON_Delete(tree);
    document_destroy(document);
    return text;
}
