/*
 * What is a formula's case, and which assumption is named where none holds. Figures against the known results
 * of tests/oracle are in tests/oracle/test_exact.c; here are those that need percentiles, stations or pools.
 */
#include "models/architecture/exact.h"
#include "models/theory/erlang.h"
#include "models/theory/mva.h"

#include "tests/unit/reading.h"

struct fixture {
    struct scenario *scenario;
    struct network *network;
    struct exact exact;
};

static struct fixture begin(const char *text)
{
    struct fixture f = { .scenario = reads(text) };
    f.network = network_assemble(f.scenario);
    exact_init(&f.exact, f.network);
    return f;
}

static void finish(struct fixture *f)
{
    exact_finish(&f->exact);
    network_destroy(f->network);
    scenario_destroy(f->scenario);
}

static struct exact_point at_rate(const struct fixture *f, double rate)
{
    struct exact_point p;
    exact_at(&f->exact, &(struct exact_load){ .rate = rate }, &p, NULL);
    return p;
}

static struct exact_point at_users(const struct fixture *f, uint32_t population)
{
    struct exact_point p;
    exact_at(&f->exact, &(struct exact_load){ .population = population }, &p, NULL);
    return p;
}

static void is_formula(const struct fixture *f, const char *method)
{
    for (uint32_t i = 0; i < f->exact.breaks; i++) print_error("%s\n", f->exact.broken[i].text);
    assert_string_equal(f->exact.method, method);
    assert_int_equal(f->exact.kind, EXACT_FORMULA);
    assert_int_equal(f->exact.breaks, 0);
}

/* A box with `cores`, first come first served unless `host` says more, an app, and a load. */
#define BOX(cores, host, app, load)                                                                          \
    "{'schema':1,'machines':{'m':{'cores':" cores "},'i':{'cores':'unlimited'}},'hosts':{'box':{'machine':"  \
    "'m'" host "},'ideal':{'machine':'i'}},'tiers':{'app':{'kind':'service','host':'box'," app               \
    "}},'classes':{'all':{'path':['app']}},'load':{" load "}}"
#define FCFS ",'discipline':'fcfs'"
#define MS10 "'demand':{'cpu_ms':10}"
#define RATE "'rate_rps':[50]"

static void single_stations(void **state)
{
    (void)state;
    struct fixture f = begin(BOX("1", FCFS, MS10, RATE));
    is_formula(&f, "M/M/1");
    struct exact_point p = at_rate(&f, 80);
    assert_near(p.mean, 0.05, 1e-12);
    assert_near(p.percentile[P99], 0.05 * log(100), 1e-9);
    assert_near(p.throughput, 80, 0);
    assert_near(p.least, 0.01, 1e-15);
    assert_near(p.most, 100, 1e-9);
    assert_true(isinf(at_rate(&f, 101).mean));
    finish(&f);

    f = begin(BOX("4", FCFS, MS10, RATE));
    is_formula(&f, "M/M/4");
    p = at_rate(&f, 360);
    assert_near(p.mean, erlang_response(4, 360, 100), 1e-12);
    assert_near(p.percentile[P999], erlang_response_quantile(4, 360, 100, 0.999), 1e-9);
    finish(&f);

    f = begin(BOX("1", FCFS, "'demand':{'cpu_ms':{'dist':'lognormal','mean':10,'cv':2}}", RATE));
    is_formula(&f, "M/G/1 (Pollaczek-Khinchine)");
    p = at_rate(&f, 80);
    assert_near(p.mean, 0.11, 1e-12); /* S-MG1-lognor-4-0.8 */
    assert_true(isnan(p.percentile[P99]));
    finish(&f);

    f = begin(BOX("1", FCFS, "'demand':{'cpu_ms':{'dist':'constant','mean':10}}", RATE));
    is_formula(&f, "M/D/1");
    assert_near(at_rate(&f, 80).mean, 0.03, 1e-12); /* S-MD1-0.8 */
    finish(&f);

    f = begin(BOX("1", "", "'demand':{'cpu_ms':{'dist':'lognormal','mean':10,'cv':2}}", RATE));
    is_formula(&f, "M/G/1-PS");
    p = at_rate(&f, 80);
    assert_near(p.mean, 0.05, 1e-12);
    assert_true(isnan(p.percentile[P50]));
    finish(&f);

    f = begin(BOX("1", FCFS, MS10, "'arrivals':{'cv':2},'rate_rps':[50]"));
    is_formula(&f, "G/M/1");
    p = at_rate(&f, 80);
    assert_true(p.mean > 0.05 && p.mean < 0.05 * 2.5);
    assert_near(p.percentile[P99], p.mean * log(100), 1e-9);
    finish(&f);
}

