/* Message queues: row T-QUEUE-D, limits, redelivery and dead letters. */
#include "models/part/broker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/near.h"

/*
 * T-QUEUE-D: 120/s for 100 s, then 40/s; consumers take 90/s. All constant. The row's 33.3 s are the wait of
 * the message that is accepted at 100 s (3000 / 90); the oldest that waits at that moment was accepted at 75
 * s.
 */
static void a_spike_is_absorbed(void **state)
{
    (void)state;
    const struct broker_config config = { .most = INFINITY };
    struct broker broker;
    broker_init(&broker);
    double offer = 1.0 / 120, taken = 0, longest = 0, take = 0;
    do {
        take += 1.0 / 90;
        while (offer <= take) {
            assert_true(broker_offer(&config, &broker, offer));
            if (fabs(offer - 100) < 1e-6) assert_near(broker_oldest_age(&broker, 100), 25, 0.05);
            offer += offer < 100 - 1e-6 ? 1.0 / 120 : 1.0 / 40;
        }
        assert_near(broker_oldest_age(&broker, take), take - broker.accepted_at[broker.head], 0);
        const double at = broker_deliver(&broker, take);
        assert_true(at > taken && at <= take);
        taken = at;
        longest = fmax(longest, take - at);
        if (fabs(at - 100) < 1e-6) assert_near(take - at, 100.0 / 3, 0.05);
        broker_done(&broker);
    } while (broker.waiting || take < 100);
    assert_near(broker.peak, 3000, 1);
    assert_near(longest, 100.0 / 3, 0.05);
    assert_near(take, 160, 0.05);
    assert_int_equal(broker.accepted, broker.done);
    assert_int_equal(broker.accepted, broker.delivered);
    broker_finish(&broker);
}

static void a_full_queue_refuses(void **state)
{
    (void)state;
    const struct broker_config config = { .most = 100 };
    struct broker broker;
    broker_init(&broker);
    for (int i = 0; i < 130; i++) assert_int_equal(broker_offer(&config, &broker, i), i < 100);
    assert_int_equal(broker.refused, 30);
    for (int i = 0; i < 100; i++) assert_near(broker_deliver(&broker, 200), i, 0);
    assert_near(broker_oldest_age(&broker, 300), 0, 0);
    /* Integral: 0 .. 99 grow by one a second, then 100 for a hundred seconds. */
    assert_near(broker.waiting_area, 99 * 100 / 2 + 100 * 101, 1e-9);
    broker_clear(&broker, 200);
    assert_int_equal(broker.peak, 0);
    assert_int_equal(broker.working, 100);
    broker_finish(&broker);
}

static void failures_come_again_and_then_die(void **state)
{
    (void)state;
    const struct broker_config config = { .most = 2, .deliveries = 3 };
    struct broker broker;
    broker_init(&broker);
    broker_offer(&config, &broker, 1);
    broker_offer(&config, &broker, 2);
    for (uint32_t deliveries = 1; deliveries <= 3; deliveries++) {
        assert_near(broker_deliver(&broker, 10 * deliveries), 1, 0);
        assert_int_equal(broker_fail(&config, &broker, deliveries),
                         deliveries < 3 ? BROKER_REDELIVER : BROKER_DEAD);
        if (deliveries < 3) broker_return(&broker, 1, 10 * deliveries + 5);
    }
    assert_int_equal(broker.dead, 1);
    assert_int_equal(broker.redelivered, 2);
    assert_near(broker_oldest_age(&broker, 50), 48, 0);
    assert_near(broker_deliver(&broker, 50), 2, 0);
    const struct broker_config patient = { .most = 2, .deliveries = 0 };
    assert_int_equal(broker_fail(&patient, &broker, 1000), BROKER_REDELIVER);
    broker_finish(&broker);
}

/* Growing while the circle is wrapped keeps the order. */
static void order_survives_growth(void **state)
{
    (void)state;
    const struct broker_config config = { .most = INFINITY };
    struct broker broker;
    broker_init(&broker);
    double in = 0, out = 0;
    for (int size = 1; size < 300; size++) {
        for (int i = 0; i < size; i++) broker_offer(&config, &broker, in++);
        for (int i = 0; i < size - 1; i++) assert_near(broker_deliver(&broker, in), out++, 0);
        if (size % 7 == 0) broker_return(&broker, --out, in);
    }
    while (broker.waiting) assert_near(broker_deliver(&broker, in), out++, 0);
    assert_near(in, out, 0);
    broker_finish(&broker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_spike_is_absorbed),
        cmocka_unit_test(a_full_queue_refuses),
        cmocka_unit_test(failures_come_again_and_then_die),
        cmocka_unit_test(order_survives_growth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
