/* Marked jobs leave all at once; the others go on as if those had never been there. */
#include "models/station/sweep.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"

enum { JOBS = 9, GOES = 4 };

/* Job i has i seconds of work; the even ones go. */
static void mark(struct job *job)
{
    for (uint32_t i = 1; i < JOBS; i++) job[i] = (struct job){ .work = i, .flags = i % 2 ? 1 : 1 | GOES };
}

static void lists(void **state)
{
    (void)state;
    struct job job[JOBS];
    struct job_list list = { 0 };
    mark(job);
    for (uint32_t i = 1; i < JOBS; i++) job_list_push(&list, job, i);
    assert_int_equal(job_list_sweep(&list, job, GOES), 4);
    job_list_push(&list, job, 2);
    static const uint32_t known[] = { 1, 3, 5, 7, 2 };
    for (int i = 0; i < 5; i++) assert_int_equal(job_list_pop(&list, job), known[i]);
    assert_int_equal(list.head, 0);
}

/* Two servers: 1 and 2 are served, the rest waits. When 2 goes, 3 begins. */
static void fcfs(void **state)
{
    (void)state;
    struct job job[JOBS];
    struct fcfs s;
    mark(job);
    fcfs_init(&s, 2, 1);
    for (uint32_t i = 1; i < JOBS; i++) fcfs_arrive(&s, job, i, 0);
    assert_int_equal(fcfs_sweep(&s, job, GOES, 0.5), 4);
    assert_int_equal(s.waiting, 2);
    assert_near(fcfs_next(&s), 1, 0);
    assert_int_equal(fcfs_complete(&s, job, 1), 1);
    assert_near(fcfs_next(&s), 3.5, 1e-12);
    assert_int_equal(fcfs_complete(&s, job, 3.5), 3);
    assert_near(fcfs_next(&s), 6, 1e-12);
    fcfs_finish(&s);
}

/* One core shared by eight; from 0.8 s on by four. */
static void ps(void **state)
{
    (void)state;
    struct job job[JOBS];
    struct ps s;
    mark(job);
    ps_init(&s, 1, 1);
    for (uint32_t i = 1; i < JOBS; i++) ps_arrive(&s, job, i, 0);
    assert_int_equal(ps_sweep(&s, job, GOES, 0.8), 4);
    assert_near(ps_next(&s), 0.8 + 0.9 * 4, 1e-12);
    assert_int_equal(ps_complete(&s, job, ps_next(&s)), 1);
    ps_finish(&s);
}

static void tokens(void **state)
{
    (void)state;
    struct job job[JOBS];
    struct tokens t;
    mark(job);
    tokens_init(&t, 1, 100);
    for (uint32_t i = 1; i < JOBS; i++) tokens_take(&t, job, i, 0);
    assert_int_equal(tokens_sweep(&t, job, GOES, 1), 4);
    assert_int_equal(t.waiting, 3);
    assert_int_equal(tokens_give(&t, job, 2), 3);
    assert_int_equal(tokens_give(&t, job, 2), 5);
    assert_int_equal(tokens_give(&t, job, 2), 7);
    assert_int_equal(tokens_give(&t, job, 2), JOB_NONE);
    assert_int_equal(t.held, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists),
        cmocka_unit_test(fcfs),
        cmocka_unit_test(ps),
        cmocka_unit_test(tokens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
