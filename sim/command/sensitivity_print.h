/* sensitivity_print: which numbers move the wall, as a tornado in a terminal and as JSON. */
#ifndef KNEEWALL_COMMAND_SENSITIVITY_PRINT_H
#define KNEEWALL_COMMAND_SENSITIVITY_PRINT_H

#include "sim/command/options.h"
#include "sim/plan/sensitivity.h"
#include "sim/report/writer.h"

#include <stdio.h>

/* Of one scenario. The walls of the first few by simulation, where that was asked for: two a number, down and
 * up, NAN where there is none. */
struct sensitivity_report {
    const struct study_item *item;
    struct sensitivity found;
    struct wall_result simulated;   /* as the scenario stands; WALL_NONE: not asked for */
    const struct moved_wall *moved; /* SENSITIVITY_SIDES a number; borrowed */
    uint32_t moved_numbers;
};

/* One screen: the first `most` numbers, the rest counted. */
void sensitivity_table(const struct sensitivity_report *report, uint32_t most, bool color, FILE *file);

/*
 * {"kneewall", "scenarios": [{"name", "file", "set", "wall_rps" (analytic), "saturation_rps", "simulated"
 * {"rps", "ci"}, "tried", "sensitivity": [{"path", "value", "swing" (a share of the wall), "less", "more":
 * {"value", "wall_rps", "change" (a share), "simulated": {"rps", "ci", "gain", "gain_ci",
 * "correlation"}}}]}]}
 */
void sensitivity_json(const struct sensitivity_report *report, uint32_t count, FILE *file);

#endif
