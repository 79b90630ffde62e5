/* load_json: the object `load`. Its fields depend on one another, so that a table alone does not read it. */
#ifndef KNEEWALL_INPUT_LOAD_JSON_H
#define KNEEWALL_INPUT_LOAD_JSON_H

#include "sim/input/reader.h"

/* A key_read whose field is a struct load. */
bool load_json_read(struct reader *reader, const struct place *at, const struct key *key, cJSON *json,
                    double factor, void *field);

/* What `arrivals` says: a word or an object. `load` has its defaults already. */
bool arrivals_read(struct reader *reader, const struct place *at, cJSON *json, struct load *load);

extern const struct table arrivals_table, points_table;

#endif
