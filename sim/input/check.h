/* check: what `check --print` prints, in one call. */
#ifndef KNEEWALL_INPUT_CHECK_H
#define KNEEWALL_INPUT_CHECK_H

#include "sim/input/input_error.h"

#include <stddef.h>

/*
 * The whole scenario after `extends`, overrides and defaults, each default with its source, as JSON text that
 * reads back as the same scenario; the caller frees it. NULL when the file is no scenario.
 */
char *check_print(const char *path, const char *const *sets, size_t count, struct input_error *error);

#endif
