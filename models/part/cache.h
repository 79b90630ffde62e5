/*
 * cache: one cache node, simulated key by key.
 *
 * A key is in it or not; `capacity` counts items (bytes are cache_items). A full cache evicts by
 *   LRU     the least recently used
 *   FIFO    the oldest fill
 *   RANDOM  any, uniformly
 *   LFU     the least frequently used, the least recently used of those. With `history`, the counts of all
 * keys are kept, in the cache or not, and a key is only let in if none in the cache was asked for less: the
 * perfect LFU whose steady state holds the `capacity` hottest keys. Without, a key that is evicted is
 * forgotten. A time to live is set at the fill, and by each hit if `renew`; expired items are noticed when
 * they are looked up or evicted. Filling a key that is there changes nothing: the first fill of a stampede
 * counts.
 *
 * Memory is proportional to the capacity: 12 bytes an item and an index of 2-4 words an item (of one word a
 * key where that is smaller), 8 more with a time to live. A cache that can hold every key needs no order: one
 * bit a key, or 8 bytes with a time to live. LFU takes 4 more bytes an item, and with history 4 a key. All of
 * it is one block, so that cache_copy is one memcpy: a cache is warmed once and copied to each replication.
 *
 * One replication's state; nothing is shared. Looking up and filling never allocate.
 */
#ifndef KNEEWALL_PART_CACHE_H
#define KNEEWALL_PART_CACHE_H

#include "models/architecture/scenario.h"
#include "models/part/popularity.h"

#include <stdbool.h>
#include <stdint.h>

struct cache_config {
    enum eviction evict;
    double capacity; /* items; INFINITY: all; below 1: none */
    uint32_t keys;   /* keys are 0 .. keys-1; at least 1 */
    double ttl;      /* s; INFINITY: none */
    bool renew, history;
};

struct cache_counters {
    uint64_t hits, misses, fills, evictions, expirations, invalidations;
};

struct cache_item {
    uint32_t key, before, after; /* neighbours in the eviction order, or in the list of one count */
};

struct cache_count {
    uint32_t uses, head, tail; /* items with this count, the least recent first */
    uint32_t less, more;       /* neighbouring counts; `more` links the free ones */
};

struct cache {
    struct cache_config config;
    uint32_t capacity, size;
    bool holds_all;       /* capacity >= keys: nothing is ever evicted */
    bool dense;           /* the index is an array over keys */
    bool timed;           /* there is a time to live */
    uint32_t shift, mask; /* of the hash index */
    uint32_t free, used;  /* items given back, a list by `after`; items ever given out */
    uint32_t counts_free, counts_used, counts_room;
    struct cache_counters counters;
    size_t bytes;
    void *block;               /* all that follows */
    double *expires;           /* of each item; of each key when holds_all */
    uint64_t *bit;             /* holds_all: of each key */
    struct cache_item *item;   /* 1 .. capacity; 0 closes the ring of the eviction order */
    uint32_t *index;           /* key -> item; 0: none */
    uint32_t *count_of;        /* LFU: item -> count */
    uint32_t *history;         /* LFU: key -> uses */
    struct cache_count *count; /* 1 .. counts_room; 0 closes the ring, the rarest first */
};

enum cache_answer { CACHE_MISS, CACHE_HIT };

/* How many items of `value` bytes, each with `overhead`, fit in `bytes`. */
double cache_items(double bytes, double value, double overhead);

void cache_init(struct cache *cache, const struct cache_config *config);
void cache_finish(struct cache *cache);

/* `to` was made from the same configuration, or is {0}. */
void cache_copy(struct cache *to, const struct cache *from);

/*
 * Memory of a large cache is far from the processor. Who knows beforehand what key will be looked up has it
 * fetched: first the key's cell in the index, some time later (when the cell is there) its item. Nothing else
 * comes of it.
 */
void cache_fetch_cell(const struct cache *cache, uint32_t key);
void cache_fetch_item(const struct cache *cache, uint32_t key);

enum cache_answer cache_lookup(struct cache *cache, uint32_t key, double now);
void cache_fill(struct cache *cache, uint32_t key, double now, struct stream *stream);

/* Puts a key that is not there, to expire at `expires` (s; without a time to live, any); nothing is evicted
 * for it: in a full cache it does nothing. For a state to start in; the order of calls is the order of use.
 */
void cache_place(struct cache *cache, uint32_t key, double expires);

/* Forgets a key; whether it was there. */
bool cache_invalidate(struct cache *cache, uint32_t key);
void cache_flush(struct cache *cache);

/* Looks without touching order or counters. */
bool cache_has(const struct cache *cache, uint32_t key, double now);

/* One access for a state to start in: with probability `forgotten` a write, which takes the key out, else a
 * look-up that fills at once what it misses. */
void cache_access(struct cache *cache, uint32_t key, double now, double forgotten, struct stream *stream);

/*
 * Brings an empty cache near its steady state under independent accesses to keys drawn by `law`, `rate` of
 * them a second, the last of them `now`; at most `most` draws. `forgotten` < 1 is the share of writes. LRU is
 * in its steady state as soon as it is full; FIFO and RANDOM go on until all was replaced five times; with a
 * time to live, three of them pass. Without one, a cache that holds all keys starts with all whose last
 * access was no write, and LFU with the hottest of those, their counts in proportion to the law. Returns the
 * number of draws. The counters start anew.
 */
uint64_t cache_prefill(struct cache *cache, const struct popularity *law, double forgotten,
                       struct stream *stream, double rate, double now, uint64_t most);

#endif
