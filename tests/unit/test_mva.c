#include "models/theory/erlang.h"
#include "models/theory/mva.h"
#include "tests/unit/relative.h"

static const double EXACT = 1e-9;

static void single_servers(void **state)
{
    (void)state;
    struct mva_totals t;
    struct mva_metrics m[4];
    const struct mva_station bolch[] = { { .02, 1 }, { .08, 1 }, { .08, 1 }, { .06, 1 } };
    assert_true(mva_closed(4, bolch, 6, 0, &t, m)); /* C-Bolch-8.3 */
    assert_relative(t.throughput, 9.919836337, EXACT);
    assert_relative(m[0].queue, 0.2436152589, EXACT);
    assert_relative(m[1].queue, 2.261037791, EXACT);
    assert_relative(m[2].queue, 2.261037791, EXACT);
    assert_relative(m[3].queue, 1.234309158, EXACT);
    assert_relative(m[3].utilization, 9.919836337 * 0.06, EXACT);

    const struct mva_station jain[] = { { 2, 1 }, { 3, 1 }, { 1, 1 } };
    assert_true(mva_closed(3, jain, 20, 4, &t, m)); /* C-Jain-34 */
    assert_relative(t.throughput, 0.3332465122, EXACT);
    assert_relative(t.response_time, 56.01563187, EXACT);
    assert_relative(m[0].queue, 1.990623285, EXACT);
    assert_relative(m[1].queue, 16.17665112, EXACT);
    assert_relative(m[2].queue, 0.4997395445, EXACT);

    const struct mva_station lazowska[] = { { .605, 1 }, { 2.1, 1 }, { 1.35, 1 } };
    assert_true(mva_closed(3, lazowska, 3, 15, &t, m)); /* C-Lazowska-117 */
    assert_relative(t.throughput, 0.1515164923, EXACT);
    assert_relative(t.response_time, 4.799824782, EXACT);
    assert_relative(m[0].queue, 0.09756601941, EXACT);
    assert_relative(m[1].queue, 0.3946565547, EXACT);
    assert_relative(m[2].queue, 0.2350300407, EXACT);
}

static void published_curves(void **state)
{
    (void)state;
    const struct mva_station ebiz[] = { { .0098, 1 }, { .0025, 1 }, { .00072, 1 }, { .0098, 1 } };
    static const struct {
        unsigned population;
        double throughput, response_ms;
    } rows[] = {
        { 1, 43.82120947, 22.82 },        /* C-PDQ-ebiz-1 */
        { 2, 63.424054, 31.53377739 },    /* C-PDQ-ebiz-2 */
        { 4, 79.7862532, 50.13394964 },   /* C-PDQ-ebiz-4 */
        { 7, 88.57616763, 79.02802963 },  /* C-PDQ-ebiz-7 */
        { 10, 92.39452505, 108.2315212 }, /* C-PDQ-ebiz-10 */
    };
    struct mva_totals t;
    struct mva_metrics m[1];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_true(mva_closed(4, ebiz, rows[i].population, 0, &t, NULL));
        assert_relative(t.throughput, rows[i].throughput, EXACT);
        assert_relative(1000 * t.response_time, rows[i].response_ms, EXACT);
    }
    const struct mva_station timeshare = { .63, 1 };
    assert_true(mva_closed(1, &timeshare, 100, 300, &t, m)); /* C-PDQ-timeshare */
    assert_relative(t.throughput, 0.3324531529, EXACT);
    assert_relative(t.response_time, 0.7942596863, EXACT);
    assert_relative(m[0].utilization, 0.2094454863, EXACT);
}

static void multi_servers(void **state)
{
    (void)state;
    struct mva_totals t;
    struct mva_metrics m[3];
    const struct mva_station four = { .2, 4 }, one = { .1, 1 }, eight = { .25, 8 };
    assert_true(mva_closed(1, &four, 100, 3, &t, m)); /* C-REP-100-4 */
    assert_relative(t.throughput, 19.99996669, EXACT);
    assert_relative(t.response_time, 2.000008326, EXACT);
    assert_relative(m[0].utilization, 0.9999983347, EXACT);
    assert_true(mva_closed(1, &one, 50, 4, &t, m)); /* C-REP-50-1 */
    assert_relative(t.throughput, 9.813093289, EXACT);
    assert_relative(t.response_time, 1.09523333, EXACT);
    assert_true(mva_closed(1, &eight, 200, 6, &t, m)); /* C-REP-200-8: the textbook form gives -129.8 */
    assert_relative(t.throughput, 30.550939, 1e-7);

    const struct mva_station web[] = { { .040, 8 }, { .010, 2 }, { .012, 2 } };
    assert_true(mva_closed(3, web, 100, 1, &t, m)); /* C-WEB3-100 */
    assert_relative(t.throughput, 93.44723659, EXACT);
    assert_relative(t.response_time, 0.07012260236, EXACT);
    assert_relative(m[0].queue, 3.76787881, EXACT);
    assert_relative(m[2].queue, 1.602369821, EXACT);
    assert_true(mva_closed(3, web, 50, 1, &t, m)); /* C-WEB3-50 */
    assert_relative(t.throughput, 47.01398382, EXACT);
    assert_relative(t.response_time, 0.06351336221, EXACT);
    assert_relative(m[0].queue, 1.880696798, EXACT);
    assert_relative(m[2].queue, 0.609512108, EXACT);
}

