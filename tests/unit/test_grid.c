/* Columns that fit. */
#include "sim/report/grid.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct grid make(void)
{
    struct grid grid = { 0 };
    grid_column(&grid,
                (struct grid_column){ .heading = "name", .unit = "", .left = true, .least = 8, .keep = 4 });
    grid_column(&grid, (struct grid_column){ .heading = "load", .unit = "req/s" });
    grid_column(&grid, (struct grid_column){ .heading = "x", .unit = "", .dispensable = 1 });
    grid_row(&grid);
    grid_cell(&grid, 0, "a_long_name.cpu");
    grid_cell(&grid, 1, "%d", 1710);
    grid_cell(&grid, 2, "xyz");
    grid_row(&grid);
    grid_cell(&grid, 0, "\u00e9t\u00e9");
    grid_note(&grid, 1, "nothing to say about it");
    return grid;
}

static void assert_prints(struct grid *grid, unsigned width, const char *expected)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    assert_true(grid_fit(grid, width) <= width);
    grid_print(grid, "", "", file);
    fclose(file);
    assert_string_equal(text, expected);
    free(text);
    grid_finish(grid);
}

static void columns_are_as_wide_as_needed(void **state)
{
    (void)state;
    struct grid grid = make();
    assert_prints(&grid, 80,
                  "  name              load    x\n"
                  "                   req/s\n"
                  "  a_long_name.cpu   1710  xyz\n"
                  "  \u00e9t\u00e9              nothing to say about it\n");
}

static void names_are_cut_first(void **state)
{
    (void)state;
    struct grid grid = make();
    assert_prints(&grid, 24,
                  "  name         load    x\n"
                  "              req/s\n"
                  "  a_lo...cpu   1710  xyz\n"
                  "  \u00e9t\u00e9         nothing to say about it\n");
}

static void then_gaps_shrink_then_columns_go(void **state)
{
    (void)state;
    struct grid grid = make();
    assert_int_equal(grid_fit(&grid, 19), 19);
    assert_int_equal(grid.gap, 1);
    assert_int_equal(grid_fit(&grid, 18), 18);
    assert_true(grid.hidden[2]);
    assert_int_equal(grid.gap, 2);
    grid_finish(&grid);
}

static void a_cut_cell_stays_utf8(void **state)
{
    (void)state;
    char text[2 * GRID_CELL + 1] = "";
    struct grid grid = { 0 };
    for (int i = 0; i < GRID_CELL; i++) strcat(text, "\u00e9");
    grid_column(&grid, (struct grid_column){ .heading = "", .unit = "" });
    grid_row(&grid);
    grid_cell(&grid, 0, "%s", text);
    assert_int_equal(strlen(grid.row[0].cell[0]) % 2, 0);
    assert_int_equal(grid_length(grid.row[0].cell[0]), (GRID_CELL - 1) / 2);
    grid_finish(&grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_as_wide_as_needed),
        cmocka_unit_test(names_are_cut_first),
        cmocka_unit_test(then_gaps_shrink_then_columns_go),
        cmocka_unit_test(a_cut_cell_stays_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
