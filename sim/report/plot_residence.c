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

/* What is stacked: the tiers and the network; the last area is all that would be too many. */
struct areas {
    double *x, *edge; /* of part t at point i, in s or as a share: edge[t * room + i] up to the next part's */
    unsigned count;
    uint32_t parts, last_tier;
    size_t room;
    double last, least, most; /* of x; of the stack's height */
};

/* Time (or share) of part t at a point. */
static double height(const struct areas *a, const struct point_result *p, uint32_t t, bool tail)
{
    double sum = 0;
    const uint32_t end = t + 1 < a->parts ? t : a->last_tier;
    for (uint32_t i = t; i <= end; i++) sum += tail ? p->tier[i].tail_share : p->tier[i].residence;
    return sum;
}

static void areas_init(struct areas *a, const struct scenario_result *r, const struct loads *loads, bool tail)
{
    const uint32_t all = r->network->tiers + 1;
    *a = (struct areas){ .parts = all < PICTURE_SERIES ? all : PICTURE_SERIES,
                         .last_tier = all - 1,
                         .room = loads->points,
                         .least = INFINITY };
    a->x = numbers(a->room);
    a->edge = numbers((a->parts + 1) * a->room);
    for (uint32_t i = 0; i < loads->points; i++) {
        const struct point_result *p = loads->point[i];
        if (!has_tiers(r, p)) continue;
        double *edge = &a->edge[a->count];
        a->x[a->count++] = p->population ? p->population : p->offered;
        for (uint32_t t = 0; t < a->parts; t++)
            edge[(t + 1) * a->room] = edge[t * a->room] + height(a, p, t, tail);
        const double top = edge[a->parts * a->room];
        a->last = fmax(a->last, a->x[a->count - 1]);
        a->most = fmax(a->most, top);
        a->least = fmin(a->least, top);
    }
}

static void areas_scale(struct areas *a, double factor)
{
    for (size_t i = 0; i < (a->parts + 1) * a->room; i++) a->edge[i] *= factor;
    a->most *= factor;
}

static void add_area(struct picture *picture, const struct areas *a, uint32_t t, const struct network *n)
{
    const double *lower = &a->edge[t * a->room], *upper = lower + a->room;
    const bool is_rest = t + 1 == a->parts && t < a->last_tier;
    double widest = 0;
    for (unsigned i = 0; i < a->count; i++) widest = fmax(widest, upper[i] - lower[i]);
    if (widest < 1e-3 * a->most) return;
    picture->series[picture->count++] = (struct picture_series){
        is_rest ? "all others" : wording_tier(n, t), PICTURE_AREA, a->x, upper, lower, upper, a->count, NAN
    };
}

static bool draw(struct areas *a, const struct scenario_result *r, bool tail, bool is_closed,
                 const struct plot_options *options, struct output_error *error)
{
    char headline[2 * WORDING_NAME], label[WORDING_NAME] = "share of their time (%)";
    const struct number_unit unit = number_time_unit(a->least);
    areas_scale(a, tail ? 100 : unit.factor);
    wording_name(r, headline, sizeof headline);
    if (!tail) snprintf(label, sizeof label, "mean time a request (%s)", unit.name);
    struct picture picture = { .headline = headline,
                               .subtitle = tail ? "Where the slowest 1 % of requests spend their time"
                                                : "Where requests spend their time",
                               .x_label = is_closed ? "clients" : "offered load (requests/s)",
                               .y_label = label,
                               .x_prefixes = true,
                               .x = axis_linear(a->last),
                               .y = axis_linear(a->most) };
    for (uint32_t t = 0; t < a->parts; t++) add_area(&picture, a, t, r->network);
    return picture_draw(&picture, options, error);
}

bool plot_residence(const struct scenario_result *r, bool tail, const struct plot_options *options,
                    struct output_error *error)
{
    struct loads loads;
    struct areas areas;
    loads_init(&loads, r);
    areas_init(&areas, r, &loads, tail);
    bool good = areas.count >= 2 && areas.most > 0;
    if (good)
        good = draw(&areas, r, tail, loads.point[0]->population > 0, options, error);
    else
        output_error_set(error, "%s: nothing to draw: fewer than two loads have a steady state",
                         r->scenario->name);
    free(areas.x);
    free(areas.edge);
    loads_finish(&loads);
    return good;
}
