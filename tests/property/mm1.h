/*
 * The fastest M/M/1 there is, for studies of the statistics alone: Lindley's recursion, service mean 1, no
 * event list. Random numbers are xoshiro256++ (Blackman, Vigna 2019) seeded by splitmix64.
 */
#ifndef KNEEWALL_TESTS_PROPERTY_MM1_H
#define KNEEWALL_TESTS_PROPERTY_MM1_H

#include <math.h>
#include <stdint.h>

struct mm1 {
    uint64_t state[4];
    double utilization;
    double wait; /* of the request to come */
};

static inline void mm1_init(struct mm1 *q, double utilization, uint64_t seed)
{
    *q = (struct mm1){ .utilization = utilization };
    for (int i = 0; i < 4; i++) {
        uint64_t z = seed += 0x9e3779b97f4a7c15;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        q->state[i] = z ^ z >> 31;
    }
}

static inline uint64_t mm1_rotate(uint64_t x, int k)
{
    return x << k | x >> (64 - k);
}

/* In (0, 1). */
static inline double mm1_uniform(struct mm1 *q)
{
    uint64_t *s = q->state;
    const uint64_t result = mm1_rotate(s[0] + s[3], 23) + s[0], t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = mm1_rotate(s[3], 45);
    return ((double)(result >> 11) + 0.5) * 0x1p-53;
}

/* Draws the wait of the request to come from its steady state. */
static inline void mm1_start_stationary(struct mm1 *q)
{
    q->wait = mm1_uniform(q) < q->utilization ? -log(mm1_uniform(q)) / (1 - q->utilization) : 0;
}

/* Serves one request: returns its wait, and its service if asked for. */
static inline double mm1_next(struct mm1 *q, double *service)
{
    const double wait = q->wait, s = -log(mm1_uniform(q)), gap = -log(mm1_uniform(q)) / q->utilization;
    q->wait = fmax(0, wait + s - gap);
    if (service) *service = s;
    return wait;
}

#endif
