/* Tiers of every kind: what they say, what they are without a word, and what they may not say. */
#include "reading.h"

#include <math.h>

static struct scenario *tier(const char *text)
{
    char json[1500];
    snprintf(json, sizeof json,
             "{'hosts':{'h':{'machine':{}}},'data':{'users':{'keys':100}},'tiers':{'t':{%s},'other':{'kind':'"
             "cache',"
             "'hit_ratio':0.5}},'classes':{'a':{'key':'users','path':['t']}}}",
             text);
    return reads(json);
}

static void refused(const char *text, const char *message)
{
    char json[1500], where[400];
    snprintf(json, sizeof json,
             "{'hosts':{'h':{'machine':{}}},'data':{'users':{'keys':100}},'tiers':{'t':{%s},'other':{'kind':'"
             "cache',"
             "'hit_ratio':0.5}},'classes':{'a':{'key':'users','path':['t']}}}",
             text);
    snprintf(where, sizeof where, ": tiers.t%s", message);
    refuses(json, where);
}

static void what_is_not_written_is_ideal(void **state)
{
    (void)state;
    static const char *const kinds[] = {
        "'kind':'balancer'", "'kind':'service'", "'kind':'cache','hit_ratio':1",
        "'kind':'database'", "'kind':'queue'",   "'kind':'store'"
    };
    for (size_t i = 0; i < 6; i++) {
        struct scenario *s = tier(kinds[i]);
        const struct tier *t = &s->tier[0];
        assert_int_equal(t->kind, i);
        assert_int_equal(t->host, SCENARIO_NONE);
        assert_true(demand_is_zero(&t->demand.cpu) && demand_is_zero(&t->demand.ram) &&
                    isnan(t->demand.send.mean));
        assert_true(t->demand.locks == 0 && !t->demand.is_write);
        assert_string_equal(t->demand.name, "t");
        assert_true(isinf(t->threads) && isinf(t->queue_max) && isinf(t->queue_timeout.mean) &&
                    t->split == 1);
        assert_true(isinf(t->retry_budget) && isinf(t->breaker_errors) && t->ram == 0);
        assert_true(isinf(t->database.connections) && isnan(t->database.buffer) &&
                    t->database.shards.count == 1);
        assert_true(t->database.copies == 1 && t->database.write_quorum == 1 &&
                    t->database.replicas.count == 0);
        assert_true(isinf(t->queueing.consumers) && isinf(t->queueing.redeliver) &&
                    isinf(t->store.bandwidth));
        assert_int_equal(t->autoscale.metric, SCALING_NONE);
        assert_int_equal(t->sessions.cache, SCENARIO_NONE);
        scenario_destroy(s);
    }
}

static void sessions_live_in_the_only_cache(void **state)
{
    (void)state;
    struct scenario *s = tier("'kind':'service','sessions':'cache'");
    assert_int_equal(s->tier[0].sessions.cache, 1);
    scenario_destroy(s);
}

static void services(void **state)
{
    (void)state;
    struct scenario *s = tier(
        "'kind':'service','host':'h','threads':8,'queue_max':100,'queue_timeout_ms':50,'split':0.5,"
        "'process_ram_gib':1,'demand':{'cpu_ms':2,'ram_mib':1,'disk_reads':1.5,'send_kib':4,'request_b':300,"
        "'delay_ms':{'dist':'constant','mean':7}},'ops':{'get':{'cpu_us':3},'put':{'write':true}},"
        "'sessions':{'state':'cache','cache':'other'},'retry_budget':0.1,'breaker':{'errors':0.3},"
        "'autoscale':{'metric':'requests','target':100,'min':2,'max':9},'pauses':{'every_s':60,'for_ms':"
        "200}");
    const struct tier *t = &s->tier[0];
    assert_true(t->host == 0 && t->threads == 8 && t->queue_max == 100 && t->split == 0.5 &&
                t->retry_budget == 0.1);
    assert_int_equal(t->queue_timeout.kind, DEMAND_CONSTANT);
    assert_near(t->queue_timeout.mean, 0.05, 1e-12);
    assert_near(t->ram, 1073741824, 0);
    assert_near(t->demand.ram.mean, 1048576, 0);
    assert_near(t->demand.send.mean, 4096, 0);
    assert_int_equal(t->demand.delay.kind, DEMAND_CONSTANT);
    assert_int_equal(t->ops, 2);
    assert_string_equal(t->op[0].name, "get");
    assert_near(t->op[0].cpu.mean, 3e-6, 1e-18);
    assert_true(!t->op[0].is_write && t->op[1].is_write);
    assert_int_equal(t->sessions.state, SESSION_CACHE);
    assert_int_equal(t->sessions.cache, 1);
    assert_true(t->breaker_errors == 0.3 && t->breaker_open == 60);
    assert_true(t->autoscale.metric == SCALING_REQUESTS && t->autoscale.target == 100 &&
                t->autoscale.max == 9);
    assert_true(t->autoscale.period == 15 && t->autoscale.tolerance == 0.1);
    assert_near(t->pauses.length.mean, 0.2, 1e-12);
    scenario_destroy(s);
}

