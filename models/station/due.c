#include "models/station/due.h"

#include "models/station/radix.h"

#include <math.h>
#include <stdlib.h>

enum {
    LINE = 64,
    NEAR_MAX = 1024, /* a heap of more is slower than a radix heap */
};

static const struct due never = { INFINITY, UINT32_MAX, UINT32_MAX };

void due_finish(struct due_set *set)
{
    free(set->heap);
    radix_destroy(set->far);
    *set = (struct due_set){ 0 };
}

static void grow(struct due_set *set, uint32_t room)
{
    struct due *heap = aligned_alloc(LINE, room * sizeof *heap);
    if (!heap) abort();
    if (set->room) memcpy(heap, set->heap, set->room * sizeof *heap);
    for (uint32_t i = set->room; i < room; i++) heap[i] = never;
    free(set->heap);
    set->heap = heap;
    set->room = room;
}

/* From the place `i` of the heap, or from that of the first: those below begin at `child`. */
static void sink_from(struct due *place, struct due *heap, uint32_t child, uint32_t others, struct due entry)
{
    const due_key key = due_key_of(&entry);
    while (child < others) {
        const uint32_t least = child + due_least(&heap[child]);
        if (key < due_key_of(&heap[least])) break;
        *place = heap[least];
        place = &heap[least];
        child = 4 * least + 4;
    }
    *place = entry;
}

/* Most of very many that were due at one time, which a radix heap cannot part, have gone. */
static void shrink(struct due_set *set)
{
    const struct due_set before = *set;
    set->heap = NULL;
    set->room = 0;
    grow(set, NEAR_MAX);
    memcpy(set->heap, before.heap, NEAR_MAX * sizeof *set->heap);
    free(before.heap);
}

void due_sink_slow(struct due_set *set, struct due entry)
{
    if (set->room > 4 * NEAR_MAX && set->near <= NEAR_MAX / 2) shrink(set);
    sink_from(&set->first, set->heap, 0, set->near - 1, entry);
}

/* `entry` goes to the place i of the heap or above. */
static void rise(struct due_set *set, uint32_t i, struct due entry)
{
    struct due *const heap = set->heap;
    const due_key key = due_key_of(&entry);
    while (i >= 4 && key < due_key_of(&heap[i / 4 - 1])) {
        heap[i] = heap[i / 4 - 1];
        i = i / 4 - 1;
    }
    if (i < 4 && key < due_key_of(&set->first)) {
        heap[i] = set->first;
        set->first = entry;
    } else
        heap[i] = entry;
}

void due_come_near(struct due_set *set, struct due entry)
{
    if (set->near++ == 0) {
        set->first = entry;
        return;
    }
    const uint32_t i = set->near - 2;
    if (i == set->room) grow(set, i ? 2 * i : 4);
    rise(set, i, entry);
}

/* Where nobody is near, those that are due first come. */
void due_approach(struct due_set *set)
{
    while (set->near == 0 && set->far) {
        set->limit = radix_take(set->far, set);
        if (radix_size(set->far)) continue;
        radix_destroy(set->far);
        set->far = NULL;
        set->limit = INFINITY;
    }
}

/* From the last node that has others below it up to the first. */
static void reorder(struct due_set *set)
{
    const uint32_t others = set->near - 1;
    for (uint32_t i = others / 4; i-- > 0;)
        sink_from(&set->heap[i], set->heap, 4 * i + 4, others, set->heap[i]);
    due_sink_slow(set, set->first);
}

/* All are near; the first is known, the others are in no order. */
static void gather(struct due_set *set)
{
    if (!set->far) return;
    if (set->room < set->size) grow(set, set->size / 4 * 4 + 4);
    radix_list(set->far, &set->heap[set->near - 1]);
    radix_destroy(set->far);
    set->far = NULL;
    set->limit = INFINITY;
    set->near = set->size;
}

/* Nearly all go far; all were near. */
static void scatter(struct due_set *set)
{
    const uint32_t others = set->near - 1;
    set->far = radix_create(set->first.at);
    radix_put(set->far, set->first);
    for (uint32_t i = 0; i < others; i++) radix_put(set->far, set->heap[i]);
    set->near = 0;
    if (set->room > NEAR_MAX) {
        free(set->heap);
        set->heap = NULL;
        set->room = 0;
    }
    for (uint32_t i = 0; i < set->room; i++) set->heap[i] = never;
    due_approach(set);
}

