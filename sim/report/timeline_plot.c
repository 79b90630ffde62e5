/* A panel is a list of curves, each a column of the CSV; the axis of a panel follows from its curves. */
#include "sim/report/timeline_plot.h"

#include "sim/report/axis.h"
#include "sim/report/number.h"
#include "sim/report/timeline_csv.h"
#include "sim/report/timeline_marks.h"
#include "sim/report/timeline_words.h"
#include "sim/report/wording.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { CURVES = 16, PANELS = 7, IN_PANEL = 4, WIDTH = 900, NAME = 100, SHADES = 32 };
enum { INK, BLUE, RED, GREEN, PURPLE, ORANGE, SKY }; /* of the template */

struct curve {
    char column[NAME], label[NAME];
    int color;
    bool has_band, at_end, dashed;
    double factor, last; /* last: the value at the right end */
};

struct panel {
    char title[NAME];
    struct curve curve[IN_PANEL];
    unsigned curves;
    double least, most; /* of what is drawn */
    bool is_log, from_zero;
    unsigned pixels, priority; /* priority: small ones go first where there is little room */
};

struct drawing {
    const struct timeline_result *result;
    struct panel panel[PANELS];
    unsigned panels;
    bool is_text;
};

typedef const struct band *band_of(const struct timeline_interval *v, uint32_t index);

static const struct band *offered(const struct timeline_interval *v, uint32_t i)
{
    return (void)i, &v->offered;
}
static const struct band *goodput(const struct timeline_interval *v, uint32_t i)
{
    return (void)i, &v->goodput;
}
static const struct band *attempts(const struct timeline_interval *v, uint32_t i)
{
    return (void)i, &v->attempts;
}
static const struct band *percentile(const struct timeline_interval *v, uint32_t i)
{
    return &v->percentile[i];
}
static const struct band *utilization(const struct timeline_interval *v, uint32_t i)
{
    return &v->utilization[i];
}
static const struct band *members(const struct timeline_interval *v, uint32_t i)
{
    return &v->members[i];
}
static const struct band *backlog(const struct timeline_interval *v, uint32_t i)
{
    return (void)i, &v->backlog;
}
static const struct band *messages(const struct timeline_interval *v, uint32_t i)
{
    return (void)i, &v->messages;
}
static const struct band *lag(const struct timeline_interval *v, uint32_t i)
{
    return (void)i, &v->lag;
}
static const struct band *hits(const struct timeline_interval *v, uint32_t i)
{
    return (void)i, &v->hit_ratio;
}

static struct panel *add_panel(struct drawing *d, const char *title, unsigned pixels, unsigned priority)
{
    struct panel *p = &d->panel[d->panels++];
    *p = (struct panel){ .least = INFINITY, .from_zero = true, .pixels = pixels, .priority = priority };
    snprintf(p->title, sizeof p->title, "%s", title);
    return p;
}

/* The panel's range takes the curve in, and its band up to three times as high as the curve itself. */
static void widen(struct panel *p, const struct curve *c, const struct timeline_result *r, band_of *of,
                  uint32_t index)
{
    double top = 0, band = 0;
    for (uint32_t i = 0; i < r->intervals; i++) {
        const struct band *b = of(&r->interval[i], index);
        if (!isfinite(b->value)) continue;
        top = fmax(top, b->value);
        if (c->has_band && isfinite(b->high)) band = fmax(band, b->high);
        if (b->value > 0) p->least = fmin(p->least, b->value * c->factor);
    }
    p->most = fmax(p->most, c->factor * fmin(fmax(top, band), 3 * top));
}

static struct curve *add_curve(struct drawing *d, struct panel *p, band_of *of, uint32_t index,
                               const char *column, const char *label, int color, double factor)
{
    struct curve *c = &p->curve[p->curves++];
    *c = (struct curve){ .color = color, .factor = factor, .last = NAN, .has_band = true };
    snprintf(c->column, sizeof c->column, "%s", column);
    snprintf(c->label, sizeof c->label, "%s", label);
    for (uint32_t i = 0; i < d->result->intervals; i++) {
        const double value = of(&d->result->interval[i], index)->value;
        if (isfinite(value)) c->last = value * factor;
    }
    widen(p, c, d->result, of, index);
    return c;
}

