/*
 * How much of a replication to throw away because it started empty. Computed before the run, from two causes.
 *
 * Filling. What takes T seconds cannot come out before T: until the requests under way have the ages that
 * they have in the steady state, what comes out is too quick. After eight times the mean latency that
 * concerns one request in three thousand (of exponential ones), so p99 is not touched; and no station forgets
 * faster than a service takes (van Doorn 1981: the spectral gap of M/M/m is at most mu), so of each at least
 * five services must pass.
 *
 * Queues. A nearly saturated station forgets its start slowly. In heavy traffic the mean queue that started
 * empty lacks
 *
 *     1 - H(t) = 2 (1 + t) Q(sqrt t) - 2 sqrt(t) phi(sqrt t),    t = n (1 - rho)^2 / (1 + cs^2)
 *
 * of what it comes to (Abate and Whitt, "Transient behavior of regulated Brownian motion, I", Adv. Appl.
 * Prob. 19, 1987), n being the station's own arrivals so far: w v_i after w requests that visit it v_i times
 * each. (M/M/m is m times faster than M/M/1 in time, and just as slow counted in arrivals.) How much that
 * matters differs: a shard that one request in a hundred visits may be as slow as it likes if its queue is a
 * thousandth of the latency. So a station is weighted by the larger of its queue's shares: in the mean
 * latency, and in the slowest hundredth (of those slower than the mean, what its wait alone makes so slow);
 * and w is the least for which
 *
 *     sum_i weight_i (1 - H(t_i)) <= 1 - H(5) = 0.006.
 *
 * For one station, or several alike, that is w = 10 (1 + cs^2)/2 / ((1 - rho)^2 v), which leaves M/M/1's mean
 * short of 0.2 % at rho 0.9. The wait is that of Erlang's C formula (Halfin and Whitt's approximation) scaled
 * by the variability (Allen and Cunneen).
 *
 * Where arrivals are no Poisson stream, their index of dispersion for counts takes the place of the 1 in 1 +
 * cs^2 (Whitt, "Approximating a point process by a renewal process", Oper. Res. 30, 1982: the asymptotic
 * method); arrivals that are more regular than Poisson's are taken for these.
 *
 * MSER-5 (White 1997; White, Cobb, Spratt, WSC 2000) is here to check this, and only on the average across
 * replications: on a single replication it cuts whole busy periods and biases the mean by -1 %, p99 by -2.5
 * %.
 *
 * Pure functions, thread safe.
 */
#ifndef KNEEWALL_SIM_STUDY_WARMUP_H
#define KNEEWALL_SIM_STUDY_WARMUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct warmup_station {
    double utilization; /* analytic, per server; at and above 1 it counts as WARMUP_MAX_UTILIZATION */
    double service_cv;
    double arrival_dispersion; /* index of dispersion for counts of its arrivals; up to 1 it counts as 1 */
    double visits;             /* a request; a station with none is ignored */
    double servers;            /* a pure delay is a station of very many servers, each hardly used */
    double service;            /* s, mean of a visit */
};

#define WARMUP_MAX_UTILIZATION 0.995 /* nearer to saturation no run reaches a steady state anyway */
#define WARMUP_FLOOR           64    /* requests a replication: costs nothing and fills short pipelines */
#define WARMUP_CEILING         (1 << 20)

/* Requests until the queues are forgotten, 0 .. WARMUP_CEILING; `latency` (s) is the mean of a request that
 * never waits. */
double warmup_queues(const struct warmup_station *stations, size_t count, double latency);

/* Seconds until a network is filled with what is under way. */
double warmup_filling(const struct warmup_station *stations, size_t count, double latency);

/* Requests, over all replications, before which a point may not stop on its first good round: 5000 max
 * (1 + Ia)/2 / ((1-rho)^2 v), Ia being the dispersion of arrivals. */
double warmup_guard(const struct warmup_station *stations, size_t count);

struct warmup_mser {
    size_t truncation; /* observations to discard, a multiple of 5 */
    double statistic;  /* the minimum, the squared standard error of the mean of the rest; NAN under 10
                          observations */
    bool at_limit;     /* the minimum lies at half the series: it is too short to tell */
};

/* MSER-5 on one series of `length` observations. */
struct warmup_mser warmup_mser5(const double *series, size_t length);

/* MSER-5 on the average, observation by observation, of `replications` series of `length` each. */
struct warmup_mser warmup_mser5_average(const double *const series[], size_t replications, size_t length);

#endif
