/*
 * Confidence intervals from independent replications.
 *
 * Mean: Student's t over the replications. Quantile: the estimate is the quantile of the pooled histogram;
 * the interval inverts a test. For a bucket edge x let D_r be the share of replication r above x; x belongs
 * to the interval unless the mean of the D_r differs from 1 - p significantly, by Hall's skewness-corrected t
 * ("On the removal of skewness by transformation", J. R. Statist. Soc. B 54, 1992, 221-228):
 *
 *     T = sqrt(R) (mean D - (1 - p)) / s      h = T + g T^2/(3 sqrt R) + g^2 T^3/(27 R) + g/(6 sqrt R)
 *
 * with g the skewness of the D_r. Chosen because it was measured to cover where the mean of quantiles,
 * sectioning and the jackknife do not: replications short enough to be quick hold too few samples above p99.9
 * for their own quantile.
 *
 * Replications of different length: everything is a ratio of sums, never a mean of ratios. Replication r
 * enters with n_r (x_r - x) / mean n, whose sum is zero exactly at the pooled estimate; with equal n_r this
 * is the plain formula.
 *
 * kappa widens Student's t: the price of looking after every round and stopping when the interval looks good.
 *
 * Pure functions, thread safe; nothing here allocates.
 */
#ifndef KNEEWALL_SIM_STUDY_INTERVAL_H
#define KNEEWALL_SIM_STUDY_INTERVAL_H

#include "sim/engine/histogram.h"
#include <stddef.h>

/* An estimate and its interval, in the unit of the estimate. Unknown ends are -INFINITY (0 for quantiles) and
 * INFINITY. */
struct interval {
    double value, low, high;
};

enum { INTERVAL_REPLICATIONS = 32, INTERVAL_MAX_REPLICATIONS = 256 };

/* Measured with 32 replications, rounds growing by 2^(1/4) and the rule of stopping.h; 1 where the length is
 * fixed. */
#define INTERVAL_KAPPA_MEAN 1.08
#define INTERVAL_KAPPA_P50  1.05
#define INTERVAL_KAPPA_P90  1.05
#define INTERVAL_KAPPA_P95  1.05
#define INTERVAL_KAPPA_P99  1.10
#define INTERVAL_KAPPA_P999 1.12
#define INTERVAL_KAPPA_WALL 1.05

/* The kappa of any quantile: the ones above, linear in log(1 - p) between them. */
double interval_kappa(double p);

/* Two-sided Student quantile: confidence 0.95 and 31 degrees of freedom give 2.0395. 0 < confidence < 1. */
double interval_student(double confidence, double degrees_of_freedom);

/*
 * The ratio sum n_r x_r / sum n_r with its interval. weights may be NULL: all equal. Replications of weight 0
 * count as replications; with all weights 0, or a single replication, the ends are infinite.
 */
struct interval interval_mean(const double *means, const double *weights, size_t replications,
                              double confidence, double kappa);

/*
 * A share: sum of hits over sum of trials, counts of what clusters (errors come in bursts), with its
 * interval. Hall's transformation again, since rare bursts make the replications skewed; its cubic is solved
 * for T. 0 and all of them: the other end is the exact bound for independent trials, 1 - (1 - confidence)/2
 * of the binomial with no hit (Clopper and Pearson 1934), which takes each burst for one error. NAN, 0, 1
 * without trials.
 */
struct interval interval_share(const double *hits, const double *trials, size_t replications,
                               double confidence, double kappa);

/*
 * The p quantile, 0 < p < 1. `pooled` is the merger of the `replications` <= INTERVAL_MAX_REPLICATIONS
 * histograms. The ends are bucket edges; low is 0 and high INFINITY where the data cannot say. All three are
 * NAN, 0, INFINITY when empty.
 */
struct interval interval_quantile(const struct histogram *const histograms[], size_t replications,
                                  const struct histogram *pooled, double p, double confidence, double kappa);

/* Half of high - low over |value|; INFINITY when an end is unknown, 0 for a value known to be 0. */
double interval_relative_halfwidth(const struct interval *interval);

/*
 * Classical batch means on one series: `batches` >= 2 means of floor(length / batches) successive values
 * each, t interval; a remainder at the end is dropped. It covers only when batches are much longer than the
 * autocorrelation (Law, Kelton).
 */
struct interval interval_batch_means(const double *series, size_t length, size_t batches, double confidence,
                                     double kappa);

#endif
