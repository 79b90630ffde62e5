/*
 * evset: the pending-event set. Each source of events (a station, the arrivals, a list of time-outs) has at
 * most one pending event, its next; so the set holds sources, not requests, and a source that changes its
 * mind moves its event instead of leaving a stale one behind.
 *
 * Order is total: by time, then by the source's number. Idea: a tournament (winner tree; Knuth, The Art of
 * Computer Programming 3, 5.4.1). The sources are its leaves, in order, and every inner node has the earlier
 * event of the two below it. To set an event is to play again the matches from its leaf to the root: always
 * as many, their opponents known beforehand, so that they are fetched in parallel, and without a branch that
 * depends on the times. A heap needs fewer comparisons, but half of its branches are guesses, and a wrong
 * guess costs as much as several matches: for 4 / 64 / 1 k / 30 k pending, hold (pop and push) takes 6 / 10 /
 * 15 / 30 ns where a 4-ary heap takes 13 / 42 / 70 / 114 (tests/bench/hold.c).
 *
 * Times are compared as integers: those of doubles that are not negative have the same order.
 *
 * Never allocates after init. Not thread safe; each replication has its own.
 */
#ifndef KNEEWALL_ENGINE_EVSET_H
#define KNEEWALL_ENGINE_EVSET_H

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

struct evset_event {
    double at;
    uint32_t source;
};

struct evset_node {
    int64_t at; /* the bits of a time; those of INFINITY: none */
    int64_t source;
};

struct evset {
    struct evset_node *node; /* node[1] is the root; below i are 2 i and 2 i + 1 */
    size_t leaves;           /* where they begin, in bytes */
};

void evset_init(struct evset *set, uint32_t sources);
void evset_finish(struct evset *set);

/* The first event; its `at` is INFINITY when there is none. */
static inline struct evset_event evset_first(const struct evset *set)
{
    struct evset_event first = { .source = (uint32_t)set->node[1].source };
    memcpy(&first.at, &set->node[1].at, sizeof first.at);
    return first;
}

/*
 * The source's next event is at `at` >= 0, whatever it was before; INFINITY: it has none. Of two at the same
 * time the left one wins: against it, who is on the right loses with an equal time. Compilers would branch,
 * so the sign of a difference is the mask that chooses the winner. Places in the tree are counted in bytes,
 * which saves multiplications.
 */
static inline void evset_set(struct evset *set, uint32_t source, double at)
{
    enum { NODE = sizeof(struct evset_node) };
    char *const tree = (char *)set->node;
    size_t place = set->leaves + (size_t)source * NODE;
    int64_t winner = source, first;
    memcpy(&first, &at, sizeof first);
    ((struct evset_node *)(tree + place))->at = first;
    while (place > NODE) {
        const size_t opposite = place ^ NODE;
        const struct evset_node *const other = (const struct evset_node *)(tree + opposite);
        const int64_t loses = (other->at - (opposite < place) - first) >> 63;
        winner ^= (winner ^ other->source) & loses;
        first = other->at < first ? other->at : first;
        place = place / 2 & ~(size_t)(NODE - 1);
        *(struct evset_node *)(tree + place) = (struct evset_node){ first, winner };
    }
}

static inline void evset_clear(struct evset *set, uint32_t source)
{
    evset_set(set, source, INFINITY);
}

#endif
