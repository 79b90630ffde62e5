/* Sums of powers of deviations; adding a value is merging a tally of one. */
#include "sim/study/tally.h"
#include <math.h>

void tally_merge(struct tally *into, const struct tally *from)
{
    if (!from->count) return;
    const double na = (double)into->count, nb = (double)from->count, n = na + nb;
    const double d = from->mean - into->mean;
    into->m3 +=
        from->m3 + d * d * d * na * nb * (na - nb) / (n * n) + 3 * d * (na * from->m2 - nb * into->m2) / n;
    into->m2 += from->m2 + d * d * na * nb / n;
    into->mean += d * nb / n;
    into->count += from->count;
}

void tally_add(struct tally *t, double value)
{
    const struct tally one = { .count = 1, .mean = value };
    tally_merge(t, &one);
}

struct tally tally_of(const double *values, size_t count)
{
    struct tally t = { .count = count };
    for (size_t i = 0; i < count; i++) t.mean += values[i];
    if (count) t.mean /= (double)count;
    for (size_t i = 0; i < count; i++) {
        const double d = values[i] - t.mean;
        t.m2 += d * d;
        t.m3 += d * d * d;
    }
    return t;
}

double tally_variance(const struct tally *t)
{
    return t->count > 1 ? t->m2 / (double)(t->count - 1) : NAN;
}

double tally_deviation(const struct tally *t)
{
    return sqrt(tally_variance(t));
}

double tally_skewness(const struct tally *t)
{
    return t->m2 > 0 ? sqrt((double)t->count) * t->m3 / (t->m2 * sqrt(t->m2)) : 0;
}
