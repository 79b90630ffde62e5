/* What assembling alone says: service demands, the bottleneck law, the time of a request that never waits. */
#include "models/architecture/network.h"

#include "tests/unit/reading.h"

#include <math.h>

#include "tests/unit/near.h"

struct fixture {
    struct scenario *scenario;
    struct network *network;
};

static struct fixture begin(const char *text)
{
    struct fixture f = { .scenario = reads(text) };
    f.network = network_assemble(f.scenario);
    return f;
}

static void finish(struct fixture *f)
{
    network_destroy(f->network);
    scenario_destroy(f->scenario);
}

static const struct resource *resource(const struct fixture *f, const char *name)
{
    for (uint32_t i = 0; i < f->network->resources; i++)
        if (strcmp(f->network->resource[i].name, name) == 0) return &f->network->resource[i];
    fail_msg("there is no resource \"%s\"", name);
    return NULL;
}

static void demand_is(const struct fixture *f, const char *name, double visits, double seconds)
{
    const struct resource *r = resource(f, name);
    for (uint32_t m = 0; m < r->members; m++) {
        assert_near(r->visits[m], visits, 1e-12);
        assert_near(r->demand[m], seconds, 1e-12);
    }
}

static void is_saturated(const struct fixture *f, double rate, const char *name)
{
    assert_near(f->network->saturation, rate, 1e-9 * rate);
    assert_string_equal(f->network->resource[f->network->bottleneck].name, name);
}

/* The network `web`: its mean at 800/s is 11.7 ms; without any waiting 0.5 + 6 + 0.5 + 0.2 x 12 ms. */
static void the_web(void **state)
{
    (void)state;
    struct fixture f =
        begin("{'schema':1,'machines':{'c1':{'cores':1,'usd_per_h':0.1},'c2':{'cores':2,'usd_per_h':0.2},'c4'"
              ":{'cores':4}},"
              "'hosts':{'lb':{'machine':'c1'},'web':{'machine':'c2','count':4},'redis':{'machine':'c1'},'pg':"
              "{'machine':'c4'}},"
              "'tiers':{'lb':{'kind':'balancer','host':'lb','demand':{'cpu_ms':0.5}},"
              "'app':{'kind':'service','host':'web','demand':{'cpu_ms':6}},"
              "'cache':{'kind':'cache','host':'redis','demand':{'cpu_ms':0.5},'hit_ratio':0.8},"
              "'db':{'kind':'database','host':'pg','demand':{'cpu_ms':12}}},"
              "'data':{'users':{'keys':1000,'value_b':200}},"
              "'classes':{'all':{'path':['lb','app','cache','db']}},'load':{'rate_rps':800}}");
    assert_int_equal(f.network->resources, 4);
    demand_is(&f, "lb.cpu", 1, 0.0005);
    demand_is(&f, "web.cpu", 0.25, 0.0015);
    demand_is(&f, "redis.cpu", 1, 0.0005);
    demand_is(&f, "pg.cpu", 0.2, 0.0024);
    is_saturated(&f, 2 / 0.0015, "web.cpu");
    assert_near(f.network->zero_load_latency, 0.0094, 1e-12);
    assert_near(f.network->usd_per_h, 0.1 + 4 * 0.2 + 0.1, 1e-12);
    assert_near(f.network->data_bytes, 200000, 1e-6);
    assert_near(resource(&f, "web.cpu")->cv[0], 1, 1e-12);
    finish(&f);
}