/* Tokens that hold one service are a station with it; with waiting room it is finite. */
static void pools(void **state)
{
    (void)state;
    struct fixture f = begin(BOX("1", "", "'threads':1,'queue_max':9," MS10, RATE));
    is_formula(&f, "M/M/1/10");
    struct erlang_finite queue;
    struct exact_point p = at_rate(&f, 90);
    assert_true(erlang_mmck(1, 10, 90, 100, &queue));
    assert_near(p.mean, queue.response, 1e-12);
    assert_near(p.error_ratio, queue.loss, 1e-12);
    assert_near(p.throughput, 90 * (1 - queue.loss), 1e-9);
    assert_near(p.percentile[P99], erlang_mmck_response_quantile(1, 10, 90, 100, 0.99), 1e-9);
    finish(&f);

    f = begin(BOX("2", "", "'threads':8,'queue_max':12," MS10, RATE)); /* eight share two cores */
    is_formula(&f, "M/M/2/20");
    p = at_rate(&f, 190);
    assert_true(erlang_mmck(2, 20, 190, 100, &queue));
    assert_near(p.mean, queue.response, 1e-12);
    assert_true(isnan(p.percentile[P99]));
    finish(&f);

    f = begin(BOX("4", FCFS, "'threads':2," MS10, RATE)); /* no more than two cores are ever busy */
    is_formula(&f, "M/M/2");
    assert_near(at_rate(&f, 150).mean, erlang_response(2, 150, 100), 1e-12);
    finish(&f);
}

#define TANDEM(first, second, load)                                                                          \
    "{'schema':1,'machines':{'c1':{'cores':1},'c2':{'cores':2}},'hosts':{'a':{'machine':'c1'},'b':{"         \
    "'machine':'c2','discipline':'fcfs'}},'tiers':{'a':{'kind':'service','host':'a','demand':" first         \
    "},'b':{'kind':'service','host':'b','demand':" second                                                    \
    "}},'classes':{'all':{'path':[['a'],['b']]}},'load':{" load "}}"

static void networks(void **state)
{
    (void)state;
    double residence[4];
    struct exact_point p;
    struct fixture f = begin(TANDEM("{'cpu_ms':{'dist':'constant','mean':5}}", "{'cpu_ms':12}", RATE));
    is_formula(&f, "BCMP network of 2 stations");
    assert_int_equal(f.network->resources, 2);
    exact_at(&f.exact, &(struct exact_load){ .rate = 120 }, &p, residence);
    assert_near(residence[0], 0.005 / (1 - 0.6), 1e-12);
    assert_near(residence[1], erlang_response(2, 120, 1 / 0.012), 1e-12);
    assert_near(p.mean, residence[0] + residence[1], 1e-12);
    assert_true(isinf(at_rate(&f, 170).mean));
    finish(&f);

    /* The last station may serve as it likes, but the formula at hand is then an approximation. */
    f = begin(TANDEM("{'cpu_ms':5}", "{'cpu_ms':{'dist':'erlang','mean':12,'k':4}}", RATE));
    assert_int_equal(f.exact.kind, EXACT_APPROXIMATION);
    assert_string_equal(f.exact.method, "Allen-Cunneen's approximation at each station");
    assert_int_equal(f.exact.broken[0].what, EXACT_SERVICE);
    p = at_rate(&f, 120);
    assert_near(p.mean, 0.0125 + 0.012 + 0.625 * erlang_wait(2, 120, 1 / 0.012), 1e-12);
    assert_near(p.least, 0.017, 1e-12);
    finish(&f);

    /* Behind a cache that answers by chance: O-CACHE-100-0.7, with its client 8 ms away. */
    f = begin("{'schema':1,'network':{'client_rtt_ms':8},'machines':{'m':{'cores':1}},'hosts':{'redis':{"
              "'machine':'m','discipline':'fcfs'},'pg':{'machine':'m','discipline':'fcfs'}},'tiers':{'cache':"
              "{'kind':'cache','host':'redis','hit_ratio':0.7,'demand':{'cpu_ms':5}},'db':{'kind':'database',"
              "'host':'pg','demand':{'cpu_ms':20}}},'classes':{'all':{'path':['cache','db']}},'load':{" RATE
              "}}");
    is_formula(&f, "Jackson network of 2 stations");
    assert_near(at_rate(&f, 100).mean, 0.025 + 1.3 * 0.008, 1e-12); /* the client asks both */
    finish(&f);
}

