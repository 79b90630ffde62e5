#include "sim/input/schema.h"

#include "sim/command/command.h"
#include "sim/command/options.h"

#include <stdio.h>
#include <stdlib.h>

static const struct argp argp = {
    .doc = "Print the JSON Schema of scenario files, for editors that complete and check "
           "keys.\vPut \"$schema\": \"PATH/scenario.schema.json\" at the top of a scenario, "
           "or associate the schema with scenario files in the editor."
};

int command_schema(int argc, char **argv)
{
    options_parse(&argp, argc, argv, NULL);
    char *text = schema_text();
    fputs(text, stdout);
    free(text);
    return STATUS_DONE;
}
