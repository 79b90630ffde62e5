/* Several scenarios on one picture. Their loads may differ by orders of magnitude: then the axis is
 * logarithmic. */
#include "sim/report/plot.h"

#include "sim/report/axis.h"
#include "sim/report/csv.h"
#include "sim/report/loads.h"
#include "sim/report/number.h"
#include "sim/report/wording.h"

#include <math.h>
#include <string.h>

enum { MOST = 12, WIDTH = 900, PANEL = 540, ROW = 46 };

struct series {
    const struct scenario_result *result;
    const char *name;
    double scale;       /* of loads: 1, or users a request/s */
    double first, last; /* loads with a p99; NAN: none */
    double end;         /* p99 at the last one, s */
    double least, most; /* p99, s */
    double limit;       /* of p99, s; NAN */
    double wall;        /* on the axis; NAN */
};

static struct series series_of(const struct scenario_result *r, bool by_users)
{
    struct series s = { r, r->scenario->name, 1, NAN, NAN, NAN, INFINITY, 0, NAN, NAN };
    struct loads loads;
    const char *equals = r->set ? strrchr(r->set, '=') : NULL;
    if (equals && !strchr(r->set, '\n')) s.name = r->set;
    if (by_users) s.scale = r->scenario->load.users_per_rps;
    if (r->wall.status == WALL_FOUND) s.wall = r->wall.rate.value * s.scale;
    if (isfinite(r->scenario->slo.percentile[P99])) s.limit = r->scenario->slo.percentile[P99];
    loads_init(&loads, r);
    for (uint32_t i = 0; i < loads.points; i++) {
        const struct point_result *p = loads.point[i];
        double p99 = p->latency.percentile[P99].value;
        if (!p->stable || !(p99 > 0) || !(p->offered > 0)) continue;
        if (isnan(s.first)) s.first = p->offered * s.scale;
        s.last = p->offered * s.scale;
        s.end = p99;
        s.least = fmin(s.least, p99);
        s.most = fmax(s.most, p99);
    }
    loads_finish(&loads);
    return s;
}

static void print_text_of(FILE *file, const char *array, unsigned i, const char *value)
{
    fprintf(file, "%s[%u] = ", array, i + 1);
    gnuplot_string(value, file);
    fputc('\n', file);
}

static void print_number_of(FILE *file, const char *array, unsigned i, double value)
{
    char name[64];
    snprintf(name, sizeof name, "%s[%u]", array, i + 1);
    gnuplot_number(name, value, file);
}

/* The label beside a bar: "159 req/s, 15,900 users: box.cpu". */
static void wall_label(const struct series *s, char *text, size_t size)
{
    const struct wall_result *wall = &s->result->wall;
    char figure[NUMBER_SIZE], resource[WORDING_NAME];
    number_rounded(wall->rate.value, 3, figure);
    snprintf(text, size, "%s req/s", figure);
    if (isfinite(wall->users)) {
        number_count(wall->users, NAN, figure);
        wording_add(text, size, ", %s users", figure);
    }
    if (wall->resource != NETWORK_NONE) {
        wording_wall(s->result, resource, sizeof resource);
        wording_add(text, size, ": %s", resource);
    }
}

/* One bound for all is a line across the picture; different ones are not drawn. */
static double common_limit(const struct series *series, unsigned count)
{
    for (unsigned i = 1; i < count; i++)
        if (!(series[i].limit == series[0].limit)) return NAN;
    return series[0].limit;
}

/* A few words fit beside a curve; the bars below have the whole name. "Stage 4: ..." is known by its number.
 */
static void short_name(const struct series *s, char text[24])
{
    const char *colon = strchr(s->name, ':');
    size_t length = colon && colon - s->name < 20 ? (size_t)(colon - s->name) : strlen(s->name);
    const char *equals = s->result->set ? strrchr(s->name, '=') : NULL;
    if (equals && s->name == s->result->set)
        snprintf(text, 24, "%.22s", equals + 1);
    else
        snprintf(text, 24, "%.*s%s", (int)(length > 20 ? 18 : length), s->name, length > 20 ? ".." : "");
}

static void print_series(const struct series *s, unsigned i, FILE *file)
{
    char text[WORDING_TEXT] = "", brief[24];
    fprintf(file, "series[%u] = %u\n", i + 1, i + 1);
    if (isfinite(s->wall)) wall_label(s, text, sizeof text);
    short_name(s, brief);
    print_text_of(file, "brief", i, brief);
    print_text_of(file, "name", i, s->name);
    print_text_of(file, "wall_label", i, text);
    print_number_of(file, "wall", i, s->wall);
}