static void balancers(void **state)
{
    (void)state;
    static const struct {
        const char *policy;
        enum policy kind;
        uint32_t choices;
        bool replace;
    } rows[] = {
        { "'random'", POLICY_RANDOM, 2, false },
        { "'least_connections'", POLICY_LEAST_CONNECTIONS, 2, false },
        { "'power_of_two'", POLICY_POWER, 2, false },
        { "'join_idle'", POLICY_JOIN_IDLE, 2, false },
        { "'ip_hash'", POLICY_IP_HASH, 2, false },
        { "'consistent_hash'", POLICY_CONSISTENT_HASH, 2, false },
        { "{'power_of':5,'replace':true}", POLICY_POWER, 5, true },
        { "{'bounded_load':1.5}", POLICY_BOUNDED_LOAD, 2, false },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[200];
        snprintf(text, sizeof text, "'kind':'balancer','policy':%s", rows[i].policy);
        struct scenario *s = tier(text);
        assert_int_equal(s->tier[0].balancing.policy, rows[i].kind);
        assert_int_equal(s->tier[0].balancing.choices, rows[i].choices);
        assert_int_equal(s->tier[0].balancing.replace, rows[i].replace);
        scenario_destroy(s);
    }
    struct scenario *s =
        tier("'kind':'balancer','policy':'weighted','weights':[1,3],'sessions':'sticky','health':{}");
    const struct balancing *b = &s->tier[0].balancing;
    assert_true(b->weights == 2 && b->weight[1] == 3 && b->sticky && b->health_interval == 2 &&
                b->health_fails == 3);
    scenario_destroy(s);
    s = tier("'kind':'balancer'");
    assert_int_equal(s->tier[0].balancing.policy, POLICY_ROUND_ROBIN);
    assert_near(s->tier[0].balancing.health_interval, 0, 0);
    scenario_destroy(s);
}

static void caches_queues_and_stores(void **state)
{
    (void)state;
    struct scenario *s =
        tier("'kind':'cache','memory_gib':2,'evict':'lfu','ttl_min':1,'renew':true,'shards':3,"
             "'partition':'ring','single_flight':true,'cold':true,'keys':'users','overhead_b':10");
    const struct caching *c = &s->tier[0].caching;
    assert_true(c->memory == 2147483648.0 && c->evict == EVICT_LFU && c->ttl == 60 && c->renew &&
                c->shards == 3);
    assert_true(c->ring && c->single_flight && c->cold && c->keys == 0 && c->overhead == 10);
    scenario_destroy(s);
    s = tier("'kind':'queue','max_messages':1000,'messages_per_s':50,'consumers':4,'redeliver_s':30,"
             "'dead_letter_after':3,'failure_ratio':0.1");
    const struct queueing *q = &s->tier[0].queueing;
    assert_true(q->max_messages == 1000 && q->rate == 50 && q->consumers == 4 && q->redeliver == 30);
    assert_true(q->dead_letter_after == 3 && q->failure == 0.1);
    scenario_destroy(s);
    s = tier("'kind':'store','latency_ms':5,'mib_per_s':100,'usd_per_million':0.4,'usd_per_gib_month':0.023");
    const struct store *o = &s->tier[0].store;
    assert_true(o->latency.kind == DEMAND_EXPONENTIAL && o->bandwidth == 104857600 &&
                o->usd_per_million == 0.4);
    scenario_destroy(s);
}

