#include "models/station/rates.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

void rates_finish(struct rates *rates)
{
    free(rates->point);
    *rates = (struct rates){ 0 };
}

void rates_add(struct rates *rates, double at, double rate)
{
    assert(rate >= 0 && (!rates->points || at >= rates->point[rates->points - 1].at));
    if (rates->points == rates->room) {
        rates->room = rates->room ? 2 * rates->room : 16;
        rates->point = reallocarray(rates->point, rates->room, sizeof *rates->point);
        if (!rates->point) abort();
    }
    rates->point[rates->points++] = (struct rates_point){ at, rate };
}

/* The last point at or before `t`, searched from *cursor on; UINT32_MAX: t is before the first. */
static uint32_t segment(const struct rates *rates, uint32_t cursor, double t)
{
    if (rates->point[0].at > t) return UINT32_MAX;
    if (rates->point[cursor].at > t) cursor = 0;
    while (cursor + 1 < rates->points && rates->point[cursor + 1].at <= t) cursor++;
    return cursor;
}

/* The rate at t >= point i, by the line from there to the next point. */
static double on_line(const struct rates *rates, uint32_t i, double t)
{
    const struct rates_point *a = &rates->point[i];
    if (i + 1 == rates->points || t <= a->at) return a->rate;
    const struct rates_point *b = a + 1;
    return a->rate + (b->rate - a->rate) * ((t - a->at) / (b->at - a->at));
}

double rates_at(const struct rates *rates, double t)
{
    if (rates->points == 0) return 0;
    const uint32_t i = segment(rates, 0, t);
    return i == UINT32_MAX ? rates->point[0].rate : on_line(rates, i, t);
}

double rates_integral(const struct rates *rates, double from, double to)
{
    double sum = 0;
    if (rates->points == 0) return 0;
    uint32_t i = segment(rates, 0, from);
    if (i == UINT32_MAX) {
        const double until = fmin(to, rates->point[0].at);
        sum = rates->point[0].rate * (until - from);
        from = until;
        i = 0;
    }
    while (from < to) {
        const double until = i + 1 < rates->points ? fmin(to, rates->point[i + 1].at) : to;
        if (until > from) sum += (on_line(rates, i, from) + on_line(rates, i, until)) / 2 * (until - from);
        from = fmax(from, until);
        if (i + 1 < rates->points) i++;
    }
    return sum;
}

/* How long it takes from a rate that changes by `slope` a second, over at most `span`, to reach `amount`. */
static double time_for(double rate, double slope, double amount)
{
    const double square = rate * rate + 2 * slope * amount;
    return 2 * amount / (rate + sqrt(fmax(0, square)));
}

double rates_after(const struct rates *rates, uint32_t *cursor, double from, double amount)
{
    if (rates->points == 0) return INFINITY;
    uint32_t i = segment(rates, *cursor, from);
    if (i == UINT32_MAX) {
        const double all = rates->point[0].rate * (rates->point[0].at - from);
        if (amount < all) return from + amount / rates->point[0].rate;
        amount -= all;
        from = rates->point[0].at;
        i = segment(rates, 0, from);
    }
    for (; i + 1 < rates->points; i++) {
        const struct rates_point *end = &rates->point[i + 1];
        const double span = end->at - from, rate = on_line(rates, i, from);
        const double all = span > 0 ? (rate + end->rate) / 2 * span : 0;
        if (amount < all) {
            *cursor = i;
            return fmin(end->at, from + time_for(rate, (end->rate - rate) / span, amount));
        }
        amount -= all;
        from = fmax(from, end->at);
    }
    *cursor = i;
    const double last = rates->point[i].rate;
    return last > 0 ? from + amount / last : INFINITY;
}
