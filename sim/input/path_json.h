/* path_json: the list that is written as a class's path, as a tree of calls. */
#ifndef KNEEWALL_INPUT_PATH_JSON_H
#define KNEEWALL_INPUT_PATH_JSON_H

#include "sim/input/reader.h"

/* A key_read whose field is a `const struct path *`; tiers and their operations are read before. */
bool path_json_read(struct reader *reader, const struct place *at, const struct key *key, cJSON *json,
                    double factor, void *field);

#endif
