/*
 * rates: an arrival rate over time, linear between points; two points at one time are a jump. Before the
 * first point and after the last it is level.
 *
 * Arrivals of any renewal process follow it by a change of clock: with Lambda(t) the integral of the rate, a
 * process of rate 1 in the time Lambda(t) becomes one whose rate at t is Lambda'(t). For exponential gaps
 * that is the non-homogeneous Poisson process, exactly (Cinlar, Introduction to Stochastic Processes, 4.7);
 * for constant ones, arrivals as even as they can be. Between points the integral is a parabola, so it is
 * inverted in closed form.
 *
 * Immutable after it was filled; any number of threads may read it, each with a cursor of its own.
 */
#ifndef KNEEWALL_STATION_RATES_H
#define KNEEWALL_STATION_RATES_H

#include <stdint.h>

struct rates_point {
    double at, rate; /* s, never falling; 1/s, >= 0 */
};

struct rates {
    struct rates_point *point;
    uint32_t points, room;
};

void rates_finish(struct rates *rates);

/* Adds a point behind the others. */
void rates_add(struct rates *rates, double at, double rate);

/* The rate at `t`; at a jump, the one after it. 0 where there are no points. */
double rates_at(const struct rates *rates, double t);

/* The integral of the rate over from .. to, from <= to. */
double rates_integral(const struct rates *rates, double from, double to);

/*
 * When the integral since `from` reaches `amount` > 0; INFINITY: never. *cursor is any point at or before
 * `from`; it moves along, so that successive calls with a growing `from` cost O(1). It begins at 0.
 */
double rates_after(const struct rates *rates, uint32_t *cursor, double from, double amount);

#endif
