#include "sim/command/sensitivity_print.h"

#include "sim/report/grid.h"
#include "sim/report/json_point.h"
#include "sim/report/number.h"
#include "sim/report/style.h"
#include "sim/report/table.h"
#include "sim/report/terminal.h"
#include "sim/report/wording.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HALF_BAR = 8 };

static double change_of(const struct sensitive *x, int side, double wall)
{
    return isnan(x->wall[side]) ? NAN : x->wall[side] / wall - 1;
}

/* "+9.1 %"; nothing where there is no value. */
static void signed_percent(double ratio, char text[NUMBER_SIZE])
{
    char figure[NUMBER_SIZE];
    *text = '\0';
    if (isnan(ratio)) return;
    number_percent(fabs(ratio), figure);
    snprintf(text, NUMBER_SIZE, fabs(ratio) < 1e-5 ? "0 %%" : "%c%.20s %%", ratio < 0 ? '-' : '+', figure);
}

/* From the middle as far down and up as the wall moves. */
static void draw(const struct sensitive *x, double wall, double longest, char bar[2 * HALF_BAR + 2])
{
    double down = 0, up = 0;
    for (int side = 0; side < SENSITIVITY_SIDES; side++) {
        const double change = change_of(x, side, wall);
        if (change < 0) down = fmax(down, -change);
        if (change > 0) up = fmax(up, change);
    }
    const int left = (int)round(HALF_BAR * down / longest), right = (int)round(HALF_BAR * up / longest);
    memset(bar, ' ', 2 * HALF_BAR + 1);
    memset(bar + HALF_BAR - left, '#', (size_t)left);
    bar[HALF_BAR] = '|';
    memset(bar + HALF_BAR + 1, '#', (size_t)right);
    bar[HALF_BAR + 1 + right] = '\0';
}

static double longest_of(const struct sensitivity *f)
{
    double longest = 0;
    for (uint32_t i = 0; i < f->count; i++)
        for (int side = 0; side < SENSITIVITY_SIDES; side++) {
            const double change = change_of(&f->sensitive[i], side, f->wall);
            if (fabs(change) > longest) longest = fabs(change);
        }
    return longest;
}

static void print_tornado(const struct sensitivity *f, uint32_t rows, const struct style *style, FILE *file)
{
    struct grid grid = { 0 };
    const unsigned path =
        grid_column(&grid, (struct grid_column){ .heading = "number", .unit = "", .left = true });
    const unsigned is = grid_column(&grid, (struct grid_column){ .heading = "is", .unit = "" });
    unsigned value[SENSITIVITY_SIDES], wall[SENSITIVITY_SIDES];
    for (int side = 0; side < SENSITIVITY_SIDES; side++) {
        value[side] = grid_column(
            &grid, (struct grid_column){ .heading = side == SENSITIVITY_LESS ? "less" : "more", .unit = "" });
        wall[side] = grid_column(&grid, (struct grid_column){ .heading = "wall", .unit = "" });
    }
    const unsigned bar = grid_column(
        &grid, (struct grid_column){
                   .heading = "the wall moves", .unit = "  down | up", .left = true, .dispensable = 1 });
    const double longest = longest_of(f);
    for (uint32_t i = 0; i < rows; i++) {
        const struct sensitive *x = &f->sensitive[i];
        char text[NUMBER_SIZE], drawn[2 * HALF_BAR + 2];
        grid_row(&grid);
        grid_cell(&grid, path, "%s", x->path);
        grid_cell(&grid, is, "%s", x->was);
        for (int side = 0; side < SENSITIVITY_SIDES; side++) {
            signed_percent(change_of(x, side, f->wall), text);
            grid_cell(&grid, value[side], "%s", x->value[side]);
            grid_cell(&grid, wall[side], "%s", text);
        }
        draw(x, f->wall, longest, drawn);
        grid_cell(&grid, bar, "%s", drawn);
    }
    grid_fit(&grid, terminal_width(file));
    grid_print(&grid, style->faint, style->off, file);
    grid_finish(&grid);
}

