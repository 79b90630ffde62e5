#include "sim/report/grid.h"
#include "sim/report/loads.h"
#include "sim/report/number.h"
#include "sim/report/style.h"
#include "sim/report/table.h"
#include "sim/report/terminal.h"
#include "sim/report/wording.h"

#include <math.h>
#include <string.h>

/* What each row needs, taken from the results first so that units are chosen by the column. */
struct compared {
    const struct scenario_result *result;
    double wall, users, p50, p99; /* NAN where there is none */
};

struct comparison_table {
    struct number_unit unit;
    double users_scale;
    size_t prefix; /* of `set`, which all rows share and the heading shows; 0: rows are named in full */
    char heading[GRID_CELL];
    unsigned name, wall, users, resource, next, p50, p99, hour, million, factor;
};

static struct compared compare(const struct scenario_result *result)
{
    struct compared row = { result, NAN, NAN, NAN, NAN };
    if (result->wall.status != WALL_FOUND) return row;
    struct loads loads;
    loads_init(&loads, result);
    row.wall = result->wall.rate.value;
    row.users = result->wall.users;
    row.p50 = loads_percentile(&loads, P50, row.wall / 2);
    row.p99 = loads_percentile(&loads, P99, row.wall / 2);
    loads_finish(&loads);
    return row;
}

/* One scenario under one varied path: its rows are told apart by the value alone. */
static size_t common_set(const struct study_result *study, char heading[GRID_CELL])
{
    const char *first = study->scenario[0].set, *equals = first ? strchr(first, '=') : NULL;
    snprintf(heading, GRID_CELL, "scenario");
    if (!equals || strchr(first, '\n')) return 0;
    size_t length = (size_t)(equals - first) + 1;
    for (uint32_t i = 0; i < study->scenarios; i++) {
        const struct scenario_result *s = &study->scenario[i];
        if (!s->set || strncmp(s->set, first, length) != 0) return 0;
        if (strcmp(s->scenario->name, study->scenario[0].scenario->name) != 0) return 0;
    }
    snprintf(heading, GRID_CELL, "%.*s", (int)(length - 1), first);
    return length;
}

static void set_columns(struct comparison_table *t, struct grid *grid, bool users, bool cost)
{
    const char *unit = t->unit.name;
    bool left = t->prefix == 0;
    t->name = grid_column(
        grid, (struct grid_column){ .heading = t->heading, .unit = "", .left = left, .least = 14 });
    t->wall = grid_column(grid, (struct grid_column){ .heading = "wall", .unit = "req/s" });
    t->users = t->hour = t->million = GRID_COLUMNS;
    if (users)
        t->users = grid_column(
            grid, (struct grid_column){ .heading = t->users_scale > 1 ? "million" : "", .unit = "users" });
    t->factor = grid_column(grid, (struct grid_column){ .heading = "times", .unit = "above" });
    t->resource = grid_column(
        grid,
        (struct grid_column){ .heading = "which is", .unit = "", .left = true, .least = 10, .keep = 4 });
    t->next = grid_column(
        grid,
        (struct grid_column){ .heading = "behind it", .unit = "", .left = true, .least = 10, .keep = 4 });
    t->p50 = grid_column(grid, (struct grid_column){ .heading = "p50", .unit = unit });
    t->p99 = grid_column(grid, (struct grid_column){ .heading = "p99", .unit = unit });
    if (!cost) return;
    t->hour = grid_column(grid, (struct grid_column){ .heading = "usd", .unit = "per h" });
    t->million = grid_column(grid, (struct grid_column){ .heading = "usd", .unit = "per M" });
}

static void fill_factor(const struct comparison_table *t, struct grid *grid, double wall, double above)
{
    char figure[NUMBER_SIZE];
    if (!(wall > 0) || !(above > 0)) return;
    number_plain(wall / above, wall / above < 10 ? 3 : 2, figure);
    grid_cell(grid, t->factor, "x %s", figure);
}

