/* Closed forms; only GI/M/1 needs a root, which is unique in (0, 1) when lambda < mu. */
#include "models/theory/pollaczek.h"
#include "models/theory/erlang.h"
#include "models/theory/solve.h"

#include <math.h>
#include <stdbool.h>

static bool queue_ok(double arrival_rate, double service_time, double service_scv)
{
    return arrival_rate >= 0 && isfinite(arrival_rate) && service_time > 0 && isfinite(service_time) &&
           service_scv >= 0;
}

double pollaczek_wait(double arrival_rate, double service_time, double service_scv)
{
    return pollaczek_kingman_wait(arrival_rate, service_time, 1, service_scv);
}

double pollaczek_response(double arrival_rate, double service_time, double service_scv)
{
    return pollaczek_wait(arrival_rate, service_time, service_scv) + service_time;
}

double pollaczek_mm1_response_quantile(double arrival_rate, double service_rate, double q)
{
    if (!(service_rate > 0) || !queue_ok(arrival_rate, 1 / service_rate, 1) || !(q >= 0 && q < 1)) return NAN;
    return arrival_rate < service_rate ? -log1p(-q) / (service_rate - arrival_rate) : INFINITY;
}

double pollaczek_ps_response(double arrival_rate, double service_time)
{
    if (!queue_ok(arrival_rate, service_time, 0)) return NAN;
    return service_time * pollaczek_ps_slowdown(arrival_rate * service_time);
}

double pollaczek_ps_slowdown(double utilization)
{
    if (!(utilization >= 0)) return NAN;
    return utilization < 1 ? 1 / (1 - utilization) : INFINITY;
}

struct renewal {
    double scv, arrival_rate, service_rate;
};

/* A*(s) - 1 of gaps with mean 1. */
static double gap_transform(double scv, double s)
{
    if (!(scv > 0)) return expm1(-s);
    if (scv <= 1) return expm1(-log1p(s * scv) / scv);
    const double p = (1 + sqrt((scv - 1) / (scv + 1))) / 2, q = 1 - p;
    return -s * (p / (2 * p + s) + q / (2 * q + s));
}

/* (A*(mu(1-sigma)) - sigma)/(1-sigma): divided by 1-sigma to take the trivial root sigma = 1 away. */
static double renewal_excess(double waits_not, void *context)
{
    const struct renewal *r = context;
    double s = r->service_rate * waits_not / r->arrival_rate;
    return 1 + gap_transform(r->scv, s) / waits_not;
}

double pollaczek_gim1_sigma(unsigned stages, double arrival_rate, double service_rate)
{
    return pollaczek_gm1_sigma(stages ? 1.0 / stages : 0, arrival_rate, service_rate);
}

double pollaczek_gm1_sigma(double arrival_scv, double arrival_rate, double service_rate)
{
    if (!(arrival_rate > 0) || !(service_rate > arrival_rate) || !isfinite(service_rate)) return NAN;
    if (!(arrival_scv >= 0) || !isfinite(arrival_scv)) return NAN;
    struct renewal r = { arrival_scv, arrival_rate, service_rate };
    /* At 1-sigma -> 0 the excess tends to 1 - 1/rho < 0; at 1 it is A*(mu) > 0. */
    return 1 - solve_root(renewal_excess, &r, 1e-12, 1);
}

double pollaczek_kingman_wait(double arrival_rate, double service_time, double arrival_scv,
                              double service_scv)
{
    if (!queue_ok(arrival_rate, service_time, service_scv) || !(arrival_scv >= 0)) return NAN;
    double rho = arrival_rate * service_time;
    if (rho >= 1) return INFINITY;
    return rho / (1 - rho) * (arrival_scv + service_scv) / 2 * service_time;
}

double pollaczek_allen_cunneen_wait(unsigned servers, double arrival_rate, double service_time,
                                    double arrival_scv, double service_scv)
{
    if (!queue_ok(arrival_rate, service_time, service_scv) || !(arrival_scv >= 0)) return NAN;
    return (arrival_scv + service_scv) / 2 * erlang_wait(servers, arrival_rate, 1 / service_time);
}
