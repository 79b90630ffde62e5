/* Jobs in service against a list that is searched: few of them, in a heap, and so many that most are far. */
#include "models/station/due.h"

#include "models/station/stream.h"
#include "tests/unit/relative.h"

#include <math.h>

enum { MOST = 5000 };

/* The entries in the order of their coming. */
struct plain {
    double at[MOST];
    uint32_t job[MOST], size;
};

static uint32_t first_of(const struct plain *p)
{
    uint32_t first = 0;
    for (uint32_t i = 1; i < p->size; i++)
        if (p->at[i] < p->at[first]) first = i;
    return first;
}

static void take_out(struct plain *p, uint32_t i)
{
    for (p->size--; i < p->size; i++) {
        p->at[i] = p->at[i + 1];
        p->job[i] = p->job[i + 1];
    }
}

static void put_in(struct plain *p, double at, uint32_t job)
{
    p->at[p->size] = at;
    p->job[p->size++] = job;
}

static void leaves(struct due_set *set, struct plain *plain)
{
    const uint32_t i = first_of(plain);
    assert_true(due_first(set)->at == plain->at[i]);
    assert_int_equal(due_pop(set), plain->job[i]);
    take_out(plain, i);
}

static void moves(struct due_set *set, struct plain *plain, bool shift)
{
    const double from = plain->at[first_of(plain)] + 3;
    if (shift)
        due_shift(set, 2);
    else
        due_stretch(set, from, 0.5);
    for (uint32_t i = 0; i < plain->size; i++)
        if (shift)
            plain->at[i] += 2;
        else if (plain->at[i] > from)
            plain->at[i] = from + (plain->at[i] - from) * 0.5;
}

static bool is_odd(const void *context, uint32_t job)
{
    (void)context;
    return job & 1;
}

static void loses_the_odd_ones(struct due_set *set, struct plain *plain)
{
    uint32_t gone = 0;
    for (uint32_t i = plain->size; i-- > 0;)
        if (plain->job[i] & 1) {
            take_out(plain, i);
            gone++;
        }
    assert_int_equal(due_sweep_out(set, is_odd, NULL), gone);
}

/* `size` jobs or so. Times are whole, and `spread` of them, so that many are equal; they go on from the
 * first, or (with `anew`) begin at 0 again. Returns whether some were far. */
static bool agrees(uint32_t size, uint32_t spread, bool anew, int steps)
{
    struct due_set set = { 0 };
    static struct plain plain;
    struct stream stream;
    uint32_t next = 1;
    bool some_are_far = false;
    plain.size = 0;
    stream_init(&stream, size + spread);
    for (int step = 0; step < steps; step++) {
        const uint32_t what = stream_below(&stream, 1000);
        if (step % 5000 == 4999 && set.size > 1) set.order = UINT32_MAX - 10; /* the count of comings ends */
        const double now = plain.size && !anew ? due_first(&set)->at : 0;
        const double at = now + stream_below(&stream, spread);
        if (plain.size < size ? what < 600 : what < 400) {
            due_push(&set, at, next);
            put_in(&plain, at, next++);
        } else if (what < 750 && plain.size) {
            leaves(&set, &plain);
        } else if (what < 950 && plain.size) {
            const uint32_t i = first_of(&plain);
            assert_int_equal(due_replace(&set, at, next), plain.job[i]);
            take_out(&plain, i);
            put_in(&plain, at, next++);
        } else if (what < 998 && plain.size) {
            const uint32_t i = stream_below(&stream, plain.size), job = plain.job[i];
            assert_true(due_at(&set, job) == plain.at[i]);
            assert_true(due_remove(&set, job));
            assert_false(due_remove(&set, job));
            assert_true(isnan(due_at(&set, job)));
            take_out(&plain, i);
        } else if (what == 999 && stream_below(&stream, 10) == 0) {
            loses_the_odd_ones(&set, &plain);
        } else if (plain.size)
            moves(&set, &plain, what & 1);
        assert_int_equal(set.size, plain.size);
        some_are_far |= set.far != NULL;
    }
    while (plain.size) leaves(&set, &plain);
    assert_false(due_remove(&set, 1));
    due_finish(&set);
    assert_true(set.heap == NULL && set.size == 0);
    return some_are_far;
}

static void few_agree_with_a_plain_list(void **state)
{
    (void)state;
    assert_false(agrees(3, 50, false, 20000));
    assert_false(agrees(6, 10, true, 20000));
    assert_false(agrees(200, 50, true, 50000));
}

static void many_agree_with_a_plain_list(void **state)
{
    (void)state;
    assert_true(agrees(4000, 1000000, false, 30000));
    assert_true(agrees(4000, 30, false, 20000));
    assert_true(agrees(4000, 100000, true, 20000));
}

static void equal_times_leave_as_they_came(void **state)
{
    (void)state;
    struct due_set set = { 0 };
    for (uint32_t job = 1; job <= 100; job++) due_push(&set, 7, job);
    for (uint32_t job = 1; job <= 100; job++) assert_int_equal(due_pop(&set), job);
    assert_false(due_remove(&set, 1));
    due_finish(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(few_agree_with_a_plain_list),
                                        cmocka_unit_test(many_agree_with_a_plain_list),
                                        cmocka_unit_test(equal_times_leave_as_they_came) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
