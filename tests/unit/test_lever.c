/* What may be turned in an architecture, and what may not. */
#include "sim/plan/lever.h"

#include "tests/unit/planning.h"

static const struct lever *lever_of(const struct levers *levers, const struct scenario *s, const char *host)
{
    for (uint32_t i = 0; i < levers->levers; i++)
        if (strcmp(s->host[levers->lever[i].host].name, host) == 0) return &levers->lever[i];
    fail_msg("no lever of %s", host);
    return NULL;
}

static void sizes_of_the_family(void **state)
{
    (void)state;
    struct planning p = planning_of(ONE_BOX);
    struct levers levers;
    levers_init(&levers, p.document, p.scenario, NULL, 0);
    assert_int_equal(levers.levers, 1);
    const struct lever *box = lever_of(&levers, p.scenario, "box");
    assert_string_equal(box->size_path, "machines.box.like");
    assert_true(box->sizes > 3);
    assert_string_equal(box->size[box->size_now].name, "m7i.large");
    for (uint32_t i = 0; i < box->sizes; i++) {
        assert_memory_equal(box->size[i].name, "m7i.", 4);
        assert_true(box->size[i].usd_per_h > 0);
        if (i > 0) assert_true(box->size[i].cores > box->size[i - 1].cores);
    }
    /* Nothing spreads the work, so one it stays. */
    assert_int_equal(box->count_paths, 0);
    assert_int_equal(box->least, 1);
    assert_int_equal(box->most, 1);
    levers_finish(&levers);
    levers_finish(&levers);
    planning_finish(&p);
}

static void a_balancer_allows_more(void **state)
{
    (void)state;
    struct planning p = planning_of(MANY_BOXES);
    struct levers levers;
    levers_init(&levers, p.document, p.scenario, NULL, 0);
    assert_int_equal(levers.levers, 2);
    const struct lever *box = lever_of(&levers, p.scenario, "box"), *lb = lever_of(&levers, p.scenario, "lb");
    assert_int_equal(box->count_paths, 1);
    assert_string_equal(box->count_path[0], "hosts.box.count");
    assert_int_equal(box->count_now, 2);
    assert_int_equal(box->least, 1);
    assert_int_equal(box->most, LEVER_MOST);
    assert_int_equal(lb->count_paths, 0);
    levers_finish(&levers);
    planning_finish(&p);
}

static void a_machine_of_its_own_stays(void **state)
{
    (void)state;
    struct planning p = planning_of(OWN_BOX);
    struct levers levers;
    levers_init(&levers, p.document, p.scenario, NULL, 0);
    const struct lever *box = lever_of(&levers, p.scenario, "box");
    assert_string_equal(box->size_path, "");
    assert_int_equal(box->sizes, 1);
    assert_int_equal(box->size_now, 0);
    assert_string_equal(box->size[0].name, "");
    assert_near(box->size[0].usd_per_h, 1, 1e-12);
    levers_finish(&levers);
    planning_finish(&p);
}

/* A machine's own cores would stay as they are under another name. */
static void what_a_machine_says_itself_is_not_sized(void **state)
{
    (void)state;
    struct planning p = planning_of(ONE_BOX);
    const char *const set[] = { "machines.box.cores=3" };
    struct levers levers;
    levers_init(&levers, p.document, p.scenario, set, 1);
    assert_int_equal(levers.lever[0].sizes, 1);
    assert_string_equal(levers.lever[0].size_path, "");
    levers_finish(&levers);
    planning_finish(&p);
}

/* A setting that would be cut off would mean something else. */
static void a_path_that_does_not_fit_is_no_lever(void **state)
{
    (void)state;
    char name[LEVER_PATH + 1], text[4096];
    memset(name, 'h', LEVER_PATH);
    name[LEVER_PATH] = '\0';
    snprintf(text, sizeof text,
             "{'schema':1,'machines':{'lb':{'like':'c7i.large'}},"
             "'hosts':{'%s':{'machine':'m7i.large','count':2},'lb':{'machine':'lb'}},"
             "'tiers':{'lb':{'kind':'balancer','host':'lb'},"
             "'app':{'kind':'service','host':'%s','demand':{'cpu_ms':10}}},"
             "'classes':{'all':{'path':['lb','app']}}}",
             name, name);
    struct planning p = planning_of(text);
    struct levers levers;
    levers_init(&levers, p.document, p.scenario, NULL, 0);
    const struct lever *box = lever_of(&levers, p.scenario, name);
    assert_string_equal(box->size_path, "");
    assert_int_equal(box->sizes, 1);
    assert_int_equal(box->count_paths, 0);
    assert_int_equal(box->most, 2);
    levers_finish(&levers);
    planning_finish(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_of_the_family),
        cmocka_unit_test(a_balancer_allows_more),
        cmocka_unit_test(a_machine_of_its_own_stays),
        cmocka_unit_test(what_a_machine_says_itself_is_not_sized),
        cmocka_unit_test(a_path_that_does_not_fit_is_no_lever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
