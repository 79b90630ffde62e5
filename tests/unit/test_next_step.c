/* The cheapest change that is worth its while, and none where the architecture knows none. */
#include "sim/plan/next_step.h"

#include "tests/unit/planning.h"

static uint32_t host_of(const struct scenario *s, const char *name)
{
    for (uint32_t h = 0; h < s->hosts; h++)
        if (strcmp(s->host[h].name, name) == 0) return h;
    fail_msg("no host %s", name);
    return 0;
}

static void the_next_size(void **state)
{
    (void)state;
    struct planning p = planning_of(ONE_BOX);
    struct next_step step;
    assert_true(next_step_find(p.document, p.scenario, NULL, 0, host_of(p.scenario, "box"), &step));
    assert_string_equal(step.setting, "machines.box.like=m7i.xlarge");
    assert_near(step.usd_more, 0.1008, 1e-9);
    assert_near(step.factor, 2, 1e-9);
    planning_finish(&p);
}

/* A third of two costs half of two larger ones. */
static void one_more_is_cheaper(void **state)
{
    (void)state;
    struct planning p = planning_of(MANY_BOXES);
    struct next_step step;
    assert_true(next_step_find(p.document, p.scenario, NULL, 0, host_of(p.scenario, "box"), &step));
    assert_string_equal(step.setting, "hosts.box.count=3");
    assert_near(step.usd_more, 0.1008, 1e-9);
    assert_near(step.factor, 1.5, 1e-9);
    planning_finish(&p);
}

/* Among twenty one more is less than a tenth. */
static void as_many_as_make_a_difference(void **state)
{
    (void)state;
    struct planning p = planning_of(MANY_BOXES);
    const char *const set[] = { "hosts.box.count=20" };
    struct input_error error;
    struct scenario *s = scenario_of(p.document, set, 1, &error);
    struct next_step step;
    assert_non_null(s);
    assert_true(next_step_find(p.document, s, set, 1, host_of(s, "box"), &step));
    assert_string_equal(step.setting, "hosts.box.count=22");
    assert_near(step.factor, 1.1, 1e-9);
    scenario_destroy(s);
    planning_finish(&p);
}

static void none(void **state)
{
    (void)state;
    struct planning p = planning_of(OWN_BOX);
    struct next_step step;
    assert_false(next_step_find(p.document, p.scenario, NULL, 0, host_of(p.scenario, "box"), &step));
    planning_finish(&p);
    /* The balancer is not what is full. */
    p = planning_of(MANY_BOXES);
    assert_false(next_step_find(p.document, p.scenario, NULL, 0, host_of(p.scenario, "lb"), &step));
    planning_finish(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_next_size),
        cmocka_unit_test(one_more_is_cheaper),
        cmocka_unit_test(as_many_as_make_a_difference),
        cmocka_unit_test(none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
