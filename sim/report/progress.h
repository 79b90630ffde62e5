/*
 * progress: one line on a terminal that says how far a study is, and erases itself. Silent when the stream is
 * not a terminal, or when asked to be.
 *
 *     12 of 40 points, 8.1 million requests/s, 4 s left
 *
 * One thread at a time; updates may come as often as they like, the line is drawn at most ten times a second
 * and not before half a second has passed. Never part of a result.
 */
#ifndef KNEEWALL_REPORT_PROGRESS_H
#define KNEEWALL_REPORT_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct progress {
    FILE *file; /* NULL: silent */
    double began, drawn;
    unsigned width;
    bool visible;
};

void progress_init(struct progress *progress, FILE *file, bool quiet);

/*
 * done and total: the points of the study (total may grow when a search adds some; 0: not known).
 * part: of the point being worked on, 0..1. requests: simulated since progress_init(). what: what is being
 * done, "stage1.json: wall"; NULL.
 */
void progress_update(struct progress *progress, const char *what, uint32_t done, uint32_t total, double part,
                     uint64_t requests);

/* Erases the line; to be called before anything else is printed, and at the end. The next update draws it
 * again. */
void progress_clear(struct progress *progress);

/* The line's text, for `elapsed` s; terminated, at most `width` characters. */
void progress_text(const char *what, uint32_t done, uint32_t total, double part, uint64_t requests,
                   double elapsed, unsigned width, char text[160]);

#endif
