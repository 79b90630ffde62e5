/* What it costs to carry a load with larger machines, with more of them, or with both. */
#include "sim/plan/cost.h"

#include "tests/unit/planning.h"

enum { LOADS = 4 };
static const double rate[LOADS] = { 50, 500, 5000, 50000 };
static const double share = 0.7;

static void ways(void **state)
{
    (void)state;
    struct planning p = planning_of(MANY_BOXES);
    double larger[LOADS], more[LOADS], both[LOADS];
    cost_of_loads(p.document, p.scenario, NULL, 0, COST_LARGER, share, rate, larger, LOADS);
    cost_of_loads(p.document, p.scenario, NULL, 0, COST_MORE, share, rate, more, LOADS);
    cost_of_loads(p.document, p.scenario, NULL, 0, COST_BOTH, share, rate, both, LOADS);
    for (int i = 0; i < LOADS; i++) {
        assert_true(both[i] > 0);
        if (i > 0) assert_true(both[i] >= both[i - 1]);
        if (larger[i] > 0) assert_true(both[i] <= larger[i] + 1e-9);
        if (more[i] > 0) assert_true(both[i] <= more[i] + 1e-9);
    }
    /* Two of the largest machines have 384 cores, 714 would be needed; 512 small ones have more. */
    assert_true(isnan(larger[3]));
    assert_true(more[3] > 0);
    planning_finish(&p);
}

static void no_more_than_there_can_be(void **state)
{
    (void)state;
    struct planning p = planning_of(ONE_BOX);
    double larger[LOADS], more[LOADS];
    cost_of_loads(p.document, p.scenario, NULL, 0, COST_LARGER, share, rate, larger, LOADS);
    cost_of_loads(p.document, p.scenario, NULL, 0, COST_MORE, share, rate, more, LOADS);
    assert_near(larger[0], 0.1008, 1e-9);
    assert_near(larger[1], 0.4032, 1e-9);
    for (int i = 0; i < LOADS; i++) assert_true(isnan(more[i]));
    planning_finish(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ways),
        cmocka_unit_test(no_more_than_there_can_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
