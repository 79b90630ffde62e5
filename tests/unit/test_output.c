/* A file is there whole or not at all. */
#include "sim/report/output.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char directory[] = "/tmp/test_output.XXXXXX";

static int enter(void **state)
{
    (void)state;
    return mkdtemp(directory) && chdir(directory) == 0 ? 0 : -1;
}

static int leave(void **state)
{
    (void)state;
    return chdir("/") == 0 && rmdir(directory) == 0 ? 0 : -1;
}

static unsigned files(void)
{
    unsigned count = 0;
    DIR *d = opendir(".");
    for (const struct dirent *e; (e = readdir(d));) count += e->d_name[0] != '.';
    closedir(d);
    return count;
}

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
}

static void assert_content(const char *path, const char *expected)
{
    char text[64] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t n = fread(text, 1, sizeof text - 1, file);
    text[n] = '\0';
    fclose(file);
    assert_string_equal(text, expected);
}

static void a_new_file_appears_when_closed(void **state)
{
    (void)state;
    struct output output;
    struct output_error error;
    assert_true(output_open(&output, "new", &error));
    fputs("whole", output.file);
    assert_int_equal(access("new", F_OK), -1);
    assert_true(output_close(&output, &error));
    assert_content("new", "whole");
    assert_int_equal(files(), 1);
    struct stat s;
    stat("new", &s);
    mode_t mask = umask(0);
    umask(mask);
    assert_int_equal(s.st_mode & 0777, 0666 & ~mask);
    unlink("new");
}

static void abandoning_leaves_what_was_there(void **state)
{
    (void)state;
    struct output output;
    struct output_error error;
    put("old", "before");
    assert_true(output_open(&output, "old", &error));
    fputs("after", output.file);
    output_abandon(&output);
    assert_content("old", "before");
    assert_int_equal(files(), 1);
    unlink("old");
}

static void permissions_and_links_stay(void **state)
{
    (void)state;
    struct output output;
    struct output_error error;
    struct stat s;
    put("old", "before");
    chmod("old", 0640);
    assert_int_equal(symlink("old", "link"), 0);
    assert_true(output_open(&output, "link", &error));
    fputs("after", output.file);
    assert_true(output_close(&output, &error));
    assert_content("old", "after");
    lstat("link", &s);
    assert_true(S_ISLNK(s.st_mode));
    stat("old", &s);
    assert_int_equal(s.st_mode & 0777, 0640);
    unlink("link");
    unlink("old");
}

static void failures_say_why_in_one_line(void **state)
{
    (void)state;
    struct output output;
    struct output_error error;
    assert_false(output_open(&output, "no/such/file", &error));
    assert_string_equal(error.text, "no/such/file: cannot write: No such file or directory");
    assert_false(output_open(&output, ".", &error));
    assert_string_equal(error.text, ".: cannot write: Is a directory");
    assert_true(output_open(&output, "/dev/full", &error));
    fputs("text", output.file);
    assert_false(output_close(&output, &error));
    assert_string_equal(error.text, "/dev/full: cannot write: No space left on device");
    output_error_set(&error, "a\nb");
    assert_string_equal(error.text, "a?b");
    assert_int_equal(files(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_file_appears_when_closed),
        cmocka_unit_test(abandoning_leaves_what_was_there),
        cmocka_unit_test(permissions_and_links_stay),
        cmocka_unit_test(failures_say_why_in_one_line),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
