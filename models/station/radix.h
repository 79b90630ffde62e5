/*
 * radix: very many jobs by when each is due, none of them soon: the far part of a due set.
 *
 * A radix heap (Ahuja, Mehlhorn, Orlin and Tarjan, "Faster algorithms for the shortest path problem", JACM
 * 37(2), 1990). Nothing that comes is due before what was taken, so jobs need no more order than this: the
 * bucket of one is the highest digit in which its time differs from the last one taken, and that digit. (A
 * time is the bits of a double that is not negative; a digit has two bits.) To take is to empty the lowest
 * bucket; one of many jobs is first distributed over lower buckets, from the earliest in it on. So a job
 * moves through fewer and fewer digits, sequentially, three to five times, whatever the distribution of the
 * times: unlike a calendar or a ladder there is no width of buckets to guess.
 *
 * Memory: 16 bytes a job, in blocks that the buckets share, and a block for each bucket in use.
 *
 * One replication's state; not shared by threads.
 */
#ifndef KNEEWALL_STATION_RADIX_H
#define KNEEWALL_STATION_RADIX_H

#include "models/station/due.h"

struct radix;

/* All jobs will be due at `from` or later. Never NULL. */
struct radix *radix_create(double from);
void radix_destroy(struct radix *radix);

uint32_t radix_size(const struct radix *radix);

/* Due at `from`, at what radix_take returned last, or later. */
void radix_put(struct radix *radix, struct due due);

/* The jobs that are due first go to the near part of `set`: at least one, and all that are due before the
 * time that is returned. There must be some. */
double radix_take(struct radix *radix, struct due_set *set);

/* Writes all, in no order, to an array of radix_size. */
void radix_list(const struct radix *radix, struct due *list);

/* When a job is due; NAN: it is not here. O(size). */
double radix_at(const struct radix *radix, uint32_t job);

/* O(size). Returns whether the job was there. */
bool radix_remove(struct radix *radix, uint32_t job);

#endif
