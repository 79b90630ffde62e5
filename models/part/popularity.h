/*
 * popularity: draws keys by Zipf's law. The key of rank r = 0, 1, 2 ... (0 is the hottest) is drawn with
 * probability proportional to (r + 1)^-s; s = 0 is uniform.
 *
 * Exact and O(1) for any number of keys: the hottest keys come from an alias table (Walker 1977), all others
 * from rejection-inversion (Hoermann and Derflinger, ACM TOMACS 6(3), 1996), which, far from the head, almost
 * never rejects.
 *
 * Immutable after popularity_init; any number of threads may draw, each from its own stream. It owns no other
 * memory.
 */
#ifndef KNEEWALL_PART_POPULARITY_H
#define KNEEWALL_PART_POPULARITY_H

#include "models/station/stream.h"

#include <stdbool.h>

enum { POPULARITY_CELLS = 1024 };

struct popularity {
    uint32_t keys;
    double s;
    bool uniform;
    struct popularity_cell {
        uint64_t limit; /* the cell's own outcome below it, of 2^54; its alias from there on */
        uint32_t own, alias;
    } cell[POPULARITY_CELLS];
    /* The tail, of ranks (from 1) first .. keys: integrals of the law and the band where no test is needed.
     */
    double first, from, to, band, one_minus_s, inverse;
};

/* 1 <= keys < 2^32; s >= 0 and finite, else false. */
bool popularity_init(struct popularity *law, uint64_t keys, double s);

uint32_t popularity_tail(const struct popularity *law, struct stream *stream);

static inline uint32_t popularity_draw(const struct popularity *law, struct stream *stream)
{
    const uint64_t u = stream_next(stream);
    if (law->uniform) return (uint32_t)(((u >> 32) * (uint64_t)law->keys) >> 32);
    const struct popularity_cell *cell = &law->cell[u >> 54];
    const uint32_t rank = (u & 0x3fffffffffffffu) < cell->limit ? cell->own : cell->alias;
    return rank != UINT32_MAX ? rank : popularity_tail(law, stream);
}

#endif
