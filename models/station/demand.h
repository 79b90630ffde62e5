/*
 * demand: a distribution of service times, gaps between arrivals, sizes or counts, sampled from a stream.
 *
 * Given by its mean and, where that makes sense, its coefficient of variation (cv = standard deviation /
 * mean). The unit is the caller's (seconds, bytes, a count): sampling scales with the mean alone, so that
 * multiplying every mean by k multiplies every sample by k.
 *
 * A demand is immutable after demand_init; any number of threads may sample it, each from its own stream.
 */
#ifndef KNEEWALL_STATION_DEMAND_H
#define KNEEWALL_STATION_DEMAND_H

#include "models/station/stream.h"

#include <stdbool.h>
#include <stdint.h>

enum demand_kind {
    DEMAND_CONSTANT,
    DEMAND_EXPONENTIAL,
    DEMAND_ERLANG,    /* k exponential stages; cv = 1/sqrt(k) */
    DEMAND_GAMMA,     /* any cv > 0 */
    DEMAND_HYPEREXP,  /* two exponentials with balanced means; cv >= 1 */
    DEMAND_LOGNORMAL, /* any cv > 0 */
    DEMAND_PARETO,    /* tail index alpha > 1; bounded above by `high` when that is finite */
    DEMAND_UNIFORM,
    DEMAND_GEOMETRIC, /* 1, 2, 3 ... with the given mean >= 1 */
    DEMAND_EMPIRICAL, /* a sample of values, each as likely */
};

struct demand {
    enum demand_kind kind;
    double mean;
    double cv;           /* INFINITY where the variance is */
    double a, b, c;      /* parameters of the kind, filled by demand_init */
    const double *value; /* EMPIRICAL: borrowed, in units of the mean's unit */
    uint32_t values;
};

/* What a user may say of a demand; NAN means not said. */
struct demand_spec {
    enum demand_kind kind;
    double mean, cv;
    double k;         /* ERLANG: number of stages */
    double alpha;     /* PARETO: tail index */
    double low, high; /* UNIFORM: ends; PARETO: smallest and largest value */
    const double *value;
    uint32_t values;
};

/* A zero demand is {0}: constant 0. */
struct demand demand_constant(double value);
struct demand demand_exponential(double mean);

/*
 * Fills `demand` from `spec`. Returns NULL, or what is wrong in words that can follow "expected " ("a cv of
 * at least 1"). The values of an empirical demand are borrowed for the life of the demand.
 */
const char *demand_init(struct demand *demand, const struct demand_spec *spec);

/* The same distribution with every value multiplied by `factor` > 0. */
struct demand demand_scaled(struct demand demand, double factor);

/* Moments of this order and above are infinite (alpha of an unbounded Pareto); INFINITY where none is. */
double demand_tail_index(const struct demand *demand);

double demand_sample_slow(const struct demand *demand, struct stream *stream);

static inline double demand_sample(const struct demand *demand, struct stream *stream)
{
    if (__builtin_expect(demand->kind == DEMAND_EXPONENTIAL, 1))
        return demand->mean * stream_exponential(stream);
    if (demand->kind == DEMAND_CONSTANT) return demand->mean;
    return demand_sample_slow(demand, stream);
}

/* A whole number with the demand's distribution: the fraction of a sample is rounded up with its own
 * probability. */
uint32_t demand_sample_count(const struct demand *demand, struct stream *stream);

static inline bool demand_is_zero(const struct demand *demand)
{
    return demand->kind == DEMAND_CONSTANT && !(demand->mean > 0);
}

#endif
