/* The schema describes every key, and the shipped file is what the program says. */
#include "reading.h"
#include "sim/input/json_text.h"
#include "sim/input/schema.h"

static const cJSON *at(const cJSON *tree, const char *const *path)
{
    for (; *path && tree; path++) tree = cJSON_GetObjectItemCaseSensitive(tree, *path);
    return tree;
}

#define AT(tree, ...) at(tree, (const char *const[]){ __VA_ARGS__, NULL })

/* Every $ref leads to a definition. */
static void check_references(const cJSON *tree, const cJSON *defs)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, tree)
    {
        if (item->string && strcmp(item->string, "$ref") == 0) {
            assert_memory_equal(item->valuestring, "#/$defs/", 8);
            if (!cJSON_GetObjectItemCaseSensitive(defs, item->valuestring + 8))
                fail_msg("%s", item->valuestring);
        }
        check_references(item, defs);
    }
}

static void keys_are_described(void **state)
{
    (void)state;
    cJSON *schema = schema_tree();
    const cJSON *defs = cJSON_GetObjectItem(schema, "$defs");
    check_references(schema, defs);
    assert_string_equal(AT(schema, "$schema")->valuestring, "https://json-schema.org/draft/2020-12/schema");
    assert_non_null(AT(schema, "properties", "tiers", "description"));
    assert_non_null(AT(defs, "operation", "properties", "cpu_ms", "description"));
    assert_non_null(AT(defs, "operation", "patternProperties", "^cpu_(us|s|min|h|d)$"));
    assert_non_null(AT(defs, "ssd", "patternProperties", "^(mbps|gbps|b_per_s|kib_per_s|gib_per_s)$"));
    assert_non_null(AT(defs, "database", "properties", "host"));
    assert_string_equal(AT(defs, "database", "properties", "connections", "default")->valuestring,
                        "unlimited");
    const cJSON *item, *property;
    cJSON_ArrayForEach(item, defs) cJSON_ArrayForEach(property, cJSON_GetObjectItem(item, "properties"))
    {
        if (strcmp(item->string, "tier") == 0) continue;
        if (!cJSON_GetObjectItem(property, "description")) fail_msg("%s.%s", item->string, property->string);
    }
    cJSON_Delete(schema);
}

static void the_shipped_file_is_the_same(void **state)
{
    (void)state;
    struct input_error error = { "" };
    char *shipped = json_text_load(KNEEWALL_SOURCE_DIR "/scenarios/scenario.schema.json", NULL, &error);
    char *text = schema_text();
    if (!shipped) fail_msg("%s", error.text);
    if (strcmp(text, shipped) != 0) fail_msg("update it: kneewall schema >scenarios/scenario.schema.json");
    free(shipped);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_described),
        cmocka_unit_test(the_shipped_file_is_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
