/*
 * Known results of the statistics of simulation that need the engine (oracles, group 12): the asymptotic
 * variance of M/M/1's mean wait, the standard error of a quantile, coordinated omission, and which intervals
 * there can be none of. Seeds are fixed.
 */
#include "models/architecture/network.h"
#include "sim/study/point.h"
#include "sim/study/tally.h"

#include "tests/unit/reading.h"

#include <math.h>

static struct point_result study(const char *text, double rate, uint32_t population, uint64_t seed,
                                 uint64_t most)
{
    struct scenario *scenario = reads(text);
    struct network *network = network_assemble(scenario);
    const struct run_load load = { .rate = rate, .population = population };
    const struct point_goal goal = {
        .precision = 0.05, .confidence = 0.95, .max_requests = most, .warmup = NAN
    };
    struct point *point = point_create(network, &load, seed, &goal);
    struct point_result result;
    do
        for (uint32_t r = 0; r < POINT_REPLICATIONS; r++) point_work(point, r);
    while (point_judge(point));
    point_collect(point, &result);
    point_destroy(point);
    network_destroy(network);
    scenario_destroy(scenario);
    return result;
}

#define MM1                                                                                                  \
    "{'schema':1,'name':'M/M/"                                                                               \
    "1','machines':{'m':{'cores':1}},'hosts':{'box':{'machine':'m','discipline':'fcfs'}},"                   \
    "'tiers':{'app':{'kind':'service','host':'box','demand':{'cpu_s':1}}},'classes':{'a':{'path':['app']}}}"

/*
 * ST-ASYM-W: n Var(mean wait of n requests) -> 29 at rho 0.5 and 1976 at 0.8 (Daley 1968, Whitt 1989), and so
 * the half-width that is told: kappa t sqrt(variance / n).
 */
static void half_widths_are_those_of_theory(void **state)
{
    (void)state;
    enum { RUNS = POINT_REPLICATIONS, TRIALS = 24 };
    static const struct {
        double rho, variance;
        uint64_t requests;
    } row[] = { { 0.5, 29, 4000 }, { 0.8, 1976, 30000 } };
    struct scenario *scenario = reads(MM1);
    struct network *network = network_assemble(scenario);
    for (size_t i = 0; i < 2; i++) {
        const struct run_load load = { .rate = row[i].rho };
        double squares = 0;
        for (uint64_t trial = 0; trial < TRIALS; trial++) {
            double wait[RUNS];
            for (uint64_t r = 0; r < RUNS; r++) {
                struct run *run = run_create(network, &load, stream_key(trial + 1, r));
                run_requests(run, 2000, INFINITY);
                run_clear(run);
                run_requests(run, row[i].requests, INFINITY);
                run_observe(run);
                const struct unit_observation o = run_unit(run, 0, 0);
                wait[r] = o.waiting_area / (double)o.served;
                run_destroy(run);
            }
            const struct interval w = interval_mean(wait, NULL, RUNS, 0.95, 1);
            const double half = (w.high - w.low) / 2 / interval_student(0.95, RUNS - 1);
            squares += half * half / TRIALS;
        }
        /* Of 24 x 31 degrees of freedom: 5.2 % is a standard error. */
        assert_near(squares * RUNS * (double)row[i].requests / row[i].variance, 1, 0.12);
    }
    network_destroy(network);
    scenario_destroy(scenario);
}

/* ST-QVAR: p99 of n independent exponentials has the standard error sqrt(p (1 - p) / n) / f(x); 0.00995 for
 * 10^6. */