static void databases(void **state)
{
    (void)state;
    struct scenario *s = tier(
        "'kind':'database','connections':100,'buffer_gib':4,'page_kib':16,'coherency_us':5,"
        "'ops':{'read':{'pages':4},'write':{'log_kib':8},'hot':{'log_kib':1,'locks':3}},'locks':{'rows':1000}"
        ","
        "'replicas':{'count':2,'mode':'semi_sync','apply_us':300,'max_lag_ms':50,'serial':false},"
        "'shards':{'count':4,'by':'users','partition':'directory','directory':{'cpu_us':10,'tier':'other'},"
        "'cross_shard_ratio':0.1,'two_phase':true}");
    const struct database *d = &s->tier[0].database;
    assert_true(d->connections == 100 && d->buffer == 4294967296.0 && d->page == 16384);
    assert_near(d->coherency, 5e-6, 1e-18);
    assert_true(d->rows == 1000 && s->tier[0].op[0].locks == 0 && s->tier[0].op[1].locks == 1);
    assert_true(s->tier[0].op[2].locks == 3 && s->tier[0].op[1].is_write && !s->tier[0].op[0].is_write);
    assert_true(d->replicas.count == 2 && d->replicas.mode == REPLICATION_SEMI_SYNC && !d->replicas.serial);
    assert_int_equal(d->replicas.reads, READ_REPLICA);
    assert_near(d->replicas.max_lag, 0.05, 1e-12);
    assert_true(d->shards.count == 4 && d->shards.by == 0 && d->shards.partition == PARTITION_DIRECTORY);
    assert_true(d->shards.directory_tier == 1 && d->shards.cross_shard_ratio == 0.1 && d->shards.two_phase);
    assert_true(isinf(d->shards.cross_shards));
    scenario_destroy(s);
}

static void quorums(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t write, read;
    } rows[] = { { "'engine':'distributed_sql','copies':3", 2, 1 },
                 { "'engine':'nosql','copies':5", 3, 3 },
                 { "'engine':'nosql','copies':3,'write_quorum':1,'read_quorum':1", 1, 1 } };
    for (size_t i = 0; i < 3; i++) {
        char text[200];
        snprintf(text, sizeof text, "'kind':'database',%s", rows[i].text);
        struct scenario *s = tier(text);
        assert_int_equal(s->tier[0].database.write_quorum, rows[i].write);
        assert_int_equal(s->tier[0].database.read_quorum, rows[i].read);
        scenario_destroy(s);
    }
}

