/*
 * parcel: plain values on their way to another process of the same program on a machine of the same kind.
 *
 * One function says what is carried, for both directions: with `reading` false it appends the values to the
 * parcel, with `reading` true it fills them from it, in the same order. So the two sides cannot differ.
 *
 * {0} is an empty parcel to be filled. Abort on lack of memory; a parcel that ends too soon is a bug.
 *
 * Not shared by threads; distinct parcels are safe.
 */
#ifndef KNEEWALL_ENGINE_PARCEL_H
#define KNEEWALL_ENGINE_PARCEL_H

#include "sim/engine/observe.h"

#include <stdbool.h>
#include <stddef.h>

struct parcel {
    unsigned char *bytes; /* owned */
    size_t size, room, at;
    bool reading;
};

void parcel_finish(struct parcel *parcel);

/* The bytes of a value, as they are. */
void parcel_carry(struct parcel *parcel, void *value, size_t size);

/* What is read replaces what was there. */
void parcel_carry_histogram(struct parcel *parcel, struct histogram *histogram);

/* The plain values and the latencies; and all of it. Both sides were made for the same network. */
void parcel_carry_latencies(struct parcel *parcel, struct observations *seen);
void parcel_carry_observations(struct parcel *parcel, struct observations *seen);

#endif
