/* The pending events against an array that is searched, and the order of equal times. */
#include "sim/engine/evset.h"

#include "models/station/stream.h"
#include "tests/unit/relative.h"

#include <math.h>

enum { SOURCES = 70 };
static const uint32_t NOBODY = UINT32_MAX;

static uint32_t first_of(const double *at)
{
    uint32_t first = NOBODY;
    for (uint32_t i = 0; i < SOURCES; i++)
        if (at[i] < INFINITY && (first == NOBODY || at[i] < at[first])) first = i;
    return first;
}

/* Few times, so that many are equal; as the engine does: the first is cleared, then it or another set. */
static void agrees_with_a_plain_array(void **state)
{
    (void)state;
    struct evset set;
    double at[SOURCES];
    struct stream stream;
    evset_init(&set, SOURCES);
    for (int i = 0; i < SOURCES; i++) at[i] = INFINITY;
    stream_init(&stream, 2);
    for (int step = 0; step < 400000; step++) {
        const uint32_t what = stream_below(&stream, 100), source = stream_below(&stream, SOURCES);
        const double when = what < 3 ? (double)INFINITY : stream_below(&stream, 100);
        if (what < 60) {
            evset_set(&set, source, when);
            at[source] = when;
        } else if (what < 75) {
            evset_clear(&set, source);
            at[source] = INFINITY;
        } else {
            const uint32_t first = first_of(at);
            const struct evset_event event = evset_first(&set);
            assert_true(event.at == (first == NOBODY ? INFINITY : at[first]));
            if (first == NOBODY) continue;
            assert_int_equal(event.source, first);
            if (what < 90) {
                evset_clear(&set, first);
                at[first] = INFINITY;
            }
            if (what < 95) {
                const uint32_t other = what & 1 ? first : source;
                evset_set(&set, other, event.at + when);
                at[other] = event.at + when;
            }
        }
    }
    evset_finish(&set);
}

static void equal_times_go_by_number(void **state)
{
    (void)state;
    struct evset set;
    evset_init(&set, SOURCES);
    for (uint32_t i = SOURCES; i-- > 0;) evset_set(&set, i, 3);
    for (uint32_t i = 0; i < SOURCES; i++) {
        assert_int_equal(evset_first(&set).source, i);
        evset_clear(&set, i);
    }
    assert_true(isinf(evset_first(&set).at));
    evset_finish(&set);
}

static void clearing_what_is_not_there(void **state)
{
    (void)state;
    struct evset set;
    evset_init(&set, 3);
    evset_clear(&set, 1);
    evset_set(&set, 1, 5);
    evset_clear(&set, 1);
    evset_clear(&set, 1);
    evset_set(&set, 2, INFINITY);
    assert_true(isinf(evset_first(&set).at));
    evset_set(&set, 0, 1);
    assert_int_equal(evset_first(&set).source, 0);
    evset_finish(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(agrees_with_a_plain_array),
                                        cmocka_unit_test(equal_times_go_by_number),
                                        cmocka_unit_test(clearing_what_is_not_there) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
