/*
 * gnuplot: draws a picture with a template of plots/, a script of variables before it and a CSV file beside
 * it. It runs without a shell and without the user's start-up file, in a directory of its own; the picture
 * takes its name when it is done.
 *
 * Use: gnuplot_begin(), write variables to `script` and rows to `data`, then gnuplot_finish() or
 * gnuplot_abandon(). One thread a picture.
 */
#ifndef KNEEWALL_REPORT_GNUPLOT_H
#define KNEEWALL_REPORT_GNUPLOT_H

#include "sim/report/output.h"

#include <stdbool.h>
#include <stdio.h>

struct overlay;

struct plot_options {
    const char *output;     /* its suffix chooses the format; NULL or "-": characters on standard output */
    unsigned columns, rows; /* of a picture in characters; 0: 100 x 46 */
    unsigned width, height; /* pixels, of other pictures; 0: the picture's own */
    bool by_users;          /* the axis of loads counts registered users */
    bool linear;            /* latency on a linear scale */
    bool keep;              /* leaves the script and the data beside the picture, as .gp and .csv */
    const struct overlay *overlay; /* measured points over the latency of one scenario (overlay.h); NULL */
};

struct gnuplot {
    FILE *script, *data;
    bool is_text; /* drawn with characters */
    unsigned
        room; /* for a line of text across the picture: pixels, or characters where it is drawn with them */
    /* for itself */
    const struct plot_options *options;
    char *directory, *stem;
    const char *suffix;
    char template[4096];
};

/* `template` is a name below plots/. The script gets the output format, for a picture of width x height
 * pixels unless the options say otherwise. False if the format is unknown or a file cannot be made; then
 * there is nothing to end. */
bool gnuplot_begin(struct gnuplot *gnuplot, const char *template, const struct plot_options *options,
                   unsigned width, unsigned height, struct output_error *error);

/* False if gnuplot is missing or fails, or the picture cannot be written; the target is then as it was. */
bool gnuplot_finish(struct gnuplot *gnuplot, struct output_error *error);

void gnuplot_abandon(struct gnuplot *gnuplot);

/* Prints a text as a string constant of gnuplot. */
void gnuplot_string(const char *text, FILE *file);

/* Prints `headline = ...` and `question = ...` (NULL: ''), each cut off between words where it would leave
 * the picture. */
void gnuplot_title(const struct gnuplot *gnuplot, const char *headline, const char *question);

/* Prints `NAME = VALUE`, as a real number for gnuplot divides integers without a remainder; NAN where there
 * is none. */
void gnuplot_number(const char *name, double value, FILE *file);

#endif
