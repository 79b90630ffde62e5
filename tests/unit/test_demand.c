/* Every distribution: mean, cv and support as asked for, and what it refuses. */
#include "models/station/demand.h"

#include "tests/unit/relative.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

/* Not said. */
#define X NAN

enum { N = 1000000 };

struct sample {
    double mean, cv, least, most;
};

static struct sample sample(const struct demand *d, uint64_t key)
{
    struct stream stream;
    stream_init(&stream, key);
    struct sample s = { .least = INFINITY, .most = -INFINITY };
    double sum = 0, square = 0;
    for (int i = 0; i < N; i++) {
        const double x = demand_sample(d, &stream);
        sum += x;
        square += x * x;
        s.least = fmin(s.least, x);
        s.most = fmax(s.most, x);
    }
    s.mean = sum / N;
    s.cv = sqrt(fmax(0, square / N - s.mean * s.mean)) / s.mean;
    return s;
}

struct row {
    const char *name;
    struct demand_spec spec;
    double mean, cv, low, high; /* support */
    double mean_error, cv_error;
};

static void has_the_moments_asked_for(void **state)
{
    (void)state;
    static const double values[] = { 1, 2, 6 };
    const struct row rows[] = {
        { "constant", { DEMAND_CONSTANT, 3, X, X, X, X, X, NULL, 0 }, 3, 0, 3, 3, 1e-12, 1e-6 },
        { "exponential", { DEMAND_EXPONENTIAL, 3, X, X, X, X, X, NULL, 0 }, 3, 1, 0, INFINITY, 0.005, 0.01 },
        { "erlang by k", { DEMAND_ERLANG, 3, X, 4, X, X, X, NULL, 0 }, 3, 0.5, 0, INFINITY, 0.005, 0.01 },
        { "erlang by cv", { DEMAND_ERLANG, 3, 0.5, X, X, X, X, NULL, 0 }, 3, 0.5, 0, INFINITY, 0.005, 0.01 },
        { "erlang of many",
          { DEMAND_ERLANG, 3, X, 100, X, X, X, NULL, 0 },
          3,
          0.1,
          0,
          INFINITY,
          0.005,
          0.01 },
        { "gamma narrow", { DEMAND_GAMMA, 3, 0.3, X, X, X, X, NULL, 0 }, 3, 0.3, 0, INFINITY, 0.005, 0.01 },
        { "gamma wide", { DEMAND_GAMMA, 3, 2, X, X, X, X, NULL, 0 }, 3, 2, 0, INFINITY, 0.01, 0.02 },
        { "hyperexp", { DEMAND_HYPEREXP, 3, 2, X, X, X, X, NULL, 0 }, 3, 2, 0, INFINITY, 0.01, 0.02 },
        { "hyperexp of cv 1",
          { DEMAND_HYPEREXP, 3, 1, X, X, X, X, NULL, 0 },
          3,
          1,
          0,
          INFINITY,
          0.005,
          0.01 },
        { "lognormal", { DEMAND_LOGNORMAL, 3, 1.5, X, X, X, X, NULL, 0 }, 3, 1.5, 0, INFINITY, 0.01, 0.04 },
        { "pareto by alpha",
          { DEMAND_PARETO, 3, X, X, 4.5, X, X, NULL, 0 },
          3,
          sqrt(1 / (4.5 * 2.5)),
          3 * 3.5 / 4.5,
          INFINITY,
          0.005,
          0.05 },
        { "pareto by cv", { DEMAND_PARETO, 3, 0.3, X, X, X, X, NULL, 0 }, 3, 0.3, 2, INFINITY, 0.005, 0.05 },
        { "pareto by ends", { DEMAND_PARETO, X, X, X, 1.5, 1, 100, NULL, 0 }, 0, 0, 1, 100, 0.01, 0.02 },
        { "bounded pareto", { DEMAND_PARETO, 3, X, X, 1.2, X, 200, NULL, 0 }, 3, 0, 0, 200, 0.01, 0.02 },
        { "heavier than a mean", { DEMAND_PARETO, 3, X, X, 0.9, X, 200, NULL, 0 }, 3, 0, 0, 200, 0.01, 0.02 },
        { "alpha 1", { DEMAND_PARETO, 3, X, X, 1, X, 200, NULL, 0 }, 3, 0, 0, 200, 0.01, 0.02 },
        { "alpha 2", { DEMAND_PARETO, 3, X, X, 2, X, 200, NULL, 0 }, 3, 0, 0, 200, 0.01, 0.02 },
        { "uniform to twice",
          { DEMAND_UNIFORM, 3, X, X, X, X, X, NULL, 0 },
          3,
          1 / sqrt(3),
          0,
          6,
          0.005,
          0.01 },
        { "uniform by cv",
          { DEMAND_UNIFORM, 3, 0.2, X, X, X, X, NULL, 0 },
          3,
          0.2,
          3 - 0.6 * sqrt(3),
          3 + 0.6 * sqrt(3),
          0.005,
          0.01 },
        { "uniform by ends",
          { DEMAND_UNIFORM, X, X, X, X, 1, 4, NULL, 0 },
          2.5,
          0.75 / 2.5 * 2 / sqrt(3),
          1,
          4,
          0.005,
          0.01 },
        { "uniform from below",
          { DEMAND_UNIFORM, 3, X, X, X, 1, X, NULL, 0 },
          3,
          2 / sqrt(3) / 3,
          1,
          5,
          0.005,
          0.01 },
        { "geometric",
          { DEMAND_GEOMETRIC, 4, X, X, X, X, X, NULL, 0 },
          4,
          sqrt(0.75),
          1,
          INFINITY,
          0.005,
          0.01 },
        { "geometric of 1", { DEMAND_GEOMETRIC, 1, X, X, X, X, X, NULL, 0 }, 1, 0, 1, 1, 1e-12, 1e-6 },
        { "empirical",
          { DEMAND_EMPIRICAL, X, X, X, X, X, X, values, 3 },
          3,
          sqrt(14.0 / 3) / 3,
          1,
          6,
          0.005,
          0.01 },
        { "empirical, scaled",
          { DEMAND_EMPIRICAL, 30, X, X, X, X, X, values, 3 },
          30,
          sqrt(14.0 / 3) / 3,
          10,
          60,
          0.005,
          0.01 },
        { "zero", { DEMAND_LOGNORMAL, 0, 1, X, X, X, X, NULL, 0 }, 0, 0, 0, 0, 0, INFINITY },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        struct demand d;
        const char *wrong = demand_init(&d, &row->spec);
        if (wrong) fail_msg("%s: expected %s", row->name, wrong);
        const struct sample s = sample(&d, i);
        const double mean = row->mean > 0 ? row->mean : d.mean;
        const double cv = row->cv > 0 || row->spec.kind != DEMAND_PARETO ? row->cv : d.cv;
        const bool good = fabs(d.mean - mean) <= 1e-9 * mean && fabs(d.cv - cv) <= 1e-6 + 1e-6 * cv &&
                          fabs(s.mean - mean) <= row->mean_error * mean &&
                          (row->cv_error == INFINITY || fabs(s.cv - cv) <= row->cv_error * fmax(cv, 1)) &&
                          s.least >= row->low * (1 - 1e-9) && s.most <= row->high * (1 + 1e-9);
        if (!good)
            fail_msg("%s: says %g cv %g, samples %g cv %g in %g .. %g", row->name, d.mean, d.cv, s.mean, s.cv,
                     s.least, s.most);
        const struct demand twice = demand_scaled(d, 2);
        const struct sample t = sample(&twice, i);
        if (row->spec.kind != DEMAND_GEOMETRIC) assert_relative(t.mean, 2 * s.mean, 1e-9);
        if (row->spec.kind != DEMAND_GEOMETRIC && s.mean > 0) assert_relative(t.cv, s.cv, 1e-6);
        assert_relative(twice.mean, 2 * d.mean, 1e-12);
    }
}

