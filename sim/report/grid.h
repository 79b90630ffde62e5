/*
 * grid: columns of short texts that fit a width. Every column is as wide as its widest cell; if the sum is
 * too wide, long names are cut first, then gaps shrink, then dispensable columns go.
 *
 * Widths count UTF-8 code points. One thread at a time a grid.
 */
#ifndef KNEEWALL_REPORT_GRID_H
#define KNEEWALL_REPORT_GRID_H

#include <stdbool.h>
#include <stdio.h>

enum { GRID_COLUMNS = 20, GRID_CELL = 64, GRID_NOTE = 160 };

struct grid_column {
    const char *heading, *unit; /* two rows; not owned */
    bool left;                  /* aligned left; numbers are aligned right */
    bool glued;                 /* belongs to the column before it: one space between */
    unsigned least;             /* may be cut down to so many characters; 0: never cut */
    unsigned keep;              /* so many characters at the end survive the cut */
    unsigned dispensable;       /* 0: never left out; else those of the greatest number go first */
};

struct grid_row {
    char cell[GRID_COLUMNS][GRID_CELL];
    char note[GRID_NOTE]; /* in place of the cells from note_from on */
    unsigned note_from;
    const char *style; /* a terminal's sequence before the row; not owned */
};

struct grid {
    struct grid_column column[GRID_COLUMNS];
    unsigned columns;
    struct grid_row *row;
    unsigned rows, room;
    /* of grid_fit() */
    unsigned width[GRID_COLUMNS], gap;
    bool hidden[GRID_COLUMNS];
};

/* An empty grid owns nothing: `struct grid grid = { 0 };`. */
void grid_finish(struct grid *grid);

/* Returns the column's number. */
unsigned grid_column(struct grid *grid, struct grid_column column);

/* The new last row, empty; valid until the next call. Aborts when memory is short. */
struct grid_row *grid_row(struct grid *grid);

/* Writes into the last row. What does not fit into GRID_CELL is cut off. */
void grid_cell(struct grid *grid, unsigned column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void grid_note(struct grid *grid, unsigned from, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Chooses the columns' widths; returns the total, which exceeds `width` only if nothing more can give way. */
unsigned grid_fit(struct grid *grid, unsigned width);

/* Heading and rows, as grid_fit() chose. `heading` and `off` are a terminal's sequences around the heading
 * and behind a styled row; "" for none. */
void grid_print(const struct grid *grid, const char *heading, const char *off, FILE *file);

/* Characters of a UTF-8 text. */
unsigned grid_length(const char *text);

#endif
