/*
 * guide: roughly how the mean latency of a network grows with load, as a straightedge for the curves that are
 * fitted through simulated points.
 *
 * The sum over the stations of visits x (service + wait), each station as M/G/m with a Poisson share of the
 * arrivals: Erlang C's wait, first come first served times (1 + cv^2)/2 (Allen, Cunneen 1978; exact for one
 * server: Pollaczek, Khinchine). Whatever it leaves out (threads, bursts, caches) stays in the difference
 * that is fitted. Chosen because the knee is a slope: of M/M/4 a parabola through neighbouring loads alone
 * puts it 0.4 % too high.
 *
 * Units: s, requests/s. Thread safe once made.
 */
#ifndef KNEEWALL_STUDY_GUIDE_H
#define KNEEWALL_STUDY_GUIDE_H

#include "models/architecture/exact.h"

struct guide {
    struct exact exact; /* of the network, which must outlive the guide */
    double saturation;
};

void guide_init(struct guide *guide, const struct network *network);
void guide_finish(struct guide *guide);

/* ln of the mean, for curve.h; `guide` is a struct guide. 0 where it knows nothing; rates above saturation
 * count as just below. */
double guide_log_mean(const void *guide, double rate);

#endif
