#include "models/part/shard.h"

#include "models/part/block.h"
#include "models/theory/zipf.h"

#include <assert.h>
#include <string.h>

enum { HEAD = 100000, SAMPLE = 1 << 18 };

static int by_first(const void *a, const void *b)
{
    const struct shard_entry *x = a, *y = b;
    return x->first < y->first ? -1 : x->first > y->first;
}

static void *copy_of(const void *from, size_t count, size_t size)
{
    void *copy = block_new(count, size);
    if (count) memcpy(copy, from, count * size);
    return copy;
}

void shard_map_init(struct shard_map *map, const struct shard_spec *spec)
{
    assert(spec->shards && spec->keys);
    *map = (struct shard_map){
        .kind = spec->kind, .shards = spec->shards, .keys = spec->keys, .seed = hash_mix(spec->seed)
    };
    switch (spec->kind) {
    case ROUTE_HASH: break;
    case ROUTE_RING: ring_init(&map->ring, spec->shards, spec->virtual_nodes, spec->seed); break;
    case ROUTE_SLOTS:
        map->slots = block_new(1, sizeof *map->slots);
        slots_init(map->slots, spec->shards);
        break;
    case ROUTE_DIRECTORY:
        map->entries = spec->entries;
        map->entry = copy_of(spec->entry, spec->entries, sizeof *map->entry);
        qsort(map->entry, map->entries, sizeof *map->entry, by_first); /* fallthrough */
    case ROUTE_RANGE:
        map->ranges = spec->ranges ? spec->ranges : spec->shards;
        map->owner = block_new(map->ranges, sizeof *map->owner);
        for (uint32_t i = 0; i < map->ranges; i++) map->owner[i] = i % spec->shards;
        break;
    }
}

void shard_map_finish(struct shard_map *map)
{
    ring_finish(&map->ring);
    free(map->slots);
    free(map->owner);
    free(map->entry);
    *map = (struct shard_map){ 0 };
}

/* Every shard gives up the last of its ranges until the new one has its fair part. */
static void hand_over(struct shard_map *map)
{
    const uint32_t joined = map->shards - 1, fair = map->ranges / map->shards;
    uint32_t *count = block_new(map->shards, sizeof *count);
    for (uint32_t i = 0; i < map->ranges; i++) count[map->owner[i]]++;
    for (uint32_t i = map->ranges; i-- > 0 && count[joined] < fair;) {
        uint32_t *owner = &map->owner[i];
        if (count[*owner] <= fair) continue;
        count[*owner]--;
        count[joined]++;
        *owner = joined;
    }
    free(count);
}

void shard_map_join(struct shard_map *map, const struct shard_map *before)
{
    *map = *before;
    map->shards++;
    assert(map->shards);
    switch (map->kind) {
    case ROUTE_HASH: break;
    case ROUTE_RING: ring_init(&map->ring, map->shards, before->ring.virtual_nodes, before->ring.seed); break;
    case ROUTE_SLOTS:
        map->slots = copy_of(before->slots, 1, sizeof *map->slots);
        slots_join(map->slots);
        break;
    case ROUTE_RANGE:
    case ROUTE_DIRECTORY:
        map->entry = copy_of(before->entry, map->entries, sizeof *map->entry);
        map->owner = copy_of(before->owner, map->ranges, sizeof *map->owner);
        hand_over(map);
        break;
    }
}

uint32_t shard_of_entry(const struct shard_map *map, uint32_t key)
{
    uint32_t low = 0, high = map->entries; /* entries below `low` begin at or before the key */
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (map->entry[middle].first <= key)
            low = middle + 1;
        else
            high = middle;
    }
    if (low && map->entry[low - 1].last >= key) return map->entry[low - 1].shard;
    return map->owner[shard_range_of(map, key)];
}

/* Adds traffic that the hash spreads evenly over what each shard has of it. */
static void add_spread(const struct shard_map *map, double traffic, double *share)
{
    double *part = block_new(map->shards, sizeof *part);
    if (map->kind == ROUTE_RING)
        ring_shares(&map->ring, part);
    else if (map->kind == ROUTE_SLOTS)
        slots_shares(map->slots, part);
    else
        for (uint32_t i = 0; i < map->shards; i++) part[i] = 1.0 / map->shards;
    for (uint32_t i = 0; i < map->shards; i++) share[i] += traffic * part[i];
    free(part);
}

/* Adds all traffic where neighbours live together: run by run. */
static void add_runs(const struct shard_map *map, const struct zipf *zipf, double *share)
{
    uint32_t from = 0, next = 0;
    while (from < map->keys) {
        const uint32_t shard = shard_of(map, from);
        const uint32_t range = shard_range_of(map, from);
        /* The first key of the next range: the least k with k * ranges / keys > range. */
        uint64_t end = (((uint64_t)range + 1) * map->keys + map->ranges - 1) / map->ranges;
        if (next < map->entries) {
            const struct shard_entry *entry = &map->entry[next];
            if (entry->first > from)
                end = entry->first < end ? entry->first : end;
            else {
                end = (uint64_t)entry->last + 1;
                next++;
            }
        }
        if (end > map->keys) end = map->keys;
        share[shard] += zipf_range_sum((uint64_t)from + 1, end, zipf->s) / zipf->harmonic;
        from = (uint32_t)end;
    }
}

void shard_shares(const struct shard_map *map, double zipf_s, double *share)
{
    struct zipf zipf;
    const bool good = zipf_init(&zipf, map->keys, zipf_s);
    assert(good);
    (void)good;
    for (uint32_t i = 0; i < map->shards; i++) share[i] = 0;
    if (map->kind == ROUTE_RANGE || map->kind == ROUTE_DIRECTORY) {
        add_runs(map, &zipf, share);
        return;
    }
    const uint32_t head = map->keys < HEAD ? map->keys : HEAD;
    for (uint32_t key = 0; key < head; key++)
        share[shard_of(map, key)] += zipf_probability(&zipf, (uint64_t)key + 1);
    if (map->keys > head)
        add_spread(map, zipf_range_sum((uint64_t)head + 1, map->keys, zipf_s) / zipf.harmonic, share);
}

double shard_moved(const struct shard_map *before, const struct shard_map *after)
{
    assert(before->keys == after->keys && before->shards && after->shards);
    const uint32_t sample = before->keys < SAMPLE ? before->keys : SAMPLE;
    uint32_t moved = 0;
    for (uint32_t i = 0; i < sample; i++) {
        const uint32_t key = (uint32_t)((uint64_t)i * before->keys / sample);
        moved += shard_of(before, key) != shard_of(after, key);
    }
    return (double)moved / sample;
}
