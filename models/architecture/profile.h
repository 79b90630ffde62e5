/* profile: the load of a timeline as a rate over time: its profile, with the events that change it laid upon
 * that. */
#ifndef KNEEWALL_ARCHITECTURE_PROFILE_H
#define KNEEWALL_ARCHITECTURE_PROFILE_H

#include "models/architecture/scenario.h"
#include "models/station/rates.h"

/*
 * Requests/s from time 0, the start of the timeline, on; `rate` is the load before any event. Adds `before`
 * seconds of the profile's first load in front, so that the timeline starts at `before`. With `calm`, events
 * change nothing. `rates` is {0} and the caller's to finish. Not for a profile of recorded requests.
 *
 * A load that an event sets holds until the event is over, or another one that began later sets it; then what
 * was before it holds again. A ramp stays where it went. Factors multiply what they find.
 */
void profile_rates(const struct timeline *timeline, double rate, double before, bool calm,
                   struct rates *rates);

/* Requests/s at time 0 as the profile says, before any event. */
double profile_first(const struct timeline *timeline, double rate);

/* The load that the scenario itself speaks of: that at time 0 for a table of requests/s, else NAN. */
double profile_own_rate(const struct timeline *timeline);

#endif
