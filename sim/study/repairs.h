/*
 * repairs: parts whose members wait for the same repair crews, in the steady state, given which zones live.
 *
 * Fewer crews than members: members are not independent, but their failures are alike, so the number of those
 * that have failed is a birth-death chain (models/theory/availability.h), and given the number, any of them
 * may be the failed ones (hypergeometric). Exact for exponential times.
 *
 * Pure functions, thread safe.
 */
#ifndef KNEEWALL_STUDY_REPAIRS_H
#define KNEEWALL_STUDY_REPAIRS_H

#include "sim/study/updown.h"

/* Everything about one part. */
struct updown_given {
    double up;       /* probability */
    double failures; /* a second: how often it goes down by itself */
};

bool repairs_are_shared(const struct updown_part *part);

/* `zones_up`: a bit each; zones from 32 on live. */
struct updown_given repairs_given(const struct updown_part *part, uint32_t zones_up);

static inline bool updown_lives(uint32_t zones_up, uint32_t zone)
{
    return zone >= 32 || zones_up >> zone & 1;
}

#endif
