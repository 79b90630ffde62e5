/* The load of a timeline: profiles, and what events make of them. */
#include "models/architecture/profile.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"

static struct event change(enum happening what, double at, double length, double value)
{
    return (struct event){ .what = what, .at = at, .length = length, .value = value };
}

static struct rates rates_of(const struct timeline *t, double rate, double before)
{
    struct rates rates = { 0 };
    profile_rates(t, rate, before, false, &rates);
    return rates;
}

/* A spike of a minute; the warm-up comes before. */
static void spike(void **state)
{
    (void)state;
    const struct event e[] = { change(HAPPENS_LOAD, 20, 60, 1500) };
    const struct timeline t = { .length = 300, .event = e, .events = 1 };
    struct rates r = rates_of(&t, 800, 10);
    assert_near(rates_at(&r, 0), 800, 0);
    assert_near(rates_at(&r, 29.9), 800, 0);
    assert_near(rates_at(&r, 30), 1500, 0);
    assert_near(rates_at(&r, 89.9), 1500, 0);
    assert_near(rates_at(&r, 90), 800, 0);
    assert_near(rates_integral(&r, 10, 310), 300 * 800 + 60 * 700, 1e-6);
    rates_finish(&r);
    struct rates calm = { 0 };
    profile_rates(&t, 800, 0, true, &calm);
    assert_near(rates_integral(&calm, 0, 300), 300 * 800, 1e-6);
    rates_finish(&calm);
}

/* A ramp stays where it went; a load upon it ends, and the ramp's end holds again; factors multiply. */
static void ramp(void **state)
{
    (void)state;
    const struct event e[] = { change(HAPPENS_RAMP, 10, 20, 300), change(HAPPENS_LOAD, 20, 30, 50),
                               change(HAPPENS_FACTOR, 60, 10, 2), change(HAPPENS_FACTOR, 65, INFINITY, 0.5) };
    const struct timeline t = { .length = 100, .event = e, .events = 4 };
    struct rates r = rates_of(&t, 100, 0);
    assert_near(rates_at(&r, 10), 100, 1e-9);
    assert_near(rates_at(&r, 15), 150, 1e-9);
    assert_near(rates_at(&r, 19.999), 199.99, 1e-6);
    assert_near(rates_at(&r, 20), 50, 0);
    assert_near(rates_at(&r, 50), 300, 0);
    assert_near(rates_at(&r, 62), 600, 0);
    assert_near(rates_at(&r, 66), 300, 0);
    assert_near(rates_at(&r, 99), 150, 0);
    rates_finish(&r);
}

static void daily(void **state)
{
    (void)state;
    const struct timeline t = {
        .length = 48, .profile = { .kind = PROFILE_DAILY, .amplitude = 0.5, .period = 24, .peak_at = 6 }
    };
    struct rates r = rates_of(&t, 20, 0);
    for (double at = 0; at < 48; at += 0.7)
        assert_near(rates_at(&r, at), 20 + 10 * sin(2 * M_PI * at / 24), 1e-3);
    assert_near(rates_integral(&r, 0, 48), 960, 1e-6);
    rates_finish(&r);
}

static void table(void **state)
{
    (void)state;
    const struct profile_point points[] = { { 10, 100 }, { 20, 200 }, { 20, 50 } };
    struct timeline t = { .length = 40, .profile = { .kind = PROFILE_TABLE, .point = points, .points = 3 } };
    assert_near(profile_own_rate(&t), 100, 0);
    struct rates r = rates_of(&t, 200, 0);
    assert_near(rates_at(&r, 0), 200, 0);
    assert_near(rates_at(&r, 15), 300, 1e-9);
    assert_near(rates_at(&r, 20), 100, 0);
    assert_near(rates_at(&r, 39), 100, 0);
    rates_finish(&r);
    t.profile.is_factor = true;
    assert_true(isnan(profile_own_rate(&t)));
    r = rates_of(&t, 2, 0);
    assert_near(rates_at(&r, 15), 300, 1e-9);
    rates_finish(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spike),
        cmocka_unit_test(ramp),
        cmocka_unit_test(daily),
        cmocka_unit_test(table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
