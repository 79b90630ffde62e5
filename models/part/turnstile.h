/*
 * turnstile: who holds a key, and who waits for it, first come first served. It serves row locks (the next
 * waiter becomes the holder) and single flight in front of a cache (the first who misses fetches; the others
 * wait for it).
 *
 * An open-addressing map that has only the keys held now; waiters are intrusive lists of jobs, so a job waits
 * for one key at a time. The map doubles when half full and never shrinks, so a steady state allocates
 * nothing.
 *
 * One replication's state. {0} is a valid empty turnstile.
 */
#ifndef KNEEWALL_PART_TURNSTILE_H
#define KNEEWALL_PART_TURNSTILE_H

#include "models/station/job.h"

struct turnstile_entry {
    uint32_t key;
    uint32_t holder; /* 0: the cell is empty */
    struct job_list waiting;
};

struct turnstile {
    struct turnstile_entry *entry;
    uint32_t room, held, waiting;
};

void turnstile_finish(struct turnstile *turnstile);

/* Whether `job` holds the key now; else it has joined those who wait for it. */
bool turnstile_enter(struct turnstile *turnstile, struct job *jobs, uint32_t key, uint32_t job);

/* The holder goes. The next in line holds the key now and is returned; JOB_NONE: nobody waited, the key is
 * free. */
uint32_t turnstile_pass(struct turnstile *turnstile, struct job *jobs, uint32_t key);

/* The holder goes and all who wait go with it: the key is free. Returns them, in their order. */
struct job_list turnstile_open(struct turnstile *turnstile, const struct job *jobs, uint32_t key);

/* A waiter gives up: whether it waited there. O(waiters of the key). */
bool turnstile_abandon(struct turnstile *turnstile, struct job *jobs, uint32_t key, uint32_t job);

/* JOB_NONE: nobody. */
uint32_t turnstile_holder(const struct turnstile *turnstile, uint32_t key);

#endif
