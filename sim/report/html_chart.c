#include "sim/report/chart.h"
#include "sim/report/html_part.h"
#include "sim/report/loads.h"
#include "sim/report/markup.h"
#include "sim/report/number.h"
#include "sim/report/plot_theory.h"
#include "sim/report/wording.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 900, BUSY = 6 };

/* The curves of one scenario as arrays, for all of its charts. */
struct curves {
    const struct scenario_result *result;
    struct loads loads;
    struct number_unit unit;
    double *x, *y, *low, *high; /* reused from curve to curve */
    enum percentile percentile; /* the one that hover speaks of */
    uint32_t resource;
    bool is_hot; /* its hottest member speaks for it, at all loads */
    struct axis axis;
    bool is_closed;
};

static double load_of(const struct point_result *p)
{
    return p->population > 0 ? p->population : p->offered;
}

static double *numbers(uint32_t count)
{
    double *array = calloc(count ? count : 1, sizeof *array);
    if (!array) abort();
    return array;
}

static void curves_init(struct curves *c, const struct scenario_result *result)
{
    *c = (struct curves){ .result = result };
    loads_init(&c->loads, result);
    const uint32_t n = c->loads.points;
    c->x = numbers(n);
    c->y = numbers(n);
    c->low = numbers(n);
    c->high = numbers(n);
    double least = INFINITY, most = 0;
    for (uint32_t i = 0; i < n; i++) {
        const struct point_result *p = c->loads.point[i];
        c->x[i] = load_of(p);
        c->is_closed |= p->population > 0;
        most = fmax(most, c->x[i]);
        if (p->stable) least = fmin(least, p->latency.percentile[P50].value);
    }
    c->unit = number_time_unit(least);
    if (most > 0) c->axis = axis_linear(most);
}

static void curves_finish(struct curves *c)
{
    loads_finish(&c->loads);
    free(c->x);
    free(c->y);
    free(c->low);
    free(c->high);
}

static void say_load(const struct curves *c, const struct point_result *p, char *text, size_t size)
{
    char figure[NUMBER_SIZE];
    number_rounded(load_of(p), 3, figure);
    snprintf(text, size, "%s %s: ", figure, c->is_closed ? "clients" : "req/s");
}

static const char *hover_latency(const void *context, unsigned i, char text[160])
{
    const struct curves *c = context;
    const struct point_result *p = c->loads.point[i];
    const struct interval *l = &p->latency.percentile[c->percentile];
    char value[NUMBER_SIZE], low[NUMBER_SIZE], high[NUMBER_SIZE];
    say_load(c, p, text, 160);
    number_time(l->value, value);
    number_time(l->low, low);
    number_time(l->high, high);
    wording_add(text, 160, "%s %s", wording_percentile[c->percentile], value);
    if (isfinite(l->low) && isfinite(l->high)) wording_add(text, 160, " (%s to %s)", low, high);
    return text;
}

static const char *hover_rate(const void *context, unsigned i, char text[160])
{
    const struct curves *c = context;
    const struct point_result *p = c->loads.point[i];
    char good[NUMBER_SIZE], errors[NUMBER_SIZE];
    say_load(c, p, text, 160);
    number_rounded(p->goodput, 3, good);
    number_percent(p->error_ratio, errors);
    wording_add(text, 160, "%s good/s, errors %s %%", good, errors);
    return text;
}

/* Utilization of what the curve is of. */
static double busy_at(const struct curves *c, uint32_t i)
{
    const struct resource_result *r = wording_find(c->result->network, c->loads.point[i], c->resource);
    return !r ? NAN : c->is_hot ? r->hottest_utilization : r->utilization;
}

static const char *hover_busy(const void *context, unsigned i, char text[160])
{
    const struct curves *c = context;
    const struct point_result *p = c->loads.point[i];
    const struct resource_result *r = wording_find(c->result->network, p, c->resource);
    char busy[NUMBER_SIZE], name[WORDING_NAME];
    say_load(c, p, text, 160);
    number_percent(busy_at(c, i), busy);
    wording_resource(c->result->network, c->resource, r && c->is_hot ? r->hottest : NETWORK_NONE, name,
                     sizeof name);
    wording_add(text, 160, "%s %s %% busy", name, busy);
    return text;
}

