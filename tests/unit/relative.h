/* Doubles for cmocka within a relative tolerance; an expected 0 compares absolutely, infinities compare
 * equal. Brings cmocka.h with it. */
#ifndef KNEEWALL_TESTS_UNIT_RELATIVE_H
#define KNEEWALL_TESTS_UNIT_RELATIVE_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static inline void assert_relative_(double actual, double expected, double tolerance, const char *what,
                                    const char *file, int line)
{
    double scale = expected != 0 ? fabs(expected) : 1;
    if (actual == expected || fabs(actual - expected) <= tolerance * scale) return;
    print_error("%s is %.12g, expected %.12g within %g\n", what, actual, expected, tolerance);
    _fail(file, line);
}

#define assert_relative(actual, expected, tolerance)                                                         \
    assert_relative_((actual), (expected), (tolerance), #actual, __FILE__, __LINE__)

#endif
