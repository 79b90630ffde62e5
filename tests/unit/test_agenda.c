/* Orders come at their times, equal ones as they were given. */
#include "sim/engine/agenda.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void in_order(void **state)
{
    (void)state;
    struct agenda agenda = { 0 };
    assert_true(isinf(agenda_next(&agenda)));
    static const double at[] = { 5, 1, 3, 3, 2, 3 };
    for (uint32_t i = 0; i < 6; i++) agenda_add(&agenda, at[i], (struct order){ .which = i });
    static const uint32_t known[] = { 1, 4, 2, 3, 5, 0 };
    for (uint32_t i = 0; i < 6; i++) {
        assert_true(agenda_next(&agenda) == at[known[i]]);
        assert_int_equal(agenda_take(&agenda).which, known[i]);
    }
    assert_true(isinf(agenda_next(&agenda)));
    agenda_finish(&agenda);
}

/* Numbers are used again, also while others wait. */
static void many(void **state)
{
    (void)state;
    struct agenda agenda = { 0 };
    for (uint32_t i = 0; i < 1000; i++) {
        agenda_add(&agenda, i, (struct order){ .which = i });
        agenda_add(&agenda, i + 0.5, (struct order){ .which = 5000 + i });
        assert_int_equal(agenda_take(&agenda).which, i % 2 ? 5000 + i / 2 : i / 2);
    }
    assert_true(agenda.orders < 1010);
    agenda_finish(&agenda);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(in_order), cmocka_unit_test(many) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
