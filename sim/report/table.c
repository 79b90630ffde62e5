#include "sim/report/table.h"

#include "sim/report/grid.h"
#include "sim/report/number.h"
#include "sim/report/style.h"
#include "sim/report/terminal.h"
#include "sim/report/verdict.h"
#include "sim/report/wording.h"
#include "sim/study/moment.h"

#include <math.h>
#include <string.h>

/* What the whole column has in common, and where each column is; an absent one is GRID_COLUMNS. */
struct points_table {
    const struct scenario_result *result;
    struct number_unit unit;
    double users_per_rps; /* NAN: not said */
    double users_scale;   /* 1 or a million */
    bool closed;
    unsigned load, users, good, mean, p50, p95, p99, precision, busiest, busy, errors;
};

static void choose_units(struct points_table *t)
{
    double smallest = INFINITY, most = 0;
    for (uint32_t i = 0; i < t->result->points; i++) {
        const struct point_result *p = &t->result->point[i];
        double shown[] = { p->latency.mean.value, p->latency.percentile[P50].value };
        for (int k = 0; k < 2; k++)
            if (p->stable && shown[k] > 0) smallest = fmin(smallest, shown[k]);
        most = fmax(most, p->offered * t->users_per_rps);
        t->closed = t->closed || p->population > 0;
    }
    t->unit = number_time_unit(smallest);
    t->users_scale = most >= 1e7 ? 1e6 : 1;
}

static void set_columns(struct points_table *t, struct grid *grid)
{
    const char *unit = t->unit.name;
    bool users = !t->closed && isfinite(t->users_per_rps);
    t->load = grid_column(grid, (struct grid_column){ .heading = t->closed ? "clients" : "offered",
                                                      .unit = t->closed ? "" : "req/s" });
    t->users = GRID_COLUMNS;
    if (users)
        t->users = grid_column(grid, (struct grid_column){ .heading = "users",
                                                           .unit = t->users_scale > 1 ? "million" : "",
                                                           .dispensable = 2 });
    t->good = grid_column(grid, (struct grid_column){ .heading = "good", .unit = "req/s" });
    t->mean = grid_column(grid, (struct grid_column){ .heading = "mean", .unit = unit });
    t->p50 = grid_column(grid, (struct grid_column){ .heading = "p50", .unit = unit });
    t->p95 = grid_column(grid, (struct grid_column){ .heading = "p95", .unit = unit, .dispensable = 1 });
    t->p99 = grid_column(grid, (struct grid_column){ .heading = "p99", .unit = unit });
    t->precision =
        grid_column(grid, (struct grid_column){ .heading = "", .unit = "", .left = true, .glued = true });
    t->busiest = grid_column(
        grid, (struct grid_column){ .heading = "busiest", .unit = "", .left = true, .least = 10, .keep = 4 });
    t->busy = grid_column(grid, (struct grid_column){ .heading = "", .unit = "", .glued = true });
    t->errors = grid_column(grid, (struct grid_column){ .heading = "errors", .unit = "" });
}

static void fill_time(const struct points_table *t, struct grid *grid, unsigned column, double seconds)
{
    char figure[NUMBER_SIZE];
    number_plain(seconds * t->unit.factor, 3, figure);
    grid_cell(grid, column, "%s", figure);
}

static void fill_precision(const struct points_table *t, struct grid *grid, const struct point_result *p)
{
    double half = interval_relative_halfwidth(&p->latency.percentile[P99]);
    const char *mark = p->converged ? "" : " *";
    if (isnan(p->latency.percentile[P99].value)) return;
    if (!isfinite(half))
        grid_cell(grid, t->precision, "+-?%s", mark);
    else
        grid_cell(grid, t->precision, half < 0.00995 ? "+-%.1f %%%s" : "+-%.0f %%%s", 100 * half, mark);
}

static void fill_busiest(const struct points_table *t, struct grid *grid, const struct point_result *p)
{
    const struct network *network = t->result->network;
    const struct resource_result *r = wording_busiest(network, p);
    char name[WORDING_NAME], figure[NUMBER_SIZE];
    if (!r) return;
    wording_resource(network, r->resource, wording_member(network, r), name, sizeof name);
    number_percent(wording_busy(network, r), figure);
    grid_cell(grid, t->busiest, "%s", name);
    grid_cell(grid, t->busy, "%s %%", figure);
}

