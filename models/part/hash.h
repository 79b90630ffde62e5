/*
 * hash: one 64-bit mixer for everything that is placed by hashing: keys on shards, clients on members, rows
 * in tables. Pure functions.
 */
#ifndef KNEEWALL_PART_HASH_H
#define KNEEWALL_PART_HASH_H

#include <stdint.h>

/* A bijection of 64-bit numbers whose every output bit depends on every input bit: the finalizer of
 * SplitMix64 (Steele, Lea, Flood 2014; Stafford's variant 13). */
static inline uint64_t hash_mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

/* The i-th hash of x. */
static inline uint64_t hash_mix_of(uint64_t x, uint64_t i)
{
    return hash_mix(x + hash_mix(i));
}

/* A hash reduced to 0 .. n-1, n > 0, by its high bits. */
static inline uint32_t hash_below(uint64_t hash, uint32_t n)
{
    return (uint32_t)(((hash >> 32) * (uint64_t)n) >> 32);
}

#endif
