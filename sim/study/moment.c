#include "sim/study/moment.h"

#include <math.h>

static bool has_pool(const struct network *n)
{
    for (uint32_t i = 0; i < n->resources; i++)
        if (n->resource[i].kind == RESOURCE_TOKENS) return true;
    return false;
}

bool moment_has_variance(const struct network *network)
{
    /* In a closed model at most so many are before one. */
    const bool is_closed = network->scenario->load.arrivals == ARRIVALS_CLOSED, has_queue = has_pool(network);
    for (uint32_t i = 0; i < network->steps; i++) {
        const enum op op = (enum op)network->step[i].op;
        if ((op != OP_SERVE_FCFS && op != OP_SERVE_PS && op != OP_DELAY) || !network->step[i].demand)
            continue;
        const bool waits = !is_closed && (op == OP_SERVE_FCFS || has_queue);
        if (demand_tail_index(network->step[i].demand) - waits <= 2) return false;
    }
    return true;
}
