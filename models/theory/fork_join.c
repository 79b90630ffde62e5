/* Order statistics of independent exponentials, and the two queueing results known in closed form. */
#include "models/theory/fork_join.h"

#include <math.h>

double fork_join_harmonic(unsigned n)
{
    double sum = 0;
    for (unsigned i = n; i >= 1; i--) sum += 1.0 / i;
    return sum;
}

double fork_join_max_mean(unsigned n, double rate)
{
    return n >= 1 && rate > 0 ? fork_join_harmonic(n) / rate : NAN;
}

double fork_join_max_quantile(unsigned n, double rate, double q)
{
    if (n < 1 || !(rate > 0) || !(q >= 0 && q < 1)) return NAN;
    return -log(-expm1(log(q) / n)) / rate; /* 1 - q^(1/n) without cancellation */
}

double fork_join_response(unsigned n, double arrival_rate, double service_rate)
{
    if (n < 1 || !(arrival_rate >= 0) || !(service_rate > 0)) return NAN;
    if (arrival_rate >= service_rate) return INFINITY;
    double single = 1 / (service_rate - arrival_rate), rho = arrival_rate / service_rate;
    if (n == 1) return single;
    double growth = fork_join_harmonic(n) / fork_join_harmonic(2);
    return (growth + 4.0 / 11 * (1 - growth) * rho) * (12 - rho) / 8 * single;
}

double fork_join_leaf_level(unsigned n, double q)
{
    return n >= 1 && q >= 0 && q <= 1 ? pow(q, 1.0 / n) : NAN;
}

double fork_join_any_slow(unsigned n, double leaf_slow)
{
    return leaf_slow >= 0 && leaf_slow <= 1 ? -expm1(n * log1p(-leaf_slow)) : NAN;
}

struct hedge {
    solve_function *leaf_sf;
    void *context;
    double delay;
};

static double hedged_sf(double t, void *context)
{
    const struct hedge *hedge = context;
    double first = hedge->leaf_sf(t, hedge->context);
    return t > hedge->delay ? first * hedge->leaf_sf(t - hedge->delay, hedge->context) : first;
}

double fork_join_hedged_quantile(solve_function *leaf_sf, void *context, double delay, double q, double scale)
{
    struct hedge hedge = { leaf_sf, context, delay };
    return delay >= 0 ? solve_quantile(hedged_sf, &hedge, q, scale) : NAN;
}

double fork_join_redundant_response(unsigned n, unsigned d, double arrival_rate, double service_rate)
{
    if (d < 1 || d > n || !(arrival_rate >= 0) || !(service_rate > 0)) return NAN;
    if (arrival_rate >= service_rate) return INFINITY;
    /* With i servers busy the oldest jobs finish at n mu C(n-1,d-1)/C(i-1,d-1); start at i = n, where that is
     * n mu. */
    double sum = 0, rate = n * service_rate;
    for (unsigned i = n; i >= d; i--) {
        sum += 1 / (rate - n * arrival_rate);
        rate *= (i - 1.0) / (double)(i - d > 0 ? i - d : 1);
    }
    return sum;
}
