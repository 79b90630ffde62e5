/* Where the slowest requests spend their time: all of it is told, and a delay is found where it was put. */
#include "sim/engine/run.h"
#include "sim/study/point.h"

#include "models/station/stream.h"
#include "tests/unit/reading.h"

#include <math.h>

#include "tests/unit/near.h"

enum { APP, CACHE, DB, TIERS };

/* What is put into each of three tiers, and on the wire. */
struct injected {
    const char *tier[TIERS], *call, *network;
};

static struct scenario *with(const struct injected *x)
{
    char text[2048];
    snprintf(text, sizeof text,
             "{'schema':1,'name':'t','machines':{'m':{'cores':2}},"
             "'hosts':{'a':{'machine':'m'},'b':{'machine':'m'},'c':{'machine':'m','discipline':'fcfs'}},"
             "'tiers':{'app':{'kind':'service','host':'a','threads':64,'demand':{'cpu_ms':4}%s},"
             "'cache':{'kind':'cache','host':'b','hit_ratio':0.5,'demand':{'cpu_ms':1}%s},"
             "'db':{'kind':'database','host':'c','connections':8,'ops':{'read':{'cpu_ms':5}}%s}},"
             "'classes':{'a':{'path':['app',{'parallel':[['cache','db.read'],['cache']]},{%s'call':['db.read'"
             "]}]}},"
             "'network':{'same_zone_rtt_ms':%s}}",
             x->tier[APP] ? x->tier[APP] : "", x->tier[CACHE] ? x->tier[CACHE] : "",
             x->tier[DB] ? x->tier[DB] : "", x->call ? x->call : "", x->network ? x->network : "0.1");
    return reads(text);
}

static struct point_result look(const struct injected *x)
{
    struct scenario *scenario = with(x);
    struct network *network = network_assemble(scenario);
    const struct run_load load = { .rate = 60 };
    const struct point_goal goal = {
        .precision = 0.05, .confidence = 0.95, .max_requests = 300000, .warmup = NAN
    };
    struct point_result result;
    struct point *point = point_create(network, &load, 3, &goal);
    do
        for (uint32_t r = 0; r < POINT_REPLICATIONS; r++) point_work(point, r);
    while (point_judge(point));
    point_collect(point, &result);
    point_destroy(point);
    double sum = result.retry_tail_share;
    for (uint32_t t = 0; t <= TIERS; t++) {
        assert_true(result.tier[t].tail_share >= 0);
        assert_true(result.tier[t].tail_wait_share <= result.tier[t].tail_share + 1e-12);
        sum += result.tier[t].tail_share;
    }
    assert_near(sum, 1, 1e-9);
    network_destroy(network);
    scenario_destroy(scenario);
    return result;
}

/* A stall now and then in each tier in turn: the slowest requests waited for it there. */
static void a_stall_is_found(void **state)
{
    (void)state;
    const struct injected none = { .network = NULL };
    struct point_result before = look(&none);
    for (int t = 0; t < TIERS; t++) {
        struct injected x = none;
        x.tier[t] =
            ",'pauses':{'every_s':{'dist':'constant','mean':20},'for_ms':{'dist':'constant','mean':600}}";
        struct point_result after = look(&x);
        assert_true(before.tier[t].tail_share < 0.75);
        assert_true(after.latency.percentile[P99].value > 2 * before.latency.percentile[P99].value);
        assert_true(after.tier[t].tail_share > 0.85);
        assert_true(after.tier[t].tail_wait_share > 0.8); /* it is waiting, not work */
        point_result_finish(&after);
    }
    point_result_finish(&before);
}

/* The same by a delay that is work of nobody's, by the wire, and by an attempt that fails. */
static void a_delay_is_found(void **state)
{
    (void)state;
    struct injected x = { .network = "100" };
    struct point_result after = look(&x);
    assert_true(after.tier[TIERS].tail_share > 0.8 && after.tier[TIERS].tail_wait_share < 1e-9);
    point_result_finish(&after);
    x = (struct injected){ .tier[CACHE] = "" };
    struct point_result plain = look(&x);
    assert_true(plain.retry_tail_share == 0);
    point_result_finish(&plain);
    /* Half of a second's patience is longer than most, so those who lose it are the slowest. */
    x = (struct injected){ .tier[DB] = ",'pauses':{'every_s':{'dist':'constant','mean':20},"
                                       "'for_ms':{'dist':'constant','mean':400}}",
                           .call = "'timeout_ms':100,'retries':9," };
    after = look(&x);
    assert_true(after.retry_tail_share > 0.3);
    assert_true(after.retry_tail_share + after.tier[DB].tail_share > 0.85);
    point_result_finish(&after);
}

/* Request by request: what is told of those in one bucket of latency is as long as that bucket says. */
static void the_parts_are_the_whole(void **state)
{
    (void)state;
    const struct injected x = { .call = "'timeout_ms':60,'retries':2,'hedge_ms':30,'backoff_ms':5," };
    struct scenario *scenario = with(&x);
    struct network *network = network_assemble(scenario);
    const struct run_load load = { .rate = 80 };
    struct run *run = run_create(network, &load, stream_key(1, 2));
    run_requests(run, 2000, INFINITY);
    run_clear(run);
    run_requests(run, 100000, INFINITY);
    run_check(run);
    const struct tail *tail = run_observe(run)->tail;
    uint64_t traced = 0, buckets = 0;
    for (size_t b = 0; b < TAIL_BUCKETS; b++) {
        if (!tail->count[b]) continue;
        double sum = 0;
        for (uint32_t c = 0; c < tail->columns; c++) {
            assert_true(tail->row[b][c] >= -1e-9);
            sum += tail->row[b][c];
        }
        const double count = (double)tail->count[b];
        const size_t width = HISTOGRAM_OCTAVE / TAIL_OCTAVE;
        assert_true(sum >= count * histogram_edge(b * width) * (1 - 1e-9));
        assert_true(sum <= count * histogram_edge((b + 1) * width) * (1 + 1e-9));
        traced += tail->count[b];
        buckets++;
    }
    assert_true(traced > 5000 && buckets > 50);
    run_destroy(run);
    network_destroy(network);
    scenario_destroy(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(a_stall_is_found),
                                        cmocka_unit_test(a_delay_is_found),
                                        cmocka_unit_test(the_parts_are_the_whole) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
