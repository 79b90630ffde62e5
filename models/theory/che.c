/* One equation in one unknown: the expected number of cached items rises with the characteristic time from 0
 * to all of them, so its root is unique. It is sought in log time, since it spans many decades. */
#include "models/theory/che.h"
#include "models/theory/solve.h"

#include <math.h>

/* P(an item is cached), x = requests for it expected in the characteristic time; both are <= x. */
typedef double presence_function(double x);

static double presence_lru(double x)
{
    return -expm1(-x);
}

static double presence_fifo(double x)
{
    return isinf(x) ? 1 : x / (1 + x);
}

struct filling {
    size_t n;
    const struct zipf_bin *bin;
    presence_function *presence;
    double capacity;
};

static double overfull(double log_time, void *context)
{
    const struct filling *filling = context;
    double time = exp(log_time), items = 0;
    for (size_t i = 0; i < filling->n; i++)
        items += filling->bin[i].count * filling->presence(filling->bin[i].probability * time);
    return items - filling->capacity;
}

static struct che solve(size_t n, const struct zipf_bin bin[], presence_function *presence, double capacity)
{
    double items = 0;
    for (size_t i = 0; i < n; i++)
        if (bin[i].probability > 0) items += bin[i].count;
    if (!(capacity > 0)) return (struct che){ .hit_ratio = isnan(capacity) ? NAN : 0 };
    if (capacity >= items * (1 - 1e-12))
        return (struct che){ .hit_ratio = 1, .characteristic_time = INFINITY };

    /* presence(x) <= x bounds the time by the capacity from below. */
    struct filling filling = { n, bin, presence, capacity };
    double low = log(capacity) - 1e-6, high = low + 1;
    while (overfull(high, &filling) < 0 && high < 700) low = high, high += 2;
    double time = exp(solve_root(overfull, &filling, low, high));
    double hits = 0, requests = 0;
    for (size_t i = 0; i < n; i++) {
        double mass = bin[i].count * bin[i].probability;
        requests += mass;
        hits += mass * presence(bin[i].probability * time);
    }
    return (struct che){ .hit_ratio = hits / requests, .characteristic_time = time };
}

struct che che_lru_bins(size_t n, const struct zipf_bin bin[], double capacity)
{
    return solve(n, bin, presence_lru, capacity);
}

struct che che_fifo_bins(size_t n, const struct zipf_bin bin[], double capacity)
{
    return solve(n, bin, presence_fifo, capacity);
}

struct che che_lru(const struct zipf *z, double capacity)
{
    struct zipf_bin bin[ZIPF_BINS_MAX];
    return che_lru_bins(zipf_bins(z, bin), bin, capacity);
}

struct che che_fifo(const struct zipf *z, double capacity)
{
    struct zipf_bin bin[ZIPF_BINS_MAX];
    return che_fifo_bins(zipf_bins(z, bin), bin, capacity);
}

double che_lfu(const struct zipf *z, double capacity)
{
    return zipf_share(z, capacity);
}

double che_ttl(const struct zipf *z, double request_rate, double ttl, bool renewed, double *occupancy)
{
    if (!(request_rate >= 0) || !(ttl >= 0)) return NAN;
    struct zipf_bin bin[ZIPF_BINS_MAX];
    size_t n = zipf_bins(z, bin);
    presence_function *presence = renewed ? presence_lru : presence_fifo;
    double hits = 0, live = 0;
    for (size_t i = 0; i < n; i++) {
        double present = presence(bin[i].probability * request_rate * ttl);
        hits += bin[i].count * bin[i].probability * present;
        live += bin[i].count * present;
    }
    if (occupancy) *occupancy = live;
    return fmin(hits, 1);
}

/* P(the hottest row of a page of k ranks first..last) = (1-(first-1)/keys)^k - (1-last/keys)^k, without the
 * cancellation. */
static double hottest_in(const struct zipf_bin *bin, double keys, double k)
{
    double log_above = log1p(-(double)(bin->first - 1) / keys), log_beyond = log1p(-(double)bin->last / keys);
    return exp(k * log_above) * -expm1(k * (log_beyond - log_above));
}

size_t che_page_bins(const struct zipf *z, double rows_per_page, struct zipf_bin bin[ZIPF_BINS_MAX])
{
    size_t n = zipf_bins(z, bin);
    double keys = (double)z->keys, k = fmin(fmax(rows_per_page, 1), keys), above = 0, total = 0;
    for (size_t i = 0; i < n; i++) {
        struct zipf_bin page = bin[i];
        double mass = page.count * page.probability;
        double colder = (1 - above - mass / 2) / (keys - (double)(page.first - 1) - page.count / 2);
        page.count = keys / k * hottest_in(&bin[i], keys, k);
        page.probability += (k - 1) * fmax(colder, 0);
        total += page.count * page.probability;
        above += mass;
        bin[i] = page;
    }
    for (size_t i = 0; i < n; i++) bin[i].probability /= total;
    return n;
}

struct che che_pages(const struct zipf *z, double rows_per_page, double capacity)
{
    if (!(rows_per_page >= 1)) return (struct che){ NAN, NAN };
    struct zipf_bin bin[ZIPF_BINS_MAX];
    return che_lru_bins(che_page_bins(z, rows_per_page, bin), bin, capacity);
}
