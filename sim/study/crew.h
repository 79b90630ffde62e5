/*
 * crew: threads that share a list of batches. A batch is `count` independent pieces of work and what to do
 * when the last of them is done (which may submit more batches). Idle threads take the next piece of the
 * batch with the lowest rank, so early load points are finished first and nobody waits at a barrier while
 * another point has work.
 *
 * A fleet (fleet.h) divides the pieces of a shared batch among its processes, each of which has a crew. All
 * of them submit the same shared batches, in whatever order; the rank tells them apart.
 *
 * Which thread or process does a piece, and when, must not matter to its result. `done` runs on the thread
 * that finished the last piece, or on the main thread; all that the pieces wrote is visible to it.
 */
#ifndef KNEEWALL_STUDY_CREW_H
#define KNEEWALL_STUDY_CREW_H

#include "sim/engine/parcel.h"

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

/* How the processes of a fleet share a batch. */
struct crew_sharing {
    /* What a piece found: into the parcel where the piece was done, out of it elsewhere (parcel.h). */
    void (*carry)(void *context, uint32_t piece, struct parcel *parcel);
    /* What follows from all pieces: found in one process, to which they are carried, and put into the parcel;
     * taken out in the others, which do not have them. Before `done`; without a fleet, too. NULL: the pieces
     * are carried to all. */
    void (*judge)(void *context, struct parcel *verdict);
};

/* jobs >= 1 threads, the caller's included; fewer where the system gives no more. NULL: out of memory. */
struct crew *crew_create(uint32_t jobs);
void crew_destroy(struct crew *crew);

/* Callable from any thread, also from work and done. Every process of a fleet does all of it. */
void crew_submit(struct crew *crew, const struct crew_batch *batch);

/* The same for a batch that a fleet shares. No two of these with one rank may be under way. */
void crew_share(struct crew *crew, const struct crew_batch *batch, const struct crew_sharing *sharing);

/* By the main thread. Works on the calling thread too, until no batch is left or under way. */
void crew_run(struct crew *crew);

#endif
