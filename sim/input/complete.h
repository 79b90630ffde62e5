/* complete: what is absent from a tree is added to it, so that it can be printed whole. */
#ifndef KNEEWALL_INPUT_COMPLETE_H
#define KNEEWALL_INPUT_COMPLETE_H

#include "sim/input/keys.h"

/* The default as JSON, the caller's; NULL where absence is no value. */
cJSON *complete_value(const struct key *key);

/*
 * Adds the key's default to the object, under this name, and its source to the object's `_defaults`. Adds
 * nothing for a key whose absence is no value (a reference, an optional object).
 */
void complete_key(cJSON *object, const struct key *key, const char *name);

/* Puts `_defaults` behind the keys that have followed it. */
void complete_order(cJSON *object);

#endif
