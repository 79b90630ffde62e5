#include "sim/input/measured.h"

#include "tests/unit/relative.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool parse(struct measured *m, const char *text, struct input_error *error)
{
    return measured_parse(m, strdup(text), strlen(text), "t.csv", error);
}

static void parses(struct measured *m, const char *text)
{
    struct input_error error = { "" };
    if (!parse(m, text, &error)) fail_msg("%s", error.text);
}

static void assert_values(const struct measured *m, const char *column, const double *known)
{
    struct input_error error;
    double value[8];
    const size_t c = measured_find(m, column);
    assert_true(c != MEASURED_NONE);
    assert_true(m->rows <= 8);
    if (!measured_values(m, c, value, &error)) fail_msg("%s", error.text);
    for (size_t i = 0; i < m->rows; i++)
        if (isnan(known[i]))
            assert_true(isnan(value[i]));
        else
            assert_relative(value[i], known[i], 0);
}

/* The same table in every way of writing it. */
static void ways_of_writing(void **state)
{
    (void)state;
    static const char *const ways[] = {
        "n,x\n1,2.5\n-3,4e2\n",
        "n\tx\r\n1\t2.5\r\n-3\t4e2\r\n",
        "n;x\n1;2,5\n-3;400\n",
        "n x\n 1   2.5 \n-3\t400",
        "\xef\xbb\xbfn,x\n\n# a remark, with a comma\n1,2.5\n   \n-3,400\n",
        "\"n\" , \"x\"\n\"1\",\" 2.5\"\n-3,400\n",
        "n,x,\n1,2.5,\n-3,400,\n",
    };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct measured m;
        parses(&m, ways[i]);
        assert_true(m.has_header);
        assert_int_equal(m.rows, 2);
        assert_values(&m, "n", (const double[]){ 1, -3 });
        assert_values(&m, "x", (const double[]){ 2.5, 400 });
        measured_finish(&m);
    }
}

static void titles_and_keys(void **state)
{
    (void)state;
    struct measured m;
    double factor;
    parses(&m, "Latency (ms),web.cpu [%],util:pg.cpu,Throughput (req/s)\n1,2,3,4\n");
    assert_string_equal(m.key[0], "latency_ms");
    assert_string_equal(m.key[1], "web.cpu_percent");
    assert_string_equal(m.key[2], "util:pg.cpu");
    assert_string_equal(m.key[3], "throughput_req_s");
    assert_int_equal(measured_find(&m, "Latency (ms)"), 0);
    assert_int_equal(measured_find_any(&m, (const char *const[]){ "x", "throughput_req_s", NULL }), 3);
    assert_int_equal(measured_find_time(&m, (const char *const[]){ "mean", "latency", NULL }, &factor), 0);
    assert_relative(factor, 1e-3, 1e-12);
    assert_true(measured_find(&m, "n") == MEASURED_NONE);
    char titles[20];
    measured_titles(&m, titles, sizeof titles);
    assert_string_equal(titles, "Latency (ms), ...");
    measured_finish(&m);
}

static void without_a_header(void **state)
{
    (void)state;
    struct measured m;
    parses(&m, "1;2,5\n3;NA\n");
    assert_false(m.has_header);
    assert_int_equal(m.columns, 2);
    assert_values(&m, "column 1", (const double[]){ 1, 3 });
    assert_values(&m, "column 2", (const double[]){ 2.5, NAN });
    measured_finish(&m);
}

static void not_measured(void **state)
{
    (void)state;
    struct measured m;
    struct input_error error;
    double value[4];
    parses(&m, "when,x\nnoon,-\n\"1, 2\",nan\n3,\n4,7\n");
    assert_values(&m, "x", (const double[]){ NAN, NAN, NAN, 7 });
    assert_false(measured_values(&m, 0, value, &error));
    assert_string_equal(error.text, "t.csv: line 2: when: found \"noon\", expected a number");
    measured_finish(&m);
}

static void refusals(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } wrong[] = {
        { "", "t.csv: found nothing, expected a header and rows of numbers" },
        { "# n,x\n\n", "t.csv: found nothing, expected a header and rows of numbers" },
        { "n,x\n", "t.csv: found a header only, expected rows of numbers below it" },
        { "n,x\n1,2\n\n3\n", "t.csv: line 4: found 1 fields, expected 2" },
        { "n,x\n1,2,3\n", "t.csv: line 2: found 3 fields, expected 2" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct measured m;
        struct input_error error = { "" };
        assert_false(parse(&m, wrong[i].text, &error));
        assert_string_equal(error.text, wrong[i].message);
    }
    struct measured m;
    struct input_error error;
    char *text = malloc(5);
    memcpy(text, "a\0b\n", 5);
    assert_false(measured_parse(&m, text, 4, "t.csv", &error));
    assert_string_equal(error.text, "t.csv: found a NUL character, expected text");
    static const char *const words[] = { "0x10", "inf", "1e999", "1.5.2", "1 2" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char table[32];
        double value;
        snprintf(table, sizeof table, "x,y\n%s,1\n", words[i]);
        parses(&m, table);
        assert_false(measured_values(&m, 0, &value, &error));
        measured_finish(&m);
    }
    assert_false(measured_read(&m, "/nonesuch.csv", &error));
    assert_string_equal(error.text, "/nonesuch.csv: cannot read it: No such file or directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ways_of_writing),  cmocka_unit_test(titles_and_keys),
        cmocka_unit_test(without_a_header), cmocka_unit_test(not_measured),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
