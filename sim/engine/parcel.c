/*
 * Histograms and tails are mostly empty: of these only the buckets that hold a sample are carried, with their
 * numbers.
 */
#include "sim/engine/parcel.h"

#include "models/architecture/network.h"

#include <assert.h>
#include <stdlib.h>

void parcel_finish(struct parcel *p)
{
    free(p->bytes);
    *p = (struct parcel){ 0 };
}

/* Where `size` more bytes can be written. */
static unsigned char *room_for(struct parcel *p, size_t size)
{
    if (size > p->room - p->size) {
        p->room = 2 * (p->size + size);
        p->bytes = realloc(p->bytes, p->room);
        if (!p->bytes) abort();
    }
    return p->bytes + p->size;
}

void parcel_carry(struct parcel *p, void *value, size_t size)
{
    if (p->reading) {
        assert(size <= p->size - p->at);
        memcpy(value, p->bytes + p->at, size);
        p->at += size;
    } else {
        memcpy(room_for(p, size), value, size);
        p->size += size;
    }
}

/* Which bucket, and how many it holds. */
enum { BUCKET_BITS = 16 };
static_assert(HISTOGRAM_BUCKETS <= 1 << BUCKET_BITS && TAIL_BUCKETS <= 1 << BUCKET_BITS,
              "a bucket has a number");

static uint64_t filled(size_t bucket, uint64_t count)
{
    return count << BUCKET_BITS | bucket;
}

static size_t bucket_of(uint64_t filled)
{
    return (size_t)(filled % (1 << BUCKET_BITS));
}

/* Returns how many buckets. Each is written, and stays if it holds a sample: there is no branch to guess. */
static uint64_t write_buckets(struct parcel *p, const struct histogram *h)
{
    if (h->count == 0) return 0;
    const size_t first = histogram_index(h->min), last = histogram_index(h->max);
    unsigned char *const from = room_for(p, (last - first + 1) * sizeof(uint64_t)), *at = from;
    for (size_t i = first; i <= last; i++) {
        const uint64_t one = filled(i, h->counts[i]);
        memcpy(at, &one, sizeof one);
        at += h->counts[i] ? sizeof one : 0;
    }
    p->size += (size_t)(at - from);
    return (uint64_t)(at - from) / sizeof(uint64_t);
}

void parcel_carry_histogram(struct parcel *p, struct histogram *h)
{
    if (p->reading) histogram_clear(h);
    parcel_carry(p, &h->count, sizeof *h - offsetof(struct histogram, count));
    const size_t front = p->size;
    uint64_t buckets = 0, one;
    parcel_carry(p, &buckets, sizeof buckets);
    if (!p->reading) {
        buckets = write_buckets(p, h);
        memcpy(p->bytes + front, &buckets, sizeof buckets);
        return;
    }
    for (; buckets > 0; buckets--) {
        parcel_carry(p, &one, sizeof one);
        h->counts[bucket_of(one)] = one >> BUCKET_BITS;
    }
}

static size_t next_row(const struct tail *tail, size_t i)
{
    while (i < TAIL_BUCKETS && tail->count[i] == 0) i++;
    return i;
}

/* The last row is one without a count. */
static void carry_tail(struct parcel *p, struct tail *tail)
{
    if (p->reading) tail_clear(tail);
    for (size_t i = 0;; i++) {
        if (!p->reading) i = next_row(tail, i);
        uint64_t row = i < TAIL_BUCKETS && !p->reading ? filled(i, tail->count[i]) : 0;
        parcel_carry(p, &row, sizeof row);
        if (row == 0) return;
        i = bucket_of(row);
        tail->count[i] = row >> BUCKET_BITS;
        parcel_carry(p, tail_row(tail, i), tail->columns * sizeof(double));
    }
}

void parcel_carry_latencies(struct parcel *p, struct observations *seen)
{
    parcel_carry(p, seen, offsetof(struct observations, network));
    parcel_carry_histogram(p, seen->latency);
}

void parcel_carry_observations(struct parcel *p, struct observations *seen)
{
    const struct network *n = seen->network;
    parcel_carry_latencies(p, seen);
    parcel_carry(p, seen->step, n->steps * sizeof *seen->step);
    parcel_carry(p, seen->unit, seen->units * sizeof *seen->unit);
    carry_tail(p, seen->tail);
    parcel_carry(p, seen->class, n->classes * sizeof *seen->class);
    parcel_carry(p, seen->cache, n->caches * sizeof *seen->cache);
    for (uint32_t i = 0; i < n->replicas + n->stores; i++) {
        struct replica_observation *o = &seen->replica[i];
        parcel_carry(p, o, offsetof(struct replica_observation, lag));
        if (o->lag) parcel_carry_histogram(p, o->lag);
    }
    for (uint32_t i = 0; i < n->queues; i++) {
        struct queue_observation *o = &seen->queue[i];
        parcel_carry(p, o, offsetof(struct queue_observation, end_to_end));
        parcel_carry_histogram(p, o->end_to_end);
    }
}
