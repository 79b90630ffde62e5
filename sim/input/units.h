/*
 * units: the suffixes of keys. `cpu_ms` is the stem `cpu` with the unit `ms` of the dimension time; a value
 * is multiplied by the unit's factor to get SI units (seconds, bytes, bytes a second, requests a second,
 * USD).
 *
 * All functions are pure and thread safe.
 */
#ifndef KNEEWALL_INPUT_UNITS_H
#define KNEEWALL_INPUT_UNITS_H

#include <stdbool.h>
#include <stddef.h>

enum dimension {
    DIMENSION_NONE, /* the key has no unit */
    DIMENSION_TIME,
    DIMENSION_BYTES,
    DIMENSION_RATE, /* bytes a second; mbps and gbps are decimal bits */
    DIMENSION_REQUESTS,
    DIMENSION_USD,
    DIMENSIONS
};

struct unit {
    const char *suffix; /* NULL ends a dimension's units */
    double factor;
};

/* The units of a dimension, the smallest first; ends with a NULL suffix. */
const struct unit *units_of(enum dimension dimension);

/* "time", "bytes" ... for messages. */
const char *units_name(enum dimension dimension);

/* The unit of this name in the dimension, or NULL. */
const struct unit *units_find(enum dimension dimension, const char *suffix);

/*
 * Whether `key` is the stem with a unit of the dimension ("cpu_ms"; for an empty stem the unit alone,
 * "mib_per_s"), or the stem itself where the dimension is NONE. Sets *factor when it is.
 */
bool units_match(const char *key, const char *stem, enum dimension dimension, double *factor);

/* The same for any dimension: returns the one whose unit follows the stem, or DIMENSION_NONE. */
enum dimension units_foreign(const char *key, const char *stem, const char **suffix);

/* Writes "cpu_ms" (or the stem alone) into text. */
void units_key(char *text, size_t size, const char *stem, const char *suffix);

#endif
