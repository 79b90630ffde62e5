/* Unavailabilities are added up rather than subtracted from 1 where many nines would lose their digits. */
#include "models/theory/availability.h"

#include <math.h>

double availability_renewal(double mttf, double mttr)
{
    return mttf > 0 && mttr >= 0 ? 1 / (1 + mttr / mttf) : NAN;
}

static bool probability_ok(double p)
{
    return p >= 0 && p <= 1;
}

double availability_series(size_t n, const double part[])
{
    double all = 1;
    for (size_t i = 0; i < n; i++) all *= probability_ok(part[i]) ? part[i] : NAN;
    return all;
}

double availability_parallel(size_t n, const double part[])
{
    double none = 1;
    for (size_t i = 0; i < n; i++) none *= probability_ok(part[i]) ? 1 - part[i] : NAN;
    return 1 - none;
}

double availability_at_least(unsigned k, unsigned n, double part)
{
    if (k > n || !probability_ok(part)) return NAN;
    if (part == 1) return 1;
    if (part == 0) return k == 0;
    double fewer = 0, log_odds = log(part) - log1p(-part), log_none = n * log1p(-part);
    for (unsigned i = 0; i < k; i++)
        fewer += exp(lgamma(n + 1.0) - lgamma(i + 1.0) - lgamma(n - i + 1.0) + log_none + i * log_odds);
    return 1 - fmin(fewer, 1);
}

bool availability_k_of_n(unsigned n, unsigned k, double mttf, double mttr, unsigned crews,
                         struct availability_group *out)
{
    if (k < 1 || k > n || crews < 1 || !(mttf > 0) || !(mttr > 0)) return false;
    unsigned spare = n - k; /* how many may be down */
    double weight = 1, up = 0, edge = 0, down = 0, passage = 0;
    *out = (struct availability_group){ 0 };
    for (unsigned failed = 0; failed <= n; failed++) {
        double fails = (n - failed) / mttf, repairs = (failed < crews ? failed : crews) / mttr;
        if (failed > 0) weight *= (n - failed + 1) / mttf / repairs;
        if (failed <= spare) {
            up += weight;
            edge = weight;
            passage = (1 + repairs * passage) / fails; /* mean time to one more failed */
            out->mttf += passage;
        } else {
            down += weight;
        }
    }
    out->availability = 1 / (1 + down / up);
    out->failure_rate = edge * (k / mttf) / (up + down);
    return true;
}

/* The weights are of the order of the largest, which none of them may exceed. */
void availability_failed(unsigned n, double mttf, double mttr, double crews, double share[])
{
    double most = 0, sum = 0, log_weight = 0;
    for (unsigned failed = 0; failed <= n; failed++) {
        if (failed > 0) log_weight += log((n - failed + 1) / mttf) - log(fmin(failed, crews) / mttr);
        share[failed] = log_weight;
        most = fmax(most, log_weight);
    }
    for (unsigned failed = 0; failed <= n; failed++) sum += share[failed] = exp(share[failed] - most);
    for (unsigned failed = 0; failed <= n; failed++) share[failed] /= sum;
}

struct availability_failover availability_failover(double mttf, double outage, double rate, double lag)
{
    if (!(mttf > 0) || !(outage >= 0) || !(rate >= 0) || !(lag >= 0))
        return (struct availability_failover){ NAN, NAN, NAN };
    return (struct availability_failover){ outage / (mttf + outage), rate * outage, rate * lag };
}