/* "1,710" and not "1,710.0": the loads of a sweep are often round. */
static void fill_rate(struct grid *grid, unsigned column, double rate)
{
    char figure[NUMBER_SIZE];
    number_plain(rate, 3, figure);
    if (rate == floor(rate) && rate < 1e9) number_plain(rate, 1, figure);
    grid_cell(grid, column, "%s", figure);
}

static void fill_growth(const struct points_table *t, struct grid *grid, const struct point_result *p)
{
    char growth[NUMBER_SIZE];
    number_rounded(p->growth, 2, growth);
    if (p->growth > 0)
        grid_note(grid, t->mean, "no steady state: the backlog grows by %s %s a second", growth,
                  wording_backlog(t->result->network));
    else
        grid_note(grid, t->mean, "no steady state");
}

static void fill_row(const struct points_table *t, struct grid *grid, const struct point_result *p)
{
    char figure[NUMBER_SIZE];
    grid_row(grid);
    fill_rate(grid, t->load, t->closed ? p->population : p->offered);
    fill_rate(grid, t->good, p->goodput);
    if (t->users < GRID_COLUMNS) {
        number_rounded(p->offered * t->users_per_rps / t->users_scale, 3, figure);
        grid_cell(grid, t->users, "%s", figure);
    }
    if (!p->stable) {
        fill_growth(t, grid, p);
        return;
    }
    fill_time(t, grid, t->mean, p->latency.mean.value);
    fill_time(t, grid, t->p50, p->latency.percentile[P50].value);
    fill_time(t, grid, t->p95, p->latency.percentile[P95].value);
    fill_time(t, grid, t->p99, p->latency.percentile[P99].value);
    fill_precision(t, grid, p);
    fill_busiest(t, grid, p);
    number_percent(p->error_ratio, figure);
    if (p->error_ratio > 0)
        grid_cell(grid, t->errors, "%s %%", figure);
    else
        grid_cell(grid, t->errors, "-");
}

static void print_header(const struct scenario_result *result, unsigned width, const struct style *style,
                         FILE *file)
{
    char name[2 * WORDING_NAME];
    wording_name(result, name, sizeof name);
    const char *path = result->scenario->file ? result->scenario->file : "";
    unsigned used = grid_length(name) + grid_length(path);
    fprintf(file, "%s%s%s", style->strong, name, style->off);
    if (used + 2 <= width)
        fprintf(file, "%*s%s%s%s\n", (int)(width - used), "", style->faint, path, style->off);
    else
        fprintf(file, "\n%s%s%s\n", style->faint, path, style->off);
    if (result->scenario->question) wording_wrap(result->scenario->question, 0, terminal_width(file), file);
}

static void print_ran_away(const struct point_result *p, FILE *file)
{
    char rate[NUMBER_SIZE];
    if (!p->ran_away) return;
    number_plain(p->offered, 0, rate);
    fprintf(file,
            "    at %s req/s %u of %u replications ran away: the figures depend on how long one looks\n",
            rate, p->ran_away, p->replications);
}

void table_print(const struct scenario_result *result, bool color, FILE *file)
{
    struct style style = style_of(color);
    struct grid grid = { 0 };
    struct points_table t = { .result = result, .users_per_rps = result->scenario->load.users_per_rps };
    bool marked = false;
    choose_units(&t);
    set_columns(&t, &grid);
    for (uint32_t i = 0; i < result->points; i++) {
        const struct point_result *p = &result->point[i];
        fill_row(&t, &grid, p);
        if (!p->stable) grid.row[i].style = style.alarm;
        marked = marked || (p->stable && !p->converged);
    }
    unsigned width = grid_fit(&grid, terminal_width(file));
    print_header(result, width > 76 ? width : 76, &style, file);
    fputc('\n', file);
    if (result->points > 0) {
        grid_print(&grid, style.faint, style.off, file);
        if (marked)
            fprintf(file, "  * the asked precision of %.3g %% was not reached\n", 100 * result->precision);
        for (uint32_t i = 0; i < result->points; i++) print_ran_away(&result->point[i], file);
        if (marked && !moment_has_variance(result->network))
            fputs("    for the mean it cannot be: a tail this heavy (Pareto) gives latency no variance\n",
                  file);
        fputc('\n', file);
    }
    grid_finish(&grid);
    verdict_print(result, color, terminal_width(file), file);
}
