#include "sim/report/plot.h"

#include "sim/report/axis.h"
#include "sim/report/csv.h"
#include "sim/report/loads.h"
#include "sim/report/number.h"
#include "sim/report/overlay.h"
#include "sim/report/plot_theory.h"
#include "sim/report/wording.h"

#include <math.h>
#include <string.h>

enum { CURVES = 6, LABEL = 22, WIDTH = 900, HEIGHT = 900 };

/* What the axes must show, found by looking at all points once. */
struct extent {
    double load, stable, unstable;   /* greatest load; greatest stable one; least unstable one (NAN: none) */
    double least, most;              /* s, of the percentiles */
    double rate, throughput, errors; /* requests/s, greatest */
};

static double load_of(const struct point_result *p)
{
    return p->population > 0 ? p->population : p->offered;
}

static struct extent extent_of(const struct loads *loads)
{
    struct extent e = { 0, 0, NAN, INFINITY, 0, 0, 0, 0 };
    for (uint32_t i = 0; i < loads->points; i++) {
        const struct point_result *p = loads->point[i];
        e.load = fmax(e.load, load_of(p));
        e.rate = fmax(e.rate, fmax(p->offered, p->throughput));
        e.throughput = fmax(e.throughput, p->throughput - p->goodput);
        e.errors = fmax(e.errors, p->error_ratio * p->offered);
        if (!p->stable) {
            e.unstable = fmin(e.unstable, load_of(p));
            continue;
        }
        e.stable = fmax(e.stable, load_of(p));
        if (p->latency.percentile[P50].value > 0) e.least = fmin(e.least, p->latency.percentile[P50].value);
        if (p->latency.percentile[P99].value > 0) e.most = fmax(e.most, p->latency.percentile[P99].value);
    }
    return e;
}

static const struct point_result *last_stable(const struct loads *loads)
{
    for (uint32_t i = loads->points; i > 0; i--)
        if (loads->point[i - 1]->stable && loads->point[i - 1]->latency.percentile[P99].value > 0)
            return loads->point[i - 1];
    return NULL;
}

/* The bound that the picture shows: the percentile's that breaks first, else the strictest written one. */
static double slo_of(const struct scenario_result *r, bool is_text, char label[WORDING_NAME])
{
    const struct slo *slo = &r->scenario->slo;
    double limit = INFINITY;
    char figure[NUMBER_SIZE];
    const char *name = "";
    for (int p = 0; p < PERCENTILES; p++)
        if (slo->percentile[p] > 0 && slo->percentile[p] < limit) {
            limit = slo->percentile[p];
            name = wording_percentile[p];
        }
    if (r->wall.status == WALL_FOUND && r->wall.because[0] == 'p' && isfinite(r->wall.limit)) {
        limit = r->wall.limit;
        name = strncmp(r->wall.because, "p999", 4) == 0 ? "p99.9" : "p99";
        for (int p = 0; p < P999; p++)
            if (strncmp(r->wall.because, wording_percentile[p], 3) == 0) name = wording_percentile[p];
    }
    number_time(limit, figure);
    if (slo->relative_p99)
        snprintf(label, WORDING_NAME, "no SLO: p99 at most 10 x the lightest load's, %s", figure);
    else
        snprintf(label, WORDING_NAME, "SLO: %s %s %s", name, is_text ? "<=" : "\u2264", figure);
    return isfinite(limit) ? limit : NAN;
}

static void print_text(FILE *file, const char *name, const char *value)
{
    fprintf(file, "%s = ", name);
    gnuplot_string(value, file);
    fputc('\n', file);
}

static void rate_label(const char *what, double rate, double users, const char *resource, char *text,
                       size_t size)
{
    char figure[NUMBER_SIZE];
    number_rounded(rate, 3, figure);
    snprintf(text, size, "%s %s req/s", what, figure);
    number_count(users, NAN, figure);
    if (isfinite(users)) wording_add(text, size, " (%s users)", figure);
    if (resource) wording_add(text, size, ": %s", resource);
}

