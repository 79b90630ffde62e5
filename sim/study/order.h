/*
 * Quantiles of a small sorted array, and the distribution-free interval for independent samples.
 *
 * Two conventions are offered under their names (Hyndman, Fan, "Sample quantiles in statistical packages",
 * 1996): nearest rank (type 1, what Kneewall reports) and linear (type 7, what R and NumPy default to). Pure,
 * thread safe.
 */
#ifndef KNEEWALL_SIM_STUDY_ORDER_H
#define KNEEWALL_SIM_STUDY_ORDER_H

#include <stddef.h>

/* `sorted` ascending, count >= 1, 0 <= p <= 1. */
double order_nearest_rank(const double *sorted, size_t count, double p);
double order_linear(const double *sorted, size_t count, double p);

/*
 * Ranks, from 1, of the order statistics that enclose the p quantile of `count` independent samples with the
 * confidence given: normal approximation of the binomial, rounded outward (David, Nagaraja, "Order
 * Statistics", 7.1). A rank of 0 or count + 1 means that the end is unbounded.
 */
struct order_ranks {
    size_t low, high;
};
struct order_ranks order_interval(size_t count, double p, double confidence);

#endif
