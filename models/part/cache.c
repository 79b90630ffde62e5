#include "models/part/cache.h"

#include "models/part/block.h"
#include "models/theory/che.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum {
    COUNTS_MOST = 65535, /* a replication would need two billion uses to have more different counts */
    LARGE = 10000,       /* items */
};

double cache_items(double bytes, double value, double overhead)
{
    return floor(bytes / (value + overhead));
}

/* The next `count` things of `size` in the block; with no block yet, only `bytes` grows. */
static void *carve(struct cache *cache, size_t count, size_t size)
{
    void *part = cache->block ? (char *)cache->block + cache->bytes : NULL;
    cache->bytes += (count * size + 63) / 64 * 64;
    return part;
}

static void lay_out(struct cache *cache)
{
    const uint32_t keys = cache->config.keys, items = cache->capacity + 1;
    cache->bytes = 0;
    if (cache->holds_all) {
        if (cache->timed)
            cache->expires = carve(cache, keys, sizeof *cache->expires);
        else
            cache->bit = carve(cache, keys / 64 + 1, sizeof *cache->bit);
        return;
    }
    cache->item = carve(cache, items, sizeof *cache->item);
    cache->index = carve(cache, cache->dense ? keys : (size_t)cache->mask + 1, sizeof *cache->index);
    if (cache->timed) cache->expires = carve(cache, items, sizeof *cache->expires);
    if (cache->config.evict != EVICT_LFU) return;
    cache->count_of = carve(cache, items, sizeof *cache->count_of);
    cache->count = carve(cache, cache->counts_room + 1, sizeof *cache->count);
    if (cache->config.history) cache->history = carve(cache, keys, sizeof *cache->history);
}

void cache_init(struct cache *cache, const struct cache_config *config)
{
    assert(config->keys);
    *cache = (struct cache){ .config = *config, .timed = config->ttl < INFINITY };
    cache->holds_all = config->capacity >= config->keys;
    cache->capacity = cache->holds_all        ? config->keys
                      : config->capacity >= 1 ? (uint32_t)config->capacity
                                              : 0;
    uint32_t bits = 1;
    while (bits < 32 && (uint64_t)1 << bits < 2 * (uint64_t)cache->capacity) bits++;
    cache->shift = 32 - bits;
    cache->mask = (uint32_t)(((uint64_t)1 << bits) - 1);
    cache->dense = config->keys <= cache->mask;
    cache->counts_room = cache->capacity < COUNTS_MOST ? cache->capacity : COUNTS_MOST;
    lay_out(cache);
    cache->block = block_new(cache->bytes, 1);
    lay_out(cache);
    cache_flush(cache);
    cache->counters = (struct cache_counters){ 0 };
}

void cache_finish(struct cache *cache)
{
    free(cache->block);
    *cache = (struct cache){ 0 };
}

void cache_copy(struct cache *to, const struct cache *from)
{
    void *block = to->block;
    assert(!block || to->bytes == from->bytes);
    if (!block) block = block_new(from->bytes, 1);
    memcpy(block, from->block, from->bytes);
    *to = *from;
    to->block = block;
    lay_out(to);
}

void cache_flush(struct cache *cache)
{
    memset(cache->block, 0, cache->bytes);
    cache->size = cache->used = cache->free = cache->counts_used = cache->counts_free = 0;
    if (cache->holds_all && cache->timed)
        for (uint32_t key = 0; key < cache->config.keys; key++) cache->expires[key] = -INFINITY;
}

/* the index: linear probing, or an array over keys */

static inline uint32_t cell_of(const struct cache *cache, uint32_t key)
{
    return (key * 0x9e3779b1u) >> cache->shift;
}

static inline uint32_t find(const struct cache *cache, uint32_t key)
{
    if (cache->dense) return cache->index[key];
    uint32_t i = cell_of(cache, key);
    while (cache->index[i] && cache->item[cache->index[i]].key != key) i = (i + 1) & cache->mask;
    return cache->index[i];
}

static uint32_t *cell(struct cache *cache, uint32_t key)
{
    if (cache->dense) return &cache->index[key];
    uint32_t i = cell_of(cache, key);
    while (cache->index[i] && cache->item[cache->index[i]].key != key) i = (i + 1) & cache->mask;
    return &cache->index[i];
}

