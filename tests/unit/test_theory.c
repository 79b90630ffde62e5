/*
 * When a simulation agrees with theory, and what is said of it. The simulated figures are made up around the
 * known ones of a real network, with intervals as if of 32 replications.
 */
#include "sim/report/verdict.h"
#include "sim/study/theory.h"

#include "tests/unit/reading.h"

enum { LOADS = 12 };

struct fixture {
    struct scenario_result result;
    struct point_result point[LOADS];
    char *said; /* the verdict */
};

#define MM1(load)                                                                                            \
    "{'schema':1,'machines':{'m':{'cores':1}},'hosts':{'box':{'machine':'m','discipline':'fcfs'}},'tiers':{" \
    "'app':{'kind':'service','host':'box','demand':{'cpu_ms':10}}},'classes':{'all':{'path':['app']}},"      \
    "'load':{'arrivals':" load ",'rate_rps':[50]}}"

/* `offset`: by how many half-widths the simulated mean is off. */
static void make_point(struct fixture *f, const struct exact *exact, uint32_t i, double rate, double offset)
{
    struct point_result *p = &f->point[i];
    struct exact_point truth;
    exact_at(exact, &(struct exact_load){ .rate = rate }, &truth, NULL);
    *p = (struct point_result){ .offered = rate, .stable = !isinf(truth.mean), .replications = 32 };
    const double mean = isfinite(truth.mean) ? truth.mean : truth.least, half = 0.02 * mean;
    p->latency.mean =
        (struct interval){ mean + offset * half, mean + (offset - 1) * half, mean + (offset + 1) * half };
    for (int k = 0; k < PERCENTILES; k++) {
        const double value = truth.percentile[k];
        p->latency.percentile[k] = (struct interval){ value, 0.98 * value, 1.02 * value };
    }
}

static void begin(struct fixture *f, const char *text, double first, double step)
{
    struct exact exact;
    *f = (struct fixture){ 0 };
    f->result.scenario = reads(text);
    f->result.network = network_assemble(f->result.scenario);
    f->result.confidence = 0.95;
    f->result.wall.status = WALL_NONE;
    f->result.point = f->point;
    f->result.points = LOADS;
    exact_init(&exact, f->result.network);
    for (uint32_t i = 0; i < LOADS; i++) make_point(f, &exact, i, first + i * step, 0.5);
    exact_finish(&exact);
}

static const struct theory_result *compare(struct fixture *f)
{
    size_t size;
    FILE *file = open_memstream(&f->said, &size);
    theory_compare(&f->result);
    verdict_print(&f->result, false, 100, file);
    fclose(file);
    char *to = f->said; /* as if on one line */
    for (const char *c = f->said; *c; c++)
        if (*c == '\n')
            c += strspn(c, "\n ") - 1, *to++ = ' ';
        else
            *to++ = *c;
    *to = '\0';
    return &f->result.theory;
}

static void says(const struct fixture *f, const char *words)
{
    if (!strstr(f->said, words)) fail_msg("\"%s\" lacks \"%s\"", f->said, words);
}

static void finish(struct fixture *f)
{
    theory_finish(&f->result.theory);
    network_destroy((struct network *)f->result.network);
    scenario_destroy((struct scenario *)f->result.scenario);
    free(f->said);
}

static void all_agree(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f, MM1("'poisson'"), 10, 8);
    const struct theory_result *t = compare(&f);
    assert_int_equal(t->kind, EXACT_FORMULA);
    assert_int_equal(t->compared, LOADS);
    assert_int_equal(t->agree, LOADS);
    assert_int_equal(t->tails, 2 * LOADS);
    assert_true(t->agrees);
    assert_near(t->point[5].exact.mean, 0.02, 1e-12);
    assert_near(t->point[5].residence[0], 0.02, 1e-12);
    finish(&f);
}

/* One of many intervals at 95 % misses by a little: that is what 95 % means. */
static void chance(void **state)
{
    (void)state;
    struct fixture f;
    struct exact exact;
    begin(&f, MM1("'poisson'"), 10, 8);
    exact_init(&exact, f.result.network);
    make_point(&f, &exact, 3, 34, 1.2);
    exact_finish(&exact);
    const struct theory_result *t = compare(&f);
    assert_int_equal(t->agree, LOADS - 1);
    assert_false(t->point[3].agrees);
    assert_false(t->point[3].contradicts);
    assert_true(t->agrees);
    says(&f, "M/M/1: exact mean 500 ms");
    says(&f, "agrees at 11 of 12 loads");
    finish(&f);
}

