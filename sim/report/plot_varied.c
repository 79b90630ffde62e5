#include "models/theory/usl.h"
#include "sim/report/number.h"
#include "sim/report/picture.h"
#include "sim/report/plot_kinds.h"
#include "sim/report/wording.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FINE = 100 };

/* The number behind the last '=' of what was set; NAN. */
static double value_of(const struct scenario_result *r)
{
    const char *equals = r->set && !strchr(r->set, '\n') ? strrchr(r->set, '=') : NULL;
    char *end;
    const double value = equals ? strtod(equals + 1, &end) : NAN;
    return equals && end != equals + 1 && !*end ? value : NAN;
}

/* One that the fit holds at its bound, 0, has no standard error. */
static void say_coefficient(const char *name, double value, double se, char *text, size_t size)
{
    char figure[NUMBER_SIZE];
    number_rounded(100 * value, 2, figure);
    wording_add(text, size, "%s %s %%", name, value > 0 ? figure : "0");
    number_rounded(100 * se, 1, figure);
    if (se > 0) wording_add(text, size, " (se %s)", figure);
}

/* One line about the law, or why there is none. It is about what there is more of, so that more is carried: a
 * wall that falls from the first value on is another matter, though a curve can be laid through it. */
static bool fit(const double *x, const double *y, unsigned count, struct usl *usl, char *text, size_t size)
{
    const enum usl_status status = usl_fit(count, x, y, usl);
    unsigned first = 0;
    for (unsigned i = 1; i < count; i++)
        if (x[i] < x[first]) first = i;
    if (status == USL_OK && usl->peak <= x[first]) {
        snprintf(text, size, "no Universal Scalability Law: the wall falls as the value rises");
        return false;
    }
    if (status != USL_OK) {
        snprintf(text, size, "no Universal Scalability Law: %s", usl_status_text(status));
        return false;
    }
    snprintf(text, size, "USL: ");
    say_coefficient("contention", usl->alpha, usl->alpha_se, text, size);
    wording_add(text, size, ", ");
    say_coefficient("coherency", usl->beta, usl->beta_se, text, size);
    if (isfinite(usl->peak)) wording_add(text, size, ", most at %.3g", usl->peak);
    return true;
}

/* The wall by the value, and the law through it. */
struct walls {
    double *x, *y, *low, *high; /* an entry a scenario at most */
    unsigned count;
    double first, last, least, most; /* of x; of y with its intervals */
    double fine_x[FINE], fine_y[FINE];
    char path[WORDING_NAME]; /* of what was varied */
};

static void walls_init(struct walls *w, const struct study_result *study)
{
    *w = (struct walls){ .x = calloc(4 * (study->scenarios + 1), sizeof *w->x),
                         .first = INFINITY,
                         .least = INFINITY };
    if (!w->x) abort();
    w->y = w->x + study->scenarios, w->low = w->y + study->scenarios, w->high = w->low + study->scenarios;
    for (uint32_t i = 0; i < study->scenarios; i++) {
        const struct scenario_result *r = &study->scenario[i];
        const double value = value_of(r);
        const struct interval *wall = &r->wall.rate;
        if (!(value > 0) || r->wall.status != WALL_FOUND) continue;
        if (!*w->path)
            snprintf(w->path, sizeof w->path, "%.*s", (int)(strrchr(r->set, '=') - r->set), r->set);
        w->x[w->count] = value;
        w->y[w->count] = wall->value;
        w->low[w->count] = wall->low;
        w->high[w->count++] = wall->high;
        w->first = fmin(w->first, value);
        w->last = fmax(w->last, value);
        w->least = fmin(w->least, wall->value);
        w->most = fmax(w->most, isfinite(wall->high) ? wall->high : wall->value);
    }
}

static bool is_wide(const struct walls *w)
{
    return w->last > 12 * w->first;
}

static void lay_law(struct walls *w, const struct usl *usl)
{
    for (unsigned i = 0; i < FINE; i++) {
        const double f = (double)i / (FINE - 1);
        w->fine_x[i] =
            is_wide(w) ? w->first * pow(w->last / w->first, f) : w->first + f * (w->last - w->first);
        w->fine_y[i] = usl_throughput(usl, w->fine_x[i]);
    }
}

static bool draw(struct walls *w, const char *name, const struct plot_options *options,
                 struct output_error *error)
{
    struct usl usl;
    char text[WORDING_TEXT];
    const bool fitted = fit(w->x, w->y, w->count, &usl, text, sizeof text), wide = is_wide(w);
    if (fitted) lay_law(w, &usl);
    struct picture picture = { .headline = name,
                               .subtitle = text,
                               .x_label = w->path,
                               .y_label = "wall (requests/s)",
                               .x = wide ? axis_log(w->first, w->last) : axis_linear(w->last),
                               .y = wide && w->least < w->most / 12 ? axis_log(w->least, w->most)
                                                                    : axis_linear(w->most),
                               .y_prefixes = true,
                               .count = fitted ? 2 : 1 };
    picture.series[0] =
        (struct picture_series){ "wall", PICTURE_POINTS, w->x, w->y, w->low, w->high, w->count, NAN };
    picture.series[1] =
        (struct picture_series){ "USL", PICTURE_DASHED, w->fine_x, w->fine_y, NULL, NULL, FINE, NAN };
    return picture_draw(&picture, options, error);
}

bool plot_varied(const struct study_result *study, const struct plot_options *options,
                 struct output_error *error)
{
    struct walls walls;
    walls_init(&walls, study);
    bool good = walls.count >= 2;
    if (good)
        good = draw(&walls, study->scenario[0].scenario->name, options, error);
    else
        output_error_set(
            error, "nothing to draw: the wall against a value needs --vary PATH=LIST with numbers, and at "
                   "least two of them with a wall");
    free(walls.x);
    return good;
}
