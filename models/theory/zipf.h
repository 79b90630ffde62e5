/* Zipf's law of popularity over a large key space: the key of rank r (from 1) is asked for with probability
 * r^-s / H(keys, s). s = 0 is uniform. Nothing here is proportional to the number of keys: harmonic numbers
 * are an exact head plus an Euler-Maclaurin tail (relative error below 1e-12), so 10^10 keys cost what 10^3
 * do. */
#ifndef MODELS_THEORY_ZIPF_H
#define MODELS_THEORY_ZIPF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zipf {
    uint64_t keys;   /* >= 1 */
    double s;        /* >= 0, finite */
    double harmonic; /* H(keys, s) */
};

/* false when keys = 0 or s is negative or not finite. */
bool zipf_init(struct zipf *z, uint64_t keys, double s);

/* H(n, s) = sum of r^-s over r = 1..n, and over r = first..last (0 if empty); first >= 1. */
double zipf_harmonic(uint64_t n, double s);
double zipf_range_sum(uint64_t first, uint64_t last, double s);

/* P(rank); 0 outside 1..keys. */
double zipf_probability(const struct zipf *z, uint64_t rank);

/* Share of requests that go to the `top` hottest keys; a fraction of a key counts in proportion. In [0, 1].
 */
double zipf_share(const struct zipf *z, double top);

/* The popularity law in groups of keys of nearly equal probability, for integrals over the key space: the
 * hottest keys one by one, then ranges of ranks that grow geometrically. Sums of count and count*probability
 * are exact. */
struct zipf_bin {
    uint64_t first, last; /* ranks, both included */
    double count;         /* how many keys */
    double probability;   /* mean probability of one of them */
};
enum { ZIPF_BINS_MAX = 2048 };

/* Fills bin[0..], hottest first; returns how many (<= ZIPF_BINS_MAX). Memory is the caller's. */
size_t zipf_bins(const struct zipf *z, struct zipf_bin bin[ZIPF_BINS_MAX]);

#endif
