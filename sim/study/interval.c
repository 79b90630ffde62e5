/*
 * The quantile's interval is found by walking away from the estimate bucket by bucket. A walk carries the
 * number of samples above the edge in each replication, so that a step costs one look at each histogram, and
 * empty buckets nothing.
 */
#include "sim/study/interval.h"
#include "sim/study/tally.h"
#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>

double interval_kappa(double p)
{
    static const struct {
        double p, kappa;
    } known[] = {
        { 0.50, INTERVAL_KAPPA_P50 }, { 0.90, INTERVAL_KAPPA_P90 },   { 0.95, INTERVAL_KAPPA_P95 },
        { 0.99, INTERVAL_KAPPA_P99 }, { 0.999, INTERVAL_KAPPA_P999 },
    };
    const size_t count = sizeof known / sizeof known[0];
    assert(p > 0 && p < 1);
    if (p <= known[0].p) return known[0].kappa;
    for (size_t i = 1; i < count; i++) {
        if (p > known[i].p) continue;
        const double low = log1p(-known[i - 1].p), high = log1p(-known[i].p);
        return known[i - 1].kappa + (known[i].kappa - known[i - 1].kappa) * (log1p(-p) - low) / (high - low);
    }
    return known[count - 1].kappa;
}

double interval_student(double confidence, double degrees_of_freedom)
{
    assert(confidence > 0 && confidence < 1 && degrees_of_freedom > 0);
    return gsl_cdf_tdist_Pinv((1 + confidence) / 2, degrees_of_freedom);
}

struct interval interval_mean(const double *means, const double *weights, size_t replications,
                              double confidence, double kappa)
{
    double total = 0, sum = 0;
    for (size_t r = 0; r < replications; r++) {
        const double weight = weights ? weights[r] : 1;
        if (!(weight > 0)) continue; /* the mean of nothing may be NAN */
        total += weight;
        sum += weight * means[r];
    }
    struct interval result = { .value = total > 0 ? sum / total : NAN, .low = -INFINITY, .high = INFINITY };
    if (!(total > 0) || replications < 2) return result;

    const double n = (double)replications, mean_weight = total / n;
    struct tally deviations = { 0 };
    for (size_t r = 0; r < replications; r++) {
        const double weight = weights ? weights[r] : 1;
        tally_add(&deviations, weight > 0 ? weight / mean_weight * (means[r] - result.value) : 0);
    }
    const double half = kappa * interval_student(confidence, n - 1) * tally_deviation(&deviations) / sqrt(n);
    result.low = result.value - half;
    result.high = result.value + half;
    return result;
}

/* The T at which Hall's h has this value: h = ((1 + aT)^3 - 1)/(3a) + a/2 with a = g/(3 sqrt n). */
static double hall_inverse(double h, double skewness, double n)
{
    const double a = skewness / (3 * sqrt(n));
    if (fabs(a) < 1e-9) return h;
    return (cbrt(1 + 3 * a * (h - a / 2)) - 1) / a;
}

struct interval interval_share(const double *hits, const double *trials, size_t replications,
                               double confidence, double kappa)
{
    double hit = 0, tried = 0;
    for (size_t r = 0; r < replications; r++) {
        hit += hits[r];
        tried += trials[r];
    }
    struct interval result = { .value = tried > 0 ? hit / tried : NAN, .low = 0, .high = 1 };
    if (!(tried > 0) || replications < 2) return result;
    const double n = (double)replications, unseen = -expm1(log((1 - confidence) / 2) / tried);
    struct tally deviations = { 0 };
    for (size_t r = 0; r < replications; r++)
        tally_add(&deviations, (hits[r] - result.value * trials[r]) * n / tried);
    const double se = tally_deviation(&deviations) / sqrt(n), g = tally_skewness(&deviations);
    const double critical = kappa * interval_student(confidence, n - 1);
    result.low = fmax(0, result.value - se * hall_inverse(critical, g, n));
    result.high = fmin(1, result.value - se * hall_inverse(-critical, g, n));
    if (hit <= 0) result.high = unseen;
    if (hit >= tried) result.low = 1 - unseen;
    return result;
}

/* Samples of each replication at or above a moving edge. */
struct walk {
    const struct histogram *const *histograms;
    size_t replications;
    size_t edge;
    double tail; /* 1 - p */
    double mean_count;
    uint64_t above[INTERVAL_MAX_REPLICATIONS];
};

