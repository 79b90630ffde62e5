/* Chains of files that extend one another. */
#include "sim/input/document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const char *const files[][2] = {
    { "base.json", "{\"a\": 1, \"b\": {\"c\": 2}, \"list\": [1, 2]}" },
    { "sub/middle.json", "{\"extends\": \"../base.json\", \"b\": {\"d\": 3}, \"a\": null}" },
    { "top.json", "{\"extends\": \"sub/middle.json\", \"b\": {\"c\": 4}, \"list\": [3]}" },
    { "ring1.json", "{\"extends\": \"ring2.json\"}" },
    { "ring2.json", "{\"extends\": \"./ring1.json\"}" },
    { "self.json", "{\"extends\": \"self.json\"}" },
    { "orphan.json", "{\"extends\": \"gone.json\"}" },
    { "broken.json", "{\"extends\": \"torn.json\"}" },
    { "torn.json", "{\"a\": " },
    { "number.json", "{\"extends\": 3}" },
    { "list.json", "[1]" },
};

static int write_files(void **state)
{
    char *directory = strdup("/tmp/test_document.XXXXXX");
    if (!mkdtemp(directory) || chdir(directory) != 0 || mkdir("sub", 0700) != 0) return -1;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        FILE *file = fopen(files[i][0], "w");
        if (!file || fputs(files[i][1], file) < 0 || fclose(file) != 0) return -1;
    }
    *state = directory;
    return 0;
}

static int remove_files(void **state)
{
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) remove(files[i][0]);
    remove("sub");
    if (chdir("/") != 0 || remove(*state) != 0) return -1;
    free(*state);
    return 0;
}

static void loads(const char *path, const char *set, const char *result)
{
    struct input_error error = { "" };
    struct document *document = document_load(path, &error);
    if (!document) fail_msg("%s", error.text);
    assert_string_equal(document_name(document), path);
    cJSON *tree = document_tree(document, &set, set != NULL, &error);
    char *text = cJSON_PrintUnformatted(tree);
    assert_string_equal(text, result);
    free(text);
    cJSON_Delete(tree);
    document_destroy(document);
}

static void cannot_load(const char *path, const char *message)
{
    struct input_error error = { "" };
    assert_null(document_load(path, &error));
    assert_string_equal(error.text, message);
}

static void merges_a_chain_from_its_base(void **state)
{
    (void)state;
    loads("base.json", NULL, "{\"a\":1,\"b\":{\"c\":2},\"list\":[1,2]}");
    loads("sub/middle.json", NULL, "{\"b\":{\"c\":2,\"d\":3},\"list\":[1,2]}");
    loads("top.json", NULL, "{\"b\":{\"c\":4,\"d\":3},\"list\":[3]}");
    loads("top.json", "b.d=5", "{\"b\":{\"c\":4,\"d\":5},\"list\":[3]}");
}

static void remembers_who_said_what(void **state)
{
    (void)state;
    struct input_error error;
    struct document *document = document_load("top.json", &error);
    size_t layers;
    const struct layer *layer = document_layers(document, &layers);
    assert_int_equal(layers, 3);
    assert_string_equal(layer[0].name, "sub/../base.json");
    assert_string_equal(layer[1].name, "sub/middle.json");
    assert_string_equal(layer[2].name, "top.json");
    document_destroy(document);
    document_destroy(NULL);
}

static void says_what_is_wrong_with_a_chain(void **state)
{
    (void)state;
    cannot_load("ring1.json", "ring2.json: extends: a cycle, back to \"./ring1.json\"");
    cannot_load("self.json", "self.json: extends: a cycle, back to \"self.json\"");
    cannot_load("orphan.json", "orphan.json: extends: gone.json: cannot read it: No such file or directory");
    cannot_load("broken.json", "torn.json:1:7: found the end, expected a value");
    cannot_load("number.json", "number.json: extends: expected the name of a scenario file (a string)");
    cannot_load("list.json", "list.json: found no object, expected a scenario (an object)");
    cannot_load("none.json", "none.json: cannot read it: No such file or directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merges_a_chain_from_its_base),
        cmocka_unit_test(remembers_who_said_what),
        cmocka_unit_test(says_what_is_wrong_with_a_chain),
    };
    return cmocka_run_group_tests(tests, write_files, remove_files);
}
