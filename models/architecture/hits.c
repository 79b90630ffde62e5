#include "models/architecture/hits.h"

#include "models/architecture/builder.h"
#include "models/theory/che.h"
#include "models/theory/lifetime.h"

#include <math.h>

static void popularity_of(const struct scenario *s, uint32_t key, struct zipf *zipf)
{
    zipf_init(zipf, (uint64_t)fmax(1, s->data[key].keys), s->data[key].zipf_s);
}

/*
 * A share `forgotten` of the accesses are writes, which take their key out: a key is in the cache when its
 * last access was a read (probability 1 - forgotten) and lies within the characteristic time, so the cache
 * has room as if it were so much larger, and a look-up hits so much less often.
 */
static double room_of(const struct scenario *s, uint32_t tier, uint32_t key, double forgotten)
{
    const struct caching *c = &s->tier[tier].caching;
    return cache_items(c->memory, s->data[key].value, c->overhead) / fmax(1 - forgotten, 1e-3);
}

/* Of the accesses to the cache's keys, the share that are writes. */
static double written_share(const struct scenario *s, uint32_t tier, uint32_t key)
{
    double all = 0, writes = 0;
    for (uint32_t c = 0; c < s->classes; c++) {
        const uint32_t used =
            s->tier[tier].caching.keys != SCENARIO_NONE ? s->tier[tier].caching.keys : s->class[c].key;
        if (used != key || !path_uses(s->class[c].path, tier)) continue;
        all += s->class[c].share;
        if (s->class[c].write) writes += s->class[c].share;
    }
    return all > 0 ? writes / all : 0;
}

struct che hits_by_capacity(const struct scenario *s, uint32_t tier, uint32_t key)
{
    const double forgotten = written_share(s, tier, key), items = room_of(s, tier, key, forgotten);
    struct zipf z;
    struct che che = { 0 };
    popularity_of(s, key, &z);
    switch (s->tier[tier].caching.evict) {
    case EVICT_LRU: che = che_lru(&z, items); break;
    case EVICT_LFU: che = (struct che){ che_lfu(&z, items), INFINITY }; break;
    case EVICT_FIFO:
    case EVICT_RANDOM: che = che_fifo(&z, items); break;
    }
    che.hit_ratio *= 1 - forgotten;
    return che;
}

bool hits_are_timed(const struct cache_def *cache)
{
    return isfinite(cache->config.ttl);
}

double hits_visits(const struct network *n, uint32_t cache, enum op op)
{
    double visits = 0;
    for (uint32_t i = 0; i < n->steps; i++)
        if (n->step[i].op == op && n->step[i].base == cache) visits += n->visits[i];
    return visits;
}

/* What ends a stay, for want of room or by the clock, at `all` accesses a second.
 * What has expired keeps its place until it is asked for or evicted, so the characteristic time of an LRU
 * cache is that of one without a time to live; of a FIFO cache it matters only while it is the shorter. A
 * random victim is taken out as by a write that comes so often. */
static struct lifetime ends_of(const struct cache_def *def, double all)
{
    const bool renew = def->config.renew;
    const double evicted = def->characteristic_time / all;
    struct lifetime ends = { .gap = renew ? def->config.ttl : INFINITY,
                             .horizon = renew ? INFINITY : def->config.ttl };
    switch (def->config.evict) {
    case EVICT_LRU: ends.gap = fmin(ends.gap, evicted); break;
    case EVICT_RANDOM: ends.write = 1 / evicted; break;
    case EVICT_FIFO: ends.horizon = fmin(ends.horizon, evicted); break;
    case EVICT_LFU: break;
    }
    return ends;
}

double hits_at(const struct network *n, uint32_t cache, double rate)
{
    const struct cache_def *def = &n->cache[cache];
    const double reads = rate * hits_visits(n, cache, OP_LOOKUP),
                 writes = rate * hits_visits(n, cache, OP_INVALIDATE), all = reads + writes;
    struct zipf z;
    struct zipf_bin bin[ZIPF_BINS_MAX];
    if (!(reads > 0)) return 0;
    popularity_of(n->scenario, def->key, &z);
    const double items = room_of(n->scenario, def->tier, def->key, writes / all);
    const struct lifetime ends = ends_of(def, all);
    const size_t bins = zipf_bins(&z, bin);
    double hits = 0, room = def->config.evict == EVICT_LFU ? items : INFINITY;
    for (size_t i = 0; i < bins && room > 0; i++) {
        struct lifetime l = ends;
        l.read = bin[i].probability * reads;
        l.write += bin[i].probability * writes;
        hits += fmin(bin[i].count, room) * bin[i].probability * lifetime_presence(&l);
        room -= bin[i].count;
    }
    return fmin(hits, 1);
}
