/* Lag, staleness and what a failover loses: rows R-LAGQ, R-STALEFRAC, R-RYW, A-FAILOVER, and a plain model.
 */
#include "models/part/replica.h"
#include "models/station/stream.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/near.h"

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* A replica that replays one write at a time, each an exponential time: mean, p99 of the lag, P(lag > 10 ms).
 */
static void check_applier(double rate, double ship, double mean, double p99, double beyond)
{
    enum { WRITES = 3000000 };
    struct replica_set set;
    struct stream stream;
    double *due = malloc((WRITES + 1) * sizeof *due), *lag = malloc(WRITES * sizeof *lag);
    double now = 0, free_at = 0, sum = 0, late = 0;
    uint64_t applied = 0;
    replica_init(&set, 2);
    stream_init(&stream, 1);
    for (uint64_t i = 1; i <= WRITES; i++) {
        now += stream_exponential(&stream) / rate;
        const double begins = fmax(now + ship, free_at);
        free_at = due[i] = begins + stream_exponential(&stream) / 1000;
        while (applied + 1 < i && due[applied + 1] <= now) {
            applied++;
            lag[applied - 1] = replica_applied(&set, 1, applied, due[applied]);
        }
        assert_int_equal(replica_commit(&set, (uint32_t)i, now), i);
        if (applied + 1 < i)
            assert_near(replica_lag(&set, 1, due[applied + 1]),
                        due[applied + 1] - set.log[(applied + 1) & (set.log_room - 1)].at, 0);
    }
    for (uint64_t i = 0; i < applied; i++) {
        sum += lag[i];
        late += lag[i] > 0.01;
    }
    qsort(lag, applied, sizeof *lag, by_value);
    assert_near(sum / (double)applied / mean, 1, 0.02);
    assert_near(lag[applied - applied / 100] / p99, 1, 0.03);
    if (beyond > 0) assert_near(late / (double)applied / beyond, 1, 0.02);
    replica_finish(&set);
    free(due);
    free(lag);
}

static void lag_of_a_serial_applier(void **state)
{
    (void)state;
    check_applier(800, 0, 0.005, 0.02302585093, 0.1353352832); /* R-LAGQ */
    check_applier(600, 0.002, 0.0045, 0.01351292546, 0);       /* R-LAGQ-netd */
}

struct flight {
    double at;
    uint64_t version;
};

/* Applies what is due, in order of time; a heap would be overkill for a few in flight. */
static void apply_due(struct replica_set *set, struct flight *flight, uint32_t *flights, double now)
{
    for (;;) {
        uint32_t first = 0;
        for (uint32_t i = 1; i < *flights; i++)
            if (flight[i].at < flight[first].at) first = i;
        if (!*flights || flight[first].at > now) return;
        replica_applied(set, 1, flight[first].version, flight[first].at);
        flight[first] = flight[--*flights];
    }
}

/* R-STALEFRAC: a key written 2/s, each write visible after its own exponential 50 ms; reads at any time. */
static void stale_part_of_reads(void **state)
{
    (void)state;
    struct replica_set set;
    struct stream stream;
    struct flight flight[64];
    uint32_t flights = 0, stale = 0;
    enum { READS = 2000000 };
    replica_init(&set, 2);
    stream_init(&stream, 2);
    double write = 0, now = 0;
    for (int i = 0; i < READS; i++) {
        now += stream_exponential(&stream) / 20;
        while (write <= now) {
            apply_due(&set, flight, &flights, write);
            const uint64_t version = replica_commit(&set, 7, write);
            assert_true(flights < 64);
            flight[flights++] = (struct flight){ write + 0.05 * stream_exponential(&stream), version };
            write += stream_exponential(&stream) / 2;
        }
        apply_due(&set, flight, &flights, now);
        stale += replica_is_stale(&set, 1, 7);
        assert_false(replica_is_stale(&set, 0, 7));
        assert_false(replica_is_stale(&set, 1, 8));
    }
    assert_near(stale / (double)READS, 0.0909090909091, 0.002);
    replica_finish(&set);
}

