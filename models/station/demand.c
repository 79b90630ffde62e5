#include "models/station/demand.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_roots.h>
#include <math.h>

struct demand demand_constant(double value)
{
    return (struct demand){ .kind = DEMAND_CONSTANT, .mean = value };
}

struct demand demand_exponential(double mean)
{
    return (struct demand){ .kind = DEMAND_EXPONENTIAL, .mean = mean, .cv = 1 };
}

static const char *init_erlang(struct demand *d, const struct demand_spec *spec)
{
    double k = spec->k;
    if (isnan(k) && isnan(spec->cv)) return "a number of stages k or a cv";
    if (isnan(k)) {
        if (!(spec->cv > 0 && spec->cv <= 1)) return "a cv above 0 and at most 1";
        k = round(1 / (spec->cv * spec->cv));
        if (fabs(1 / sqrt(k) - spec->cv) > 0.01 * spec->cv)
            return "a cv of 1/sqrt(k) for a whole k, or k itself";
    }
    if (!(k >= 1 && k <= 1e6) || k != floor(k)) return "a whole number of stages k from 1 to 1000000";
    d->cv = 1 / sqrt(k);
    d->a = k;
    return NULL;
}

/* Balanced means: p1 m1 = p2 m2, with p1 = (1 + sqrt((c2-1)/(c2+1)))/2 and m_i = mean/(2 p_i) (Allen 1990).
 */
static const char *init_hyperexp(struct demand *d)
{
    if (!(d->cv >= 1)) return "a cv of at least 1";
    const double c2 = d->cv * d->cv, p = 0.5 * (1 + sqrt((c2 - 1) / (c2 + 1)));
    d->a = p;
    d->b = d->mean / (2 * p);
    d->c = d->mean / (2 * (1 - p));
    return NULL;
}

static const char *init_lognormal(struct demand *d)
{
    if (!(d->cv > 0)) return "a cv above 0";
    const double s2 = log1p(d->cv * d->cv);
    d->a = log(d->mean) - s2 / 2;
    d->b = sqrt(s2);
    return NULL;
}

/* Mean of a Pareto of index alpha on [1, h]. */
static double bounded_mean(double alpha, double h)
{
    if (isinf(h)) return alpha > 1 ? alpha / (alpha - 1) : INFINITY;
    const double share = 1 - pow(h, -alpha);
    if (fabs(alpha - 1) < 1e-9) return log(h) / share;
    return alpha / (alpha - 1) * (1 - pow(h, 1 - alpha)) / share;
}

static double bounded_second_moment(double alpha, double h)
{
    if (isinf(h)) return alpha > 2 ? alpha / (alpha - 2) : INFINITY;
    const double share = 1 - pow(h, -alpha);
    if (fabs(alpha - 2) < 1e-9) return 2 * log(h) / share;
    return alpha / (alpha - 2) * (1 - pow(h, 2 - alpha)) / share;
}

struct low_problem {
    double alpha, high, mean;
};

static double low_error(double low, void *arg)
{
    const struct low_problem *p = arg;
    return low * bounded_mean(p->alpha, p->high / low) - p->mean;
}

/* The smallest value that gives a Pareto of index alpha, bounded by high, the mean that was asked for. */
static double solve_low(double alpha, double high, double mean)
{
    struct low_problem problem = { alpha, high, mean };
    gsl_function f = { low_error, &problem };
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    gsl_root_fsolver_set(solver, &f, mean * 1e-12, mean);
    double low = mean;
    for (int i = 0; i < 200; i++) {
        gsl_root_fsolver_iterate(solver);
        low = gsl_root_fsolver_root(solver);
        if (gsl_root_test_interval(gsl_root_fsolver_x_lower(solver), gsl_root_fsolver_x_upper(solver), 0,
                                   1e-14) == GSL_SUCCESS)
            break;
    }
    gsl_root_fsolver_free(solver);
    return low;
}

/* An unbounded Pareto of cv c has alpha = 1 + sqrt(1 + 1/c^2). */
static const char *init_pareto(struct demand *d, const struct demand_spec *spec)
{
    double alpha = spec->alpha;
    const double high = isnan(spec->high) ? INFINITY : spec->high;
    if (isnan(alpha) && !(spec->cv > 0)) return "a tail index alpha or a cv";
    if (isnan(alpha)) alpha = 1 + sqrt(1 + 1 / (spec->cv * spec->cv));
    if (!(alpha > 0) || (isinf(high) && !(alpha > 1))) return "a tail index alpha above 1";
    double low = spec->low;
    if (isnan(low)) {
        if (!(high > d->mean)) return "a largest value above the mean";
        low = isinf(high) ? d->mean * (alpha - 1) / alpha : solve_low(alpha, high, d->mean);
    }
    if (!(low > 0 && low < high)) return "a smallest value above 0 and below the largest";
    const double m1 = bounded_mean(alpha, high / low), m2 = bounded_second_moment(alpha, high / low);
    d->mean = low * m1;
    d->cv = isinf(m2) ? INFINITY : sqrt(fmax(0, m2 / (m1 * m1) - 1));
    d->a = low;
    d->b = -1 / alpha;
    d->c = isinf(high) ? 0 : pow(low / high, alpha);
    return NULL;
}

static const char *init_uniform(struct demand *d, const struct demand_spec *spec)
{
    double low = spec->low, high = spec->high;
    if (isnan(low) && isnan(high)) {
        const double half = isnan(spec->cv) ? d->mean : spec->cv * sqrt(3.0) * d->mean;
        low = d->mean - half;
        high = d->mean + half;
    } else if (isnan(low))
        low = 2 * d->mean - high;
    else if (isnan(high))
        high = 2 * d->mean - low;
    if (!(low >= -1e-12 * high)) return "a cv of at most 0.577, so that no value is negative";
    if (!(high > low)) return "a largest value above the smallest";
    d->a = fmax(low, 0);
    d->b = high - d->a;
    d->mean = (d->a + high) / 2;
    d->cv = d->b / sqrt(12.0) / d->mean;
    return NULL;
}