/* P(X > x) of a Pareto on [1, 100] is (x^-a - 100^-a) / (1 - 100^-a). */
static void bounded_pareto_has_its_tail(void **state)
{
    (void)state;
    const double alpha = 1.5, high = 100;
    struct demand d;
    struct demand_spec spec = { DEMAND_PARETO, NAN, NAN, NAN, alpha, 1, high, NULL, 0 };
    assert_null(demand_init(&d, &spec));
    struct stream stream;
    stream_init(&stream, 5);
    const double level[] = { 1.5, 3, 10, 50, 90 };
    double above[5] = { 0 };
    for (int i = 0; i < N; i++) {
        const double x = demand_sample(&d, &stream);
        for (int k = 0; k < 5; k++) above[k] += x > level[k];
    }
    for (int k = 0; k < 5; k++) {
        const double share = (pow(level[k], -alpha) - pow(high, -alpha)) / (1 - pow(high, -alpha));
        assert_true(fabs(above[k] - N * share) < 4.5 * sqrt(N * share));
    }
}

static void infinite_variance_is_said(void **state)
{
    (void)state;
    struct demand d;
    struct demand_spec spec = { DEMAND_PARETO, 1, NAN, NAN, 1.5, NAN, NAN, NULL, 0 };
    assert_null(demand_init(&d, &spec));
    assert_true(isinf(d.cv));
}

