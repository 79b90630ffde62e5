#include "sim/input/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1 << 14 };

struct arena_block {
    struct arena_block *older;
    size_t used, size;
    max_align_t data[];
};

static struct arena_block *add_block(struct arena *arena, size_t size)
{
    struct arena_block *block = calloc(1, sizeof *block + size);
    if (!block) abort();
    block->size = size;
    block->older = arena->block;
    arena->block = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t count, size_t size)
{
    if (size > 0 && count > SIZE_MAX / 4 / size) abort();
    const size_t align = sizeof(max_align_t), bytes = (count * size + align - 1) / align * align;
    struct arena_block *block = arena->block;
    if (!block || block->size - block->used < bytes) block = add_block(arena, bytes > BLOCK ? bytes : BLOCK);
    char *piece = (char *)block->data + block->used;
    block->used += bytes;
    return piece;
}

char *arena_string(struct arena *arena, const char *text)
{
    const size_t length = strlen(text) + 1;
    return memcpy(arena_alloc(arena, length, 1), text, length);
}

void arena_finish(struct arena *arena)
{
    for (struct arena_block *block = arena->block, *older; block; block = older) {
        older = block->older;
        free(block);
    }
    arena->block = NULL;
}
