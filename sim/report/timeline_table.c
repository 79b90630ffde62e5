#include "sim/report/timeline_table.h"

#include "sim/report/grid.h"
#include "sim/report/number.h"
#include "sim/report/style.h"
#include "sim/report/table.h"
#include "sim/report/terminal.h"
#include "sim/report/timeline_words.h"
#include "sim/report/wording.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SCALED = 2, EVENTS_BETWEEN = 4, EVENT_TEXT = 86 };

/* Where each column is; an absent one is GRID_COLUMNS. */
struct layout {
    const struct timeline_result *result;
    struct number_unit clock, unit;
    struct style style;
    unsigned at, offered, good, error[ERROR_KINDS], p50, p99, members[SCALED], busiest, busy, backlog,
        messages, lag, hits;
    uint32_t scaled, tier[SCALED];
};

static bool some_errors(const struct timeline_result *r, int kind)
{
    for (uint32_t i = 0; i < r->intervals; i++)
        if (r->interval[i].error[kind].value > 0) return true;
    return false;
}

static unsigned column(struct grid *grid, bool wanted, const char *heading, const char *unit,
                       unsigned dispensable)
{
    if (!wanted) return GRID_COLUMNS;
    return grid_column(grid,
                       (struct grid_column){ .heading = heading, .unit = unit, .dispensable = dispensable });
}

static void set_columns(struct layout *l, struct grid *grid)
{
    static const char *const errors[ERROR_KINDS] = { "timeout", "rejected", "oom", "unavail." };
    const struct timeline_result *r = l->result;
    double smallest = INFINITY;
    for (uint32_t i = 0; i < r->intervals; i++)
        if (r->interval[i].percentile[P99].value > 0)
            smallest = fmin(smallest, r->interval[i].percentile[P99].value);
    l->unit = number_time_unit(smallest);
    l->clock = timeline_unit(timeline_end(r));
    l->at = column(grid, true, "from", l->clock.name, 0);
    l->offered = column(grid, true, "offered", "req/s", 0);
    l->good = column(grid, true, "good", "req/s", 0);
    for (int e = 0; e < ERROR_KINDS; e++) l->error[e] = column(grid, some_errors(r, e), errors[e], "1/s", 0);
    l->p50 = column(grid, isfinite(smallest), "p50", l->unit.name, 2);
    l->p99 = column(grid, isfinite(smallest), "p99", l->unit.name, 0);
    l->scaled = timeline_scaled(r, l->tier, SCALED);
    for (uint32_t k = 0; k < l->scaled; k++)
        l->members[k] = column(grid, true, wording_tier(r->network, l->tier[k]), "members", 4);
    l->busiest = grid_column(
        grid, (struct grid_column){ .heading = "busiest", .unit = "", .left = true, .least = 8, .keep = 4 });
    l->busy = grid_column(grid, (struct grid_column){ .heading = "", .unit = "", .glued = true });
    l->backlog = column(grid, timeline_says(r, TIMELINE_BACKLOG), "backlog", "", 0);
    l->messages = column(grid, timeline_says(r, TIMELINE_MESSAGES), "queued", "", 5);
    l->lag = column(grid, timeline_says(r, TIMELINE_LAG), "lag", l->unit.name, 3);
    l->hits = column(grid, timeline_says(r, TIMELINE_HITS), "hits", "%", 1);
}

static void fill(struct grid *grid, unsigned column, double value, int digits)
{
    char figure[NUMBER_SIZE];
    if (column == GRID_COLUMNS) return;
    number_plain(value, digits, figure);
    grid_cell(grid, column, "%s", value == 0 ? "-" : figure);
}

/* 4, and 4.3 where it changes within the interval. */
static void fill_members(struct grid *grid, unsigned column, double members)
{
    fill(grid, column, members, fabs(members - round(members)) < 0.005 ? 1 : 2);
}

