/* What demands alone tell, against figures worked out by hand. */
#include "sim/report/explain.h"
#include "tests/unit/reading.h"

#include <cjson/cJSON.h>
#include <math.h>

static const char web[] =
    "{'schema':1,'name':'web','machines':{'c1':{'cores':1},'c2':{'cores':2},'c4':{'cores':4}},"
    "'hosts':{'lb':{'machine':'c1'},'web':{'machine':'c2','count':4},'redis':{'machine':'c1'},"
    "'pg':{'machine':'c4'}},"
    "'tiers':{'lb':{'kind':'balancer','host':'lb','demand':{'cpu_ms':0.5}},"
    "'app':{'kind':'service','host':'web','threads':10,'demand':{'cpu_ms':6}},"
    "'cache':{'kind':'cache','host':'redis','demand':{'cpu_ms':0.5},'hit_ratio':0.8},"
    "'db':{'kind':'database','host':'pg','demand':{'cpu_ms':12}}},"
    "'classes':{'all':{'path':['lb','app','cache','db']}},"
    "'load':{'rate_rps':[800],'users':{'active_ratio':0.1,'think_time_s':10}}}";

static struct scenario *scenario;
static struct explanation x;

static void explain(const char *text)
{
    scenario = reads(text);
    explanation_init(&x, scenario, NULL);
}

static int end(void **state)
{
    (void)state;
    explanation_finish(&x);
    scenario_destroy(scenario);
    return 0;
}

static const struct explained_resource *named(const char *name)
{
    for (uint32_t i = 0; i < x.resources; i++)
        if (strcmp(x.network->resource[x.resource[i].resource].name, name) == 0) return &x.resource[i];
    fail_msg("no resource %s", name);
    return NULL;
}

static void test_groups(void **state)
{
    (void)state;
    explain(web);
    const struct explained_resource *cpu = named("web.cpu"), *threads = named("app.threads");
    assert_near(cpu->demand, 0.006, 1e-12);
    assert_near(cpu->visits, 1, 1e-12);
    assert_near(cpu->servers, 8, 0);
    assert_near(cpu->saturation, 8 / 0.006, 1e-9);
    assert_near(cpu->by_tier[1], 0.006, 1e-12);
    /* Held: its own 6 ms, the cache's 0.5, and a fifth of the database's 12. */
    assert_near(threads->demand, 0.006 + 0.0005 + 0.2 * 0.012, 1e-12);
    assert_near(threads->saturation, 40 / threads->demand, 1e-9);
    assert_null(threads->by_tier);
}

static void test_law(void **state)
{
    (void)state;
    explain(web);
    assert_near(x.network->saturation, 8 / 0.006, 1e-9);
    assert_string_equal(x.network->resource[x.next].name, "pg.cpu");
    assert_near(x.next_rate, 4 / 0.0024, 1e-9);
    assert_int_equal(x.runner_up, x.next);
    assert_near(x.network->zero_load_latency, 0.0094, 1e-12);
    assert_near(explain_cache_hits(x.network, 2), 0.8, 0);
}

static void test_same_again(void **state)
{
    (void)state;
    explain("{'schema':1,'name':'t','machines':{'m':{'cores':1}},'hosts':{'a':{'machine':'m'},'b':{'machine':"
            "'m'}},'tiers':{'p':{'kind':'service','host':'a','demand':{'cpu_ms':10}},"
            "'q':{'kind':'service','host':'b','demand':{'cpu_ms':1}}},'classes':{'all':{'path':['p','q']}}}");
    assert_int_equal(x.next, x.network->bottleneck);
    assert_near(x.next_rate, 200, 1e-9);
    assert_near(x.runner_up_rate, 1000, 1e-9);
}

static void test_nothing_limited(void **state)
{
    (void)state;
    explain("{'schema':1,'name':'t'," SERVICE "}");
    assert_null(x.bottleneck);
    assert_int_equal(x.next, NETWORK_NONE);
    assert_true(isnan(x.usd_per_million));
}

/* The asymptotic bounds of demands of 4 and 6 s with Z = 15: N* = 25/6. */
static void test_closed(void **state)
{
    (void)state;
    explain("{'schema':1,'name':'t','machines':{'m':{'cores':1}},'hosts':{'a':{'machine':'m'},'b':{'machine':"
            "'m'}},'tiers':{'p':{'kind':'service','host':'a','demand':{'cpu_s':4}},"
            "'q':{'kind':'service','host':'b','demand':{'cpu_s':6}}},'classes':{'all':{'path':['p','q']}},"
            "'load':{'arrivals':'closed','population':[1,10],'think_time_s':15}}");
    assert_int_equal(x.populations, 2);
    assert_near(x.knee_population, 25.0 / 6, 1e-12);
    assert_near(x.population[0].bounds.throughput_upper, 1.0 / 25, 1e-12);
    assert_near(x.population[1].bounds.throughput_upper, 1.0 / 6, 1e-12);
    assert_near(x.population[1].bounds.response_lower, 45, 1e-9);
    assert_near(x.population[1].bounds.response_upper, 100, 1e-9);
}

static void test_json(void **state)
{
    (void)state;
    explain(web);
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    explain_json(&x, 1, file);
    fclose(file);
    cJSON *json = cJSON_Parse(text);
    assert_non_null(json);
    const cJSON *one = cJSON_GetArrayItem(cJSON_GetObjectItem(json, "scenarios"), 0);
    const cJSON *cpu = cJSON_GetObjectItem(cJSON_GetObjectItem(one, "resources"), "web.cpu");
    assert_near(cJSON_GetObjectItem(cpu, "demand_s")->valuedouble, 0.006, 1e-12);
    assert_near(cJSON_GetObjectItem(cJSON_GetObjectItem(one, "saturation"), "users")->valuedouble,
                1e5 * 8 / 6, 1e-6);
    assert_true(cJSON_IsNull(cJSON_GetObjectItem(one, "closed")));
    cJSON_Delete(json);
    free(text);
}

static void test_table_fits(void **state)
{
    (void)state;
    explain(web);
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    explain_table(&x, false, file);
    fclose(file);
    for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n')
        assert_true(strcspn(line, "\n") <= 100);
    assert_non_null(strstr(text, "with twice the CPU, pg.cpu is full at 1,670 req/s"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_groups, end),     cmocka_unit_test_teardown(test_law, end),
        cmocka_unit_test_teardown(test_same_again, end), cmocka_unit_test_teardown(test_nothing_limited, end),
        cmocka_unit_test_teardown(test_closed, end),     cmocka_unit_test_teardown(test_json, end),
        cmocka_unit_test_teardown(test_table_fits, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
