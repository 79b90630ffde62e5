/* Members that die, are cut off, slowed down, redeployed: what each does to the requests, worked out by hand.
 */
#include "sim/study/episode.h"
#include "tests/unit/reading.h"

#include <math.h>

struct fixture {
    struct scenario *scenario;
    struct network *network;
    struct stage stage;
    struct episode episode;
};

static struct fixture played(const char *text)
{
    struct fixture f = { .scenario = reads(text) };
    f.network = network_assemble_timeline(f.scenario);
    stage_init(&f.stage, f.network, f.scenario->load.point[0], false);
    episode_run(&f.stage, 1, NULL, &f.episode);
    return f;
}

static void finish(struct fixture *f)
{
    episode_finish(&f->episode);
    stage_finish(&f->stage);
    network_destroy(f->network);
    scenario_destroy(f->scenario);
}

static double figure(const struct fixture *f, uint32_t interval, uint32_t column)
{
    return f->episode.figure[(size_t)interval * f->episode.columns + column];
}

/* Over the whole time. */
static double failed(const struct fixture *f, enum error_kind kind)
{
    double sum = 0;
    for (uint32_t i = 0; i < f->episode.intervals; i++)
        sum += figure(f, i, FIGURE_ERROR + (uint32_t)kind) * f->scenario->timeline.interval;
    return sum;
}

static const struct note *noted(const struct fixture *f, enum note_kind kind)
{
    for (uint32_t i = 0; i < f->episode.notes; i++)
        if (f->episode.note[i].kind == kind) return &f->episode.note[i];
    return NULL;
}

/* A hundred requests a second at regular times, 1 ms each, on so many hosts behind a balancer. */
#define POOL(balancer, host, events)                                                                         \
    "{'machines':{'m':{'cores':1},'i':{}},'hosts':{'l':{'machine':'i'},'h':{'machine':'m',"                  \
    "'discipline':'fcfs'," host                                                                              \
    "}},'tiers':{'lb':{'kind':'balancer','host':'l','policy':'round_robin'" balancer                         \
    "},'app':{'kind':'service','host':'h','demand':{'cpu_ms':{'dist':'constant','mean':1}}}},"               \
    "'classes':{'a':{'path':['lb','app']}},'load':{'arrivals':'constant','rate_rps':100},"                   \
    "'timeline':{'length_s':20,'interval_s':1,'warmup_s':1,'events':[" events "]}}"

static void one_of_two_dies(void **state)
{
    (void)state;
    /* Known at once: only what was inside could be lost, and nothing was. */
    struct fixture f = played(POOL("", "'count':2", "{'at_s':5.005,'kill':'h[1]','for_s':5}"));
    assert_near(failed(&f, ERROR_UNAVAILABLE), 0, 0);
    assert_near(figure(&f, 7, FIGURES + 1), 1, 1e-9);
    assert_near(figure(&f, 12, FIGURES + 1), 2, 1e-9);
    assert_near(f.episode.outcome[OUTCOME_RTO], 0, 0);
    finish(&f);
    /* Seen at the third check: between two and three seconds later; until then every other request fails. */
    f = played(POOL(",'health':{'interval_s':1,'fails':3}", "'count':2", "{'at_s':5.005,'kill':'h[1]'}"));
    const struct note *unseen = noted(&f, NOTE_UNSEEN);
    assert_non_null(unseen);
    assert_true(unseen->member == 1 && unseen->at >= 7 && unseen->at <= 8.001);
    assert_near(failed(&f, ERROR_UNAVAILABLE), (unseen->at - 5) * 50, 1.5);
    assert_near(figure(&f, 15, FIGURE_GOODPUT), 100, 1e-9);
    finish(&f);
}

