/* The sum of the header falls with w: its root is bisected. MSER-5 walks back from the end, so that each cut
 * costs O(1). */
#include "sim/study/warmup.h"
#include "sim/study/tally.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum { BATCH = 5 };

static const double slowest = 0.01; /* of the requests: p99 */
static const double forgotten = 5;  /* canonical time after which one station's queue counts as forgotten */
static const double fillings = 8, services = 5;

static double idle(const struct warmup_station *s)
{
    assert(s->utilization >= 0 && s->service_cv >= 0 && s->servers > 0);
    return 1 - fmin(s->utilization, WARMUP_MAX_UTILIZATION);
}

/* 1/(1 - rho)^2, clipped near saturation. */
static double relaxation(const struct warmup_station *s)
{
    return 1 / (idle(s) * idle(s));
}

static double dispersion(const struct warmup_station *s)
{
    return fmax(1, s->arrival_dispersion);
}

/* (1 + cs^2)/2 where arrivals are Poisson's. */
static double variability(const struct warmup_station *s)
{
    return (dispersion(s) + s->service_cv * s->service_cv) / 2;
}

/* 1 - H(t) */
static double lacking(double t)
{
    const double x = sqrt(t), density = exp(-t / 2) / sqrt(2 * M_PI);
    return fmax(0, (1 + t) * erfc(x * M_SQRT1_2) - 2 * x * density);
}

/* P(wait > 0) of M/M/m (Halfin and Whitt 1981). */
static double wait_probability(const struct warmup_station *s)
{
    const double beta = idle(s) * sqrt(s->servers);
    return 1 /
           (1 + sqrt(2 * M_PI) * beta * (1 - erfc(beta * M_SQRT1_2) / 2) * exp(fmin(beta * beta / 2, 500)));
}

/* s, the mean wait of those that wait: the waits are exponential. */
static double wait_scale(const struct warmup_station *s)
{
    return variability(s) * s->service / (s->servers * idle(s));
}

/* What the wait adds to the mean latency, s. */
static double wait_added(const struct warmup_station *s)
{
    return s->visits * wait_probability(s) * wait_scale(s);
}

/* The requests that its wait alone makes slower than `latency`. */
static double slow_share(const struct warmup_station *s, double latency)
{
    const double scale = wait_scale(s);
    return scale > 0 ? fmin(s->visits, 1) * wait_probability(s) * exp(-latency / scale) : 0;
}

static double weight_of(const struct warmup_station *s, double latency, double slow)
{
    const double in_mean = latency > 0 ? wait_added(s) / latency : 1;
    return fmax(in_mean, slow_share(s, latency) / slow);
}

/* What all queues lack after w requests, weighted by what they matter. */
static double lacking_in_all(const struct warmup_station *stations, const double *weight, size_t count,
                             double w)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        if (weight[i] > 0)
            sum += weight[i] * lacking(w * stations[i].visits /
                                       (2 * variability(&stations[i]) * relaxation(&stations[i])));
    return sum;
}

double warmup_queues(const struct warmup_station *stations, size_t count, double latency)
{
    double mean = latency, slow = 0;
    double *weight = calloc(count ? count : 1, sizeof *weight);
    if (!weight) abort();
    for (size_t i = 0; i < count; i++)
        if (stations[i].visits > 0) mean += wait_added(&stations[i]);
    for (size_t i = 0; i < count; i++)
        if (stations[i].visits > 0) slow += slow_share(&stations[i], mean);
    for (size_t i = 0; i < count; i++)
        if (stations[i].visits > 0) weight[i] = weight_of(&stations[i], mean, fmax(slow, slowest));
    const double tolerated = lacking(forgotten);
    double low = 0, high = WARMUP_CEILING;
    while (high - low > 0.25) {
        const double middle = (low + high) / 2;
        if (lacking_in_all(stations, weight, count, middle) > tolerated)
            low = middle;
        else
            high = middle;
    }
    free(weight);
    return round(high);
}

double warmup_filling(const struct warmup_station *stations, size_t count, double latency)
{
    double seconds = fillings * latency;
    for (size_t i = 0; i < count; i++)
        if (stations[i].visits > 0) seconds = fmax(seconds, services * stations[i].service);
    return seconds;
}

double warmup_guard(const struct warmup_station *stations, size_t count)
{
    double most = 0;
    for (size_t i = 0; i < count; i++)
        if (stations[i].visits > 0)
            most = fmax(most,
                        (1 + dispersion(&stations[i])) / 2 * relaxation(&stations[i]) / stations[i].visits);
    return 5000 * most;
}

struct warmup_mser warmup_mser5(const double *series, size_t length)
{
    return warmup_mser5_average(&series, 1, length);
}

static double batch_mean(const double *const series[], size_t replications, size_t batch)
{
    double sum = 0;
    for (size_t r = 0; r < replications; r++)
        for (size_t i = batch * BATCH; i < (batch + 1) * BATCH; i++) sum += series[r][i];
    return sum / (double)(BATCH * replications);
}

struct warmup_mser warmup_mser5_average(const double *const series[], size_t replications, size_t length)
{
    assert(replications > 0);
    const size_t batches = length / BATCH, limit = batches / 2;
    struct warmup_mser best = { .truncation = 0, .statistic = NAN };
    struct tally kept = { 0 };
    if (batches < 2) return best;
    for (size_t d = batches; d-- > 0;) {
        tally_add(&kept, batch_mean(series, replications, d));
        if (d > limit) continue;
        const double n = (double)kept.count, statistic = kept.m2 / (n * n);
        if (isnan(best.statistic) || statistic <= best.statistic)
            best = (struct warmup_mser){ .truncation = d * BATCH,
                                         .statistic = statistic,
                                         .at_limit = d == limit };
    }
    return best;
}