static void fill_wall(const struct comparison_table *t, struct grid *grid, const struct compared *row)
{
    const struct wall_result *wall = &row->result->wall;
    const struct network *network = row->result->network;
    char figure[NUMBER_SIZE], name[WORDING_NAME];
    number_estimate(row->wall, (wall->rate.high - wall->rate.low) / 2, figure);
    grid_cell(grid, t->wall, "%s", figure);
    if (t->users < GRID_COLUMNS) {
        number_rounded(row->users / t->users_scale, 3, figure);
        grid_cell(grid, t->users, "%s", figure);
    }
    wording_wall(row->result, name, sizeof name);
    grid_cell(grid, t->resource, "%s", wall->resource == NETWORK_NONE ? "-" : name);
    wording_resource(network, wall->next_resource, NETWORK_NONE, name, sizeof name);
    grid_cell(grid, t->next, "%s", wall->next_resource == NETWORK_NONE ? "-" : name);
    number_plain(row->p50 * t->unit.factor, 3, figure);
    grid_cell(grid, t->p50, "%s", figure);
    number_plain(row->p99 * t->unit.factor, 3, figure);
    grid_cell(grid, t->p99, "%s", figure);
}

static void fill_row(const struct comparison_table *t, struct grid *grid, const struct compared *row,
                     double above)
{
    const struct scenario_result *result = row->result;
    char figure[NUMBER_SIZE], name[2 * WORDING_NAME];
    wording_name(result, name, sizeof name);
    grid_row(grid);
    grid_cell(grid, t->name, "%s", t->prefix ? result->set + t->prefix : name);
    if (t->hour < GRID_COLUMNS) {
        number_money(result->usd_per_h, figure);
        grid_cell(grid, t->hour, "%s", figure);
        number_money(result->usd_per_million, figure);
        grid_cell(grid, t->million, "%s", figure);
    }
    number_estimate(result->wall.rate.value, NAN, figure);
    switch (result->wall.status) {
    case WALL_FOUND:
        fill_wall(t, grid, row);
        fill_factor(t, grid, row->wall, above);
        break;
    case WALL_BEYOND: grid_note(grid, t->wall, "beyond %s req/s, the heaviest load tried", figure); break;
    case WALL_BELOW:
        grid_note(grid, t->wall, "below %s req/s: the lightest load breaks the SLO", figure);
        break;
    case WALL_NONE: grid_note(grid, t->wall, "not looked for: the load is closed"); break;
    }
}

static void choose_units(struct comparison_table *t, const struct study_result *study, bool *users,
                         bool *cost)
{
    double smallest = INFINITY, most = 0;
    for (uint32_t i = 0; i < study->scenarios; i++) {
        struct compared row = compare(&study->scenario[i]);
        if (row.p50 > 0) smallest = fmin(smallest, row.p50);
        if (isfinite(row.users)) most = fmax(most, row.users);
        *cost = *cost || row.result->usd_per_h > 0;
    }
    *users = most > 0;
    t->users_scale = most >= 1e8 ? 1e6 : 1;
    t->unit = number_time_unit(smallest);
}

void comparison_print(const struct study_result *study, bool color, FILE *file)
{
    if (study->scenarios < 2) return;
    struct style style = style_of(color);
    struct grid grid = { 0 };
    struct comparison_table t = { 0 };
    bool users = false, cost = false;
    double above = NAN;
    t.prefix = common_set(study, t.heading);
    choose_units(&t, study, &users, &cost);
    set_columns(&t, &grid, users, cost);
    for (uint32_t i = 0; i < study->scenarios; i++) {
        struct compared row = compare(&study->scenario[i]);
        fill_row(&t, &grid, &row, above);
        above = row.wall;
    }
    grid_fit(&grid, terminal_width(file));
    fprintf(file, "%sWhere the walls are%s; latencies at half of each wall%s\n\n", style.strong, style.off,
            cost ? ", cost an hour and a million requests at the wall" : "");
    grid_print(&grid, style.faint, style.off, file);
    grid_finish(&grid);
}
