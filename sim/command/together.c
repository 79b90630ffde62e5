#include "sim/command/together.h"

#include "sim/command/command.h"
#include "sim/study/fleet.h"

#include <stdlib.h>

bool together_ready(bool ready, uint64_t value)
{
    const bool same = fleet_agree(ready ? value | 1 : 0);
    if (ready && !same)
        command_complain("the processes that mpirun has started do not all read the same scenarios");
    return ready && same;
}

void together_end(void)
{
    const bool is_first = fleet_own() == 0;
    fleet_end();
    if (!is_first) exit(STATUS_DONE);
}
