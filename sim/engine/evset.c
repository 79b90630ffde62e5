#include "sim/engine/evset.h"

#include <stdlib.h>

enum { LINE = 64 };

/* Two that meet share a cache line. Leaves without a source never have an event. */
void evset_init(struct evset *set, uint32_t sources)
{
    uint32_t leaves = 2;
    while (leaves < sources) leaves *= 2;
    struct evset_node *node = aligned_alloc(LINE, 2 * (size_t)leaves * sizeof *node);
    if (!node) abort();
    const double none = INFINITY;
    int64_t bits;
    memcpy(&bits, &none, sizeof bits);
    for (uint32_t i = 2 * leaves; i-- > 0;)
        node[i] = (struct evset_node){ bits, i >= leaves ? i - leaves : i ? node[2 * i].source : 0 };
    *set = (struct evset){ .node = node, .leaves = leaves * sizeof *node };
}

void evset_finish(struct evset *set)
{
    free(set->node);
    *set = (struct evset){ 0 };
}
