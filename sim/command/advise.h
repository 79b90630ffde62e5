/* advise: adds to each result the cheapest next step behind its wall, which needs the scenario's file. */
#ifndef KNEEWALL_COMMAND_ADVISE_H
#define KNEEWALL_COMMAND_ADVISE_H

#include "sim/command/options.h"
#include "sim/study/result.h"

/* The results are of the cases, in order. */
void advise(const struct cases *cases, struct study_result *result);

#endif