static void print_marks(const struct scenario_result *r, double scale, FILE *file)
{
    char text[WORDING_TEXT], resource[WORDING_NAME] = "";
    bool wall = r->wall.status == WALL_FOUND;
    rate_label("knee", r->knee.rate.value, r->knee.users, NULL, text, sizeof text);
    gnuplot_number("knee", r->knee.found ? r->knee.rate.value * scale : NAN, file);
    print_text(file, "knee_label", text);
    if (wall) wording_wall(r, resource, sizeof resource);
    rate_label("wall", r->wall.rate.value, r->wall.users,
               wall && r->wall.resource != NETWORK_NONE ? resource : NULL, text, sizeof text);
    gnuplot_number("wall", wall ? r->wall.rate.value * scale : NAN, file);
    gnuplot_number("wall_from", wall ? r->wall.rate.low * scale : NAN, file);
    gnuplot_number("wall_to", wall ? r->wall.rate.high * scale : NAN, file);
    print_text(file, "wall_label", text);
}

/* The middle of the widest gap between labels and the SLO's line (below 0: none): upright words fit there. */
static double widest_gap(const double *at, unsigned count, double line)
{
    double best = 0, widest = -1;
    for (unsigned i = 0; i < count + 2; i++) {
        const double from = i < count ? at[i] : i == count && line >= 0 && line <= 1 ? line : 0;
        double to = from < line && line <= 1 ? line : 1;
        for (unsigned k = 0; k < count; k++)
            if (at[k] > from) to = fmin(to, at[k]);
        if (to - from <= widest) continue;
        widest = to - from;
        best = (from + to) / 2;
    }
    return best;
}

/* Labels at the right ends of p50, p95, p99 and, unless it is NAN, of theory's mean: apart from each other
 * and from the SLO's line. */
static void print_percentiles(const struct loads *loads, const struct axis *x, const struct axis *y,
                              double scale, double factor, double slo, double mean, FILE *file)
{
    enum { SHOWN = 4 };
    const struct point_result *last = last_stable(loads);
    const struct latency_result *l = &last->latency;
    const double value[SHOWN] = { l->percentile[P50].value, l->percentile[P95].value,
                                  l->percentile[P99].value, mean };
    unsigned count = isfinite(mean) ? SHOWN : SHOWN - 1;
    double at[SHOWN], line = isfinite(slo) ? axis_fraction(y, slo * factor) : -1;
    for (unsigned i = 0; i < count; i++) {
        at[i] = fmin(1, axis_fraction(y, value[i] * factor));
        if (fabs(at[i] - line) < 0.03) at[i] = line + (at[i] < line ? -0.03 : 0.03);
    }
    axis_spread(at, count, 0.055, 0, 1);
    gnuplot_number("unstable_y", widest_gap(at, count, line), file);
    gnuplot_number("percentile_x", axis_fraction(x, load_of(last) * scale) + 0.012, file);
    fprintf(file, "array percentile_y[4] = [%.4f, %.4f, %.4f, %.4f]\n", at[0], at[1], at[2],
            isfinite(mean) ? at[3] : 0);
}

/* Labels at the right ends of what was offered, of what was good, and of the errors. */
static void print_rates(const struct loads *loads, const struct axis *rate, double distance, FILE *file)
{
    const struct point_result *last = loads->point[loads->points - 1];
    double at[3] = { axis_fraction(rate, last->goodput), axis_fraction(rate, last->offered),
                     axis_fraction(rate, last->error_ratio * last->offered) };
    at[0] -= at[0] >= at[1] ? 1e-6 : 0; /* where they coincide, the good ones stand below */
    axis_spread(at, 3, distance, 0, 1);
    fprintf(file, "good_y = %.4f\noffered_y = %.4f\nerrors_y = %.4f\n", at[0], at[1], at[2]);
}

/* The busiest resources by their utilization at the last load (of the hottest member where it is hot), with
 * the wall's always among them. */
