/*
 * measured: a table of measured values in CSV: points for a fit, or rows of throughput, latency and
 * utilization.
 *
 * Fields are parted by tabs, semicolons, commas or blanks, whichever of them, in this order, the first line
 * has; where it is semicolons, a comma inside a number is its decimal point. Lines that are blank or begin
 * with '#' are skipped, double quotes around a field too. The first line is a header unless all its fields
 * are numbers. Names are compared as keys: in lower case, "%" as "percent", every run of other characters
 * than letters, digits, '.' and ':' as one '_': "Latency (ms)" is "latency_ms". A field that is empty, "-",
 * "NA", "NaN" or "null" was not measured.
 *
 * Constant after reading; thread safe.
 */
#ifndef KNEEWALL_INPUT_MEASURED_H
#define KNEEWALL_INPUT_MEASURED_H

#include "sim/input/input_error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MEASURED_COLUMNS = 1024 };
#define MEASURED_NONE SIZE_MAX

struct measured {
    const char *name;     /* the file's, in messages; borrowed */
    char **title;         /* of each column, as written; "column 1" ... where there is no header */
    char **key;           /* the same as a key */
    size_t columns, rows; /* at least 1 of each */
    bool has_header;
    const char *const *cell; /* row by row */
    const unsigned *line;    /* of each row */
    char *text;              /* where the cells are */
};

/* Reads a file ("-": standard input). False with the error set; then there is nothing to finish. */
bool measured_read(struct measured *measured, const char *path, struct input_error *error);

/* The same of a text of `length` characters and a NUL, on the heap, which it takes over. */
bool measured_parse(struct measured *measured, char *text, size_t length, const char *name,
                    struct input_error *error);
void measured_finish(struct measured *measured);

/* What a title is compared by; the caller frees it. */
char *measured_key(const char *title);

/* The column with this key or title; MEASURED_NONE. */
size_t measured_find(const struct measured *measured, const char *name);

/* The first of several names (a list that ends with NULL) that a column has; MEASURED_NONE. */
size_t measured_find_any(const struct measured *measured, const char *const *names);

/* The column whose key is one of the stems with a unit of time (NULL ends the stems); *factor makes seconds
 * of it. MEASURED_NONE. */
size_t measured_find_time(const struct measured *measured, const char *const *stems, double *factor);

/* The numbers of a column into value[0..rows): NAN where nothing was measured. False: a field is no number.
 */
bool measured_values(const struct measured *measured, size_t column, double *value,
                     struct input_error *error);

/* Writes the titles, "a, b, c", for a message; what does not fit ends with "...". */
void measured_titles(const struct measured *measured, char *text, size_t size);

#endif
