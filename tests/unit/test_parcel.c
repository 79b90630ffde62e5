/* What is carried to another process arrives whole, to the last bit. */
#include "sim/engine/parcel.h"
#include "sim/engine/run.h"

#include "tests/unit/reading.h"

#include <math.h>

/* Caches, replicas, a leaderless store, a queue, locks, processor sharing, memory, time-outs. */
static const char *const all_parts =
    "{'schema':1,'machines':{'m':{'cores':2,'ram_gib':4,'nic_mbps':1000,'ssd':{'iops':2000,'latency_us':500}}"
    "},"
    "'hosts':{'w':{'machine':'m','count':3},'c':{'machine':'m'},'d':{'machine':'m'},'n':{'machine':'m','"
    "count':3},"
    "'q':{'machine':'m'}},"
    "'data':{'items':{'keys':1000,'value_b':1000,'zipf_s':1}},"
    "'tiers':{'lb':{'kind':'balancer','policy':'least_connections'},"
    "'app':{'kind':'service','host':'w','threads':20,'queue_max':5,'demand':{'cpu_ms':10,'ram_kib':100}},"
    "'cache':{'kind':'cache','host':'c','memory_gib':0.0002,'demand':{'cpu_ms':0.1}},"
    "'db':{'kind':'database','host':'d','demand':{'cpu_ms':4},"
    "'replicas':{'count':1,'mode':'async','reads':'any','apply_us':500}},"
    "'kv':{'kind':'database','host':'n','engine':'nosql','copies':3,'write_quorum':1,'read_quorum':1,"
    "'demand':{'cpu_ms':1}},"
    "'mail':{'kind':'queue','host':'q','consumers':4,'demand':{'cpu_ms':1}}},"
    "'classes':{'get':{'share':3,'key':'items','path':['lb','app',['cache','db'],['kv']],'timeout_ms':100},"
    "'put':{'key':'items','write':true,'path':['lb','app',['db'],['kv'],['mail','db']]}},"
    "'load':{'rate_rps':300}}";

static void carries_bytes(void **state)
{
    (void)state;
    struct parcel parcel = { 0 };
    double x = NAN, y = 0;
    uint32_t number = 7, other = 0;
    parcel_carry(&parcel, &x, sizeof x);
    for (int i = 0; i < 1000; i++) parcel_carry(&parcel, &number, sizeof number);
    parcel.reading = true;
    parcel_carry(&parcel, &y, sizeof y);
    assert_memory_equal(&x, &y, sizeof x);
    for (int i = 0; i < 1000; i++) {
        other = 0;
        parcel_carry(&parcel, &other, sizeof other);
        assert_int_equal(other, 7);
    }
    assert_true(parcel.at == parcel.size);
    parcel_finish(&parcel);
}

static void carries_a_histogram(void **state)
{
    (void)state;
    static const double values[] = { 0, 1e-30, 1e-9, 0.5, 0.5, 1, 1e300 };
    struct histogram *from = histogram_create(), *to = histogram_create();
    histogram_record(to, 3); /* is replaced */
    for (int filled = 0; filled < 2; filled++) {
        struct parcel parcel = { 0 };
        for (size_t i = 0; filled && i < sizeof values / sizeof *values; i++)
            histogram_record(from, values[i]);
        parcel_carry_histogram(&parcel, from);
        parcel.reading = true;
        parcel_carry_histogram(&parcel, to);
        assert_memory_equal(from, to, sizeof *from);
        assert_true(parcel.at == parcel.size);
        parcel_finish(&parcel);
    }
    histogram_destroy(from);
    histogram_destroy(to);
}

static void same_tail(const struct tail *a, const struct tail *b)
{
    assert_memory_equal(a->count, b->count, sizeof a->count);
    for (int i = 0; i < TAIL_BUCKETS; i++)
        if (a->count[i]) assert_memory_equal(a->row[i], b->row[i], a->columns * sizeof *a->row[i]);
}

static void same(const struct observations *a, const struct observations *b)
{
    const struct network *n = a->network;
    assert_memory_equal(a, b, offsetof(struct observations, network));
    assert_memory_equal(a->latency, b->latency, sizeof *a->latency);
    assert_memory_equal(a->step, b->step, n->steps * sizeof *a->step);
    assert_memory_equal(a->unit, b->unit, a->units * sizeof *a->unit);
    same_tail(a->tail, b->tail);
    assert_memory_equal(a->class, b->class, n->classes * sizeof *a->class);
    assert_memory_equal(a->cache, b->cache, n->caches * sizeof *a->cache);
    for (uint32_t i = 0; i < n->replicas + n->stores; i++) {
        assert_true(a->replica[i].reads > 0);
        assert_memory_equal(&a->replica[i], &b->replica[i], offsetof(struct replica_observation, lag));
        if (a->replica[i].lag)
            assert_memory_equal(a->replica[i].lag, b->replica[i].lag, sizeof *a->replica[i].lag);
    }
    for (uint32_t i = 0; i < n->queues; i++) {
        assert_memory_equal(&a->queue[i], &b->queue[i], offsetof(struct queue_observation, end_to_end));
        assert_memory_equal(a->queue[i].end_to_end, b->queue[i].end_to_end, sizeof *a->queue[i].end_to_end);
    }
}

static void carries_all_that_was_seen(void **state)
{
    (void)state;
    struct scenario *scenario = reads(all_parts);
    struct network *network = network_assemble(scenario);
    assert_true(network->caches && network->replicas && network->stores && network->queues);
    struct run *run = run_create(network, &(struct run_load){ .rate = 300 }, 1);
    struct observations there;
    observations_init(&there, network);
    /* Again and again into the same place, and once after the start was forgotten. */
    for (int round = 0; round < 4; round++) {
        struct parcel parcel = { 0 };
        if (round == 2) run_clear(run);
        run_requests(run, 2000, INFINITY);
        struct observations *here = (struct observations *)run_observe(run);
        parcel_carry_observations(&parcel, here);
        parcel.reading = true;
        parcel_carry_observations(&parcel, &there);
        assert_true(parcel.at == parcel.size);
        same(here, &there);
        parcel_finish(&parcel);
    }
    assert_true(there.unit[0].served > 0 && there.queue[0].end_to_end->count > 0 && there.cache[0].hits > 0 &&
                there.class[0].good > 0);
    observations_finish(&there);
    run_destroy(run);
    network_destroy(network);
    scenario_destroy(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(carries_bytes),
                                        cmocka_unit_test(carries_a_histogram),
                                        cmocka_unit_test(carries_all_that_was_seen) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
