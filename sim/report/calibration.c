#include "sim/report/calibration.h"

#include "sim/report/grid.h"
#include "sim/report/number.h"
#include "sim/report/style.h"
#include "sim/report/table.h"
#include "sim/report/terminal.h"
#include "sim/report/wording.h"
#include "sim/report/writer.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>

enum { INDENT = 8 };

static const char *const statuses[] = { "written", "compared", "nothing to scale", "too few points" };

void calibration_remark(struct calibration *c, const char *format, ...)
{
    va_list arguments;
    c->remark = reallocarray(c->remark, c->remarks + 1, sizeof *c->remark);
    if (!c->remark) abort();
    va_start(arguments, format);
    vsnprintf(c->remark[c->remarks++], CALIBRATION_REMARK, format, arguments);
    va_end(arguments);
}

static void cell(struct grid *grid, unsigned column, double value)
{
    char figure[NUMBER_SIZE];
    number_plain(value, 3, figure);
    grid_cell(grid, column, "%s", figure);
}

/* The estimate with as many digits as its error deserves. */
static void put_value(struct grid *grid, double value, double se)
{
    char figure[NUMBER_SIZE];
    number_estimate(value, se, figure);
    grid_cell(grid, 1, "%s", figure);
    if (isfinite(se)) {
        number_rounded(se, 2, figure);
        grid_cell(grid, 2, "+-%s", figure);
    }
}

static void put_r2(struct grid *grid, double r2)
{
    if (isnan(r2))
        grid_cell(grid, 3, "-");
    else
        grid_cell(grid, 3, "%.3f", fabs(r2) < 0.0005 ? 0 : r2);
}

static void put_estimate(struct grid *grid, const struct estimate *e)
{
    grid_row(grid);
    grid_cell(grid, 0, "%s", e->resource);
    if (e->status == ESTIMATE_NONE) {
        grid_note(grid, 1, "  %s", statuses[e->status]);
        return;
    }
    put_value(grid, 1e3 * e->demand, 1e3 * e->demand_se);
    put_r2(grid, e->r2);
    grid_cell(grid, 4, "%zu", e->points);
    cell(grid, 5, 1e3 * e->before);
    if (e->status == ESTIMATE_WRITTEN)
        cell(grid, 6, e->factor);
    else
        grid_cell(grid, 6, "%s", e->status == ESTIMATE_COMPARED ? "kept" : "-");
}

static void put_delay(struct grid *grid, const struct delay_estimate *d)
{
    if (!d->measured) return;
    grid_row(grid);
    grid_cell(grid, 0, "delay");
    if (!d->found) {
        grid_note(grid, 1, "  not told: see below");
        return;
    }
    put_value(grid, 1e3 * d->value, 1e3 * d->se);
    put_r2(grid, d->r2);
    grid_cell(grid, 4, "%zu", d->points);
    cell(grid, 5, 1e3 * d->before);
}

static void say(const struct style *style, const char *label, const char *text, FILE *file)
{
    fprintf(file, "%s%-*s%s", style->strong, INDENT, label, style->off);
    wording_wrap(text, INDENT, terminal_width(file), file);
}

static void say_saturation(const struct calibration *c, const struct style *style, FILE *file)
{
    char rate[NUMBER_SIZE], before[NUMBER_SIZE], text[WORDING_TEXT];
    if (!c->bottleneck) return;
    number_rounded(c->saturation, 3, rate);
    number_rounded(c->saturation_before, 3, before);
    snprintf(text, sizeof text, "at %s req/s %s is busy all the time (before: at %s)", rate, c->bottleneck,
             before);
    say(style, "full", text, file);
}