/* Knee, wall and loads without a steady state; with names on the topmost chart only. */
static void draw_marks(struct chart *chart, const struct curves *c, bool named)
{
    const struct scenario_result *r = c->result;
    char figure[NUMBER_SIZE], text[WORDING_TEXT], name[WORDING_NAME];
    double stable = 0, unstable = NAN;
    for (uint32_t i = 0; i < c->loads.points; i++)
        if (c->loads.point[i]->stable)
            stable = fmax(stable, c->x[i]);
        else
            unstable = fmin(unstable, c->x[i]);
    if (isfinite(unstable)) chart_shade(chart, (stable + unstable) / 2, "no steady state");
    if (r->knee.found) {
        number_rounded(r->knee.rate.value, 3, figure);
        snprintf(text, sizeof text, "knee %s req/s", figure);
        chart_vertical(chart, r->knee.rate.value, r->knee.rate.low, r->knee.rate.high, -1, true,
                       named ? text : NULL);
    }
    if (r->wall.status != WALL_FOUND) return;
    number_rounded(r->wall.rate.value, 3, figure);
    wording_wall(r, name, sizeof name);
    snprintf(text, sizeof text, "wall %s req/s", figure);
    if (r->wall.resource != NETWORK_NONE) wording_add(text, sizeof text, ": %s", name);
    chart_vertical(chart, r->wall.rate.value, r->wall.rate.low, r->wall.rate.high, 0, false,
                   named ? text : NULL);
}

/* The latency bound that the wall is about; NAN if it is not about latency. */
static double slo_of(const struct scenario_result *r)
{
    if (r->wall.status == WALL_FOUND && r->wall.because[0] == 'p') return r->wall.limit;
    double least = INFINITY;
    for (int p = 0; p < PERCENTILES; p++) least = fmin(least, r->scenario->slo.percentile[p]);
    return isfinite(least) ? least : NAN;
}

/* What theory says about the mean, and about the percentiles shown where their law is known, dashed. */
static void theory_lines(const struct curves *c, const enum percentile *shown, const int *color, size_t count,
                         struct chart *chart)
{
    enum { STEPS = 120 };
    const struct theory_result *theory = &c->result->theory;
    const char *label = plot_theory_label(theory);
    double x[STEPS], y[1 + PERCENTILES][STEPS];
    unsigned steps = 0;
    bool tail = false;
    for (int i = 1; label && i <= STEPS; i++) {
        struct exact_load load = { .rate = c->axis.high * i / STEPS };
        struct exact_point p;
        if (c->is_closed)
            load = (struct exact_load){ .population = (uint32_t)ceil(c->axis.high * i / STEPS) };
        x[steps] = c->is_closed ? load.population : load.rate;
        if (steps > 0 && !(x[steps] > x[steps - 1])) continue;
        exact_at(theory->exact, &load, &p, NULL);
        const double mean = plot_theory_mean(&p);
        if (plot_theory_ends(theory, &load, &p)) break;
        y[0][steps] = mean * c->unit.factor;
        for (size_t k = 0; k < count; k++) y[1 + k][steps] = p.percentile[shown[k]] * c->unit.factor;
        tail |= isfinite(p.percentile[shown[0]]);
        steps++;
    }
    if (steps == 0) return;
    chart_line(chart, &(struct chart_curve){ x, y[0], steps, -1, true, label, NULL, NULL });
    for (size_t k = 0; tail && k < count; k++)
        chart_line(chart, &(struct chart_curve){ x, y[1 + k], steps, color[k], true, NULL, NULL, NULL });
}

