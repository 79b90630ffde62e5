/* merge: JSON merge patch, RFC 7396. */
#ifndef KNEEWALL_INPUT_MERGE_H
#define KNEEWALL_INPUT_MERGE_H

#include <cjson/cJSON.h>

/*
 * Applies `patch` to `target`, which is consumed (NULL: nothing yet), and returns the result, the caller's to
 * delete. The patch is only read. Objects merge key by key, null removes a key, anything else replaces. Keys
 * keep the target's order; new ones follow in the patch's.
 */
cJSON *merge_patch(cJSON *target, const cJSON *patch);

#endif