static void the_only_one_dies(void **state)
{
    (void)state;
    struct fixture f = played(POOL("", "'count':1", "{'at_s':5,'kill':'app','for_s':5}"));
    assert_near(failed(&f, ERROR_UNAVAILABLE), 500, 2);
    assert_near(f.episode.outcome[OUTCOME_DOWNTIME], 5, 1e-9);
    assert_near(f.episode.outcome[OUTCOME_RTO], 5, 1e-9);
    assert_near(f.episode.outcome[OUTCOME_RECOVERED], 1, 0);
    assert_non_null(noted(&f, NOTE_BACK));
    finish(&f);
    /* Not before somebody repairs it. */
    f = played(POOL("", "'count':1", "{'at_s':5,'kill':'h'},{'at_s':12,'repair':'h'}"));
    assert_near(failed(&f, ERROR_UNAVAILABLE), 700, 2);
    finish(&f);
    f = played(POOL("", "'count':1", "{'at_s':5,'kill':'h'}"));
    assert_true(isinf(f.episode.outcome[OUTCOME_RTO]));
    assert_near(f.episode.outcome[OUTCOME_RECOVERED], 0, 0);
    finish(&f);
}

/* A replaced machine is back after provisioning, and clients find it as their addresses expire. */
static void clients_find_a_new_machine(void **state)
{
    (void)state;
    struct fixture f =
        played("{'machines':{'m':{'cores':1}},'hosts':{'h':{'machine':'m','discipline':'fcfs',"
               "'provision_s':4}},'network':{'dns_ttl_s':8},'tiers':{'app':{'kind':'service',"
               "'host':'h','demand':{'cpu_ms':{'dist':'constant','mean':1}}}},"
               "'classes':{'a':{'path':['app']}},'load':{'arrivals':'constant','rate_rps':100},"
               "'timeline':{'length_s':20,'interval_s':1,'events':[{'at_s':2,'kill':'h','replace':true}]}}");
    /* Four seconds lose all; of the next eight half. */
    assert_near(failed(&f, ERROR_UNAVAILABLE), 400 + 400, 60);
    assert_near(figure(&f, 7, FIGURE_GOODPUT), 100 * 1.5 / 8, 15);
    assert_near(figure(&f, 16, FIGURE_GOODPUT), 100, 1e-9);
    assert_non_null(noted(&f, NOTE_REPLACED));
    finish(&f);
}

/* Who has heard that a server is dead does not go back to its old address when a new one takes its place. */
static void clients_know_what_they_have_heard(void **state)
{
    (void)state;
    struct fixture f = played(
        "{'machines':{'m':{'cores':1}},'hosts':{'h':{'machine':'m','count':2,'provision_s':4}},"
        "'network':{'dns_ttl_s':8},'tiers':{'app':{'kind':'service','host':'h','demand':{'cpu_ms':1}}},"
        "'classes':{'a':{'path':['app']}},'load':{'arrivals':'constant','rate_rps':400},"
        "'timeline':{'length_s':20,'interval_s':1,'events':[{'at_s':2,'kill':'h[0]',"
        "'replace':true}]}}");
    /* Half of the clients know the dead address, and one after the other looks again within eight seconds. */
    for (uint32_t i = 2; i < 10; i++)
        assert_near(figure(&f, i, FIGURE_ERROR + ERROR_UNAVAILABLE), 200 * (9.5 - i) / 8, 40);
    assert_near(figure(&f, 11, FIGURE_ERROR + ERROR_UNAVAILABLE), 0, 0);
    finish(&f);
}

static void slow_members(void **state)
{
    (void)state;
    struct fixture f = played(POOL("", "'count':1", "{'at_s':5,'slow':'app','factor':0.25,'for_s':5}"));
    assert_near(figure(&f, 4, FIGURE_MEAN), 0.001, 1e-9);
    assert_near(figure(&f, 7, FIGURE_MEAN), 0.004, 1e-9);
    assert_near(figure(&f, 11, FIGURE_MEAN), 0.001, 1e-9);
    finish(&f);
    /* One within another: the outer goes on when the inner is over. */
    f = played(POOL("", "'count':1",
                    "{'at_s':5,'slow':'app','factor':0.5,'for_s':10},"
                    "{'at_s':7,'slow':'h[0]','factor':0.25,'for_s':3}"));
    assert_near(figure(&f, 6, FIGURE_MEAN), 0.002, 1e-9);
    assert_near(figure(&f, 8, FIGURE_MEAN), 0.004, 1e-9);
    assert_near(figure(&f, 12, FIGURE_MEAN), 0.002, 1e-9);
    assert_near(figure(&f, 17, FIGURE_MEAN), 0.001, 1e-9);
    finish(&f);
}

