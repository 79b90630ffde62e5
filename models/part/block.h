/* block: memory that a part takes when it is made. As everywhere on this floor, running out of memory aborts.
 */
#ifndef KNEEWALL_PART_BLOCK_H
#define KNEEWALL_PART_BLOCK_H

#include <stdlib.h>

/* Zeroed; never NULL. */
static inline void *block_new(size_t count, size_t size)
{
    void *block = calloc(count ? count : 1, size);
    if (!block) abort();
    return block;
}

/* The rest of a longer block is not zeroed. */
static inline void *block_resize(void *block, size_t count, size_t size)
{
    void *grown = reallocarray(block, count ? count : 1, size);
    if (!grown) abort();
    return grown;
}

#endif
