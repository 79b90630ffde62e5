/* Reports to files and to the standard output. */
#include "sim/report/report.h"
#include "sim/report/terminal.h"
#include "tests/unit/synthetic.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void files_whole_or_an_error(void **state)
{
    (void)state;
    static struct synthetic s;
    struct output_error error;
    char path[] = "/tmp/test_report.XXXXXX", start[32] = "";
    static const struct {
        bool (*report)(const struct study_result *, const char *, struct output_error *);
        const char *start;
    } reports[] = { { report_json, "{\n  \"kneewall\": " },
                    { report_csv, "scenario,set,index" },
                    { report_hgrm, "" } };
    synthetic_init(&s, 181, 0.008);
    struct study_result study = { &s.result, 1 };
    close(mkstemp(path));
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
        assert_true(reports[i].report(&study, path, &error));
        FILE *file = fopen(path, "r");
        size_t n = fread(start, 1, sizeof start - 1, file);
        fclose(file);
        start[n] = '\0';
        assert_int_equal(strncmp(start, reports[i].start, strlen(reports[i].start)), 0);
        assert_false(reports[i].report(&study, "/no/such/file", &error));
        assert_string_equal(error.text, "/no/such/file: cannot write: No such file or directory");
    }
    assert_true(report_tables(&study, false, path, &error));
    unlink(path);
}

static void colour_and_size_are_a_terminals(void **state)
{
    (void)state;
    unsigned columns, rows;
    FILE *file = tmpfile();
    assert_false(terminal_has_color(file));
    terminal_size(file, &columns, &rows);
    assert_int_equal(columns, 100);
    assert_true(rows > 20);
    fclose(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_whole_or_an_error),
        cmocka_unit_test(colour_and_size_are_a_terminals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
