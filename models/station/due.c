#include "models/station/due.h"

#include <stdlib.h>

void due_finish(struct due_set *set)
{
    free(set->heap);
    *set = (struct due_set){ 0 };
}

static void grow(struct due_set *set)
{
    const uint32_t room = set->room ? 2 * set->room : 4;
    struct due *heap = realloc(set->heap, room * sizeof *heap);
    if (!heap) abort();
    set->heap = heap;
    set->room = room;
}

static void sift_up(struct due_set *set, uint32_t i, struct due entry)
{
    while (i) {
        const uint32_t parent = (i - 1) / 4;
        if (!due_before(&entry, &set->heap[parent])) break;
        set->heap[i] = set->heap[parent];
        i = parent;
    }
    set->heap[i] = entry;
}

static void sift_down(struct due_set *set, uint32_t i, struct due entry)
{
    struct due *heap = set->heap;
    const uint32_t size = set->size;
    for (;;) {
        const uint32_t child = 4 * i + 1;
        if (child >= size) break;
        const uint32_t end = child + 4 < size ? child + 4 : size;
        uint32_t least = child;
        for (uint32_t k = child + 1; k < end; k++)
            if (due_before(&heap[k], &heap[least])) least = k;
        if (!due_before(&heap[least], &entry)) break;
        heap[i] = heap[least];
        i = least;
    }
    heap[i] = entry;
}

void due_push_slow(struct due_set *set, double at, uint32_t job)
{
    if (set->size == set->room) grow(set);
    sift_up(set, set->size++, (struct due){ at, set->order++, job });
}

void due_sift_down(struct due_set *set, struct due entry)
{
    sift_down(set, 0, entry);
}

bool due_remove(struct due_set *set, uint32_t job)
{
    for (uint32_t i = 0; i < set->size; i++) {
        if (set->heap[i].job != job) continue;
        const struct due last = set->heap[--set->size];
        if (i == set->size) return true;
        if (i && due_before(&last, &set->heap[(i - 1) / 4]))
            sift_up(set, i, last);
        else
            sift_down(set, i, last);
        return true;
    }
    return false;
}

void due_reorder(struct due_set *set)
{
    for (uint32_t i = set->size / 4 + 1; i-- > 0;)
        if (i < set->size) sift_down(set, i, set->heap[i]);
}
