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

/* A larger mapping of the same. ThreadSanitizer does not see a mapping move, and takes the next owner of the
 * old place for a stranger to the last: for it, what moves is copied. */
static void *remap(void *table, size_t from, size_t to)
{
#ifdef __SANITIZE_THREAD__
    void *bigger = map(to);
    memcpy(bigger, table, from);
    munmap(table, from);
#else
    void *bigger = mremap(table, from, to, MREMAP_MAYMOVE);
    if (bigger == MAP_FAILED) abort();
#endif
    return bigger;
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
        bigger = remap(table, from, to);
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
