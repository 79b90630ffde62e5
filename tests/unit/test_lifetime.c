/* How long keys stay in a cache: the laws that are known. */
#include "models/theory/lifetime.h"

#include "tests/unit/relative.h"

static double mean(double read, double write, double gap, double horizon)
{
    return lifetime_mean(&(struct lifetime){ read, write, gap, horizon });
}

static double presence(double read, double write, double gap, double horizon)
{
    return lifetime_presence(&(struct lifetime){ read, write, gap, horizon });
}

static void laws_that_are_known(void **state)
{
    (void)state;
    /* From the fill, without and with writes (Jung, Berger, Balakrishnan 2003). */
    assert_relative(presence(3, 0, INFINITY, 5), 15.0 / 16, 1e-12);
    assert_relative(mean(3, 0.5, INFINITY, 5), (1 - exp(-2.5)) / 0.5, 1e-12);
    /* Che's: read within the gap; the last access was a read. */
    assert_relative(presence(0.3, 0, 5, INFINITY), 1 - exp(-1.5), 1e-12);
    assert_relative(presence(0.3, 0.1, 5, INFINITY), 0.75 * (1 - exp(-2)), 1e-12);
    /* A horizon before the first possible gap is all there is; one far beyond is none. */
    assert_relative(mean(0.3, 0.1, 5, 4), mean(0.3, 0.1, INFINITY, 4), 1e-12);
    assert_relative(mean(0.3, 0.1, 5, 1e4), mean(0.3, 0.1, 5, INFINITY), 1e-12);
    assert_relative(mean(0.3, 0.1, 5, 5.0001), 5.0001 * mean(0.3, 0.1, 5, 5) / 5, 1e-4);
}

static void edges(void **state)
{
    (void)state;
    assert_relative(presence(3, 0, INFINITY, INFINITY), 1, 0);
    assert_relative(presence(3, 1, INFINITY, INFINITY), 0.75, 1e-12);
    assert_relative(presence(0, 1, 5, 5), 0, 0);
    assert_relative(presence(3, 0, 0, INFINITY), 0, 0);
    assert_relative(presence(1e9, 0, 10, INFINITY), 1, 0);
    assert_relative(presence(1e9, 0, 10, 20), 2e10 / (2e10 + 1), 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(laws_that_are_known),
        cmocka_unit_test(edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
