/* Redis slots: row K-SLOT, and what a node that joins takes. */
#include "models/part/slots.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/near.h"

static uint32_t slot(const char *name)
{
    return slots_of_name(name, strlen(name));
}

static void slots_are_those_of_redis(void **state)
{
    (void)state;
    assert_int_equal(slots_crc16("123456789", 9), 12739); /* K-SLOT */
    assert_int_equal(slot("123456789"), 12739);
    assert_int_equal(slot("foo"), 12182);
    assert_int_equal(slot("bar"), 5061);
    assert_int_equal(slot("hello"), 866);
    assert_int_equal(slot("{user1000}.following"), 3443);
    assert_int_equal(slot("user1000"), 3443);
    assert_int_equal(slot("somekey"), 11058);
    assert_int_equal(slots_of_key(123456789), 12739);
    assert_int_equal(slots_of_key(0), slot("0"));
    assert_int_equal(slots_of_key(4294967295u), slot("4294967295"));
}

/* The specification's examples of tags. */
static void only_the_first_tag_counts(void **state)
{
    (void)state;
    assert_int_equal(slot("{user1000}.followers"), slot("user1000"));
    assert_int_equal(slot("foo{{bar}}zap"), slot("{bar"));
    assert_int_equal(slot("foo{bar}{zap}"), slot("bar"));
    const char *empty = "foo{}{bar}";
    assert_int_equal(slot(empty), slots_crc16(empty, strlen(empty)) % SLOTS);
    const char *open = "foo{bar";
    assert_int_equal(slot(open), slots_crc16(open, strlen(open)) % SLOTS);
}

static void a_node_that_joins_takes_its_part(void **state)
{
    (void)state;
    for (uint32_t nodes = 1; nodes < 40; nodes++) {
        struct slots before, after;
        double share[41];
        slots_init(&before, nodes);
        after = before;
        slots_join(&after);
        slots_shares(&after, share);
        for (uint32_t i = 0; i <= nodes; i++) assert_near(share[i], 1.0 / (nodes + 1), 1.01 / SLOTS);
        assert_near(slots_moved(&before, &after), share[nodes], 1e-12);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slots_are_those_of_redis),
        cmocka_unit_test(only_the_first_tag_counts),
        cmocka_unit_test(a_node_that_joins_takes_its_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