static double greatest(const struct timeline_result *r, band_of *of, uint32_t index)
{
    double most = 0;
    for (uint32_t i = 0; i < r->intervals; i++) {
        const double value = of(&r->interval[i], index)->value;
        if (value > most) most = value;
    }
    return most;
}

static void add_load(struct drawing *d)
{
    const struct timeline_result *r = d->result;
    struct panel *p = add_panel(d, "requests/s", 170, 0);
    add_curve(d, p, offered, 0, "offered_rps", "offered", INK, 1)->dashed = true;
    add_curve(d, p, goodput, 0, "goodput_rps", "good", BLUE, 1);
    if (timeline_says(r, TIMELINE_ERRORS)) {
        struct curve *c = &p->curve[p->curves++];
        *c = (struct curve){ .column = "errors_rps", .label = "failed", .color = RED, .factor = 1 };
        for (uint32_t i = 0; i < r->intervals; i++) {
            c->last = timeline_errors(&r->interval[i]);
            p->most = fmax(p->most, c->last);
        }
    }
    const double most = greatest(r, offered, 0), tries = greatest(r, attempts, 0);
    if (tries > 1.1 * most && tries < 6 * most)
        add_curve(d, p, attempts, 0, "attempts_per_s", "attempts", ORANGE, 1);
}

static void add_latency(struct drawing *d, bool linear)
{
    double smallest = INFINITY;
    for (uint32_t i = 0; i < d->result->intervals; i++) {
        const double p99 = d->result->interval[i].percentile[P99].value;
        if (p99 > 0) smallest = fmin(smallest, p99);
    }
    if (!isfinite(smallest)) return;
    const struct number_unit unit = number_time_unit(smallest);
    char title[NAME];
    snprintf(title, sizeof title, "latency (%s)", unit.name);
    struct panel *p = add_panel(d, title, 170, 1);
    add_curve(d, p, percentile, P99, "p99_s", "p99", RED, unit.factor);
    add_curve(d, p, percentile, P50, "p50_s", "p50", GREEN, unit.factor);
    p->is_log = !linear && p->most > 12 * p->least;
}

/* Up to three of the resources that are the busiest in some interval, by how often they are. */
static void add_utilization(struct drawing *d)
{
    const struct timeline_result *r = d->result;
    static const int color[] = { RED, BLUE, GREEN };
    uint32_t taken[3] = { NETWORK_NONE, NETWORK_NONE, NETWORK_NONE };
    double ignored;
    taken[0] = timeline_busiest(r, &ignored);
    if (taken[0] == NETWORK_NONE) return;
    for (int k = 1; k < 3; k++) {
        uint32_t most = 0;
        for (uint32_t n = 0; n < r->network->resources; n++) {
            uint32_t times = 0;
            for (uint32_t i = 0; i < r->intervals; i++) times += r->interval[i].busiest == n;
            if (times <= most || n == taken[0] || n == taken[1]) continue;
            most = times;
            taken[k] = n;
        }
    }
    struct panel *p = add_panel(d, "busiest (%)", 100, 2);
    for (int k = 0; k < 3; k++) {
        char column[NAME];
        if (taken[k] == NETWORK_NONE) continue;
        const char *name = r->network->resource[taken[k]].name;
        snprintf(column, sizeof column, "util:%.80s", name);
        add_curve(d, p, utilization, taken[k], column, name, color[k], 100);
    }
    p->most = fmax(p->most, 100);
}

static void add_members(struct drawing *d)
{
    static const int color[] = { BLUE, ORANGE, GREEN };
    uint32_t tier[3];
    const uint32_t scaled = timeline_scaled(d->result, tier, 3);
    if (scaled == 0) return;
    struct panel *p = add_panel(d, "members in service", 90, 5);
    for (uint32_t k = 0; k < scaled; k++) {
        char column[NAME];
        const char *name = wording_tier(d->result->network, tier[k]);
        snprintf(column, sizeof column, "members:%.80s", name);
        add_curve(d, p, members, tier[k], column, name, color[k], 1);
    }
}

