/* Sizes by the bottleneck law: enough, not more than that, and in words why not. */
#include "sim/plan/plan.h"

#include "tests/unit/planning.h"

static const double share = 0.85;

static bool has(const struct plan *plan, const char *setting)
{
    for (uint32_t i = 0; i < plan->sets; i++)
        if (strcmp(plan->set[i], setting) == 0) return true;
    return false;
}

/* 500 x 10 ms at 85 % of capacity are 5.9 cores, and eight are the next size. */
static void larger(void **state)
{
    (void)state;
    struct planning p = planning_of(ONE_BOX);
    struct plan plan;
    plan_init(&plan, p.document, p.scenario, NULL, 0);
    assert_true(plan_size(&plan, 500, share));
    assert_true(has(&plan, "machines.box.like=m7i.2xlarge"));
    assert_near(plan.saturation, 800, 1e-6);
    assert_near(plan.usd_per_h, 0.4032, 1e-9);
    /* Sized anew, the same path says something else, once. */
    assert_true(plan_size(&plan, 50, share));
    assert_true(has(&plan, "machines.box.like=m7i.large"));
    assert_false(has(&plan, "machines.box.like=m7i.2xlarge"));
    plan_finish(&plan);
    planning_finish(&p);
}

static void more(void **state)
{
    (void)state;
    struct planning p = planning_of(MANY_BOXES);
    struct plan plan;
    plan_init(&plan, p.document, p.scenario, NULL, 0);
    assert_true(plan_size(&plan, 30000, share));
    assert_true(plan.saturation * share >= 30000);
    /* A core costs the same in each size, so no less than the cores that are needed can be paid. */
    const double core = 0.1008 / 2;
    assert_true(plan.usd_per_h >= 30000 * 0.01 / share * core);
    assert_true(plan.usd_per_h < 30000 * 0.01 / share * core * 1.1 + 0.2);
    plan_finish(&plan);
    planning_finish(&p);
}

static void not_enough(void **state)
{
    (void)state;
    struct planning p = planning_of(ONE_BOX);
    struct plan plan;
    plan_init(&plan, p.document, p.scenario, NULL, 0);
    assert_false(plan_size(&plan, 30000, share));
    assert_false(plan.feasible);
    assert_string_equal(plan.why_not, "box is full at 19200 req/s even as m7i.48xlarge");
    assert_true(plan_size(&plan, 100, share));
    assert_string_equal(plan.why_not, "");
    plan_finish(&plan);
    planning_finish(&p);
}

static void pools_are_widened(void **state)
{
    (void)state;
    struct planning p = planning_of(ONE_BOX);
    const char *const set[] = { "tiers.app.threads=1" };
    struct plan plan;
    plan_init(&plan, p.document, p.scenario, set, 1);
    assert_true(plan_size(&plan, 500, share));
    assert_false(has(&plan, "tiers.app.threads=1"));
    assert_true(plan.saturation * share >= 500 * (1 - 1e-9));
    plan_finish(&plan);
    planning_finish(&p);
}

/* All that was set stays in force, however much it is. */
static void keeps_every_setting(void **state)
{
    (void)state;
    enum { SETS = 100 };
    struct planning p = planning_of(ONE_BOX);
    const char *set[SETS];
    char text[600] = "name=\"";
    memset(text + 6, 'n', 500);
    strcpy(text + 506, "\"");
    for (int i = 0; i < SETS - 1; i++) set[i] = text;
    set[SETS - 1] = "tiers.app.demand.cpu_ms=20";
    struct plan plan;
    plan_init(&plan, p.document, p.scenario, set, SETS);
    assert_true(plan_size(&plan, 500, share));
    assert_true(has(&plan, "machines.box.like=m7i.4xlarge"));
    assert_true(has(&plan, text));
    plan_finish(&plan);
    assert_int_equal(plan.sets, 0);
    planning_finish(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(larger),
        cmocka_unit_test(more),
        cmocka_unit_test(not_enough),
        cmocka_unit_test(pools_are_widened),
        cmocka_unit_test(keeps_every_setting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