static unsigned choose_resources(const struct scenario_result *r, const struct point_result *last,
                                 const struct resource_result *chosen[CURVES])
{
    unsigned count = 0;
    for (uint32_t i = 0; last->resource && i < r->network->resources; i++) {
        const struct resource_result *c = &last->resource[i];
        bool is_wall = r->wall.status == WALL_FOUND && c->resource == r->wall.resource;
        const double busy = wording_busy(r->network, c);
        if (!(busy >= 0.05)) continue;
        if (count == CURVES && !is_wall && busy <= wording_busy(r->network, chosen[CURVES - 1])) continue;
        unsigned k = count < CURVES ? count++ : CURVES - 1;
        for (; k > 0 &&
               (is_wall || (busy > wording_busy(r->network, chosen[k - 1]) &&
                            !(r->wall.status == WALL_FOUND && chosen[k - 1]->resource == r->wall.resource)));
             k--)
            chosen[k] = chosen[k - 1];
        chosen[k] = c;
    }
    return count;
}

/* Curves of utilization in the order of their colours: the wall first. Returns the length of the longest
 * label. */
static unsigned print_resources(const struct scenario_result *r, const struct loads *loads, double distance,
                                FILE *file)
{
    const struct resource_result *chosen[CURVES];
    unsigned count = choose_resources(r, loads->point[loads->points - 1], chosen), longest = 8;
    double at[CURVES];
    fprintf(file,
            "resources = %u\narray resource_column[%u]\narray resource_label[%u]\narray resource_y[%u]\n",
            count, CURVES, CURVES, CURVES);
    for (unsigned i = 0; i < count; i++) at[i] = fmin(1, wording_busy(r->network, chosen[i])) / 1.05;
    if (count > 0) at[0] += 1e-6; /* the wall on top, where others are as busy */
    axis_spread(at, count, distance, 0, 1);
    for (unsigned i = 0; i < count; i++) {
        char column[2 * WORDING_NAME], label[WORDING_NAME], figure[NUMBER_SIZE], name[WORDING_NAME];
        const bool hot = wording_is_hot(r->network, chosen[i]);
        number_percent(wording_busy(r->network, chosen[i]), figure);
        wording_resource(r->network, chosen[i]->resource, wording_member(r->network, chosen[i]), name,
                         sizeof name);
        snprintf(column, sizeof column, "%s:%s", hot ? "hot" : "util",
                 r->network->resource[chosen[i]->resource].name);
        const char *dot = strrchr(name, '.');
        if (strlen(name) > LABEL && dot && strlen(dot) < LABEL - 4)
            snprintf(label, sizeof label, "%.*s..%s %s %%", (int)(LABEL - 2 - strlen(dot)), name, dot,
                     figure);
        else
            snprintf(label, sizeof label, "%.*s %s %%", LABEL, name, figure);
        longest = strlen(label) > longest ? (unsigned)strlen(label) : longest;
        fprintf(file, "resource_column[%u] = ", i + 1);
        gnuplot_string(column, file);
        fprintf(file, "; resource_label[%u] = ", i + 1);
        gnuplot_string(label, file);
        fprintf(file, "; resource_y[%u] = %.4f\n", i + 1, at[i]);
    }
    return longest;
}

/* Where the name of theory's mean stands: at the bound, or beside the last simulated mean; NAN: nowhere. */
static double named_mean(const struct scenario_result *r, const struct loads *loads)
{
    if (!plot_theory_label(&r->theory)) return NAN;
    return r->theory.kind == EXACT_BOUND ? r->theory.exact->least_time
                                         : last_stable(loads)->latency.mean.value;
}

/* No formula: what the busiest resource serves at most, where the axis shows it. */
static void print_bound(const struct scenario_result *r, const struct axis *rate, FILE *file)
{
    const struct theory_result *t = &r->theory;
    const bool drawn = t->exact && t->kind != EXACT_FORMULA && isfinite(t->exact->most) &&
                       axis_fraction(rate, t->exact->most) <= 1;
    gnuplot_number("rate_bound", drawn ? t->exact->most : NAN, file);
}

