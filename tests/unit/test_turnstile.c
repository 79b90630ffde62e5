/* Holders and waiters against a plain model. */
#include "models/part/turnstile.h"
#include "models/station/stream.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/near.h"

enum { KEYS = 40, JOBS = 300, LINE = 64 };

/* Random comings and goings, against one array a key; keys are far apart and collide as they like. */
static void agrees_with_a_plain_model(void **state)
{
    (void)state;
    struct job jobs[JOBS + 1] = { 0 };
    uint32_t line[KEYS][LINE] = { { 0 } }, length[KEYS] = { 0 }, next = 1, idle[JOBS], idles = 0, held = 0,
             waiting = 0;
    struct turnstile turnstile = { 0 };
    struct stream stream;
    stream_init(&stream, 5);
    for (int step = 0; step < 300000; step++) {
        const uint32_t k = stream_below(&stream, KEYS), key = k * 0x10000001u;
        const uint32_t what = stream_below(&stream, 100);
        uint32_t *const in = line[k];
        if (what < 50 && length[k] < LINE && (idles || next <= JOBS)) {
            const uint32_t job = idles ? idle[--idles] : next++;
            assert_int_equal(turnstile_enter(&turnstile, jobs, key, job), length[k] == 0);
            if (length[k])
                waiting++;
            else
                held++;
            in[length[k]++] = job;
        } else if (what < 94 && length[k]) {
            idle[idles++] = in[0];
            memmove(in, in + 1, --length[k] * sizeof *in);
            if (length[k])
                waiting--;
            else
                held--;
            assert_int_equal(turnstile_pass(&turnstile, jobs, key), length[k] ? in[0] : JOB_NONE);
        } else if (what < 96 && length[k]) {
            struct job_list list = turnstile_open(&turnstile, jobs, key);
            idle[idles++] = in[0];
            for (uint32_t i = 1; i < length[k]; i++) {
                assert_int_equal(job_list_pop(&list, jobs), in[i]);
                idle[idles++] = in[i];
            }
            assert_int_equal(list.head, JOB_NONE);
            waiting -= length[k] - 1;
            held--;
            length[k] = 0;
        } else if (length[k] > 1) {
            const uint32_t i = 1 + stream_below(&stream, length[k] - 1);
            assert_true(turnstile_abandon(&turnstile, jobs, key, in[i]));
            assert_false(turnstile_abandon(&turnstile, jobs, key, in[i]));
            idle[idles++] = in[i];
            memmove(in + i, in + i + 1, (--length[k] - i) * sizeof *in);
            waiting--;
        }
        assert_int_equal(turnstile_holder(&turnstile, key), length[k] ? in[0] : JOB_NONE);
        assert_int_equal(turnstile.held, held);
        assert_int_equal(turnstile.waiting, waiting);
    }
    turnstile_finish(&turnstile);
}

static void an_empty_one_is_nothing(void **state)
{
    (void)state;
    struct turnstile turnstile = { 0 };
    struct job jobs[2] = { 0 };
    assert_int_equal(turnstile_holder(&turnstile, 7), JOB_NONE);
    assert_false(turnstile_abandon(&turnstile, jobs, 7, 1));
    turnstile_finish(&turnstile);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(agrees_with_a_plain_model),
                                        cmocka_unit_test(an_empty_one_is_nothing) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
