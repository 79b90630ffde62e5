#include "models/part/versions.h"

#include "models/part/hash.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void versions_init(struct versions *v, uint32_t copies)
{
    *v = (struct versions){ .copies = copies,
                            .cell = calloc(VERSIONS_CELLS, sizeof *v->cell),
                            .seen = calloc((size_t)VERSIONS_CELLS * copies, sizeof *v->seen) };
    if (!v->cell || !v->seen) abort();
}

void versions_finish(struct versions *v)
{
    free(v->cell);
    free(v->seen);
    *v = (struct versions){ 0 };
}

static struct versions_cell *cell_of(const struct versions *v, uint32_t key)
{
    return &v->cell[hash_mix(key) & (VERSIONS_CELLS - 1)];
}

static uint32_t *seen_by(const struct versions *v, const struct versions_cell *cell, uint32_t copy)
{
    assert(copy < v->copies);
    return &v->seen[(size_t)(cell - v->cell) * v->copies + copy];
}

uint32_t versions_write(struct versions *v)
{
    return ++v->newest;
}

void versions_seen(struct versions *v, uint32_t key, uint32_t copy, uint32_t version)
{
    struct versions_cell *cell = cell_of(v, key);
    if (cell->key != key) {
        memset(seen_by(v, cell, 0), 0, v->copies * sizeof *v->seen);
        *cell = (struct versions_cell){ .key = key };
    }
    uint32_t *seen = seen_by(v, cell, copy);
    if (version > *seen) *seen = version;
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
    return wanted == 0 || cell->key != key || *seen_by(v, cell, copy) >= wanted;
}
