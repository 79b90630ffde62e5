/* The way from a patch to what it extends, and what a patch must not replace. */
#include "sim/command/extends.h"

#include "tests/unit/reading.h"

#include <sys/stat.h>
#include <unistd.h>

static char directory[] = "/tmp/test_extends.XXXXXX";
static const char *const files[] = { "base.json", "a/shop.json", "ab/other.json" };

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    if (!file) fail_msg("%s: cannot write", path);
    char *json = quoted(text);
    fputs(json, file);
    free(json);
    fclose(file);
}

static int enter(void **state)
{
    (void)state;
    if (!mkdtemp(directory) || chdir(directory) != 0 || mkdir("a", 0700) != 0 || mkdir("ab", 0700) != 0)
        return -1;
    write_text(files[0], "{'schema':1," SERVICE "}");
    write_text(files[1], "{'extends':'../base.json'}");
    write_text(files[2], "{'extends':'../base.json'}");
    return symlink("base.json", "link.json");
}

static int leave(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) unlink(files[i]);
    unlink("link.json");
    return rmdir("a") == 0 && rmdir("ab") == 0 && chdir("/") == 0 && rmdir(directory) == 0 ? 0 : -1;
}

static void assert_path(const char *output, const char *base, const char *expected)
{
    char *path = extends_path(output, base);
    assert_string_equal(path, expected);
    free(path);
}

static void paths(void **state)
{
    (void)state;
    char root[64];
    assert_path("patch.json", "base.json", "base.json");
    assert_path("-", "a/shop.json", "a/shop.json");
    assert_path("a/patch.json", "a/shop.json", "shop.json");
    assert_path("a/patch.json", "base.json", "../base.json");
    /* Names that begin alike are different directories. */
    assert_path("a/patch.json", "ab/other.json", "../ab/other.json");
    assert_path("ab/patch.json", "a/shop.json", "../a/shop.json");
    assert_path("ab/../a/patch.json", "./a/shop.json", "shop.json");
    assert_path("patch.json", "link.json", "base.json");
    snprintf(root, sizeof root, "%s/base.json", directory + 1);
    assert_path("/patch.json", "base.json", root);
    assert_path("nowhere/patch.json", "base.json", "base.json");
    assert_path("patch.json", "missing.json", "missing.json");
}

static void assert_refused(const char *output, const struct document *document, const char *message)
{
    struct input_error error = { "" };
    assert_false(extends_check(output, document, &error));
    assert_string_equal(error.text, message);
}

static void does_not_replace_what_it_extends(void **state)
{
    (void)state;
    struct input_error error = { "" };
    struct document *document = document_load("a/shop.json", &error);
    if (!document) fail_msg("%s", error.text);
    assert_true(extends_check(NULL, document, &error));
    assert_true(extends_check("-", document, &error));
    assert_true(extends_check("new.json", document, &error));
    assert_true(extends_check("ab/other.json", document, &error));
    assert_refused("a/shop.json", document, "a/shop.json: the patch extends this file and cannot replace it");
    assert_refused("base.json", document, "base.json: the patch extends this file and cannot replace it");
    assert_refused("a/../link.json", document,
                   "a/../link.json: the patch extends this file and cannot replace it");
    document_destroy(document);
}

static void extends_files_only(void **state)
{
    (void)state;
    struct input_error error = { "" };
    char *json = quoted("{'schema':1," SERVICE "}");
    struct document *document = document_parse(json, strlen(json), "-", &error);
    if (!document) fail_msg("%s", error.text);
    assert_true(extends_check(NULL, document, &error));
    assert_refused("new.json", document,
                   "standard input: the patch extends a file by its name, so it must have one");
    document_destroy(document);
    free(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths),
        cmocka_unit_test(does_not_replace_what_it_extends),
        cmocka_unit_test(extends_files_only),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
