/* catalogue: machines and disks by name, with price and source: scenarios/catalogue.json, which the program
 * carries. */
#ifndef KNEEWALL_INPUT_CATALOGUE_H
#define KNEEWALL_INPUT_CATALOGUE_H

#include "sim/input/reference.h"

#include <cjson/cJSON.h>

/* The text of catalogue.json; `length` may be NULL. */
const char *catalogue_text(size_t *length);

/*
 * A copy of the entry of this name in the section ("machines", "ssds"), the caller's to delete. NULL if there
 * is none; then `nearest` (may be NULL) is shown the names that there are.
 */
cJSON *catalogue_entry(const char *section, const char *name, struct nearest *nearest);

#endif