static const char *init_empirical(struct demand *d, const struct demand_spec *spec)
{
    if (spec->values == 0) return "at least one value";
    double mean = 0, square = 0;
    for (uint32_t i = 0; i < spec->values; i++) {
        if (!(spec->value[i] >= 0) || isinf(spec->value[i])) return "values of at least 0";
        mean += spec->value[i] / spec->values;
    }
    for (uint32_t i = 0; i < spec->values; i++)
        square += (spec->value[i] - mean) * (spec->value[i] - mean) / spec->values;
    d->a = isnan(spec->mean) || mean <= 0 ? 1 : spec->mean / mean;
    d->mean = mean * d->a;
    d->cv = mean > 0 ? sqrt(square) / mean : 0;
    d->value = spec->value;
    d->values = spec->values;
    return NULL;
}

const char *demand_init(struct demand *d, const struct demand_spec *spec)
{
    *d = (struct demand){ .kind = spec->kind, .mean = spec->mean, .cv = spec->cv };
    const bool mean_is_implied =
        spec->kind == DEMAND_EMPIRICAL ||
        ((spec->kind == DEMAND_UNIFORM || spec->kind == DEMAND_PARETO) && !isnan(spec->low));
    if (!mean_is_implied && !(spec->mean >= 0 && spec->mean < INFINITY)) return "a mean of at least 0";
    if (spec->mean == 0 && spec->kind != DEMAND_EMPIRICAL) {
        *d = demand_constant(0);
        return NULL;
    }
    switch (spec->kind) {
    case DEMAND_CONSTANT: d->cv = 0; return NULL;
    case DEMAND_EXPONENTIAL: d->cv = 1; return NULL;
    case DEMAND_ERLANG: return init_erlang(d, spec);
    case DEMAND_GAMMA:
        if (!(d->cv > 0)) return "a cv above 0";
        d->a = 1 / (d->cv * d->cv);
        d->b = d->mean / d->a;
        return NULL;
    case DEMAND_HYPEREXP: return init_hyperexp(d);
    case DEMAND_LOGNORMAL: return init_lognormal(d);
    case DEMAND_PARETO: return init_pareto(d, spec);
    case DEMAND_UNIFORM: return init_uniform(d, spec);
    case DEMAND_GEOMETRIC:
        if (!(d->mean >= 1)) return "a mean of at least 1";
        d->cv = sqrt((d->mean - 1) / d->mean);
        d->a = d->mean > 1 ? 1 / log1p(-1 / d->mean) : 0;
        return NULL;
    case DEMAND_EMPIRICAL: return init_empirical(d, spec);
    }
    return "a known distribution";
}

struct demand demand_scaled(struct demand d, double factor)
{
    d.mean *= factor;
    switch (d.kind) {
    case DEMAND_CONSTANT:
    case DEMAND_EXPONENTIAL:
    case DEMAND_ERLANG:
    case DEMAND_GEOMETRIC: break;
    case DEMAND_GAMMA: d.b *= factor; break;
    case DEMAND_HYPEREXP: d.b *= factor, d.c *= factor; break;
    case DEMAND_LOGNORMAL: d.a += log(factor); break;
    case DEMAND_PARETO:
    case DEMAND_EMPIRICAL: d.a *= factor; break;
    case DEMAND_UNIFORM: d.a *= factor, d.b *= factor; break;
    }
    return d;
}

static double sample_erlang(const struct demand *d, struct stream *stream)
{
    if (d->a > 32) {
        gsl_rng rng = stream_gsl(stream);
        return d->mean / d->a * gsl_ran_gamma(&rng, d->a, 1);
    }
    double sum = 0;
    for (int i = (int)d->a; i > 0; i--) sum += stream_exponential(stream);
    return sum * d->mean / d->a;
}

double demand_tail_index(const struct demand *d)
{
    return d->kind == DEMAND_PARETO && d->c == 0 ? -1 / d->b : INFINITY;
}

double demand_sample_slow(const struct demand *d, struct stream *stream)
{
    gsl_rng rng = stream_gsl(stream);
    switch (d->kind) {
    case DEMAND_CONSTANT: return d->mean;
    case DEMAND_EXPONENTIAL: return d->mean * stream_exponential(stream);
    case DEMAND_ERLANG: return sample_erlang(d, stream);
    case DEMAND_GAMMA: return d->b * gsl_ran_gamma(&rng, d->a, 1);
    case DEMAND_HYPEREXP: return (stream_uniform(stream) < d->a ? d->b : d->c) * stream_exponential(stream);
    case DEMAND_LOGNORMAL: return exp(d->a + d->b * gsl_ran_gaussian_ziggurat(&rng, 1));
    case DEMAND_PARETO: return d->a * pow(1 - stream_uniform(stream) * (1 - d->c), d->b);
    case DEMAND_UNIFORM: return d->a + d->b * stream_uniform(stream);
    case DEMAND_GEOMETRIC: return d->a < 0 ? floor(log(stream_uniform(stream)) * d->a) + 1 : 1;
    case DEMAND_EMPIRICAL: return d->a * d->value[stream_below(stream, d->values)];
    }
    return 0;
}

uint32_t demand_sample_count(const struct demand *d, struct stream *stream)
{
    const double x = demand_sample(d, stream), whole = floor(x);
    return (uint32_t)whole + (x > whole && stream_uniform(stream) < x - whole);
}
