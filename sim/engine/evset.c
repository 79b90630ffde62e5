#include "sim/engine/evset.h"

#include <stdlib.h>

enum { LINE = 64 };

/* The children of i are 4 i + 1 ...; with the root at index 3 of aligned memory they start on a line
 * boundary. */
void evset_init(struct evset *set, uint32_t sources)
{
    const size_t bytes = ((size_t)sources + 8) * sizeof *set->heap;
    void *memory = aligned_alloc(LINE, (bytes + LINE - 1) / LINE * LINE);
    uint32_t *place = malloc((sources ? sources : 1) * sizeof *place);
    if (!memory || !place) abort();
    for (uint32_t i = 0; i < sources; i++) place[i] = EVSET_NOWHERE;
    *set = (struct evset){
        .heap = (struct evset_event *)memory + 3, .place = place, .sources = sources, .memory = memory
    };
}

void evset_finish(struct evset *set)
{
    free(set->memory);
    free(set->place);
    *set = (struct evset){ 0 };
}

static inline void put(struct evset *set, uint32_t i, struct evset_event event)
{
    set->heap[i] = event;
    set->place[event.source] = i;
}

void evset_sift_up(struct evset *set, uint32_t i, struct evset_event event)
{
    while (i) {
        const uint32_t parent = (i - 1) / 4;
        if (!evset_before(&event, &set->heap[parent])) break;
        put(set, i, set->heap[parent]);
        i = parent;
    }
    put(set, i, event);
}

void evset_sift_down(struct evset *set, uint32_t i, struct evset_event event)
{
    const struct evset_event *heap = set->heap;
    const uint32_t size = set->size;
    for (;;) {
        const uint32_t child = 4 * i + 1;
        if (child >= size) break;
        const uint32_t end = child + 4 < size ? child + 4 : size;
        uint32_t least = child;
        for (uint32_t k = child + 1; k < end; k++)
            if (evset_before(&heap[k], &heap[least])) least = k;
        if (!evset_before(&heap[least], &event)) break;
        put(set, i, heap[least]);
        i = least;
    }
    put(set, i, event);
}

void evset_remove(struct evset *set, uint32_t i)
{
    const struct evset_event last = set->heap[--set->size];
    if (i == set->size) return;
    if (i && evset_before(&last, &set->heap[(i - 1) / 4]))
        evset_sift_up(set, i, last);
    else
        evset_sift_down(set, i, last);
}
