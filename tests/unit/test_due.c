/* The heap against a list that is searched. */
#include "models/station/due.h"

#include "models/station/stream.h"
#include "tests/unit/relative.h"

enum { MOST = 200 };

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

/* Times are few, so that many are equal; `reorder` moves all of them. */
static void agrees_with_a_plain_list(void **state)
{
    (void)state;
    struct due_set set = { .order = UINT32_MAX - 1000 }; /* the count of comings wraps on the way */
    struct plain plain = { .size = 0 };
    struct stream stream;
    stream_init(&stream, 1);
    uint32_t next = 1;
    for (int step = 0; step < 200000; step++) {
        const uint32_t what = stream_below(&stream, 100);
        const double at = stream_below(&stream, 50);
        if (what < 45 && plain.size < MOST) {
            due_push(&set, at, next);
            put_in(&plain, at, next++);
        } else if (what < 75 && plain.size) {
            const uint32_t i = first_of(&plain);
            assert_true(due_first(&set)->at == plain.at[i]);
            assert_int_equal(due_pop(&set), plain.job[i]);
            take_out(&plain, i);
        } else if (what < 90 && plain.size) {
            const uint32_t i = first_of(&plain);
            assert_int_equal(due_replace(&set, at, next), plain.job[i]);
            take_out(&plain, i);
            put_in(&plain, at, next++);
        } else if (what < 98 && plain.size) {
            const uint32_t i = stream_below(&stream, plain.size), job = plain.job[i];
            assert_true(due_remove(&set, job));
            assert_false(due_remove(&set, job));
            take_out(&plain, i);
        } else if (plain.size) {
            for (uint32_t i = 0; i < set.size; i++) set.heap[i].at = 50 - set.heap[i].at;
            for (uint32_t i = 0; i < plain.size; i++) plain.at[i] = 50 - plain.at[i];
            due_reorder(&set);
        }
        assert_int_equal(set.size, plain.size);
    }
    while (plain.size) {
        const uint32_t i = first_of(&plain);
        assert_int_equal(due_pop(&set), plain.job[i]);
        take_out(&plain, i);
    }
    due_finish(&set);
    assert_true(set.heap == NULL && set.size == 0);
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
    const struct CMUnitTest tests[] = { cmocka_unit_test(agrees_with_a_plain_list),
                                        cmocka_unit_test(equal_times_leave_as_they_came) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
