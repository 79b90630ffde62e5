/* Long-run variability of arrivals, each against what is known of the process. */
#include "models/architecture/dispersion.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"

static struct load of_kind(enum arrivals kind)
{
    return (struct load){ .arrivals = kind, .batch = demand_constant(1) };
}

static void streams(void **state)
{
    (void)state;
    struct load load = of_kind(ARRIVALS_POISSON);
    assert_near(dispersion_of(&load, 50), 1, 1e-12);
    load = of_kind(ARRIVALS_CONSTANT);
    assert_near(dispersion_of(&load, 50), 0, 1e-12);
    load = of_kind(ARRIVALS_RENEWAL);
    load.cv = 3;
    assert_near(dispersion_of(&load, 50), 9, 1e-12);
}

/* A compound Poisson process: E B^2 / E B. */
static void batches(void **state)
{
    (void)state;
    struct load load = of_kind(ARRIVALS_POISSON);
    load.batch = demand_constant(10);
    assert_near(dispersion_of(&load, 50), 10, 1e-12);
    load.batch = demand_exponential(10);
    assert_near(dispersion_of(&load, 50), 20, 1e-9);
}

/* On and off with exponential times of 1 s each, 2 a second while on: Var N(t)/E N(t) tends to 1 + 2 x 2 / 4
 * = 2. */
static void bursts(void **state)
{
    (void)state;
    struct load load = of_kind(ARRIVALS_BURSTY);
    load.bursty.burst_factor = 2;
    load.bursty.burst_s = load.bursty.calm_s = 1;
    assert_near(dispersion_of(&load, 1), 2, 1e-12);
    assert_near(dispersion_of(&load, 100), 101, 1e-9);
    load.bursty.burst_factor = 1; /* no bursts */
    assert_near(dispersion_of(&load, 100), 1, 1e-12);
}

/* Gaps of a cv of 0.5 that come in turn vary no more in the long run; in long stretches, much more. */
static void traces(void **state)
{
    (void)state;
    enum { GAPS = 10000 };
    static double gap[GAPS];
    struct load load = of_kind(ARRIVALS_TRACE);
    load.trace.gap = gap;
    load.trace.gaps = GAPS;
    for (int i = 0; i < GAPS; i++) gap[i] = i % 2 ? 0.5 : 1.5;
    assert_near(dispersion_of(&load, 1), 0, 1e-9);
    for (int i = 0; i < GAPS; i++) gap[i] = i / 100 % 2 ? 0.5 : 1.5;
    assert_near(dispersion_of(&load, 1), 25.25, 0.1);
}

static void parts(void **state)
{
    (void)state;
    assert_near(dispersion_thinned(9, 1), 9, 1e-12);
    assert_near(dispersion_thinned(9, 0.25), 3, 1e-12);
    assert_near(dispersion_thinned(1, 0.5), 1, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(streams), cmocka_unit_test(batches), cmocka_unit_test(bursts),
        cmocka_unit_test(traces),  cmocka_unit_test(parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
