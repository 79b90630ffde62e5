/*
 * crew: threads that share a list of batches. A batch is `count` independent pieces of work and what to do
 * when the last of them is done (which may submit more batches). Idle threads take the next piece of the
 * batch with the lowest rank, so early load points are finished first and nobody waits at a barrier while
 * another point has work.
 *
 * Which thread does a piece, and when, must not matter to its result. `done` runs on the thread that finished
 * the last piece; everything that the pieces wrote is visible to it.
 */
#ifndef KNEEWALL_STUDY_CREW_H
#define KNEEWALL_STUDY_CREW_H

#include <stdbool.h>
#include <stdint.h>

struct crew;

struct crew_batch {
    void (*work)(void *context, uint32_t piece);
    void (*done)(struct crew *crew, void *context);
    void *context;
    uint32_t count; /* at least 1 */
    uint64_t rank;
};

/* jobs >= 1 threads, the caller's included; fewer where the system gives no more. NULL: out of memory. */
struct crew *crew_create(uint32_t jobs);
void crew_destroy(struct crew *crew);

/* Callable from any thread, also from work and done. */
void crew_submit(struct crew *crew, const struct crew_batch *batch);

/* Works on the calling thread too, until no batch is left or under way. */
void crew_run(struct crew *crew);

#endif