/* Classes by their share, calls by how often they are made; two tiers on one host add up. */
static void shares_and_repetitions(void **state)
{
    (void)state;
    struct fixture f =
        begin("{'schema':1,'machines':{'m':{'cores':2,'speed':2}},'hosts':{'box':{'machine':'m'}},"
              "'tiers':{'app':{'kind':'service','host':'box','ops':{'heavy':{'cpu_ms':{'dist':'constant','"
              "mean':20}}},"
              "'demand':{'cpu_ms':{'dist':'constant','mean':4}}},"
              "'db':{'kind':'database','host':'box','demand':{'cpu_ms':{'dist':'constant','mean':1}}}},"
              "'classes':{'many':{'share':3,'path':['app',{'repeat':10,'call':['db']},{'probability':0.5,'"
              "call':['db','db']}]},"
              "'few':{'share':1,'path':['app.heavy',{'repeat':4,'dist':'geometric','call':['db']},{'parallel'"
              ":[['db'],['app']]}]}},"
              "'load':{'rate_rps':1}}");
    const double app = (0.75 + 0.25 * 1) * 4e-3 + 0.25 * 20e-3, calls = 0.75 * (10 + 1) + 0.25 * (4 + 1);
    demand_is(&f, "box.cpu", 1 + 0.25 + calls, (app + calls * 1e-3) / 2);
    is_saturated(&f, 2 / ((app + calls * 1e-3) / 2), "box.cpu");
    const double many = 4 + 10 + 1, few = 20 + 4 + 4; /* of the branches the longer */
    assert_near(f.network->zero_load_latency, (0.75 * many + 0.25 * few) / 2 * 1e-3, 1e-12);
    finish(&f);
}

/* A member that gets half of the traffic saturates first. */
static void weights_make_a_hot_member(void **state)
{
    (void)state;
    struct fixture f =
        begin("{'schema':1,'machines':{'m':{'cores':1}},'hosts':{'box':{'machine':'m','count':3}},"
              "'tiers':{'lb':{'kind':'balancer','policy':'weighted','weights':[1,2,1]},"
              "'app':{'kind':'service','host':'box','demand':{'cpu_ms':10}}},"
              "'classes':{'a':{'path':['lb','app']}},'load':{'rate_rps':1}}");
    const struct resource *cpu = resource(&f, "box.cpu");
    assert_near(cpu->visits[0], 0.25, 1e-12);
    assert_near(cpu->visits[1], 0.5, 1e-12);
    assert_near(f.network->saturation, 200, 1e-9);
    assert_int_equal(f.network->bottleneck_member, 1);
    finish(&f);
}

/* 10 reads of 1 ms at 4 channels (4000 a second); bytes through both ways of the NIC. */
static void disks_and_wires(void **state)
{
    (void)state;
    struct fixture f =
        begin("{'schema':1,'machines':{'m':{'cores':8,'nic_mbps':80,'ssd':{'iops':4000,'latency_us':1000}}},"
              "'hosts':{'box':{'machine':'m'}},'network':{'client_rtt_ms':30},"
              "'tiers':{'db':{'kind':'database','host':'box','demand':{'cpu_ms':1,'disk_reads':10}}},"
              "'classes':{'a':{'path':['db'],'request_b':1000,'reply_b':50000}},'load':{'rate_rps':1}}");
    demand_is(&f, "box.ssd", 10, 0.01);
    demand_is(&f, "box.nic_in", 1, 0.0001);
    demand_is(&f, "box.nic_out", 1, 0.005);
    assert_near(resource(&f, "box.ssd")->servers, 4, 0);
    is_saturated(&f, 200, "box.nic_out");
    assert_near(f.network->zero_load_latency, 0.03 + 0.0001 + 0.001 + 0.01 + 0.005, 1e-12);
    finish(&f);
}

/* An ideal tier takes no time itself, but the way to the client is there, and what a host sends to it or gets
 * from it (here from a store) goes through that host's NIC. */
static void wires_of_an_ideal_neighbour(void **state)
{
    (void)state;
    struct fixture f =
        begin("{'schema':1,'machines':{'m':{'cores':8,'nic_mbps':80}},'hosts':{'box':{'machine':'m'}},"
              "'network':{'client_rtt_ms':30,'same_zone_rtt_us':500},"
              "'tiers':{'lb':{'kind':'balancer'},'app':{'kind':'service','host':'box','demand':{'cpu_ms':1}},"
              "'images':{'kind':'store','latency_ms':5,'demand':{'send_kib':100}}},"
              "'classes':{'a':{'path':['lb','app','images'],'request_b':1000,'reply_b':50000}},'load':{'rate_"
              "rps':1}}");
    demand_is(&f, "box.nic_in", 2, 0.0001 + 0.01024);
    demand_is(&f, "box.nic_out", 1, 0.005);
    assert_near(f.network->zero_load_latency, 0.03 + 0.0001 + 0.001 + 0.005 + 0.01024 + 0.005, 1e-12);
    finish(&f);
}

