/* print: a tree of JSON as text that people read and diff: two spaces a level, on one line what fits on one.
 */
#ifndef KNEEWALL_INPUT_PRINT_H
#define KNEEWALL_INPUT_PRINT_H

#include <cjson/cJSON.h>

/* The text ends with a newline; the caller frees it. */
char *print_json(const cJSON *tree);

#endif
