#include "sim/report/loads.h"
#include "sim/report/number.h"
#include "sim/report/picture.h"
#include "sim/report/plot_kinds.h"
#include "sim/report/wording.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CURVES = 5, STEPS = 161 };

/* The percentiles end where a curve would rest on so few samples. */
static const double least_samples = 20;

/* From p = 0 to 0.9999, evenly in the logarithm of 1/(1 - p). */
static double odds(unsigned i)
{
    return pow(10, 4.0 * i / (STEPS - 1));
}

/* Stable points spread evenly over those that there are, the last one always among them. */
static unsigned choose(const struct loads *loads, const struct point_result *chosen[CURVES])
{
    unsigned stable = 0, count = 0, seen = 0;
    for (uint32_t i = 0; i < loads->points; i++)
        stable += loads->point[i]->stable && loads->point[i]->histogram;
    const unsigned wanted = stable < CURVES ? stable : CURVES;
    for (uint32_t i = 0; i < loads->points; i++) {
        const struct point_result *p = loads->point[i];
        if (!p->stable || !p->histogram || p->histogram->count == 0) continue;
        if (++seen * wanted >= (count + 1) * stable && count < CURVES) chosen[count++] = p;
    }
    return count;
}

struct curves {
    double x[STEPS], y[CURVES][STEPS]; /* 1/(1 - p); s, later in the picture's unit */
    char name[CURVES][NUMBER_SIZE + 8];
    double least, most; /* s */
};

static void add_curve(struct curves *c, unsigned k, const struct point_result *p)
{
    const struct histogram *h = p->histogram;
    char figure[NUMBER_SIZE];
    for (unsigned i = 0; i < STEPS; i++) {
        const bool known = (double)h->count / c->x[i] >= least_samples;
        c->y[k][i] = known ? histogram_quantile(h, 1 - 1 / c->x[i]) : NAN;
        if (i > 0 && c->y[k][i] > 0) c->least = fmin(c->least, c->y[k][i]);
        if (known) c->most = fmax(c->most, c->y[k][i]);
    }
    c->least = fmin(c->least, histogram_quantile(h, 0.1));
    if (p->population) {
        snprintf(c->name[k], sizeof c->name[k], "%u clients", p->population);
        return;
    }
    number_rounded(p->offered, 3, figure);
    snprintf(c->name[k], sizeof c->name[k], "%s/s", figure);
}

/* Returns how many there are. */
static unsigned add_curves(struct curves *c, const struct scenario_result *r)
{
    const struct point_result *chosen[CURVES];
    struct loads loads;
    loads_init(&loads, r);
    const unsigned count = choose(&loads, chosen);
    c->least = INFINITY;
    for (unsigned i = 0; i < STEPS; i++) c->x[i] = odds(i);
    for (unsigned k = 0; k < count; k++) add_curve(c, k, chosen[k]);
    loads_finish(&loads);
    return count;
}

static bool draw(struct curves *c, unsigned count, const struct scenario_result *r,
                 const struct plot_options *options, struct output_error *error)
{
    static const char tics[] = "('0' 1, '50' 2, '90' 10, '99' 100, '99.9' 1000, '99.99' 10000)";
    char headline[2 * WORDING_NAME], label[64];
    const double least = fmax(c->least, c->most / 1e4);
    const struct number_unit unit = number_time_unit(least);
    for (unsigned k = 0; k < count; k++)
        for (unsigned i = 0; i < STEPS; i++) c->y[k][i] *= unit.factor;
    wording_name(r, headline, sizeof headline);
    snprintf(label, sizeof label, "latency (%s)", unit.name);
    struct picture picture = { .headline = headline,
                               .subtitle = "How slow the slowest are, at some loads",
                               .x_label = "percentile of requests",
                               .y_label = label,
                               .x = { 1, 1e4, true },
                               .y = options->linear ? axis_linear(c->most * unit.factor)
                                                    : axis_log(least * unit.factor, c->most * unit.factor),
                               .x_tics = tics,
                               .count = count };
    for (unsigned k = 0; k < count; k++)
        picture.series[k] =
            (struct picture_series){ c->name[k], PICTURE_CURVE, c->x, c->y[k], NULL, NULL, STEPS, NAN };
    return picture_draw(&picture, options, error);
}

bool plot_percentiles(const struct scenario_result *r, const struct plot_options *options,
                      struct output_error *error)
{
    struct curves *curves = calloc(1, sizeof *curves);
    if (!curves) abort();
    const unsigned count = add_curves(curves, r);
    bool good = count > 0 && curves->most > 0;
    if (good)
        good = draw(curves, count, r, options, error);
    else
        output_error_set(error, "%s: nothing to draw: no load has a steady state with a latency above 0",
                         r->scenario->name);
    free(curves);
    return good;
}
