/*
 * memory: a ledger of a host's RAM. Requests take and give; what is left is the page cache or buffer pool,
 * whose hit ratio follows from its size through a table.
 *
 * Bytes are doubles: whole numbers below 2^53 add up exactly. One replication's state; {capacity} is a valid
 * start.
 */
#ifndef KNEEWALL_PART_MEMORY_H
#define KNEEWALL_PART_MEMORY_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

/* Hit ratio of a buffer pool against its size, from Che's approximation; log-spaced, linear between. */
struct hit_table {
    double smallest, ratio_log; /* bytes of entry 0; ln of the ratio between neighbours */
    const double *hit;
    uint32_t sizes;
};

struct memory {
    double capacity; /* bytes; INFINITY: no limit */
    double used, peak;
    double since, area; /* integral of `used` since the last clear */
    uint64_t refused;
};

static inline void memory_clock(struct memory *memory, double now)
{
    memory->area += (now - memory->since) * memory->used;
    memory->since = now;
}

/* Whether there was room; if not, nothing is taken. */
static inline bool memory_take(struct memory *memory, double bytes, double now)
{
    if (!(memory->used + bytes <= memory->capacity)) {
        memory->refused++;
        return false;
    }
    memory_clock(memory, now);
    memory->used += bytes;
    if (memory->used > memory->peak) memory->peak = memory->used;
    return true;
}

static inline void memory_give(struct memory *memory, double bytes, double now)
{
    assert(bytes <= memory->used);
    memory_clock(memory, now);
    memory->used -= bytes;
}

static inline double memory_left(const struct memory *memory)
{
    return memory->capacity - memory->used;
}

/* Starts the integral and the counts anew; what is taken stays taken. */
static inline void memory_clear(struct memory *memory, double now)
{
    memory->peak = memory->used;
    memory->since = now;
    memory->area = 0;
    memory->refused = 0;
}

/*
 * The hit ratio of a buffer of `bytes`: linear between the logarithms of the table's sizes, in proportion
 * below the smallest, the last ratio from the largest on.
 */
double memory_hit_ratio(const struct hit_table *table, double bytes);

#endif