static void refusals(void **state)
{
    (void)state;
    refused("'host':'h'",
            ": found no 'kind', expected it: 'balancer', 'service', 'cache', 'database', 'queue' or 'store'");
    refused("'kind':'service','host':'g'", ".host: there is no host 'g'");
    refused("'kind':'database','threads':3", ".threads: unknown key of a database; a service has it");
    refused("'kind':'service','threads':0",
            ".threads: found 0, expected a whole number of at least 1, or 'unlimited'");
    refused("'kind':'service','split':2", ".split: found 2, expected a number from 0 to 1");
    refused("'kind':'service','sessions':'cache'},'third':{'kind':'cache','hit_ratio':0.5",
            ".sessions: found no 'cache', expected the tier that holds the sessions");
    refused("'kind':'service','sessions':{'state':'local','cache':'other'}",
            ".sessions.cache: has no meaning unless 'state' is 'cache'");
    refused("'kind':'service','autoscale':{'min':5,'max':3}",
            ".autoscale.min: found 5, expected at most 'max', which is 3");
    refused("'kind':'service','autoscale':{'target':70}",
            ".autoscale.target: found 70, expected a utilization above 0 and at most 1");
    refused("'kind':'balancer','policy':'weighted'",
            ": found no 'weights', expected them for the policy 'weighted'");
    refused("'kind':'balancer','weights':[1]", ".weights: has no meaning unless 'policy' is 'weighted'");
    refused("'kind':'balancer','policy':'weighted','weights':[0,0]",
            ".weights: found no weight above 0, expected at least one");
    refused("'kind':'balancer','policy':{'power_of':2,'bounded_load':2}",
            ".policy: found both 'power_of' and 'bounded_load', expected one above 0");
    refused("'kind':'balancer','policy':{'bounded_load':0.5}",
            ".policy.bounded_load: found 0.5, expected a number above 1");
    refused("'kind':'balancer','policy':'least_connection'",
            ".policy: found 'least_connection', expected 'random', 'round_robin', 'weighted', "
            "'least_connections', "
            "'power_of_two', 'join_idle', 'ip_hash', 'consistent_hash' or 'bounded_load'; did you mean "
            "'least_connections'?");
    refused("'kind':'cache'", ": found neither 'memory_gib' nor 'hit_ratio', expected one of them");
    refused("'kind':'cache','memory_gib':1,'hit_ratio':0.5",
            ".hit_ratio: found 'memory_gib' too, expected one of them");
    refused("'kind':'cache','hit_ratio':80",
            ".hit_ratio: found 80, expected a number from 0 to 1, or 'auto'");
    refused("'kind':'database','copies':3,'write_quorum':4",
            ".write_quorum: found 4, expected at most the 3 copies");
    refused("'kind':'database','shards':{}",
            ".shards: found no 'count', expected it: how many shards, each with a server "
            "(and its replicas)");
    refused("'kind':'database','shards':{'count':2,'by':'user'}",
            ".shards.by: there is no key space 'user'; did you mean 'users'?");
    refused("'kind':'queue','visibility_timeout_s':5,'redeliver_s':5",
            ".visibility_timeout_s: found a time to redeliver too, expected one of them");
    refused("'kind':'service','queue_max':5",
            ".queue_max: has no meaning without 'threads': of what has no limit nobody waits for one");
    refused(
        "'kind':'database','queue_timeout_s':5",
        ".queue_timeout_s: has no meaning without 'connections': of what has no limit nobody waits for one");
    refused("'kind':'database','replicas':3", ".replicas: found 3, expected replicas (an object)");
}

static void what_is_counted_is_whole(void **state)
{
    (void)state;
    static const char *const fractions[][2] = {
        { "'kind':'service','threads':0.5", "threads: found 0.5, expected a whole number of at least 1" },
        { "'kind':'service','queue_max':1.5", "queue_max: found 1.5, expected a whole number of at least 0" },
        { "'kind':'database','connections':2.5",
          "connections: found 2.5, expected a whole number of at least 1" },
        { "'kind':'queue','consumers':1.5", "consumers: found 1.5, expected a whole number of at least 1" },
    };
    for (size_t i = 0; i < sizeof fractions / sizeof *fractions; i++) {
        struct input_error error;
        char text[400];
        snprintf(text, sizeof text, "{'schema':1,'tiers':{'t':{%s}},'classes':{'a':{'path':['t']}}}",
                 fractions[i][0]);
        assert_null(try_read(text, &error));
        assert_non_null(strstr(error.text, fractions[i][1]));
    }
    refuses("{'schema':1,'tiers':{'t':{'kind':'database','locks':{'rows':10,'hold':0.5}}},'classes':{'a':{'"
            "path':['t']}"
            "}}",
            ": tiers.t.locks.hold: found 0.5, expected a whole number from 0 to 255");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_written_is_ideal),
        cmocka_unit_test(sessions_live_in_the_only_cache),
        cmocka_unit_test(services),
        cmocka_unit_test(balancers),
        cmocka_unit_test(caches_queues_and_stores),
        cmocka_unit_test(databases),
        cmocka_unit_test(quorums),
        cmocka_unit_test(refusals),
        cmocka_unit_test(what_is_counted_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
