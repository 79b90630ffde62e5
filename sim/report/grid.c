/* A line is put together in memory, so that the blanks at its end can be dropped. */
#include "sim/report/grid.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { GRID_LINE = GRID_COLUMNS * (GRID_CELL + 2) + GRID_NOTE + 2 };

void grid_finish(struct grid *grid)
{
    free(grid->row);
    *grid = (struct grid){ 0 };
}

unsigned grid_column(struct grid *grid, struct grid_column column)
{
    assert(grid->columns < GRID_COLUMNS);
    grid->column[grid->columns] = column;
    return grid->columns++;
}

struct grid_row *grid_row(struct grid *grid)
{
    if (grid->rows == grid->room) {
        grid->room = grid->room ? 2 * grid->room : 16;
        grid->row = realloc(grid->row, grid->room * sizeof *grid->row);
        if (!grid->row) abort();
    }
    struct grid_row *row = &grid->row[grid->rows++];
    *row = (struct grid_row){ .note_from = GRID_COLUMNS, .style = "" };
    return row;
}

static bool begins(char byte)
{
    return ((unsigned char)byte & 0xc0) != 0x80;
}

/* Drops a character of which only a part found room. */
static void mend_end(char *text, size_t size, int wanted)
{
    if (wanted < (int)size) return;
    size_t end = size - 1;
    while (end > 0 && !begins(text[end - 1])) end--;
    if (end > 0 && (unsigned char)text[end - 1] >= 0xc0) text[end - 1] = '\0';
}

void grid_cell(struct grid *grid, unsigned column, const char *format, ...)
{
    assert(grid->rows > 0 && column < grid->columns);
    va_list arguments;
    va_start(arguments, format);
    char *cell = grid->row[grid->rows - 1].cell[column];
    mend_end(cell, GRID_CELL, vsnprintf(cell, GRID_CELL, format, arguments));
    va_end(arguments);
}

void grid_note(struct grid *grid, unsigned from, const char *format, ...)
{
    assert(grid->rows > 0);
    struct grid_row *row = &grid->row[grid->rows - 1];
    row->note_from = from;
    va_list arguments;
    va_start(arguments, format);
    mend_end(row->note, GRID_NOTE, vsnprintf(row->note, GRID_NOTE, format, arguments));
    va_end(arguments);
}

unsigned grid_length(const char *text)
{
    unsigned length = 0;
    for (; *text; text++) length += begins(*text);
    return length;
}

static unsigned longest(unsigned a, unsigned b)
{
    return a > b ? a : b;
}

static unsigned total(const struct grid *grid)
{
    unsigned sum = 0;
    for (unsigned c = 0; c < grid->columns; c++)
        if (!grid->hidden[c]) sum += grid->width[c] + (grid->column[c].glued ? 1 : grid->gap);
    return sum;
}

/* The column that can best do without a character; GRID_COLUMNS if none can. */
static unsigned cuttable(const struct grid *grid)
{
    unsigned best = GRID_COLUMNS, most = 0;
    for (unsigned c = 0; c < grid->columns; c++) {
        unsigned least = grid->column[c].least;
        if (grid->hidden[c] || !least || grid->width[c] <= least) continue;
        if (grid->width[c] - least >= most) {
            most = grid->width[c] - least;
            best = c;
        }
    }
    return best;
}

static unsigned dispensable(const struct grid *grid)
{
    unsigned best = GRID_COLUMNS;
    for (unsigned c = 0; c < grid->columns; c++)
        if (!grid->hidden[c] && grid->column[c].dispensable &&
            (best == GRID_COLUMNS || grid->column[c].dispensable > grid->column[best].dispensable))
            best = c;
    return best;
}

static void natural_widths(struct grid *grid)
{
    for (unsigned c = 0; c < grid->columns; c++) {
        grid->width[c] = longest(grid_length(grid->column[c].heading), grid_length(grid->column[c].unit));
        for (unsigned r = 0; r < grid->rows; r++)
            if (c < grid->row[r].note_from)
                grid->width[c] = longest(grid->width[c], grid_length(grid->row[r].cell[c]));
    }
}

unsigned grid_fit(struct grid *grid, unsigned width)
{
    memset(grid->hidden, 0, sizeof grid->hidden);
    for (unsigned c;;) {
        grid->gap = 2;
        natural_widths(grid);
        while (total(grid) > width && (c = cuttable(grid)) < GRID_COLUMNS) grid->width[c]--;
        if (total(grid) > width) grid->gap = 1;
        if (total(grid) <= width || (c = dispensable(grid)) == GRID_COLUMNS) return total(grid);
        grid->hidden[c] = true;
    }
}

static char *blank(char *at, unsigned count)
{
    memset(at, ' ', count);
    return at + count;
}

/* Copies the characters [from, to) of a text. */
static char *copy(char *at, const char *text, unsigned from, unsigned to)
{
    for (unsigned n = 0; *text; text++) {
        n += begins(*text);
        if (n > from && n <= to) *at++ = *text;
    }
    return at;
}

/* Appends `text` in a field, cut if it is longer; returns the new end. */
static char *put(char *at, const char *text, const struct grid_column *column, unsigned gap, unsigned width)
{
    unsigned length = grid_length(text), blanks = length > width ? 0 : width - length;
    at = blank(at, column && column->glued ? 1 : gap);
    if (!column || !column->left) at = blank(at, blanks);
    if (length > width) {
        unsigned keep = column && column->keep + 4 <= width ? column->keep : 0;
        at = copy(at, text, 0, width - 2 - keep);
        memcpy(at, "..", 2);
        at = copy(at + 2, text, length - keep, length);
    } else {
        at = copy(at, text, 0, length);
    }
    return column && column->left ? blank(at, blanks) : at;
}

static void print_line(const char *line, const char *end, const char *style, const char *off, FILE *file)
{
    while (end > line && end[-1] == ' ') end--;
    fprintf(file, "%s%.*s%s\n", style, (int)(end - line), line, *style ? off : "");
}

static void print_heading(const struct grid *grid, bool unit, const char *style, const char *off, FILE *file)
{
    char line[GRID_LINE], *at = line;
    for (unsigned c = 0; c < grid->columns; c++) {
        const struct grid_column *column = &grid->column[c];
        if (grid->hidden[c]) continue;
        at = put(at, unit ? column->unit : column->heading, column, grid->gap, grid->width[c]);
    }
    print_line(line, at, style, off, file);
}

void grid_print(const struct grid *grid, const char *heading, const char *off, FILE *file)
{
    print_heading(grid, false, heading, off, file);
    print_heading(grid, true, heading, off, file);
    for (unsigned r = 0; r < grid->rows; r++) {
        const struct grid_row *row = &grid->row[r];
        char line[GRID_LINE], *at = line;
        for (unsigned c = 0; c < grid->columns && c < row->note_from; c++) {
            const struct grid_column *column = &grid->column[c];
            if (grid->hidden[c]) continue;
            at = put(at, row->cell[c], column, grid->gap, grid->width[c]);
        }
        if (row->note_from < grid->columns) at = put(at, row->note, NULL, 2, grid_length(row->note));
        print_line(line, at, row->style, off, file);
    }
}
