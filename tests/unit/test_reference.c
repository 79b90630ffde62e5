/* Distances between names, and which is near enough to be suggested. */
#include "sim/input/reference.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void distances(void **state)
{
    (void)state;
    assert_int_equal(reference_distance("cpu_ms", "cpu_ms"), 0);
    assert_int_equal(reference_distance("cpu_mss", "cpu_ms"), 1);
    assert_int_equal(reference_distance("raed", "read"), 1); /* two neighbours swapped */
    assert_int_equal(reference_distance("kitten", "sitting"), 3);
    assert_int_equal(reference_distance("", "abc"), 3);
    assert_int_equal(reference_distance("abc", ""), 3);
    assert_int_equal(reference_distance("ca", "abc"), 3); /* a letter is moved once at most */
}

static void the_nearest_wins(void **state)
{
    (void)state;
    struct nearest nearest = { "", 0 };
    nearest_try(&nearest, "trhead", "tread");
    nearest_try(&nearest, "trhead", "threads");
    nearest_try(&nearest, "trhead", "thread");
    nearest_try(&nearest, "trhead", "bread");
    assert_string_equal(nearest.name, "tread");
    assert_int_equal(nearest.distance, 1);
}

static void nothing_far_is_near(void **state)
{
    (void)state;
    struct nearest nearest = { "", 0 };
    nearest_try(&nearest, "queue", "balancer");
    nearest_try(&nearest, "abcdefgh", "abxxxxgh");
    nearest_try(&nearest, "db", "s3");
    assert_string_equal(nearest.name, "");
}

static void long_names_do_no_harm(void **state)
{
    (void)state;
    char name[300], other[300];
    for (int i = 0; i < 299; i++) name[i] = other[i] = (char)('a' + i % 26);
    name[299] = other[299] = '\0';
    other[20] = '!';
    struct nearest nearest = { "", 0 };
    assert_int_equal(reference_distance(name, other), 1);
    nearest_try(&nearest, name, other);
    assert_memory_equal(nearest.name, other, 79);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances),
        cmocka_unit_test(the_nearest_wins),
        cmocka_unit_test(nothing_far_is_near),
        cmocka_unit_test(long_names_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
