#include "sim/input/demand_patch.h"

#include "tests/unit/reading.h"

/* The patch of a scenario, as text with ' for ". */
static void assert_patch(const char *scenario, enum demand_sort sort, double factor, unsigned count,
                         const char *known)
{
    char *json = quoted(scenario), *expected = quoted(known);
    cJSON *tree = cJSON_Parse(json), *patch = cJSON_CreateObject();
    assert_non_null(tree);
    assert_int_equal(demand_patch_scale(patch, tree, "box", sort, factor), count);
    char *text = cJSON_PrintUnformatted(patch);
    assert_string_equal(text, expected);
    free(text);
    free(json);
    free(expected);
    cJSON_Delete(tree);
    cJSON_Delete(patch);
}

static void numbers_and_distributions(void **state)
{
    (void)state;
    assert_patch("{'tiers':{'app':{'host':'box','demand':{'cpu_ms':10,'disk_reads':1}},"
                 "'db':{'host':'box','ops':{'read':{'cpu_us':{'dist':'lognormal','mean':4,'cv':2},'pages':3},"
                 "'write':{'cpu_ms':{'dist':'uniform','min':1,'max':3},'log_kib':8}}},"
                 "'other':{'host':'web','demand':{'cpu_ms':7}}}}",
                 DEMAND_SORT_CPU, 1.5, 3,
                 "{'tiers':{'app':{'demand':{'cpu_ms':15}},'db':{'ops':{'read':{'cpu_us':{'mean':6}},"
                 "'write':{'cpu_ms':{'min':1.5,'max':4.5}}}}}}");
}

static void disks(void **state)
{
    (void)state;
    assert_patch(
        "{'tiers':{'app':{'host':'box','demand':{'cpu_ms':10,'disk_reads':1,'disk_writes':0}},"
        "'db':{'host':'box','ops':{'read':{'pages':3,'log_kib':8,'log_writes':3}}}}}",
        DEMAND_SORT_DISK, 2, 3,
        "{'tiers':{'app':{'demand':{'disk_reads':2}},'db':{'ops':{'read':{'pages':6,'log_kib':16}}}}}");
}

static void nothing_to_scale(void **state)
{
    (void)state;
    assert_patch("{'tiers':{'app':{'host':'box','demand':{'cpu_ms':0}},'b':{'demand':{'cpu_ms':2}},"
                 "'c':{'host':'box','demand':{'cpu_ms':{'dist':'empirical','file':'x.txt'}}}}}",
                 DEMAND_SORT_CPU, 2, 0, "{}");
}

static void values_and_digits(void **state)
{
    (void)state;
    assert_patch("{'tiers':{'app':{'host':'box','demand':{'cpu_ms':{'dist':'empirical','values':[1,2]}}}}}",
                 DEMAND_SORT_CPU, 1 / 3.0, 1,
                 "{'tiers':{'app':{'demand':{'cpu_ms':{'values':[0.333333,0.666667]}}}}}");
}

/* Scaled again from the same scenario, what was there is replaced. */
static void again(void **state)
{
    (void)state;
    char *json = quoted("{'tiers':{'app':{'host':'box','demand':{'cpu_ms':10}}}}");
    cJSON *tree = cJSON_Parse(json), *patch = cJSON_CreateObject();
    demand_patch_scale(patch, tree, "box", DEMAND_SORT_CPU, 2);
    demand_patch_scale(patch, tree, "box", DEMAND_SORT_CPU, 3);
    char *text = cJSON_PrintUnformatted(patch);
    assert_string_equal(text, "{\"tiers\":{\"app\":{\"demand\":{\"cpu_ms\":30}}}}");
    free(text);
    free(json);
    cJSON_Delete(tree);
    cJSON_Delete(patch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_and_distributions),
        cmocka_unit_test(disks),
        cmocka_unit_test(nothing_to_scale),
        cmocka_unit_test(values_and_digits),
        cmocka_unit_test(again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