static void latency_chart(struct curves *c, FILE *file)
{
    static const enum percentile shown[] = { P50, P95, P99 };
    static const int color[] = { 2, 1, 0 };
    const double slo = slo_of(c->result);
    double least = INFINITY, most = 0;
    for (uint32_t i = 0; i < c->loads.points; i++) {
        const struct point_result *p = c->loads.point[i];
        if (!p->stable || !(p->latency.percentile[P50].value > 0)) continue;
        least = fmin(least, p->latency.percentile[P50].value);
        most = fmax(most, p->latency.percentile[P99].value);
    }
    if (!(most > 0)) return;
    if (isfinite(slo)) most = fmax(most, slo);
    char title[64], label[WORDING_NAME], figure[NUMBER_SIZE];
    snprintf(title, sizeof title, "Latency (%s)", c->unit.name);
    struct chart chart = { .x = c->axis,
                           .y = axis_log(least * c->unit.factor * 0.98, most * c->unit.factor * 1.02),
                           .title = title,
                           .y_plain = true,
                           .width = WIDTH,
                           .height = 330,
                           .file = file };
    chart_begin(&chart, 2);
    draw_marks(&chart, c, true);
    number_time(slo, figure);
    snprintf(label, sizeof label,
             c->result->scenario->slo.relative_p99 ? "no SLO: 10 x the lightest load's p99, %s" : "SLO %s",
             figure);
    if (isfinite(slo)) chart_horizontal(&chart, slo * c->unit.factor, label);
    theory_lines(c, shown, color, sizeof shown / sizeof *shown, &chart);
    for (size_t k = 0; k < sizeof shown / sizeof *shown; k++) {
        for (uint32_t i = 0; i < c->loads.points; i++) {
            const struct point_result *p = c->loads.point[i];
            const struct interval *l = &p->latency.percentile[shown[k]];
            c->y[i] = p->stable ? l->value * c->unit.factor : NAN;
            c->low[i] = p->stable ? l->low * c->unit.factor : NAN;
            c->high[i] = p->stable ? l->high * c->unit.factor : NAN;
        }
        c->percentile = shown[k];
        chart_band(&chart, c->x, c->low, c->high, c->loads.points, color[k]);
        chart_line(&chart, &(struct chart_curve){ c->x, c->y, c->loads.points, color[k], false,
                                                  wording_percentile[shown[k]], hover_latency, c });
    }
    chart_end(&chart);
}

static void rate_chart(struct curves *c, FILE *file)
{
    double most = 0, errors = 0;
    for (uint32_t i = 0; i < c->loads.points; i++) {
        const struct point_result *p = c->loads.point[i];
        most = fmax(most, fmax(p->offered, p->throughput));
        errors = fmax(errors, p->error_ratio);
        c->low[i] = p->offered;
    }
    if (!(most > 0)) return;
    struct chart chart = { .x = c->axis,
                           .y = axis_linear(most),
                           .title = "Throughput (requests/s)",
                           .width = WIDTH,
                           .height = 170,
                           .file = file };
    chart_begin(&chart, 0);
    draw_marks(&chart, c, false);
    if (!c->is_closed)
        chart_line(&chart,
                   &(struct chart_curve){ c->x, c->low, c->loads.points, -1, true, "offered", NULL, NULL });
    for (uint32_t i = 0; i < c->loads.points; i++) c->y[i] = c->loads.point[i]->goodput;
    chart_line(&chart, &(struct chart_curve){ c->x, c->y, c->loads.points, 1, false, "good", hover_rate, c });
    for (uint32_t i = 0; i < c->loads.points; i++)
        c->y[i] = c->loads.point[i]->error_ratio * c->loads.point[i]->offered;
    if (errors > 0.001)
        chart_line(&chart,
                   &(struct chart_curve){ c->x, c->y, c->loads.points, 0, false, "errors", hover_rate, c });
    chart_end(&chart);
}

/* The busiest resources at the last load, the wall's first. */
static unsigned busiest(const struct curves *c, uint32_t chosen[BUSY])
{
    const struct scenario_result *r = c->result;
    const struct point_result *last = c->loads.point[c->loads.points - 1];
    unsigned count = 0;
    if (r->wall.status == WALL_FOUND && r->wall.resource != NETWORK_NONE) chosen[count++] = r->wall.resource;
    while (count < BUSY) {
        const struct resource_result *best = NULL;
        for (uint32_t i = 0; i < last->resource_count; i++) {
            const struct resource_result *at = &last->resource[i];
            bool taken = !(wording_busy(r->network, at) >= 0.05);
            for (unsigned k = 0; k < count; k++) taken |= chosen[k] == at->resource;
            if (!taken && (!best || wording_busy(r->network, at) > wording_busy(r->network, best))) best = at;
        }
        if (!best) break;
        chosen[count++] = best->resource;
    }
    return count;
}