static void closed(void **state)
{
    (void)state;
    /* N = 200, c = 8, S = 0.25, Z = 6: where the recursion of the textbooks fails. */
    struct fixture f = begin(
        BOX("8", FCFS, "'demand':{'cpu_ms':250}", "'arrivals':'closed','population':[200],'think_time_s':6"));
    is_formula(&f, "closed product-form network, 1 station");
    struct exact_point p = at_users(&f, 200);
    assert_near(p.throughput, 30.550939, 5e-7);
    assert_near(p.mean, 200 / p.throughput - 6, 1e-9);
    assert_near(p.most, 32, 1e-9);
    assert_near(p.least, 0.25, 1e-9); /* 200/32 - 6 */
    finish(&f);

    /* Threads that are held across a call matter once there are more users than threads. */
    f = begin("{'schema':1,'machines':{'m':{'cores':1}},'hosts':{'a':{'machine':'m'},'b':{'machine':'m'}},"
              "'tiers':{'a':{'kind':'service','host':'a','threads':40,'demand':{'cpu_ms':4}},'b':{'kind':"
              "'service','host':'b','demand':{'cpu_ms':8}}},'classes':{'all':{'path':['a','b']}},'load':{"
              "'arrivals':'closed','population':[10],'think_time_s':1}}");
    assert_int_equal(f.exact.kind, EXACT_FORMULA);
    assert_int_equal(f.exact.breaks, 1);
    assert_int_equal(f.exact.broken[0].what, EXACT_HELD);
    const struct mva_station station[] = { { 0.004, 1 }, { 0.008, 1 } };
    struct mva_totals totals;
    assert_true(mva_closed(2, station, 40, 1, &totals, NULL));
    p = at_users(&f, 40);
    assert_int_equal(p.kind, EXACT_FORMULA);
    assert_near(p.mean, totals.response_time, 1e-12);
    p = at_users(&f, 500);
    assert_int_equal(p.kind, EXACT_BOUND);
    assert_true(isnan(p.mean));
    assert_near(p.least, 500 / 125.0 - 1, 1e-9);
    assert_near(p.most, 125, 1e-9);
    finish(&f);
}

#define TWO_CLASSES(host, a, b)                                                                              \
    "{'machines':{'m':{'cores':1}},'hosts':{'cpu':{'machine':'m'" host                                       \
    "},'disk':{'machine':'m'}},'tiers':{'cpu':{'kind':'service','host':'cpu','ops':{'a':{'cpu_s':1},'b':{"   \
    "'cpu_s':2}}},'disk':{'kind':'service','host':'disk','ops':{'a':{'cpu_s':3},'b':{'cpu_s':4}}}},"         \
    "'network':{'client_rtt_s':0.5},'classes':{'a':{'path':[['cpu.a'],['disk.a']]," a                        \
    "},'b':{'path':[['cpu.b'],['disk.b']]," b "}},'load':{'arrivals':'closed'}}"