static void walk_start(struct walk *w, size_t edge)
{
    w->edge = edge;
    for (size_t r = 0; r < w->replications; r++) w->above[r] = histogram_count_above(w->histograms[r], edge);
}

static void walk_down(struct walk *w)
{
    w->edge--;
    for (size_t r = 0; r < w->replications; r++) w->above[r] += w->histograms[r]->counts[w->edge];
}

static void walk_up(struct walk *w)
{
    for (size_t r = 0; r < w->replications; r++) w->above[r] -= w->histograms[r]->counts[w->edge];
    w->edge++;
}

/*
 * Hall's h at the walk's edge. Where all replications agree exactly there is no variance to test with: then
 * the edge is excluded if a replication should hold at least one sample on the rarer side, as with a constant
 * latency, and the data say nothing otherwise.
 */
static double walk_test(const struct walk *w)
{
    double surplus[INTERVAL_MAX_REPLICATIONS];
    for (size_t r = 0; r < w->replications; r++) {
        const double expected = w->tail * (double)w->histograms[r]->count;
        surplus[r] = ((double)w->above[r] - expected) / w->mean_count;
    }
    const struct tally d = tally_of(surplus, w->replications);
    const double n = (double)w->replications, s = tally_deviation(&d), g = tally_skewness(&d);
    if (!(s > 1e-12)) { /* shares: anything smaller is rounding */
        const bool telling = fmin(w->tail, 1 - w->tail) * w->mean_count >= 1 && fabs(d.mean) > 1e-12;
        return telling ? copysign(INFINITY, d.mean) : 0;
    }
    const double t = sqrt(n) * d.mean / s;
    return t + g * t * t / (3 * sqrt(n)) + g * g * t * t * t / (27 * n) + g / (6 * sqrt(n));
}

static double walk_low(struct walk *w, const struct histogram *pooled, double critical)
{
    const size_t first = histogram_index(pooled->min);
    for (;;) {
        if (walk_test(w) > critical) return w->edge ? histogram_edge(w->edge) : 0;
        if (w->edge <= first) return 0;
        do walk_down(w);
        while (w->edge > first && !pooled->counts[w->edge]);
    }
}

static double walk_high(struct walk *w, const struct histogram *pooled, double critical)
{
    const size_t last = histogram_index(pooled->max);
    for (;;) {
        if (walk_test(w) < -critical) return w->edge < HISTOGRAM_BUCKETS ? histogram_edge(w->edge) : INFINITY;
        if (w->edge > last) return INFINITY;
        do walk_up(w);
        while (w->edge <= last && !pooled->counts[w->edge - 1]);
    }
}

struct interval interval_quantile(const struct histogram *const histograms[], size_t replications,
                                  const struct histogram *pooled, double p, double confidence, double kappa)
{
    assert(p > 0 && p < 1 && replications <= INTERVAL_MAX_REPLICATIONS);
    struct interval result = { .value = histogram_quantile(pooled, p), .low = 0, .high = INFINITY };
    if (!pooled->count || replications < 2) return result;
    if (result.value == 0) { /* requests that take no time at all */
        result.high = 0;
        return result;
    }

    const double critical = kappa * interval_student(confidence, (double)replications - 1);
    struct walk w = { .histograms = histograms,
                      .replications = replications,
                      .tail = 1 - p,
                      .mean_count = (double)pooled->count / (double)replications };
    const size_t bucket = histogram_index(result.value);
    walk_start(&w, bucket);
    result.low = walk_low(&w, pooled, critical);
    walk_start(&w, bucket + 1);
    result.high = walk_high(&w, pooled, critical);
    return result;
}

double interval_relative_halfwidth(const struct interval *interval)
{
    const double half = (interval->high - interval->low) / 2;
    if (half == 0) return 0;
    return isfinite(half) && interval->value != 0 ? half / fabs(interval->value) : INFINITY;
}

struct interval interval_batch_means(const double *series, size_t length, size_t batches, double confidence,
                                     double kappa)
{
    assert(batches >= 2 && length >= batches);
    const size_t size = length / batches;
    struct tally means = { 0 };
    for (size_t b = 0; b < batches; b++) {
        double sum = 0;
        for (size_t i = b * size; i < (b + 1) * size; i++) sum += series[i];
        tally_add(&means, sum / (double)size);
    }
    const double n = (double)batches;
    const double half = kappa * interval_student(confidence, n - 1) * tally_deviation(&means) / sqrt(n);
    return (struct interval){ .value = means.mean, .low = means.mean - half, .high = means.mean + half };
}
