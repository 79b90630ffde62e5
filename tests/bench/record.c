/*
 * record: what it costs to record a latency, and how far quantiles of the histogram are from those of the
 * sorted samples, for exponential, lognormal and constant latencies.
 */
#include "models/station/demand.h"
#include "sim/engine/histogram.h"
#include "tests/bench/bench.h"

enum { SAMPLES = 1 << 20, PASSES = 16 };

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void draw(const struct demand *demand, double *sample)
{
    struct stream stream;
    stream_init(&stream, 1);
    for (int i = 0; i < SAMPLES; i++) sample[i] = demand_sample(demand, &stream);
}

static double cost(struct histogram *histogram, const double *sample)
{
    const double began = bench_clock();
    for (int pass = 0; pass < PASSES; pass++)
        for (int i = 0; i < SAMPLES; i++) histogram_record(histogram, sample[i]);
    return 1e9 * (bench_clock() - began) / ((double)SAMPLES * PASSES);
}

/* The largest relative error over the percentiles that are reported. */
static double quantile_error(const struct histogram *histogram, double *sample)
{
    static const double levels[] = { 0.5, 0.9, 0.95, 0.99, 0.999 };
    double most = 0;
    qsort(sample, SAMPLES, sizeof *sample, ascending);
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        const double exact = sample[(size_t)ceil(levels[i] * SAMPLES) - 1];
        most = fmax(most, fabs(histogram_quantile(histogram, levels[i]) / exact - 1));
    }
    return most;
}

int main(void)
{
    double *sample = malloc(SAMPLES * sizeof *sample);
    if (!sample) bench_fail("out of memory");
    const struct demand_spec lognormal = { .kind = DEMAND_LOGNORMAL, .mean = 0.01, .cv = 2 };
    struct demand demand[] = { demand_exponential(0.01), { 0 }, demand_constant(0.01) };
    if (demand_init(&demand[1], &lognormal)) bench_fail("no lognormal");
    double ns = 0, error = 0;
    for (size_t i = 0; i < sizeof demand / sizeof *demand; i++) {
        struct histogram *histogram = histogram_create();
        if (!histogram) bench_fail("out of memory");
        draw(&demand[i], sample);
        ns = fmax(ns, cost(histogram, sample));
        error = fmax(error, quantile_error(histogram, sample));
        histogram_destroy(histogram);
    }
    printf("ns %.3f quantile_error_percent %.4f\n", ns, 100 * error);
    free(sample);
    return 0;
}
