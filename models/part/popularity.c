#include "models/part/popularity.h"

#include "models/theory/zipf.h"

#include <math.h>

/* An alias table of `n` weights that sum to 1, by Vose's method: each cell is filled up to 1/n by one other.
 */
static void fill_cells(struct popularity_cell *cell, double *weight, uint32_t n)
{
    uint32_t stack[POPULARITY_CELLS];
    uint32_t low = 0, high = n; /* the poor grow from the bottom, the rich from the top */
    for (uint32_t i = n; i-- > 0;) {
        weight[i] *= n;
        if (weight[i] < 1)
            stack[low++] = i;
        else
            stack[--high] = i;
    }
    while (low && high < n) {
        const uint32_t poor = stack[--low], rich = stack[high];
        cell[poor].limit = (uint64_t)(weight[poor] * 0x1p54);
        cell[poor].alias = cell[rich].own;
        weight[rich] -= 1 - weight[poor];
        if (weight[rich] < 1) {
            high++;
            stack[low++] = rich;
        }
    }
    /* What is left is 1 but for rounding. */
    while (low) cell[stack[--low]].limit = UINT64_MAX;
    while (high < n) cell[stack[high++]].limit = UINT64_MAX;
}

/* The law of real x: h, its integral from 1, and the integral's inverse; they hold at s = 1 as well. */
static double density(const struct popularity *law, double x)
{
    return pow(x, -law->s);
}

static double integral(const struct popularity *law, double x)
{
    const double log_x = log(x), t = law->one_minus_s * log_x;
    return fabs(t) > 1e-8 ? expm1(t) / law->one_minus_s : log_x * (1 + t / 2);
}

static double integral_inverse(const struct popularity *law, double y)
{
    const double t = law->one_minus_s * y;
    if (fabs(law->one_minus_s) > 1e-5) return pow(1 + t, law->inverse);
    return exp(fabs(t) > 1e-8 ? log1p(t) * law->inverse : y * (1 - t / 2));
}

static void init_tail(struct popularity *law, double first)
{
    law->first = first;
    law->from = integral(law, first + 0.5) - density(law, first);
    law->to = integral(law, (double)law->keys + 0.5);
    law->band = first + 1 - integral_inverse(law, integral(law, first + 1.5) - density(law, first + 1));
}

bool popularity_init(struct popularity *law, uint64_t keys, double s)
{
    if (keys < 1 || keys >= UINT32_MAX || !(s >= 0) || !isfinite(s)) return false;
    *law = (struct popularity){ .keys = (uint32_t)keys, .s = s, .uniform = s == 0 };
    law->one_minus_s = 1 - s;
    law->inverse = 1 / law->one_minus_s;
    const uint32_t head = keys < POPULARITY_CELLS ? (uint32_t)keys : POPULARITY_CELLS - 1;
    const double all = zipf_harmonic(keys, s);
    double weight[POPULARITY_CELLS] = { 0 };
    for (uint32_t i = 0; i < POPULARITY_CELLS; i++) {
        law->cell[i].own = i < head ? i : UINT32_MAX;
        if (i < head) weight[i] = pow(i + 1, -s) / all;
    }
    if (keys > head) {
        weight[head] = zipf_range_sum(head + 1, keys, s) / all;
        init_tail(law, head + 1);
    }
    fill_cells(law->cell, weight, POPULARITY_CELLS);
    return true;
}

uint32_t popularity_tail(const struct popularity *law, struct stream *stream)
{
    for (;;) {
        const double y = law->to + stream_uniform(stream) * (law->from - law->to);
        const double x = integral_inverse(law, y);
        double rank = floor(x + 0.5);
        if (rank < law->first) rank = law->first;
        if (rank > law->keys) rank = law->keys;
        if (rank - x <= law->band || y >= integral(law, rank + 0.5) - density(law, rank))
            return (uint32_t)rank - 1;
    }
}
