/* Replications whose every figure can be worked out by hand, and what must hold in any. Times in seconds. */
#include "sim/engine/run.h"

#include "tests/unit/reading.h"

#include <math.h>

#include "tests/unit/near.h"

#define ONCE(what) "'load':{'arrivals':'constant','rate_rps':" what "}"
#define IDEAL      "'machines':{'i':{}},'hosts':{'h':{'machine':'i'}},"
#define ONE_CORE   "'machines':{'m':{'cores':1}},'hosts':{'h':{'machine':'m','discipline':'fcfs'}},"
#define EXACTLY(s) "{'dist':'constant','mean':" s "}"

struct fixture {
    struct scenario *scenario;
    struct network *network;
    struct run *run;
};

static struct fixture begin(const char *text)
{
    struct fixture f = { .scenario = reads(text) };
    f.network = network_assemble(f.scenario);
    const double load = f.scenario->load.point[0];
    const bool closed = f.scenario->load.arrivals == ARRIVALS_CLOSED;
    const struct run_load at = { .rate = closed ? 0 : load, .population = closed ? (uint32_t)load : 0 };
    f.run = run_create(f.network, &at, 1);
    return f;
}

static void finish(struct fixture *f)
{
    run_check(f->run);
    run_destroy(f->run);
    network_destroy(f->network);
    scenario_destroy(f->scenario);
}

static const struct observations *after(const struct fixture *f, uint64_t requests)
{
    run_requests(f->run, requests, INFINITY);
    return run_observe(f->run);
}

static uint64_t failed(const struct observations *seen)
{
    uint64_t sum = 0;
    for (int e = 0; e < ERROR_KINDS; e++) sum += seen->failed[e];
    return sum;
}

/* One a second, 0.4 s each: nobody waits. */
static void idle_enough(void **state)
{
    (void)state;
    struct fixture f = begin("{'schema':1," ONE_CORE
                             "'tiers':{'app':{'kind':'service','host':'h','demand':{'cpu_s':" EXACTLY(
                                 "0.4") "}}},'classes':{'a':{'path':['app']}}," ONCE("1") "}");
    const struct observations *seen = after(&f, 100);
    assert_near(run_now(f.run), 100.4, 1e-9);
    assert_near(seen->latency->min, 0.4, 1e-9);
    assert_near(seen->latency->max, 0.4, 1e-9);
    assert_near(seen->in_system_area, 40, 1e-9);
    const struct unit_observation cpu = run_unit(f.run, 0, 0);
    assert_near(cpu.busy_area, 40, 1e-9);
    assert_near(cpu.waiting_area, 0, 1e-9);
    assert_true(cpu.served == 100);
    finish(&f);
}

/* One a second, 1.5 s each: the n-th takes 1.5 + (n - 1)/2. */
static void too_much(void **state)
{
    (void)state;
    struct fixture f = begin("{'schema':1," ONE_CORE
                             "'tiers':{'app':{'kind':'service','host':'h','demand':{'cpu_s':" EXACTLY(
                                 "1.5") "}}},'classes':{'a':{'path':['app']}}," ONCE("1") "}");
    const struct observations *seen = after(&f, 11);
    assert_near(run_now(f.run), 1 + 11 * 1.5, 1e-9);
    assert_near(seen->latency->sum, 11 * 1.5 + 0.5 * 55, 1e-9);
    assert_near(seen->latency->max, 6.5, 1e-9);
    assert_true(run_inside(f.run) == 6 && seen->inside == 6); /* 17 came */
    finish(&f);
}

