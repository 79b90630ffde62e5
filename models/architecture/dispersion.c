#include "models/architecture/dispersion.h"

#include <math.h>

static double of_bursts(const struct load *load, double rate)
{
    const double burst = load->bursty.burst_s, calm = load->bursty.calm_s, cycle = burst + calm;
    const double high = rate * load->bursty.burst_factor, low = fmax(0, (rate * cycle - high * burst) / calm);
    const double changes = 1 / burst + 1 / calm;
    return 1 + 2 * (high - low) * (high - low) * (burst / cycle) * (calm / cycle) / (changes * rate);
}

/* Var of the sums of k gaps over k times the squared mean gap: with k large that of counts, too. */
static double of_trace(const struct load *load)
{
    const uint32_t gaps = load->trace.gaps, length = (uint32_t)ceil(sqrt(gaps)), stretches = gaps / length;
    double mean = 0, squares = 0;
    if (stretches < 2) return 1;
    for (uint32_t i = 0; i < stretches * length; i++) mean += load->trace.gap[i];
    mean /= stretches;
    for (uint32_t s = 0; s < stretches; s++) {
        double sum = 0;
        for (uint32_t i = 0; i < length; i++) sum += load->trace.gap[s * length + i];
        squares += (sum - mean) * (sum - mean);
    }
    return mean > 0 ? squares / (stretches - 1) / (mean * mean) * length : 1;
}

static double of_arrivals(const struct load *load, double rate)
{
    switch (load->arrivals) {
    case ARRIVALS_POISSON:
    case ARRIVALS_CLOSED: return 1;
    case ARRIVALS_CONSTANT: return 0;
    case ARRIVALS_RENEWAL: return load->cv * load->cv;
    case ARRIVALS_BURSTY: return of_bursts(load, rate);
    case ARRIVALS_TRACE: return of_trace(load);
    }
    return 1;
}

double dispersion_of(const struct load *load, double rate)
{
    if (load->arrivals == ARRIVALS_CLOSED) return 1;
    const double size = load->batch.mean, deviation = size * load->batch.cv;
    return deviation * deviation / size + size * of_arrivals(load, rate / size);
}

double dispersion_thinned(double whole, double share)
{
    return 1 + share * (whole - 1);
}
