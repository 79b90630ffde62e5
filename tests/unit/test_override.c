/* --set and --vary. */
#include "sim/input/override.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void sets(const char *tree, const char *setting, const char *result)
{
    struct input_error error = { "" };
    cJSON *json = cJSON_Parse(tree);
    if (!override_apply(json, setting, &error)) fail_msg("%s", error.text);
    char *text = cJSON_PrintUnformatted(json);
    assert_string_equal(text, result);
    free(text);
    cJSON_Delete(json);
}

static void cannot_set(const char *tree, const char *setting, const char *message)
{
    struct input_error error = { "" };
    cJSON *json = cJSON_Parse(tree);
    assert_false(override_apply(json, setting, &error));
    assert_string_equal(error.text, message);
    cJSON_Delete(json);
}

static void values_are_json_or_strings(void **state)
{
    (void)state;
    sets("{}", "a=8", "{\"a\":8}");
    sets("{}", "a=fcfs", "{\"a\":\"fcfs\"}");
    sets("{}", "a=m7i.large", "{\"a\":\"m7i.large\"}");
    sets("{}", "a=\"8\"", "{\"a\":\"8\"}");
    sets("{}", "a=true", "{\"a\":true}");
    sets("{}", "a=[1,2]", "{\"a\":[1,2]}");
    sets("{}", "a={\"b\":1}", "{\"a\":{\"b\":1}}");
    sets("{}", "a=x=y", "{\"a\":\"x=y\"}");
    sets("{}", "a=", "{\"a\":\"\"}");
}

static void paths_lead_to_the_value(void **state)
{
    (void)state;
    sets("{\"a\":{\"b\":1,\"c\":2}}", "a.b=3", "{\"a\":{\"b\":3,\"c\":2}}");
    sets("{}", "a.b.c=3", "{\"a\":{\"b\":{\"c\":3}}}");
    sets("{\"a\":{\"b\":1}}", "a.b=null", "{\"a\":{}}");
    sets("{}", "a=null", "{}");
    sets("{\"a\":[1,{\"b\":2}]}", "a[1].b=3", "{\"a\":[1,{\"b\":3}]}");
    sets("{\"a\":[1,2]}", "a.0=3", "{\"a\":[3,2]}");
    sets("{\"m\":{\"m7i.large\":{\"cores\":2}}}", "m.m7i.large.cores=4",
         "{\"m\":{\"m7i.large\":{\"cores\":4}}}");
}

static void says_what_is_wrong_with_a_setting(void **state)
{
    (void)state;
    cannot_set("{}", "a", "--set a: expected PATH=VALUE, such as hosts.web.count=8");
    cannot_set("{}", "=3", "--set =3: expected PATH=VALUE, such as hosts.web.count=8");
    cannot_set("{\"a\":1}", "a.b=3", "--set a.b: there can be nothing inside \"a\"");
    cannot_set("{\"a\":[1]}", "a[1]=3", "--set a[1]: there is no \"a[1]\"");
    cannot_set("{\"a\":[1]}", "a[x]=3", "--set a[x]: expected the number of an item after \"a\"");
    cannot_set("{}", "a..b=3", "--set a..b: expected a key after \"a\"");
    cannot_set("{}", "a=[1,", "--set a: the value:1:4: found the end, expected a value");
    cannot_set("{}", "a={\"b\":1,\"b\":2}", "--set: b: given twice");
}

static void varies(const char *text, size_t count, const char *first, const char *last)
{
    struct input_error error = { "" };
    struct variation v;
    if (!variation_init(&v, text, &error)) fail_msg("%s", error.text);
    assert_int_equal(v.count, count);
    assert_string_equal(v.value[0], first);
    assert_string_equal(v.value[count - 1], last);
    assert_string_equal(v.path, "a.b");
    for (size_t i = 0; i < count; i++) {
        assert_memory_equal(v.setting[i], "a.b=", 4);
        assert_string_equal(v.setting[i] + 4, v.value[i]);
    }
    variation_finish(&v);
}

static void cannot_vary(const char *text, const char *message)
{
    struct input_error error = { "" };
    struct variation v;
    assert_false(variation_init(&v, text, &error));
    assert_string_equal(error.text, message);
}

static void lists_and_ranges(void **state)
{
    (void)state;
    varies("a.b=1..16", 16, "1", "16");
    varies("a.b=1..16*2", 5, "1", "16");
    varies("a.b=1..20*2", 5, "1", "16");
    varies("a.b=0.5..8*2", 5, "0.5", "8");
    varies("a.b=0.1..0.8*2", 4, "0.1", "0.8");
    varies("a.b=m7i.large,m7i.xlarge", 2, "m7i.large", "m7i.xlarge");
    varies("a.b=1,2,8..10", 5, "1", "10");
    varies("a.b=[1,2],[3]", 2, "[1,2]", "[3]");
    varies("a.b={\"x\":\"},\"},7", 2, "{\"x\":\"},\"}", "7");
    varies("a.b=fcfs", 1, "fcfs", "fcfs");
}

static void says_what_is_wrong_with_a_list(void **state)
{
    (void)state;
    cannot_vary("a.b", "--vary a.b: expected PATH=LIST, such as hosts.web.count=1..16");
    cannot_vary("a=", "--vary a: found an empty value");
    cannot_vary("a=1,,2", "--vary a: found an empty value");
    cannot_vary("a=8..1", "--vary a: expected a range that rises, such as 1..16 or 1..16*2");
    cannot_vary("a=1..8*1", "--vary a: expected a range that rises, such as 1..16 or 1..16*2");
    cannot_vary("a=0..8*2", "--vary a: expected a range that rises, such as 1..16 or 1..16*2");
    cannot_vary("a=1..100000", "--vary a: found over 1000 values");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_json_or_strings),        cmocka_unit_test(paths_lead_to_the_value),
        cmocka_unit_test(says_what_is_wrong_with_a_setting), cmocka_unit_test(lists_and_ranges),
        cmocka_unit_test(says_what_is_wrong_with_a_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