/* The client leaves after 1 s; the work of 2 s goes on, unless it is cancelled. */
static void time_outs(void **state)
{
    (void)state;
    for (int cancel = 0; cancel < 2; cancel++) {
        struct fixture f =
            begin(cancel ? "{'schema':1," ONE_CORE
                           "'tiers':{'app':{'kind':'service','host':'h','demand':{'cpu_s':" EXACTLY(
                               "2") "}}},'classes':{'a':{'path':['app'],'timeout_s':1,'cancel':true}}"
                                    "," ONCE("0.25") "}"
                         : "{'schema':1," ONE_CORE
                           "'tiers':{'app':{'kind':'service','host':'h','demand':{'cpu_s':" EXACTLY(
                               "2") "}}},'classes':{'a':{'path':['app'],'timeout_s':1}}," ONCE("0.25") "}");
        const struct observations *seen = after(&f, 10);
        assert_near(run_now(f.run), 41, 1e-9);
        assert_true(seen->good == 0 && seen->failed[ERROR_TIMEOUT] == 10 && seen->attempts == 10);
        assert_near(seen->failed_time, 10, 1e-9);
        assert_true(run_inside(f.run) == 0);
        assert_true(run_backlog(f.run) == (cancel ? 0 : 1));
        run_until(f.run, 43);
        const struct unit_observation cpu = run_unit(f.run, 0, 0);
        assert_near(cpu.busy_area, cancel ? 10 : 20, 1e-9);
        assert_true(cpu.served == (cancel ? 0 : 10));
        finish(&f);
    }
}

/* Attempts at 0, 2 and 5, each given up after 1 s: pauses of 1 and 2 s. */
static void retries_back_off(void **state)
{
    (void)state;
    struct fixture f = begin("{'schema':1,'tiers':{'app':{'kind':'service','demand':{'delay_s':" EXACTLY(
        "30") "}}},'classes':{'a':{'path':['app'],'timeout_s':1,'retries':2,'backoff_s':1}}"
              "," ONCE("0.1") "}");
    const struct observations *seen = after(&f, 4);
    assert_near(run_now(f.run), 46, 1e-9);
    assert_true(seen->failed[ERROR_TIMEOUT] == 4 && seen->attempts == 12);
    assert_near(seen->failed_time, 24, 1e-9);
    finish(&f);
}

/* Two come together for one thread: the second is refused and comes again 2 s later, when it is free. */
static void a_retry_gets_through(void **state)
{
    (void)state;
    struct fixture f = begin(
        "{'schema':1,'tiers':{'app':{'kind':'service','threads':1,'queue_max':0,'demand':{'delay_s':" EXACTLY(
            "1.5") "}}},'classes':{'a':{'path':['app'],'retries':1,'backoff_s':2}},'load':{'arrivals':{'"
                   "batch':2,'cv':0},'rate_rps':0.2}}");
    const struct observations *seen = after(&f, 20);
    assert_true(seen->good == 20 && seen->attempts == 30 && failed(seen) == 0);
    assert_near(seen->latency->min, 1.5, 1e-9);
    assert_near(seen->latency->max, 3.5, 1e-9);
    assert_near(seen->latency->sum, 10 * 5, 1e-9);
    finish(&f);
}

/* Three at once, one thread, 2 s each, 3 s of patience: at 2, at 4, and the third gives up at 3. */
static void patience_for_a_thread(void **state)
{
    (void)state;
    struct fixture f =
        begin("{'schema':1,'tiers':{'app':{'kind':'service','threads':1,'queue_timeout_s':3,'demand':{'delay_"
              "s':" EXACTLY("2") "}}},'classes':{'a':{'path':['app']}},'load':{'arrivals':{'batch':3,'cv':0},"
                                 "'rate_rps':0.6}}");
    const struct observations *seen = after(&f, 300); /* every 5 s, so that old entries meet new jobs */
    assert_true(seen->good == 200 && seen->failed[ERROR_TIMEOUT] == 100);
    assert_near(seen->latency->sum, 100 * 6, 1e-6);
    assert_near(seen->failed_time, 100 * 3, 1e-6);
    assert_near(run_unit(f.run, 0, 0).busy_area, 100 * 4, 1e-6);
    finish(&f);
}