/* Laws that hold whatever the network: N = X (R + Z), everybody is somewhere, X is bounded and does not fall.
 */
static void invariants(void **state)
{
    (void)state;
    const struct mva_station station[] = { { .03, 1 }, { .4, 16 }, { .1, MVA_DELAY }, { 0, 3 }, { .05, 2 } };
    static const unsigned populations[] = { 1, 2, 3, 10, 30, 100, 1000, 5000 };
    double before = 0;
    for (size_t i = 0; i < sizeof populations / sizeof populations[0]; i++) {
        struct mva_totals t;
        struct mva_metrics m[5];
        unsigned population = populations[i];
        assert_true(mva_closed(5, station, population, 2, &t, m));
        double queues = 0;
        for (size_t k = 0; k < 5; k++) {
            queues += m[k].queue;
            if (station[k].servers != MVA_DELAY) assert_true(m[k].utilization <= 1 + 1e-9);
        }
        assert_relative(queues + 2 * t.throughput, population, 1e-8);
        assert_relative(t.throughput * (t.response_time + 2), population, 1e-8);
        assert_true(t.throughput >= before * (1 - 1e-9));
        before = t.throughput;
    }
    assert_relative(before, 1 / 0.03, 1e-8);
}

/* Think time far above the service times: logarithms of magnitude 10^5 must not cost the digits. */
static void many_users(void **state)
{
    (void)state;
    struct mva_totals t;
    const struct mva_station web[] = { { .002, 16 }, { .001, 8 } };
    assert_true(mva_closed(2, web, 50000, 100, &t, NULL));
    assert_relative(t.throughput, 50000 / 100.003, 1e-6);
}

static void degenerate(void **state)
{
    (void)state;
    struct mva_totals t;
    struct mva_metrics m;
    const struct mva_station one = { .1, 1 }, none = { 0, 1 }, bad = { -1, 1 };
    assert_true(mva_closed(1, &one, 0, 1, &t, &m));
    assert_relative(t.throughput, 0, 0);
    assert_relative(t.response_time, 0.1, EXACT);
    assert_true(mva_closed(0, NULL, 5, 1, &t, NULL));
    assert_relative(t.throughput, 5, EXACT);
    assert_false(mva_closed(1, &none, 5, 0, &t, NULL));
    assert_false(mva_closed(1, &bad, 5, 1, &t, NULL));
    assert_false(mva_closed(1, &one, 5, -1, &t, NULL));
}

static void several_classes(void **state)
{
    (void)state;
    struct mva_totals t[2];
    struct mva_metrics m[6];
    const unsigned population[] = { 1, 1 }, servers[] = { 1, 1 };
    const double think[] = { 0, 0 }, demand[] = { 1, 3, 2, 4 };
    assert_true(mva_closed_classes(2, population, think, 2, servers, demand, t, m)); /* C-Lazowska-142 */
    assert_relative(t[0].throughput, 3 / 19.0, EXACT);
    assert_relative(t[1].throughput, 2 / 19.0, EXACT);
    assert_relative(t[0].response_time, 6.333333333, EXACT);
    assert_relative(t[1].response_time, 9.5, EXACT);
    assert_relative(m[0].queue, 0.2105263158, EXACT);
    assert_relative(m[1].queue, 0.7894736842, EXACT);

    /* Two classes alike are one class. */
    const unsigned halves[] = { 8, 12 }, with_delay[] = { 1, 1, MVA_DELAY };
    const double thinks[] = { 4, 4 }, same[] = { 2, 3, 1, 2, 3, 1 };
    const struct mva_station station[] = { { 2, 1 }, { 3, 1 }, { 1, MVA_DELAY } };
    struct mva_totals single;
    assert_true(mva_closed_classes(2, halves, thinks, 3, with_delay, same, t, m));
    assert_true(mva_closed(3, station, 20, 4, &single, NULL));
    assert_relative(t[0].throughput + t[1].throughput, single.throughput, EXACT);
    assert_relative(t[1].response_time, single.response_time, EXACT);

    const unsigned multi[] = { 1, 2 }, huge[] = { 100000, 100000 };
    assert_false(mva_closed_classes(2, population, think, 2, multi, demand, t, m));
    assert_false(mva_closed_classes(2, huge, think, 2, servers, demand, t, m));
    const unsigned idle[] = { 0, 1 };
    assert_true(mva_closed_classes(2, idle, think, 2, servers, demand, t, NULL));
    assert_relative(t[0].throughput, 0, 0);
    assert_relative(t[1].response_time, 6, EXACT);
}