/* Of ten keys with popularities 1, 1/2, 1/3 ... two shards by range have the first and the last five; a
 * directory deals the keys one by one. */
static void a_directory_parts_popular_keys(void **state)
{
    (void)state;
#define SHARDED(partition)                                                                                   \
    "{'schema':1,'machines':{'m':{'cores':1}},'hosts':{'pg':{'machine':'m'}},"                               \
    "'data':{'k':{'keys':10,'zipf_s':1}},'tiers':{'db':{'kind':'database','host':'pg',"                      \
    "'shards':{'count':2,'partition':'" partition "'},'demand':{'cpu_ms':10}}},"                             \
    "'classes':{'a':{'path':['db'],'key':'k'}},'load':{'rate_rps':1}}"
    const double all = 7381.0 / 2520, first = 137.0 / 60, odd = 1 + 1.0 / 3 + 1.0 / 5 + 1.0 / 7 + 1.0 / 9;
    struct fixture f = begin(SHARDED("range"));
    is_saturated(&f, 100 * all / first, "pg.cpu");
    finish(&f);
    f = begin(SHARDED("directory"));
    is_saturated(&f, 100 * all / odd, "pg.cpu");
    finish(&f);
}

/* A thread is held from the request to the reply, calls included. */
static void threads_are_held_across_calls(void **state)
{
    (void)state;
    struct fixture f =
        begin("{'schema':1,'machines':{'m':{'cores':16}},'hosts':{'w':{'machine':'m'},'d':{'machine':'m'}},"
              "'tiers':{'app':{'kind':'service','host':'w','threads':10,'demand':{'cpu_ms':2}},"
              "'db':{'kind':'database','host':'d','connections':2,'demand':{'cpu_ms':3,'delay_ms':5}}},"
              "'classes':{'a':{'path':['app',{'repeat':2,'call':['db']}]}},'load':{'rate_rps':1}}");
    demand_is(&f, "app.threads", 1, 0.018);
    demand_is(&f, "db.connections", 2, 0.016);
    is_saturated(&f, 2 / 0.016, "db.connections");
    finish(&f);
}

static void what_is_not_said_is_free(void **state)
{
    (void)state;
    struct fixture f = begin("{'schema':1," SERVICE ",'load':{'rate_rps':1}}");
    assert_int_equal(f.network->resources, 0);
    assert_true(isinf(f.network->saturation));
    assert_true(f.network->bottleneck == NETWORK_NONE);
    assert_near(f.network->zero_load_latency, 0, 0);
    finish(&f);
    f = begin(
        "{'schema':1,'machines':{'i':{}},'hosts':{'h':{'machine':'i'}},"
        "'tiers':{'app':{'kind':'service','host':'h','demand':{'cpu_ms':10,'disk_reads':3,'send_kib':100}}},"
        "'classes':{'a':{'path':['app']}},'load':{'rate_rps':1}}");
    assert_int_equal(f.network->resources, 0);
    assert_near(f.network->zero_load_latency, 0.01, 1e-12);
    finish(&f);
}

/* The cv of all that a station serves: half constant 1, half constant 3. */
static void mixtures_have_a_cv(void **state)
{
    (void)state;
    struct fixture f = begin(
        "{'schema':1,'machines':{'m':{'cores':1}},'hosts':{'box':{'machine':'m'}},"
        "'tiers':{'app':{'kind':'service','host':'box','ops':{"
        "'one':{'cpu_s':{'dist':'constant','mean':1}},'three':{'cpu_s':{'dist':'constant','mean':3}}}}},"
        "'classes':{'a':{'path':['app.one']},'b':{'path':['app.three']}},'load':{'rate_rps':0.1}}");
    assert_near(resource(&f, "box.cpu")->cv[0], 0.5, 1e-9);
    finish(&f);
}

static void clients_live_in_regions(void **state)
{
    (void)state;
    struct scenario *scenario =
        reads("{'schema':1,'name':'t','machines':{'m':{'cores':1}},'hosts':{'h':{'machine':'m'}},"
              "'network':{'regions':{'us':{'rtt_ms':10,'share':3},'eu':{'rtt_ms':90,'share':1}}},"
              "'tiers':{'app':{'kind':'service','host':'h','demand':{'cpu_ms':5}}},'classes':{'a':{'path':['"
              "app']}}}");
    struct network *network = network_assemble(scenario);
    assert_near(network->zero_load_latency, 0.005 + 0.75 * 0.01 + 0.25 * 0.09, 1e-12);
    network_destroy(network);
    scenario_destroy(scenario);
}

