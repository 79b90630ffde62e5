#include "sim/study/gain.h"

#include "sim/study/curve.h"

#include <math.h>
#include <stdlib.h>

enum { QUANTITIES = PERCENTILES + 1 };

/* A step this small, in standard errors, moves no point across the limit. */
static const double small_step = 1e-3;

static struct interval *quantity_of(struct point_result *point, int quantity)
{
    return quantity < PERCENTILES ? &point->latency.percentile[quantity] : &point->latency.mean;
}

static bool is_bounded(const struct wall_bounds *b, int quantity)
{
    return (quantity < PERCENTILES ? b->percentile[quantity] : b->mean) < INFINITY;
}

/* Of ln value, up to a factor that is the same for all points of a quantity. */
static double error_of(const struct point_result *point, int quantity, double confidence)
{
    struct point_result copy = *point;
    const double se =
        curve_point_of(point->offered, quantity_of(&copy, quantity), confidence, INTERVAL_KAPPA_P99).log_se;
    return isfinite(se) && se > 0 ? se : 0;
}

static double log_wall(const struct gain_side *side, const struct point_result *const *points,
                       double confidence)
{
    const struct wall_result wall =
        wall_find(side->bounds, points, side->count, side->saturation, confidence);
    return wall.status == WALL_FOUND ? log(wall.rate.value) : NAN;
}

/* ln wall with all of one quantity's interval at one point multiplied by exp(step). */
static double shifted_wall(const struct gain_side *side, uint32_t point, int quantity, double step,
                           double confidence)
{
    const struct point_result **points = malloc(side->count * sizeof(struct point_result *));
    if (!points) abort();
    for (uint32_t i = 0; i < side->count; i++) points[i] = side->point[i];
    struct point_result copy = *side->point[point];
    struct interval *value = quantity_of(&copy, quantity);
    value->value *= exp(step);
    value->low *= exp(step);
    value->high *= exp(step);
    points[point] = &copy;
    const double wall = log_wall(side, points, confidence);
    free(points);
    return wall;
}

double gain_parts(const struct gain_side *side, double confidence, double *part)
{
    double variance = 0;
    for (uint32_t i = 0; i < side->count; i++) {
        for (int q = 0; q < QUANTITIES; q++) {
            double *p = &part[i * QUANTITIES + (uint32_t)q];
            const double se = error_of(side->point[i], q, confidence), step = small_step * se;
            *p = 0;
            if (!is_bounded(side->bounds, q) || !side->point[i]->stable || !(step > 0)) continue;
            const double change =
                shifted_wall(side, i, q, step, confidence) - shifted_wall(side, i, q, -step, confidence);
            if (isfinite(change)) *p = change / (2 * small_step);
            variance += *p * *p;
        }
    }
    return sqrt(variance);
}

static double correlation_of(const double *x, const double *y, uint32_t count)
{
    double mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
    for (uint32_t r = 0; r < count; r++) {
        mx += x[r] / count;
        my += y[r] / count;
    }
    for (uint32_t r = 0; r < count; r++) {
        xx += (x[r] - mx) * (x[r] - mx);
        yy += (y[r] - my) * (y[r] - my);
        xy += (x[r] - mx) * (y[r] - my);
    }
    return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : 0;
}

static double covariance_of(const double *mine, const double *its, const struct point_result *my_point,
                            const struct point_result *its_point)
{
    double sum = 0;
    const uint32_t count = my_point->replications;
    if (!my_point->deviation || !its_point->deviation || its_point->replications != count) return 0;
    for (uint32_t q = 0; q < QUANTITIES; q++)
        for (uint32_t k = 0; k < QUANTITIES; k++)
            if (mine[q] != 0 && its[k] != 0)
                sum +=
                    mine[q] * its[k] *
                    correlation_of(&my_point->deviation[q * count], &its_point->deviation[k * count], count);
    return sum;
}

double gain_correlation(const struct gain_side *base, const struct gain_side *next, const uint32_t *twin,
                        double confidence)
{
    double *of_base = calloc((size_t)base->count * QUANTITIES + 1, sizeof *of_base);
    double *of_next = calloc((size_t)next->count * QUANTITIES + 1, sizeof *of_next);
    if (!of_base || !of_next) abort();
    const double errors = gain_parts(base, confidence, of_base) * gain_parts(next, confidence, of_next);
    double covariance = 0;
    for (uint32_t j = 0; j < next->count; j++)
        if (twin[j] < base->count)
            covariance += covariance_of(&of_next[j * QUANTITIES], &of_base[twin[j] * QUANTITIES],
                                        next->point[j], base->point[twin[j]]);
    free(of_base);
    free(of_next);
    return errors > 0 ? covariance / errors : 0;
}

/* How far an end is from the estimate, in the logarithm; both ways positive. */
static double distance(double from, double to)
{
    return to > 0 && from > 0 ? log(to / from) : INFINITY;
}

static double combined(double one, double other, double correlation)
{
    if (!isfinite(one) || !isfinite(other)) return INFINITY;
    return sqrt(fmax(0, one * one + other * other - 2 * correlation * one * other));
}

struct interval gain_ratio(const struct interval *base, const struct interval *next, double correlation)
{
    const double ratio = next->value / base->value;
    const double down =
        combined(distance(next->low, next->value), distance(base->value, base->high), correlation);
    const double up =
        combined(distance(next->value, next->high), distance(base->low, base->value), correlation);
    return (struct interval){ ratio, ratio * exp(-down), ratio * exp(up) };
}