/* A request that is killed gives back its thread at once; one that is not keeps it. */
static void cancelling_gives_back(void **state)
{
    (void)state;
    for (int cancel = 0; cancel < 2; cancel++) {
        struct fixture f = begin(
            cancel
                ? "{'schema':1,'tiers':{'app':{'kind':'service','threads':1,'demand':{'delay_s':" EXACTLY(
                      "5") "}}},'classes':{'a':{'path':['app'],'timeout_s':1,'cancel':true}}," ONCE("0.5") "}"
                : "{'schema':1,'tiers':{'app':{'kind':'service','threads':1,'demand':{'delay_s':" EXACTLY(
                      "5") "}}},'classes':{'a':{'path':['app'],'timeout_s':1}}," ONCE("0.5") "}");
        const struct observations *seen = after(&f, 10);
        assert_true(seen->failed[ERROR_TIMEOUT] == 10);
        const struct unit_observation threads = run_unit(f.run, 0, 0);
        assert_near(threads.busy_area, cancel ? 10 : 19, 1e-9);
        assert_true(threads.served == (cancel ? 10 : 4)); /* taken at 2; at 2, 7, 12, 17 */
        assert_true(run_backlog(f.run) == (cancel ? 0 : 7));
        finish(&f);
    }
}

static void forks_join(void **state)
{
    (void)state;
    struct fixture f = begin("{'schema':1,'tiers':{'a':{'kind':'service','demand':{'delay_s':" EXACTLY(
        "1") "}},'b':{'kind':'service','demand':{'delay_s':" EXACTLY("3") "}}},"
                                                                          "'classes':{'a':{'path':['a',{'"
                                                                          "parallel':[['a'],['b'],['a','a']]}"
                                                                          "]}}," ONCE("0.1") "}");
    const struct observations *seen = after(&f, 7);
    assert_near(seen->latency->sum, 7 * 4, 1e-9);
    assert_true(run_backlog(f.run) == 0);
    finish(&f);
}

/* The first of two answers; the other goes on without anybody. */
static void forks_need_one(void **state)
{
    (void)state;
    struct fixture f = begin("{'schema':1,'tiers':{'a':{'kind':'service','demand':{'delay_s':" EXACTLY(
        "1") "}},'b':{'kind':'service','demand':{'delay_s':" EXACTLY("3") "}}},"
                                                                          "'classes':{'a':{'path':[{'"
                                                                          "parallel':[['b'],['a']],'need':1}]"
                                                                          "}}," ONCE("0.1") "}");
    const struct observations *seen = after(&f, 7);
    assert_near(seen->latency->sum, 7, 1e-9);
    assert_true(run_inside(f.run) == 0 && run_backlog(f.run) == 1);
    run_until(f.run, 74);
    assert_true(run_backlog(f.run) == 0);
    finish(&f);
}

/* All of 70,000 shards answer: member i has nothing else to do, so it takes what one takes. */
static void a_fork_may_be_wide(void **state)
{
    (void)state;
    struct fixture f = begin(
        "{'schema':1,'machines':{'m':{'cores':1}},'hosts':{'h':{'machine':'m','count':70000}},"
        "'tiers':{'db':{'kind':'database','host':'h','demand':{'cpu_ms':" EXACTLY(
            "10") "},"
                  "'shards':{'count':70000,'cross_shard_ratio':1}}},'classes':{'a':{'path':['db']}}," ONCE(
                      "10") "}");
    const struct observations *seen = after(&f, 2);
    assert_true(seen->good == 2 && run_backlog(f.run) == 0);
    assert_near(seen->latency->max, 0.01, 1e-9);
    assert_true(run_unit(f.run, 0, 69999).served == 2);
    finish(&f);
}

/* A branch that fails takes the request with it; the other branch ends by itself. */
static void a_failed_branch_fails_the_fork(void **state)
{
    (void)state;
    struct fixture f = begin(
        "{'schema':1,'tiers':{'a':{'kind':'service','threads':1,'queue_max':0,'demand':{'delay_s':" EXACTLY(
            "1") "}}},'classes':{'a':{'path':[{'parallel':[['a'],['a']]}]}}," ONCE("0.1") "}");
    const struct observations *seen = after(&f, 5);
    assert_true(seen->failed[ERROR_REJECTED] == 5);
    assert_true(run_inside(f.run) == 0 && run_backlog(f.run) == 1);
    finish(&f);
}

