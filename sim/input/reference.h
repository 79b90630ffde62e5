/* reference: names that a user wrote, and the nearest one that exists. Pure and thread safe. */
#ifndef KNEEWALL_INPUT_REFERENCE_H
#define KNEEWALL_INPUT_REFERENCE_H

#include <stddef.h>

/*
 * The number of letters to insert, delete, replace or swap with a neighbour to turn a into b. Only the first
 * 63 letters of each count.
 */
size_t reference_distance(const char *a, const char *b);

/* Collects the best of the names that it is shown. Start from {"", 0}. */
struct nearest {
    char name[80]; /* "": nothing near enough */
    size_t distance;
};

/* A name is near when fewer than half its letters differ, and at most three. */
void nearest_try(struct nearest *nearest, const char *wanted, const char *candidate);

#endif
