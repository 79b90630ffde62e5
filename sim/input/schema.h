/* schema: the JSON Schema (draft 2020-12) of scenario files, from the tables of keys. */
#ifndef KNEEWALL_INPUT_SCHEMA_H
#define KNEEWALL_INPUT_SCHEMA_H

#include <cjson/cJSON.h>

/* The caller's to cJSON_Delete. */
cJSON *schema_tree(void);

/* As text with a newline at its end; the caller frees it. */
char *schema_text(void);

#endif
