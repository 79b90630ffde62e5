/* Sums of r^-s: the first HEAD terms one by one, the rest by Euler-Maclaurin up to the third derivative. Its
 * next term is s(s+1)(s+2)(s+3)(s+4)/30240 HEAD^-(s+5), below 1e-12 of the sum for every s. */
#include "models/theory/zipf.h"

#include <math.h>

enum { HEAD = 64, SINGLES = 512, RANGES = ZIPF_BINS_MAX - SINGLES - 8 };

static double tail_sum(double first, double last, double s)
{
    double log_ratio = log1p((last - first) / first), exponent = (1 - s) * log_ratio;
    double at_first = pow(first, -s), at_last = pow(last, -s);
    double integral = first * at_first * log_ratio * (exponent != 0 ? expm1(exponent) / exponent : 1);
    double slope = s * (at_first / first - at_last / last);
    double third = s * (s + 1) * (s + 2) * (at_first / pow(first, 3) - at_last / pow(last, 3));
    return integral + (at_first + at_last) / 2 + slope / 12 - third / 720;
}

double zipf_range_sum(uint64_t first, uint64_t last, double s)
{
    double sum = 0;
    if (first < 1) return NAN;
    if (last < first) return 0;
    if (last > HEAD) {
        uint64_t from = first > HEAD ? first : HEAD;
        sum = tail_sum((double)from, (double)last, s);
        last = from - 1;
    }
    /* Smallest first, for the last digits. */
    for (uint64_t rank = last; rank >= first; rank--) sum += pow((double)rank, -s);
    return sum;
}

double zipf_harmonic(uint64_t n, double s)
{
    return zipf_range_sum(1, n, s);
}

bool zipf_init(struct zipf *z, uint64_t keys, double s)
{
    if (keys < 1 || !(s >= 0) || !isfinite(s)) return false;
    *z = (struct zipf){ .keys = keys, .s = s, .harmonic = zipf_harmonic(keys, s) };
    return true;
}

double zipf_probability(const struct zipf *z, uint64_t rank)
{
    return rank >= 1 && rank <= z->keys ? pow((double)rank, -z->s) / z->harmonic : 0;
}

double zipf_share(const struct zipf *z, double top)
{
    if (isnan(top)) return NAN;
    if (top <= 0) return 0;
    if (top >= (double)z->keys) return 1;
    uint64_t whole = (uint64_t)top;
    double share = zipf_harmonic(whole, z->s) / z->harmonic;
    return fmin(1, share + (top - (double)whole) * zipf_probability(z, whole + 1));
}

static struct zipf_bin bin_of(const struct zipf *z, uint64_t first, uint64_t last)
{
    double count = (double)(last - first + 1);
    return (struct zipf_bin){ first, last, count, zipf_range_sum(first, last, z->s) / z->harmonic / count };
}

size_t zipf_bins(const struct zipf *z, struct zipf_bin bin[ZIPF_BINS_MAX])
{
    size_t n = 0;
    uint64_t last = 0;
    while (last < z->keys && last < SINGLES) {
        last++;
        bin[n++] = (struct zipf_bin){ last, last, 1, zipf_probability(z, last) };
    }
    if (last == z->keys) return n;
    double log_ratio = log((double)z->keys / SINGLES) / RANGES;
    for (int i = 1; i <= RANGES && last < z->keys; i++) {
        uint64_t edge = i < RANGES ? (uint64_t)(SINGLES * exp(i * log_ratio)) : z->keys;
        if (edge > z->keys) edge = z->keys;
        if (edge <= last) continue;
        bin[n++] = bin_of(z, last + 1, edge);
        last = edge;
    }
    return n;
}
