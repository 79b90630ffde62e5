/*
 * Latency histogram: fixed size, mergeable, exact in its counts.
 *
 * Buckets are log-linear: an octave is cut into 1,024 equal buckets, and a bucket's number is simply the top
 * bits of the double, so recording costs no logarithm (the layout of HdrHistogram, with its index taken from
 * the floating-point format). A bucket is at most 1/1024 of its value wide, so no quantile is off by more
 * than 0.1 %, not even where all samples of a bucket sit at one edge; the linear interpolation inside makes
 * it far better for smooth distributions.
 *
 * Domain: 2^-30 s (a nanosecond) to 2^24 s (half a year). Values outside fall into the end buckets; count,
 * sum, sum of squares, minimum and maximum are kept apart and are exact for every value.
 *
 * Memory: an octave of 64-bit counts is two pages of 4 KiB, and a page that holds no sample costs no memory:
 * a replication whose latencies span a factor of 1,000 touches ten of the 54 octaves, 84 KiB.
 *
 * Thread safety: one writer at a time; any number of readers when nobody writes.
 */
#ifndef KNEEWALL_ENGINE_HISTOGRAM_H
#define KNEEWALL_ENGINE_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
    HISTOGRAM_MIN_EXPONENT = -30,
    HISTOGRAM_MAX_EXPONENT = 24,
    HISTOGRAM_OCTAVE_BITS = 10,
    HISTOGRAM_OCTAVE = 1 << HISTOGRAM_OCTAVE_BITS, /* buckets an octave */
    HISTOGRAM_BUCKETS = (HISTOGRAM_MAX_EXPONENT - HISTOGRAM_MIN_EXPONENT) * HISTOGRAM_OCTAVE,
    HISTOGRAM_SHIFT = 52 - HISTOGRAM_OCTAVE_BITS,
    HISTOGRAM_BASE = (1023 + HISTOGRAM_MIN_EXPONENT) * HISTOGRAM_OCTAVE
};

/* Read the fields freely; write them only through the functions. min is INFINITY and max -INFINITY when
 * empty. */
struct histogram {
    uint64_t counts[HISTOGRAM_BUCKETS];
    uint64_t count;
    double sum, sum_of_squares;
    double min, max;
};

/* An empty histogram on the heap, owned by the caller; NULL if memory is short. */
struct histogram *histogram_create(void);
void histogram_destroy(struct histogram *h);
void histogram_clear(struct histogram *h);

/* The bucket of a value in seconds; clamped into 0 .. HISTOGRAM_BUCKETS - 1. */
static inline size_t histogram_index(double seconds)
{
    int64_t bits;
    memcpy(&bits, &seconds, sizeof bits);
    const int64_t i = (bits >> HISTOGRAM_SHIFT) - HISTOGRAM_BASE;
    if (__builtin_expect((uint64_t)i < HISTOGRAM_BUCKETS, 1)) return (size_t)i;
    return i < 0 ? 0 : HISTOGRAM_BUCKETS - 1;
}

/*
 * Records one value in seconds, >= 0 and not NaN. Never allocates. The check of the value is left to the next
 * merge or quantile, which assert on what it did to min and sum: here it would cost twice the recording.
 */
static inline void histogram_record(struct histogram *h, double seconds)
{
    h->counts[histogram_index(seconds)]++;
    h->count++;
    h->sum += seconds;
    h->sum_of_squares += seconds * seconds;
    h->min = seconds < h->min ? seconds : h->min;
    h->max = seconds > h->max ? seconds : h->max;
}

/*
 * Adds every sample of `from` to `into`. Counts commute; the two sums are floating point, so merge in a fixed
 * order where results must not depend on who finished first.
 */
void histogram_merge(struct histogram *into, const struct histogram *from);

/* The lower edge of bucket `index` in seconds, index 0 .. HISTOGRAM_BUCKETS (the last is the upper end of the
 * domain). */
double histogram_edge(size_t index);

double histogram_mean(const struct histogram *h); /* NAN when empty */
double
histogram_variance(const struct histogram *h); /* of the sample, divisor count - 1; NAN under two samples */

/*
 * The p quantile in seconds, 0 <= p <= 1; NAN when empty. Convention: the inverse of the empirical
 * distribution (nearest rank), the rank being p * count without rounding, and the samples of a bucket spread
 * evenly over it. The first and last bucket end at the exact minimum and maximum, so p = 0 and p = 1 are
 * exact.
 */
double histogram_quantile(const struct histogram *h, double p);

/* How many samples, and what share of them, lie at or above histogram_edge(edge_index). The share is NAN when
 * empty. */
uint64_t histogram_count_above(const struct histogram *h, size_t edge_index);
double histogram_share_above(const struct histogram *h, size_t edge_index);

/*
 * The first bucket at or after `index` that holds a sample, HISTOGRAM_BUCKETS if there is none:
 * for (i = histogram_next(h, 0); i < HISTOGRAM_BUCKETS; i = histogram_next(h, i + 1)) ...
 */
size_t histogram_next(const struct histogram *h, size_t index);

#endif
