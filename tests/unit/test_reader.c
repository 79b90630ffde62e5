/* The generic reader: which key is meant, what is said of a wrong one, and who is blamed. */
#include "reading.h"

#include <math.h>
#include <unistd.h>

static void keys_that_are_not(void **state)
{
    (void)state;
    refuses("{'tirs':{}}", ": tirs: unknown key; did you mean 'tiers'?");
    refuses("{" SERVICE ",'zzzzzz':1}",
            ": zzzzzz: unknown key of a scenario, expected one of $schema, schema, extends, name, stage, "
            "question, machines, hosts, data, tiers, classes, load, slo, network, timeline, run, assert");
    refuses("{" SERVICE ",'slo':{'p98_ms':1}}", ": slo.p98_ms: unknown key; did you mean 'p90_ms'?");
    refuses("{" SERVICE ",'slo':{'p99':1}}",
            ": slo.p99: found no unit, expected a time; did you mean 'p99_ms'?");
    refuses("{" SERVICE ",'slo':{'p99_gib':1}}",
            ": slo.p99_gib: found the unit 'gib', expected a time in 'us', 'ms', 's', "
            "'min', 'h' or 'd'; did you mean 'p99_ms'?");
    refuses("{" SERVICE ",'slo':{'p99_ms':1,'p99_s':1}}", ": slo.p99_ms: given twice, as 'p99_s' too");
    refuses("{'tiers':{'a':{'knd':'service'}}}", ": tiers.a.knd: unknown key; did you mean 'kind'?");
    refuses("{'tiers':{'':{'kind':'service'}},'classes':{}}",
            ": tiers: found an empty name, expected a name");
}

static void types(void **state)
{
    (void)state;
    refuses("[]", ": found no object, expected a scenario (an object)");
    refuses("{'tiers':[],'classes':{}}", ": tiers: found an empty list, expected an object of named things");
    refuses("{'tiers':{'a':3},'classes':{}}", ": tiers.a: found 3, expected a tier (an object)");
    refuses("{" SERVICE ",'slo':{'p99_ms':{}}}",
            ": slo.p99_ms: found an object, expected a number above 0, or 'unlimited'");
    refuses("{" SERVICE ",'slo':{'p99_ms':'fast'}}",
            ": slo.p99_ms: found 'fast', expected a number above 0, or 'unlimited'");
    refuses("{" SERVICE ",'slo':{'p99_ms':1e400}}",
            ": slo.p99_ms: found a number too large to hold, expected a number "
            "above 0 and at most 1e+13, or 'unlimited'");
    refuses("{" SERVICE ",'slo':{'p99_ms':true}}",
            ": slo.p99_ms: found true, expected a number above 0, or 'unlimited'");
    refuses("{" SERVICE ",'name':3}", ": name: found 3, expected a string");
    refuses("{" SERVICE ",'name':'a\\nb','stage':'x\\ty'}",
            ": stage: found 'x?y', expected a whole number from 0 to 6");
    refuses("{'tiers':{'a':{'kind':'cache','hit_ratio':1,'cold':1}},'classes':{}}",
            ": tiers.a.cold: found 1, expected true or false");
    refuses("{'tiers':{'a':{'kind':'cache','hit_ratio':1,'keys':1}},'classes':{}}",
            ": tiers.a.keys: found 1, expected the name of a key space");
}

static void words_for_what_has_no_number(void **state)
{
    (void)state;
    struct scenario *s = reads("{" SERVICE ",'slo':{'p99_ms':'unlimited'},'run':{'warmup':'auto'}}");
    assert_true(isinf(s->slo.percentile[P99]) && isnan(s->run.warmup) && s->slo.relative_p99);
    scenario_destroy(s);
}

static void notes_are_allowed_everywhere(void **state)
{
    (void)state;
    struct scenario *s =
        reads("{'_note':'x','tiers':{'_note':'y','app':{'_note':['z'],'kind':'service'}},'classes':"
              "{'a':{'path':['app'],'_note':{}},'_note':1},'load':{'_note':''}}");
    assert_true(s->tiers == 1 && s->classes == 1);
    scenario_destroy(s);
}

static void the_file_that_said_it_is_blamed(void **state)
{
    (void)state;
    char base[] = "/tmp/test_reader_base.XXXXXX", top[] = "/tmp/test_reader_top.XXXXXX", expected[200];
    struct input_error error;
    close(mkstemp(base));
    close(mkstemp(top));
    FILE *file = fopen(base, "w");
    fputs("{\"tiers\": {\"app\": {\"kind\": \"service\", \"threds\": 3}}, \"classes\": {\"a\": {\"path\": "
          "[\"app\"]}}}",
          file);
    fclose(file);
    file = fopen(top, "w");
    fprintf(file, "{\"extends\": \"%s\", \"name\": \"top\"}", base);
    fclose(file);
    assert_null(scenario_read(top, NULL, 0, &error));
    snprintf(expected, sizeof expected, "%s: tiers.app.threds: unknown key; did you mean \"threads\"?", base);
    assert_string_equal(error.text, expected);
    const char *const sets[] = { "tiers.app.threds=null", "tiers.app.threads=none" };
    assert_null(scenario_read(top, sets, 2, &error));
    assert_string_equal(
        error.text,
        "--set: tiers.app.threads: found \"none\", expected a whole number of at least 1, or \"unlimited\"");
    struct scenario *s = scenario_read(top, sets, 1, &error);
    assert_non_null(s);
    assert_string_equal(s->file, top);
    scenario_destroy(s);
    unlink(base);
    unlink(top);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_that_are_not),
        cmocka_unit_test(types),
        cmocka_unit_test(words_for_what_has_no_number),
        cmocka_unit_test(notes_are_allowed_everywhere),
        cmocka_unit_test(the_file_that_said_it_is_blamed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