/* Four members over three zones: two are in the first one, where the caller is. */
static void zones_may_be_uneven(void **state)
{
    (void)state;
    struct fixture f = begin("{'schema':1,'machines':{'m':{'cores':1}},'hosts':{'a':{'machine':'m'},'b':{"
                             "'machine':'m','count':4,'zones':3}},'network':{'same_zone_rtt_us':300,"
                             "'cross_zone_rtt_us':1000},'tiers':{'a':{'kind':'service','host':'a'},'b':{"
                             "'kind':'service','host':'b'}},'classes':{'x':{'path':['a','b']}},'load':{"
                             "'rate_rps':[1]}}");
    assert_near(f.network->zero_load_latency, 0.5 * 0.0003 + 0.5 * 0.001, 1e-12);
    finish(&f);
}

/* A write of 9 KiB of log goes out of the primary once for each of three replicas, its answer of 3 KiB once;
 * at 1 Mb/s a KiB takes 8.192 ms. */
static void the_primary_sends_to_every_replica(void **state)
{
    (void)state;
    struct fixture f =
        begin("{'schema':1,'machines':{'m':{'cores':2,'nic_mbps':1}},'hosts':{'pg':{'machine':'m'}},"
              "'tiers':{'db':{'kind':'database','host':'pg','replicas':{'count':3},'ops':{'write':"
              "{'cpu_us':1,'write':true,'log_kib':9,'send_kib':3}}}},"
              "'classes':{'c':{'write':true,'path':['db.write']}}}");
    const struct resource *out = resource(&f, "pg.nic_out"), *in = resource(&f, "pg.nic_in");
    assert_int_equal(out->members, 4);
    assert_near(out->demand[0], (3 * 9 + 3) * 8.192e-3, 1e-9);
    for (uint32_t m = 1; m < 4; m++) {
        assert_near(out->demand[m], 0, 1e-12);
        assert_near(in->demand[m], 9 * 8.192e-3, 1e-9);
    }
    finish(&f);
}

/* A class that writes writes where no operation of its path says so, and locks what a write locks, unless the
 * operation says how much; one in two reads: its 10 ms hold none of the two rows. */
static void a_class_that_writes_locks(void **state)
{
    (void)state;
    static const char *const text =
        "{'schema':1,'machines':{'m':{'cores':4}},'hosts':{'h':{'machine':'m'}},"
        "'tiers':{'db':{'kind':'database','host':'h','demand':{'cpu_ms':10%s},'locks':{'rows':2}}},"
        "'classes':{'r':{'path':['db']},'w':{'path':['db'],'write':true}},'load':{'rate_rps':1}}";
    char scenario[1024];
    snprintf(scenario, sizeof scenario, text, "");
    struct fixture f = begin(scenario);
    demand_is(&f, "db.locks", 0.25, 0.0025);
    finish(&f);
    snprintf(scenario, sizeof scenario, text, ",'locks':0");
    f = begin(scenario);
    for (uint32_t i = 0; i < f.network->resources; i++)
        assert_true(f.network->resource[i].kind != RESOURCE_LOCKS);
    finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clients_live_in_regions),
        cmocka_unit_test(the_web),
        cmocka_unit_test(shares_and_repetitions),
        cmocka_unit_test(weights_make_a_hot_member),
        cmocka_unit_test(disks_and_wires),
        cmocka_unit_test(wires_of_an_ideal_neighbour),
        cmocka_unit_test(a_directory_parts_popular_keys),
        cmocka_unit_test(threads_are_held_across_calls),
        cmocka_unit_test(what_is_not_said_is_free),
        cmocka_unit_test(mixtures_have_a_cv),
        cmocka_unit_test(zones_may_be_uneven),
        cmocka_unit_test(a_class_that_writes_locks),
        cmocka_unit_test(the_primary_sends_to_every_replica),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
