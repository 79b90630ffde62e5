/* JSON text, and numbers that read back. */
#include "sim/report/writer.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void the_shortest_number_that_reads_back(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        { 0.1, "0.1" },    { 1000, "1000" },        { 1. / 3, "0.3333333333333333" },    { 999.6, "999.6" },
        { 1e-9, "1e-09" }, { 5.1e9, "5100000000" }, { 0.1 + 0.2, "0.30000000000000004" }
    };
    char text[32];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        writer_shortest(cases[i].value, text);
        assert_string_equal(text, cases[i].text);
        assert_true(strtod(text, NULL) == cases[i].value);
    }
    writer_shortest(DBL_MAX, text);
    assert_true(strtod(text, NULL) == DBL_MAX);
}

static void containers_values_and_escapes(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size = 0;
    struct writer w;
    FILE *file = open_memstream(&text, &size);
    writer_init(&w, file);
    writer_open(&w, NULL, '{');
    writer_text(&w, "a\"b\\c\n", "\u00e9");
    writer_number(&w, "nan", NAN);
    writer_number(&w, "inf", -INFINITY);
    writer_integer(&w, "seed", UINT64_MAX);
    writer_open_short(&w, "short", '[');
    writer_number(&w, NULL, 1.5);
    writer_bool(&w, NULL, true);
    writer_open(&w, NULL, '{');
    writer_text(&w, "none", NULL);
    writer_close(&w, '}');
    writer_close(&w, ']');
    writer_open(&w, "empty", '[');
    writer_close(&w, ']');
    writer_close(&w, '}');
    fclose(file);
    assert_string_equal(text, "{\n"
                              "  \"a\\\"b\\\\c\\u000a\": \"\u00e9\",\n"
                              "  \"nan\": null,\n"
                              "  \"inf\": null,\n"
                              "  \"seed\": 18446744073709551615,\n"
                              "  \"short\": [1.5, true, {\"none\": null}],\n"
                              "  \"empty\": []\n"
                              "}\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shortest_number_that_reads_back),
        cmocka_unit_test(containers_values_and_escapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