/* The second copy is sent after 1 s; the first, of 3 s, is still the first to answer. */
static void hedges(void **state)
{
    (void)state;
    struct fixture f = begin("{'schema':1,'tiers':{'a':{'kind':'service','demand':{'delay_s':" EXACTLY(
        "3") "}}},'classes':{'a':{'path':['a'],'hedge_s':1}}," ONCE("0.1") "}");
    const struct observations *seen = after(&f, 6);
    assert_near(seen->latency->sum, 18, 1e-9);
    assert_true(seen->hedges == 6 && seen->attempts == 12 && run_backlog(f.run) == 1);
    finish(&f);
}

/* Nobody needs the slower copy, so it stops: the second core is busy no longer than the first. */
static void copies_are_cancelled(void **state)
{
    (void)state;
    struct fixture f = begin(
        "{'schema':1,'machines':{'m':{'cores':1}},'hosts':{'h':{'machine':'m','"
        "discipline':'fcfs'},"
        "'g':{'machine':'m'}},'tiers':{'a':{'kind':'service','host':'h','demand':{'cpu_"
        "s':" EXACTLY("1") "}},'b':{'kind':'service','host':'g','threads':1,'demand':{'"
                           "cpu_s':" EXACTLY("3") "}},'c':{'kind':'service','demand':{'"
                                                  "delay_s':" EXACTLY("9") "}}},'classes':{'a':{'path':["
                                                                           "{'parallel':[['b'],['a'],['"
                                                                           "c']],'need':1,'cancel':true}"
                                                                           "]}}," ONCE("0.5") "}");
    const struct observations *seen = after(&f, 6);
    assert_near(seen->latency->sum, 6, 1e-9);
    assert_true(run_backlog(f.run) == 0);
    finish(&f);
    f = begin("{'schema':1,'tiers':{'a':{'kind':'service','demand':{'delay_s':" EXACTLY(
        "3") "}}},'classes':{'a':{'path':['a'],'hedge_s':1,'cancel':true}}," ONCE("0.1") "}");
    seen = after(&f, 6);
    assert_near(seen->latency->sum, 18, 1e-9);
    assert_true(seen->hedges == 6 && seen->attempts == 12 && run_backlog(f.run) == 0);
    finish(&f);
}

static void paths_add_up(void **state)
{
    (void)state;
    struct fixture f = begin("{'schema':1,'tiers':{'a':{'kind':'service','demand':{'delay_s':" EXACTLY(
        "1") "}}},'classes':{'a':{'path':['a',['a','a'],{'repeat':3,'call':['a']},{'probability':0,'call':['"
             "a']},"
             "{'probability':1,'call':['a']}]}}," ONCE("0.1") "}");
    assert_near(after(&f, 5)->latency->sum, 5 * 7, 1e-9);
    finish(&f);
}

/* A queue answers at once, and its consumers work on. */
static void queues_answer_at_once(void **state)
{
    (void)state;
    struct fixture f =
        begin("{'schema':1,'tiers':{'q':{'kind':'queue'},'a':{'kind':'service','demand':{'delay_s':" EXACTLY(
            "2.5") "}}},'classes':{'a':{'path':['q','a']}}," ONCE("1") "}");
    const struct observations *seen = after(&f, 9);
    assert_near(seen->latency->max, 0, 1e-12);
    assert_true(run_inside(f.run) == 0 && run_backlog(f.run) == 3);
    finish(&f);
}

/* The sender hears that its message is taken: there and back is a round trip. */
static void queues_answer_over_the_network(void **state)
{
    (void)state;
    struct fixture f =
        begin("{'schema':1,'machines':{'i':{}},'hosts':{'h':{'machine':'i'},'mq':{'machine':'i'}},"
              "'network':{'same_zone_rtt_s':2},'tiers':{'a':{'kind':'service','host':'h'},"
              "'q':{'kind':'queue','host':'mq'}},'classes':{'a':{'path':['a','q']}}," ONCE("0.1") "}");
    assert_near(after(&f, 3)->latency->sum, 3 * 2, 1e-9);
    assert_near(f.network->zero_load_latency, 2, 1e-9);
    finish(&f);
}

/* One message in five finds the worker free. The others are lost, or sent again; their senders have long been
 * answered. */
