/*
 * ring: consistent hashing. Each node has `virtual_nodes` points on a circle of 64-bit hashes; a hash belongs
 * to the node of the first point at or after it. A node that joins or leaves moves only its own arcs: 1/n of
 * the circle. (Karger et al., STOC 1997.) And jump hashing, which has no points and balances perfectly, but
 * whose buckets come and go only at the end (Lamping and Veach, arXiv:1406.2294).
 *
 * The points of a node depend on its number and the seed alone, so two rings of the same seed agree wherever
 * their nodes do. A table indexed by the top bits of the hash makes a look-up a step or two instead of a
 * binary search.
 *
 * A ring owns its arrays; after ring_init it is immutable and any number of threads may use it.
 */
#ifndef KNEEWALL_PART_RING_H
#define KNEEWALL_PART_RING_H

#include <stdint.h>

struct ring {
    uint64_t *point; /* ascending */
    uint32_t *owner; /* of the arc that ends at the point */
    uint32_t *first; /* top bits of a hash -> the first point that can be its */
    uint32_t points, nodes, virtual_nodes, shift;
    uint64_t seed;
};

/* Nodes 0 .. nodes-1; nodes and virtual_nodes at least 1, their product below 2^31. */
void ring_init(struct ring *ring, uint32_t nodes, uint32_t virtual_nodes, uint64_t seed);
void ring_finish(struct ring *ring);

/* The place of a hash: the index of the first point at or after it. */
static inline uint32_t ring_place(const struct ring *ring, uint64_t hash)
{
    uint32_t i = ring->first[hash >> ring->shift];
    while (i < ring->points && ring->point[i] < hash) i++;
    return i < ring->points ? i : 0;
}

/* The next point on the circle. */
static inline uint32_t ring_after(const struct ring *ring, uint32_t place)
{
    return place + 1 < ring->points ? place + 1 : 0;
}

static inline uint32_t ring_node(const struct ring *ring, uint64_t hash)
{
    return ring->owner[ring_place(ring, hash)];
}

/* share[node] of the circle; they sum to 1. */
void ring_shares(const struct ring *ring, double *share);

/* Part of the circle whose node differs: what moves when one ring replaces another. */
double ring_moved(const struct ring *before, const struct ring *after);

/* Jump hashing: the bucket of a hash among `buckets` > 0. */
uint32_t ring_jump(uint64_t hash, uint32_t buckets);

#endif