/* R-RYW: a session reads its own write some time after the commit. */
static void check_own_write(double lag, double after, double to_replica, double expected)
{
    struct replica_set set;
    struct stream stream;
    enum { TRIALS = 500000 };
    uint32_t stale = 0;
    replica_init(&set, 2);
    stream_init(&stream, 3);
    for (uint32_t i = 0; i < TRIALS; i++) {
        const uint64_t version = replica_commit(&set, i % 100, 0);
        const double seen = lag * stream_exponential(&stream);
        if (seen <= after) replica_applied(&set, 1, version, seen);
        stale += replica_is_stale(&set, stream_uniform(&stream) < to_replica ? 1 : 0, i % 100);
        replica_applied(&set, 1, version, seen);
    }
    assert_near(stale / (double)TRIALS, expected, 0.002);
    assert_int_equal(set.keys, 0);
    replica_finish(&set);
}

static void reading_ones_own_write(void **state)
{
    (void)state;
    check_own_write(0.1, 0.05, 1, 0.606530659713); /* R-RYW-0.1-0.05 */
    check_own_write(0.5, 1, 0.75, 0.101501462427); /* R-RYW-0.5-1 */
}

/* A-FAILOVER: 500 writes/s, lag exponential with mean 0.2 s: 100 are lost (each in its own time). */
static void failover_loses_what_has_not_arrived(void **state)
{
    (void)state;
    struct stream stream;
    stream_init(&stream, 4);
    double lost = 0;
    enum { TRIALS = 400, WRITES = 1500 };
    for (int trial = 0; trial < TRIALS; trial++) {
        struct replica_set set;
        replica_init(&set, 3);
        double now = 0;
        static double seen[WRITES + 1];
        for (int i = 1; i <= WRITES; i++) {
            now += stream_exponential(&stream) / 500;
            replica_commit(&set, (uint32_t)i, now);
            seen[i] = now + 0.2 * stream_exponential(&stream);
        }
        for (uint64_t i = 1; i <= WRITES; i++)
            if (seen[i] <= now) replica_applied(&set, 2, i, seen[i]);
        replica_leave(&set, 0);
        assert_int_equal(replica_best(&set, UINT64_MAX), 2);
        const uint64_t gone = replica_promote(&set, 2);
        lost += (double)gone / TRIALS;
        for (uint32_t key = 1; key <= WRITES; key++) {
            assert_false(replica_is_stale(&set, 2, key));
            assert_int_equal(replica_is_stale(&set, 1, key), seen[key] <= now);
        }
        replica_finish(&set);
    }
    assert_near(lost / 100, 1, 0.03);
}

static void what_was_received_survives(void **state)
{
    (void)state;
    struct replica_set set;
    replica_init(&set, 3);
    for (uint32_t key = 1; key <= 10; key++) replica_commit(&set, key % 5, key);
    replica_received(&set, 1, 6);
    replica_received(&set, 2, 8);
    replica_applied(&set, 1, 1, 20);
    assert_near(replica_lag(&set, 1, 30), 28, 0);
    assert_near(replica_lag(&set, 0, 30), 0, 0);
    replica_leave(&set, 0);
    assert_true(isinf(replica_lag(&set, 0, 30)));
    assert_int_equal(replica_best(&set, UINT64_MAX), 2);
    assert_int_equal(replica_promote(&set, 2), 2);
    assert_int_equal(set.primary, 2);
    /* Writes 9 (key 4) and 10 (key 0) are gone; their keys were written before, as 4 and 5. */
    assert_true(replica_is_stale(&set, 1, 4));
    replica_applied(&set, 1, 4, 40);
    assert_false(replica_is_stale(&set, 1, 4));
    assert_near(replica_applied(&set, 1, 9, 40), 0, 0);
    for (uint64_t v = 2; v <= 8; v++) replica_applied(&set, 1, v, 41);
    assert_near(replica_lag(&set, 1, 50), 0, 0);
    assert_int_equal(set.keys, 0);
    replica_join(&set, 0);
    replica_commit(&set, 4, 60);
    assert_true(replica_is_stale(&set, 0, 4));
    assert_near(replica_lag(&set, 0, 61), 1, 0);
    replica_finish(&set);
}

