/*
 * Calibrate on what was measured, predict what was not: published tables of throughput against CPUs, shards
 * or nodes, of which the first points calibrate and the rest are predicted. By the utilization law, the
 * demand D of a request at saturation is n / X: the slope of a line through the origin. By the scalability
 * law where there are six points. README.md has the errors; SCALING_VERBOSE=1 in the environment prints them.
 */
#include "models/theory/proportion.h"
#include "models/theory/usl.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MOST = 7 };

static const struct table {
    const char *name;
    double n[MOST], x[MOST];
    size_t points, calibrating;
    double within; /* of the first prediction */
} tables[] = {
    /* nginx, replies/s against CPUs: Rybak, Testing the Performance of NGINX and NGINX Plus Web Servers, 2017
     */
    { "B-NGINX-HTTP-0KB",
      { 1, 2, 4, 8, 16, 32, 36 },
      { 145551, 249293, 543061, 1048421, 2001846, 3019182, 3298511 },
      7,
      4,
      0.10 },
    { "B-NGINX-HTTP-1KB",
      { 1, 2, 4, 8, 16, 32, 36 },
      { 74091, 131466, 261269, 524745, 972382, 1316362, 1309358 },
      7,
      4,
      0.10 },
    { "B-NGINX-HTTPS-0KB",
      { 1, 2, 4, 8, 16, 32, 36 },
      { 71561, 151325, 324654, 647213, 1262999, 2197336, 2175945 },
      7,
      4,
      0.10 },
    { "B-NGINX-HTTPS-10KB",
      { 1, 2, 4, 8, 16, 32, 36 },
      { 23308, 48654, 96808, 198818, 383860, 692804, 733745 },
      7,
      4,
      0.10 },
    /* Vitess, queries/s against shards: Berquist, One million queries per second with MySQL, 2022 */
    { "B-VITESS", { 16, 32, 40 }, { 420e3, 840e3, 1e6 }, 3, 2, 0.05 },
};

static void print(const char *name, const char *by, const struct table *t, size_t i, double predicted)
{
    if (getenv("SCALING_VERBOSE"))
        print_message("    %-20s %-8s at %2.0f: %9.0f, measured %9.0f (%+.1f %%)\n", name, by, t->n[i],
                      predicted, t->x[i], 100 * (predicted / t->x[i] - 1));
}

/* D from the first points, X = n / D for the others. */
static void by_demand(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof tables / sizeof *tables; k++) {
        const struct table *t = &tables[k];
        struct proportion fit;
        assert_true(proportion_fit(t->calibrating, t->n, t->x, &fit));
        assert_true(fit.r2 > 0.98);
        for (size_t i = t->calibrating; i < t->points; i++) {
            const double predicted = fit.slope * t->n[i];
            print(t->name, "demand", t, i, predicted);
            if (i == t->calibrating) assert_true(fabs(predicted / t->x[i] - 1) <= t->within + 1e-9);
            /* Far beyond, what the first points cannot show takes its part: a line is an upper bound. */
            assert_true(predicted >= t->x[i]);
        }
    }
}

/* The scalability law through the first six points of seven. */
static void by_law(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof tables / sizeof *tables; k++) {
        const struct table *t = &tables[k];
        struct usl fit;
        const size_t last = t->points - 1;
        if (last < USL_POINTS_MIN) {
            assert_int_equal(usl_fit(last, t->n, t->x, &fit), USL_TOO_FEW_POINTS);
            continue;
        }
        assert_int_equal(usl_fit(last, t->n, t->x, &fit), USL_OK);
        const struct usl_prediction p = usl_predict(&fit, t->n[last], 0.95);
        print(t->name, "USL", t, last, p.throughput);
        if (getenv("SCALING_VERBOSE"))
            print_message("      sigma %.4f kappa %.6f peak %.1f, 95 %%: %.0f to %.0f\n", fit.alpha, fit.beta,
                          fit.peak, p.low, p.high);
        assert_true(fabs(p.throughput / t->x[last] - 1) <= 0.15);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(by_demand), cmocka_unit_test(by_law) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