/* 12,400 rather than 12,400.0, and 0.5 rather than 0.500. */
static void fill_clock(const struct layout *l, struct grid *grid, double seconds)
{
    char figure[NUMBER_SIZE];
    number_plain(seconds * l->clock.factor, fabs(seconds * l->clock.factor) < 1 ? 2 : 3, figure);
    if (l->clock.factor >= 1 && seconds == floor(seconds)) number_plain(seconds, 1, figure);
    grid_cell(grid, l->at, "%s", figure);
}

static void fill_busiest(const struct layout *l, struct grid *grid, const struct timeline_interval *v)
{
    char name[WORDING_NAME], figure[NUMBER_SIZE];
    if (v->busiest == NETWORK_NONE || isnan(v->utilization[v->busiest].value)) return;
    wording_resource(l->result->network, v->busiest, NETWORK_NONE, name, sizeof name);
    number_percent(v->utilization[v->busiest].value, figure);
    grid_cell(grid, l->busiest, "%s", name);
    grid_cell(grid, l->busy, "%s %%", figure);
}

static void fill_row(const struct layout *l, struct grid *grid, const struct timeline_interval *v)
{
    struct grid_row *row = grid_row(grid);
    if (v->bad > 0.5) row->style = l->style.alarm;
    fill_clock(l, grid, v->at);
    fill(grid, l->offered, v->offered.value, 3);
    fill(grid, l->good, v->goodput.value, 3);
    for (int e = 0; e < ERROR_KINDS; e++) fill(grid, l->error[e], v->error[e].value, 2);
    fill(grid, l->p50, v->percentile[P50].value * l->unit.factor, 3);
    fill(grid, l->p99, v->percentile[P99].value * l->unit.factor, 3);
    for (uint32_t k = 0; k < l->scaled; k++) fill_members(grid, l->members[k], v->members[l->tier[k]].value);
    fill_busiest(l, grid, v);
    fill(grid, l->backlog, round(v->backlog.value), 1);
    fill(grid, l->messages, round(v->messages.value), 1);
    fill(grid, l->lag, v->lag.value * l->unit.factor, 2);
    fill(grid, l->hits, 100 * v->hit_ratio.value, 2);
}

static void fill_event(const struct layout *l, struct grid *grid, const struct timeline_event *e)
{
    static const char mark[] = { [EVENT_PLANNED] = '*', [EVENT_FAILURE] = '!', [EVENT_CONSEQUENCE] = '-' };
    struct grid_row *row = grid_row(grid);
    row->style = e->kind == EVENT_CONSEQUENCE ? l->style.faint : l->style.strong;
    fill_clock(l, grid, e->at);
    const bool fits = grid_length(e->what) <= EVENT_TEXT;
    grid_note(grid, l->offered, "%c %.*s%s", mark[e->kind], fits ? EVENT_TEXT : EVENT_TEXT - 3, e->what,
              fits ? "" : "...");
}

/* Those from *next on that came until `until`. */
static void fill_events(const struct layout *l, struct grid *grid, uint32_t *next, double until)
{
    const struct timeline_result *r = l->result;
    uint32_t shown = 0, left = 0;
    for (; *next < r->events && r->event[*next].at <= until; ++*next) {
        if (r->event[*next].kind != EVENT_CONSEQUENCE || shown < EVENTS_BETWEEN)
            fill_event(l, grid, &r->event[*next]);
        else
            left++;
        shown++;
    }
    if (left == 0) return;
    grid_row(grid)->style = l->style.faint;
    grid_note(grid, l->offered, "- and %u more", left);
}

static uint32_t keep(bool *shown, uint32_t i)
{
    const bool is_new = !shown[i];
    shown[i] = true;
    return is_new;
}

/* The intervals with the highest p99, most backlog, most errors and least goodput. */
static uint32_t keep_extremes(const struct timeline_result *r, bool *shown)
{
    uint32_t best[4] = { 0 }, kept = 0;
    double most[4] = { -INFINITY, -INFINITY, -INFINITY, -INFINITY };
    for (uint32_t i = 0; i < r->intervals; i++) {
        const struct timeline_interval *v = &r->interval[i];
        const double value[] = { v->percentile[P99].value, v->backlog.value, timeline_errors(v),
                                 -v->goodput.value };
        for (int k = 0; k < 4; k++)
            if (value[k] > most[k]) {
                most[k] = value[k];
                best[k] = i;
            }
    }
    for (int k = 0; k < 4; k++) kept += keep(shown, best[k]);
    return kept;
}