/* Who dies again while away is back when the longer of the two is over. */
static void dead_twice(void **state)
{
    (void)state;
    static const char *const orders[] = { POOL("", "'count':1",
                                               "{'at_s':5,'kill':'h','for_s':5},"
                                               "{'at_s':8,'kill':'h','for_s':6}"),
                                          POOL("", "'count':1",
                                               "{'at_s':5,'kill':'h','for_s':9},"
                                               "{'at_s':6,'kill':'h','for_s':2}"),
                                          POOL("", "'count':1,'restart_s':4",
                                               "{'at_s':5,'deploy':'h','abrupt':true},"
                                               "{'at_s':6,'kill':'h'},{'at_s':14,'repair':'h'}") };
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        struct fixture f = played(orders[i]);
        assert_near(failed(&f, ERROR_UNAVAILABLE), 900, 2);
        assert_near(figure(&f, 15, FIGURE_GOODPUT), 100, 1e-9);
        finish(&f);
    }
}

static void members_come_and_go(void **state)
{
    (void)state;
    struct fixture f = played(POOL("", "'count':2,'provision_s':3",
                                   "{'at_s':2,'add':'app','count':2},{'at_s':10,'remove':'app','count':3}"));
    assert_near(figure(&f, 4, FIGURES + 1), 2, 1e-9);
    assert_near(figure(&f, 5, FIGURES + 1), 4, 1e-9);
    assert_near(figure(&f, 10, FIGURES + 1), 1, 1e-9);
    assert_near(failed(&f, ERROR_UNAVAILABLE), 0, 0);
    finish(&f);
}

/* One after another for three seconds each: nothing is lost, and one is always away. */
static void rolling_deployment(void **state)
{
    (void)state;
    struct fixture f = played(POOL("", "'count':4,'restart_s':3", "{'at_s':2,'deploy':'app'}"));
    for (uint32_t i = 2; i < 14; i++) assert_near(figure(&f, i, FIGURES + 1), 3, 1e-6);
    assert_near(figure(&f, 15, FIGURES + 1), 4, 1e-9);
    assert_near(failed(&f, ERROR_UNAVAILABLE), 0, 0);
    assert_near(noted(&f, NOTE_DEPLOYED)->at, 14, 1e-9);
    finish(&f);
    f = played(POOL("", "'count':4,'restart_s':3", "{'at_s':2,'deploy':'app','count':2}"));
    assert_near(figure(&f, 4, FIGURES + 1), 2, 1e-6);
    assert_near(noted(&f, NOTE_DEPLOYED)->at, 8, 1e-9);
    finish(&f);
}

static void a_bigger_machine(void **state)
{
    (void)state;
    struct fixture f =
        played("{'machines':{'m':{'cores':1,'usd_per_h':2}},'hosts':{'h':{'machine':'m'}},"
               "'tiers':{'app':{'kind':'service','host':'h','demand':{'cpu_ms':{'dist':'constant',"
               "'mean':5}}}},'classes':{'a':{'path':['app']}},'load':{'arrivals':'constant',"
               "'rate_rps':100},'timeline':{'length_s':20,'interval_s':1,'warmup_s':1,"
               "'events':[{'at_s':5,'scale':'h','factor':2,'for_s':3}]}}");
    assert_near(failed(&f, ERROR_UNAVAILABLE), 300, 2);
    assert_near(figure(&f, 2, FIGURES + 1), 0.5, 0.01);
    assert_near(figure(&f, 12, FIGURES + 1), 0.25, 0.01);
    assert_near(figure(&f, 2, FIGURE_USD), 2, 1e-9);
    assert_near(figure(&f, 12, FIGURE_USD), 4, 1e-9);
    finish(&f);
}