/* Moves back those that had to go on past the emptied cell, so that no search stops short. */
static void forget(struct cache *cache, uint32_t key)
{
    uint32_t *at = cell(cache, key);
    if (cache->dense) {
        *at = 0;
        return;
    }
    uint32_t hole = (uint32_t)(at - cache->index);
    for (uint32_t i = (hole + 1) & cache->mask; cache->index[i]; i = (i + 1) & cache->mask) {
        const uint32_t home = cell_of(cache, cache->item[cache->index[i]].key);
        if (((i - home) & cache->mask) < ((i - hole) & cache->mask)) continue;
        cache->index[hole] = cache->index[i];
        hole = i;
    }
    cache->index[hole] = 0;
}

/* the eviction order of LRU and FIFO: a ring through item 0, whose `before` is the next to go */

static inline void ring_out(struct cache_item *item, uint32_t i)
{
    item[item[i].before].after = item[i].after;
    item[item[i].after].before = item[i].before;
}

static inline void ring_in(struct cache_item *item, uint32_t i)
{
    item[i].before = 0;
    item[i].after = item[0].after;
    item[item[0].after].before = i;
    item[0].after = i;
}

/* LFU: a ring of counts, each with the list of its items */

static void list_out(struct cache *cache, uint32_t i)
{
    struct cache_item *item = &cache->item[i];
    struct cache_count *count = &cache->count[cache->count_of[i]];
    if (item->before)
        cache->item[item->before].after = item->after;
    else
        count->head = item->after;
    if (item->after)
        cache->item[item->after].before = item->before;
    else
        count->tail = item->before;
}

static void list_in(struct cache *cache, uint32_t i, uint32_t c)
{
    struct cache_count *count = &cache->count[c];
    cache->count_of[i] = c;
    cache->item[i].before = count->tail;
    cache->item[i].after = 0;
    if (count->tail)
        cache->item[count->tail].after = i;
    else
        count->head = i;
    count->tail = i;
}

/* A new count behind `less`; 0 when there is no room for one. */
static uint32_t count_new(struct cache *cache, uint32_t less, uint32_t uses)
{
    uint32_t c = cache->counts_free;
    if (c)
        cache->counts_free = cache->count[c].more;
    else if (cache->counts_used < cache->counts_room)
        c = ++cache->counts_used;
    else
        return 0;
    const uint32_t more = cache->count[less].more;
    cache->count[c] = (struct cache_count){ .uses = uses, .less = less, .more = more };
    cache->count[less].more = c;
    cache->count[more].less = c;
    return c;
}

static void count_drop_if_empty(struct cache *cache, uint32_t c)
{
    struct cache_count *count = &cache->count[c];
    if (count->head) return;
    cache->count[count->less].more = count->more;
    cache->count[count->more].less = count->less;
    count->more = cache->counts_free;
    cache->counts_free = c;
}

static void lfu_use(struct cache *cache, uint32_t i)
{
    const uint32_t c = cache->count_of[i];
    struct cache_count *count = &cache->count[c];
    if (count->uses == UINT32_MAX) return;
    const uint32_t uses = count->uses + 1;
    uint32_t next = count->more;
    if (!next || cache->count[next].uses != uses) {
        if (count->head == i && count->tail == i) {
            count->uses = uses;
            return;
        }
        next = count_new(cache, c, uses);
        if (!next) next = c;
    }
    list_out(cache, i);
    list_in(cache, i, next);
    count_drop_if_empty(cache, c);
}

/* The greatest count of at most `uses`, 0 if there is none; searched from both ends, for a key that comes in
 * is either hardly ever used or, after an invalidation, one of the hottest. */
static uint32_t count_at_most(const struct cache *cache, uint32_t uses)
{
    uint32_t low = cache->count[0].more, high = cache->count[0].less;
    for (;;) {
        if (!high || cache->count[high].uses <= uses) return high;
        if (cache->count[low].uses > uses) return cache->count[low].less;
        high = cache->count[high].less;
        low = cache->count[low].more;
    }
}

