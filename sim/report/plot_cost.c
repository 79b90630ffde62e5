#include "sim/report/picture.h"
#include "sim/report/plot_kinds.h"
#include "sim/report/wording.h"

#include <math.h>

static bool has_any(const double *usd, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (usd[i] > 0) return true;
    return false;
}

bool plot_cost(const struct cost_curves *c, const struct plot_options *options, struct output_error *error)
{
    const struct {
        const char *name;
        const double *usd;
    } way[] = { { "larger machines", c->larger }, { "more machines", c->more }, { "either", c->both } };
    char subtitle[WORDING_TEXT];
    double least = INFINITY, most = 0, last = 0;
    snprintf(subtitle, sizeof subtitle, "What carries a load at %.0f %% of capacity, by the bottleneck law",
             100 * c->share);
    struct picture picture = { .headline = c->name,
                               .subtitle = subtitle,
                               .x_label = "load to carry (requests/s)",
                               .y_label = "cost (usd an hour)",
                               .x_prefixes = true };
    for (size_t k = 0; k < sizeof way / sizeof *way; k++) {
        if (!has_any(way[k].usd, c->count)) continue;
        for (unsigned i = 0; i < c->count; i++)
            if (way[k].usd[i] > 0) {
                least = fmin(least, way[k].usd[i]);
                most = fmax(most, way[k].usd[i]);
                last = fmax(last, c->rate[i]);
            }
        picture.series[picture.count++] = (struct picture_series){
            way[k].name, k == 2 ? PICTURE_DASHED : PICTURE_LINE, c->rate, way[k].usd, NULL, NULL, c->count,
            NAN
        };
    }
    if (!(most > 0)) {
        output_error_set(error, "%s: nothing to draw: its machines have no price", c->name);
        return false;
    }
    picture.x = axis_log(c->rate[0], last);
    picture.y = axis_log(least, most);
    return picture_draw(&picture, options, error);
}
