/* A printed scenario is whole, says where its defaults come from, and reads back as what it was. */
#include "reading.h"
#include "sim/input/check.h"
#include "sim/input/print.h"

static const char *const full =
    "{'name':'full','hosts':{'pg':{'machine':'m7i.xlarge','zones':['a','b']},'x':{'machine':{'cores':7,'ssd':"
    "'nvme'}}},"
    "'machines':{'big':{'like':'m7i.large','cores':3}},'data':{'users':{'keys':1e6}},"
    "'tiers':{'lb':{'kind':'balancer','policy':{'power_of':3}},'app':{'kind':'service','host':'x','autoscale'"
    ":{}},"
    "'cache':{'kind':'cache','memory_gib':2},'db':{'kind':'database','host':'pg','ops':{'read':{'cpu_ms':{'"
    "mean':2,"
    "'cv':1}}},'replicas':{},'shards':{'count':2}},'q':{'kind':'queue'},'s3':{'kind':'store'}},"
    "'classes':{'all':{'key':'users','path':['lb','app','cache',{'probability':0.5,'call':['db.read']},['q','"
    "s3']]}},"
    "'timeline':{'events':[{'at_s':1,'kill':'db.primary'}]}}";

static cJSON *completed(const char *text)
{
    struct input_error error = { "" };
    struct document *document = document_parse(text, strlen(text), "t.json", &error);
    cJSON *tree = document ? scenario_complete(document, NULL, 0, &error) : NULL;
    if (!tree) fail_msg("%s", error.text);
    document_destroy(document);
    return tree;
}

static void reads_back(void **state)
{
    (void)state;
    char *text = quoted(full);
    cJSON *once = completed(text);
    char *printed = print_json(once);
    cJSON *twice = completed(printed);
    assert_true(cJSON_Compare(once, twice, true));
    free(text);
    free(printed);
    cJSON_Delete(once);
    cJSON_Delete(twice);
}

static void every_default_has_a_source(void **state)
{
    (void)state;
    char *text = quoted(full);
    cJSON *tree = completed(text);
    const cJSON *host = cJSON_GetObjectItem(cJSON_GetObjectItem(tree, "hosts"), "pg");
    const cJSON *sources = cJSON_GetObjectItem(host, "_defaults"), *item;
    cJSON_ArrayForEach(item, host) if (strcmp(item->string, "_defaults") != 0)
    {
        const bool said = strcmp(item->string, "machine") == 0 || strcmp(item->string, "zones") == 0;
        if (said == (cJSON_GetObjectItem(sources, item->string) != NULL)) fail_msg("%s", item->string);
    }
    assert_string_equal(cJSON_GetObjectItem(sources, "provision_s")->valuestring,
                        "measured: VM boot to SSH, mean (brevdev/ec2-coldboot-research)");
    const cJSON *machine = cJSON_GetObjectItem(cJSON_GetObjectItem(tree, "machines"), "m7i.xlarge");
    assert_non_null(cJSON_GetObjectItem(machine, "_source"));
    assert_near(cJSON_GetObjectItem(cJSON_GetObjectItem(machine, "ssd"), "iops")->valuedouble, 3000, 0);
    free(text);
    cJSON_Delete(tree);
}

static void short_things_stay_on_a_line(void **state)
{
    (void)state;
    cJSON *tree = cJSON_Parse("{\"a\":[1,2.5,\"x\\\"y\"],\"b\":{},\"c\":{\"d\":null},\"e\":[]}");
    char *text = print_json(tree);
    assert_string_equal(
        text, "{\n  \"a\": [1, 2.5, \"x\\\"y\"],\n  \"b\": {},\n  \"c\": { \"d\": null },\n  \"e\": []\n}\n");
    free(text);
    cJSON_Delete(tree);
}

static void files_are_checked(void **state)
{
    (void)state;
    struct input_error error = { "" };
    assert_null(check_print("/nowhere.json", NULL, 0, &error));
    assert_string_equal(error.text, "/nowhere.json: cannot read it: No such file or directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_back),
        cmocka_unit_test(every_default_has_a_source),
        cmocka_unit_test(short_things_stay_on_a_line),
        cmocka_unit_test(files_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
