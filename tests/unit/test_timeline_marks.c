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
        many[i] = (struct timeline_event){ .at = 1.5 * i,
                                           .kind = i == 100 ? EVENT_PLANNED : EVENT_CONSEQUENCE,
                                           .what = "" };
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
    struct timeline_event event[] = {
        { .at = 80, .kind = EVENT_PLANNED, .what = "web[1] dies" },
        { .at = 85.5, .kind = EVENT_CONSEQUENCE, .what = "web[1] gets no more requests" },
        { .at = 100, .kind = EVENT_CONSEQUENCE, .what = "web[1] is back" },
        { .at = 101, .kind = EVENT_CONSEQUENCE, .what = "web[1] gets requests again" }
    };
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

/* What was planned later makes way for the line of what was planned before. */
static void planned_names_make_way(void **state)
{
    (void)state;
    struct timeline_event event[] = {
        { .at = 110, .kind = EVENT_PLANNED, .what = "load goes to 20 req/s in 3600 s" },
        { .at = 115, .kind = EVENT_PLANNED, .what = "load 20 req/s" }
    };
    struct timeline_mark mark[MARKS];
    int rows;
    synthetic_timeline_init(&s, 12, 10);
    s.result.event = event;
    s.result.events = 2;
    assert_int_equal(timeline_marks(&s.result, character, 7, false, mark, &rows), 2);
    assert_true(mark[0].row == 0 && mark[1].row == 1 && mark[1].to_left);
    assert_apart(mark, 2);
}

/* Orders of one autoscaler that go the same way are named once, as one; two are few enough. */
static void steps_are_named_once(void **state)
{
    (void)state;
    struct timeline_event event[] = { { .at = 10,
                                        .kind = EVENT_CONSEQUENCE,
                                        .what = "app: 3 ordered beside 3",
                                        .scaled = "app",
                                        .before = 3,
                                        .after = 6 },
                                      { .at = 20, .kind = EVENT_CONSEQUENCE, .what = "web[1] is back" },
                                      { .at = 30,
                                        .kind = EVENT_CONSEQUENCE,
                                        .what = "app: 6 serve",
                                        .scaled = "app",
                                        .before = NAN,
                                        .after = 6 },
                                      { .at = 40,
                                        .kind = EVENT_CONSEQUENCE,
                                        .what = "app: 3 ordered beside 6",
                                        .scaled = "app",
                                        .before = 6,
                                        .after = 9 },
                                      { .at = 50,
                                        .kind = EVENT_CONSEQUENCE,
                                        .what = "app: 8 of 9 are enough",
                                        .scaled = "app",
                                        .before = 9,
                                        .after = 8 },
                                      { .at = 60,
                                        .kind = EVENT_CONSEQUENCE,
                                        .what = "app: 7 of 8 are enough",
                                        .scaled = "app",
                                        .before = 8,
                                        .after = 7 } };
    struct timeline_mark mark[MARKS];
    int rows;
    synthetic_timeline_init(&s, 12, 10);
    s.result.event = event;
    s.result.events = 6;
    assert_int_equal(timeline_marks(&s.result, 0.005, 7, true, mark, &rows), 6);
    assert_string_equal(mark[0].label, "app: 3 -> 9 members");
    assert_true(mark[0].row >= 0 && mark[1].row >= 0 && mark[2].row < 0 && mark[3].row < 0);
    assert_string_equal(mark[4].label, "app: 8 of 9 are enough");
    assert_true(mark[4].row >= 0 && mark[5].row >= 0);
    assert_apart(mark, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_few_are_all_named),          cmocka_unit_test(consequences_keep_to_the_right),
        cmocka_unit_test(planned_names_make_way),       cmocka_unit_test(steps_are_named_once),
        cmocka_unit_test(what_has_no_room_has_no_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