static void add_backlog(struct drawing *d)
{
    if (!timeline_says(d->result, TIMELINE_BACKLOG)) return;
    struct panel *p = add_panel(d, "backlog: requests inside, messages waiting", 100, 3);
    add_curve(d, p, backlog, 0, "backlog", "all", PURPLE, 1)->at_end = true;
    if (timeline_says(d->result, TIMELINE_MESSAGES))
        add_curve(d, p, messages, 0, "messages", "messages", ORANGE, 1)->at_end = true;
}

static void add_lag(struct drawing *d)
{
    if (!timeline_says(d->result, TIMELINE_LAG)) return;
    const struct number_unit unit = number_time_unit(greatest(d->result, lag, 0));
    char title[NAME];
    snprintf(title, sizeof title, "replicas behind (%s)", unit.name);
    struct panel *p = add_panel(d, title, 90, 6);
    add_curve(d, p, lag, 0, "lag_s", "lag", SKY, unit.factor)->at_end = true;
}

static void add_hits(struct drawing *d)
{
    if (!timeline_says(d->result, TIMELINE_HITS)) return;
    struct panel *p = add_panel(d, "cache hits (%)", 90, 4);
    add_curve(d, p, hits, 0, "hit_ratio", "hits", GREEN, 100);
    p->most = fmax(p->most, 100);
}

/* Characters have room for five panels. */
static void drop_panels(struct drawing *d, unsigned most)
{
    while (d->panels > most) {
        unsigned last = 0;
        for (unsigned i = 1; i < d->panels; i++)
            if (d->panel[i].priority > d->panel[last].priority) last = i;
        memmove(&d->panel[last], &d->panel[last + 1], (d->panels - last - 1) * sizeof *d->panel);
        d->panels--;
    }
}

static void print_text(const char *name, const char *text, FILE *file)
{
    fprintf(file, "%s = ", name);
    gnuplot_string(text, file);
    fputc('\n', file);
}

static void print_item(const char *array, unsigned i, const char *text, FILE *file)
{
    fprintf(file, "%s[%u] = ", array, i + 1);
    gnuplot_string(text, file);
    fputc('\n', file);
}

/* No curve runs along the edge. */
static struct axis axis_of(const struct panel *p)
{
    return p->is_log ? axis_log(p->least / 1.02, p->most * 1.02)
                     : axis_linear(p->most > 0 ? p->most * 1.04 : 1);
}

static size_t print_curves(const struct drawing *d, unsigned n, unsigned first, double height, FILE *file)
{
    const struct panel *p = &d->panel[n];
    const struct axis y = axis_of(p);
    double at[IN_PANEL];
    size_t longest = 0;
    for (unsigned k = 0; k < p->curves; k++) {
        const double f = axis_fraction(&y, p->is_log ? fmax(p->curve[k].last, y.low) : p->curve[k].last);
        at[k] = isfinite(f) ? fmin(1, fmax(0, f)) : 0;
    }
    axis_spread(at, p->curves, height, 0, 1);
    for (unsigned k = 0; k < p->curves; k++) {
        const struct curve *c = &p->curve[k];
        const unsigned i = first + k;
        print_item("column_of", i, c->column, file);
        print_item("label_of", i, c->label, file);
        print_item("x_of", i, c->at_end ? "end_s" : "middle_s", file);
        fprintf(file,
                "factor[%u] = %.12g\npaint[%u] = %d\nband[%u] = %d\ndash[%u] = %d\nlabel_y[%u] = %.4f\n",
                i + 1, c->factor, i + 1, c->color + 1, i + 1, c->has_band, i + 1, c->dashed, i + 1, at[k]);
        if (strlen(c->label) > longest) longest = strlen(c->label);
    }
    return longest;
}

/* Edges of the panels as fractions of the picture: `top` and `foot` are pixels (rows) above and below them
 * all, `gap` those between them. */
