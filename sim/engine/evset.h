/*
 * evset: the pending-event set. Each source of events (a station, the arrivals, a list of time-outs) has at
 * most one pending event, its next; so the set holds sources, not requests, and a source that changes its
 * mind moves its event instead of leaving a stale one behind.
 *
 * Order is total: by time, then by the source's number. Idea: a 4-ary heap with the place of every source,
 * whose children share a cache line. A source that fires usually sets its next event at once or passes a job
 * to another source; so clearing the first event only leaves a hole at the root, which the next event to be
 * set fills with one sift in place of two.
 *
 * Never allocates after init. Not thread safe; each replication has its own.
 */
#ifndef KNEEWALL_ENGINE_EVSET_H
#define KNEEWALL_ENGINE_EVSET_H

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

struct evset_event {
    double at;
    uint32_t source;
};

struct evset {
    struct evset_event
        *heap;       /* heap[0] is the root; allocated so that children of a node share a cache line */
    uint32_t *place; /* of each source; EVSET_NOWHERE */
    uint32_t size, sources;
    bool hole; /* the root's event has been cleared, its place not yet filled */
    void *memory;
};

#define EVSET_NOWHERE UINT32_MAX

void evset_init(struct evset *set, uint32_t sources);
void evset_finish(struct evset *set);

void evset_sift_up(struct evset *set, uint32_t i, struct evset_event event);
void evset_sift_down(struct evset *set, uint32_t i, struct evset_event event);
void evset_remove(struct evset *set, uint32_t i);

static inline bool evset_before(const struct evset_event *a, const struct evset_event *b)
{
    return a->at < b->at || (a->at == b->at && a->source < b->source);
}

/* Fills the hole with the last event, so that heap[0] is the first event. */
static inline void evset_settle(struct evset *set)
{
    if (!set->hole) return;
    set->hole = false;
    const struct evset_event last = set->heap[--set->size];
    if (set->size) evset_sift_down(set, 0, last);
}

/* The first event; its `at` is INFINITY when there is none. */
static inline struct evset_event evset_first(struct evset *set)
{
    evset_settle(set);
    if (set->size == 0) return (struct evset_event){ INFINITY, EVSET_NOWHERE };
    return set->heap[0];
}

static inline void evset_clear(struct evset *set, uint32_t source)
{
    const uint32_t i = set->place[source];
    if (i == EVSET_NOWHERE) return;
    set->place[source] = EVSET_NOWHERE;
    if (i == 0 && !set->hole) {
        set->hole = true;
        set->heap[0].at = -INFINITY; /* nothing rises above it, not even an event at the same time */
    } else
        evset_remove(set, i);
}

/* The source's next event is at `at`, whatever it was before; INFINITY clears it. */
static inline void evset_set(struct evset *set, uint32_t source, double at)
{
    if (__builtin_expect(!(at < INFINITY), 0)) {
        evset_clear(set, source);
        return;
    }
    const struct evset_event event = { at, source };
    const uint32_t i = set->place[source];
    if (i == EVSET_NOWHERE) {
        if (set->hole) {
            set->hole = false;
            evset_sift_down(set, 0, event);
        } else
            evset_sift_up(set, set->size++, event);
    } else if (evset_before(&event, &set->heap[i]))
        evset_sift_up(set, i, event);
    else
        evset_sift_down(set, i, event);
}

#endif
