/*
 * versions: which copy of a key has seen which write, in a leaderless store of N copies (writes go to all
 * copies and return after W answers, reads ask all and return after R; Bailis et al., "Probabilistically
 * Bounded Staleness", VLDB 2012). A read is stale when none of the answers that it waited for has seen the
 * newest write that had returned when the read began.
 *
 * Only keys written lately can be stale somewhere, so the table has a fixed number of cells, one a hash of
 * the key; a newer key pushes an older one out, whose copies are taken to agree by then. One replication's
 * state.
 */
#ifndef KNEEWALL_PART_VERSIONS_H
#define KNEEWALL_PART_VERSIONS_H

#include <stdbool.h>
#include <stdint.h>

enum { VERSIONS_CELLS = 1 << 13 };

struct versions_cell {
    uint32_t key, returned; /* newest version whose write has returned */
};

struct versions {
    uint32_t newest, copies;
    struct versions_cell *cell;
    uint32_t *seen; /* newest version of each copy, cell by cell */
};

void versions_init(struct versions *versions, uint32_t copies);
void versions_finish(struct versions *versions);

/* A write begins: its version, from 1. */
uint32_t versions_write(struct versions *versions);

/* Copy `copy` < copies has it now. */
void versions_seen(struct versions *versions, uint32_t key, uint32_t copy, uint32_t version);

/* The write has returned to its client: reads that begin now must see it. */
void versions_returned(struct versions *versions, uint32_t key, uint32_t version);

/* What a read that begins now must see; 0: anything. */
uint32_t versions_wanted(const struct versions *versions, uint32_t key);

/* Whether the copy's answer has it. */
bool versions_fresh(const struct versions *versions, uint32_t key, uint32_t copy, uint32_t wanted);

#endif
