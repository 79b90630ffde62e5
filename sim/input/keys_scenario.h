/* keys_scenario: readers and checks that the table of the whole document refers to. */
#ifndef KNEEWALL_INPUT_KEYS_SCENARIO_H
#define KNEEWALL_INPUT_KEYS_SCENARIO_H

#include "sim/input/reader.h"

key_read keys_read_machines;

/* What only the whole scenario can tell. */
bool scenario_check(struct reader *reader, const struct place *at, cJSON *json, void *scenario);

#endif