static void print_grid(const struct calibration *c, const struct style *style, FILE *file)
{
    struct grid grid = { 0 };
    grid_column(&grid, (struct grid_column){ .heading = "estimate", .unit = "", .left = true });
    grid_column(&grid, (struct grid_column){ .heading = "demand", .unit = "ms/req" });
    grid_column(&grid, (struct grid_column){ .heading = "se", .unit = "", .glued = true, .left = true });
    grid_column(&grid, (struct grid_column){ .heading = "R2", .unit = "" });
    grid_column(&grid, (struct grid_column){ .heading = "points", .unit = "" });
    grid_column(&grid, (struct grid_column){ .heading = "before", .unit = "ms/req" });
    grid_column(&grid, (struct grid_column){ .heading = "scaled", .unit = "by" });
    for (unsigned i = 0; i < c->estimates; i++) put_estimate(&grid, &c->estimate[i]);
    put_delay(&grid, &c->delay);
    grid_fit(&grid, terminal_width(file));
    grid_print(&grid, style->faint, style->off, file);
    grid_finish(&grid);
}

void calibration_table(const struct calibration *c, bool color, FILE *file)
{
    const struct style style = style_of(color);
    char least[NUMBER_SIZE], most[NUMBER_SIZE];
    number_rounded(c->least, 3, least);
    number_rounded(c->most, 3, most);
    fprintf(file, "%s%s%s\n", style.strong, c->name, style.off);
    fprintf(file, "%s by %s: %zu measurements, %s to %s requests/s\n\n", c->scenario, c->measurements,
            c->rows, least, most);
    print_grid(c, &style, file);
    fputc('\n', file);
    say_saturation(c, &style, file);
    if (c->delay.found)
        say(&style, "delay",
            c->delay.by_little
                ? "what the demands leave of concurrency / throughput (Little's law), as network.client_rtt"
                : "what the demands leave of the measured latency, as network.client_rtt",
            file);
    for (unsigned i = 0; i < c->remarks; i++) say(&style, "mind", c->remark[i], file);
    if (c->patch) {
        char text[WORDING_TEXT];
        snprintf(text, sizeof text, "kneewall run %s", c->patch);
        say(&style, "next", text, file);
    }
}

static void json_estimate(struct writer *w, const struct estimate *e)
{
    writer_open(w, NULL, '{');
    writer_text(w, "resource", e->resource);
    writer_number(w, "demand_s", e->demand);
    writer_number(w, "se", e->demand_se);
    writer_number(w, "r2", e->r2);
    writer_integer(w, "points", e->points);
    writer_number(w, "before_s", e->before);
    writer_number(w, "factor", e->factor);
    writer_text(w, "status", statuses[e->status]);
    writer_open_short(w, "background", '{');
    writer_number(w, "utilization", e->background);
    writer_number(w, "se", e->background_se);
    writer_number(w, "demand_s", e->free_demand);
    writer_close(w, '}');
    writer_close(w, '}');
}

static void json_delay(struct writer *w, const struct delay_estimate *d)
{
    if (!d->measured) {
        writer_null(w, "delay");
        return;
    }
    writer_open(w, "delay", '{');
    writer_number(w, "client_rtt_s", d->found ? d->value : NAN);
    writer_number(w, "se", d->found ? d->se : NAN);
    writer_number(w, "r2", d->found ? d->r2 : NAN);
    writer_integer(w, "points", d->points);
    writer_number(w, "before_s", d->before);
    writer_text(w, "why_not", d->why_not);
    writer_close(w, '}');
}

void calibration_json(const struct calibration *c, FILE *file)
{
    struct writer w;
    writer_init(&w, file);
    writer_open(&w, NULL, '{');
    writer_text(&w, "kneewall", KNEEWALL_VERSION);
    writer_text(&w, "scenario", c->scenario);
    writer_text(&w, "measurements", c->measurements);
    writer_text(&w, "patch", c->patch);
    writer_integer(&w, "rows", c->rows);
    writer_open(&w, "estimates", '[');
    for (unsigned i = 0; i < c->estimates; i++) json_estimate(&w, &c->estimate[i]);
    writer_close(&w, ']');
    json_delay(&w, &c->delay);
    writer_open_short(&w, "saturation", '{');
    writer_number(&w, "rps", c->saturation);
    writer_number(&w, "before_rps", c->saturation_before);
    writer_text(&w, "resource", c->bottleneck);
    writer_close(&w, '}');
    writer_open(&w, "warnings", '[');
    for (unsigned i = 0; i < c->remarks; i++) writer_text(&w, NULL, c->remark[i]);
    writer_close(&w, ']');
    writer_close(&w, '}');
}
