#include "models/part/versions.h"

#include "models/part/hash.h"

#include <stdlib.h>
#include <string.h>

void versions_init(struct versions *v)
{
    *v = (struct versions){ .cell = calloc(VERSIONS_CELLS, sizeof *v->cell) };
    if (!v->cell) abort();
}

void versions_finish(struct versions *v)
{
    free(v->cell);
    *v = (struct versions){ 0 };
}

static struct versions_cell *cell_of(const struct versions *v, uint32_t key)
{
    return &v->cell[hash_mix(key) & (VERSIONS_CELLS - 1)];
}

uint32_t versions_write(struct versions *v)
{
    return ++v->newest;
}

void versions_seen(struct versions *v, uint32_t key, uint32_t copy, uint32_t version)
{
    struct versions_cell *cell = cell_of(v, key);
    if (cell->key != key) {
        memset(cell, 0, sizeof *cell);
        cell->key = key;
    }
    if (version > cell->seen[copy]) cell->seen[copy] = version;
}

void versions_returned(struct versions *v, uint32_t key, uint32_t version)
{
    struct versions_cell *cell = cell_of(v, key);
    if (cell->key == key && version > cell->returned) cell->returned = version;
}

uint32_t versions_wanted(const struct versions *v, uint32_t key)
{
    const struct versions_cell *cell = cell_of(v, key);
    return cell->key == key ? cell->returned : 0;
}

bool versions_fresh(const struct versions *v, uint32_t key, uint32_t copy, uint32_t wanted)
{
    const struct versions_cell *cell = cell_of(v, key);
    return wanted == 0 || cell->key != key || cell->seen[copy] >= wanted;
}