static void busy_chart(struct curves *c, FILE *file)
{
    uint32_t chosen[BUSY];
    const unsigned count = busiest(c, chosen);
    const struct point_result *last = c->loads.point[c->loads.points - 1];
    struct chart chart = { .x = c->axis,
                           .y = axis_linear(1),
                           .title = "Utilization",
                           .x_label = c->is_closed ? "clients" : "offered load (requests/s)",
                           .width = WIDTH,
                           .height = 230,
                           .y_percent = true,
                           .file = file };
    chart_begin(&chart, 0);
    draw_marks(&chart, c, false);
    for (unsigned k = count; k-- > 0;) {
        const struct network *n = c->result->network;
        const struct resource_result *at = wording_find(n, last, chosen[k]);
        char name[WORDING_NAME];
        c->resource = chosen[k];
        c->is_hot = at && wording_is_hot(n, at);
        wording_resource(n, chosen[k], at ? wording_member(n, at) : NETWORK_NONE, name, sizeof name);
        for (uint32_t i = 0; i < c->loads.points; i++) {
            const double busy = busy_at(c, i);
            c->y[i] = isfinite(busy) ? fmin(1, busy) : NAN;
        }
        chart_line(&chart,
                   &(struct chart_curve){ c->x, c->y, c->loads.points, (int)k, false, name, hover_busy, c });
    }
    chart_end(&chart);
}

void html_charts(const struct scenario_result *result, FILE *file)
{
    struct curves c;
    curves_init(&c, result);
    if (c.loads.points > 0 && c.axis.high > 0) {
        fputs("<figure class=\"charts\">\n", file);
        latency_chart(&c, file);
        rate_chart(&c, file);
        busy_chart(&c, file);
        fputs("</figure>\n", file);
    }
    curves_finish(&c);
}

/* What stands before a colon ("Stage 2: the database apart"), or as much as fits. */
static void short_name(const char *name, char label[CHART_LABEL])
{
    const size_t fits = 21, colon = strcspn(name, ":");
    if (name[colon] && colon <= fits)
        snprintf(label, CHART_LABEL, "%.*s", (int)colon, name);
    else
        snprintf(label, CHART_LABEL, "%.*s%s", (int)fits, name, strlen(name) > fits ? "\u2026" : "");
}

void html_compare_chart(const struct study_result *study, FILE *file)
{
    double least = INFINITY, most = 0, first = INFINITY, last = 0;
    struct curves *all = calloc(study->scenarios, sizeof *all);
    if (!all) abort();
    for (uint32_t s = 0; s < study->scenarios; s++) {
        curves_init(&all[s], &study->scenario[s]);
        for (uint32_t i = 0; i < all[s].loads.points; i++) {
            const struct point_result *p = all[s].loads.point[i];
            const double p99 = p->latency.percentile[P99].value;
            if (!p->stable || !(p99 > 0)) continue;
            least = fmin(least, p99);
            most = fmax(most, p99);
            first = fmin(first, all[s].x[i]);
            last = fmax(last, all[s].x[i]);
        }
    }
    if (most > 0 && first > 0) {
        const struct number_unit unit = number_time_unit(least);
        char title[64];
        snprintf(title, sizeof title, "p99 against load (%s)", unit.name);
        struct chart chart = { .x = axis_log(first, last),
                               .y = axis_log(least * unit.factor * 0.98, most * unit.factor * 1.02),
                               .title = title,
                               .y_plain = true,
                               .x_label = "offered load (requests/s)",
                               .width = WIDTH,
                               .height = 380,
                               .file = file };
        fputs("<figure class=\"charts\">\n", file);
        chart_begin(&chart, 0);
        for (uint32_t s = 0; s < study->scenarios; s++) {
            struct curves *c = &all[s];
            char name[2 * WORDING_NAME], label[CHART_LABEL];
            wording_name(c->result, name, sizeof name);
            short_name(name, label);
            for (uint32_t i = 0; i < c->loads.points; i++) {
                const struct point_result *p = c->loads.point[i];
                c->y[i] = p->stable ? p->latency.percentile[P99].value * unit.factor : NAN;
            }
            c->percentile = P99;
            chart_line(&chart, &(struct chart_curve){ c->x, c->y, c->loads.points, (int)(s % CHART_COLORS),
                                                      false, label, hover_latency, c });
        }
        chart_end(&chart);
        fputs("</figure>\n", file);
    }
    for (uint32_t s = 0; s < study->scenarios; s++) curves_finish(&all[s]);
    free(all);
}
