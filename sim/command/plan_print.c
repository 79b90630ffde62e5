#include "sim/command/plan_print.h"

#include "sim/command/extends.h"
#include "sim/input/override.h"
#include "sim/input/print.h"
#include "sim/report/grid.h"
#include "sim/report/number.h"
#include "sim/report/table.h"
#include "sim/report/terminal.h"
#include "sim/report/wording.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The simplest is worth this many times the cheapest's cost. */
static const double simplicity = 2;

const struct candidate *plan_recommended(const struct candidates *all)
{
    const struct candidate *simplest = candidates_simplest(all), *cheapest = candidates_cheapest(all);
    return simplest && simplest->usd_per_h > simplicity * cheapest->usd_per_h ? cheapest : simplest;
}

static void say_wall(const struct candidate *c, double rate, char *text, size_t size)
{
    char wall[NUMBER_SIZE], headroom[NUMBER_SIZE];
    if (isinf(c->wall.high)) {
        number_rounded(rate, 3, wall);
        snprintf(text, size, "> %s", wall);
        return;
    }
    number_estimate(c->wall.value, (c->wall.high - c->wall.low) / 2, wall);
    number_percent(c->wall.value / rate - 1, headroom);
    snprintf(text, size, "%s (+%s %%)", wall, headroom);
}

static void print_table(const struct candidates *all, double rate, FILE *file)
{
    struct grid grid = { 0 };
    const unsigned name = grid_column(&grid,
                                      (struct grid_column){
                                          .heading = "architecture", .unit = "", .left = true, .least = 20 }),
                   cost = grid_column(&grid, (struct grid_column){ .heading = "usd", .unit = "per h" }),
                   wall = grid_column(
                       &grid,
                       (struct grid_column){ .heading = "wall", .unit = "req/s (headroom)", .left = true }),
                   which = grid_column(
                       &grid, (struct grid_column){ .heading = "which is", .unit = "", .left = true });
    for (uint32_t i = 0; i < all->items; i++) {
        const struct candidate *c = &all->item[i];
        char text[GRID_NOTE];
        grid_row(&grid);
        grid_cell(&grid, name, "%s", c->scenario->name);
        if (c->state == CANDIDATE_RULED_OUT) {
            grid_note(&grid, cost, "ruled out: %s", c->plan.why_not);
            continue;
        }
        number_money(c->usd_per_h, text);
        grid_cell(&grid, cost, "%s", text);
        say_wall(c, rate, text, sizeof text);
        grid_cell(&grid, wall, "%s", text);
        grid_cell(&grid, which, "%s", *c->wall_name ? c->wall_name : "-");
    }
    grid_fit(&grid, terminal_width(file));
    grid_print(&grid, "", "", file);
    grid_finish(&grid);
}

/* The settings that name machines and counts, as a person would say them. */
static void print_settings(const struct candidate *c, FILE *file)
{
    char *text = NULL;
    size_t size;
    FILE *memory = open_memstream(&text, &size);
    if (!memory) abort();
    for (uint32_t i = 0; i < c->plan.sets; i++)
        if (strncmp(c->plan.set[i], "run.", 4) != 0)
            fprintf(memory, "%s%s", ftell(memory) > 0 ? "  " : "", c->plan.set[i]);
    fclose(memory);
    if (!text) abort();
    if (*text) {
        fputs("       ", file);
        wording_wrap(text, 7, terminal_width(file), file);
    }
    free(text);
}

/* Whether the architecture has work that several machines share. */
static bool spreads(const struct candidate *c)
{
    for (uint32_t i = 0; i < c->plan.levers.levers; i++)
        if (c->plan.levers.lever[i].count_paths > 0) return true;
    return false;
}

static void print_advice(const struct candidates *all, double rate, FILE *file)
{
    const struct candidate *simplest = candidates_simplest(all), *cheapest = candidates_cheapest(all),
                           *chosen = plan_recommended(all);
    char text[2 * WORDING_TEXT], usd[NUMBER_SIZE], other[NUMBER_SIZE];
    if (!chosen) {
        fputs("none   no architecture here carries the load within its SLO\n", file);
        return;
    }
    number_money(chosen->usd_per_h, usd);
    snprintf(text, sizeof text, "%s, %s usd an hour", chosen->scenario->name, usd);
    if (chosen == simplest && chosen == cheapest)
        wording_add(text, sizeof text, ": the simplest that carries the load, and the cheapest");
    else if (chosen == simplest) {
        number_money(cheapest->usd_per_h, other);
        wording_add(text, sizeof text,
                    ": the simplest that carries the load, at no more than %.0f times the cost of the "
                    "cheapest (%s, %s usd an hour)",
                    simplicity, cheapest->scenario->name, other);
    } else {
        number_money(simplest->usd_per_h, other);
        wording_add(text, sizeof text,
                    ": the cheapest; %s is simpler, but costs %s usd an hour, %.2g times as much",
                    simplest->scenario->name, other, simplest->usd_per_h / chosen->usd_per_h);
    }
    fputs("plan   ", file);
    wording_wrap(text, 7, terminal_width(file), file);
    print_settings(chosen, file);
    if (all->items > 1 && !spreads(chosen))
        fputs("       A bigger machine is the simpler answer here: no work has to be spread over several.\n",
              file);
    if (isfinite(chosen->wall.high)) {
        char wall[NUMBER_SIZE], half[NUMBER_SIZE], headroom[NUMBER_SIZE];
        number_estimate(chosen->wall.value, (chosen->wall.high - chosen->wall.low) / 2, wall);
        number_rounded((chosen->wall.high - chosen->wall.low) / 2, 2, half);
        number_percent(chosen->wall.value / rate - 1, headroom);
        snprintf(text, sizeof text, "simulated, its wall is at %s req/s (+-%s): headroom %s %%", wall, half,
                 headroom);
        fputs("       ", file);
        wording_wrap(text, 7, terminal_width(file), file);
    }
}

void plan_print(const struct candidates *all, double rate, FILE *file)
{
    char figure[NUMBER_SIZE], users[NUMBER_SIZE];
    const double per_rps = all->item[0].scenario->load.users_per_rps;
    number_rounded(rate, 3, figure);
    fprintf(file, "To carry %s requests/s", figure);
    number_count(rate * per_rps, NAN, users);
    if (isfinite(per_rps)) fprintf(file, " (%s users)", users);
    fputs(" within the SLO\n\n", file);
    print_table(all, rate, file);
    fputc('\n', file);
    print_advice(all, rate, file);
}

bool plan_write(const struct candidate *c, double rate, const char *path, struct output_error *error)
{
    struct output output;
    char name[160];
    char *extends = extends_path(path, document_name(c->document));
    cJSON *tree = cJSON_CreateObject();
    snprintf(name, sizeof name, "%.100s, sized for %.6g requests/s", c->scenario->name, rate);
    cJSON_AddStringToObject(tree, "extends", extends);
    cJSON_AddStringToObject(tree, "name", name);
    for (uint32_t i = 0; i < c->plan.sets; i++) {
        struct input_error ignored;
        if (strncmp(c->plan.set[i], "run.", 4) != 0) override_apply(tree, c->plan.set[i], &ignored);
    }
    char *text = print_json(tree);
    const bool open = output_open(&output, path, error);
    if (open) fputs(text, output.file);
    const bool good = open && output_close(&output, error);
    free(text);
    free(extends);
    cJSON_Delete(tree);
    return good;
}
