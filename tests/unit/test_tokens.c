/* Who holds, who waits, who is turned away. */
#include "models/station/tokens.h"

#include "tests/unit/relative.h"

static struct job jobs[16];

static void waits_in_line(void **state)
{
    (void)state;
    struct tokens t;
    tokens_init(&t, 2, 2);
    assert_int_equal(tokens_take(&t, jobs, 1, 0), TOKENS_TAKEN);
    assert_int_equal(tokens_take(&t, jobs, 2, 0), TOKENS_TAKEN);
    assert_int_equal(tokens_take(&t, jobs, 3, 1), TOKENS_WAIT);
    assert_int_equal(tokens_take(&t, jobs, 4, 2), TOKENS_WAIT);
    assert_int_equal(tokens_take(&t, jobs, 5, 2), TOKENS_FULL);
    assert_int_equal(tokens_give(&t, jobs, 3), 3);
    assert_int_equal(tokens_give(&t, jobs, 4), 4);
    assert_int_equal(t.held, 2);
    assert_int_equal(tokens_give(&t, jobs, 6), JOB_NONE);
    assert_int_equal(tokens_give(&t, jobs, 7), JOB_NONE);
    assert_int_equal(t.held, 0);
    assert_relative(tokens_held_area(&t, 7), 2 * 6 + 1, 1e-12);
    assert_relative(tokens_waiting_area(&t, 7), 2 + 2, 1e-12);
    assert_true(t.taken == 4);
    assert_int_equal(tokens_take(&t, jobs, 6, 8), TOKENS_TAKEN);
}

static void no_room_is_loss(void **state)
{
    (void)state;
    struct tokens t;
    tokens_init(&t, 1, 0);
    assert_int_equal(tokens_take(&t, jobs, 1, 0), TOKENS_TAKEN);
    assert_int_equal(tokens_take(&t, jobs, 2, 0), TOKENS_FULL);
    assert_int_equal(tokens_give(&t, jobs, 1), JOB_NONE);
    assert_int_equal(tokens_take(&t, jobs, 2, 1), TOKENS_TAKEN);
}

static void leaves_the_line(void **state)
{
    (void)state;
    struct tokens t;
    tokens_init(&t, 1, 10);
    for (uint32_t job = 1; job <= 5; job++) tokens_take(&t, jobs, job, 0);
    tokens_cancel(&t, jobs, 3, 1);
    tokens_cancel(&t, jobs, 5, 1); /* the last */
    tokens_cancel(&t, jobs, 2, 1); /* the first */
    assert_int_equal(t.waiting, 1);
    assert_int_equal(tokens_take(&t, jobs, 6, 1), TOKENS_WAIT);
    assert_int_equal(tokens_give(&t, jobs, 2), 4);
    assert_int_equal(tokens_give(&t, jobs, 2), 6);
    assert_int_equal(tokens_give(&t, jobs, 2), JOB_NONE);
    assert_relative(tokens_waiting_area(&t, 2), 4 + 2, 1e-12);
}

/* A pool that has shrunk takes tokens back before it hands any on. */
static void shrinks(void **state)
{
    (void)state;
    struct tokens t;
    tokens_init(&t, 3, 10);
    for (uint32_t job = 1; job <= 4; job++) tokens_take(&t, jobs, job, 0);
    t.count = 2;
    assert_int_equal(tokens_give(&t, jobs, 1), JOB_NONE);
    assert_int_equal(t.held, 2);
    assert_int_equal(tokens_give(&t, jobs, 1), 4);
}

static void clears(void **state)
{
    (void)state;
    struct tokens t;
    tokens_init(&t, 1, 1);
    tokens_take(&t, jobs, 1, 0);
    tokens_take(&t, jobs, 2, 0);
    tokens_clear(&t, 5);
    assert_relative(tokens_held_area(&t, 7), 2, 1e-12);
    assert_relative(tokens_waiting_area(&t, 7), 2, 1e-12);
    assert_true(t.taken == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_in_line), cmocka_unit_test(no_room_is_loss), cmocka_unit_test(leaves_the_line),
        cmocka_unit_test(shrinks),       cmocka_unit_test(clears),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