/* The names stand above the ends of their curves; one that would cover another moves up. */
static void print_labels(const struct series *series, unsigned count, const struct axis *x,
                         const struct axis *y, double factor, FILE *file)
{
    double at_x[MOST], at_y[MOST], width[MOST];
    for (unsigned i = 0; i < count; i++) {
        char brief[24];
        short_name(&series[i], brief);
        width[i] = 0.011 * (double)(strlen(brief) + 1);
        at_x[i] = axis_fraction(x, series[i].last);
        at_y[i] = fmin(1, axis_fraction(y, series[i].end * factor));
        double line =
            axis_fraction(y, common_limit(series, count) * factor) - 0.03; /* hidden by a name from here */
        if (fabs(at_y[i] - line) < 0.025) at_y[i] = line + 0.025;
        for (unsigned tries = 0, j = 0; j < i && tries < 4; j++) {
            if (fabs(at_x[i] - at_x[j]) > (width[i] + width[j]) / 2 || fabs(at_y[i] - at_y[j]) > 0.044)
                continue;
            at_y[i] = at_y[j] + 0.045;
            j = UINT32_MAX; /* the new place is to be compared with all */
            tries++;
        }
        print_number_of(file, "end_x", i, at_x[i]);
        print_number_of(file, "end_y", i, at_y[i]);
    }
}

static const char *headline(const struct series *series, unsigned count)
{
    for (unsigned i = 1; i < count; i++)
        if (strcmp(series[i].result->scenario->name, series[0].result->scenario->name) != 0)
            return "p99 latency against load, and where the walls are";
    return series[0].result->scenario->name;
}

static bool choose_axes(const struct series *series, unsigned count, bool linear, struct axis *x,
                        struct axis *y, struct number_unit *unit)
{
    double first = INFINITY, last = 0, smallest_last = INFINITY, least = INFINITY, most = 0;
    double limit = common_limit(series, count);
    for (unsigned i = 0; i < count; i++) {
        if (isnan(series[i].first)) continue;
        first = fmin(first, series[i].first);
        last = fmax(last, series[i].last);
        smallest_last = fmin(smallest_last, series[i].last);
        least = fmin(least, series[i].least);
        most = fmax(most, series[i].most);
    }
    if (!(last > 0)) return false;
    if (limit > 0) most = fmin(fmax(most, limit), 20 * limit);
    *unit = number_time_unit(least);
    *x = last > 8 * smallest_last ? axis_log(first, last) : axis_linear(last);
    *y = linear ? axis_linear(most * unit->factor)
                : axis_log(least * unit->factor * 0.98, most * unit->factor * 1.02);
    return true;
}

static void print_compare(const struct series *series, unsigned count, bool by_users, const struct axis *x,
                          const struct axis *y, struct number_unit unit, const struct gnuplot *gnuplot)
{
    const bool is_text = gnuplot->is_text;
    FILE *file = gnuplot->script;
    static const char *const arrays[] = { "series", "name", "brief", "wall", "wall_label", "end_x", "end_y" };
    char text[WORDING_NAME], figure[NUMBER_SIZE];
    double limit = common_limit(series, count);
    fprintf(file, "count = %u\n", count);
    gnuplot_title(gnuplot, headline(series, count), NULL);
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        fprintf(file, "array %s[%u]\n", arrays[i], count);
    for (unsigned i = 0; i < count; i++) print_series(&series[i], i, file);
    print_labels(series, count, x, y, unit.factor, file);
    axis_print(x, "x", 8, true, file);
    axis_print(y, "y", 7, false, file);
    number_time(limit, figure);
    snprintf(text, sizeof text, "SLO: p99 %s %s", is_text ? "<=" : "\u2264", figure);
    fprintf(file, "x_column = '%s'\nx_label = '%s'\ntime_unit = '%s'\ntime_factor = %g\nslo_label = ",
            by_users ? "users" : "offered_rps", by_users ? "registered users" : "offered load (requests/s)",
            unit.name, unit.factor);
    gnuplot_string(text, file);
    fputc('\n', file);
    gnuplot_number("slo", limit * unit.factor, file);
    fputc('\n', file);
}

bool plot_compare(const struct study_result *study, const struct plot_options *options,
                  struct output_error *error)
{
    struct series series[MOST];
    struct axis x, y;
    struct number_unit unit;
    struct gnuplot gnuplot;
    bool by_users = options->by_users;
    for (uint32_t i = 0; i < study->scenarios; i++)
        by_users = by_users && isfinite(study->scenario[i].scenario->load.users_per_rps);
    if (study->scenarios > MOST) {
        output_error_set(error, "cannot draw more than %d scenarios on one picture", MOST);
        return false;
    }
    unsigned count = study->scenarios;
    for (unsigned i = 0; i < count; i++) series[i] = series_of(&study->scenario[i], by_users);
    if (count == 0 || !choose_axes(series, count, options->linear, &x, &y, &unit)) {
        output_error_set(error, "nothing to draw: no load has a steady state");
        return false;
    }
    if (!gnuplot_begin(&gnuplot, "compare.gp", options, WIDTH, PANEL + ROW * count, error)) return false;
    print_compare(series, count, by_users, &x, &y, unit, &gnuplot);
    csv_print(study, true, gnuplot.data);
    return gnuplot_finish(&gnuplot, error);
}
