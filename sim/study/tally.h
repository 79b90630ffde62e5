/*
 * Running mean, variance and skewness of a sample, without storing it.
 *
 * Updating and merging formulas: Welford (1962) and Pebay, "Formulas for robust, one-pass parallel
 * computation of covariances and arbitrary-order statistical moments", SAND2008-6212. Central moments are
 * summed, never raw ones, so that a small variance on a large mean survives. Units are the sample's. Not
 * thread safe for writing.
 */
#ifndef KNEEWALL_SIM_STUDY_TALLY_H
#define KNEEWALL_SIM_STUDY_TALLY_H

#include <stddef.h>
#include <stdint.h>

struct tally { /* {0} is an empty tally */
    uint64_t count;
    double mean;
    double m2, m3; /* sums of the second and third power of the deviations from the mean */
};

void tally_add(struct tally *t, double value);
struct tally tally_of(const double *values, size_t count); /* the same from an array, in two passes */
void tally_merge(struct tally *into, const struct tally *from);

double tally_variance(const struct tally *t); /* divisor count - 1; NAN under two values */
double tally_deviation(const struct tally *t);
double
tally_skewness(const struct tally *t); /* m3 / m2^(3/2) with divisors count; 0 where all values are equal */

#endif
