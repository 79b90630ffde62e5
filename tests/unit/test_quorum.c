/* Quorums: the staleness of random ones (rows R-QUORUM), and WARS with the laws published for real clusters
 * (rows R-PBS; latencies and times in ms). */
#include "models/part/quorum.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/near.h"

static void random_quorums_miss(void **state)
{
    (void)state;
    static const struct {
        struct quorum quorum;
        double stale, thrice;
    } row[] = {
        { { 10, 3, 3 }, 0.2916666667, 0.0248119213 }, /* R-QUORUM-1033 */
        { { 3, 1, 1 }, 0.6666666667, 0.2962962963 },  /* R-QUORUM-311 */
        { { 3, 2, 1 }, 0.3333333333, 0.03703703704 }, /* R-QUORUM-312 */
        { { 5, 1, 1 }, 0.8, 0.512 },                  /* R-QUORUM-511 */
        { { 3, 2, 2 }, 0, 0 },
        { { 64, 40, 25 }, 0, 0 },
    };
    struct stream stream;
    stream_init(&stream, 1);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const struct quorum *q = &row[i].quorum;
        assert_near(quorum_stale(q), row[i].stale, 1e-9);
        enum { TRIALS = 500000 };
        uint32_t missed = 0, missed_three = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            const uint64_t read = quorum_any(q->copies, q->read, &stream);
            assert_int_equal(__builtin_popcountll(read), q->read);
            int misses = 0; /* of the last three writes, the latest first */
            while (misses < 3 && !(read & quorum_any(q->copies, q->write, &stream))) misses++;
            missed += misses > 0;
            missed_three += misses == 3;
        }
        assert_near(missed / (double)TRIALS, row[i].stale, 0.002);
        assert_near(missed_three / (double)TRIALS, row[i].thrice, 0.002);
    }
}

static void quorums_are_even(void **state)
{
    (void)state;
    struct stream stream;
    uint32_t count[7] = { 0 };
    stream_init(&stream, 2);
    for (int i = 0; i < 700000; i++) {
        const uint64_t set = quorum_any(7, 3, &stream);
        for (int k = 0; k < 7; k++) count[k] += (uint32_t)(set >> k & 1);
    }
    for (int k = 0; k < 7; k++) assert_near(count[k], 300000, 2500);
}

static void order_statistics(void **state)
{
    (void)state;
    const double value[] = { 5, 1, 4, 1, 3 };
    const double sorted[] = { 1, 1, 3, 4, 5 };
    for (uint32_t k = 1; k <= 5; k++) assert_near(quorum_kth(value, 5, k), sorted[k - 1], 0);
    assert_int_equal(quorum_first(value, 5, 1), 1 << 1);
    assert_int_equal(quorum_first(value, 5, 3), 1 << 1 | 1 << 3 | 1 << 4);
    assert_int_equal(quorum_first(value, 5, 5), 31);
}

enum law { SSD, DISK, WAN, YMMR };

/* With probability p Pareto(least, alpha), else exponential of the given rate. */
static double mixed(struct stream *stream, double p, double least, double alpha, double rate)
{
    if (stream_uniform(stream) < p) return least * pow(stream_uniform(stream), -1 / alpha);
    return stream_exponential(stream) / rate;
}

static double other_delay(enum law law, struct stream *stream)
{
    return law == YMMR ? mixed(stream, 0.982, 1.5, 3.8, 0.0217) : mixed(stream, 0.9122, 0.235, 10, 1.66);
}

static double write_delay(enum law law, struct stream *stream)
{
    switch (law) {
    case SSD: return mixed(stream, 0.9122, 0.235, 10, 1.66);
    case DISK:
    case WAN: return mixed(stream, 0.38, 1.05, 1.51, 0.183);
    case YMMR: return mixed(stream, 0.939, 3, 3.35, 0.0028);
    }
    return 0;
}

