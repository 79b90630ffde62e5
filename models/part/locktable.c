#include "models/part/locktable.h"

#include <math.h>

/* P(all of k rows drawn from n are at or past row x) = (n-x)(n-x-1)...(n-x-k+1) / n(n-1)...(n-k+1). */
static double all_past(double n, double x, uint32_t k)
{
    double p = 1;
    for (uint32_t i = 0; i < k; i++) p *= n - x > i ? (n - x - i) / (n - i) : 0;
    return p;
}

/* Inverts that law; the root of its continuous counterpart is a few rows off at most. */
uint32_t locktable_draw(uint32_t rows, uint32_t first, uint32_t wanted, struct stream *stream)
{
    assert(wanted && first < rows && wanted <= rows - first);
    const uint32_t n = rows - first;
    if (wanted == 1) return first + stream_below(stream, n);
    const double u = stream_uniform(stream), last = (double)n - wanted;
    double x = floor((n - (wanted - 1) / 2.0) * (1 - pow(u, 1.0 / wanted)));
    if (x > last) x = last;
    if (x < 0) x = 0;
    while (x > 0 && all_past(n, x, wanted) <= u) x--;
    while (x < last && all_past(n, x + 1, wanted) > u) x++;
    return first + (uint32_t)x;
}
