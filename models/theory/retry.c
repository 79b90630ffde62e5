/* Geometric sums, and one fixed point: more load loses more, so iterating from below climbs to the smallest.
 */
#include "models/theory/retry.h"
#include "models/theory/erlang.h"

#include <math.h>

double retry_attempts(double p, unsigned max_retries)
{
    if (!(p >= 0 && p <= 1)) return NAN;
    double attempts = max_retries + 1.0;
    return p < 1 ? -expm1(attempts * log(p)) / (1 - p) : attempts;
}

double retry_success(double p, unsigned max_retries)
{
    return p >= 0 && p <= 1 ? 1 - pow(p, max_retries + 1.0) : NAN;
}

double retry_layered(unsigned layers, unsigned max_retries)
{
    return pow(max_retries + 1.0, layers);
}

double retry_backoff_mean(double base, double cap, unsigned i)
{
    return base >= 0 && cap >= 0 ? fmin(cap, ldexp(base, (int)fmin(i, 1000))) / 2 : NAN;
}

double retry_sustained_overload(double service_rate, unsigned max_retries)
{
    return service_rate / (max_retries + 1.0);
}

bool retry_fixed_point(unsigned servers, unsigned capacity, double arrival_rate, double service_rate,
                       unsigned max_retries, struct retry_point *out)
{
    enum { ROUNDS_MAX = 100000 };
    double offered = arrival_rate, loss = 0;
    for (int i = 0; i < ROUNDS_MAX; i++) {
        struct erlang_finite queue;
        if (!erlang_mmck(servers, capacity, offered, service_rate, &queue)) return false;
        loss = queue.loss;
        double next = arrival_rate * retry_attempts(loss, max_retries);
        bool settled = fabs(next - offered) <= 1e-14 * offered;
        offered = next;
        if (settled) break;
    }
    *out = (struct retry_point){ .offered_rate = offered,
                                 .loss = loss,
                                 .failure = pow(loss, max_retries + 1.0),
                                 .amplification = retry_attempts(loss, max_retries) };
    return true;
}

double retry_orbit(double arrival_rate, double service_rate, double retry_rate)
{
    if (!(arrival_rate >= 0) || !(service_rate > 0) || !(retry_rate > 0)) return NAN;
    if (arrival_rate >= service_rate) return INFINITY;
    /* In units of the mean service time. */
    double rho = arrival_rate / service_rate, retries = retry_rate / service_rate;
    return rho * (rho + retries * rho) / ((1 - rho) * retries);
}
