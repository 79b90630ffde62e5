/* explain_sensitivity: `kneewall explain --sensitivity`. */
#ifndef KNEEWALL_COMMAND_EXPLAIN_SENSITIVITY_H
#define KNEEWALL_COMMAND_EXPLAIN_SENSITIVITY_H

#include "sim/command/options.h"

/*
 * Ranks the numbers of each case, simulates the walls of the first `simulate` of them (0: of none), and
 * prints. `json` as explain's. Returns the exit status; a message has been printed where it is bad.
 */
int explain_sensitivity(const struct cases *cases, const struct options *options, uint32_t simulate,
                        const char *json);

#endif
