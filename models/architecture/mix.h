/*
 * mix: of which classes the requests are, where users keep their class (a closed load by class): of each as
 * many as its users send. That depends on how long they wait, so it is known only once a network is solved or
 * simulated; what needs it before takes the mix that they would make if nobody waited.
 */
#ifndef KNEEWALL_ARCHITECTURE_MIX_H
#define KNEEWALL_ARCHITECTURE_MIX_H

#include "models/architecture/scenario.h"

/* Sets the shares of the scenario's classes, which are `class`, how long those think who did not say so, and
 * the load's mean time to think, over that mix. The scenario is one that can be assembled; nothing can fail.
 */
void mix_settle(struct scenario *scenario, struct request_class *class);

#endif