static const struct {
    enum law law;
    uint32_t read, write;
    double read_p999, write_p999, visible_p999, fresh[4]; /* at 0, 1, 5, 10 ms */
} pbs[] = {
    { DISK,
      1,
      1,
      0.6547967,
      10.96609,
      52.04335,
      { 0.436183, 0.5831195, 0.8177005, 0.9262413 } }, /* R-PBS-LNKD-DISK-R1W1
                                                        */
    { DISK,
      1,
      2,
      0.6547967,
      21.04259,
      48.0299,
      { 0.7124195, 0.7720447, 0.8941605, 0.956141 } },     /* R-PBS-LNKD-DISK-R1W2
                                                            */
    { DISK, 2, 2, 1.635386, 21.04259, 0, { 1, 1, 1, 1 } }, /* R-PBS-LNKD-DISK-R2W2 */
    { DISK, 3, 1, 4.112627, 10.96609, 0, { 1, 1, 1, 1 } }, /* R-PBS-LNKD-DISK-R3W1 */
    { SSD,
      1,
      1,
      0.6549457,
      0.6570579,
      1.954526,
      { 0.9735618, 0.994996, 0.9999935, 1 } },                             /* R-PBS-LNKD-SSD-R1W1
                                                                            */
    { SSD, 1, 3, 0.6549457, 4.128229, 0, { 1, 1, 1, 1 } },                 /* R-PBS-LNKD-SSD-R1W3 */
    { SSD, 2, 1, 1.626081, 0.6570579, 0, { 0.9994042, 0.9999737, 1, 1 } }, /* R-PBS-LNKD-SSD-R2W1 */
    { SSD, 2, 2, 1.626081, 1.634574, 0, { 1, 1, 1, 1 } },                  /* R-PBS-LNKD-SSD-R2W2 */
    { SSD, 3, 1, 4.110533, 0.6570579, 0, { 1, 1, 1, 1 } },                 /* R-PBS-LNKD-SSD-R3W1 */
    { WAN, 1, 2, 3.434221, 167.5976, 0, { 0.9995652, 0.9995725, 0.9995977, 0.999628 } }, /* R-PBS-WAN-R1W2 */
    { WAN, 1, 3, 3.434221, 242.4272, 0, { 1, 1, 1, 1 } },                                /* R-PBS-WAN-R1W3 */
    { WAN, 2, 2, 151.2977, 167.5976, 0, { 1, 1, 1, 1 } },                                /* R-PBS-WAN-R2W2 */
    { WAN, 3, 1, 153.8649, 54.79114, 0, { 1, 1, 1, 1 } },                                /* R-PBS-WAN-R3W1 */
    { YMMR,
      1,
      2,
      5.605416,
      427.1335,
      1438.386,
      { 0.9162822, 0.9257947, 0.9397277, 0.9440575 } },    /* R-PBS-YMMR-R1W2
                                                            */
    { YMMR, 1, 3, 5.605416, 1860.174, 0, { 1, 1, 1, 1 } }, /* R-PBS-YMMR-R1W3 */
    { YMMR, 2, 2, 33.31627, 427.1335, 0, { 1, 1, 1, 1 } }, /* R-PBS-YMMR-R2W2 */
    { YMMR, 3, 1, 219.3035, 11.0321, 0, { 1, 1, 1, 1 } },  /* R-PBS-YMMR-R3W1 */
};

enum { TRIALS = 1000000, COPIES = 3, ROWS = sizeof pbs / sizeof *pbs };

static const double at[] = { 0, 1, 5, 10 };

struct seen {
    uint32_t fresh[4], slow_reads, slow_writes, late;
};

static void one_trial(enum law law, struct stream *stream, struct seen *seen)
{
    double w[COPIES], a[COPIES], r[COPIES], s[COPIES];
    const uint32_t writer = stream_below(stream, COPIES), reader = stream_below(stream, COPIES);
    for (uint32_t k = 0; k < COPIES; k++) {
        const double far = law == WAN ? 75 : 0;
        w[k] = write_delay(law, stream) + (k == writer ? 0 : far);
        a[k] = other_delay(law, stream) + (k == writer ? 0 : far);
        r[k] = other_delay(law, stream) + (k == reader ? 0 : far);
        s[k] = other_delay(law, stream) + (k == reader ? 0 : far);
    }
    for (size_t i = 0; i < ROWS; i++) {
        if (pbs[i].law != law) continue;
        const struct quorum quorum = { COPIES, pbs[i].write, pbs[i].read };
        const struct quorum_outcome outcome = quorum_wars(&quorum, w, a, r, s);
        for (int k = 0; k < 4; k++) seen[i].fresh[k] += outcome.visible <= at[k];
        seen[i].slow_reads += outcome.read_latency > pbs[i].read_p999;
        seen[i].slow_writes += outcome.write_latency > pbs[i].write_p999;
        seen[i].late += outcome.visible > pbs[i].visible_p999;
    }
}

/* A thousandth should lie beyond each 99.9th percentile; 15 % of that is five standard errors. */
static void probabilistically_bounded_staleness(void **state)
{
    (void)state;
    struct seen seen[ROWS] = { 0 };
    for (enum law law = SSD; law <= YMMR; law++) {
        struct stream stream;
        stream_init(&stream, 100 + law);
        for (int trial = 0; trial < TRIALS; trial++) one_trial(law, &stream, seen);
    }
    for (size_t i = 0; i < ROWS; i++) {
        for (int k = 0; k < 4; k++) assert_near(seen[i].fresh[k] / (double)TRIALS, pbs[i].fresh[k], 0.002);
        assert_near(seen[i].slow_reads / (double)TRIALS, 0.001, 0.00015);
        assert_near(seen[i].slow_writes / (double)TRIALS, 0.001, 0.00015);
        if (pbs[i].visible_p999 > 0)
            assert_near(seen[i].late / (double)TRIALS, 0.001, 0.00015);
        else
            assert_true(seen[i].late < TRIALS / 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_quorums_miss),
        cmocka_unit_test(quorums_are_even),
        cmocka_unit_test(order_statistics),
        cmocka_unit_test(probabilistically_bounded_staleness),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
