/*
 * A histogram is one anonymous mapping. The kernel hands out its pages, zeroed, when first touched, and an
 * octave of counts is two pages: memory follows the octaves in use, without a branch in histogram_record().
 * Invariant: every nonempty bucket lies between those of min and max, so nothing ever walks, or touches, more
 * than that.
 */
#include "sim/engine/histogram.h"
#include <assert.h>
#include <math.h>
#include <sys/mman.h>

struct histogram *histogram_create(void)
{
    struct histogram *h = mmap(NULL, sizeof *h, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (h == MAP_FAILED) return NULL;
    h->min = INFINITY;
    h->max = -INFINITY;
    return h;
}

void histogram_destroy(struct histogram *h)
{
    if (h) munmap(h, sizeof *h);
}

void histogram_clear(struct histogram *h)
{
    if (h->count) {
        const size_t first = histogram_index(h->min), last = histogram_index(h->max);
        memset(h->counts + first, 0, (last - first + 1) * sizeof h->counts[0]);
    }
    h->count = 0;
    h->sum = h->sum_of_squares = 0;
    h->min = INFINITY;
    h->max = -INFINITY;
}

void histogram_merge(struct histogram *into, const struct histogram *from)
{
    if (!from->count) return;
    assert(from->min >= 0 && from->sum >= 0);
    const size_t last = histogram_index(from->max);
    for (size_t i = histogram_index(from->min); i <= last; i++) into->counts[i] += from->counts[i];
    into->count += from->count;
    into->sum += from->sum;
    into->sum_of_squares += from->sum_of_squares;
    into->min = fmin(into->min, from->min);
    into->max = fmax(into->max, from->max);
}

double histogram_edge(size_t index)
{
    assert(index <= HISTOGRAM_BUCKETS);
    const uint64_t bits = ((uint64_t)index + HISTOGRAM_BASE) << HISTOGRAM_SHIFT;
    double seconds;
    memcpy(&seconds, &bits, sizeof seconds);
    return seconds;
}

double histogram_mean(const struct histogram *h)
{
    return h->count ? h->sum / (double)h->count : NAN;
}

double histogram_variance(const struct histogram *h)
{
    if (h->count < 2) return NAN;
    const double n = (double)h->count;
    return fmax(0, (h->sum_of_squares - h->sum * h->sum / n) / (n - 1));
}

double histogram_quantile(const struct histogram *h, double p)
{
    assert(p >= 0 && p <= 1);
    if (!h->count) return NAN;
    assert(h->min >= 0 && h->sum >= 0);
    const double rank = p * (double)h->count;
    const size_t first = histogram_index(h->min), last = histogram_index(h->max);
    uint64_t before = 0;
    size_t i = first;
    while (i < last && (double)(before + h->counts[i]) < rank) before += h->counts[i++];
    if (i == 0) return h->min; /* less than a nanosecond: no time at all */
    const double low = i == first ? h->min : histogram_edge(i);
    const double high = i == last ? h->max : histogram_edge(i + 1);
    const double inside = fmin(1, fmax(0, (rank - (double)before) / (double)h->counts[i]));
    return low + (high - low) * inside;
}

uint64_t histogram_count_above(const struct histogram *h, size_t edge_index)
{
    assert(edge_index <= HISTOGRAM_BUCKETS);
    if (!h->count) return 0;
    const size_t first = histogram_index(h->min), last = histogram_index(h->max);
    uint64_t above = 0;
    for (size_t i = edge_index > first ? edge_index : first; i <= last; i++) above += h->counts[i];
    return above;
}

double histogram_share_above(const struct histogram *h, size_t edge_index)
{
    return h->count ? (double)histogram_count_above(h, edge_index) / (double)h->count : NAN;
}

size_t histogram_next(const struct histogram *h, size_t index)
{
    if (!h->count) return HISTOGRAM_BUCKETS;
    const size_t first = histogram_index(h->min), last = histogram_index(h->max);
    for (size_t i = index > first ? index : first; i <= last; i++)
        if (h->counts[i]) return i;
    return HISTOGRAM_BUCKETS;
}
