/*
 * How much of a replication to throw away because it started empty.
 *
 * Computed before the run. The slowest station forgets its start after a number of its own arrivals that
 * grows as 1/(1 - rho)^2 (its relaxation time, Newell's diffusion approximation), times (1 + cs^2)/2 for the
 * variability of service; divided by the visits a request pays it, this is in requests:
 *
 *     w = 10 max_i [ (1 + cs_i^2)/2 / v_i  max( 1/(1 - rho_i)^2, m_i rho_i / 2 ) ]
 *
 * The second term is for many servers. M/M/m is m times faster than M/M/1 in time and so just as slow counted
 * in arrivals when it is nearly saturated; but it never forgets faster than a service time, in which m rho
 * requests arrive (van Doorn 1981: the spectral gap of M/M/m is at most mu); five of them leave less than 1 %
 * of the start. With 64 servers half busy this term leads. Fewer servers than 1/(rho (1 - rho)^2) never
 * notice it.
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
    double visits;  /* a request; a station with none is ignored */
    double servers; /* a pure delay is a station of very many servers, each hardly used */
};

#define WARMUP_MAX_UTILIZATION 0.995 /* nearer to saturation no run reaches a steady state anyway */
#define WARMUP_FLOOR           64    /* requests a replication: costs nothing and fills short pipelines */
#define WARMUP_CEILING         (1 << 20)

/* Requests to discard in every replication, WARMUP_FLOOR .. WARMUP_CEILING. */
uint64_t warmup_requests(const struct warmup_station *stations, size_t count);

/* Requests, over all replications, before which a point may not stop on its first good round: 5000 max
 * 1/((1-rho)^2 v). */
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
