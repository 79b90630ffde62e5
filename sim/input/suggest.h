/* suggest: what to say of a key that no table has. */
#ifndef KNEEWALL_INPUT_SUGGEST_H
#define KNEEWALL_INPUT_SUGGEST_H

#include "sim/input/reader.h"

/* All fail with a message that names the nearest key. */
bool suggest_key(struct reader *reader, const struct place *at, const struct table *table, const char *name);
bool suggest_required(struct reader *reader, const struct place *at, const struct key *key, const char *name);
bool suggest_kind(struct reader *reader, const struct place *at, const struct table *table,
                  const cJSON *json);

/* "a, b or c", each in double quotes; what does not fit is left out. */
void suggest_words(char *text, size_t size, const char *const *words);

#endif