/* Half of the servers are in the zone that is cut off. */
static void partitions(void **state)
{
    (void)state;
    struct fixture f = played(POOL(",'health':{'interval_s':1,'fails':1}", "'count':4,'zones':2",
                                   "{'at_s':5,'partition':'zone:1','for_s':8}"));
    const struct note *unseen = noted(&f, NOTE_UNSEEN), *seen = noted(&f, NOTE_SEEN);
    assert_true(unseen && seen && unseen->at <= 6.001 && seen->at >= 13 && seen->at <= 14.001);
    assert_near(failed(&f, ERROR_UNAVAILABLE), (unseen->at - 5) * 50, 2);
    assert_near(figure(&f, 10, FIGURE_GOODPUT), 100, 1e-9);
    finish(&f);
}

static void a_zone_dies(void **state)
{
    (void)state;
    struct fixture f =
        played(POOL("", "'count':4,'zones':['a','b']", "{'at_s':5,'kill':'zone:b','for_s':8}"));
    assert_near(figure(&f, 8, FIGURES + 1), 2, 1e-9);
    assert_near(figure(&f, 15, FIGURES + 1), 4, 1e-9);
    finish(&f);
    /* By name, wherever it stands in a host's list. */
    f = played(
        "{'machines':{'i':{}},'hosts':{'x':{'machine':'i','count':2,'zones':['a','b']},"
        "'y':{'machine':'i','count':2,'zones':['b','c']}},'tiers':{'lb':{'kind':'balancer','host':'x'},"
        "'app':{'kind':'service','host':'y'}},'classes':{'a':{'path':['lb','app']}},'load':{'rate_rps':10},"
        "'timeline':{'length_s':4,'interval_s':1,'events':[{'at_s':1,'kill':'zone:b'},"
        "{'at_s':2.5,'repair':'zone:b'},{'at_s':3,'kill':'zone:c'}]}}");
    assert_near(figure(&f, 1, FIGURES), 1, 1e-9);
    assert_near(figure(&f, 1, FIGURES + 1), 1, 1e-9);
    assert_near(figure(&f, 3, FIGURES), 2, 1e-9);
    assert_near(figure(&f, 3, FIGURES + 1), 1, 1e-9);
    finish(&f);
}

/* No memory for a second request: the process dies, and both are lost. */
static void out_of_memory(void **state)
{
    (void)state;
    struct fixture f =
        played("{'machines':{'m':{'ram_gib':1}},'hosts':{'h':{'machine':'m','oom':'kill',"
               "'restart_s':2}},'tiers':{'app':{'kind':'service','host':'h','demand':{'ram_mib':600,"
               "'delay_s':{'dist':'constant','mean':1.5}}}},'classes':{'a':{'path':['app']}},"
               "'load':{'arrivals':'constant','rate_rps':1},"
               "'timeline':{'length_s':10,'interval_s':1,'warmup_s':0}}");
    const struct note *died = noted(&f, NOTE_OOM);
    assert_non_null(died);
    assert_near(died->at, 2, 1e-6);
    assert_true(failed(&f, ERROR_OOM) >= 2 && failed(&f, ERROR_UNAVAILABLE) >= 1);
    finish(&f);
}

#define CACHED(events)                                                                                       \
    "{'machines':{'i':{}},'hosts':{'r':{'machine':'i','count':2},'w':{'machine':'i'}},"                      \
    "'data':{'k':{'keys':50,'value_b':100}},'tiers':{'app':{'kind':'service','host':'w'},"                   \
    "'cache':{'kind':'cache','host':'r','shards':2,'memory_mib':10},'db':{'kind':'database','host':'w',"     \
    "'demand':{'delay_ms':{'dist':'constant','mean':5}}}},'classes':{'a':{'key':'k','path':['app','cache','" \
    "db']}},"                                                                                                \
    "'load':{'rate_rps':500},'timeline':{'length_s':20,'interval_s':1,'events':[" events "]}}"