static void messages_fail_alone(void **state)
{
    (void)state;
    for (int again = 0; again < 2; again++) {
        struct fixture f = begin(again ? "{'schema':1,'tiers':{'q':{'kind':'queue','redeliver_s':100},"
                                         "'a':{'kind':'service','threads':1,'queue_max':0,'demand':{"
                                         "'delay_s':" EXACTLY("4.5") "}}},'classes':{'a':{'path':['q','a']}}"
                                                                     "," ONCE("1") "}"
                                       : "{'schema':1,'tiers':{'q':{'kind':'queue'},"
                                         "'a':{'kind':'service','threads':1,'queue_max':0,'demand':{"
                                         "'delay_s':" EXACTLY("4.5") "}}},'classes':{'a':{'path':['q','a']}}"
                                                                     "," ONCE("1") "}");
        const struct observations *seen = after(&f, 20);
        assert_true(seen->good == 20 && failed(seen) == 0 && run_inside(f.run) == 0);
        assert_true(seen->queue[0].dead == (again ? 0 : 16));
        assert_true(seen->queue[0].redelivered == (again ? 16 : 0));
        assert_true(run_backlog(f.run) ==
                    (again ? 17 : 1)); /* the one at work, and those that will come again */
        finish(&f);
    }
}

/* Work of 3.5 s on messages that are hidden for 2 s: each is worked on twice, and gone when the first
 * delivery ends; or it is put aside while it is worked on. */
static void messages_come_into_sight(void **state)
{
    (void)state;
    for (int aside = 0; aside < 2; aside++) {
        struct fixture f = begin(aside ? "{'schema':1,'tiers':{'q':{'kind':'queue','visibility_timeout_s':2,"
                                         "'dead_letter_after':1},'a':{'kind':'service','demand':{"
                                         "'delay_s':" EXACTLY("3.5") "}}},'classes':{'a':{'path':['q','a']}}"
                                                                     "," ONCE("1") "}"
                                       : "{'schema':1,'tiers':{'q':{'kind':'queue','visibility_timeout_s':2},"
                                         "'a':{'kind':'service','demand':{"
                                         "'delay_s':" EXACTLY("3.5") "}}},'classes':{'a':{'path':['q','a']}}"
                                                                     "," ONCE("1") "}");
        run_until(f.run, 20.75); /* the n-th has come at n */
        const struct queue_observation *queue = run_observe(f.run)->queue;
        assert_true(queue->dead == (aside ? 18 : 0) && queue->redelivered == (aside ? 0 : 18));
        assert_true(queue->end_to_end->count == (aside ? 0 : 17));
        if (!aside) assert_near(queue->end_to_end->max, 3.5, 1e-9);
        /* At work: 18 to 20, and 16 to 18 again. Still hidden: 19 and 20, and 17 and 18 again. */
        assert_true(run_backlog(f.run) == (aside ? 5 : 10));
        finish(&f);
    }
}

/* A time-out that cancels ends all branches: one in service, one in line, one asleep. */
static void cancelling_ends_the_branches(void **state)
{
    (void)state;
    struct fixture f =
        begin("{'schema':1," ONE_CORE "'tiers':{'a':{'kind':'service','host':'h','demand':{'cpu_s':" EXACTLY(
            "5") "}},'b':{'kind':'service','demand':{'delay_s':" EXACTLY("5") "}}},"
                                                                              "'classes':{'a':{'path':[{'"
                                                                              "parallel':[['a'],['a'],['b']]}"
                                                                              "],'timeout_s':1,'cancel':true}"
                                                                              "}," ONCE("0.25") "}");
    const struct observations *seen = after(&f, 10);
    assert_true(seen->failed[ERROR_TIMEOUT] == 10 && run_backlog(f.run) == 0);
    const struct unit_observation cpu = run_unit(f.run, 0, 0);
    assert_near(cpu.busy_area, 10, 1e-9);
    assert_near(cpu.waiting_area, 10, 1e-9);
    finish(&f);
}

