/*
 * Do the intervals cover? Many seeds of M/M/1, each stopped by the default rule (mean and p99 within 5 %),
 * and how often the 95 % intervals contain the truth. Only the statistics are on trial: the queue is
 * Lindley's recursion.
 *
 * study_coverage_fast [SEEDS [RHO...]]; fails if a coverage lies outside 93-97 % by more than three of its
 * own standard errors.
 */
#include "sim/study/interval.h"
#include "sim/study/stopping.h"
#include "sim/study/warmup.h"
#include "tests/property/mm1.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { R = INTERVAL_REPLICATIONS, QUANTITIES = 6, P99 = 4 };

static const char *const names[QUANTITIES] = { "mean", "p50", "p90", "p95", "p99", "p99.9" };
static const double levels[QUANTITIES] = { 0, 0.5, 0.9, 0.95, 0.99, 0.999 };

struct study {
    double rho;
    struct mm1 queues[R];
    struct histogram *histograms[R], *pooled;
    struct stopping stopping;
};

struct score {
    int covered[QUANTITIES], open[QUANTITIES];
    double width[QUANTITIES]; /* sum of relative half-widths */
    double requests;
    int within, gave_up;
};

static double truth(double rho, int quantity)
{
    return (quantity ? -log1p(-levels[quantity]) : 1) / (1 - rho);
}

static void study_start(struct study *s, uint64_t seed)
{
    const struct warmup_station station = {
        .utilization = s->rho, .service_cv = 1, .visits = 1, .servers = 1
    };
    const uint64_t warmup = warmup_requests(&station, 1);
    stopping_init(&s->stopping, 0.05, warmup_guard(&station, 1), UINT64_C(1) << 40, R);
    for (uint64_t r = 0; r < R; r++) {
        mm1_init(&s->queues[r], s->rho, (seed * R + r) * UINT64_C(0xd1342543de82ef95) + 1);
        for (uint64_t i = 0; i < warmup; i++) mm1_next(&s->queues[r], NULL);
        histogram_clear(s->histograms[r]);
    }
}

static void study_extend(struct study *s)
{
    const uint64_t target = stopping_target(&s->stopping);
    histogram_clear(s->pooled);
    for (int r = 0; r < R; r++) {
        while (s->histograms[r]->count < target) {
            double service;
            const double wait = mm1_next(&s->queues[r], &service);
            histogram_record(s->histograms[r], wait + service);
        }
        histogram_merge(s->pooled, s->histograms[r]);
    }
}

static struct interval study_interval(const struct study *s, int quantity)
{
    if (quantity) {
        const double p = levels[quantity];
        return interval_quantile((const struct histogram *const *)s->histograms, R, s->pooled, p, 0.95,
                                 interval_kappa(p));
    }
    double means[R], weights[R];
    for (int r = 0; r < R; r++) {
        means[r] = histogram_mean(s->histograms[r]);
        weights[r] = (double)s->histograms[r]->count;
    }
    return interval_mean(means, weights, R, 0.95, INTERVAL_KAPPA_MEAN);
}

static void study_run(struct study *s, uint64_t seed, struct score *score)
{
    enum stopping_verdict verdict = STOPPING_GO_ON;
    study_start(s, seed);
    while (verdict == STOPPING_GO_ON) {
        study_extend(s);
        const struct interval mean = study_interval(s, 0), p99 = study_interval(s, P99);
        verdict = stopping_judge(&s->stopping, s->pooled->count, interval_relative_halfwidth(&mean),
                                 interval_relative_halfwidth(&p99));
    }
    for (int q = 0; q < QUANTITIES; q++) {
        const struct interval i = study_interval(s, q);
        const double exact = truth(s->rho, q), half = interval_relative_halfwidth(&i);
        score->covered[q] += i.low <= exact && exact <= i.high;
        if (isfinite(half))
            score->width[q] += half;
        else
            score->open[q]++;
        if (q == P99) score->within += fabs(i.value / exact - 1) <= 0.05;
    }
    score->requests += (double)s->pooled->count;
    score->gave_up += verdict == STOPPING_GIVE_UP;
}

/* Prints a row a quantity; returns how many coverages are out of bounds. */
static int score_print(const struct score *score, double rho, int seeds)
{
    int out = 0;
    printf("M/M/1 rho %g, %d seeds: %.4g requests on average, p99 within 5 %% in %.3f\n", rho, seeds,
           score->requests / seeds, (double)score->within / seeds);
    for (int q = 0; q < QUANTITIES; q++) {
        const double coverage = (double)score->covered[q] / seeds, se = sqrt(0.05 * 0.95 / seeds);
        const bool bad = coverage < 0.93 - 3 * se || coverage > 0.97 + 3 * se;
        printf("  %-6s coverage %.3f +- %.3f   half-width %5.2f %%%s%s\n", names[q], coverage, se,
               100 * score->width[q] / (seeds - score->open[q]), score->open[q] ? " (some open)" : "",
               bad ? "   OUT" : "");
        out += bad;
    }
    return out + score->gave_up;
}

int main(int argc, char **argv)
{
    const double usual[] = { 0.5, 0.8 };
    const int seeds = argc > 1 ? atoi(argv[1]) : 300, points = argc > 2 ? argc - 2 : 2;
    if (seeds < 1) return 2;
    struct study *s = calloc(1, sizeof *s);
    s->pooled = histogram_create();
    for (int r = 0; r < R; r++) s->histograms[r] = histogram_create();
    int out = 0;
    for (int i = 0; i < points; i++) {
        struct score score = { 0 };
        s->rho = argc > 2 ? atof(argv[i + 2]) : usual[i];
        if (!(s->rho > 0 && s->rho < 1)) return 2;
        for (int seed = 1; seed <= seeds; seed++) study_run(s, (uint64_t)seed, &score);
        out += score_print(&score, s->rho, seeds);
    }
    for (int r = 0; r < R; r++) histogram_destroy(s->histograms[r]);
    histogram_destroy(s->pooled);
    free(s);
    return out > 0;
}