/* Users who keep their class: the recursion knows one server a station, and not too many of them. */
static void users_of_classes(void **state)
{
    (void)state;
    struct fixture f = begin(TWO_CLASSES("", "'population':3,'think_time_s':7", "'population':2"));
    is_formula(&f, "closed product-form network, 2 stations, users of each class");
    static const unsigned population[] = { 3, 2 }, servers[] = { 1, 1 };
    static const double think[] = { 8, 1 }, demand[] = { 1, 3, 2, 4 };
    struct mva_totals totals[2];
    struct mva_metrics metrics[4];
    assert_true(mva_closed_classes(2, population, think, 2, servers, demand, totals, metrics));
    struct exact_point p = at_users(&f, 5);
    const double a = totals[0].throughput, b = totals[1].throughput;
    assert_near(p.throughput, a + b, 1e-12);
    assert_near(p.mean, 1 + (a * totals[0].response_time + b * totals[1].response_time) / (a + b), 1e-9);
    assert_true(isnan(p.least)); /* the mix that the saturation is of is estimated */
    finish(&f);

    f = begin(TWO_CLASSES(",'count':2", "'population':3", "'population':2"));
    assert_int_equal(f.exact.kind, EXACT_FORMULA); /* members that see the same */
    finish(&f);
    f = begin(TWO_CLASSES(",'discipline':'fcfs'", "'population':3", "'population':2"));
    assert_int_equal(f.exact.breaks, 1);
    assert_int_equal(f.exact.broken[0].what, EXACT_CLASSES);
    assert_int_equal(at_users(&f, 5).kind, EXACT_NONE);
    finish(&f);
    f = begin(TWO_CLASSES("", "'population':3000", "'population':2000"));
    assert_string_equal(f.exact.broken[0].text, "too many users who keep their class");
    finish(&f);
}

static void breaks(const char *text, enum exact_assumption what, const char *words)
{
    struct fixture f = begin(text);
    const struct exact_point p = at_rate(&f, 20);
    bool named = false;
    for (uint32_t i = 0; i < f.exact.breaks; i++)
        named |= f.exact.broken[i].what == what && strcmp(f.exact.broken[i].text, words) == 0;
    for (uint32_t i = 0; i < f.exact.breaks && !named; i++) print_error("%s\n", f.exact.broken[i].text);
    if (!named) fail_msg("not named: %s", words);
    assert_true(p.kind != EXACT_FORMULA);
    finish(&f);
}

#define TWO(tiers, path, load)                                                                               \
    "{'schema':1,'machines':{'m':{'cores':1}},'hosts':{'a':{'machine':'m'},'b':{'machine':'m','count':2,"    \
    "'discipline':'fcfs'}},'data':{'items':{'keys':1000,'value_b':1000,'zipf_s':1}},'tiers':{" tiers         \
    "},'classes':{'all':{'key':'items','path':" path "}},'load':{" load "}}"
#define A "'a':{'kind':'service','host':'a','demand':{'cpu_ms':4}}"
#define B "'b':{'kind':'service','host':'b','demand':{'cpu_ms':8}}"