static void print_simulated(const struct sensitivity_report *r, FILE *file)
{
    char wall[NUMBER_SIZE], half[NUMBER_SIZE], change[NUMBER_SIZE];
    const struct interval *rate = &r->simulated.rate;
    if (r->simulated.status != WALL_FOUND) {
        if (r->simulated.status != WALL_NONE) fputs("\nby simulation no wall was found\n", file);
        return;
    }
    number_estimate(rate->value, (rate->high - rate->low) / 2, wall);
    number_rounded((rate->high - rate->low) / 2, 2, half);
    fprintf(file, "\nby simulation the wall is at %s +-%s req/s; with common random numbers:\n", wall, half);
    for (uint32_t i = 0; i < SENSITIVITY_SIDES * r->moved_numbers; i++) {
        const struct sensitive *x = &r->found.sensitive[i / SENSITIVITY_SIDES];
        const int side = (int)(i % SENSITIVITY_SIDES);
        const struct interval *gain = &r->moved[i].gain;
        if (!*x->value[side]) continue;
        fprintf(file, "  %s=%s: ", x->path, x->value[side]);
        if (isnan(gain->value)) {
            fputs("no wall was found\n", file);
            continue;
        }
        signed_percent(gain->value - 1, change);
        number_estimate(r->moved[i].rate.value, (r->moved[i].rate.high - r->moved[i].rate.low) / 2, wall);
        fprintf(file, "%s req/s, %s", wall, change);
        number_rounded(50 * (gain->high - gain->low), 2, half);
        if (isfinite(gain->high - gain->low)) fprintf(file, " +-%s", half);
        fputc('\n', file);
    }
}

/* What those who run the system decide, not those who use it. */
static bool is_ours(const char *path)
{
    return strncmp(path, "machines.", 9) == 0 || strncmp(path, "hosts.", 6) == 0 ||
           strncmp(path, "tiers.", 6) == 0;
}

/* The change that raises the wall most, of what is ours if that has any. */
static void print_try(const struct sensitivity *f, const char *scenario, FILE *file)
{
    const struct sensitive *best = NULL;
    int side = 0;
    for (int ours = 1; ours >= 0 && !best; ours--) {
        double most = f->wall;
        for (uint32_t i = 0; i < f->count; i++)
            for (int k = 0; k < SENSITIVITY_SIDES; k++) {
                const struct sensitive *x = &f->sensitive[i];
                if (!*x->value[k] || !(x->wall[k] > most) || (ours && !is_ours(x->path))) continue;
                most = x->wall[k];
                best = x;
                side = k;
            }
    }
    if (best)
        fprintf(file, "\ntry    kneewall run %s --set %s=%s\n", scenario ? scenario : "FILE", best->path,
                best->value[side]);
}

/* Requests may be turned away or given up: the analysis knows nothing of that. */
static bool may_fail(const struct scenario *s)
{
    bool fails = false;
    for (uint32_t i = 0; i < s->tiers; i++)
        fails |= isfinite(s->tier[i].threads) && isfinite(s->tier[i].queue_max);
    for (uint32_t i = 0; i < s->classes; i++) fails |= isfinite(s->class[i].patience.timeout);
    return fails;
}

