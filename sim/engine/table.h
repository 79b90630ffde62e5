/*
 * table: an array that may grow very large. From 64 KiB on it is a mapping of its own: it grows without
 * being copied, what was never touched costs no memory, and what is given back is given back to the system.
 *
 * Sizes are in bytes. Growing fails by aborting: there is no going on without memory.
 *
 * Thread safe for distinct tables.
 */
#ifndef KNEEWALL_ENGINE_TABLE_H
#define KNEEWALL_ENGINE_TABLE_H

#include <stddef.h>

/* The table with room for `to` >= `from` bytes; NULL and 0: a new one. What is new has no value. */
void *table_grow(void *table, size_t from, size_t to);
/* NULL is fine. */
void table_free(void *table, size_t size);

#endif