/* Two users, 1 s of thought and 1 s of work on one core: from the second cycle on they take turns. */
static void users_take_turns(void **state)
{
    (void)state;
    struct fixture f = begin("{'schema':1," ONE_CORE
                             "'tiers':{'app':{'kind':'service','host':'h','demand':{'cpu_s':" EXACTLY(
                                 "1") "}}},'classes':{'a':{'path':['app']}},'load':{'arrivals':'closed','"
                                      "population':2,'think_time_s':" EXACTLY("1") "}}");
    run_until(f.run, 10);
    run_clear(f.run);
    run_until(f.run, 20.5);
    const struct observations *seen = run_observe(f.run);
    assert_true(seen->good == 10);
    assert_near(seen->latency->sum, 10, 1e-9);
    assert_near(seen->in_system_area, 10.5, 1e-9);
    finish(&f);
}

static const char *const busy_place =
    "{'schema':1,'machines':{'m':{'cores':2,'ram_gib':1,'nic_mbps':100,'ssd':{'iops':1000,'latency_us':1000}}"
    "},"
    "'hosts':{'w':{'machine':'m','count':3},'d':{'machine':'m','discipline':'fcfs'}},"
    "'network':{'same_zone_rtt_us':200},"
    "'tiers':{'lb':{'kind':'balancer','policy':'power_of_two'},"
    "'app':{'kind':'service','host':'w','threads':8,'queue_max':4,'queue_timeout_ms':40,'split':0.7,"
    "'demand':{'cpu_ms':{'dist':'lognormal','mean':20,'cv':2},'ram_kib':512}},"
    "'db':{'kind':'database','host':'d','connections':6,'queue_max':20,"
    "'demand':{'cpu_ms':4,'disk_reads':2.5,'log_kib':4}}},"
    "'classes':{'get':{'share':3,'path':['lb','app',{'probability':0.5,'call':['db']}],'timeout_ms':300,'"
    "retries':2,"
    "'backoff_ms':20,'jitter':true,'reply_b':20000},"
    "'two':{'path':['lb','app',{'parallel':[['db'],['db','db']]}],'timeout_ms':200,'cancel':true,'hedge_ms':"
    "60}},"
    "'load':{'arrivals':{'bursty':{'burst_factor':3,'burst_s':0.5,'calm_s':2}},'rate_rps':250}}";

static void same(const struct observations *a, const struct observations *b)
{
    assert_true(a->good == b->good && a->arrived == b->arrived && a->events == b->events);
    assert_memory_equal(a->failed, b->failed, sizeof a->failed);
    assert_true(a->latency->sum == b->latency->sum && a->latency->max == b->latency->max);
    assert_memory_equal(a->latency->counts, b->latency->counts, sizeof a->latency->counts);
}

/* Interrupted or not, the same. */
static void pieces_make_the_whole(void **state)
{
    (void)state;
    struct fixture whole = begin(busy_place), pieces = begin(busy_place);
    run_requests(whole.run, 20000, INFINITY);
    for (int i = 0; i < 100; i++) {
        run_until(pieces.run, run_now(whole.run) * i / 100);
        run_observe(pieces.run);
        run_unit(pieces.run, 0, 0);
    }
    const uint64_t done = run_observe(pieces.run)->good + failed(run_observe(pieces.run));
    run_requests(pieces.run, 20000 - done, INFINITY);
    assert_true(run_now(whole.run) == run_now(pieces.run));
    same(run_observe(whole.run), run_observe(pieces.run));
    finish(&whole);
    finish(&pieces);
}

/* What came is what went and what is there; everything in it happens. */
static void nothing_is_lost(void **state)
{
    (void)state;
    struct fixture f = begin(busy_place);
    for (int i = 0; i < 50; i++) {
        const struct observations *seen = after(&f, 2000);
        assert_true(seen->arrived + seen->inside_at_start == seen->good + failed(seen) + run_inside(f.run));
        assert_true(seen->inside == run_inside(f.run));
        assert_near(seen->since, i ? seen->since : 0, 0);
        run_check(f.run);
        if (i % 7 == 3) run_clear(f.run);
    }
    const struct observations *seen = after(&f, 20000);
    assert_true(seen->failed[ERROR_TIMEOUT] > 0 && seen->failed[ERROR_REJECTED] > 0 && seen->hedges > 0);
    assert_true(seen->attempts > seen->arrived && run_memory(f.run) > 0);
    finish(&f);
}

