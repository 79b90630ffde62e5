/* How large a network may be: what does not fit is refused by name, and what the bounds let in is assembled.
 */
#include "models/architecture/extent.h"
#include "models/architecture/network.h"

#include "tests/unit/reading.h"

#include <math.h>

enum { TEXT = 1 << 22 };

static char text[TEXT];
static size_t used;

__attribute__((format(printf, 1, 2))) static void add(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    used += (size_t)vsnprintf(text + used, TEXT - used, format, arguments);
    va_end(arguments);
    assert_true(used < TEXT);
}

static void start(void)
{
    used = 0;
    add("{'schema':1,'machines':{'m':{'cores':4,'ram_gib':64,'nic_mbps':1000,'ssd':{'iops':1000,"
        "'latency_us':100,'mib_per_s':100}}},'hosts':{'h':{'machine':'m','count':3},'g':{'machine':'m','"
        "count':8}},"
        "'data':{'k':{'keys':1000,'value_b':100}},'load':{'rate_rps':1},'network':{'same_zone_rtt_us':100},");
}

/* `classes` classes that call each of `tiers` services in turn. */
static const char *services(unsigned classes, unsigned tiers)
{
    start();
    add("'tiers':{");
    for (unsigned t = 0; t < tiers; t++)
        add("%s't%u':{'kind':'service','host':'h','threads':2,'split':0.5,'demand':{'cpu_ms':1,'ram_kib':1,"
            "'disk_reads':1,'disk_writes':1,'send_kib':1,'request_b':10,'delay_ms':1}}",
            t ? "," : "", t);
    add("},'classes':{");
    for (unsigned c = 0; c < classes; c++) {
        add("%s'c%u':{'path':[", c ? "," : "", c);
        for (unsigned t = 0; t < tiers; t++) add("%s['t%u']", t ? "," : "", t);
        add("]}");
    }
    add("}}");
    return text;
}

/* One class through a chain of sharded databases with replicas, all that one can do. */
static const char *databases(unsigned depth, unsigned locks)
{
    start();
    add("'tiers':{");
    for (unsigned t = 0; t < depth; t++)
        add("%s't%u':{'kind':'database','host':'g','connections':10,'buffer_gib':0.1,'ops':{'w':{'cpu_ms':1,"
            "'ram_kib':1,'pages':2,'log_kib':1,'disk_reads':1,'disk_writes':1,'delay_ms':1,'request_b':10,"
            "'send_kib':1}},'locks':{'rows':1000,'hold':%u},'replicas':{'count':1,'mode':'semi_sync',"
            "'apply_us':100,'read_your_writes_s':1},'shards':{'count':4,'by':'k','cross_shard_ratio':0.1,"
            "'two_phase':true,'partition':'directory','directory':{'cpu_us':10}}}",
            t ? "," : "", t, locks);
    add("},'classes':{'a':{'key':'k','timeout_ms':100,'retries':1,'path':[");
    for (unsigned t = 0; t < depth; t++) add("%s't%u.w'", t ? "," : "", t);
    add("]}}}");
    return text;
}

static void fits(const char *scenario_text, bool timeline)
{
    struct scenario *s = reads(scenario_text);
    struct network *n = timeline ? network_assemble_timeline(s) : network_assemble(s);
    const double pieces = extent_pieces(s);
    assert_true(n->streams <= pieces && n->scopes <= pieces && n->registers <= pieces);
    network_destroy(n);
    scenario_destroy(s);
}

static void no_network_is_larger_than_told(void **state)
{
    (void)state;
    for (int timeline = 0; timeline < 2; timeline++) {
        fits(services(1, 1), timeline);
        fits(services(20, 50), timeline);
        fits(databases(1, 1), timeline);
        fits(databases(1, 255), timeline);
        fits(databases(6, 3), timeline);
    }
}

static void paths_beyond_sixteen_bits_are_refused(void **state)
{
    (void)state;
    refuses(services(300, 20),
            ": classes: found paths of a size of 75900, expected at most 65535; a call counts 6 to "
            "24, and each row that it locks; twice behind a database with a cross_shard_ratio");
    struct input_error error;
    assert_null(try_read(databases(40, 1), &error)); /* 2^40 calls */
    refuses(databases(1, 256), ": tiers.t0.locks.hold: found 256, expected a whole number from 0 to 255");
}

static void endless_work_is_refused(void **state)
{
    (void)state;
    refuses("{'schema':1,'tiers':{'t':{'kind':'service'}},'classes':{'a':{'path':[{'repeat':2000,'call':[{'"
            "repeat':1000,"
            "'call':['t']}]}]}}}",
            ": classes.a.path: found 2e+06 calls, pages and disk accesses a request, expected at most 1e+06");
    refuses("{'schema':1,'tiers':{'t':{'kind':'database','demand':{'pages':1e9}}},'classes':{'a':{'path':['t'"
            "]}}}",
            ": classes.a.path: found 1e+09 calls, pages and disk accesses a request, expected at most 1e+06");
    refuses(
        "{'schema':1,'tiers':{'q':{'kind':'queue','failure_ratio':1}},'classes':{'a':{'path':['q']}}}",
        ": tiers.q.failure_ratio: found 1 without 'dead_letter_after': a message would come again for ever");
}

static void members_and_rings(void **state)
{
    (void)state;
    const char *const balanced =
        "{'schema':1,'machines':{'m':{'cores':1}},'hosts':{'h':{'machine':'m','count':%s},'i':{'machine':'m',"
        "'count':%s}},'tiers':{'lb':{'kind':'balancer','policy':'consistent_hash','virtual_nodes':%s},"
        "'app':{'kind':'service','host':'h','demand':{'cpu_ms':1}}},'classes':{'a':{'path':['lb','app']}}}";
    char scenario_text[1024];
    snprintf(scenario_text, sizeof scenario_text, balanced, "100000", "1", "1000");
    refuses(scenario_text, ": tiers.lb: found a hash ring of 1e+08 points, expected at most 1e+07; set fewer "
                           "virtual_nodes");
    snprintf(scenario_text, sizeof scenario_text, balanced, "100", "1", "1000");
    struct scenario *s = reads(scenario_text);
    const struct tier *whose;
    assert_near(extent_points(s, &whose), 100000, 0);
    assert_string_equal(whose->name, "lb");
    assert_near(extent_members(s), 101, 0);
    scenario_destroy(s);
    used = 0;
    add("{'schema':1,'machines':{'m':{'cores':1}},'hosts':{");
    for (unsigned h = 0; h < 11; h++) add("%s'h%u':{'machine':'m','count':100000}", h ? "," : "", h);
    add("}," SERVICE "}");
    refuses(text, ": hosts: found 1100000 members in all, expected at most 1000000");
    used = 0;
    add("{'schema':1,'tiers':{");
    for (unsigned t = 0; t < 10001; t++) add("%s't%u':{'kind':'service'}", t ? "," : "", t);
    add("},'classes':{'a':{'path':['t0']}}}");
    refuses(text, ": tiers: found 10001 keys, expected at most 10000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_network_is_larger_than_told),
        cmocka_unit_test(paths_beyond_sixteen_bits_are_refused),
        cmocka_unit_test(endless_work_is_refused),
        cmocka_unit_test(members_and_rings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
