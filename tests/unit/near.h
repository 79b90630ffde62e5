/* cmocka compares floats only: doubles within an absolute tolerance. NAN is near nothing. Include after
 * cmocka.h. */
#ifndef KNEEWALL_TESTS_UNIT_NEAR_H
#define KNEEWALL_TESTS_UNIT_NEAR_H

#include <math.h>

static inline void assert_near_(double actual, double expected, double tolerance, const char *file, int line)
{
    if (fabs(actual - expected) <= tolerance) return;
    print_error("%.17g is not within %g of %.17g\n", actual, tolerance, expected);
    _fail(file, line);
}

#define assert_near(actual, expected, tolerance) assert_near_(actual, expected, tolerance, __FILE__, __LINE__)

#endif
