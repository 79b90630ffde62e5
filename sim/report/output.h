/*
 * output: a file that is there whole or not at all. It is written under a temporary name beside its target
 * and takes the target's name when it is closed, so a failure leaves what was there before.
 *
 * NULL and "-" are the standard output. Targets that are not regular files (a terminal, a pipe, /dev/null)
 * are written directly; a symbolic link keeps pointing where it did.
 *
 * Not for sharing between threads; distinct outputs are independent.
 */
#ifndef KNEEWALL_REPORT_OUTPUT_H
#define KNEEWALL_REPORT_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

/* What went wrong, in one line without a newline: "out.json: cannot write: No space left on device".
 * Functions of sim/report that can fail fill it exactly when they fail. */
struct output_error {
    char text[1024];
};

/* Control characters become '?'; what does not fit is cut off. */
void output_error_set(struct output_error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

struct output {
    FILE *file;
    char *path;      /* NULL: standard output */
    char *temporary; /* NULL: written in place */
};

/* False, with the error set, if nothing can be written there; then there is nothing to close. */
bool output_open(struct output *output, const char *path, struct output_error *error);

/* Makes what was written visible under its name. False if any write since output_open() failed. */
bool output_close(struct output *output, struct output_error *error);

/* Forgets what was written. */
void output_abandon(struct output *output);

#endif