static void print_axes(const struct scenario_result *r, const struct loads *loads, bool is_text,
                       const struct plot_options *options, double slo, FILE *file)
{
    struct extent e = extent_of(loads);
    overlay_extend(options->overlay, &e.load, &e.least, &e.most);
    bool closed = loads->point[0]->population > 0;
    double per_rps = r->scenario->load.users_per_rps;
    bool users = options->by_users && isfinite(per_rps) && !closed;
    double scale = users ? per_rps : 1;
    struct number_unit unit = number_time_unit(e.least);
    struct axis x = axis_linear(e.load * scale);
    double most = isfinite(slo) ? fmax(e.most, slo) : e.most;
    struct axis y = axis_log(e.least * unit.factor * 0.98, most * unit.factor * 1.02);
    if (options->linear) y = axis_linear((isfinite(slo) ? fmin(e.most, 3 * slo) : e.most) * unit.factor);
    struct axis rate = axis_linear(e.rate);
    const char *theory = plot_theory_label(&r->theory);
    print_text(file, "x_column", closed ? "population" : users ? "users" : "offered_rps");
    print_text(file, "x_label",
               closed  ? "clients"
               : users ? "registered users"
                       : "offered load (requests/s)");
    print_text(file, "time_unit", unit.name);
    gnuplot_number("time_factor", unit.factor, file);
    axis_print(&x, "x", 8, true, file);
    axis_print(&y, "y", 7, false, file);
    axis_print(&rate, "rate", 4, true, file);
    gnuplot_number("slo", slo * unit.factor, file);
    gnuplot_number("unstable_from", isfinite(e.unstable) ? (e.stable + e.unstable) / 2 * scale : NAN, file);
    fprintf(file, "closed = %d\nhas_errors = %d\nhas_throughput = %d\n", closed, e.errors > 0.001 * e.rate,
            e.throughput > 0.01 * e.rate);
    print_text(file, "theory_label", theory ? theory : "");
    fprintf(file, "has_mean = %d\n", theory && r->theory.kind != EXACT_BOUND);
    /* Characters leave room for the labels. */
    plot_theory(&r->theory, is_text ? 0.97 * e.stable : e.stable, scale, file);
    print_bound(r, &rate, file);
    overlay_print(options->overlay, scale, &y, slo * unit.factor, file);
    print_marks(r, scale, file);
    print_rates(loads, &rate, is_text ? 0.17 : 0.13, file);
    print_percentiles(loads, &x, &y, scale, unit.factor, slo, named_mean(r, loads), file);
}

static void print_latency(const struct scenario_result *r, const struct loads *loads,
                          const struct plot_options *options, const struct gnuplot *gnuplot)
{
    FILE *file = gnuplot->script;
    const bool is_text = gnuplot->is_text;
    char text[WORDING_TEXT], label[WORDING_NAME];
    double slo = slo_of(r, is_text, label);
    wording_name(r, text, sizeof text);
    gnuplot_title(gnuplot, text, r->scenario->question);
    print_text(file, "slo_label", label);
    print_axes(r, loads, is_text, options, slo, file);
    unsigned longest = print_resources(r, loads, is_text ? 0.17 : 0.1, file);
    const char *theory = plot_theory_label(&r->theory);
    if (theory && strlen(theory) > longest) longest = (unsigned)strlen(theory);
    fprintf(file, "label_length = %u\n\n", longest);
}

bool plot_latency(const struct scenario_result *result, const struct plot_options *options,
                  struct output_error *error)
{
    struct loads loads;
    struct gnuplot gnuplot;
    loads_init(&loads, result);
    bool good = last_stable(&loads) != NULL;
    if (!good)
        output_error_set(error, "%s: nothing to draw: no load has a steady state with a latency above 0",
                         result->scenario->name);
    good = good && gnuplot_begin(&gnuplot, "latency.gp", options, WIDTH, HEIGHT, error);
    if (good) {
        print_latency(result, &loads, options, &gnuplot);
        csv_print(&(struct study_result){ (struct scenario_result *)(uintptr_t)result, 1 }, true,
                  gnuplot.data);
        good = gnuplot_finish(&gnuplot, error);
    }
    loads_finish(&loads);
    return good;
}

bool plot_study(const struct study_result *study, const struct plot_options *options,
                struct output_error *error)
{
    if (study->scenarios == 1) return plot_latency(&study->scenario[0], options, error);
    return plot_compare(study, options, error);
}
