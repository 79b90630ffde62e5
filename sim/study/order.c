/* Order statistics: positions are real numbers until the last moment, and guarded against p * count just
 * above a whole. */
#include "sim/study/order.h"
#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

double order_nearest_rank(const double *sorted, size_t count, double p)
{
    assert(count > 0 && p >= 0 && p <= 1);
    const double rank = ceil(p * (double)count * (1 - 1e-15)); /* 0.95 * 100 must not become rank 96 */
    return sorted[rank < 1 ? 0 : (size_t)rank - 1];
}

double order_linear(const double *sorted, size_t count, double p)
{
    assert(count > 0 && p >= 0 && p <= 1);
    const double position = p * (double)(count - 1);
    const size_t below = (size_t)position;
    if (below + 1 >= count) return sorted[count - 1];
    return sorted[below] + (position - (double)below) * (sorted[below + 1] - sorted[below]);
}

struct order_ranks order_interval(size_t count, double p, double confidence)
{
    assert(p > 0 && p < 1 && confidence > 0 && confidence < 1);
    const double n = (double)count, z = gsl_cdf_ugaussian_Pinv((1 + confidence) / 2);
    const double half = z * sqrt(n * p * (1 - p));
    const double low = floor(n * p - half), high = ceil(n * p + half) + 1;
    return (struct order_ranks){ .low = (size_t)fmax(0, low), .high = (size_t)fmin(n + 1, high) };
}
