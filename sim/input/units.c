#include "sim/input/units.h"

#include <stdio.h>
#include <string.h>

#define KIB 1024.0

static const struct unit none[] = { { NULL, 0 } };
static const struct unit time_units[] = { { "us", 1e-6 }, { "ms", 1e-3 }, { "s", 1 }, { "min", 60 },
                                          { "h", 3600 },  { "d", 86400 }, { NULL, 0 } };
static const struct unit byte_units[] = {
    { "b", 1 }, { "kib", KIB }, { "mib", KIB *KIB }, { "gib", KIB *KIB *KIB }, { "tib", KIB *KIB *KIB *KIB },
    { NULL, 0 }
};
static const struct unit rate_units[] = {
    { "mbps", 1e6 / 8 },  { "gbps", 1e9 / 8 },       { "b_per_s", 1 },
    { "kib_per_s", KIB }, { "mib_per_s", KIB *KIB }, { "gib_per_s", KIB *KIB *KIB },
    { NULL, 0 }
};
static const struct unit request_units[] = { { "rps", 1 }, { NULL, 0 } };
static const struct unit usd_units[] = { { "usd", 1 }, { NULL, 0 } };

const struct unit *units_of(enum dimension dimension)
{
    switch (dimension) {
    case DIMENSION_TIME: return time_units;
    case DIMENSION_BYTES: return byte_units;
    case DIMENSION_RATE: return rate_units;
    case DIMENSION_REQUESTS: return request_units;
    case DIMENSION_USD: return usd_units;
    case DIMENSION_NONE:
    case DIMENSIONS: break;
    }
    return none;
}

const char *units_name(enum dimension dimension)
{
    switch (dimension) {
    case DIMENSION_TIME: return "a time";
    case DIMENSION_BYTES: return "bytes";
    case DIMENSION_RATE: return "bytes or bits a second";
    case DIMENSION_REQUESTS: return "requests a second";
    case DIMENSION_USD: return "US dollars";
    case DIMENSION_NONE:
    case DIMENSIONS: break;
    }
    return "no unit";
}

const struct unit *units_find(enum dimension dimension, const char *suffix)
{
    for (const struct unit *unit = units_of(dimension); unit->suffix; unit++)
        if (strcmp(unit->suffix, suffix) == 0) return unit;
    return NULL;
}

/* What follows "stem_" in key; for an empty stem the key itself; NULL if the key starts otherwise. */
static const char *after_stem(const char *key, const char *stem)
{
    const size_t length = strlen(stem);
    if (length == 0) return key;
    return strncmp(key, stem, length) == 0 && key[length] == '_' ? key + length + 1 : NULL;
}

bool units_match(const char *key, const char *stem, enum dimension dimension, double *factor)
{
    if (dimension == DIMENSION_NONE) {
        *factor = 1;
        return strcmp(key, stem) == 0;
    }
    const char *suffix = after_stem(key, stem);
    const struct unit *unit = suffix ? units_find(dimension, suffix) : NULL;
    if (unit) *factor = unit->factor;
    return unit;
}

enum dimension units_foreign(const char *key, const char *stem, const char **suffix)
{
    *suffix = *stem ? after_stem(key, stem) : NULL;
    if (!*suffix) return DIMENSION_NONE;
    for (int d = DIMENSION_NONE + 1; d < DIMENSIONS; d++)
        if (units_find((enum dimension)d, *suffix)) return (enum dimension)d;
    return DIMENSION_NONE;
}

void units_key(char *text, size_t size, const char *stem, const char *suffix)
{
    snprintf(text, size, "%s%s%s", stem, *stem && suffix && *suffix ? "_" : "", suffix ? suffix : "");
}
