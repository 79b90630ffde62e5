/*
 * writer: JSON text, written as it goes. Objects and arrays are opened and closed in pairs; inside an object
 * each value has a key, inside an array NULL. A `short` container stays on one line.
 *
 * Numbers are the shortest text that reads back as the same double; NAN and infinity are null. The same calls
 * give the same bytes. The stream's errors are the caller's to look for.
 */
#ifndef KNEEWALL_REPORT_WRITER_H
#define KNEEWALL_REPORT_WRITER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { WRITER_DEPTH = 32 };

struct writer {
    FILE *file;
    unsigned depth;
    bool filled[WRITER_DEPTH];  /* something is in the container already */
    bool on_line[WRITER_DEPTH]; /* it is written on one line */
};

/* Starts at the top, where one container is to be written. */
void writer_init(struct writer *writer, FILE *file);

/* What bracket closes ('}' or ']') follows from the one that opens. */
void writer_open(struct writer *writer, const char *key, char bracket);
void writer_open_short(struct writer *writer, const char *key, char bracket);
void writer_close(struct writer *writer, char bracket);

void writer_number(struct writer *writer, const char *key, double value);
void writer_integer(struct writer *writer, const char *key, uint64_t value);
void writer_text(struct writer *writer, const char *key, const char *text); /* NULL: null */
void writer_bool(struct writer *writer, const char *key, bool value);
void writer_null(struct writer *writer, const char *key);

/* The shortest decimal text of a finite double that strtod() reads back exactly; whole numbers below 10^15
 * without an exponent. */
void writer_shortest(double value, char text[32]);

#endif
