/*
 * candidate: one architecture that a plan considers: sized by the bottleneck law, then verified by
 * simulation, and sized more generously if that did not hold.
 */
#ifndef KNEEWALL_COMMAND_CANDIDATE_H
#define KNEEWALL_COMMAND_CANDIDATE_H

#include "sim/command/options.h"
#include "sim/plan/plan.h"
#include "sim/study/study.h"

enum candidate_state {
    CANDIDATE_OPEN,      /* sized, to be simulated */
    CANDIDATE_CARRIES,   /* the SLO held at the load, simulated */
    CANDIDATE_RULED_OUT, /* plan.why_not says why */
};

struct candidate {
    struct document *document;
    struct scenario *scenario; /* as the file has it */
    struct plan plan;
    enum candidate_state state;
    double share;       /* of capacity that it was sized for */
    double share_below; /* what the simulation refused, or nearly all */
    bool is_simulated;
    struct interval wall; /* requests/s; an open end where the SLO held at every load */
    uint32_t wall_resource;
    char wall_name[96];
    double usd_per_h; /* at the load: what scales by itself costs what it uses */
};

struct candidates {
    struct candidate *item;
    uint32_t items;
};

/* Sizes every candidate for `rate` requests/s, simulates them and sizes anew those that did not hold, until
 * all are decided. False: interrupted. */
bool candidates_decide(struct candidates *candidates, double rate, const struct options *options);

void candidates_finish(struct candidates *candidates);

/* Among those that carry the load: the first one, which is the simplest if they were given in that order; the
 * one that costs least. NULL: none does. */
const struct candidate *candidates_simplest(const struct candidates *candidates);
const struct candidate *candidates_cheapest(const struct candidates *candidates);

#endif
