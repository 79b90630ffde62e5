#include "models/theory/lifetime.h"

#include <math.h>

/* The mean of min(t, first write). */
static double until_written(double write, double t)
{
    return write * t > 0 ? -expm1(-write * t) / write : t;
}

/* Without a horizon: the time between two accesses, cut at the gap, is lived through each time; after it the
 * key lives on if the access was a read. Without writes that comes to (e^(read gap) - 1)/read. */
static double without_horizon(const struct lifetime *l)
{
    const double all = l->read + l->write;
    if (isinf(l->gap)) return l->write > 0 ? 1 / l->write : INFINITY;
    if (l->write > 0) {
        const double in_time = -expm1(-all * l->gap);
        return in_time / all / (1 - in_time * l->read / all);
    }
    return expm1(l->read * l->gap) / l->read;
}

double lifetime_mean(const struct lifetime *l)
{
    if (!(l->read > 0)) return 0;
    if (l->horizon <= l->gap) return until_written(l->write, l->horizon);
    const double whole = without_horizon(l), first = until_written(l->write, l->gap);
    if (isinf(l->horizon)) return whole;
    const double then = whole - first;
    if (!(then > 0)) return first;
    if (isinf(then)) return l->horizon;
    /* Those who see the gap over: not written, and read in it. */
    const double alive = exp(-l->write * l->gap) * -expm1(-l->read * l->gap);
    return first - then * expm1(-alive / then * (l->horizon - l->gap));
}

double lifetime_presence(const struct lifetime *l)
{
    const double mean = lifetime_mean(l);
    if (isinf(mean)) return 1;
    return mean > 0 ? mean / (mean + 1 / l->read) : 0;
}
