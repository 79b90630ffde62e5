/* The knee through points that are made up: M/M/1 with room for some, so that what is too much fails. */
#include "sim/study/knee.h"

#include "tests/unit/reading.h"

#include <math.h>

#include "tests/unit/near.h"

static const char *const text = "{'schema':1,'machines':{'m':{'cores':1}},'hosts':{'h':{'machine':'m'}},'"
                                "tiers':{'app':{'kind':'service','"
                                "host':'h','threads':1,'queue_max':500,'demand':{'cpu_ms':10}}},'classes':{'"
                                "a':{'path':['app']}},'load':{'"
                                "rate_rps':[50]}}";

enum { POINTS = 8 };

struct fixture {
    struct scenario *scenario;
    struct network *network;
    struct explored point[POINTS];
    struct explored *at[POINTS];
    struct point_set set;
};

/* Full at 100 requests/s; the last point is beyond, has a steady state, and `errors` of its requests fail. */
static void begin(struct fixture *f, double errors)
{
    static const double rate[POINTS] = { 20, 30, 40, 50, 60, 70, 80, 130 };
    *f = (struct fixture){ .scenario = reads(text) };
    f->network = network_assemble(f->scenario);
    for (int i = 0; i < POINTS; i++) {
        const double mean = rate[i] < 100 ? 1 / (100 - rate[i]) : 5;
        struct point_result *p = &f->point[i].result;
        *p = (struct point_result){ .offered = rate[i], .stable = true, .requests = 100000 };
        p->latency.mean = (struct interval){ mean, 0.99 * mean, 1.01 * mean };
        p->error_ratio = rate[i] < 100 ? 0 : errors;
        f->point[i].done = true;
        f->at[i] = &f->point[i];
    }
    f->set =
        (struct point_set){ .run = &f->scenario->run, .network = f->network, .at = f->at, .count = POINTS };
}

static void finish(struct fixture *f)
{
    network_destroy(f->network);
    scenario_destroy(f->scenario);
}

/* Half of saturation, which is the asymptote although a load beyond it has a steady state: its requests fail.
 */
static void errors_leave_the_asymptote(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f, 0.24);
    const struct knee_result knee = knee_find(&f.set, NAN);
    assert_near(knee.rate.value, 50, 2);
    assert_true(knee.rate.low > 45 && knee.rate.high < 55);
    finish(&f);
}

/* Where nobody fails saturation was no limit, so the last point is on the curve, too. */
static void without_errors_it_is_none(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f, 0);
    knee_find(&f.set, NAN);
    assert_true(isfinite(f.point[POINTS - 1].result.elasticity));
    finish(&f);
    begin(&f, 0.24);
    f.point[POINTS - 1].result.elasticity = NAN;
    knee_find(&f.set, NAN);
    assert_true(isnan(f.point[POINTS - 1].result.elasticity));
    finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_leave_the_asymptote),
        cmocka_unit_test(without_errors_it_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
