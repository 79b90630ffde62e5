/* How many processes the launcher says that it has started: what Open MPI's and MPICH's mpirun leave in the
 * environment. 0: there was none. Thread safe. */
#ifndef KNEEWALL_STUDY_FLEET_LAUNCH_H
#define KNEEWALL_STUDY_FLEET_LAUNCH_H

#include <stdlib.h>

static inline long fleet_launched(void)
{
    static const char *const variables[] = { "OMPI_COMM_WORLD_SIZE", "PMI_SIZE" };
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *text = getenv(variables[i]);
        if (text) return strtol(text, NULL, 10);
    }
    return 0;
}

#endif