#define TANDEM(load, first, second)                                                                          \
    "{'schema':1,'machines':{'m':{'cores':1}},'hosts':{'x':{'machine':'m'},'y':{'machine':'m','discipline':" \
    "'fcfs'}},"                                                                                              \
    "'tiers':{'p':{'kind':'service','host':'x','threads':20,'demand':{'cpu_s':" first                        \
    "}},'q':{'kind':'service','host':'y','demand':{'cpu_s':{'dist':'hyperexp','mean':" second ",'cv':2}}}}," \
    "'classes':{'a':{'path':['p','q']}},'load':{'rate_rps':" load "}}"

/* Half the rate and twice every demand: twice every latency, to the last bit. */
static void time_has_no_unit(void **state)
{
    (void)state;
    struct fixture one = begin(TANDEM("0.5", "1", "1.25")), two = begin(TANDEM("0.25", "2", "2.5"));
    const struct observations *a = after(&one, 20000), *b = after(&two, 20000);
    assert_true(2 * a->latency->sum == b->latency->sum && 2 * a->latency->max == b->latency->max);
    assert_true(2 * run_now(one.run) == run_now(two.run));
    finish(&one);
    finish(&two);
}

/* At loads of one shape, more load never makes it faster. */
static void latency_grows_with_load(void **state)
{
    (void)state;
    double before = 0;
    static const char *const loads[] = { TANDEM("0.1", "1", "1"), TANDEM("0.3", "1", "1"),
                                         TANDEM("0.5", "1", "1"), TANDEM("0.7", "1", "1"),
                                         TANDEM("0.8", "1", "1") };
    for (size_t i = 0; i < sizeof loads / sizeof *loads; i++) {
        struct fixture f = begin(loads[i]);
        const double mean = histogram_mean(after(&f, 50000)->latency);
        assert_true(mean > before);
        before = mean;
        finish(&f);
    }
}

/* Work of no length ends at the moment at which it begins, also when others end then. */
static void no_work_takes_no_time(void **state)
{
    (void)state;
    struct fixture f = begin(
        "{'schema':1,'machines':{'m':{'cores':1}},'hosts':{'x':{'machine':'m'},'y':{'machine':'m','"
        "discipline':'fcfs'}},"
        "'tiers':{'d':{'kind':'service','demand':{'delay_s':" EXACTLY(
            "1") "}},"
                 "'p':{'kind':'service','host':'x','demand':{'cpu_s':{'dist':'empirical','values':[0,1]}}},"
                 "'q':{'kind':'service','host':'y','demand':{'cpu_s':{'dist':'empirical','values':[0,0,1]}}}}"
                 ","
                 "'classes':{'a':{'path':[['d'],['p'],['q']]}},'load':{'arrivals':'constant','rate_rps':1}}");
    const struct observations *seen = after(&f, 100000);
    assert_true(failed(seen) == 0 && run_inside(f.run) < 100);
    assert_near(seen->latency->min, 1, 1e-9);
    finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(idle_enough),
        cmocka_unit_test(too_much),
        cmocka_unit_test(time_outs),
        cmocka_unit_test(retries_back_off),
        cmocka_unit_test(a_retry_gets_through),
        cmocka_unit_test(patience_for_a_thread),
        cmocka_unit_test(cancelling_gives_back),
        cmocka_unit_test(forks_join),
        cmocka_unit_test(forks_need_one),
        cmocka_unit_test(a_fork_may_be_wide),
        cmocka_unit_test(a_failed_branch_fails_the_fork),
        cmocka_unit_test(hedges),
        cmocka_unit_test(copies_are_cancelled),
        cmocka_unit_test(paths_add_up),
        cmocka_unit_test(queues_answer_at_once),
        cmocka_unit_test(queues_answer_over_the_network),
        cmocka_unit_test(messages_come_into_sight),
        cmocka_unit_test(messages_fail_alone),
        cmocka_unit_test(cancelling_ends_the_branches),
        cmocka_unit_test(users_take_turns),
        cmocka_unit_test(pieces_make_the_whole),
        cmocka_unit_test(nothing_is_lost),
        cmocka_unit_test(time_has_no_unit),
        cmocka_unit_test(latency_grows_with_load),
        cmocka_unit_test(no_work_takes_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
