/*
 * locktable: row locks, held to commit. A job draws the rows that it will write and locks them one after the
 * other in ascending order, so that no two jobs ever wait for each other within one table (branches of
 * one transaction on several servers may: who wants that resolved gives them a time-out that cancels); each
 * row has one holder and a queue, first come first served. Only rows that are held take memory.
 *
 * Rows are drawn one by one, so that a job needs to remember only the one it has drawn last. Drawn this way
 * or all at once, every set of `wanted` different rows is as likely.
 *
 * One replication's state; {0} and a number of rows is a valid empty table.
 */
#ifndef KNEEWALL_PART_LOCKTABLE_H
#define KNEEWALL_PART_LOCKTABLE_H

#include "models/part/turnstile.h"
#include "models/station/stream.h"

struct locktable {
    uint32_t rows; /* at least 1 */
    struct turnstile turnstile;
};

static inline void locktable_init(struct locktable *table, uint32_t rows)
{
    *table = (struct locktable){ .rows = rows };
}

static inline void locktable_finish(struct locktable *table)
{
    turnstile_finish(&table->turnstile);
}

/*
 * The smallest of `wanted` different rows drawn from first .. rows-1; then call it again with one less wanted
 * and first one past the row drawn. 1 <= wanted <= rows - first. Exact; O(wanted) and a power.
 */
uint32_t locktable_draw(uint32_t rows, uint32_t first, uint32_t wanted, struct stream *stream);

/* Whether `job` has the row now; else it waits for it. A job must not ask for a row that it has. */
static inline bool locktable_take(struct locktable *table, struct job *jobs, uint32_t row, uint32_t job)
{
    return turnstile_enter(&table->turnstile, jobs, row, job);
}

/* The holder gives the row back: who has it now, JOB_NONE if nobody waited. */
static inline uint32_t locktable_give(struct locktable *table, struct job *jobs, uint32_t row)
{
    return turnstile_pass(&table->turnstile, jobs, row);
}

/* A job that waits for the row gives up: whether it did wait. */
static inline bool locktable_abandon(struct locktable *table, struct job *jobs, uint32_t row, uint32_t job)
{
    return turnstile_abandon(&table->turnstile, jobs, row, job);
}

#endif