/*
 * Where the heap is full and large, most of it may be far. Those that are far already count, so that the
 * work of distributing them again is spread over as many comings.
 */
static void part(struct due_set *set)
{
    const double first = set->first.at;
    if (set->near <= set->size / 2) return;
    if (set->heap[set->near / 2].at <= first && set->heap[set->near - 2].at <= first)
        return; /* all at one time */
    gather(set);
    scatter(set);
}

void due_push_slow(struct due_set *set, double at, uint32_t job)
{
    const struct due entry = due_entry(set, at, job);
    if (!set->far) set->limit = INFINITY;
    if (set->near > NEAR_MAX && set->near == set->room + 1) part(set);
    set->size++;
    if (at < set->limit)
        due_come_near(set, entry);
    else
        radix_put(set->far, entry);
}

double due_at(const struct due_set *set, uint32_t job)
{
    if (!set->size) return NAN;
    if (set->first.job == job) return set->first.at;
    for (uint32_t i = 0; i + 1 < set->near; i++)
        if (set->heap[i].job == job) return set->heap[i].at;
    return set->far ? radix_at(set->far, job) : NAN;
}

static void take_out(struct due_set *set, uint32_t i)
{
    const uint32_t last = set->near-- - 2;
    const struct due entry = set->heap[last];
    set->heap[last] = never;
    if (i == last) return;
    if (due_key_of(&entry) < due_key_of(&set->heap[i]))
        rise(set, i, entry);
    else
        sink_from(&set->heap[i], set->heap, 4 * i + 4, last, entry);
}

static bool remove_far(struct due_set *set, uint32_t job)
{
    if (!set->far || !radix_remove(set->far, job)) return false;
    if (radix_size(set->far)) return true;
    radix_destroy(set->far);
    set->far = NULL;
    set->limit = INFINITY;
    return true;
}

bool due_remove(struct due_set *set, uint32_t job)
{
    if (set->size && set->first.job == job) {
        due_pop(set);
        return true;
    }
    for (uint32_t i = 0; i + 1 < set->near; i++)
        if (set->heap[i].job == job) {
            take_out(set, i);
            set->size--;
            return true;
        }
    if (!remove_far(set, job)) return false;
    set->size--;
    return true;
}

uint32_t due_sweep_out(struct due_set *set, bool (*goes)(const void *context, uint32_t job),
                       const void *context)
{
    const uint32_t before = set->size;
    uint32_t kept = 0;
    if (!before) return 0;
    gather(set);
    for (uint32_t i = 0; i + 1 < before; i++)
        if (!goes(context, set->heap[i].job)) set->heap[kept++] = set->heap[i];
    if (!goes(context, set->first.job))
        set->near = kept + 1;
    else if ((set->near = kept))
        set->first = set->heap[--kept];
    for (uint32_t i = kept; i + 1 < before; i++) set->heap[i] = never;
    set->size = set->near;
    if (set->near) reorder(set);
    return before - set->size;
}

void due_shift(struct due_set *set, double later)
{
    if (!set->size) return;
    gather(set);
    set->first.at += later;
    for (uint32_t i = 0; i + 1 < set->near; i++) set->heap[i].at += later;
    reorder(set);
}

void due_stretch(struct due_set *set, double from, double factor)
{
    if (!set->size) return;
    gather(set);
    if (set->first.at > from) set->first.at = from + (set->first.at - from) * factor;
    for (uint32_t i = 0; i + 1 < set->near; i++) {
        struct due *due = &set->heap[i];
        if (due->at > from) due->at = from + (due->at - from) * factor;
    }
    reorder(set);
}

static int by_key(const void *a, const void *b)
{
    const due_key left = due_key_of(a), right = due_key_of(b);
    return (left > right) - (left < right);
}

/* The count of comings is about to begin anew: they are counted from the first of those that are here. What
 * is sorted is a heap. */
void due_renumber(struct due_set *set)
{
    set->order = 0;
    if (!set->size) return;
    gather(set);
    reorder(set);
    if (set->near > 1) qsort(set->heap, set->near - 1, sizeof *set->heap, by_key);
    set->first.order = set->order++;
    for (uint32_t i = 0; i + 1 < set->near; i++) set->heap[i].order = set->order++;
}
