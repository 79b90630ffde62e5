/* The bottleneck law and the bounds that follow from service demands alone.
 *
 * A station is servers[k] >= 1 servers and demand[k] >= 0 seconds of service a request (D = V S). The
 * throughput of any system cannot pass min_k servers[k]/demand[k]. Sources: Denning and Buzen 1978; Lazowska
 * et al., Quantitative System Performance, ch. 5; Zahorjan et al. 1982 (balanced job bounds). */
#ifndef MODELS_THEORY_BOTTLENECK_H
#define MODELS_THEORY_BOTTLENECK_H

#include <stdbool.h>
#include <stddef.h>

struct bottleneck {
    double saturation;   /* requests/s at which the busiest station reaches utilization 1; INFINITY without
                            demand */
    size_t station;      /* which one; the first of equals; n without demand */
    double runner_up;    /* saturation of the others: where the wall moves when `station` is widened */
    size_t second;       /* which one that is; n if there is none */
    double total_demand; /* sum of demands: the response time without queueing */
};
struct bottleneck bottleneck_find(size_t n, const unsigned servers[], const double demand[]);

/* A closed system: `population` users who think for think_time between requests. */
struct bottleneck_bounds {
    double throughput_upper, throughput_lower;
    double response_lower, response_upper;
    double knee_population; /* N* = (D + Z) saturation, where the two upper bounds cross */
};

/* Asymptotic bounds: population >= 0, think_time >= 0, at least one positive demand; otherwise false. The
 * pessimistic side (everyone queues behind everyone) holds for any number of servers. */
bool bottleneck_asymptotic(size_t n, const unsigned servers[], const double demand[], double population,
                           double think_time, struct bottleneck_bounds *out);

/* Balanced job bounds: tighter, for product-form networks of single servers only; false if some servers[k]
 * > 1. */
bool bottleneck_balanced(size_t n, const unsigned servers[], const double demand[], double population,
                         double think_time, struct bottleneck_bounds *out);

#endif