static void quantiles_err_as_independent_samples_do(void **state)
{
    (void)state;
    enum { TRIALS = 400, SAMPLES = 100000 };
    struct histogram *h = histogram_create();
    struct tally p99 = { 0 };
    struct stream stream = { 0 };
    stream_init(&stream, 12);
    for (int trial = 0; trial < TRIALS; trial++) {
        histogram_clear(h);
        for (int i = 0; i < SAMPLES; i++) histogram_record(h, stream_exponential(&stream));
        tally_add(&p99, histogram_quantile(h, 0.99));
    }
    histogram_destroy(h);
    assert_near(p99.mean, log(100), 3 * 0.00995 * sqrt(10) / sqrt(TRIALS));
    assert_near(tally_deviation(&p99) * sqrt(SAMPLES / 1e6), 0.00994987437107, 0.1 * 0.00995);
}

#define STALLS                                                                                               \
    "{'schema':1,'name':'stalls','machines':{'m':{'cores':1}},'hosts':{'box':{'machine':'m','discipline':'"  \
    "fcfs',"                                                                                                 \
    "'pauses':{'every_s':{'dist':'constant','mean':100},'for_ms':{'dist':'constant','mean':1000}}}},"        \
    "'tiers':{'app':{'kind':'service','host':'box','demand':{'cpu_ms':{'dist':'constant','mean':1}}}},"      \
    "'classes':{'a':{'path':['app']}}"

static double share_above(const struct point_result *r, double seconds, double *mean)
{
    double count = 0, sum = 0;
    for (size_t b = histogram_index(seconds); b < HISTOGRAM_BUCKETS; b++) {
        count += (double)r->histogram->counts[b];
        sum += (double)r->histogram->counts[b] * (histogram_edge(b) + histogram_edge(b + 1)) / 2;
    }
    *mean = sum / count;
    return count / (double)r->histogram->count;
}

/*
 * ST-CO: a second of standing still in a hundred, a request intended every 10 ms. Who sends when it is due
 * sees 1 % of the requests wait, 0.5 s on average; a client that waits for its reply before it sends the next
 * sees one in ten thousand (coordinated omission, Tene). Latency is counted from the time a request is due.
 */
static void stalls_are_not_omitted(void **state)
{
    (void)state;
    double mean;
    struct point_result open = study(STALLS ",'load':{'arrivals':'constant'}}", 100, 0, 1, 3000000);
    assert_near(share_above(&open, 0.002, &mean), 0.01, 0.002);
    assert_near(mean, 0.5, 0.1);
    point_result_finish(&open);
    struct point_result closed = study(
        STALLS ",'load':{'arrivals':'closed','population':[1],'think_time_ms':{'dist':'constant','mean':9}}}",
        0, 1, 1, 3000000);
    assert_near(share_above(&closed, 0.002, &mean), 1 / 9900.0, 0.3 / 9900);
    point_result_finish(&closed);
}

#define PARETO(index)                                                                                        \
    "{'schema':1,'name':'heavy','machines':{'m':{'cores':1}},'hosts':{'box':{'machine':'m','discipline':'"   \
    "fcfs'}},"                                                                                               \
    "'tiers':{'app':{'kind':'service','host':'box','demand':{'cpu_s':{'dist':'pareto','mean':1,'alpha'"      \
    ":" index "}}}},'classes':{'a':{'path':['app']}}}"

/* Without a third moment of service the wait has no variance: no interval of its mean can be trusted. */
static void no_interval_without_a_variance(void **state)
{
    (void)state;
    struct point_result heavy = study(PARETO("2.5"), 0.3, 0, 1, 400000);
    assert_true(heavy.stable);
    assert_false(heavy.converged);
    assert_true(isinf(heavy.latency.mean.high));
    assert_true(isfinite(heavy.latency.percentile[P95].high));
    point_result_finish(&heavy);
    struct point_result light = study(PARETO("6"), 0.3, 0, 1, 4000000);
    assert_true(light.converged && isfinite(light.latency.mean.high));
    point_result_finish(&light);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(half_widths_are_those_of_theory),
        cmocka_unit_test(quantiles_err_as_independent_samples_do),
        cmocka_unit_test(stalls_are_not_omitted),
        cmocka_unit_test(no_interval_without_a_variance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
