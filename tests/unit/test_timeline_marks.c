/* Names of events on a picture: none overlaps another, and no line runs through one. */
#include "sim/report/timeline_marks.h"
#include "tests/unit/synthetic_timeline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct synthetic_timeline s;
static const double character = 0.009;

static double left_of(const struct timeline_mark *m)
{
    return m->to_left ? m->x - m->length : m->x;
}

static void assert_apart(const struct timeline_mark *mark, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        for (unsigned k = 0; k < count; k++) {
            const struct timeline_mark *a = &mark[i], *b = &mark[k];
            if (i == k || a->row < 0) continue;
            const double left = left_of(a), right = left + a->length;
            if (b->row == a->row && left_of(b) < right && left < left_of(b) + b->length)
                fail_msg("\"%s\" overlaps \"%s\"", a->label, b->label);
            if (b->row >= a->row && b->x > left && b->x < right && b->x != a->x)
                fail_msg("the line of \"%s\" crosses \"%s\"", b->label, a->label);
        }
}

static void a_few_are_all_named(void **state)
{
    (void)state;
    struct timeline_mark mark[MARKS];
    int rows;
    synthetic_timeline_init(&s, 30, 10);
    const unsigned count = timeline_marks(&s.result, character, 7, false, mark, &rows);
    assert_int_equal(count, ST_EVENTS);
    for (unsigned i = 0; i < count; i++) assert_true(mark[i].row >= 0 && mark[i].row < rows);
    assert_true(rows <= 6);
    assert_apart(mark, count);
    assert_string_equal(mark[0].label, "kill db.primary"); /* planned and failed first */
    assert_string_equal(mark[1].label, "web[1] fails");
    assert_true(fabs(mark[0].x - 1 / 3.0) < 1e-12);
}

static void what_has_no_room_has_no_name(void **state)
{
    (void)state;
    struct timeline_event many[200];
    struct timeline_mark mark[MARKS];
    int rows;
    synthetic_timeline_init(&s, 30, 10);
    for (int i = 0; i < 200; i++) {
        many[i] = (struct timeline_event){ 1.5 * i, i == 100 ? EVENT_PLANNED : EVENT_CONSEQUENCE, "" };
        snprintf(many[i].what, sizeof many[i].what, "event %d: %060d", i, 0);
    }
    s.result.event = many;
    s.result.events = 200;
    const unsigned count = timeline_marks(&s.result, character, 3, true, mark, &rows);
    assert_int_equal(count, MARKS);
    unsigned named = 0;
    for (unsigned i = 0; i < count; i++) named += mark[i].row >= 0;
    assert_true(named > 0 && named <= 9);
    assert_true(mark[0].row >= 0 && mark[0].at == 150); /* the planned one */
    assert_apart(mark, count);
    assert_int_equal(strlen(mark[0].label), 44);
    assert_string_equal(mark[0].label + 41, "...");
}

/* Each step of what follows is named beside what began it, though the last has no room. */
static void consequences_keep_to_the_right(void **state)
{
    (void)state;
    struct timeline_event event[] = { { 80, EVENT_PLANNED, "web[1] dies" },
                                      { 85.5, EVENT_CONSEQUENCE, "web[1] gets no more requests" },
                                      { 100, EVENT_CONSEQUENCE, "web[1] is back" },
                                      { 101, EVENT_CONSEQUENCE, "web[1] gets requests again" } };
    struct timeline_mark mark[MARKS];
    int rows;
    synthetic_timeline_init(&s, 12, 10);
    s.result.event = event;
    s.result.events = 4;
    assert_int_equal(timeline_marks(&s.result, 0.0084, 7, false, mark, &rows), 4);
    for (int i = 0; i < 3; i++) assert_true(mark[i].row == 2 - i && !mark[i].to_left);
    assert_true(mark[3].row < 0);
    assert_apart(mark, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_few_are_all_named),
        cmocka_unit_test(consequences_keep_to_the_right),
        cmocka_unit_test(what_has_no_room_has_no_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
