/*
 * arena: memory that is handed out piece by piece and given back all at once. A scenario lives in one.
 *
 * Pieces are zeroed and aligned for any type. Running out of memory aborts: a scenario is small, and there is
 * nothing better to do. Not thread safe.
 */
#ifndef KNEEWALL_INPUT_ARENA_H
#define KNEEWALL_INPUT_ARENA_H

#include <stddef.h>

struct arena {
    struct arena_block *block; /* the newest; {0} is an empty arena */
};

void *arena_alloc(struct arena *arena, size_t count, size_t size);
char *arena_string(struct arena *arena, const char *text);

/* Gives everything back; the arena is empty and may be used again. */
void arena_finish(struct arena *arena);

#endif
