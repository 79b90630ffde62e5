/* Product-form queueing networks: exact closed networks, and open Jackson networks.
 *
 * A station holds when service is exponential and first come first served, or processor sharing with any law
 * (BCMP 1975). With several servers, processor sharing gives each job at most one of them.
 * Functions return false for bad input or when memory is out; they allocate only for the call. */
#ifndef MODELS_THEORY_MVA_H
#define MODELS_THEORY_MVA_H

#include <stdbool.h>
#include <stddef.h>

enum { MVA_DELAY = 0 }; /* as a number of servers: infinitely many, nobody queues */

struct mva_station {
    double demand;    /* V S of a request, seconds, >= 0 */
    unsigned servers; /* >= 1, or MVA_DELAY */
};

struct mva_metrics {
    double residence_time; /* of a request, over all its visits */
    double queue;          /* mean number there, in service included */
    double utilization;    /* of one server; for MVA_DELAY the mean number there */
};

struct mva_totals {
    double throughput;    /* cycles a second */
    double response_time; /* think time excluded: N/X - Z */
};

/* Exact solution of a closed network with one class. The textbook recursion loses all digits with several
 * servers (it subtracts); this is Buzen's convolution in logarithms, where every term is positive, so it is
 * stable for any population. Time O(n m N) for each multi-server station. Some demand or think_time must be
 * positive. metrics may be NULL, otherwise n of them. */
bool mva_closed(size_t n, const struct mva_station station[], unsigned population, double think_time,
                struct mva_totals *totals, struct mva_metrics metrics[]);

/* Exact multi-class MVA (Reiser and Lavenberg 1980); stations have one server or are delays. demand[c*n + k]
 * is what class c needs at station k, servers[k] is 1 or MVA_DELAY. Results: totals[classes],
 * metrics[classes*n] alike (may be NULL). Time and memory grow with the product of (population+1); false
 * above 10^7 cells. */
bool mva_closed_classes(size_t classes, const unsigned population[], const double think_time[], size_t n,
                        const unsigned servers[], const double demand[], struct mva_totals totals[],
                        struct mva_metrics metrics[]);

/* Open Jackson network: arrival_rate requests a second. Each station is an M/M/m queue; residence time and
 * queue are INFINITY at a saturated one. totals->throughput = arrival_rate (also when there is no steady
 * state). Jackson 1957. */
bool mva_open(size_t n, const struct mva_station station[], double arrival_rate, struct mva_totals *totals,
              struct mva_metrics metrics[]);

/* The residence time at one station of it: D + C(m, lambda D) D/(m - lambda D). */
double mva_open_residence(const struct mva_station *station, double arrival_rate);

#endif
