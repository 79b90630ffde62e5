#include "sim/report/loads.h"
#include "sim/report/number.h"
#include "sim/report/picture.h"
#include "sim/report/plot_kinds.h"
#include "sim/report/wording.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double *numbers(size_t count)
{
    double *array = calloc(count ? count : 1, sizeof *array);
    if (!array) abort();
    return array;
}

/* Where more requests fail than may, the time of those that get through says little. */
static bool has_tiers(const struct scenario_result *r, const struct point_result *p)
{
    return p->stable && p->tier && p->error_ratio <= fmax(r->scenario->slo.error_ratio, 0.01);
}

/* Time (or share) of tier t at a point. */
static double part(const struct point_result *p, uint32_t t, bool tail)
{
    return tail ? p->tier[t].tail_share : p->tier[t].residence;
}

bool plot_residence(const struct scenario_result *r, bool tail, const struct plot_options *options,
                    struct output_error *error)
{
    struct loads loads;
    loads_init(&loads, r);
    const uint32_t parts = r->network->tiers + 1 < PICTURE_SERIES ? r->network->tiers + 1 : PICTURE_SERIES;
    double *x = numbers(loads.points), *edge = numbers((size_t)(parts + 1) * loads.points), last = 0,
           most = 0, least = INFINITY;
    unsigned count = 0;
    for (uint32_t i = 0; i < loads.points; i++) {
        const struct point_result *p = loads.point[i];
        if (!has_tiers(r, p)) continue;
        x[count] = p->population ? p->population : p->offered;
        last = fmax(last, x[count]);
        for (uint32_t t = 0; t < parts; t++)
            edge[(t + 1) * loads.points + count] = edge[t * loads.points + count] + part(p, t, tail);
        most = fmax(most, edge[parts * loads.points + count]);
        least = fmin(least, edge[parts * loads.points + count]);
        count++;
    }
    const bool good = count >= 2 && most > 0;
    if (!good)
        output_error_set(error, "%s: nothing to draw: fewer than two loads have a steady state",
                         r->scenario->name);
    const struct number_unit unit = number_time_unit(least);
    const double factor = tail ? 100 : unit.factor;
    for (size_t i = 0; i < (size_t)(parts + 1) * loads.points; i++) edge[i] *= factor;
    char headline[2 * WORDING_NAME], label[WORDING_NAME];
    wording_name(r, headline, sizeof headline);
    if (tail)
        snprintf(label, sizeof label, "share of their time (%%)");
    else
        snprintf(label, sizeof label, "mean time a request (%s)", unit.name);
    struct picture picture = { .headline = headline,
                               .subtitle = tail ? "Where the slowest 1 % of requests spend their time"
                                                : "Where requests spend their time",
                               .x_label = loads.points && loads.point[0]->population
                                              ? "clients"
                                              : "offered load (requests/s)",
                               .y_label = label,
                               .x_prefixes = true };
    if (good) {
        picture.x = axis_linear(last);
        picture.y = axis_linear(most * factor);
    }
    for (uint32_t t = 0; t < parts && good; t++) {
        const double *lower = &edge[t * loads.points], *upper = &edge[(t + 1) * loads.points];
        double widest = 0;
        for (unsigned i = 0; i < count; i++) widest = fmax(widest, upper[i] - lower[i]);
        if (widest < 1e-3 * most * factor) continue;
        picture.series[picture.count++] = (struct picture_series){
            wording_tier(r->network, t), PICTURE_AREA, x, upper, lower, upper, count, NAN
        };
    }
    const bool drawn = good && picture_draw(&picture, options, error);
    free(x);
    free(edge);
    loads_finish(&loads);
    return drawn;
}
