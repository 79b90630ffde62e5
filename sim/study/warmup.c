/* Both formulas of the header are a maximum over stations; MSER-5 walks back from the end, so that each cut
 * costs O(1). */
#include "sim/study/warmup.h"
#include "sim/study/tally.h"
#include <assert.h>
#include <math.h>

enum { BATCH = 5 };

/* 1/(1 - rho)^2, clipped near saturation. */
static double relaxation(const struct warmup_station *s)
{
    assert(s->utilization >= 0 && s->service_cv >= 0 && s->servers > 0);
    const double idle = 1 - fmin(s->utilization, WARMUP_MAX_UTILIZATION);
    return 1 / (idle * idle);
}

uint64_t warmup_requests(const struct warmup_station *stations, size_t count)
{
    double most = 0;
    for (size_t i = 0; i < count; i++) {
        const struct warmup_station *s = &stations[i];
        if (!(s->visits > 0)) continue;
        const double in_service = s->servers * fmin(s->utilization, WARMUP_MAX_UTILIZATION);
        const double variability = (1 + s->service_cv * s->service_cv) / 2;
        most = fmax(most, variability / s->visits * fmax(relaxation(s), in_service / 2));
    }
    return (uint64_t)fmin(WARMUP_CEILING, fmax(WARMUP_FLOOR, round(10 * most)));
}

double warmup_guard(const struct warmup_station *stations, size_t count)
{
    double most = 0;
    for (size_t i = 0; i < count; i++)
        if (stations[i].visits > 0) most = fmax(most, relaxation(&stations[i]) / stations[i].visits);
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
