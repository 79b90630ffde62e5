/* Scaling decisions: Kubernetes rule (rows T-TARGET), stabilisation, cooldown, steps. */
#include "models/part/autoscaler.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/near.h"

static const struct autoscaler_config kubernetes = { .policy = SCALING_TARGET,
                                                     .target = 60,
                                                     .tolerance = 0.1,
                                                     .min = 1,
                                                     .max = 100,
                                                     .period = 15,
                                                     .stabilise = 300 };

static void kubernetes_rule(void **state)
{
    (void)state;
    assert_int_equal(autoscaler_wish(&kubernetes, 4, 4, 90), 6);    /* T-TARGET */
    assert_int_equal(autoscaler_wish(&kubernetes, 10, 10, 65), 10); /* T-TARGET2 */
    assert_int_equal(autoscaler_wish(&kubernetes, 10, 10, 55), 10);
    assert_int_equal(autoscaler_wish(&kubernetes, 10, 10, 30), 5);
    assert_int_equal(autoscaler_wish(&kubernetes, 10, 10, 0), 1);
    assert_int_equal(autoscaler_wish(&kubernetes, 10, 10, 6000), 100);
    assert_int_equal(autoscaler_wish(&kubernetes, 3, 0, 90), 3);
    /* 0.9 / 0.6 is a little more than 1.5: still six. */
    struct autoscaler_config ratio = kubernetes;
    ratio.target = 0.6;
    assert_int_equal(autoscaler_wish(&ratio, 4, 4, 0.9), 6);
    /* Two of six boot: 4 x 120 / 6 = 80 each, so 8; if they bring the mean below the target, it waits for
     * them. */
    assert_int_equal(autoscaler_wish(&kubernetes, 6, 4, 120), 8);
    assert_int_equal(autoscaler_wish(&kubernetes, 6, 4, 85), 6);
}

static void it_shrinks_late_and_grows_at_once(void **state)
{
    (void)state;
    struct autoscaler scaler;
    autoscaler_init(&scaler, &kubernetes);
    uint32_t members = 4;
    double now = 0;
    for (; now < 60; now += 15)
        members = autoscaler_tick(&kubernetes, &scaler, now, members, members, members < 8 ? 90 : 60);
    assert_int_equal(members, 9); /* 4, 6, 9 */
    /* The load is gone at 60 s; wishes to keep nine stand until 300 s after the last one, at 45 s. */
    for (; now <= 345; now += 15) {
        members = autoscaler_tick(&kubernetes, &scaler, now, members, members, 20);
        assert_int_equal(members, 9);
    }
    members = autoscaler_tick(&kubernetes, &scaler, now, members, members, 20);
    assert_int_equal(members, 3);
    autoscaler_finish(&scaler);
}

static void cooldown_holds(void **state)
{
    (void)state;
    struct autoscaler_config config = kubernetes;
    config.stabilise = 0;
    config.cooldown = 100;
    struct autoscaler scaler;
    autoscaler_init(&scaler, &config);
    assert_int_equal(autoscaler_tick(&config, &scaler, 0, 4, 4, 90), 6);
    assert_int_equal(autoscaler_tick(&config, &scaler, 60, 6, 6, 120), 6);
    assert_int_equal(autoscaler_tick(&config, &scaler, 100, 6, 6, 120), 12);
    assert_int_equal(autoscaler_tick(&config, &scaler, 150, 12, 12, 10), 12);
    assert_int_equal(autoscaler_tick(&config, &scaler, 200, 12, 12, 10), 2);
    autoscaler_finish(&scaler);
}

static void steps_do_not_flap(void **state)
{
    (void)state;
    struct autoscaler_config config = kubernetes;
    config.policy = SCALING_STEP;
    config.step = 2;
    config.min = 2;
    assert_int_equal(autoscaler_wish(&config, 4, 4, 90), 6);
    assert_int_equal(autoscaler_wish(&config, 4, 3, 90), 4);
    assert_int_equal(autoscaler_wish(&config, 6, 6, 60), 6);
    assert_int_equal(autoscaler_wish(&config, 6, 6, 40), 6); /* four would be at the target */
    assert_int_equal(autoscaler_wish(&config, 6, 6, 30), 4);
    assert_int_equal(autoscaler_wish(&config, 3, 3, 1), 2);
    /* Whatever the load, from any size it settles. */
    config.stabilise = 0;
    for (double load = 0; load < 5000; load += 37) {
        uint32_t members = 30, before = 0;
        for (int i = 0; i < 100; i++) {
            before = members;
            members = autoscaler_wish(&config, members, members, load / members);
        }
        assert_int_equal(members, before);
        assert_true(load / members <= 66.01 || members == 100);
    }
}

/* A sliding maximum against looking at all wishes of the window. */
static void the_window_has_its_largest_wish(void **state)
{
    (void)state;
    struct autoscaler_config config = kubernetes;
    config.tolerance = 0;
    config.stabilise = 150;
    struct autoscaler scaler;
    autoscaler_init(&scaler, &config);
    uint32_t wish[2000], random = 1;
    for (int i = 0; i < 2000; i++) {
        random = random * 1103515245u + 12345;
        const double metric = 60.0 * (random >> 16 & 63) / 100;
        wish[i] = autoscaler_wish(&config, 100, 100, metric);
        uint32_t most = 0;
        for (int k = i; k >= 0 && k >= i - 10; k--) most = wish[k] > most ? wish[k] : most;
        assert_int_equal(autoscaler_tick(&config, &scaler, i * 15.0, 100, 100, metric), most);
    }
    autoscaler_finish(&scaler);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kubernetes_rule),
        cmocka_unit_test(it_shrinks_late_and_grows_at_once),
        cmocka_unit_test(cooldown_holds),
        cmocka_unit_test(steps_do_not_flap),
        cmocka_unit_test(the_window_has_its_largest_wish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
