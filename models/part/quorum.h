/*
 * quorum: N copies, a write is done when W have answered and a read when R have. Pure functions of delays, so
 * that whoever has the delays (a simulation of the network, a fitted law) learns latencies and staleness.
 *
 * WARS (Bailis et al., Probabilistically Bounded Staleness, PVLDB 5(8), 2012): every write goes to all copies
 * (delay `write`), each acknowledges (`ack`); a read that starts t after the write was done goes to all
 * (`read`), each answers
 * (`answer`) with what it has when the read arrives there. All delays in one unit of the caller's.
 */
#ifndef KNEEWALL_PART_QUORUM_H
#define KNEEWALL_PART_QUORUM_H

#include "models/station/stream.h"

#include <stdint.h>

enum { QUORUM_COPIES = 64 };

struct quorum {
    uint32_t copies, write, read; /* N, W, R: 1 <= W, R <= N <= QUORUM_COPIES */
};

/* The k-th smallest of n values, k from 1; n <= QUORUM_COPIES. */
double quorum_kth(const double *value, uint32_t n, uint32_t k);

/* Those of the k smallest of n, one bit each; equal values in order of their index. */
uint64_t quorum_first(const double *value, uint32_t n, uint32_t k);

/* k of n copies, any of them as likely, one bit each; n <= QUORUM_COPIES. */
uint64_t quorum_any(uint32_t n, uint32_t k, struct stream *stream);

/* Random quorums without repair: P(a read misses the last write) = C(N-W, R) / C(N, R); the p-th power of it
 * for missing the last p writes. */
double quorum_stale(const struct quorum *quorum);

struct quorum_outcome {
    double write_latency, read_latency;
    double
        visible; /* the read is fresh if it starts at least this long after the write was done; 0: always */
};

/* One write and one read; delay arrays have one entry a copy. */
struct quorum_outcome quorum_wars(const struct quorum *quorum, const double *write, const double *ack,
                                  const double *read, const double *answer);

#endif
