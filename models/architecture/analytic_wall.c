#include "models/architecture/analytic_wall.h"

#include "models/theory/erlang.h"
#include "models/theory/solve.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* Nobody waits at more servers than this. */
static const double many = 4096;

/* P(wait > 0) with a part of a server more: linear between whole numbers. */
static double waiting_probability(double servers, double offered)
{
    const double below = fmax(1, floor(servers)), part = servers - below;
    if (!(part > 0)) return erlang_c((unsigned)below, offered);
    const double low = offered < below ? erlang_c((unsigned)below, offered) : 1;
    return low + part * (erlang_c((unsigned)below + 1, offered) - low);
}

/* Adds the visits of a request to one member. */
static void add_member(const struct resource *r, uint32_t m, double rate, struct analytic_latency *sum)
{
    const double visits = r->visits[m], offered = rate * r->demand[m];
    if (!(visits > 0) || !(r->demand[m] > 0)) return;
    const double service = r->demand[m] / visits, spread = r->is_ps ? 1 : r->cv[m] * r->cv[m];
    if (offered >= r->servers) {
        sum->mean = sum->variance = INFINITY;
        return;
    }
    const double p = isinf(r->servers) || r->servers > many ? 0 : waiting_probability(r->servers, offered);
    /* Of those who wait. */
    const double wait = p > 0 ? service * (1 + spread) / 2 / (r->servers - offered) : 0;
    sum->mean += visits * p * wait;
    sum->variance += visits * ((2 * p - p * p) * wait * wait + service * service * spread);
}

struct analytic_latency analytic_latency_at(const struct network *n, double rate)
{
    /* What a request takes when nobody waits has its services in it. */
    struct analytic_latency sum = { n->zero_load_latency, 0 };
    if (rate >= n->saturation) return (struct analytic_latency){ INFINITY, INFINITY };
    for (uint32_t i = 0; i < n->resources; i++) {
        const struct resource *r = &n->resource[i];
        if (r->kind == RESOURCE_RAM || r->kind == RESOURCE_TOKENS || r->kind == RESOURCE_CONSUMERS ||
            r->kind == RESOURCE_LOCKS || r->kind == RESOURCE_APPLIER)
            continue;
        for (uint32_t m = 0; m < r->members; m++) add_member(r, m, rate, &sum);
    }
    return sum;
}

double analytic_percentile(const struct analytic_latency *l, double p)
{
    if (!isfinite(l->mean)) return INFINITY;
    if (!(l->variance > 1e-12 * l->mean * l->mean)) return l->mean;
    return gsl_cdf_gamma_Pinv(p, l->mean * l->mean / l->variance, l->variance / l->mean);
}

static const double levels[PERCENTILES] = {
    [P50] = 0.5, [P90] = 0.9, [P95] = 0.95, [P99] = 0.99, [P999] = 0.999
};

/* The greatest of the latencies that are bounded, as a share of its bound, less 1. */
static double excess(double rate, void *context)
{
    const struct network *n = context;
    const struct slo *slo = &n->scenario->slo;
    const struct analytic_latency l = analytic_latency_at(n, rate), idle = analytic_latency_at(n, 0);
    if (!isfinite(l.mean)) return 1e9;
    double worst = l.mean / slo->mean;
    for (int p = 0; p < PERCENTILES; p++) {
        double bound = slo->percentile[p];
        if (p == P99 && slo->relative_p99) bound = fmin(bound, 10 * analytic_percentile(&idle, levels[P99]));
        if (bound < INFINITY) worst = fmax(worst, analytic_percentile(&l, levels[p]) / bound);
    }
    return fmin(worst, 1e9) - 1;
}

double analytic_wall(const struct network *n)
{
    if (n->scenario->load.arrivals == ARRIVALS_CLOSED || isinf(n->saturation)) return n->saturation;
    if (excess(0, (void *)n) >= 0) return 0;
    const double wall = solve_root(excess, (void *)n, 0, n->saturation * (1 - 1e-9));
    return isnan(wall) ? n->saturation : wall;
}
