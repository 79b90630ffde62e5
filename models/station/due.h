/*
 * due: jobs ordered by when each is due (a time, or a virtual time), earliest first; equal times leave in the
 * order in which they came. It is the set of jobs in service at one station.
 *
 * A 4-ary heap in one array: with four children of 16 bytes a node's children fill one cache line. Capacity
 * doubles when needed and never shrinks, so a steady state allocates nothing.
 */
#ifndef KNEEWALL_STATION_DUE_H
#define KNEEWALL_STATION_DUE_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

struct due {
    double at;
    uint32_t order; /* of arrival; wraps, compared by difference */
    uint32_t job;
};

struct due_set {
    struct due *heap;
    uint32_t size, room, order;
};

void due_finish(struct due_set *set);
void due_push_slow(struct due_set *set, double at, uint32_t job);
void due_sift_down(struct due_set *set, struct due entry);

/* Takes a job out, wherever it is: O(size). Returns whether it was there. */
bool due_remove(struct due_set *set, uint32_t job);

/* Restores the order after the caller changed `at` of any entries. */
void due_reorder(struct due_set *set);

static inline bool due_before(const struct due *a, const struct due *b)
{
    if (a->at != b->at) return a->at < b->at;
    return (int32_t)(a->order - b->order) < 0;
}

static inline void due_push(struct due_set *set, double at, uint32_t job)
{
    if (set->size == 0 && set->room) {
        set->heap[0] = (struct due){ at, set->order++, job };
        set->size = 1;
        return;
    }
    due_push_slow(set, at, job);
}

/* The set must not be empty. */
static inline const struct due *due_first(const struct due_set *set)
{
    assert(set->size);
    return set->heap;
}

/* The set must not be empty. */
static inline uint32_t due_pop(struct due_set *set)
{
    assert(set->size);
    const uint32_t job = set->heap[0].job;
    if (--set->size) due_sift_down(set, set->heap[set->size]);
    return job;
}

/* Takes the first out and puts another in: one sift in place of two. */
static inline uint32_t due_replace(struct due_set *set, double at, uint32_t job)
{
    const uint32_t first = set->heap[0].job;
    const struct due entry = { at, set->order++, job };
    if (set->size == 1)
        set->heap[0] = entry;
    else
        due_sift_down(set, entry);
    return first;
}

#endif
