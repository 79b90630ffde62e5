/*
 * updown: parts that fail and are repaired, as nothing but states that are up or down; their availability by
 * simulation, for any laws, beside the analysis of uptime.h.
 *
 * Pure functions of the seed, thread safe.
 */
#ifndef KNEEWALL_STUDY_UPDOWN_H
#define KNEEWALL_STUDY_UPDOWN_H

#include "models/architecture/scenario.h"
#include "sim/study/interval.h"

struct updown_part {
    uint32_t host;
    const struct failures *failures; /* of one member; mttf.mean 0: never */
    uint32_t members, zones;         /* member m is in zone m % zones */
    double crews;                    /* as many members are repaired at a time */
    uint32_t sets; /* the members fall into so many groups of equal size, one after another */
    uint32_t need; /* members that each of them needs */
    double outage; /* s that a set is down when its first member (the primary) fails; 0: none */
    bool elects;   /* ... when any of them does: each leads something */
};

struct updown {
    struct updown_part *part;
    uint32_t parts;
    const struct failures *zone; /* of one zone; mttf.mean 0: never */
    uint32_t zones;
};

/* The share of the time in which a set of a part with an outage is not without its primary, or a leader. */
double updown_led(const struct updown_part *part);

/* How often a second the failure of a zone makes a set of the part change its primary, while others live. */
double updown_zone_failovers(const struct updown *model, uint32_t part);

/* The share of `seconds` in which every set of every part is up, with its 95 % interval. */
struct interval updown_simulate(const struct updown *model, double seconds, uint64_t seed);

#endif