static void lfu_in(struct cache *cache, uint32_t i, uint32_t uses)
{
    const uint32_t least = count_at_most(cache, uses);
    uint32_t c = least;
    if (!c || cache->count[c].uses != uses) c = count_new(cache, least, uses);
    if (!c) c = least ? least : cache->count[0].more;
    list_in(cache, i, c);
}

/* items */

static inline bool is_alive(const struct cache *cache, uint32_t i, double now)
{
    return !cache->timed || now < cache->expires[i];
}

/* RANDOM keeps items 1 .. size without gaps: the last one takes the place of the one that goes. */
static void close_gap(struct cache *cache, uint32_t i)
{
    const uint32_t last = cache->used--;
    if (i == last) return;
    *cell(cache, cache->item[last].key) = i;
    cache->item[i] = cache->item[last];
    if (cache->timed) cache->expires[i] = cache->expires[last];
}

static void drop(struct cache *cache, uint32_t i)
{
    forget(cache, cache->item[i].key);
    cache->size--;
    switch (cache->config.evict) {
    case EVICT_RANDOM: close_gap(cache, i); return;
    case EVICT_LRU:
    case EVICT_FIFO: ring_out(cache->item, i); break;
    case EVICT_LFU: {
        const uint32_t c = cache->count_of[i];
        list_out(cache, i);
        count_drop_if_empty(cache, c);
        break;
    }
    }
    cache->item[i].after = cache->free;
    cache->free = i;
}

static uint32_t victim(const struct cache *cache, struct stream *stream)
{
    switch (cache->config.evict) {
    case EVICT_RANDOM: return 1 + stream_below(stream, cache->size);
    case EVICT_LRU:
    case EVICT_FIFO: return cache->item[0].before;
    case EVICT_LFU: return cache->count[cache->count[0].more].head;
    }
    return 0;
}

static void put(struct cache *cache, uint32_t key, double expires, uint32_t uses)
{
    uint32_t i = cache->free;
    if (i)
        cache->free = cache->item[i].after;
    else
        i = ++cache->used;
    cache->size++;
    cache->item[i].key = key;
    *cell(cache, key) = i;
    if (cache->timed) cache->expires[i] = expires;
    switch (cache->config.evict) {
    case EVICT_RANDOM: break;
    case EVICT_LRU:
    case EVICT_FIFO: ring_in(cache->item, i); break;
    case EVICT_LFU: lfu_in(cache, i, uses); break;
    }
}

/* a cache that holds all keys */

static bool all_has(const struct cache *cache, uint32_t key, double now)
{
    return cache->timed ? now < cache->expires[key] : cache->bit[key / 64] >> (key % 64) & 1;
}

static void all_put(struct cache *cache, uint32_t key, double expires)
{
    if (cache->timed) {
        cache->size += cache->expires[key] == -INFINITY;
        cache->expires[key] = expires;
    } else {
        cache->size++;
        cache->bit[key / 64] |= (uint64_t)1 << (key % 64);
    }
}

static bool all_drop(struct cache *cache, uint32_t key)
{
    if (cache->timed) {
        if (cache->expires[key] == -INFINITY) return false;
        cache->expires[key] = -INFINITY;
    } else {
        if (!all_has(cache, key, 0)) return false;
        cache->bit[key / 64] &= ~((uint64_t)1 << (key % 64));
    }
    cache->size--;
    return true;
}

static enum cache_answer all_lookup(struct cache *cache, uint32_t key, double now)
{
    if (all_has(cache, key, now)) {
        if (cache->timed && cache->config.renew) cache->expires[key] = now + cache->config.ttl;
        cache->counters.hits++;
        return CACHE_HIT;
    }
    if (cache->timed && all_drop(cache, key)) cache->counters.expirations++;
    cache->counters.misses++;
    return CACHE_MISS;
}

/* what the engine calls */

static enum cache_answer missed(struct cache *cache, uint32_t i)
{
    if (i) {
        drop(cache, i);
        cache->counters.expirations++;
    }
    cache->counters.misses++;
    return CACHE_MISS;
}

