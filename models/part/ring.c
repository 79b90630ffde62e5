#include "models/part/ring.h"

#include "models/part/block.h"
#include "models/part/hash.h"

#include <assert.h>

struct point {
    uint64_t hash;
    uint32_t node;
};

static int by_hash(const void *a, const void *b)
{
    const struct point *x = a, *y = b;
    if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
    return x->node < y->node ? -1 : x->node > y->node;
}

static void fill_first(struct ring *ring)
{
    const uint32_t cells = 1u << (64 - ring->shift);
    uint32_t i = 0;
    for (uint32_t cell = 0; cell < cells; cell++) {
        while (i < ring->points && ring->point[i] >> ring->shift < cell) i++;
        ring->first[cell] = i;
    }
}

void ring_init(struct ring *ring, uint32_t nodes, uint32_t virtual_nodes, uint64_t seed)
{
    assert(nodes && virtual_nodes && (uint64_t)nodes * virtual_nodes < 1u << 31);
    const uint32_t points = nodes * virtual_nodes;
    uint32_t bits = 1;
    while (bits < 31 && 1u << bits < points) bits++;
    *ring = (struct ring){
        .points = points, .nodes = nodes, .virtual_nodes = virtual_nodes, .shift = 64 - bits, .seed = seed
    };
    struct point *point = block_new(points, sizeof *point);
    for (uint32_t node = 0, i = 0; node < nodes; node++)
        for (uint32_t v = 0; v < virtual_nodes; v++)
            point[i++] = (struct point){ hash_mix_of(seed, (uint64_t)node << 32 | v), node };
    qsort(point, points, sizeof *point, by_hash);
    ring->point = block_new(points, sizeof *ring->point);
    ring->owner = block_new(points, sizeof *ring->owner);
    ring->first = block_new((size_t)1 << bits, sizeof *ring->first);
    for (uint32_t i = 0; i < points; i++) {
        ring->point[i] = point[i].hash;
        ring->owner[i] = point[i].node;
    }
    free(point);
    fill_first(ring);
}

void ring_finish(struct ring *ring)
{
    free(ring->point);
    free(ring->owner);
    free(ring->first);
    *ring = (struct ring){ 0 };
}

void ring_shares(const struct ring *ring, double *share)
{
    for (uint32_t node = 0; node < ring->nodes; node++) share[node] = 0;
    for (uint32_t i = 0; i < ring->points; i++) {
        /* The first arc wraps; unsigned subtraction does so too. A lone point owns the whole circle. */
        const uint64_t before = ring->point[i ? i - 1 : ring->points - 1];
        share[ring->owner[i]] += ring->points == 1 ? 1 : (double)(ring->point[i] - before) * 0x1p-64;
    }
}

double ring_moved(const struct ring *before, const struct ring *after)
{
    double moved = 0;
    uint32_t i = 0, j = 0;
    uint64_t from = 0;
    /* Between neighbouring points of either ring, one node owns the arc in each. */
    while (i < before->points || j < after->points) {
        const uint64_t x = i < before->points ? before->point[i] : UINT64_MAX;
        const uint64_t y = j < after->points ? after->point[j] : UINT64_MAX;
        const uint64_t to = x < y ? x : y;
        const uint32_t a = before->owner[i < before->points ? i : 0];
        const uint32_t b = after->owner[j < after->points ? j : 0];
        if (a != b) moved += (double)(to - from) * 0x1p-64;
        from = to;
        if (i < before->points && x == to) i++;
        if (j < after->points && y == to) j++;
    }
    if (before->owner[0] != after->owner[0]) moved += (double)(UINT64_MAX - from) * 0x1p-64;
    return moved;
}

uint32_t ring_jump(uint64_t hash, uint32_t buckets)
{
    assert(buckets);
    int64_t bucket = -1, next = 0;
    while (next < buckets) {
        bucket = next;
        hash = hash * 2862933555777941757u + 1;
        next = (int64_t)((double)(bucket + 1) * (0x1p31 / (double)((hash >> 33) + 1)));
    }
    return (uint32_t)bucket;
}
