/* The name of a complete scenario: the same for the same, another for each change of any value. */
#include "sim/input/fingerprint.h"
#include "sim/input/scenario_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 20000 };

static cJSON *complete(const char *path)
{
    struct input_error error;
    struct document *document = document_load(path, &error);
    if (!document) fail_msg("%s", error.text);
    cJSON *tree = scenario_complete(document, NULL, 0, &error);
    if (!tree) fail_msg("%s", error.text);
    document_destroy(document);
    return tree;
}

struct list {
    uint64_t name[MOST];
    size_t count;
    const cJSON *root;
};

static void note(struct list *names)
{
    assert_true(names->count < MOST);
    names->name[names->count++] = fingerprint_of(names->root);
}

/* Changes each value below in turn, and puts it back. */
static void change(struct list *names, cJSON *item)
{
    cJSON *child;
    if (item->string && strcmp(item->string, "_defaults") == 0) return;
    if (cJSON_IsNumber(item)) {
        const double before = item->valuedouble;
        cJSON_SetNumberHelper(item, before != 0 ? before * (1 + 1e-9) : 1e-9);
        note(names);
        cJSON_SetNumberHelper(item, before);
    } else if (cJSON_IsBool(item)) {
        item->type ^= cJSON_True ^ cJSON_False;
        note(names);
        item->type ^= cJSON_True ^ cJSON_False;
    } else if (cJSON_IsString(item) && *item->valuestring) {
        item->valuestring[0] ^= 1;
        note(names);
        item->valuestring[0] ^= 1;
    }
    cJSON_ArrayForEach(child, item) change(names, child);
}

static int by_value(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void every_value_counts(void **state)
{
    (void)state;
    static struct list names;
    for (int stage = 1; stage <= 6; stage++) {
        char path[512];
        snprintf(path, sizeof path, "%s/scenarios/stage%d.json", KNEEWALL_SOURCE_DIR, stage);
        cJSON *tree = complete(path), *again = complete(path);
        assert_true(fingerprint_of(tree) == fingerprint_of(again));
        names.root = tree;
        note(&names);
        change(&names, tree);
        assert_true(fingerprint_of(tree) == fingerprint_of(again)); /* all was put back */
        cJSON_Delete(tree);
        cJSON_Delete(again);
    }
    assert_true(names.count > 600);
    qsort(names.name, names.count, sizeof *names.name, by_value);
    for (size_t i = 1; i < names.count; i++)
        if (names.name[i] == names.name[i - 1]) fail_msg("two changes have one name: %zu", i);
}

/* What is a default and what the file says are the same scenario. */
static void remarks_do_not_count(void **state)
{
    (void)state;
    cJSON *tree = cJSON_Parse("{\"a\":{\"b\":1}}"),
          *marked = cJSON_Parse("{\"a\":{\"b\":1,\"_defaults\":{\"b\":\"ideal\"}}}"),
          *other = cJSON_Parse("{\"a\":{\"c\":1}}");
    assert_true(fingerprint_of(tree) == fingerprint_of(marked));
    assert_true(fingerprint_of(tree) != fingerprint_of(other));
    assert_non_null(
        cJSON_GetObjectItem(cJSON_GetObjectItem(marked, "a"), "_defaults")); /* it was only read */
    cJSON_Delete(tree);
    cJSON_Delete(marked);
    cJSON_Delete(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_value_counts),
                                        cmocka_unit_test(remarks_do_not_count) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
