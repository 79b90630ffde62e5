/* cast: the replications of a timeline at one load, played by a crew of threads. A cast is
 * its caller's alone. */
#ifndef KNEEWALL_STUDY_CAST_H
#define KNEEWALL_STUDY_CAST_H

#include "sim/study/episode.h"
#include "sim/study/explore.h"

struct cast {
    const struct network *network; /* made for a timeline, warm */
    double rate;                   /* requests/s before any event */
    bool calm;                     /* without the events */
    uint64_t seed;
    uint32_t episodes, jobs; /* at least 1 */
    struct explore_progress *progress;
    /* Filled by cast_play: */
    struct episode *episode;
    double warmup; /* s */
};

/* What it finds depends on network, rate, calm, seed and the number of episodes alone. */
void cast_play(struct cast *cast);
void cast_finish(struct cast *cast);

/* The share of them whose service was good at the end. */
double cast_recovered(const struct cast *cast);

/* The share of them whose service was not, but whose backlog was still falling. */
double cast_draining(const struct cast *cast);

#endif
