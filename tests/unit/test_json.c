/* The JSON of a study: the keys of the contract, read back with another parser. */
#include "sim/report/json.h"
#include "tests/unit/synthetic.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct synthetic s;

static cJSON *printed(const struct scenario_result *result)
{
    char *text = NULL;
    size_t size = 0;
    struct scenario_result copy = *result;
    FILE *file = open_memstream(&text, &size);
    json_print(&(struct study_result){ &copy, 1 }, file);
    fclose(file);
    cJSON *json = cJSON_Parse(text);
    if (!json) fail_msg("not JSON: %s", text);
    free(text);
    return json;
}

/* A value below `json` by a path of keys and numbers between slashes. */
static const cJSON *at(const cJSON *json, const char *path)
{
    char key[64];
    for (const char *p = path; *p; p += strcspn(p, "/"), p += *p == '/') {
        snprintf(key, sizeof key, "%.*s", (int)strcspn(p, "/"), p);
        json = cJSON_IsArray(json) ? cJSON_GetArrayItem(json, atoi(key))
                                   : cJSON_GetObjectItemCaseSensitive(json, key);
        if (!json) fail_msg("no %s in %s", key, path);
    }
    return json;
}

static void assert_number(const cJSON *json, const char *path, double value)
{
    const cJSON *item = at(json, path);
    if (!cJSON_IsNumber(item) || item->valuedouble != value)
        fail_msg("%s is %.17g, not %.17g", path, item->valuedouble, value);
}

static void assert_text(const cJSON *json, const char *path, const char *value)
{
    assert_true(cJSON_IsString(at(json, path)));
    assert_string_equal(at(json, path)->valuestring, value);
}

static void assert_null_at(const cJSON *json, const char *path)
{
    if (!cJSON_IsNull(at(json, path))) fail_msg("%s is not null", path);
}

static void keys_of_the_contract(void **state)
{
    (void)state;
    synthetic_init(&s, 181, 0.008);
    s.result.set = (char[]){ "hosts.web.count=8\nload.arrivals=constant" };
    cJSON *json = printed(&s.result);
    const cJSON *r = at(json, "scenarios/0"), *p = at(r, "points/4");
    assert_text(json, "kneewall", KNEEWALL_VERSION);
    assert_number(json, "seed", 1);
    assert_number(json, "confidence", 0.95);
    assert_text(r, "name", "Stage 1: one box");
    assert_text(r, "file", "scenarios/stage1.json");
    assert_text(r, "hash", "0123456789abcdef");
    assert_number(r, "stage", 1);
    assert_int_equal(cJSON_GetArraySize(at(r, "set")), 2);
    assert_number(at(r, "set"), "hosts.web.count", 8);
    assert_text(at(r, "set"), "load.arrivals", "constant");
    assert_number(p, "offered_rps", s.point[4].offered);
    assert_true(cJSON_IsTrue(at(p, "stable")));
    assert_null_at(p, "population");
    assert_null_at(p, "growth_rps");
    assert_number(p, "latency_s/p99/value", s.point[4].latency.percentile[P99].value);
    assert_number(p, "latency_s/p99/ci/1", s.point[4].latency.percentile[P99].high);
    assert_number(p, "latency_s/p999/value", s.point[4].latency.percentile[P999].value);
    assert_null_at(p, "latency_s/max/ci");
    assert_number(p, "concurrency/value", s.point[4].concurrency.value);
    assert_number(p, "errors/unavailable", 0);
    assert_number(p, "resources/box.cpu/utilization", s.resource_result[4][0].utilization);
    assert_number(p, "resources/box.cpu/hottest/member", 0);
    assert_number(p, "resources/box.cpu/by_tier/app", s.by_tier[4][0][0]);
    assert_number(p, "rates/queries", 0);
    assert_null_at(p, "replication");
    assert_number(r, "saturation/rps", 181);
    assert_text(r, "saturation/resource", "box.cpu");
    assert_number(r, "knee/ci/0", s.result.knee.rate.low);
    assert_number(r, "wall/rps", s.result.wall.rate.value);
    assert_number(r, "wall/users", s.result.wall.users);
    assert_text(r, "wall/because", "p99 > 0.3 s");
    assert_text(r, "wall/next/resource", "box.ssd");
    assert_number(r, "wall/next/gain", 1.88);
    assert_number(r, "wall/next/gain_ci/0", 1.88 - 0.01 * 1.88);
    assert_number(r, "wall/next/correlation", 0.5);
    assert_number(r, "cost/usd_per_h", 0.1);
    assert_number(r, "data/bytes", 5.1e9);
    assert_int_equal(cJSON_GetArraySize(at(r, "asserts")), 0);
    cJSON_Delete(json);
}

static void tail_shares_sum_to_one(void **state)
{
    (void)state;
    synthetic_init(&s, 181, 0.008);
    s.point[0].retry_tail_share = 0.05;
    s.tier_result[0][0].tail_share = 0.26;
    cJSON *json = printed(&s.result);
    double sum = 0;
    const cJSON *tier;
    cJSON_ArrayForEach(tier, at(json, "scenarios/0/points/0/tiers")) sum +=
        at(tier, "tail_share")->valuedouble;
    assert_true(fabs(sum - 1) < 1e-12);
    assert_number(json, "scenarios/0/points/0/tiers/retries/tail_share", 0.05);
    cJSON_Delete(json);
}

static void what_is_not_known_is_null(void **state)
{
    (void)state;
    struct replication_result lag[] = { { 1, 0.001, 0.002, 0 }, { 0, 0.004, 0.03, 0.002 } };
    synthetic_init(&s, 181, 0.008);
    s.point[0].replication = lag;
    s.point[0].replications_seen = 2;
    s.point[1].latency.percentile[P999].high = INFINITY;
    s.point[1].latency.percentile[P99] = (struct interval){ 0.1, 0, INFINITY };
    s.result.wall.status = WALL_BEYOND;
    s.result.knee = (struct knee_result){ .why_not = "too few points" };
    s.result.saturation = INFINITY;
    s.result.saturation_resource = NETWORK_NONE;
    cJSON *json = printed(&s.result);
    const cJSON *r = at(json, "scenarios/0");
    assert_null_at(r, "points/11/latency_s/p50/value");
    assert_null_at(r, "points/11/latency_s/p50/ci");
    assert_number(r, "points/11/growth_rps/value", s.point[11].growth);
    assert_null_at(r, "points/1/latency_s/p999/ci/1");
    assert_null_at(r, "points/1/latency_s/p99/ci");
    assert_null_at(r, "wall/rps");
    assert_null_at(r, "wall/because");
    assert_text(r, "wall/status", "beyond");
    assert_number(r, "wall/tried_rps", s.result.wall.rate.value);
    assert_null_at(r, "knee/rps");
    assert_text(r, "knee/why_not", "too few points");
    assert_null_at(r, "saturation/rps");
    assert_null_at(r, "saturation/resource");
    assert_number(r, "points/0/replication/lag_s/p99", 0.03);
    assert_number(r, "points/0/replication/by_tier/db/lag_s/p99", 0.002);
    cJSON_Delete(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_of_the_contract),
        cmocka_unit_test(tail_shares_sum_to_one),
        cmocka_unit_test(what_is_not_known_is_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
