/*
 * shard: where a key lives. Keys are numbered by popularity, 0 the hottest.
 *
 * - hash: hash of the key modulo the shards; even in keys, but one more shard moves n/(n+1) of them.
 * - ring: consistent hashing with virtual nodes; one more shard moves 1/(n+1).
 * - slots: Redis's 16384 slots.
 * - range: `ranges` contiguous runs of keys, dealt to the shards in turn. Neighbours in popularity are
 *   neighbours here (as recent rows are where keys grow with time), so few ranges make a hot shard.
 * - directory: listed runs of keys on named shards; the rest as in range.
 *
 * Immutable after shard_map_init; threads may share it. It owns its arrays.
 */
#ifndef KNEEWALL_PART_SHARD_H
#define KNEEWALL_PART_SHARD_H

#include "models/part/hash.h"
#include "models/part/ring.h"
#include "models/part/slots.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

enum route_kind { ROUTE_HASH, ROUTE_RING, ROUTE_SLOTS, ROUTE_RANGE, ROUTE_DIRECTORY };

/* Keys first .. last live on `shard`. */
struct shard_entry {
    uint32_t first, last, shard;
};

struct shard_spec {
    enum route_kind kind;
    uint32_t shards, keys;           /* at least 1 */
    uint32_t virtual_nodes;          /* RING: at least 1 */
    uint32_t ranges;                 /* RANGE, DIRECTORY; 0: one a shard */
    const struct shard_entry *entry; /* DIRECTORY: copied; runs must not overlap */
    uint32_t entries;
    uint64_t seed;
};

struct shard_map {
    enum route_kind kind;
    uint32_t shards, keys;
    uint64_t seed;
    struct ring ring;
    struct slots *slots;
    uint32_t ranges;
    uint32_t *owner; /* of each range */
    struct shard_entry *entry;
    uint32_t entries;
};

void shard_map_init(struct shard_map *map, const struct shard_spec *spec);
void shard_map_finish(struct shard_map *map);

/* Whether there can be one more shard: no more than there are slots. */
static inline bool shard_may_join(const struct shard_map *map)
{
    return map->kind != ROUTE_SLOTS || map->shards < SLOTS;
}

/* The map after one more shard has joined, which must be possible: `before` with the least moved that its
 * kind allows. */
void shard_map_join(struct shard_map *map, const struct shard_map *before);

/* The range of a key: ranges of equal length but for rounding. */
static inline uint32_t shard_range_of(const struct shard_map *map, uint32_t key)
{
    return (uint32_t)((uint64_t)key * map->ranges / map->keys);
}

uint32_t shard_of_entry(const struct shard_map *map, uint32_t key);

static inline uint32_t shard_of(const struct shard_map *map, uint32_t key)
{
    assert(map->shards);
    switch (map->kind) {
    case ROUTE_HASH: return (uint32_t)(hash_mix(key ^ map->seed) % map->shards);
    case ROUTE_RING: return ring_node(&map->ring, hash_mix(key ^ map->seed));
    case ROUTE_SLOTS: return map->slots->node[slots_of_key(key)];
    case ROUTE_RANGE: return map->owner[shard_range_of(map, key)];
    case ROUTE_DIRECTORY: return shard_of_entry(map, key);
    }
    return 0;
}

/*
 * share[shard] of requests whose keys follow Zipf's law with exponent `zipf_s` over the map's keys; they sum
 * to 1. The hottest 10^5 keys count one by one; under hashing, the others are spread as the hash spreads
 * keys.
 */
void shard_shares(const struct shard_map *map, double zipf_s, double *share);

/* The part of the keys whose shard differs: exact below 2^18 keys, else a systematic sample of as many. */
double shard_moved(const struct shard_map *before, const struct shard_map *after);

#endif