void cache_fetch_cell(const struct cache *cache, uint32_t key)
{
    if (!cache->holds_all)
        __builtin_prefetch(&cache->index[cache->dense ? key : cell_of(cache, key)]);
    else if (cache->timed)
        __builtin_prefetch(&cache->expires[key]);
    else
        __builtin_prefetch(&cache->bit[key / 64]);
}

void cache_fetch_item(const struct cache *cache, uint32_t key)
{
    if (cache->holds_all) return;
    const uint32_t i = cache->index[cache->dense ? key : cell_of(cache, key)];
    __builtin_prefetch(&cache->item[i], 1);
    if (cache->timed) __builtin_prefetch(&cache->expires[i]);
}

enum cache_answer cache_lookup(struct cache *cache, uint32_t key, double now)
{
    assert(key < cache->config.keys);
    if (cache->holds_all) return all_lookup(cache, key, now);
    if (cache->history && cache->history[key] < UINT32_MAX) cache->history[key]++;
    const uint32_t i = find(cache, key);
    if (!i || !is_alive(cache, i, now)) return missed(cache, i);
    if (cache->timed && cache->config.renew) cache->expires[i] = now + cache->config.ttl;
    if (cache->config.evict == EVICT_LRU) {
        ring_out(cache->item, i);
        ring_in(cache->item, i);
    } else if (cache->config.evict == EVICT_LFU)
        lfu_use(cache, i);
    cache->counters.hits++;
    return CACHE_HIT;
}

void cache_fill(struct cache *cache, uint32_t key, double now, struct stream *stream)
{
    assert(key < cache->config.keys);
    const double expires = now + cache->config.ttl;
    if (cache->holds_all) {
        if (all_has(cache, key, now)) return;
        all_put(cache, key, expires);
        cache->counters.fills++;
        return;
    }
    if (!cache->capacity) return;
    const uint32_t i = find(cache, key);
    if (i) {
        if (is_alive(cache, i, now)) return;
        drop(cache, i);
        cache->counters.expirations++;
    }
    const uint32_t uses = cache->history && cache->history[key] ? cache->history[key] : 1;
    if (cache->size == cache->capacity) {
        const uint32_t out = victim(cache, stream);
        if (cache->history && cache->count[cache->count_of[out]].uses > uses) return;
        drop(cache, out);
        cache->counters.evictions++;
    }
    put(cache, key, expires, uses);
    cache->counters.fills++;
}

bool cache_invalidate(struct cache *cache, uint32_t key)
{
    assert(key < cache->config.keys);
    if (cache->holds_all) {
        if (!all_drop(cache, key)) return false;
    } else {
        const uint32_t i = find(cache, key);
        if (!i) return false;
        drop(cache, i);
    }
    cache->counters.invalidations++;
    return true;
}

bool cache_has(const struct cache *cache, uint32_t key, double now)
{
    if (cache->holds_all) return all_has(cache, key, now);
    const uint32_t i = find(cache, key);
    return i && is_alive(cache, i, now);
}

void cache_place(struct cache *cache, uint32_t key, double expires)
{
    if (cache->holds_all)
        all_put(cache, key, expires);
    else if (cache->size < cache->capacity)
        put(cache, key, expires, 1);
}

/* warming */

/* The hottest keys that no write took out, the rarest first; the key of rank `capacity` has been used 64
 * times, the others in proportion. */
static void prefill_lfu(struct cache *cache, const struct popularity *law, double forgotten,
                        struct stream *stream, double now)
{
    const uint32_t capacity = cache->capacity, keys = cache->config.keys;
    uint32_t *kept = block_new(capacity, sizeof *kept), n = 0;
    for (uint32_t key = 0; key < keys && n < capacity; key++)
        if (!(forgotten > 0) || stream_uniform(stream) >= forgotten) kept[n++] = key;
    for (uint32_t key = cache->history ? keys : n ? kept[n - 1] + 1 : 0; key-- > 0;) {
        const double uses = 64 * pow((double)capacity / (key + 1.0), law->s);
        const uint32_t count = uses < 0x1p31 ? (uint32_t)uses : 1u << 31;
        if (cache->history) cache->history[key] = count;
        if (n == 0 || kept[n - 1] != key) continue;
        put(cache, key, cache->timed ? now + cache->config.ttl * stream_uniform(stream) : INFINITY, count);
        n--;
    }
    free(kept);
}