void sensitivity_table(const struct sensitivity_report *r, uint32_t most, bool color, FILE *file)
{
    const struct style style = style_of(color);
    const struct sensitivity *f = &r->found;
    const struct scenario *s = r->item->scenario;
    char wall[NUMBER_SIZE];
    fprintf(file, "%s%s%s  %s%s%s%s%s\n", style.strong, s->name ? s->name : "", style.off, style.faint,
            s->file ? s->file : "", r->item->set ? ", " : "", r->item->set ? r->item->set : "", style.off);
    if (f->count == 0) {
        fputs("By analysis no number makes a difference: the objective is broken without any load, or "
              "nothing is "
              "limited.\n",
              file);
        return;
    }
    number_rounded(f->wall, 3, wall);
    char text[WORDING_TEXT];
    snprintf(
        text, sizeof text,
        "By analysis, about: the wall is at %s req/s%s. Each number a tenth less and more (or one step), the "
        "others as they are:",
        wall, may_fail(s) ? " if nobody is turned away or gives up (that takes --simulate)" : "");
    wording_wrap(text, 0, terminal_width(file), file);
    fputc('\n', file);
    const uint32_t rows = f->count < most ? f->count : most;
    print_tornado(f, rows, &style, file);
    if (rows < f->count) fprintf(file, "  and %u more that move it less (--json has all)\n", f->count - rows);
    print_simulated(r, file);
    print_try(f, s->file, file);
}

static void put_moved(struct writer *w, const struct moved_wall *m)
{
    writer_open(w, "simulated", '{');
    writer_number(w, "rps", m->rate.value);
    json_ci(w, &m->rate);
    writer_number(w, "gain", m->gain.value);
    json_ends(w, "gain_ci", &m->gain);
    writer_number(w, "correlation", m->status == WALL_FOUND ? m->correlation : NAN);
    writer_close(w, '}');
}

static void put_side(struct writer *w, const struct sensitivity_report *r, uint32_t i, int side)
{
    const struct sensitive *x = &r->found.sensitive[i];
    const char *key = side == SENSITIVITY_LESS ? "less" : "more";
    if (!*x->value[side]) {
        writer_null(w, key);
        return;
    }
    writer_open(w, key, '{');
    writer_number(w, "value", strtod(x->value[side], NULL));
    writer_number(w, "wall_rps", x->wall[side]);
    writer_number(w, "change", change_of(x, side, r->found.wall));
    if (i < r->moved_numbers)
        put_moved(w, &r->moved[SENSITIVITY_SIDES * i + (uint32_t)side]);
    else
        writer_null(w, "simulated");
    writer_close(w, '}');
}

static void put_report(struct writer *w, const struct sensitivity_report *r)
{
    const struct sensitivity *f = &r->found;
    writer_open(w, NULL, '{');
    writer_text(w, "name", r->item->scenario->name);
    writer_text(w, "file", r->item->scenario->file);
    writer_text(w, "set", r->item->set);
    writer_number(w, "wall_rps", f->wall);
    writer_number(w, "saturation_rps", f->saturation);
    if (r->simulated.status == WALL_FOUND) {
        writer_open_short(w, "simulated", '{');
        writer_number(w, "rps", r->simulated.rate.value);
        json_ci(w, &r->simulated.rate);
        writer_close(w, '}');
    } else
        writer_null(w, "simulated");
    writer_integer(w, "tried", f->tried);
    writer_open(w, "sensitivity", '[');
    for (uint32_t i = 0; i < f->count; i++) {
        writer_open(w, NULL, '{');
        writer_text(w, "path", f->sensitive[i].path);
        writer_number(w, "value", strtod(f->sensitive[i].was, NULL));
        writer_number(w, "swing", f->sensitive[i].swing);
        for (int side = 0; side < SENSITIVITY_SIDES; side++) put_side(w, r, i, side);
        writer_close(w, '}');
    }
    writer_close(w, ']');
    writer_close(w, '}');
}

void sensitivity_json(const struct sensitivity_report *reports, uint32_t count, FILE *file)
{
    struct writer w;
    writer_init(&w, file);
    writer_open(&w, NULL, '{');
    writer_text(&w, "kneewall", KNEEWALL_VERSION);
    writer_open(&w, "scenarios", '[');
    for (uint32_t i = 0; i < count; i++) put_report(&w, &reports[i]);
    writer_close(&w, ']');
    writer_close(&w, '}');
}
