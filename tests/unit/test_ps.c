/* Processor sharing: cases worked out by hand, and a simulation that shares out each moment by itself. */
#include "models/station/ps.h"

#include "models/station/stream.h"
#include "tests/unit/relative.h"

#include <math.h>
#include <string.h>

static struct job jobs[64];

static void arrive(struct ps *s, uint32_t job, double work, double now)
{
    jobs[job].work = work;
    ps_arrive(s, jobs, job, now);
}

static void completes(struct ps *s, uint32_t job, double at)
{
    assert_relative(ps_next(s), at, 1e-12);
    assert_int_equal(ps_complete(s, jobs, ps_next(s)), job);
}

/*
 * One core: work 4 at 0, 1 at 1, 2 at 2. Till 1 the first alone (3 left); till 2 halves (2.5 and 0.5 left);
 * then thirds: the second ends at 3.5, leaving 2 and 1.5; halves: the third ends at 6.5; the first at 7.
 */
static void one_core(void **state)
{
    (void)state;
    struct ps s;
    ps_init(&s, 1, 1);
    assert_true(isinf(ps_next(&s)));
    arrive(&s, 1, 4, 0);
    arrive(&s, 2, 1, 1);
    assert_relative(ps_next(&s), 3, 1e-12);
    arrive(&s, 3, 2, 2);
    completes(&s, 2, 3.5);
    completes(&s, 3, 6.5);
    completes(&s, 1, 7);
    assert_relative(s.busy_area, 7, 1e-12);
    assert_relative(s.waiting_area, 1 * 1 + 2 * 1.5 + 1 * 3, 1e-12);
    assert_relative(s.work, 7, 1e-12);
    assert_int_equal(s.served, 3);
    arrive(&s, 1, 1, 100); /* the next busy period */
    completes(&s, 1, 101);
    ps_finish(&s);
}

/* Two cores: one job gets one core only; three get two thirds each. 3 jobs of work 2 at 0, 0, 1. */
static void two_cores(void **state)
{
    (void)state;
    struct ps s;
    ps_init(&s, 2, 1);
    arrive(&s, 1, 2, 0);
    arrive(&s, 2, 3, 0);
    arrive(&s, 3, 2, 1); /* 1 and 2 left of the others */
    completes(&s, 1, 2.5);
    completes(&s, 2, 3.5); /* 1 left at 2.5 */
    completes(&s, 3, 3.5);
    assert_relative(s.busy_area, 7, 1e-12);
    ps_finish(&s);
}

static void speed_and_pause(void **state)
{
    (void)state;
    struct ps s;
    ps_init(&s, 1, 2);
    arrive(&s, 1, 4, 0);
    assert_relative(ps_next(&s), 2, 1e-12);
    ps_set_paused(&s, 1, true);
    assert_true(isinf(ps_next(&s)));
    arrive(&s, 2, 1, 2);
    ps_set_paused(&s, 3, false); /* 2 and 1 left, a rate of 1 each */
    ps_set_speed(&s, 3.5, 1);    /* 1.5 and 0.5 left */
    completes(&s, 2, 4.5);
    completes(&s, 1, 5.5);
    ps_finish(&s);
}

static void cancels(void **state)
{
    (void)state;
    struct ps s;
    ps_init(&s, 1, 1);
    arrive(&s, 1, 2, 0);
    arrive(&s, 2, 2, 0);
    ps_cancel(&s, 1, 2); /* 1 left of each */
    completes(&s, 2, 3);
    assert_int_equal(s.served, 1);
    arrive(&s, 3, 5, 4);
    ps_cancel(&s, 3, 5);
    assert_true(isinf(ps_next(&s)));
    ps_finish(&s);
}

static void clears(void **state)
{
    (void)state;
    struct ps s;
    ps_init(&s, 1, 1);
    arrive(&s, 1, 2, 0);
    arrive(&s, 2, 4, 0);
    ps_clear(&s, 2);
    completes(&s, 1, 4);
    assert_relative(s.busy_area, 2, 1e-12);
    assert_relative(s.waiting_area, 2, 1e-12);
    assert_int_equal(s.served, 1);
    completes(&s, 2, 6);
    ps_finish(&s);
}

enum { PLACES = 60 };

/* What is left of each job's work, advanced by brute force; 0: no such job. */
struct brute {
    double left[PLACES], now, cores, speed;
};

static double share_of(const struct brute *b)
{
    double n = 0;
    for (int i = 0; i < PLACES; i++) n += b->left[i] > 0;
    return b->speed * fmin(1, b->cores / n);
}

static void run_to(struct brute *b, double now)
{
    const double rate = share_of(b);
    for (int i = 0; i < PLACES; i++)
        if (b->left[i] > 0) b->left[i] -= rate * (now - b->now);
    b->now = now;
}

static uint32_t shortest(const struct brute *b)
{
    uint32_t least = 0;
    double left = INFINITY;
    for (uint32_t i = 0; i < PLACES; i++)
        if (b->left[i] > 0 && b->left[i] < left) left = b->left[least = i];
    return least;
}

static void agrees_with_brute_force(void **state)
{
    (void)state;
    static const double cores[] = { 1, 3, 2.5 };
    for (int c = 0; c < 3; c++) {
        struct ps s;
        ps_init(&s, cores[c], 1);
        struct brute b = { .cores = cores[c], .speed = 1 };
        struct stream stream;
        stream_init(&stream, (uint64_t)c);
        double next = 0;
        uint32_t inside = 0;
        for (int event = 0; event < 20000; event++) {
            const double done = ps_next(&s);
            if (next < done && inside < PLACES) {
                uint32_t place = 0;
                run_to(&b, next);
                while (b.left[place] > 0) place++;
                b.left[place] = stream_exponential(&stream);
                arrive(&s, place + 1, b.left[place], next);
                inside++;
            } else {
                const uint32_t place = shortest(&b);
                assert_relative(done, b.now + b.left[place] / share_of(&b), 1e-9);
                run_to(&b, done);
                assert_int_equal(ps_complete(&s, jobs, done), place + 1);
                b.left[place] = 0;
                inside--;
            }
            if (next <= b.now) next = b.now + 1.1 / cores[c] * stream_exponential(&stream);
        }
        ps_finish(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_core), cmocka_unit_test(two_cores), cmocka_unit_test(speed_and_pause),
        cmocka_unit_test(cancels),  cmocka_unit_test(clears),    cmocka_unit_test(agrees_with_brute_force),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
