#include "sim/engine/table.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static const size_t large = 1 << 16;

static void *map(size_t size)
{
    void *table = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (table == MAP_FAILED) abort();
    return table;
}

void *table_grow(void *table, size_t from, size_t to)
{
    void *bigger;
    if (to < large) {
        bigger = realloc(table, to);
        if (!bigger) abort();
    } else if (from < large) {
        bigger = map(to);
        if (from) memcpy(bigger, table, from);
        free(table);
    } else {
        bigger = mremap(table, from, to, MREMAP_MAYMOVE);
        if (bigger == MAP_FAILED) abort();
    }
    return bigger;
}

void table_free(void *table, size_t size)
{
    if (size < large)
        free(table);
    else if (table)
        munmap(table, size);
}
