/* Whole scenarios: the smallest one, a network, and variants of a document. */
#include "reading.h"

#include <math.h>

static const char mm1[] = "{'schema':1,'name':'M/M/1','machines':{'one':{'cores':1}},"
                          "'hosts':{'box':{'machine':'one','discipline':'fcfs'}},"
                          "'tiers':{'app':{'kind':'service','host':'box','demand':{'cpu_ms':10}}},"
                          "'classes':{'all':{'path':['app']}},'load':{'rate_rps':[50,80,90]}}";

static const char web[] =
    "{'schema':1,'name':'web','machines':{'c1':{'cores':1},'c2':{'cores':2},'c4':{'cores':4}},"
    "'hosts':{'lb':{'machine':'c1','discipline':'fcfs'},'web':{'machine':'c2','discipline':'fcfs','count':4},"
    "'redis':{'machine':'c1','discipline':'fcfs'},'pg':{'machine':'c4','discipline':'fcfs'}},"
    "'tiers':{'lb':{'kind':'balancer','host':'lb','policy':'round_robin','demand':{'cpu_ms':0.5}},"
    "'app':{'kind':'service','host':'web','demand':{'cpu_ms':6}},"
    "'cache':{'kind':'cache','host':'redis','demand':{'cpu_ms':0.5},'hit_ratio':0.8},"
    "'db':{'kind':'database','host':'pg','demand':{'cpu_ms':12}}},"
    "'classes':{'all':{'path':['lb','app','cache','db']}},'load':{'rate_rps':[800]}}";

static void the_smallest(void **state)
{
    (void)state;
    struct scenario *s = reads(mm1);
    assert_string_equal(s->name, "M/M/1");
    assert_string_equal(s->file, "t.json");
    assert_true(s->machines == 1 && s->hosts == 1 && s->tiers == 1 && s->classes == 1 && s->datas == 0);
    assert_true(s->machine[0].cores == 1 && s->host[0].discipline == DISCIPLINE_FCFS);
    assert_int_equal(s->tier[0].demand.cpu.kind, DEMAND_EXPONENTIAL);
    assert_near(s->tier[0].demand.cpu.mean, 0.01, 1e-15);
    assert_int_equal(s->class[0].path->kind, PATH_CALL);
    assert_ptr_equal(s->class[0].path->op, &s->tier[0].demand);
    assert_true(s->load.points == 3 && s->load.point[1] == 80 && !s->load.automatic);
    scenario_destroy(s);
    scenario_destroy(NULL);
}

static void a_network(void **state)
{
    (void)state;
    struct scenario *s = reads(web);
    uint32_t tier = 0;
    for (const struct path *p = s->class[0].path; p; p = p->child, tier++) assert_int_equal(p->tier, tier);
    assert_int_equal(tier, 4);
    assert_true(s->host[1].count == 4 && s->host[1].count_said && s->tier[2].caching.hit_ratio == 0.8);
    assert_true(isnan(s->tier[2].caching.memory));
    scenario_destroy(s);
}

static void variants_of_a_document(void **state)
{
    (void)state;
    struct input_error error;
    char *text = quoted(web);
    struct document *document = document_parse(text, strlen(text), "web.json", &error);
    for (int n = 1; n < 5; n++) {
        char set[64];
        snprintf(set, sizeof set, "hosts.web.count=%d", n);
        const char *const sets[] = { set, "hosts.pg.machine=m7i.large" };
        struct scenario *s = scenario_of(document, sets, 2, &error);
        assert_int_equal(s->host[1].count, n);
        assert_string_equal(s->machine[s->host[3].machine].name, "m7i.large");
        scenario_destroy(s);
    }
    cJSON *tree = document_tree(document, NULL, 0, &error);
    document_destroy(document);
    struct scenario *s = scenario_from_tree(tree, "tree.json", &error);
    cJSON_Delete(tree);
    assert_int_equal(s->host[1].count, 4); /* the document itself did not change */
    scenario_destroy(s);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_smallest),
        cmocka_unit_test(a_network),
        cmocka_unit_test(variants_of_a_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
