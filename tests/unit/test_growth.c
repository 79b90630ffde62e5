/* Backlogs that are made up: steady, growing, full, and too short to tell. */
#include "sim/study/growth.h"

#include "tests/unit/reading.h"

#include <math.h>

#define OPEN                                                                                                 \
    "{'schema':1,'machines':{'m':{'cores':1}},'hosts':{'h':{'machine':'m'}},'tiers':{'app':{'kind':'"        \
    "service',"                                                                                              \
    "'host':'h','demand':{'cpu_ms':10}%s}},'classes':{'a':{'path':['app']%s}},'load':{'rate_rps':[50]}}"

enum { RUNS = INTERVAL_REPLICATIONS };

struct fixture {
    struct scenario *scenario;
    struct network *network;
    struct growth growth;
    struct observations seen[RUNS];
    const struct observations *all[RUNS];
};

/* `tier` and `class`: more keys. Full at 100 requests/s. */
static void begin(struct fixture *f, double rate, const char *tier, const char *class)
{
    char text[1024];
    snprintf(text, sizeof text, OPEN, tier, class);
    *f = (struct fixture){ .scenario = reads(text) };
    f->network = network_assemble(f->scenario);
    growth_init(&f->growth, f->network, &(struct run_load){ .rate = rate }, 0.95);
    for (int r = 0; r < RUNS; r++) f->all[r] = &f->seen[r];
}

static void finish(struct fixture *f)
{
    network_destroy(f->network);
    scenario_destroy(f->scenario);
}

/* Replications at time `t`: those that wait are `mean`, `spread` more in every other one and less in the
 * rest, not always the same. */
static void measure(struct fixture *f, double t, double mean, double spread)
{
    for (int r = 0; r < RUNS; r++) {
        f->seen[r].until = t;
        f->seen[r].waiting = (uint64_t)(mean + ((r + (int)t) % 3 ? spread : -spread));
    }
    growth_measure(&f->growth, f->all);
}

static void steady(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f, 50, "", "");
    for (int t = 1; t < 20; t++) measure(&f, t, 100, 3);
    assert_false(growth_is_certain(&f.growth) || growth_is_open(&f.growth) || growth_is_likely(&f.growth));
    finish(&f);
}

static void grows(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f, 120, "", "");
    for (int t = 1; t < 20; t++) measure(&f, t, 20.0 * t, 3);
    assert_near(f.growth.value.value, 20, 3);
    assert_true(growth_is_certain(&f.growth) && growth_is_likely(&f.growth));
    assert_false(growth_is_open(&f.growth) || growth_may_end(&f.growth, 1e9));
    finish(&f);
}

/* It grew and is full: only the later half counts. */
static void fills_up(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f, 120, ",'threads':10,'queue_max':90", "");
    for (int t = 1; t < 5; t++) measure(&f, t, 20.0 * t, 0);
    assert_true(growth_is_certain(&f.growth));
    assert_true(growth_may_end(&f.growth, 6) && !growth_may_end(&f.growth, 4));
    for (int t = 5; t < 12; t++) measure(&f, t, 100, 0);
    assert_false(growth_is_certain(&f.growth));
    finish(&f);
}

static void begin_full(struct fixture *f)
{
    for (int r = 0; r < RUNS; r++) f->seen[r].waiting_at_start = 100;
}

/* Beyond saturation, and chance is larger than what is expected. */
static void too_short_to_tell(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f, 101, "", "");
    begin_full(&f);
    measure(&f, 1, 100, 60);
    measure(&f, 2, 75, 60);
    assert_true(growth_is_open(&f.growth) && !growth_is_certain(&f.growth));
    assert_true(growth_is_likely(&f.growth)); /* the law says so, and nothing limits what waits */
    finish(&f);
    begin(&f, 101, ",'threads':10,'queue_max':90", "");
    begin_full(&f);
    measure(&f, 1, 100, 60);
    measure(&f, 2, 75, 60);
    assert_true(growth_is_open(&f.growth) && !growth_is_likely(&f.growth));
    finish(&f);
    begin(&f, 99, "", "");
    begin_full(&f);
    measure(&f, 1, 100, 60);
    measure(&f, 2, 100, 60);
    assert_false(growth_is_open(&f.growth) || growth_is_certain(&f.growth));
    finish(&f);
}

/* Every other replication has met a burst and is through in a tenth of the time: it has piled up ten a second
 * for that long, the others have lost as many. */
static void weighs_by_time(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f, 50, "", "");
    begin_full(&f);
    for (int r = 0; r < RUNS; r++) {
        f.seen[r].until = r % 2 ? 1 : 10;
        f.seen[r].waiting = r % 2 ? 110 : 90;
    }
    growth_measure(&f.growth, f.all);
    assert_near(f.growth.value.value, 0, 1e-12);
    finish(&f);
}

/* Whoever gives up leaves at any time. */
static void impatience_may_end_it(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f, 120, "", ",'timeout_ms':100");
    for (int t = 1; t < 5; t++) measure(&f, t, 20.0 * t, 0);
    assert_true(growth_may_end(&f.growth, 1e-3));
    finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steady),         cmocka_unit_test(grows),
        cmocka_unit_test(fills_up),       cmocka_unit_test(too_short_to_tell),
        cmocka_unit_test(weighs_by_time), cmocka_unit_test(impatience_may_end_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