/* What a dead or flushed cache does not know, the database does: nothing fails. */
static void caches(void **state)
{
    (void)state;
    struct fixture f = played(CACHED("{'at_s':5,'kill':'cache[1]','for_s':5}"));
    assert_near(figure(&f, 3, FIGURE_HITS), 1, 0);
    assert_near(figure(&f, 7, FIGURE_HITS), 0.5, 0.15);
    assert_near(figure(&f, 15, FIGURE_HITS), 1, 0);
    assert_near(failed(&f, ERROR_UNAVAILABLE), 0, 0);
    finish(&f);
    f = played(CACHED("{'at_s':5,'flush':'cache'}"));
    assert_near(figure(&f, 5, FIGURE_HITS), 0.9, 0.05);
    assert_near(figure(&f, 9, FIGURE_HITS), 1, 0);
    finish(&f);
}

/* Replicas take over; whoever comes back follows; readers turn to who is left. */
static void failover(void **state)
{
    (void)state;
    struct fixture f =
        played("{'machines':{'i':{}},'hosts':{'pg':{'machine':'i','count':3}},"
               "'tiers':{'db':{'kind':'database','host':'pg','connections':50,'replicas':{'count':2,"
               "'reads':'any','ship_ms':{'dist':'constant','mean':10},'detect_s':2,'promote_s':1},"
               "'ops':{'w':{'log_kib':1},'r':{}}}},'classes':{'r':{'path':['db.r']},"
               "'w':{'write':true,'path':['db.w']}},'load':{'rate_rps':600},"
               "'timeline':{'length_s':20,'interval_s':1,"
               "'events':[{'at_s':5,'kill':'db.primary','for_s':8},{'at_s':16,'kill':'db[1]'}]}}");
    const struct note *promoted = noted(&f, NOTE_PROMOTED);
    assert_non_null(promoted);
    assert_near(promoted->at, 8, 1e-9);
    assert_true(promoted->member != 0 && promoted->value <= 10 && promoted->loss <= 0.0101);
    /* Writes for three seconds, and a third of the reads for that long; later the reads of one more. */
    assert_near(figure(&f, 6, FIGURE_GOODPUT), 300.0 * 2 / 3, 40);
    assert_near(figure(&f, 10, FIGURE_GOODPUT), 600, 75);
    assert_near(figure(&f, 10, FIGURE_ERROR + ERROR_UNAVAILABLE), 0, 0);
    assert_near(figure(&f, 14, FIGURE_ERROR + ERROR_UNAVAILABLE), 0, 0);
    /* What only the dead primary has is nobody's lag. */
    for (uint32_t i = 5; i < 8; i++) assert_near(figure(&f, i, FIGURE_LAG), 0, 0);
    assert_true(figure(&f, 14, FIGURE_LAG) <= 0.0101);
    assert_near(f.episode.outcome[OUTCOME_LOST], promoted->value, 20);
    finish(&f);
}

#define RANGES(engine, event)                                                                                \
    "{'machines':{'i':{}},'hosts':{'pg':{'machine':'i','count':5}},'data':{'k':{'keys':100000}},"            \
    "'tiers':{'db':{'kind':'database','host':'pg','engine':'" engine "','copies':3,"                         \
    "'ops':{'w':{'log_kib':1},'r':{}}}},'classes':{'r':{'key':'k','path':['db.r']},"                         \
    "'w':{'key':'k','write':true,'path':['db.w']}},'load':{'rate_rps':400},"                                 \
    "'timeline':{'length_s':40,'interval_s':1,'events':[{'at_s':10.5," event "},"                            \
    "{'at_s':20.5,'kill':'pg[2]'}]}}"

