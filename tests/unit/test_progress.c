/* The line that says how far a study is. */
#include "sim/report/progress.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void the_line(void **state)
{
    (void)state;
    char text[160];
    progress_text("stage1.json", 12, 40, 0.5, 8100000, 10, 100, text);
    assert_string_equal(text, "stage1.json: 12 of 40 points, 810,000 requests/s, 22 s left");
    progress_text(NULL, 0, 40, 0, 0, 0.2, 100, text);
    assert_string_equal(text, "0 of 40 points");
    progress_text(NULL, 1, 40, 0, 1000, 20, 100, text);
    assert_string_equal(text, "1 of 40 points, 50 requests/s, 13 min left");
    progress_text(NULL, 3, 0, 0, 1000, 20, 100, text);
    assert_string_equal(text, "3 points, 50 requests/s");
    progress_text("stage1.json", 12, 40, 0.5, 8100000, 10, 20, text);
    assert_string_equal(text, "stage1.json: 12 of 4");
}

static void silent_without_a_terminal(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size = 0;
    struct progress p;
    FILE *file = tmpfile();
    progress_init(&p, file, false);
    progress_update(&p, NULL, 1, 2, 0, 1000);
    progress_clear(&p);
    assert_int_equal(ftell(file), 0);
    fclose(file);
    /* Drawn, it erases itself. */
    file = open_memstream(&text, &size);
    p = (struct progress){ .file = file, .began = -10, .width = 79 };
    progress_update(&p, NULL, 1, 2, 0, 1000);
    progress_clear(&p);
    progress_clear(&p);
    fclose(file);
    assert_non_null(strstr(text, "\r\033[K1 of 2 points"));
    assert_string_equal(strrchr(text, '\r'), "\r\033[K");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line),
        cmocka_unit_test(silent_without_a_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
