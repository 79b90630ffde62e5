/* A radix heap against a sorted array: what it hands over, in which order, and that nothing stays or is lost.
 */
#include "models/station/radix.h"

#include "models/station/stream.h"
#include "tests/unit/relative.h"

#include <math.h>
#include <stdlib.h>

enum { MANY = 20000 };

static int by_time(const void *a, const void *b)
{
    const double left = ((const struct due *)a)->at, right = ((const struct due *)b)->at;
    return (left > right) - (left < right);
}

static struct radix *filled(struct due *due, struct stream *stream, double from, double spread)
{
    struct radix *radix = radix_create(from);
    for (uint32_t i = 0; i < MANY; i++) {
        due[i] = (struct due){ from + spread * stream_exponential(stream), i + 1, i };
        radix_put(radix, due[i]);
    }
    return radix;
}

/* All that are due before the limit are handed over, in any order; the heap that takes them sorts. */
static void hands_over_in_order(void **state)
{
    (void)state;
    static const double from[] = { 0, 1e-3, 0.999, 1e9 }, spread[] = { 1e-9, 1, 1e12 };
    static struct due due[MANY];
    struct stream stream;
    stream_init(&stream, 1);
    for (int k = 0; k < 12; k++) {
        struct radix *radix = filled(due, &stream, from[k % 4], spread[k / 4]);
        struct due_set set = { 0 };
        uint32_t taken = 0;
        qsort(due, MANY, sizeof *due, by_time);
        while (radix_size(radix)) {
            const double limit = radix_take(radix, &set);
            assert_true(set.near > 0);
            for (set.size = set.near; set.size; taken++) {
                assert_true(due_first(&set)->at == due[taken].at && due[taken].at < limit);
                due_pop(&set);
            }
            assert_true(taken == MANY ? radix_size(radix) == 0 : due[taken].at >= limit);
        }
        assert_int_equal(taken, MANY);
        due_finish(&set);
        radix_destroy(radix);
    }
    radix_destroy(NULL);
}

static void equal_times_come_together(void **state)
{
    (void)state;
    struct radix *radix = radix_create(7);
    struct due_set set = { 0 };
    for (uint32_t i = 0; i < 1000; i++) radix_put(radix, (struct due){ 7, i + 1, i });
    assert_true(radix_take(radix, &set) > 7);
    assert_int_equal(set.near, 1000);
    assert_int_equal(radix_size(radix), 0);
    for (set.size = set.near; set.size;) {
        const uint32_t left = set.size;
        assert_int_equal(due_pop(&set), 1001 - left);
    }
    due_finish(&set);
    radix_destroy(radix);
}

static void lists_and_removes(void **state)
{
    (void)state;
    static struct due due[MANY], list[MANY];
    static bool there[MANY + 1];
    struct stream stream;
    stream_init(&stream, 2);
    struct radix *radix = filled(due, &stream, 3, 1);
    for (uint32_t job = 1; job <= MANY; job += 3) {
        assert_true(radix_remove(radix, job));
        assert_false(radix_remove(radix, job));
    }
    const uint32_t left = radix_size(radix);
    assert_int_equal(left, MANY - (MANY + 2) / 3);
    radix_list(radix, list);
    for (uint32_t i = 0; i < left; i++) {
        assert_false(there[list[i].job]);
        assert_true(list[i].job % 3 != 1 && list[i].at == due[list[i].job - 1].at);
        there[list[i].job] = true;
    }
    radix_destroy(radix);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(hands_over_in_order),
                                        cmocka_unit_test(equal_times_come_together),
                                        cmocka_unit_test(lists_and_removes) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
