#include "models/architecture/mix.h"

#include "models/architecture/network.h"

#include <math.h>

void mix_settle(struct scenario *scenario, struct request_class *class)
{
    static const double least_cycle = 1e-9; /* s: of who neither thinks nor asks for anything */
    for (uint32_t c = 0; c < scenario->classes; c++) {
        if (isnan(class[c].think.mean)) class[c].think = scenario->load.think;
        class[c].share = class[c].population;
    }
    struct network *n = network_assemble(scenario);
    double rate = 0, thinking = 0;
    for (uint32_t c = 0; c < scenario->classes; c++) {
        const double cycle = class[c].think.mean + n->class[c].zero_load_latency;
        class[c].share = class[c].population / fmax(cycle, least_cycle);
        rate += class[c].share;
        thinking += class[c].share * class[c].think.mean;
    }
    scenario->load.think = demand_constant(thinking / rate);
    network_destroy(n);
}
