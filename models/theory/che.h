/* Hit ratios of caches under independent references (each request picks its key by popularity, from nothing
 * before).
 *
 * Che's approximation: every key stays in the cache for the same characteristic time after a request for it;
 * that time T follows from sum_i P(i is cached) = capacity. Good to 0.1 % already for some hundred items.
 * Capacities count items (or pages), all of one size; they may be fractional. Time is counted in requests.
 * Nothing is proportional to the number of keys; a call takes well under 5 ms for 10^10 keys. Sources: Che,
 * Tung, Wang 2002; Fricker, Robert, Roberts 2012 (arXiv:1202.3974); Gelenbe 1973; Dan and Towsley 1990; Jung,
 * Berger, Balakrishnan 2003 and Fofack et al. 2012 for time-to-live. */
#ifndef MODELS_THEORY_CHE_H
#define MODELS_THEORY_CHE_H

#include "models/theory/zipf.h"

struct che {
    double hit_ratio;           /* of requests, in the steady state */
    double characteristic_time; /* in requests; 0 without capacity, INFINITY when everything fits */
};

/* Least recently used; and first in first out, which has the hit ratio of random eviction. capacity <= 0
 * gives a hit ratio of 0, capacity >= keys of 1. The error of the first in first out value is about
 * 0.07/capacity (low). */
struct che che_lru(const struct zipf *z, double capacity);
struct che che_fifo(const struct zipf *z, double capacity);

/* The same over any grouping, e.g. the bins of several key spaces that share one cache (probabilities
 * weighted so that count*probability sums to 1). The ranks in the bins are not used. */
struct che che_lru_bins(size_t n, const struct zipf_bin bin[], double capacity);
struct che che_fifo_bins(size_t n, const struct zipf_bin bin[], double capacity);

/* The most popular items stay for ever (perfect LFU): the bound of any policy without foresight. */
double che_lfu(const struct zipf *z, double capacity);

/* Time-to-live without a capacity limit. request_rate and ttl in the same unit of time. A fill starts the
 * clock; renewed = true restarts it at each hit. occupancy (may be NULL) is the mean number of live items. */
double che_ttl(const struct zipf *z, double request_rate, double ttl, bool renewed, double *occupancy);

/* A page buffer (LRU over pages of rows_per_page >= 1 rows) when rows are requested by popularity and lie on
 * pages at random: capacity in pages. A page is named by its hottest row: row r is the hottest of its page
 * with probability (1 - r/keys)^(k-1), and the other k-1 rows are then random rows of lower popularity; their
 * weight is replaced by its mean. The mean is exact given the hottest row; its spread is neglected, which
 * matters little because it is either small beside the hottest row's or sums many rows. */
size_t che_page_bins(const struct zipf *z, double rows_per_page, struct zipf_bin bin[ZIPF_BINS_MAX]);
struct che che_pages(const struct zipf *z, double rows_per_page, double capacity);

#endif