static void contradictions(void **state)
{
    (void)state;
    struct fixture f;
    struct exact exact;
    begin(&f, MM1("'poisson'"), 10, 8);
    exact_init(&exact, f.result.network);
    make_point(&f, &exact, 3, 34, 3);
    exact_finish(&exact);
    assert_false(compare(&f)->agrees);
    assert_true(f.result.theory.point[3].contradicts);
    says(&f, "DOES NOT AGREE: at 34.0 req/s");
    assert_null(strstr(f.said, "--precision"));
    finish(&f);

    begin(&f, MM1("'poisson'"), 10, 8); /* so coarse that chance may be the reason */
    f.result.precision = 0.2;
    f.point[3].stable = false;
    compare(&f);
    says(&f, "(short runs do that by chance: ask for --precision 5%)");
    finish(&f);

    begin(&f, MM1("'poisson'"), 10, 8); /* a tail that is wrong alone */
    f.point[7].latency.percentile[P99].value *= 1.2;
    f.point[7].latency.percentile[P99].low *= 1.2;
    f.point[7].latency.percentile[P99].high *= 1.2;
    assert_false(compare(&f)->agrees);
    assert_int_equal(f.result.theory.agree, LOADS);
    finish(&f);

    begin(&f, MM1("'poisson'"), 10, 8); /* no steady state where there is one */
    f.point[9].stable = false;
    assert_false(compare(&f)->agrees);
    finish(&f);

    begin(&f, MM1("'poisson'"), 10, 10); /* 100, 110, 120/s have none, and none is seen */
    assert_true(compare(&f)->agrees);
    assert_int_equal(f.result.theory.compared, 9);
    finish(&f);

    begin(&f, MM1("'poisson'"), 10, 10); /* one is seen where there is none */
    f.point[10].stable = true;
    assert_false(compare(&f)->agrees);
    finish(&f);
}

/* Where the tail is so heavy that the mean has no interval, the simulation says nothing for or against. */
static void no_interval(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f, MM1("'poisson'"), 10, 8);
    for (uint32_t i = 0; i < LOADS; i++) {
        f.point[i].latency.mean.low = -INFINITY;
        f.point[i].latency.mean.high = INFINITY;
        for (int k = 0; k < PERCENTILES; k++) f.point[i].latency.percentile[k].value = NAN;
    }
    const struct theory_result *t = compare(&f);
    assert_int_equal(t->compared, 0);
    assert_true(t->agrees);
    finish(&f);
}

static void bound(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f, MM1("{'batch':3}"), 10, 5);
    for (uint32_t i = 0; i < LOADS; i++) f.point[i].latency.mean = (struct interval){ 0.03, 0.029, 0.031 };
    const struct theory_result *t = compare(&f);
    assert_int_equal(t->kind, EXACT_BOUND);
    assert_int_equal(t->compared, 0);
    assert_true(t->agrees);
    says(&f, "no exact formula: requests arrive in batches; at least 10 ms, at most 100 req/s");
    finish(&f);

    begin(&f, MM1("{'batch':3}"), 10, 5); /* nobody waits: the mean is the bound, give or take */
    for (uint32_t i = 0; i < LOADS; i++) f.point[i].latency.mean = (struct interval){ 0.01, 0.0099, 0.0101 };
    f.point[2].latency.mean = (struct interval){ 0.00985, 0.00975, 0.00995 };
    assert_true(compare(&f)->agrees);
    finish(&f);

    begin(&f, MM1("{'batch':3}"), 10, 5); /* faster than its own demands */
    for (uint32_t i = 0; i < LOADS; i++) f.point[i].latency.mean = (struct interval){ 0.03, 0.029, 0.031 };
    f.point[2].latency.mean = (struct interval){ 0.009, 0.0089, 0.0091 };
    assert_false(compare(&f)->agrees);
    says(&f, "DOES NOT AGREE");
    finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_agree),   cmocka_unit_test(chance), cmocka_unit_test(contradictions),
        cmocka_unit_test(no_interval), cmocka_unit_test(bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
