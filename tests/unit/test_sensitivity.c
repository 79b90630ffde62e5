/* Which numbers move the wall, where that is known: M/M/1 with a limit for p99, whose wall is mu -
 * ln(100)/limit. */
#include "sim/plan/sensitivity.h"

#include "tests/unit/reading.h"

#include <math.h>

#include "tests/unit/near.h"

static struct document *document_of(const char *text)
{
    struct input_error error;
    char *json = quoted(text);
    struct document *document = document_parse(json, strlen(json), "t.json", &error);
    free(json);
    if (!document) fail_msg("%s", error.text);
    return document;
}

static const struct sensitive *find(const struct sensitivity *s, const char *path)
{
    for (uint32_t i = 0; i < s->count; i++)
        if (strcmp(s->sensitive[i].path, path) == 0) return &s->sensitive[i];
    return NULL;
}

#define MM1                                                                                                  \
    "{'schema':1,'name':'t','machines':{'m':{'cores':1,'usd_per_h':3}},"                                     \
    "'hosts':{'box':{'machine':'m','discipline':'fcfs'}},"                                                   \
    "'tiers':{'app':{'kind':'service','host':'box','demand':{'cpu_ms':{'dist':'exponential','mean':10}}}},"  \
    "'classes':{'a':{'path':['app']}},'slo':{'p99_ms':200},'load':{'rate_rps':[20,50]},'run':{'precision':"  \
    "0.1}}"

static void known_changes(void **state)
{
    (void)state;
    struct document *document = document_of(MM1);
    struct sensitivity s;
    sensitivity_init(&s, document, NULL, 0);
    const double slack = log(100) / 0.2;
    assert_near(s.wall, 100 - slack, 1e-6);
    assert_near(s.saturation, 100, 1e-9);
    const struct sensitive *x = find(&s, "tiers.app.demand.cpu_ms.mean");
    assert_non_null(x);
    assert_string_equal(x->was, "10");
    assert_string_equal(x->value[SENSITIVITY_LESS], "9");
    assert_string_equal(x->value[SENSITIVITY_MORE], "11");
    assert_near(x->wall[SENSITIVITY_LESS], 1000 / 9.0 - slack, 1e-6);
    assert_near(x->wall[SENSITIVITY_MORE], 1000 / 11.0 - slack, 1e-6);
    assert_near(x->swing, (1000 / 9.0 - 1000 / 11.0) / s.wall, 1e-9);
    x = find(&s, "slo.p99_ms");
    assert_non_null(x);
    assert_near(x->wall[SENSITIVITY_MORE], 100 - log(100) / 0.22, 1e-6);
    x = find(&s, "machines.m.cores"); /* in whole steps; there is no box without */
    assert_non_null(x);
    assert_string_equal(x->value[SENSITIVITY_MORE], "2");
    assert_string_equal(x->value[SENSITIVITY_LESS], "");
    assert_true(isnan(x->wall[SENSITIVITY_LESS]) && x->wall[SENSITIVITY_MORE] > 150);
    /* Neither prices, nor how the study is run, nor the loads that it looks at. */
    assert_null(find(&s, "machines.m.usd_per_h"));
    assert_null(find(&s, "run.precision"));
    assert_null(find(&s, "load.rate_rps[0]"));
    assert_true(s.tried > s.count && s.count >= 4);
    for (uint32_t i = 1; i < s.count; i++) assert_true(s.sensitive[i - 1].swing >= s.sensitive[i].swing);
    sensitivity_finish(&s);
    document_destroy(document);
}

/* Settings come first; a share near 1 goes up by a part of what is left; a default can be turned, too. */
static void settings_and_shares(void **state)
{
    (void)state;
    struct document *document =
        document_of("{'schema':1,'name':'t','machines':{'m':{'cores':4}},'hosts':{'box':{'machine':'m'},'mem'"
                    ":{'machine':'m'}},"
                    "'tiers':{'app':{'kind':'service','host':'box','demand':{'cpu_ms':1}},"
                    "'cache':{'kind':'cache','host':'mem','hit_ratio':0.95,'demand':{'cpu_ms':0.01}},"
                    "'db':{'kind':'database','host':'box','ops':{'read':{'cpu_ms':20}}}},"
                    "'classes':{'a':{'path':['app','cache','db.read']}}}");
    const char *const set[] = { "machines.m.cores=8" };
    struct sensitivity s;
    sensitivity_init(&s, document, set, 1);
    assert_near(s.saturation, 8000 / (1 + 0.05 * 20), 1e-6);
    const struct sensitive *x = find(&s, "machines.m.cores");
    assert_non_null(x);
    assert_string_equal(x->was, "8");
    assert_string_equal(x->value[SENSITIVITY_MORE], "9");
    x = find(&s, "tiers.cache.hit_ratio");
    assert_non_null(x);
    assert_string_equal(x->value[SENSITIVITY_LESS], "0.855");
    assert_string_equal(x->value[SENSITIVITY_MORE], "0.955");
    assert_true(x->wall[SENSITIVITY_LESS] < s.wall && x->wall[SENSITIVITY_MORE] > s.wall);
    assert_non_null(find(&s, "machines.m.speed"));
    /* What is printed can be set. */
    for (uint32_t i = 0; i < s.count; i++) {
        char text[SENSITIVITY_PATH + SENSITIVITY_NUMBER + 1];
        struct input_error error;
        snprintf(text, sizeof text, "%s=%s", s.sensitive[i].path, s.sensitive[i].was);
        const char *const both[] = { set[0], text };
        struct scenario *scenario = scenario_of(document, both, 2, &error);
        if (!scenario) fail_msg("%s: %s", text, error.text);
        scenario_destroy(scenario);
    }
    sensitivity_finish(&s);
    document_destroy(document);
}

/* Nothing to rank where there is no wall. */
static void hopeless(void **state)
{
    (void)state;
    const char *const set[] = { "slo.p99_ms=20" };
    struct document *document = document_of(MM1);
    struct sensitivity s;
    sensitivity_init(&s, document, set, 1);
    assert_near(s.wall, 0, 0);
    assert_int_equal(s.count, 0);
    sensitivity_finish(&s);
    document_destroy(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(known_changes),
                                        cmocka_unit_test(settings_and_shares), cmocka_unit_test(hopeless) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
