/*
 * sensitivity: which numbers of a scenario move its wall most (a tornado diagram: Howard, "Decision analysis:
 * practice and promise", Management Science 34, 1988). Each number of the complete scenario is changed by a
 * tenth down and up, one at a time, and the wall looked up without a simulation (analytic_wall.h). What must
 * be whole is changed by one where a tenth is less; a share, to which a tenth cannot be added, by a tenth of
 * what is left to 1.
 *
 * Not changed: how the study is run, what things cost, and what the timeline says. Thread safe for distinct
 * structs.
 */
#ifndef KNEEWALL_PLAN_SENSITIVITY_H
#define KNEEWALL_PLAN_SENSITIVITY_H

#include "sim/input/document.h"

#include <stdint.h>

enum { SENSITIVITY_PATH = 200, SENSITIVITY_NUMBER = 32 };

/* Down and up. */
enum sensitivity_side { SENSITIVITY_LESS, SENSITIVITY_MORE, SENSITIVITY_SIDES };

struct sensitive {
    char path[SENSITIVITY_PATH]; /* for --set */
    char was[SENSITIVITY_NUMBER];
    char value[SENSITIVITY_SIDES][SENSITIVITY_NUMBER]; /* "": the scenario may not have such a value */
    double wall[SENSITIVITY_SIDES];                    /* requests/s; NAN where there is no value */
    double swing; /* between the least and the greatest of the three walls, as a share of the scenario's */
};

struct sensitivity {
    double wall, saturation;     /* requests/s, as the scenario stands */
    struct sensitive *sensitive; /* those that make a difference, by falling swing, then by path */
    uint32_t count, tried;
};

/*
 * `settings` have been applied to the document, without an error. Where the wall is not finite and above 0,
 * nothing makes a difference. Aborts when memory is short.
 */
void sensitivity_init(struct sensitivity *sensitivity, const struct document *document,
                      const char *const *settings, uint32_t count);
void sensitivity_finish(struct sensitivity *sensitivity);

#endif