static void every_assumption(void **state)
{
    (void)state;
    breaks(BOX("2", FCFS, "'demand':{'cpu_ms':{'dist':'constant','mean':10}}", RATE), EXACT_SERVICE,
           "box.cpu serves with cv 0, first come first served");
    breaks(TWO(A ",'b':{'kind':'service','host':'b','demand':{'cpu_ms':{'dist':'constant','mean':9}}}",
               "['a',{'probability':0.9,'call':['b']}]", RATE),
           EXACT_SERVICE, "b.cpu serves with cv 0, first come first served"); /* not 1.49e-08 */
    breaks(BOX("2", FCFS, "'split':0.3," MS10, RATE), EXACT_CLASSES,
           "box.cpu serves long and short ones, first come first served");
    breaks(BOX("1.5", "", MS10, RATE), EXACT_CORES, "box.cpu has 1.5 servers");
    breaks(BOX("2", FCFS, MS10, "'arrivals':'constant','rate_rps':[50]"), EXACT_ARRIVALS,
           "arrivals are evenly spaced");
    breaks(BOX("2", FCFS, MS10, "'arrivals':{'cv':3},'rate_rps':[50]"), EXACT_ARRIVALS,
           "gaps between arrivals have cv 3");
    breaks(BOX("1", FCFS, MS10,
               "'arrivals':{'bursty':{'burst_factor':3,'burst_s':1,'calm_s':9}},"
               "'rate_rps':[50]"),
           EXACT_ARRIVALS, "arrivals come in bursts");
    breaks(BOX("1", FCFS, MS10, "'arrivals':{'batch':3},'rate_rps':[20]"), EXACT_ARRIVALS,
           "requests arrive in batches");
    breaks(BOX("1", FCFS, "'threads':2,'queue_timeout_s':1," MS10, RATE), EXACT_PATIENCE,
           "who waits for app.threads gives up");
    breaks(BOX("1", ",'pauses':{'every_s':10,'for_ms':200}", MS10, RATE), EXACT_PAUSES,
           "box.cpu stops now and then");
    breaks(TWO("'a':{'kind':'service','host':'a','threads':4,'demand':{'cpu_ms':4}}," B, "['a','b']", RATE),
           EXACT_HELD, "a holds a thread across its calls");
    breaks(TWO("'a':{'kind':'service','host':'a','threads':4,'queue_max':10,'demand':{'cpu_ms':4}}," B,
               "[['a'],['b']]", RATE),
           EXACT_QUEUE, "a.threads has a queue of at most 10");
    breaks(TWO(A "," B, "[{'parallel':[['a'],['b']]}]", RATE), EXACT_FORK, "requests fork and join");
    breaks(TWO("'lb':{'kind':'balancer','policy':'least_connections'}," B, "['lb','b']", RATE),
           EXACT_BALANCER, "lb chooses by state: the fewest connections");
    breaks(TWO("'lb':{'kind':'balancer','policy':'round_robin'}," A "," B, "['a','lb','b']", RATE),
           EXACT_BALANCER, "lb deals out in turn");
    breaks(
        TWO("'c':{'kind':'cache','host':'a','memory_b':100000,'demand':{'cpu_ms':1}}," B, "['c','b']", RATE),
        EXACT_CACHE, "hits depend on what c holds");
    breaks("{'schema':1,'machines':{'m':{'cores':1}},'hosts':{'a':{'machine':'m'}},'tiers':{" A
           "},'classes':{'all':{'timeout_s':1,'path':['a']}},'load':{" RATE "}}",
           EXACT_PATIENCE, "calls time out, or are sent twice");
    breaks(TWO(A ",'q':{'kind':'queue'}," B, "['a','q','b']", RATE), EXACT_MESSAGES, "q has work done later");
}

/* A bound that may not hold is not told. */
static void bounds(void **state)
{
    (void)state;
    struct fixture f =
        begin("{'schema':1,'machines':{'m':{'cores':1}},'hosts':{'a':{'machine':'m'}},'tiers':{" A
              "},'classes':{'all':{'timeout_s':0.003,'path':['a']}},'load':{" RATE "}}");
    struct exact_point p = at_rate(&f, 50);
    assert_int_equal(p.kind, EXACT_NONE);
    assert_true(isnan(p.least) && isnan(p.most));
    finish(&f);

    f = begin(TWO(A "," B, "[{'parallel':[['a'],['b']],'need':1}]", RATE));
    assert_true(isnan(at_rate(&f, 50).least));
    finish(&f);

    f = begin(TWO(A "," B, "[{'parallel':[['a'],['b']]}]", RATE));
    p = at_rate(&f, 50);
    assert_int_equal(p.kind, EXACT_BOUND);
    assert_near(p.least, 0.008, 1e-12); /* the longer of the two */
    assert_near(p.most, 250, 1e-9);
    finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(single_stations),  cmocka_unit_test(pools),
        cmocka_unit_test(networks),         cmocka_unit_test(closed),
        cmocka_unit_test(users_of_classes), cmocka_unit_test(every_assumption),
        cmocka_unit_test(bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