static void print_panels(const struct drawing *d, double height, double top, double foot, double gap,
                         FILE *file)
{
    double weights = 0, edge = height - top;
    unsigned first = 0;
    size_t longest = 4;
    for (unsigned n = 0; n < d->panels; n++) weights += d->panel[n].pixels;
    const double scale = (height - top - foot - gap * (d->panels - 1)) / weights;
    fprintf(file, "panels = %u\n", d->panels);
    fprintf(file, "array title_of[%d]\narray upper[%d]\narray lower[%d]\narray begin[%d]\narray end[%d]\n",
            PANELS, PANELS, PANELS, PANELS, PANELS);
    fprintf(file, "array y_low_of[%d]\narray y_high_of[%d]\narray y_log_of[%d]\narray y_tics_of[%d]\n",
            PANELS, PANELS, PANELS, PANELS);
    const char *const arrays[] = { "column_of", "label_of", "x_of", "factor",
                                   "paint",     "band",     "dash", "label_y" };
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        fprintf(file, "array %s[%d]\n", arrays[i], PANELS * IN_PANEL);
    for (unsigned n = 0; n < d->panels; n++) {
        const struct panel *p = &d->panel[n];
        const struct axis y = axis_of(p);
        const double pixels = p->pixels * scale;
        print_item("title_of", n, p->title, file);
        fprintf(file, "upper[%u] = %.5f\nlower[%u] = %.5f\n", n + 1, edge / height, n + 1,
                (edge - pixels) / height);
        fprintf(file, "begin[%u] = %u\nend[%u] = %u\n", n + 1, first + 1, n + 1, first + p->curves);
        axis_print(&y, "y", (unsigned)fmax(2, pixels / (d->is_text ? 3 : 30)), true, file);
        fprintf(
            file,
            "y_low_of[%u] = y_low\ny_high_of[%u] = y_high\ny_log_of[%u] = y_log\ny_tics_of[%u] = y_tics\n",
            n + 1, n + 1, n + 1, n + 1);
        const size_t length = print_curves(d, n, first, (d->is_text ? 1.1 : 15) / pixels, file);
        if (length > longest) longest = length;
        first += p->curves;
        edge -= pixels + gap;
    }
    fprintf(file, "label_length = %zu\n", longest);
}

/* Neighbouring intervals without good service are one patch. */
static void print_shades(const struct timeline_result *r, double factor, FILE *file)
{
    unsigned shades = 0;
    fprintf(file, "array bad_from[%d]\narray bad_to[%d]\n", SHADES, SHADES);
    for (uint32_t i = 0; i < r->intervals && shades < SHADES; i++) {
        if (!(r->interval[i].bad > 0.5)) continue;
        const double from = r->interval[i].at;
        while (i + 1 < r->intervals && r->interval[i + 1].bad > 0.5) i++;
        shades++;
        fprintf(file, "bad_from[%u] = %.12g\nbad_to[%u] = %.12g\n", shades, from * factor, shades,
                (r->interval[i].at + r->interval[i].length) * factor);
    }
    fprintf(file, "shades = %u\n", shades);
}

static void print_marks(const struct timeline_mark *mark, unsigned marks, double factor, FILE *file)
{
    fprintf(file,
            "marks = %u\narray mark[%d]\narray mark_label[%d]\narray mark_row[%d]\narray mark_left[%d]\n"
            "array mark_color[%d]\n",
            marks, MARKS, MARKS, MARKS, MARKS, MARKS);
    for (unsigned i = 0; i < marks; i++) {
        fprintf(file, "mark[%u] = %.12g\nmark_row[%u] = %d\nmark_left[%u] = %d\nmark_color[%u] = %d\n", i + 1,
                mark[i].at * factor, i + 1, mark[i].row, i + 1, mark[i].to_left, i + 1,
                mark[i].kind == EVENT_CONSEQUENCE ? 0
                : mark[i].kind == EVENT_FAILURE   ? 2
                                                  : 1);
        print_item("mark_label", i, mark[i].label, file);
    }
}