static void open_networks(void **state)
{
    (void)state;
    struct mva_totals t;
    struct mva_metrics m[4];
    const struct mva_station central[] = { { 121 * .005, 1 }, { 70 * .03, 1 }, { 50 * .027, 1 } };
    assert_true(mva_open(3, central, 0.3, &t, m)); /* O-Lazowska-113 */
    assert_relative(m[0].utilization, 0.1815, EXACT);
    assert_relative(m[0].queue, 0.2217470983506414, EXACT);
    assert_relative(t.response_time, 8.683740233203025, EXACT);

    const struct mva_station feedback = { .75 / .7, 1 };
    assert_true(mva_open(1, &feedback, 0.5, &t, m)); /* O-Feedback */
    assert_relative(m[0].utilization, 0.5357142857, EXACT);
    assert_relative(t.response_time, 2.307692308, EXACT);

    const struct mva_station passport[] = { { 20, 1 }, { 226.530612, 1 }, { 232.653061, 1 }, { 60, 1 } };
    assert_true(mva_open(4, passport, 15.372 / 3600, &t, m)); /* O-Passport */
    assert_relative(m[0].residence_time, 21.86748305, 1e-8);
    assert_relative(m[1].residence_time, 6924.516303, 1e-8);
    assert_relative(m[2].residence_time, 35403.72151, 1e-8);
    assert_relative(m[3].residence_time, 80.66684593, 1e-8);

    const struct mva_station books[] = { { 45, MVA_DELAY }, { 4, 3 } };
    assert_true(mva_open(2, books, 40 / 60.0, &t, m)); /* O-BigBookStore */
    assert_relative(t.response_time, 58.57009346, EXACT);
    assert_relative(t.response_time * t.throughput, 39.04672897, EXACT);
    assert_relative(m[1].residence_time, 13.57009346, EXACT);
    assert_relative(m[1].utilization, 0.8888888889, EXACT);

    const struct mva_station tandem2[] = { { 1, 1 }, { 1, 1 } },
                             tandem3[] = { { .1, 1 }, { 1 / 12.0, 1 }, { 1 / 9.0, 1 } };
    assert_true(mva_open(2, tandem2, 0.7, &t, NULL)); /* O-TANDEM-2 */
    assert_relative(t.response_time, 6.666666667, EXACT);
    assert_true(mva_open(3, tandem3, 8, &t, NULL)); /* O-TANDEM-3 */
    assert_relative(t.response_time, 1.75, EXACT);
    const struct mva_station cache[] = { { 1 / 200.0, 1 }, { .3 / 50, 1 } };
    assert_true(mva_open(2, cache, 100, &t, m)); /* O-CACHE-100-0.7 */
    assert_relative(t.response_time, 0.025, EXACT);
    assert_relative(m[0].utilization, 0.5, EXACT);
    assert_relative(m[1].utilization, 0.6, EXACT);
    const struct mva_station busy[] = { { 1 / 1000.0, 1 }, { .2 / 100, 1 } };
    assert_true(mva_open(2, busy, 400, &t, m)); /* O-CACHE-400-0.8 */
    assert_relative(t.response_time, 0.01166666667, EXACT);
    assert_relative(m[1].utilization, 0.8, EXACT);

    assert_true(mva_open(2, busy, 500, &t, m));
    assert_true(isinf(t.response_time) && isinf(m[1].residence_time) && isfinite(m[0].residence_time));
    assert_false(mva_open(2, busy, -1, &t, m));
}

/* A closed network with many users who think long is an open one. */
static void closed_becomes_open(void **state)
{
    (void)state;
    struct mva_totals t;
    const struct mva_station station = { 1, 4 };
    assert_true(mva_closed(1, &station, 200000, 200000 / 3.6, &t, NULL));
    assert_relative(t.response_time, erlang_response(4, 3.6, 1), 2e-3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(single_servers),      cmocka_unit_test(published_curves),
        cmocka_unit_test(multi_servers),       cmocka_unit_test(invariants),
        cmocka_unit_test(many_users),          cmocka_unit_test(degenerate),
        cmocka_unit_test(several_classes),     cmocka_unit_test(open_networks),
        cmocka_unit_test(closed_becomes_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