static uint32_t keep_around_events(const struct timeline_result *r, bool *shown)
{
    uint32_t kept = 0, i = 0;
    for (uint32_t e = 0; e < r->events; e++) {
        if (r->event[e].kind == EVENT_CONSEQUENCE || r->event[e].at < 0) continue;
        while (i + 1 < r->intervals && r->interval[i + 1].at <= r->event[e].at) i++;
        kept += keep(shown, i);
        if (i > 0) kept += keep(shown, i - 1);
    }
    return kept;
}

static uint32_t widest_gap(const bool *shown, uint32_t count)
{
    uint32_t last = 0, middle = 0, widest = 1;
    for (uint32_t i = 1; i < count; i++) {
        if (!shown[i]) continue;
        if (i - last > widest) {
            widest = i - last;
            middle = last + widest / 2;
        }
        last = i;
    }
    return middle;
}

uint32_t timeline_thin(const struct timeline_result *r, uint32_t most, bool *shown)
{
    const uint32_t n = r->intervals;
    memset(shown, n <= most, n * sizeof *shown);
    if (n <= most) return n;
    shown[0] = shown[n - 1] = true;
    uint32_t kept = 2 + keep_extremes(r, shown);
    kept += keep_around_events(r, shown);
    if (kept > most) { /* more happens than there is room for: every so many-th */
        memset(shown, 0, n * sizeof *shown);
        kept = 0;
        for (uint32_t k = 0; k < most; k++) kept += keep(shown, (uint32_t)((double)k * (n - 1) / (most - 1)));
    }
    for (; kept < most; kept++) shown[widest_gap(shown, n)] = true;
    return kept;
}

static void print_header(const struct timeline_result *r, unsigned width, const struct style *style,
                         FILE *file)
{
    const char *path = r->scenario->file ? r->scenario->file : "";
    const unsigned used = grid_length(r->scenario->name) + grid_length(path);
    fprintf(file, "%s%s%s", style->strong, r->scenario->name, style->off);
    if (used + 2 <= width)
        fprintf(file, "%*s%s%s%s\n", (int)(width - used), "", style->faint, path, style->off);
    else
        fprintf(file, "\n%s%s%s\n", style->faint, path, style->off);
    if (r->scenario->question) wording_wrap(r->scenario->question, 0, terminal_width(file), file);
    fputc('\n', file);
}

void timeline_table_print(const struct timeline_result *r, bool availability, bool color, FILE *file)
{
    struct grid grid = { 0 };
    struct layout l = { .result = r, .style = style_of(color) };
    bool *shown = calloc(r->intervals + 1, sizeof *shown);
    uint32_t next = 0;
    if (!shown) abort();
    const uint32_t rows = timeline_thin(r, TIMELINE_ROWS, shown);
    set_columns(&l, &grid);
    for (uint32_t i = 0; i < r->intervals; i++) {
        if (!shown[i]) continue;
        fill_events(&l, &grid, &next, r->interval[i].at);
        fill_row(&l, &grid, &r->interval[i]);
    }
    if (grid.rows > 0) fill_events(&l, &grid, &next, INFINITY);
    const unsigned width = grid_fit(&grid, terminal_width(file));
    print_header(r, width > 76 ? width : 76, &l.style, file);
    if (grid.rows > 0) grid_print(&grid, l.style.faint, l.style.off, file);
    if (rows < r->intervals) fprintf(file, "  %u of %u intervals; --csv has all\n", rows, r->intervals);
    fputc('\n', file);
    grid_finish(&grid);
    free(shown);
    timeline_verdict_print(r, availability, color, file);
}
