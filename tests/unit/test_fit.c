/* What is said about a fit of the scalability law. */
#include "sim/report/fit.h"

#include "tests/unit/relative.h"
#include "tests/unit/text.h"
#include <stdlib.h>
#include <string.h>

enum { POINTS = 8 };
static const double n[POINTS] = { 1, 2, 4, 8, 12, 16, 24, 32 };

/* A report on measurements of a curve, each off by `noise` in turn up and down. */
static void report_on(struct fit_report *r, double *x, double sigma, double kappa, double noise)
{
    const struct usl truth = { .alpha = sigma, .beta = kappa, .gamma = 100 };
    for (int i = 0; i < POINTS; i++) x[i] = usl_throughput(&truth, n[i]) * (1 + (i % 2 ? -noise : noise));
    *r = (struct fit_report){ .file = "t.csv",
                              .load = "nodes",
                              .throughput = "tps",
                              .points = POINTS,
                              .population = n,
                              .measured = x,
                              .confidence = 0.95 };
    assert_int_equal(usl_fit(POINTS, n, x, &r->usl), USL_OK);
}

static void near_the_peak_nothing_is_to_warn_of(void **state)
{
    (void)state;
    struct fit_report r;
    double x[POINTS];
    report_on(&r, x, 0.05, 0.002, 0.002);
    fit_report_judge(&r, NULL, 0);
    assert_int_equal(r.warnings, 0);
    assert_true(r.r2 > 0.99);
    assert_int_equal(r.predictions, 3);
    assert_relative(r.prediction[0].population, 64, 0);
    assert_relative(r.prediction[1].population, 128, 0);
    assert_relative(r.prediction[2].population, 22, 0); /* sqrt(0.95 / 0.002) */
}

static void far_below_it_kappa_is_not_identified(void **state)
{
    (void)state;
    struct fit_report r;
    double x[POINTS];
    report_on(&r, x, 0.05, 0.00001, 0.02);
    fit_report_judge(&r, NULL, 0);
    assert_int_equal(r.warnings, 1);
    assert_non_null(strstr(r.warning[0], "kappa is not identified"));
    /* Measured without error it is, but the peak is a guess still. */
    report_on(&r, x, 0.05, 0.00001, 0);
    fit_report_judge(&r, NULL, 0);
    assert_int_equal(r.warnings, 1);
    assert_non_null(strstr(r.warning[0], "is an extrapolation: the largest that was measured is 32"));
}

static void predictions_as_asked(void **state)
{
    (void)state;
    struct fit_report r;
    double x[POINTS], at[FIT_PREDICTIONS + 2];
    for (int i = 0; i < FIT_PREDICTIONS + 2; i++) at[i] = i + 1;
    report_on(&r, x, 0.05, 0.002, 0.002);
    fit_report_judge(&r, at, 2);
    assert_int_equal(r.predictions, 2);
    assert_relative(r.prediction[1].predicted.throughput, usl_throughput(&r.usl, 2), 1e-12);
    report_on(&r, x, 0.05, 0.002, 0.002);
    fit_report_judge(&r, at, FIT_PREDICTIONS + 2);
    assert_int_equal(r.predictions, FIT_PREDICTIONS);
}

static char *printed(const struct fit_report *r, bool json)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    if (json)
        fit_json(r, file);
    else
        fit_table(r, false, file);
    fclose(file);
    return text;
}

static void in_words_and_json(void **state)
{
    (void)state;
    struct fit_report r;
    double x[POINTS];
    report_on(&r, x, 0.05, 0.002, 0);
    fit_report_judge(&r, NULL, 0);
    char *text = printed(&r, false), *json = printed(&r, true);
    assert_has(text, "t.csv: 8 points, tps against nodes up to 32");
    assert_has(text, "contention: 5 % of the work is done one after another");
    assert_has(text, "keeping in step with each other one costs 0.2 %");
    assert_has(text, "N_max 21.79 nodes");
    for (const char *line = text, *end; (end = strchr(line, '\n')); line = end + 1)
        assert_true(end - line <= 100);
    assert_has(json, "\"columns\": {\"load\": \"nodes\", \"throughput\": \"tps\"}");
    assert_has(json, "\"x_max\": 7");
    assert_has(json, "\"limit\": null");
    assert_has(json, "\"ci\": [");
    free(text);
    free(json);
    static const double load[] = { 1, 2, 4, 6, 8, 10 }, line[] = { 10.1, 19.9, 40.2, 59.7, 80.3, 100.1 };
    r = (struct fit_report){ .file = "t.csv",
                             .load = "nodes",
                             .throughput = "tps",
                             .points = 6,
                             .population = load,
                             .measured = line,
                             .confidence = 0.95 };
    assert_int_equal(usl_fit(6, load, line, &r.usl), USL_OK);
    fit_report_judge(&r, NULL, 0);
    text = printed(&r, false), json = printed(&r, true);
    assert_has(text, "in proportion to nodes");
    assert_has(json, "\"n_max\": null");
    assert_has(json, "\"sigma\": null"); /* its standard error */
    free(text);
    free(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(near_the_peak_nothing_is_to_warn_of),
        cmocka_unit_test(far_below_it_kappa_is_not_identified),
        cmocka_unit_test(predictions_as_asked),
        cmocka_unit_test(in_words_and_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