/* What a dead member led is without a leader until one is elected; the copies stay where they are, so of
 * three that follow each other two must live. */
static void elections(void **state)
{
    (void)state;
    struct fixture f = played(RANGES("distributed_sql", "'kill':'pg[1]'"));
    const struct note *elected = noted(&f, NOTE_ELECTED);
    assert_true(elected && elected->member == 1);
    assert_near(elected->at, 13.5, 1e-9);
    assert_near(figure(&f, 12, FIGURE_ERROR + ERROR_UNAVAILABLE), 400 / 5.0, 40);
    assert_near(figure(&f, 15, FIGURE_ERROR + ERROR_UNAVAILABLE), 0, 0);
    /* Of five kinds of ranges two have lost two copies: they are read, but not written. */
    assert_near(figure(&f, 30, FIGURE_ERROR + ERROR_UNAVAILABLE), 200 * 2 / 5.0, 40);
    finish(&f);
    f = played(RANGES("distributed_sql", "'deploy':'pg'"));
    assert_near(figure(&f, 10, FIGURE_ERROR + ERROR_UNAVAILABLE), 0, 0);
    finish(&f);
    f = played(RANGES("nosql", "'kill':'pg[1]'")); /* nobody leads */
    assert_null(noted(&f, NOTE_ELECTED));
    assert_near(figure(&f, 11, FIGURE_ERROR + ERROR_UNAVAILABLE), 0, 0);
    finish(&f);
}

#define COPIES(mode, events)                                                                                 \
    "{'machines':{'i':{}},'hosts':{'pg':{'machine':'i','count':3}},"                                         \
    "'tiers':{'db':{'kind':'database','host':'pg','replicas':{'count':2,'mode':'" mode                       \
    "','reads':'replica',"                                                                                   \
    "'ship_ms':{'dist':'constant','mean':5},'apply_us':20000,'detect_s':2,'promote_s':1},"                   \
    "'ops':{'w':{'log_kib':1},'r':{}}}},'classes':{'r':{'path':['db.r']},"                                   \
    "'w':{'write':true,'path':['db.w']}},'load':{'rate_rps':20},"                                            \
    "'timeline':{'length_s':20,'interval_s':1,'events':[" events "]}}"

/* What a replica was replaying when the primary died, it replays to the end: none lags for ever. */
static void received_is_replayed(void **state)
{
    (void)state;
    static const char *const text[] = { COPIES("async", "{'at_s':5,'kill':'db.primary'}"),
                                        COPIES("semi_sync", "{'at_s':5,'kill':'db.primary'}"),
                                        COPIES("sync", "{'at_s':5,'kill':'db.primary'}") };
    for (int i = 0; i < 3; i++) {
        struct scenario *s = reads(text[i]);
        struct network *n = network_assemble_timeline(s);
        struct stage stage;
        stage_init(&stage, n, 20, false);
        for (uint64_t key = 1; key <= 20; key++) {
            struct episode e;
            episode_run(&stage, key, NULL, &e);
            assert_true(e.figure[19 * e.columns + FIGURE_LAG] < 1);
            episode_finish(&e);
        }
        stage_finish(&stage);
        network_destroy(n);
        scenario_destroy(s);
    }
}

/* All replicas die, and nobody else; one of them; the primary comes back under the name it had; nobody has to
 * find out what was planned. */