static void refuses(void **state)
{
    (void)state;
    static const double negative[] = { 1, -1 };
    const struct {
        struct demand_spec spec;
        const char *word; /* of the complaint */
    } rows[] = {
        { { DEMAND_EXPONENTIAL, -1, X, X, X, X, X, NULL, 0 }, "mean" },
        { { DEMAND_EXPONENTIAL, NAN, X, X, X, X, X, NULL, 0 }, "mean" },
        { { DEMAND_CONSTANT, INFINITY, X, X, X, X, X, NULL, 0 }, "mean" },
        { { DEMAND_ERLANG, 1, NAN, NAN, X, X, X, NULL, 0 }, "stages" },
        { { DEMAND_ERLANG, 1, NAN, 2.5, X, X, X, NULL, 0 }, "whole" },
        { { DEMAND_ERLANG, 1, NAN, 0, X, X, X, NULL, 0 }, "whole" },
        { { DEMAND_ERLANG, 1, 1.5, NAN, X, X, X, NULL, 0 }, "at most 1" },
        { { DEMAND_ERLANG, 1, 0.9, NAN, X, X, X, NULL, 0 }, "sqrt" },
        { { DEMAND_GAMMA, 1, 0, X, X, X, X, NULL, 0 }, "cv" },
        { { DEMAND_GAMMA, 1, NAN, X, X, X, X, NULL, 0 }, "cv" },
        { { DEMAND_HYPEREXP, 1, 0.9, X, X, X, X, NULL, 0 }, "at least 1" },
        { { DEMAND_HYPEREXP, 1, NAN, X, X, X, X, NULL, 0 }, "at least 1" },
        { { DEMAND_LOGNORMAL, 1, NAN, X, X, X, X, NULL, 0 }, "cv" },
        { { DEMAND_PARETO, 1, NAN, X, NAN, NAN, NAN, NULL, 0 }, "alpha" },
        { { DEMAND_PARETO, 1, NAN, X, 1, NAN, NAN, NULL, 0 }, "above 1" },
        { { DEMAND_PARETO, 3, NAN, X, 2, NAN, 3, NULL, 0 }, "above the mean" },
        { { DEMAND_PARETO, NAN, NAN, X, 2, 5, 3, NULL, 0 }, "below the largest" },
        { { DEMAND_UNIFORM, 1, 0.6, X, X, NAN, NAN, NULL, 0 }, "0.577" },
        { { DEMAND_UNIFORM, NAN, NAN, X, X, 3, 2, NULL, 0 }, "above the smallest" },
        { { DEMAND_GEOMETRIC, 0.5, X, X, X, X, X, NULL, 0 }, "at least 1" },
        { { DEMAND_EMPIRICAL, NAN, X, X, X, X, X, NULL, 0 }, "at least one value" },
        { { DEMAND_EMPIRICAL, NAN, X, X, X, X, X, negative, 2 }, "at least 0" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct demand d;
        const char *wrong = demand_init(&d, &rows[i].spec);
        if (!wrong || !strstr(wrong, rows[i].word))
            fail_msg("row %zu: \"%s\" should speak of \"%s\"", i, wrong ? wrong : "", rows[i].word);
    }
}

static void counts_round_by_chance(void **state)
{
    (void)state;
    const struct demand d = demand_constant(2.3);
    struct stream stream;
    stream_init(&stream, 8);
    double sum = 0;
    for (int i = 0; i < N; i++) {
        const uint32_t n = demand_sample_count(&d, &stream);
        assert_true(n == 2 || n == 3);
        sum += n;
    }
    assert_relative(sum / N, 2.3, 0.002);
    const struct demand whole = demand_constant(4);
    for (int i = 0; i < 100; i++) assert_int_equal(demand_sample_count(&whole, &stream), 4);
}

static void nothing_is_zero(void **state)
{
    (void)state;
    const struct demand nothing = { 0 }, zero = demand_constant(0), some = demand_exponential(1e-9);
    assert_true(demand_is_zero(&nothing) && demand_is_zero(&zero) && !demand_is_zero(&some));
}

static void tail_indices(void **state)
{
    (void)state;
    struct demand d;
    struct demand_spec spec = {
        .kind = DEMAND_PARETO, .mean = 1, .cv = NAN, .k = NAN, .alpha = 2.5, .low = NAN, .high = NAN
    };
    assert_null(demand_init(&d, &spec));
    assert_true(fabs(demand_tail_index(&d) - 2.5) < 1e-12);
    spec.high = 100;
    assert_null(demand_init(&d, &spec));
    assert_true(isinf(demand_tail_index(&d)));
    d = demand_exponential(1);
    assert_true(isinf(demand_tail_index(&d)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tail_indices),
        cmocka_unit_test(has_the_moments_asked_for),
        cmocka_unit_test(bounded_pareto_has_its_tail),
        cmocka_unit_test(infinite_variance_is_said),
        cmocka_unit_test(refuses),
        cmocka_unit_test(counts_round_by_chance),
        cmocka_unit_test(nothing_is_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
