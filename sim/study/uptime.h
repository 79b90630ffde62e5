/*
 * uptime: availability over months, from the times to failure and to repair of all parts.
 *
 * A part is a host group that requests cannot do without: it is up while at least `need` of its members are
 * (those that can carry the load, at least one; of a sharded or replicated group see below). Members fail
 * and are repaired independently (any laws: only means matter, by alternating renewal), but a zone takes all
 * of its members with it: the analysis sums over the states of the zones, and given one, parts are
 * independent. Members of a host with fewer repair crews than members wait for each other (repairs.h, for
 * exponential times). A database with replicas is up while each shard has a member, but for detection and
 * promotion after each failure of a primary (renewal reward: models/theory/availability.h); one whose ranges
 * have leaders, but for an election after the failure of any. A cache is no such part where the rest carries
 * the load without it.
 *
 * Source: Trivedi, Probability and Statistics with Reliability, ch. 6 and 8.
 *
 * Pure functions, thread safe.
 */
#ifndef KNEEWALL_STUDY_UPTIME_H
#define KNEEWALL_STUDY_UPTIME_H

#include "models/architecture/network.h"

#include <stdint.h>

struct uptime_part {
    uint32_t host;
    uint32_t members, need;
    double availability;     /* of the part alone, its failovers and its zones included */
    double failures_a_year;  /* times a year that it goes down */
    double downtime;         /* s a year */
    double downtime_without; /* s a year of the whole if this part never failed */
};

struct uptime {
    struct uptime_part *part; /* those whose downtime costs most first */
    uint32_t parts;
    double availability, nines;           /* nines: -log10 of what is missing */
    double downtime;                      /* s a year */
    double zone_downtime;                 /* the part of it that would go if zones never failed */
    double simulated;                     /* availability over `years` of up and down states; NAN */
    double simulated_low, simulated_high; /* its 95 % interval */
    double years;
};

/* `rate`: requests/s that must be carried. Simulates `years` of states (0: none) with numbers of `seed`. */
void uptime_find(const struct network *network, double rate, double years, uint64_t seed, struct uptime *out);
void uptime_finish(struct uptime *uptime);

#endif
