/* Cases worked out by hand. Times in seconds. */
#include "models/station/fcfs.h"

#include "tests/unit/relative.h"

#include <math.h>

static struct job jobs[16];

static void arrive(struct fcfs *s, uint32_t job, double work, double now)
{
    jobs[job].work = work;
    fcfs_arrive(s, jobs, job, now);
}

/* The next completion must be this job at this time. */
static void completes(struct fcfs *s, uint32_t job, double at)
{
    assert_relative(fcfs_next(s), at, 1e-12);
    assert_int_equal(fcfs_complete(s, jobs, fcfs_next(s)), job);
}

/* Work 2, 1, 3 at 0, 1, 1: done at 2, 3, 6; one waits 1 s, the next 2 s. */
static void one_server(void **state)
{
    (void)state;
    struct fcfs s;
    fcfs_init(&s, 1, 1);
    assert_true(isinf(fcfs_next(&s)));
    jobs[1].work = 2;
    assert_true(fcfs_arrive(&s, jobs, 1, 0));
    jobs[2].work = 1;
    assert_false(fcfs_arrive(&s, jobs, 2, 1));
    arrive(&s, 3, 3, 1);
    completes(&s, 1, 2);
    completes(&s, 2, 3);
    completes(&s, 3, 6);
    assert_true(isinf(fcfs_next(&s)));
    assert_relative(fcfs_busy_area(&s, 8), 6, 1e-12);
    assert_relative(fcfs_waiting_area(&s, 8), 1 + 2, 1e-12);
    assert_relative(s.work, 6, 1e-12);
    assert_int_equal(s.served, 3);
    fcfs_finish(&s);
}

/* Two servers of speed 2: work 4, 2, 2, 6 at 0: done at 2, 1, 2, 4; ties leave in the order of their service.
 */
static void two_servers(void **state)
{
    (void)state;
    struct fcfs s;
    fcfs_init(&s, 2, 2);
    arrive(&s, 1, 4, 0);
    arrive(&s, 2, 2, 0);
    arrive(&s, 3, 2, 0);
    arrive(&s, 4, 6, 0);
    completes(&s, 2, 1);
    completes(&s, 1, 2);
    completes(&s, 3, 2);
    completes(&s, 4, 5);
    assert_relative(fcfs_busy_area(&s, 5), 2 + 1 + 1 + 3, 1e-12);
    assert_relative(fcfs_waiting_area(&s, 5), 2 * 1 + 1 * 1, 1e-12);
    fcfs_finish(&s);
}

/* Stopped from 1 to 4: what had 2 s to go at 1 is done at 6; what comes at 2 begins after it. */
static void pauses(void **state)
{
    (void)state;
    struct fcfs s;
    fcfs_init(&s, 1, 1);
    arrive(&s, 1, 3, 0);
    fcfs_pause(&s, 1, 3);
    arrive(&s, 2, 1, 2);
    completes(&s, 1, 6);
    completes(&s, 2, 7);
    fcfs_pause(&s, 8, 2);
    arrive(&s, 3, 1, 9); /* an idle server stands still too */
    completes(&s, 3, 11);
    fcfs_finish(&s);
}

/* A pause inside another changes nothing; one that reaches beyond it adds what it is longer. */
static void pauses_overlap(void **state)
{
    (void)state;
    struct fcfs s;
    fcfs_init(&s, 1, 1);
    arrive(&s, 1, 10, 0);
    fcfs_pause(&s, 1, 5);
    fcfs_pause(&s, 2, 3);
    assert_relative(fcfs_next(&s), 15, 1e-12);
    fcfs_pause(&s, 4, 4);
    assert_relative(fcfs_next(&s), 17, 1e-12);
    fcfs_finish(&s);
}

/* Half speed from 1: of 4 s of work 3 are left and take 6. Doubled during a pause: from its end. */
static void changes_speed(void **state)
{
    (void)state;
    struct fcfs s;
    fcfs_init(&s, 1, 1);
    arrive(&s, 1, 4, 0);
    fcfs_set_speed(&s, 1, 0.5);
    arrive(&s, 2, 1, 1);
    completes(&s, 1, 7);
    assert_relative(fcfs_next(&s), 9, 1e-12);
    fcfs_pause(&s, 8, 2); /* 1 s to go, until 10 */
    fcfs_set_speed(&s, 9, 1);
    completes(&s, 2, 10.5);
    fcfs_finish(&s);
}

static void cancels(void **state)
{
    (void)state;
    struct fcfs s;
    fcfs_init(&s, 1, 1);
    for (uint32_t job = 1; job <= 4; job++) arrive(&s, job, job, 0);
    fcfs_cancel(&s, jobs, 3, 0.25); /* it waits */
    assert_int_equal(s.waiting, 2);
    fcfs_cancel(&s, jobs, 1, 0.5); /* it is served: the next begins */
    completes(&s, 2, 2.5);
    completes(&s, 4, 6.5);
    assert_int_equal(s.served, 2);
    assert_relative(s.work, 6.5, 1e-12); /* half a second for the first */
    arrive(&s, 5, 1, 10);
    fcfs_cancel(&s, jobs, 5, 10.5);
    assert_true(isinf(fcfs_next(&s)));
    fcfs_finish(&s);
}

static void clears(void **state)
{
    (void)state;
    struct fcfs s;
    fcfs_init(&s, 1, 1);
    arrive(&s, 1, 4, 0);
    arrive(&s, 2, 4, 0);
    fcfs_clear(&s, 1);
    assert_relative(fcfs_busy_area(&s, 3), 2, 1e-12);
    assert_relative(fcfs_waiting_area(&s, 3), 2, 1e-12);
    assert_int_equal(s.served, 0);
    completes(&s, 1, 4);
    fcfs_finish(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_server),     cmocka_unit_test(two_servers),   cmocka_unit_test(pauses),
        cmocka_unit_test(pauses_overlap), cmocka_unit_test(changes_speed), cmocka_unit_test(cancels),
        cmocka_unit_test(clears),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