static void roles(void **state)
{
    (void)state;
    struct fixture f =
        played(COPIES("async", "{'at_s':5,'kill':'db.replica'},{'at_s':12,'repair':'db.replica'}"));
    assert_near(figure(&f, 6, FIGURES), 1, 0);
    assert_near(figure(&f, 6, FIGURE_GOODPUT), 10, 9);
    assert_near(figure(&f, 9, FIGURE_ERROR + ERROR_UNAVAILABLE), 0, 0);
    assert_near(figure(&f, 14, FIGURES), 3, 0);
    assert_null(noted(&f, NOTE_PROMOTED));
    finish(&f);
    f = played(COPIES("async", "{'at_s':5,'kill':'db.replica[1]'}"));
    assert_near(figure(&f, 6, FIGURES), 2, 0);
    assert_true(noted(&f, NOTE_DETECTED)->member == 2);
    finish(&f);
    f = played(COPIES("async", "{'at_s':5,'kill':'db.primary'},{'at_s':12,'repair':'db.primary'}"));
    assert_near(figure(&f, 11, FIGURES), 2, 0);
    assert_near(figure(&f, 14, FIGURES), 3, 0);
    finish(&f);
    f = played(COPIES("async", "{'at_s':5,'deploy':'db.replica'}"));
    assert_near(failed(&f, ERROR_UNAVAILABLE), 0, 0);
    assert_near(figure(&f, 6, FIGURES), 2, 0);
    assert_null(noted(&f, NOTE_DETECTED));
    finish(&f);
}

/* A repair ends whatever is wrong: a partition and slowness, too. */
static void repairs(void **state)
{
    (void)state;
    struct fixture f = played(POOL("", "'count':2,'zones':2",
                                   "{'at_s':5,'partition':'zone:1'},"
                                   "{'at_s':6,'slow':'h','factor':0.5},"
                                   "{'at_s':12,'repair':'h'}"));
    assert_near(figure(&f, 8, FIGURE_MEAN), 0.002, 1e-9);
    assert_near(figure(&f, 14, FIGURE_MEAN), 0.001, 1e-9);
    const uint32_t cpu = FIGURES + 2;
    assert_near(figure(&f, 8, cpu), 0.1, 1e-3); /* one of two works, at half its speed */
    assert_near(figure(&f, 14, cpu), 0.05, 1e-3);
    finish(&f);
}

/* Messages whose consumer is gone are still there: they wait until they are delivered again, or are dead. */
static void messages_wait(void **state)
{
    (void)state;
    struct fixture f =
        played("{'machines':{'i':{}},'hosts':{'w':{'machine':'i'}},'tiers':{'q':{'kind':'queue',"
               "'redeliver_s':4},'work':{'kind':'service','host':'w'}},'classes':{'a':{'path':"
               "['q','work']}},'load':{'arrivals':'constant','rate_rps':100},'timeline':{"
               "'length_s':20,'interval_s':1,'warmup_s':1,'events':[{'at_s':5,'kill':'w','for_s':8}]}}");
    assert_near(figure(&f, 11, FIGURE_MESSAGES), 700, 2);
    assert_near(figure(&f, 19, FIGURE_MESSAGES), 0, 0);
    assert_near(f.episode.outcome[OUTCOME_DEAD], 0, 0);
    finish(&f);
    f = played("{'machines':{'i':{}},'hosts':{'w':{'machine':'i'}},'tiers':{'q':{'kind':'queue'},"
               "'work':{'kind':'service','host':'w'}},'classes':{'a':{'path':['q','work']}},"
               "'load':{'arrivals':'constant','rate_rps':100},'timeline':{'length_s':20,'interval_s':1,"
               "'warmup_s':1,'events':[{'at_s':5,'kill':'w','for_s':8}]}}");
    assert_near(f.episode.outcome[OUTCOME_DEAD], 800, 2);
    finish(&f);
}

/* However long an interval is, downtime is seen to the second: ten of them are ten. */
static void long_intervals(void **state)
{
    (void)state;
    struct fixture f = played("{'machines':{'m':{'cores':1}},'hosts':{'h':{'machine':'m'}},'tiers':{'app':{"
                              "'kind':'service','host':'h','demand':{'cpu_ms':1}}},'classes':{'a':{'path':"
                              "['app']}},'load':{'arrivals':'constant','rate_rps':20},'timeline':{"
                              "'length_s':7200,'interval_s':3600,'warmup_s':1,"
                              "'events':[{'at_s':4000,'kill':'h','for_s':10}]}}");
    assert_near(f.episode.outcome[OUTCOME_DOWNTIME], 10, 1.01);
    assert_near(f.episode.outcome[OUTCOME_RTO], 10, 1.01);
    finish(&f);
}