/* Random events against one array a member that holds the version of every key. */
static void agrees_with_a_plain_model(void **state)
{
    (void)state;
    enum { MEMBERS = 4, KEYS = 50, VERSIONS = 200000 };
    static uint32_t key_of[VERSIONS + 1];
    static bool has[MEMBERS][VERSIONS + 1];
    uint64_t latest[KEYS] = { 0 }, version = 0, from = 1;
    bool in[MEMBERS] = { true, true, true, true };
    struct replica_set set;
    struct stream stream;
    replica_init(&set, MEMBERS);
    stream_init(&stream, 9);
    while (version < VERSIONS) {
        const uint32_t what = stream_below(&stream, 1000), member = 1 + stream_below(&stream, MEMBERS - 1);
        if (what < 260) {
            key_of[++version] = stream_below(&stream, KEYS);
            latest[key_of[version]] = version;
            has[0][version] = true;
            for (int m = 1; m < MEMBERS; m++) has[m][version] = !in[m];
            replica_commit(&set, key_of[version], (double)version);
        } else if (what < 998 && version) {
            while (from < version && has[1][from] && has[2][from] && has[3][from]) from++;
            const uint64_t v = from + stream_below(&stream, (uint32_t)(version - from + 1) > 20
                                                                ? 20
                                                                : (uint32_t)(version - from + 1));
            replica_applied(&set, member, v, (double)version);
            has[member][v] = true;
        } else if (what == 998 && in[member]) {
            replica_leave(&set, member);
            in[member] = false;
            for (uint64_t v = from; v <= version; v++) has[member][v] = true;
        } else if (!in[member]) {
            replica_join(&set, member);
            in[member] = true;
        }
        const uint32_t key = stream_below(&stream, KEYS), m = stream_below(&stream, MEMBERS);
        if (in[m]) assert_int_equal(replica_is_stale(&set, m, key), latest[key] && !has[m][latest[key]]);
    }
    replica_finish(&set);
}

/* While the primary is gone, nobody is behind by what has come to nobody. */
static void nobody_knows_of_it(void **state)
{
    (void)state;
    struct replica_set set;
    replica_init(&set, 3);
    for (uint32_t i = 1; i <= 4; i++) replica_commit(&set, i, i);
    replica_arrived(&set, 1, 1);
    replica_arrived(&set, 1, 3);
    replica_applied(&set, 1, 1, 5);
    assert_near(replica_lag(&set, 1, 10), 8, 0);
    set.silent = true;
    assert_near(replica_lag(&set, 1, 10), 7, 0);
    assert_near(replica_lag(&set, 2, 10), 9, 0); /* the other one has it */
    replica_applied(&set, 1, 3, 11);
    assert_near(replica_lag(&set, 1, 12), 0, 0);
    set.silent = false;
    assert_near(replica_lag(&set, 1, 12), 10, 0);
    set.silent = true;
    assert_int_equal(replica_promote(&set, 1), 2);
    assert_false(set.silent);
    replica_finish(&set);
}

/* Each version comes by itself: what has arrived survives, applied or not. */
static void arrivals_out_of_order(void **state)
{
    (void)state;
    struct replica_set set;
    double since;
    replica_init(&set, 3);
    for (uint32_t i = 1; i <= 4; i++) replica_commit(&set, i, i);
    replica_arrived(&set, 1, 1);
    replica_arrived(&set, 1, 3);
    replica_arrived(&set, 1, 4);
    replica_arrived(&set, 2, 1);
    assert_int_equal(replica_missing(&set, 1, &since), 1);
    assert_true(since == 2);
    assert_int_equal(replica_missing(&set, 2, &since), 3);
    assert_int_equal(replica_best(&set, UINT64_MAX), 1);
    assert_int_equal(replica_best(&set, 1 << 2), 2);
    assert_int_equal(replica_best(&set, 1 << 0), REPLICA_NONE);
    assert_int_equal(replica_promote(&set, 1), 1);
    replica_leave(&set, 0);
    assert_false(replica_is_in(&set, 0));
    /* Who sent the rest to member 2 is gone: the new primary does. What has come is its own to apply. */
    replica_resend(&set, 2);
    assert_true(replica_lag(&set, 2, 10) == 9);
    assert_true(replica_applied(&set, 2, 1, 10) == 9);
    assert_true(replica_lag(&set, 2, 10) == 0);
    assert_int_equal(replica_missing(&set, 2, &since), 0);
    assert_true(isinf(since));
    replica_finish(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lag_of_a_serial_applier),    cmocka_unit_test(stale_part_of_reads),
        cmocka_unit_test(reading_ones_own_write),     cmocka_unit_test(failover_loses_what_has_not_arrived),
        cmocka_unit_test(what_was_received_survives), cmocka_unit_test(agrees_with_a_plain_model),
        cmocka_unit_test(arrivals_out_of_order),      cmocka_unit_test(nobody_knows_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
