#include "sim/report/loads.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double load_of(const struct point_result *point)
{
    return point->population > 0 ? point->population : point->offered;
}

static int ascending(const void *a, const void *b)
{
    const struct point_result *p = *(const struct point_result *const *)a;
    const struct point_result *q = *(const struct point_result *const *)b;
    if (load_of(p) != load_of(q)) return load_of(p) < load_of(q) ? -1 : 1;
    return (p->requests < q->requests) - (p->requests > q->requests); /* the better known one first */
}

void loads_init(struct loads *loads, const struct scenario_result *result)
{
    uint32_t n = 0, all = result->points + result->searches;
    loads->point = calloc(all + 1, sizeof *loads->point);
    if (!loads->point) abort();
    for (uint32_t i = 0; i < result->points; i++) loads->point[n++] = &result->point[i];
    for (uint32_t i = 0; i < result->searches; i++) loads->point[n++] = &result->search[i];
    if (n > 1) qsort(loads->point, n, sizeof *loads->point, ascending);
    loads->points = 0;
    for (uint32_t i = 0; i < n; i++)
        if (i == 0 || load_of(loads->point[i]) != load_of(loads->point[loads->points - 1]))
            loads->point[loads->points++] = loads->point[i];
}

void loads_finish(struct loads *loads)
{
    free(loads->point);
    *loads = (struct loads){ 0 };
}

const struct point_result *loads_near(const struct loads *loads, double rate)
{
    const struct point_result *best = NULL;
    double distance = INFINITY;
    for (uint32_t i = 0; i < loads->points; i++) {
        const struct point_result *p = loads->point[i];
        if (!p->stable || !(p->offered > 0)) continue;
        double d = fabs(log(p->offered / rate));
        if (d < distance) {
            distance = d;
            best = p;
        }
    }
    return best;
}

double loads_percentile(const struct loads *loads, enum percentile percentile, double rate)
{
    double x0 = NAN, y0 = NAN;
    for (uint32_t i = 0; i < loads->points; i++) {
        const struct point_result *p = loads->point[i];
        double x = p->offered, y = p->latency.percentile[percentile].value;
        if (!p->stable || !(x > 0) || !(y > 0)) continue;
        if (x >= rate) {
            if (isnan(x0) || x == rate) return y;
            return exp(log(y0) + (log(y) - log(y0)) * (log(rate) - log(x0)) / (log(x) - log(x0)));
        }
        x0 = x;
        y0 = y;
    }
    return x0 == rate ? y0 : NAN;
}
