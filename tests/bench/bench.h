/*
 * What the benchmark programs share: a clock of the CPU time that the process has used, the memory that it
 * holds, and running one replication for so many events. Each program prints one line of "key value" pairs;
 * bench.sh makes the table of them.
 */
#ifndef KNEEWALL_TESTS_BENCH_BENCH_H
#define KNEEWALL_TESTS_BENCH_BENCH_H

#include "sim/engine/run.h"
#include "sim/input/document.h"
#include "sim/input/scenario_json.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* CPU seconds of this process: what others do on the machine counts for little. */
static inline double bench_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Bytes resident at present. */
static inline double bench_resident(void)
{
    long total, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file && fscanf(file, "%ld %ld", &total, &resident) != 2) resident = 0;
    if (file) fclose(file);
    return (double)resident * (double)sysconf(_SC_PAGESIZE);
}

static inline _Noreturn void bench_fail(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(2);
}

/* The scenario must outlive the network; both live as long as the program. */
static inline struct network *bench_network(struct scenario *scenario, const struct input_error *error)
{
    if (!scenario) bench_fail(error->text);
    return network_assemble(scenario);
}

struct bench_cost {
    double seconds; /* of CPU */
    double events, requests;
};

/* What `requests` more cost. */
static inline struct bench_cost bench_requests(struct run *run, uint64_t requests)
{
    const double before = (double)run_observe(run)->events;
    const double began = bench_clock();
    run_requests(run, requests, INFINITY);
    const double seconds = bench_clock() - began;
    return (struct bench_cost){ seconds, (double)run_observe(run)->events - before, (double)requests };
}

#endif
