/*
 * due: jobs ordered by when each is due (a time, or a virtual time), earliest first; equal times leave in the
 * order in which they came. It is the set of jobs in service at one station.
 *
 * The first is kept by itself, so that a station of one server needs no more; the others are a 4-ary heap,
 * the four children of a node in one cache line. What lies beyond the last of them is later than any time, so
 * every node has four children, and the earliest of four is found without a branch.
 *
 * Thousands of jobs are too many for a heap: each would pass through memory that is far from the processor.
 * Then only those that are due before `limit` are in the heap, and the others lie in a radix heap (radix.h),
 * which hands over a few dozens of them when the heap is empty.
 *
 * Memory grows when needed; what a radix heap took is given back when it is empty. A steady state allocates
 * nothing.
 */
#ifndef KNEEWALL_STATION_DUE_H
#define KNEEWALL_STATION_DUE_H

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct radix;

struct due {
    double at; /* >= 0 */
    uint32_t job;
    uint32_t order; /* of coming */
};

struct due_set {
    struct due first;
    struct due *heap;     /* all near ones but the first; 0 to 3 are below it, 4 i + 4 to 4 i + 7 below i */
    uint32_t size, near;  /* all; those that are not in `far` */
    uint32_t room, order; /* of the heap; of the next one that comes */
    double limit;         /* who is due before it is near */
    struct radix *far;    /* NULL: nobody */
};

/* A number that orders as due jobs do, and is all of one. */
__extension__ typedef unsigned __int128 due_key;

static inline due_key due_key_of(const struct due *due)
{
    uint64_t at;
    memcpy(&at, &due->at, sizeof at);
    return (due_key)at << 64 | ((uint64_t)due->order << 32 | due->job);
}

static inline struct due due_of_key(due_key key)
{
    const uint64_t at = (uint64_t)(key >> 64);
    struct due due = { .job = (uint32_t)key, .order = (uint32_t)((uint64_t)key >> 32) };
    memcpy(&due.at, &at, sizeof at);
    return due;
}

void due_finish(struct due_set *set);

/* Takes a job out, wherever it is: O(size). Returns whether it was there. */
bool due_remove(struct due_set *set, uint32_t job);

/* When a job is due; NAN: it is not here. O(size). */
double due_at(const struct due_set *set, uint32_t job);

/* Takes out all jobs that `goes` says so of. Returns how many went. */
uint32_t due_sweep_out(struct due_set *set, bool (*goes)(const void *context, uint32_t job),
                       const void *context);

/* All are due `later` s later. */
void due_shift(struct due_set *set, double later);

/* Who is due later than `from` is so by `factor` > 0 as much. */
void due_stretch(struct due_set *set, double from, double factor);

/* For radix.h: a far one comes near. */
void due_come_near(struct due_set *set, struct due due);

void due_push_slow(struct due_set *set, double at, uint32_t job);
void due_sink_slow(struct due_set *set, struct due entry);
void due_approach(struct due_set *set);
void due_renumber(struct due_set *set);

/* The one of four that is due first. */
static inline uint32_t due_least(const struct due *four)
{
    uint32_t a = due_key_of(&four[1]) < due_key_of(&four[0]);
    const uint32_t b = 2 + (due_key_of(&four[3]) < due_key_of(&four[2]));
    a ^= (a ^ b) & -(uint32_t)(due_key_of(&four[b]) < due_key_of(&four[a]));
    return a;
}

/* The set is empty, or the one in it leaves: the count of comings begins anew. */
static inline void due_alone(struct due_set *set, double at, uint32_t job)
{
    set->first = (struct due){ at, job, 0 };
    set->order = 1;
}

static inline struct due due_entry(struct due_set *set, double at, uint32_t job)
{
    if (__builtin_expect(set->order == UINT32_MAX, 0)) due_renumber(set);
    return (struct due){ at, job, set->order++ };
}

/* The earlier of two becomes the first, the later one takes the other place; nothing is guessed. */
static inline void due_pair(struct due_set *set, struct due *place, due_key a, due_key b)
{
    const due_key swap = (a ^ b) & -(due_key)(b < a);
    set->first = due_of_key(a ^ swap);
    *place = due_of_key(b ^ swap);
}

/* `entry` takes the place of the first. */
static inline void due_sink(struct due_set *set, struct due entry)
{
    if (set->near == 1)
        set->first = entry;
    else if (set->near > 5)
        due_sink_slow(set, entry);
    else {
        struct due *const least = &set->heap[due_least(set->heap)];
        due_pair(set, least, due_key_of(&entry), due_key_of(least));
    }
}

static inline void due_push(struct due_set *set, double at, uint32_t job)
{
    const uint32_t near = set->near;
    if (near > 4 || !(at < set->limit) || (near && !set->room)) {
        due_push_slow(set, at, job);
        return;
    }
    set->size++;
    set->near++;
    if (near) {
        const struct due entry = due_entry(set, at, job);
        due_pair(set, &set->heap[near - 1], due_key_of(&entry), due_key_of(&set->first));
    } else
        due_alone(set, at, job);
}

/* The set must not be empty. */
static inline const struct due *due_first(const struct due_set *set)
{
    assert(set->size);
    return &set->first;
}

/* The set must not be empty. */
static inline uint32_t due_pop(struct due_set *set)
{
    assert(set->size);
    const uint32_t job = set->first.job;
    set->size--;
    if (--set->near) {
        struct due *const last = &set->heap[set->near - 1];
        const struct due entry = *last;
        *last = (struct due){ INFINITY, UINT32_MAX, UINT32_MAX };
        due_sink(set, entry);
    } else if (set->far)
        due_approach(set);
    return job;
}

/* Takes the first out and puts another in: one sift in place of two. The set must not be empty. */
static inline uint32_t due_replace(struct due_set *set, double at, uint32_t job)
{
    const uint32_t first = set->first.job;
    if (set->size == 1)
        due_alone(set, at, job);
    else if (at < set->limit)
        due_sink(set, due_entry(set, at, job));
    else {
        due_pop(set);
        due_push(set, at, job);
    }
    return first;
}

#endif
