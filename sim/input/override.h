/*
 * override: values from the command line. `--set hosts.web.count=8` puts one value into a tree;
 * `--vary hosts.web.count=1..16` is a list of such settings.
 *
 * A path is keys with dots between, and [2] or .2 for an item of a list. A key that has dots itself (a
 * machine's name) is found where it exists. A value is JSON where it can be read as JSON, else a string.
 */
#ifndef KNEEWALL_INPUT_OVERRIDE_H
#define KNEEWALL_INPUT_OVERRIDE_H

#include "sim/input/input_error.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

/* Applies "a.b.c=VALUE"; makes the objects in between; null removes. The tree is unspecified after a failure.
 */
bool override_apply(cJSON *tree, const char *setting, struct input_error *error);

/* A parsed --vary. */
struct variation {
    char *path;
    char **setting;     /* "path=value", ready for override_apply */
    const char **value; /* the value in each setting */
    size_t count;
};

/*
 * Parses "path=1..16" (whole steps), "path=1..16*2" (times 2 each), "path=a,b,c", or a mixture, into at most
 * 1000 settings. Commas inside JSON lists, objects and strings do not part.
 */
bool variation_init(struct variation *variation, const char *text, struct input_error *error);
void variation_finish(struct variation *variation);

#endif