/* A call to what is dead waits before it fails. */
static void connecting_takes_time(void **state)
{
    (void)state;
    struct fixture f = played("{'machines':{'m':{'cores':1}},'hosts':{'h':{'machine':'m'}},"
                              "'network':{'connect_timeout_s':2},'tiers':{'app':{'kind':'service','host':'h',"
                              "'demand':{'cpu_ms':1}}},'classes':{'a':{'path':['app']}},"
                              "'load':{'arrivals':'constant','rate_rps':100},'timeline':{'length_s':20,"
                              "'interval_s':1,'warmup_s':1,'events':[{'at_s':5,'kill':'h','for_s':5}]}}");
    assert_near(figure(&f, 5, FIGURE_ERROR + ERROR_UNAVAILABLE), 0, 1);
    assert_near(figure(&f, 6, FIGURE_BACKLOG), 200, 2);
    assert_near(figure(&f, 8, FIGURE_ERROR + ERROR_UNAVAILABLE), 100, 2);
    assert_near(failed(&f, ERROR_UNAVAILABLE), 500, 2);
    finish(&f);
}

/* Recorded requests come as they came. */
static void replay(void **state)
{
    (void)state;
    struct scenario *s =
        reads("{'data':{'k':{'keys':10,'value_b':1}},'tiers':{'app':{'kind':'service',"
              "'demand':{'delay_ms':{'dist':'constant','mean':10}}}},'classes':{'a':{'path':['app']},"
              "'b':{'key':'k','path':['app',['app']]}},'load':{'rate_rps':1},"
              "'timeline':{'length_s':4,'interval_s':1}}");
    const struct profile_request request[] = {
        { 0.5, 0, SCENARIO_NONE }, { 1.5, 1, 3 }, { 1.5, 1, 12 }, { 3.999, SCENARIO_NONE, SCENARIO_NONE }
    };
    struct scenario copy = *s;
    copy.timeline.profile =
        (struct load_profile){ .kind = PROFILE_REPLAY, .request = request, .requests = 4 };
    struct fixture f = { .scenario = s, .network = network_assemble_timeline(&copy) };
    stage_init(&f.stage, f.network, 1, false);
    episode_run(&f.stage, 1, NULL, &f.episode);
    const double came[] = { 1, 2, 0, 1 };
    for (uint32_t i = 0; i < 4; i++) assert_near(figure(&f, i, FIGURE_OFFERED), came[i], 0);
    assert_near(figure(&f, 0, FIGURE_MEAN), 0.01, 1e-9);
    assert_near(figure(&f, 3, FIGURE_BACKLOG), 1, 0);
    finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_of_two_dies),
        cmocka_unit_test(the_only_one_dies),
        cmocka_unit_test(clients_find_a_new_machine),
        cmocka_unit_test(clients_know_what_they_have_heard),
        cmocka_unit_test(slow_members),
        cmocka_unit_test(dead_twice),
        cmocka_unit_test(members_come_and_go),
        cmocka_unit_test(rolling_deployment),
        cmocka_unit_test(a_bigger_machine),
        cmocka_unit_test(partitions),
        cmocka_unit_test(a_zone_dies),
        cmocka_unit_test(out_of_memory),
        cmocka_unit_test(caches),
        cmocka_unit_test(failover),
        cmocka_unit_test(elections),
        cmocka_unit_test(received_is_replayed),
        cmocka_unit_test(roles),
        cmocka_unit_test(repairs),
        cmocka_unit_test(messages_wait),
        cmocka_unit_test(long_intervals),
        cmocka_unit_test(connecting_takes_time),
        cmocka_unit_test(replay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
