#include "sim/study/knee.h"

#include "sim/study/curve.h"
#include "sim/study/guide.h"

#include <math.h>
#include <stdlib.h>

/* With more failures than these, they are why there is a steady state beyond saturation. */
static const double few_errors = 1e-3;

/* Where copies are cancelled, or what is known of caches is an estimate, a load beyond saturation may have a
 * steady state in which nobody fails; then it is no asymptote, and the guide, which waits for servers as if
 * it were, is none. */
static double asymptote_of(const struct network *n, const struct point_result *const *points, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (points[i]->stable && points[i]->offered >= n->saturation && points[i]->error_ratio < few_errors)
            return INFINITY;
    return n->saves_work ? INFINITY : n->saturation;
}

struct knee_result knee_find(const struct point_set *set, double users_per_rps)
{
    struct knee_result knee = { .rate = { NAN, NAN, NAN }, .users = NAN, .why_not = NULL };
    uint32_t count;
    const struct point_result **points = point_set_sorted(set, &count);
    struct curve_point *at = calloc(count ? count : 1, sizeof *at);
    const struct point_result **of = calloc(count ? count : 1, sizeof(struct point_result *));
    if (!at || !of) abort();
    const double asymptote = asymptote_of(set->network, points, count);
    size_t used = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct interval *mean = &points[i]->latency.mean;
        if (!points[i]->stable || !(mean->value > 0) || points[i]->offered >= asymptote) continue;
        of[used] = points[i];
        at[used] = curve_point_of(points[i]->offered, mean, set->run->confidence, INTERVAL_KAPPA_MEAN);
        at[used++].requests = (double)points[i]->requests;
    }
    struct guide guide;
    guide_init(&guide, set->network);
    const struct curve curve = { at,
                                 used,
                                 asymptote,
                                 set->run->confidence,
                                 isinf(asymptote) && isfinite(set->network->saturation) ? NULL
                                                                                        : guide_log_mean,
                                 &guide };
    const struct curve_place place = curve_knee(&curve);
    switch (place.status) {
    case CURVE_FOUND:
        knee.found = true;
        knee.rate = place.rate;
        knee.users = place.rate.value * users_per_rps;
        break;
    case CURVE_BELOW: knee.why_not = "latency grows slower than load at every load tried"; break;
    case CURVE_ABOVE: knee.why_not = "latency grows faster than load at the lightest load already"; break;
    case CURVE_TOO_FEW: knee.why_not = "too few loads with a steady state and a latency above 0"; break;
    }
    for (size_t i = 0; i < used; i++)
        ((struct point_result *)of[i])->elasticity = curve_elasticity(&curve, i);
    guide_finish(&guide);
    free(at);
    free(of);
    free(points);
    return knee;
}
