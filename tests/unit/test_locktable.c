/* Row locks: every set of rows is as likely, holders are alone, nobody waits in a circle. */
#include "models/part/locktable.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/near.h"

/* All 20 sets of three rows of six. */
static void every_set_of_rows_is_as_likely(void **state)
{
    (void)state;
    enum { DRAWS = 400000 };
    uint32_t count[64] = { 0 }, sets = 0;
    struct stream stream;
    stream_init(&stream, 1);
    for (int i = 0; i < DRAWS; i++) {
        uint32_t set = 0, first = 10;
        for (uint32_t wanted = 3; wanted; wanted--) {
            const uint32_t row = locktable_draw(16, first, wanted, &stream);
            assert_in_range(row, first, 15);
            set |= 1u << (row - 10);
            first = row + 1;
        }
        count[set]++;
    }
    for (int set = 0; set < 64; set++) {
        if (!count[set]) continue;
        sets++;
        assert_near(count[set], DRAWS / 20, 5 * sqrt(DRAWS / 20));
    }
    assert_int_equal(sets, 20);
}

/* The first of k rows of n has mean (n + 1) / (k + 1), counted from 1; all of n are drawn in order. */
static void rows_of_large_tables(void **state)
{
    (void)state;
    struct stream stream;
    stream_init(&stream, 2);
    static const uint32_t rows[] = { 1000000000, 5000, 40 }, wanted[] = { 7, 300, 39 };
    for (int k = 0; k < 3; k++) {
        double sum = 0;
        enum { DRAWS = 20000 };
        for (int i = 0; i < DRAWS; i++) sum += locktable_draw(rows[k], 0, wanted[k], &stream) + 1.0;
        const double mean = (rows[k] + 1.0) / (wanted[k] + 1.0);
        assert_near(sum / DRAWS / mean, 1, 0.04);
    }
    for (uint32_t i = 0; i < 40; i++) assert_int_equal(locktable_draw(40, i, 40 - i, &stream), i);
}

/* Jobs that take three of ten rows each, at random speeds: one holder a row, and everybody gets through. */
static void everybody_gets_through(void **state)
{
    (void)state;
    enum { JOBS = 50, ROWS = 10, WANTED = 3, ROUNDS = 200000 };
    struct job jobs[JOBS + 1] = { 0 };
    struct locktable table;
    struct stream stream;
    uint32_t has[JOBS + 1][WANTED], rows[JOBS + 1] = { 0 }, holder[ROWS] = { 0 }, ended = 0;
    bool waits[JOBS + 1] = { false };
    locktable_init(&table, ROWS);
    stream_init(&stream, 3);
    for (int round = 0; round < ROUNDS; round++) {
        uint32_t job = 1 + stream_below(&stream, JOBS), tries = 0;
        while (waits[job] && tries++ < JOBS) job = job % JOBS + 1;
        assert_false(waits[job]); /* all would wait in a circle */
        if (rows[job] < WANTED) {
            const uint32_t first = rows[job] ? has[job][rows[job] - 1] + 1 : 0;
            const uint32_t row = locktable_draw(ROWS, first, WANTED - rows[job], &stream);
            has[job][rows[job]] = row;
            waits[job] = !locktable_take(&table, jobs, row, job);
            assert_int_equal(waits[job], holder[row] != 0);
            if (waits[job]) continue;
            holder[row] = job;
            rows[job]++;
            continue;
        }
        ended++;
        while (rows[job]) {
            const uint32_t row = has[job][--rows[job]], next = locktable_give(&table, jobs, row);
            holder[row] = next;
            if (!next) continue;
            assert_true(waits[next]);
            waits[next] = false;
            rows[next]++;
        }
    }
    assert_true(ended > ROUNDS / 10);
    locktable_finish(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_set_of_rows_is_as_likely),
        cmocka_unit_test(rows_of_large_tables),
        cmocka_unit_test(everybody_gets_through),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
