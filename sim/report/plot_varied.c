#include "models/theory/usl.h"
#include "sim/report/number.h"
#include "sim/report/picture.h"
#include "sim/report/plot_kinds.h"
#include "sim/report/wording.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 200, FINE = 100 };

/* The number behind the last '=' of what was set; NAN. */
static double value_of(const struct scenario_result *r)
{
    const char *equals = r->set && !strchr(r->set, '\n') ? strrchr(r->set, '=') : NULL;
    char *end;
    const double value = equals ? strtod(equals + 1, &end) : NAN;
    return equals && end != equals + 1 && !*end ? value : NAN;
}

/* One line about the law, or why there is none. */
static bool fit(const double *x, const double *y, unsigned count, struct usl *usl, char *text, size_t size)
{
    const enum usl_status status = usl_fit(count, x, y, usl);
    if (status != USL_OK) {
        snprintf(text, size, "no Universal Scalability Law: %s", usl_status_text(status));
        return false;
    }
    snprintf(text, size, "USL: contention %.2g %% (se %.1g), coherency %.2g %% (se %.1g)", 100 * usl->alpha,
             100 * usl->alpha_se, 100 * usl->beta, 100 * usl->beta_se);
    if (isfinite(usl->peak)) wording_add(text, size, ", most at %.3g", usl->peak);
    return true;
}

bool plot_varied(const struct study_result *study, const struct plot_options *options,
                 struct output_error *error)
{
    static double x[MOST], y[MOST], low[MOST], high[MOST], fine_x[FINE], fine_y[FINE];
    unsigned count = 0;
    char path[WORDING_NAME] = "", text[WORDING_TEXT];
    double first = INFINITY, last = 0, most = 0, least = INFINITY;
    for (uint32_t i = 0; i < study->scenarios && count < MOST; i++) {
        const struct scenario_result *r = &study->scenario[i];
        const double value = value_of(r);
        if (!(value > 0) || r->wall.status != WALL_FOUND) continue;
        if (!*path) snprintf(path, sizeof path, "%.*s", (int)(strrchr(r->set, '=') - r->set), r->set);
        x[count] = value;
        y[count] = r->wall.rate.value;
        low[count] = r->wall.rate.low;
        high[count] = r->wall.rate.high;
        first = fmin(first, value);
        last = fmax(last, value);
        least = fmin(least, y[count]);
        most = fmax(most, isfinite(high[count]) ? high[count] : y[count]);
        count++;
    }
    if (count < 2) {
        output_error_set(
            error, "nothing to draw: the wall against a value needs --vary PATH=LIST with numbers, and at "
                   "least two of them with a wall");
        return false;
    }
    struct usl usl;
    const bool fitted = fit(x, y, count, &usl, text, sizeof text);
    const bool wide = last > 12 * first;
    for (unsigned i = 0; fitted && i < FINE; i++) {
        const double f = (double)i / (FINE - 1);
        fine_x[i] = wide ? first * pow(last / first, f) : first + f * (last - first);
        fine_y[i] = usl_throughput(&usl, fine_x[i]);
    }
    struct picture picture = { .headline = study->scenario[0].scenario->name,
                               .subtitle = text,
                               .x_label = path,
                               .y_label = "wall (requests/s)",
                               .x = wide ? axis_log(first, last) : axis_linear(last),
                               .y = wide && least < most / 12 ? axis_log(least, most) : axis_linear(most),
                               .y_prefixes = true,
                               .count = fitted ? 2 : 1 };
    picture.series[0] = (struct picture_series){ "wall", PICTURE_POINTS, x, y, low, high, count, NAN };
    picture.series[1] =
        (struct picture_series){ "USL", PICTURE_DASHED, fine_x, fine_y, NULL, NULL, FINE, NAN };
    return picture_draw(&picture, options, error);
}
