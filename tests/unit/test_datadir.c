/* The three places a shipped file may be in, and which of them wins. */
#include "sim/report/datadir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* PREFIX/share/kneewall/plots/x.gp under a fresh PREFIX. */
static int make_prefix(void **state)
{
    static const char *const parts[] = { "share", "share/kneewall", "share/kneewall/plots" };
    char *prefix = strdup("/tmp/test_datadir.XXXXXX");
    char path[256];
    if (!mkdtemp(prefix)) return -1;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        snprintf(path, sizeof path, "%s/%s", prefix, parts[i]);
        if (mkdir(path, 0700) != 0) return -1;
    }
    snprintf(path, sizeof path, "%s/share/kneewall/plots/x.gp", prefix);
    FILE *file = fopen(path, "w");
    *state = prefix;
    return file ? fclose(file) : -1;
}

static int remove_prefix(void **state)
{
    static const char *const parts[] = { "/share/kneewall/plots/x.gp", "/share/kneewall/plots",
                                         "/share/kneewall", "/share", "" };
    char path[256];
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        snprintf(path, sizeof path, "%s%s", (char *)*state, parts[i]);
        if (remove(path) != 0) return -1;
    }
    free(*state);
    return 0;
}

static void finds_beside_a_moved_installation(void **state)
{
    char program[256], expected[256], path[256];
    snprintf(program, sizeof program, "%s/bin/kneewall", (char *)*state);
    snprintf(expected, sizeof expected, "%s/share/kneewall/plots/x.gp", (char *)*state);
    assert_true(datadir_find_for(program, "plots/x.gp", path, sizeof path));
    assert_string_equal(path, expected);
}

static void finds_the_source_tree_from_the_build_tree(void **state)
{
    (void)state;
    char path[4096];
    assert_true(datadir_find("meson.build", path, sizeof path));
    assert_string_equal(path, KNEEWALL_SOURCE_DIR "/meson.build");
    assert_true(datadir_find_for(KNEEWALL_BUILD_DIR "/kneewall", "LICENSE", path, sizeof path));
}

static void leaves_the_source_tree_alone_from_elsewhere(void **state)
{
    (void)state;
    char path[4096];
    assert_false(datadir_find_for("/elsewhere/bin/kneewall", "meson.build", path, sizeof path));
    assert_string_equal(path, "");
    assert_false(datadir_find_for(KNEEWALL_BUILD_DIR "-other/kneewall", "meson.build", path, sizeof path));
    assert_false(datadir_find_for(NULL, "meson.build", path, sizeof path));
}

static void refuses_what_is_absent_or_does_not_fit(void **state)
{
    (void)state;
    char path[4096] = "x", tiny[8] = "x";
    assert_false(datadir_find("plots/no-such-file.gp", path, sizeof path));
    assert_string_equal(path, "");
    assert_false(datadir_find("meson.build", tiny, sizeof tiny));
    assert_string_equal(tiny, "");
    assert_false(datadir_find("meson.build", NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(finds_beside_a_moved_installation, make_prefix, remove_prefix),
        cmocka_unit_test(finds_the_source_tree_from_the_build_tree),
        cmocka_unit_test(leaves_the_source_tree_alone_from_elsewhere),
        cmocka_unit_test(refuses_what_is_absent_or_does_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
