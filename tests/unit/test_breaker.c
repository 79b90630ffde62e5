/* When the circuit breaker opens and closes, and what a retry budget allows. */
#include "models/part/breaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/near.h"

static const struct breaker_config config = {
    .errors = 0.5, .window = 10, .open = 5, .calls = 20, .probes = 2
};

/* One call that ends at once; whether it was allowed. */
static bool call(struct breaker *breaker, bool good, double now)
{
    if (!breaker_allow(&config, breaker, now)) return false;
    breaker_record(&config, breaker, good, now, now);
    return true;
}

static void it_opens_on_errors_and_closes_on_probes(void **state)
{
    (void)state;
    struct breaker breaker = { 0 };
    for (int i = 0; i < 10; i++) assert_true(call(&breaker, true, i * 0.1));
    for (int i = 0; i < 10; i++) assert_true(call(&breaker, false, 1 + i * 0.1)); /* the 20th makes half */
    assert_int_equal(breaker.state, BREAKER_OPEN);
    assert_false(call(&breaker, true, 2));
    assert_false(call(&breaker, true, 6.89));
    assert_true(breaker_allow(&config, &breaker, 6.9));
    assert_false(breaker_allow(&config, &breaker, 7)); /* one probe at a time */
    breaker_record(&config, &breaker, false, 1, 7.1);  /* a call of long ago says nothing */
    assert_int_equal(breaker.state, BREAKER_HALF_OPEN);
    breaker_record(&config, &breaker, false, 6.9, 7.2);
    assert_int_equal(breaker.state, BREAKER_OPEN);
    assert_false(call(&breaker, true, 12.1));
    assert_true(call(&breaker, true, 12.25));
    assert_int_equal(breaker.state, BREAKER_HALF_OPEN);
    assert_true(call(&breaker, true, 12.3));
    assert_int_equal(breaker.state, BREAKER_CLOSED);
    assert_true(call(&breaker, false, 12.4)); /* what was before is forgotten */
    assert_int_equal(breaker.state, BREAKER_CLOSED);
    assert_int_equal(breaker.openings, 2);
    assert_int_equal(breaker.refused, 4);
}

static void few_or_old_errors_do_not_open_it(void **state)
{
    (void)state;
    struct breaker breaker = { 0 };
    for (int i = 0; i < 19; i++) assert_true(call(&breaker, false, 0.5));
    /* Eleven seconds later they are out of the window. */
    for (int i = 0; i < 30; i++) assert_true(call(&breaker, i % 3 != 0, 11.5 + i * 0.01));
    assert_int_equal(breaker.all_calls, 30);
    assert_int_equal(breaker.state, BREAKER_CLOSED);
    /* A steady third of errors for an hour. */
    for (int i = 0; i < 36000; i++) assert_true(call(&breaker, i % 3 != 0, 20 + i * 0.1));
    assert_in_range(breaker.all_calls, 90, 100);
    struct breaker quiet = { 0 };
    assert_true(call(&quiet, false, 1e6));
    assert_int_equal(quiet.all_errors, 1);
}

static void a_budget_caps_retries(void **state)
{
    (void)state;
    const struct budget_config tenth = { .share = 0.1, .most = 10 };
    struct budget budget = { .tokens = 10 };
    uint32_t retries = 0;
    for (int i = 0; i < 10000; i++) {
        budget_call(&tenth, &budget);
        for (int k = 0; k < 3; k++) retries += budget_retry(&tenth, &budget);
    }
    assert_near(retries, 1010, 2);
    assert_int_equal(budget.refused, 30000 - retries);
    /* Saved up, but no more than ten. */
    for (int i = 0; i < 10000; i++) budget_call(&tenth, &budget);
    for (retries = 0; budget_retry(&tenth, &budget);) retries++;
    assert_int_equal(retries, 10);
    const struct budget_config endless = { .share = INFINITY, .most = 10 };
    struct budget any = { 0 };
    assert_true(budget_retry(&endless, &any));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_opens_on_errors_and_closes_on_probes),
        cmocka_unit_test(few_or_old_errors_do_not_open_it),
        cmocka_unit_test(a_budget_caps_retries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