/* Room at the right for the names of the curves, as a share of the width. */
static double margin(const struct drawing *d)
{
    size_t longest = 4;
    for (unsigned n = 0; n < d->panels; n++)
        for (unsigned k = 0; k < d->panel[n].curves; k++)
            if (strlen(d->panel[n].curve[k].label) > longest) longest = strlen(d->panel[n].curve[k].label);
    return (d->is_text ? 0.0105 : 0.0085) * ((double)longest + 2);
}

/* What is not written beside a line. */
static void print_note(const struct timeline_result *r, FILE *file)
{
    char text[2 * NAME] = "", share[NUMBER_SIZE];
    bool bad = false;
    for (uint32_t i = 0; i < r->intervals; i++) bad |= r->interval[i].bad > 0.5;
    number_percent(r->scenario->slo.goodput, share);
    if (bad) wording_add(text, sizeof text, "shaded: fewer than %s %% of the requests came back well", share);
    if (r->replications > 1)
        wording_add(text, sizeof text, "%slines: means of %u runs; bands: the middle 80 %% of them",
                    bad ? "; " : "", r->replications);
    print_text("note", text, file);
}

static void print_variables(const struct drawing *d, const struct timeline_mark *mark, unsigned marks,
                            const struct gnuplot *gnuplot)
{
    FILE *file = gnuplot->script;
    const struct timeline_result *r = d->result;
    const struct number_unit unit = timeline_unit(timeline_end(r));
    const struct axis x = { 0, timeline_end(r) * unit.factor, false };
    char label[NAME];
    gnuplot_title(gnuplot, r->scenario->name, r->scenario->question);
    snprintf(label, sizeof label, "time (%s)", unit.name);
    print_text("x_label", label, file);
    axis_print(&x, "x", 10, false, file);
    print_note(r, file);
    fprintf(file, "x_factor = %.17g\nmargin = %.5f\n", unit.factor, margin(d));
    print_marks(mark, marks, unit.factor, file);
    print_shades(r, unit.factor, file);
}

static void set_panels(struct drawing *d, const struct plot_options *options)
{
    add_load(d);
    add_latency(d, options->linear);
    add_utilization(d);
    add_members(d);
    add_backlog(d);
    add_lag(d);
    add_hits(d);
}

bool timeline_plot(const struct timeline_result *r, const struct plot_options *options,
                   struct output_error *error)
{
    struct gnuplot gnuplot;
    struct drawing d = { .result = r };
    struct timeline_mark mark[MARKS];
    int rows;
    if (r->intervals == 0) {
        output_error_set(error, "nothing to draw: the timeline has no interval");
        return false;
    }
    set_panels(&d, options);
    d.is_text =
        !options->output || strcmp(options->output, "-") == 0 ||
        (strlen(options->output) > 4 && strcmp(options->output + strlen(options->output) - 4, ".txt") == 0);
    if (d.is_text) drop_panels(&d, 5);
    const double width =
        d.is_text ? (options->columns ? options->columns : 100) : (options->width ? options->width : WIDTH);
    const double plot = width * (1 - (d.is_text ? 0.08 : 0.075) - margin(&d));
    const unsigned marks =
        timeline_marks(r, (d.is_text ? 1 : 6.4) / plot, d.is_text ? 3 : 7, d.is_text, mark, &rows);
    const double line = d.is_text ? 1 : 16, top = (d.is_text ? 4 : 78) + rows * line;
    const double foot = d.is_text ? 3 : 76, gap = d.is_text ? 1 : 26;
    double height = top + foot + gap * (d.panels - 1);
    for (unsigned n = 0; n < d.panels; n++) height += d.panel[n].pixels;
    if (d.is_text) height = options->rows ? options->rows : 46;
    if (!d.is_text && options->height) height = options->height;
    if (!gnuplot_begin(&gnuplot, "timeline.gp", options, WIDTH, (unsigned)height, error)) return false;
    print_variables(&d, mark, marks, &gnuplot);
    print_panels(&d, height, top, foot, gap, gnuplot.script);
    fprintf(gnuplot.script, "line = %.6f\n", line / height);
    timeline_csv_print(r, gnuplot.data);
    return gnuplot_finish(&gnuplot, error);
}
