/* One resource twice as large, and nothing else changed. */
#include "models/architecture/variant.h"

#include "tests/unit/reading.h"

#include <math.h>

#include "tests/unit/near.h"

static const char *const text =
    "{'schema':1,'machines':{'m':{'cores':2,'ram_gib':4,'nic_mbps':800,'ssd':{'iops':1000,'latency_us':1000,'"
    "mib_per_s':100}}},"
    "'hosts':{'w':{'machine':'m','count':2},'d':{'machine':'m'}},"
    "'tiers':{'app':{'kind':'service','host':'w','threads':8,'demand':{'cpu_ms':1,'ram_kib':10,'disk_reads':"
    "1}},"
    "'db':{'kind':'database','host':'d','connections':6,'demand':{'cpu_ms':1,'disk_reads':1,'log_kib':4,'"
    "request_b':100,'send_kib':1}}},"
    "'classes':{'a':{'path':['app','db'],'request_b':100,'reply_b':1000}},'load':{'rate_rps':1}}";

/* What is held while something else is served: how long depends on the other resources. */
static bool is_held(enum resource_kind kind)
{
    return kind == RESOURCE_TOKENS || kind == RESOURCE_RAM;
}

/* Every resource in turn: its saturation doubles, the others' stay. */
static void one_is_doubled(void **state)
{
    (void)state;
    struct scenario *scenario = reads(text);
    struct network *before = network_assemble(scenario);
    assert_true(before->resources >= 10);
    for (uint32_t i = 0; i < before->resources; i++) {
        struct scenario *variant = variant_doubled(before, i);
        struct network *after = network_assemble(variant);
        assert_int_equal(after->resources, before->resources);
        const enum resource_kind kind = before->resource[i].kind;
        for (uint32_t k = 0; k < before->resources; k++) {
            const struct resource *a = &before->resource[k], *b = &after->resource[k];
            assert_string_equal(a->name, b->name);
            const bool is_nic = kind == RESOURCE_NIC_IN || kind == RESOURCE_NIC_OUT;
            const bool both_ways = is_nic && (a->kind == RESOURCE_NIC_IN || a->kind == RESOURCE_NIC_OUT) &&
                                   a->host == before->resource[i].host;
            if (k == i && a->demand[0] > 0 && kind != RESOURCE_TOKENS)
                assert_near(b->servers / b->demand[0], 2 * a->servers / a->demand[0],
                            1e-6 * a->servers / a->demand[0]);
            else if (k == i)
                assert_near(b->servers, 2 * a->servers, 1e-6);
            else if (!both_ways) {
                assert_near(b->servers, a->servers, 0);
                if (!is_held(a->kind)) assert_near(b->demand[0], a->demand[0], 1e-15);
            }
        }
        network_destroy(after);
        variant_destroy(variant);
    }
    assert_near(scenario->machine[0].cores, 2, 0); /* the original is as it was */
    network_destroy(before);
    scenario_destroy(scenario);
    variant_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(one_is_doubled) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
