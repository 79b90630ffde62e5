/*
 * Batch means under-cover on short correlated series, by known amounts: the delays of M/M/1 at rho 0.8, 90 %
 * intervals, from a stationary start (oracle rows ST-BM-*; Law and Kelton published the like from 400
 * replications). Shows that interval_batch_means() is the textbook's, and why Kneewall uses replications.
 */
#include "sim/study/interval.h"
#include "tests/property/mm1.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { REPETITIONS = 100000, LONG_REPETITIONS = 20000, LONGEST = 20480, SHORT = 2560 };

static const struct {
    size_t length, batches;
    double coverage, halfwidth; /* half-width relative to the true mean, 4 */
} rows[] = {
    { 320, 5, 0.7016, 0.6317 },    { 320, 20, 0.5007, 0.3389 },  { 640, 5, 0.7602, 0.5668 },
    { 640, 10, 0.7000, 0.4359 },   { 1280, 10, 0.7677, 0.3825 }, { 1280, 20, 0.7059, 0.3154 },
    { 2560, 5, 0.8357, 0.3688 },   { 2560, 20, 0.7807, 0.2734 }, { 20480, 5, 0.8888, 0.1505 },
    { 20480, 10, 0.8772, 0.1326 },
};
enum { ROWS = sizeof rows / sizeof rows[0] };

int main(void)
{
    const double rho = 0.8, mean = rho / (1 - rho);
    double *series = malloc(LONGEST * sizeof *series);
    int covered[ROWS] = { 0 }, bad = 0;
    double width[ROWS] = { 0 };
    for (uint64_t i = 0; i < REPETITIONS; i++) {
        const size_t length = i < LONG_REPETITIONS ? LONGEST : SHORT;
        struct mm1 queue;
        mm1_init(&queue, rho, i + 1);
        mm1_start_stationary(&queue);
        for (size_t k = 0; k < length; k++) series[k] = mm1_next(&queue, NULL);
        for (size_t k = 0; k < ROWS && rows[k].length <= length;
             k++) { /* shorter rows use the start of the longest */
            const struct interval b = interval_batch_means(series, rows[k].length, rows[k].batches, 0.90, 1);
            covered[k] += b.low <= mean && mean <= b.high;
            width[k] += (b.high - b.low) / 2 / mean;
        }
    }
    for (size_t k = 0; k < ROWS; k++) {
        const double repetitions = rows[k].length > SHORT ? LONG_REPETITIONS : REPETITIONS;
        const double coverage = covered[k] / repetitions, halfwidth = width[k] / repetitions;
        const bool out =
            fabs(coverage - rows[k].coverage) > 0.01 || fabs(halfwidth / rows[k].halfwidth - 1) > 0.02;
        printf("%5zu delays, %2zu batches: coverage %.4f (%.4f)  half-width %.4f (%.4f)%s\n", rows[k].length,
               rows[k].batches, coverage, rows[k].coverage, halfwidth, rows[k].halfwidth,
               out ? "   OUT" : "");
        bad += out;
    }
    free(series);
    return bad > 0;
}
