/* The suffixes of keys and what they are worth. */
#include "sim/input/units.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"

static double factor_of(const char *key, const char *stem, enum dimension dimension)
{
    double factor = 0;
    return units_match(key, stem, dimension, &factor) ? factor : 0;
}

static void every_suffix_has_its_factor(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        enum dimension dimension;
        double factor;
    } rows[] = {
        { "x_us", DIMENSION_TIME, 1e-6 },
        { "x_ms", DIMENSION_TIME, 1e-3 },
        { "x_s", DIMENSION_TIME, 1 },
        { "x_min", DIMENSION_TIME, 60 },
        { "x_h", DIMENSION_TIME, 3600 },
        { "x_d", DIMENSION_TIME, 86400 },
        { "x_b", DIMENSION_BYTES, 1 },
        { "x_kib", DIMENSION_BYTES, 1024 },
        { "x_mib", DIMENSION_BYTES, 1048576 },
        { "x_gib", DIMENSION_BYTES, 1073741824 },
        { "x_tib", DIMENSION_BYTES, 1099511627776 },
        { "x_mbps", DIMENSION_RATE, 125000 },
        { "x_gbps", DIMENSION_RATE, 125000000 },
        { "x_mib_per_s", DIMENSION_RATE, 1048576 },
        { "x_rps", DIMENSION_REQUESTS, 1 },
        { "x_usd", DIMENSION_USD, 1 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_near(factor_of(rows[i].key, "x", rows[i].dimension), rows[i].factor, 0);
}

static void a_key_is_its_stem_and_a_unit_of_its_dimension(void **state)
{
    (void)state;
    assert_true(factor_of("cpu", "cpu", DIMENSION_TIME) == 0);
    assert_true(factor_of("cpu_", "cpu", DIMENSION_TIME) == 0);
    assert_true(factor_of("cpu_kib", "cpu", DIMENSION_TIME) == 0);
    assert_true(factor_of("cpums", "cpu", DIMENSION_TIME) == 0);
    assert_true(factor_of("backoff_max_ms", "backoff", DIMENSION_TIME) == 0);
    assert_true(factor_of("backoff_max_ms", "backoff_max", DIMENSION_TIME) > 0);
    assert_true(factor_of("mib_per_s", "", DIMENSION_RATE) > 0);
    assert_true(factor_of("cores", "cores", DIMENSION_NONE) == 1);
    assert_true(factor_of("cores_s", "cores", DIMENSION_NONE) == 0);
}

static void foreign_units_are_recognised(void **state)
{
    (void)state;
    const char *suffix;
    assert_int_equal(units_foreign("cpu_kib", "cpu", &suffix), DIMENSION_BYTES);
    assert_string_equal(suffix, "kib");
    assert_int_equal(units_foreign("cpu_mss", "cpu", &suffix), DIMENSION_NONE);
    assert_int_equal(units_foreign("disk", "cpu", &suffix), DIMENSION_NONE);
}

static void keys_are_spelled(void **state)
{
    (void)state;
    char text[16];
    units_key(text, sizeof text, "cpu", "ms");
    assert_string_equal(text, "cpu_ms");
    units_key(text, sizeof text, "", "gib");
    assert_string_equal(text, "gib");
    units_key(text, sizeof text, "iops", NULL);
    assert_string_equal(text, "iops");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_suffix_has_its_factor),
        cmocka_unit_test(a_key_is_its_stem_and_a_unit_of_its_dimension),
        cmocka_unit_test(foreign_units_are_recognised),
        cmocka_unit_test(keys_are_spelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
