/*
 * lead: requests that only wait come earlier than the others, when a replication begins.
 *
 * A replication starts empty. Requests that meet no station (they fetch something from a store, or wait for a
 * network) are independent of everybody else, so the only thing wrong with an empty start is that those that
 * came before it and are still under way are missing: until the slowest have had the time, what comes out is
 * too quick. In a large system that is a matter of some 10 million events, nearly all of other requests; of
 * these alone it is a matter of thousands. So they are let in some time before the others.
 */
#ifndef KNEEWALL_ENGINE_LEAD_H
#define KNEEWALL_ENGINE_LEAD_H

#include "models/architecture/network.h"

#include <stdbool.h>
#include <stdint.h>

struct run;

/* What is to be known of the requests that only wait. */
struct lead {
    double share;   /* of all requests; 0: there are none */
    double latency; /* s: their mean times their share, their part of the network's zero_load_latency */
};

struct lead lead_of(const struct network *network);

/* Lets the run, just created, go on for `seconds` with nothing but requests that only wait. A closed load, or
 * a network that has none: nothing happens. */
void lead_run(struct run *run, double seconds);

#endif