/*
 * FIFO and RANDOM: a key is in the cache with probability p t / (1 + p t), t from the capacity (Gelenbe 1973;
 * Fricker et al. 2012), and, as an item stays the same time whatever its key, the order of the fills is
 * random. Where writes forget a share w of what is accessed, a key enters at the rate p (1 - w), and leaves
 * at p w + 1/t: it is there with probability (1 - w) p t / (1 + p t). Drawn one by one, the keys miss the
 * capacity by about its root, so this is for large caches only.
 */
static void prefill_unordered(struct cache *cache, const struct popularity *law, double forgotten,
                              struct stream *stream)
{
    struct zipf zipf;
    zipf_init(&zipf, law->keys, law->s);
    const double t = che_fifo(&zipf, cache->capacity / (1 - forgotten)).characteristic_time;
    uint32_t *key = block_new(law->keys, sizeof *key), n = 0;
    for (uint32_t k = 0; k < law->keys; k++) {
        const double pt = t * pow(k + 1.0, -law->s) / zipf.harmonic, present = isinf(pt) ? 1 : pt / (1 + pt);
        if (stream_uniform(stream) >= (1 - forgotten) * present) continue;
        const uint32_t place = stream_below(stream, n + 1); /* a shuffle from the inside out */
        key[n++] = key[place];
        key[place] = k;
    }
    for (uint32_t i = 0; i < n && i < cache->capacity; i++) put(cache, key[i], INFINITY, 1);
    free(key);
}

static bool is_warm(const struct cache *cache, double elapsed)
{
    if (cache->timed && elapsed >= 3 * cache->config.ttl) return true;
    if (cache->timed || cache->size < cache->capacity) return false;
    return cache->config.evict == EVICT_LRU || cache->capacity > LARGE ||
           cache->counters.evictions >= 5 * (uint64_t)cache->capacity;
}

static uint64_t prefill_by_draws(struct cache *cache, const struct popularity *law, double forgotten,
                                 struct stream *stream, double rate, double now, uint64_t most)
{
    uint64_t draws = 0;
    for (; draws < most && !is_warm(cache, (double)draws / rate); draws++)
        cache_access(cache, popularity_draw(law, stream), (double)draws / rate, forgotten, stream);
    const uint32_t places = !cache->timed ? 0 : cache->holds_all ? cache->config.keys : cache->capacity + 1;
    for (uint32_t i = 0; i < places; i++) cache->expires[i] += now - (double)draws / rate;
    return draws;
}

void cache_access(struct cache *cache, uint32_t key, double now, double forgotten, struct stream *stream)
{
    if (forgotten > 0 && stream_uniform(stream) < forgotten)
        cache_invalidate(cache, key);
    else if (cache_lookup(cache, key, now) == CACHE_MISS)
        cache_fill(cache, key, now, stream);
}

uint64_t cache_prefill(struct cache *cache, const struct popularity *law, double forgotten,
                       struct stream *stream, double rate, double now, uint64_t most)
{
    assert(law->keys <= cache->config.keys && rate > 0 && forgotten >= 0 && forgotten < 1);
    uint64_t draws = 0;
    const bool unordered = cache->config.evict == EVICT_FIFO || cache->config.evict == EVICT_RANDOM;
    if (unordered && cache->capacity > LARGE && !cache->holds_all && !cache->timed)
        prefill_unordered(cache, law, forgotten, stream);
    if (cache->holds_all && !cache->timed) {
        for (uint32_t key = 0; key < cache->config.keys; key++)
            if (!(forgotten > 0) || stream_uniform(stream) >= forgotten) all_put(cache, key, INFINITY);
    } else if (cache->config.evict == EVICT_LFU && !cache->holds_all)
        prefill_lfu(cache, law, forgotten, stream, now);
    else if (cache->capacity)
        draws = prefill_by_draws(cache, law, forgotten, stream, rate, now, most);
    cache->counters = (struct cache_counters){ 0 };
    return draws;
}
