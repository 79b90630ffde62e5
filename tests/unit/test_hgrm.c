/* The percentile text of HdrHistogram. */
#include "sim/report/hgrm.h"
#include "tests/unit/synthetic.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* *text is the caller's to free. */
static void print_to(char **text, const struct histogram *h)
{
    size_t size = 0;
    FILE *file = open_memstream(text, &size);
    hgrm_print(h, file);
    fclose(file);
}

static void steps_of_a_known_sample(void **state)
{
    (void)state;
    struct histogram *h = histogram_create();
    for (int i = 1; i <= 1000; i++) histogram_record(h, i / 1000.0);
    char *text = NULL;
    print_to(&text, h);
    const char *line = strstr(text, "\n\n") + 2;
    assert_int_equal(strncmp(text, "       Value     Percentile TotalCount 1/(1-Percentile)\n\n", 57), 0);
    double before = 0, level, value, inverse;
    unsigned long total;
    int steps = 0;
    for (; sscanf(line, "%lf %lf %lu %lf", &value, &level, &total, &inverse) == 4;
         line = strchr(line, '\n') + 1) {
        assert_true(level >= before && level < 1);
        assert_true(fabs(value - (double)total) <= 0.001 * value + 1e-9); /* a sample a millisecond */
        assert_true((double)total / 1000 >= level - 1e-9 && (double)total / 1000 < level + 0.0011);
        assert_true(fabs(inverse - 1 / (1 - level)) < 0.006);
        before = level;
        steps++;
    }
    assert_true(steps > 5 * 9 && steps < 5 * 12); /* five a halving of 1,000 samples */
    assert_true(
        strstr(text, "    1000.000 1.000000000000       1000\n#[Mean    =      500.500, StdDeviation   =") !=
        NULL);
    assert_true(strstr(text, "#[Max     =     1000.000, Total count    =         1000]\n") != NULL);
    free(text);
    histogram_destroy(h);
}

static void one_sample_and_none(void **state)
{
    (void)state;
    struct histogram *h = histogram_create();
    char *text = NULL;
    print_to(&text, h);
    assert_true(strstr(text, "Total count    =            0]") != NULL);
    free(text);
    histogram_record(h, 0.25);
    print_to(&text, h);
    assert_true(strstr(text, "     250.000 0.000000000000          1           1.00\n"
                             "     250.000 1.000000000000          1\n") != NULL);
    free(text);
    histogram_destroy(h);
}

static void points_of_a_study_are_told_apart(void **state)
{
    (void)state;
    static struct synthetic s;
    char *text = NULL;
    size_t size = 0;
    struct histogram *h = histogram_create();
    histogram_record(h, 0.25);
    synthetic_init(&s, 100, 0.01);
    struct study_result study = { &s.result, 1 };
    s.point[0].histogram = s.point[11].histogram = h; /* the last one is unstable */
    FILE *file = open_memstream(&text, &size);
    hgrm_print_study(&study, file);
    fclose(file);
    assert_true(strncmp(text, "       Value", 12) == 0);
    free(text);
    s.point[1].histogram = h;
    file = open_memstream(&text, &size);
    hgrm_print_study(&study, file);
    fclose(file);
    assert_true(strncmp(text, "#[Scenario = Stage 1: one box, Offered = 10 req/s]\n", 51) == 0);
    assert_non_null(strstr(text, "Offered = 20 req/s]\n"));
    free(text);
    histogram_destroy(h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_of_a_known_sample),
        cmocka_unit_test(one_sample_and_none),
        cmocka_unit_test(points_of_a_study_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
