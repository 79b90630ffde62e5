/*
 * terminal: what is known of the terminal behind a stream. Thread safe for distinct streams.
 */
#ifndef KNEEWALL_REPORT_TERMINAL_H
#define KNEEWALL_REPORT_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

/* Columns of text where no terminal says how many it has. */
enum { TERMINAL_WIDTH = 100 };

/* Whether to use colour on a stream: it is a terminal and NO_COLOR is not set. */
bool terminal_has_color(FILE *file);

/* Columns and rows of the terminal behind a stream; TERMINAL_WIDTH x 46 where there is none. */
void terminal_size(FILE *file, unsigned *columns, unsigned *rows);

/* Columns for tables and sentences: those of the terminal, within reason. */
unsigned terminal_width(FILE *file);

#endif
