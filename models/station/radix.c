#include "models/station/radix.h"

#include <math.h>
#include <stdlib.h>

enum {
    DIGIT_BITS = 2,
    DIGITS = 1 << DIGIT_BITS,
    BUCKETS = 64 / DIGIT_BITS * DIGITS, /* by place and digit; bucket 0 is the lowest */
    BLOCK = 64,                         /* jobs */
    SLAB = 62,                          /* blocks that are allocated together: 16 pages */
    FEW = 64,                           /* so many are left to the heap that takes them */
};

struct block {
    struct due due[BLOCK];
    struct block *next;
};

struct slab {
    struct slab *next;
    struct block block[SLAB];
};

/* All blocks of a bucket but the first are full. */
struct radix {
    struct slab *slab;
    struct block *free;
    uint32_t size;
    uint64_t last;
    uint64_t used[BUCKETS / 64]; /* a bit for each bucket */
    uint32_t count[BUCKETS];
    struct block *head[BUCKETS];
};

static uint64_t bits_of(double at)
{
    uint64_t bits;
    memcpy(&bits, &at, sizeof bits);
    return bits;
}

struct radix *radix_create(double from)
{
    struct radix *r = calloc(1, sizeof *r);
    if (!r) abort();
    r->last = bits_of(from);
    return r;
}

void radix_destroy(struct radix *r)
{
    if (!r) return;
    for (struct slab *slab = r->slab, *next; slab; slab = next) {
        next = slab->next;
        free(slab);
    }
    free(r);
}

uint32_t radix_size(const struct radix *r)
{
    return r->size;
}

static void more_blocks(struct radix *r)
{
    struct slab *slab = malloc(sizeof *slab);
    if (!slab) abort();
    slab->next = r->slab;
    r->slab = slab;
    for (int i = SLAB; i-- > 0;) {
        slab->block[i].next = r->free;
        r->free = &slab->block[i];
    }
}

static struct block *block_new(struct radix *r, struct block *next)
{
    if (!r->free) more_blocks(r);
    struct block *block = r->free;
    r->free = block->next;
    block->next = next;
    return block;
}

/* Frees a block and returns the next one. */
static struct block *block_drop(struct radix *r, struct block *block)
{
    struct block *next = block->next;
    block->next = r->free;
    r->free = block;
    return next;
}

static uint32_t in_first_block(uint32_t count)
{
    return (count - 1) % BLOCK + 1;
}

static void put(struct radix *r, struct due due)
{
    const uint64_t at = bits_of(due.at);
    const uint32_t place = (uint32_t)(63 - __builtin_clzll((at ^ r->last) | 1)) / DIGIT_BITS;
    const uint32_t bucket = place * DIGITS + (uint32_t)(at >> place * DIGIT_BITS & (DIGITS - 1));
    const uint32_t i = r->count[bucket]++ % BLOCK;
    if (i == 0) {
        r->head[bucket] = block_new(r, r->head[bucket]);
        r->used[bucket / 64] |= (uint64_t)1 << bucket % 64;
    }
    r->head[bucket]->due[i] = due;
}

void radix_put(struct radix *r, struct due due)
{
    assert(bits_of(due.at) >= r->last);
    put(r, due);
    r->size++;
}

static uint32_t lowest(const struct radix *r)
{
    uint32_t word = 0;
    while (!r->used[word]) word++;
    return 64 * word + (uint32_t)__builtin_ctzll(r->used[word]);
}

static void forget(struct radix *r, uint32_t bucket)
{
    r->used[bucket / 64] &= ~((uint64_t)1 << bucket % 64);
    r->count[bucket] = 0;
    r->head[bucket] = NULL;
}

static uint64_t earliest(const struct radix *r, uint32_t bucket)
{
    uint64_t least = UINT64_MAX;
    uint32_t count = in_first_block(r->count[bucket]);
    for (const struct block *block = r->head[bucket]; block; block = block->next, count = BLOCK)
        for (uint32_t i = 0; i < count; i++) {
            const uint64_t at = bits_of(block->due[i].at);
            least = at < least ? at : least;
        }
    return least;
}

static void distribute(struct radix *r, uint32_t bucket)
{
    struct block *block = r->head[bucket];
    uint32_t count = in_first_block(r->count[bucket]);
    r->last = earliest(r, bucket);
    forget(r, bucket);
    while (block) {
        for (uint32_t i = 0; i < count; i++) put(r, block->due[i]);
        block = block_drop(r, block);
        count = BLOCK;
    }
}

double radix_take(struct radix *r, struct due_set *set)
{
    assert(r->size);
    uint32_t bucket = lowest(r);
    while (r->count[bucket] > FEW && bucket >= DIGITS) {
        distribute(r, bucket);
        bucket = lowest(r);
    }
    const uint32_t shift = bucket / DIGITS * DIGIT_BITS; /* all times in a bucket are alike from there on */
    struct block *block = r->head[bucket];
    uint32_t count = in_first_block(r->count[bucket]);
    r->size -= r->count[bucket];
    r->last = bits_of(block->due[0].at) | (((uint64_t)1 << shift) - 1);
    forget(r, bucket);
    while (block) {
        for (uint32_t i = 0; i < count; i++) due_come_near(set, block->due[i]);
        block = block_drop(r, block);
        count = BLOCK;
    }
    const uint64_t end = r->last + 1;
    double limit = INFINITY;
    if (end < bits_of(limit)) memcpy(&limit, &end, sizeof limit);
    return limit;
}

void radix_list(const struct radix *r, struct due *list)
{
    for (uint32_t bucket = 0; bucket < BUCKETS; bucket++) {
        uint32_t count = in_first_block(r->count[bucket]);
        for (const struct block *block = r->head[bucket]; block; block = block->next, count = BLOCK) {
            memcpy(list, block->due, count * sizeof *list);
            list += count;
        }
    }
}

/* The last one of its bucket takes its place. */
static void take_out(struct radix *r, uint32_t bucket, struct due *place)
{
    struct block *const head = r->head[bucket];
    const uint32_t count = in_first_block(r->count[bucket]);
    *place = head->due[count - 1];
    r->size--;
    if (--r->count[bucket] == 0) {
        block_drop(r, head);
        forget(r, bucket);
    } else if (count == 1)
        r->head[bucket] = block_drop(r, head);
}

/* Where the job is, and in which bucket; NULL: nowhere. */
static struct due *find(const struct radix *r, uint32_t job, uint32_t *bucket)
{
    for (*bucket = 0; *bucket < BUCKETS; ++*bucket) {
        uint32_t count = in_first_block(r->count[*bucket]);
        for (struct block *block = r->head[*bucket]; block; block = block->next, count = BLOCK)
            for (uint32_t i = 0; i < count; i++)
                if (block->due[i].job == job) return &block->due[i];
    }
    return NULL;
}

double radix_at(const struct radix *r, uint32_t job)
{
    uint32_t bucket;
    const struct due *place = find(r, job, &bucket);
    return place ? place->at : NAN;
}

bool radix_remove(struct radix *r, uint32_t job)
{
    uint32_t bucket;
    struct due *place = find(r, job, &bucket);
    if (place) take_out(r, bucket, place);
    return place;
}
