/*
 * curve: the time to a curve. Twelve loads of a scenario up to rho 0.95, p99 and mean within 5 %, by as many
 * threads as asked for; no search for the wall.
 *
 *   curve FILE JOBS
 *
 * Prints elapsed seconds, seconds of CPU, and a sum over the results that must not depend on the threads.
 */
#include "sim/study/crew.h"
#include "sim/study/point.h"
#include "tests/bench/bench.h"

enum { POINTS = 12 };

static void work(void *context, uint32_t replication)
{
    point_work(context, replication);
}

static void judge(struct crew *crew, void *context)
{
    if (!point_judge(context)) return;
    const struct crew_batch round = { work, judge, context, POINT_REPLICATIONS, 0 };
    crew_submit(crew, &round);
}

static double elapsed(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

int main(int argc, char **argv)
{
    if (argc < 3) bench_fail("usage: curve FILE JOBS");
    struct input_error error;
    const struct network *network = bench_network(scenario_read(argv[1], NULL, 0, &error), &error);
    const struct point_goal goal = {
        .precision = 0.05, .confidence = 0.95, .max_requests = UINT64_MAX / 2, .warmup = NAN
    };
    struct crew *crew = crew_create((uint32_t)atol(argv[2]));
    struct point *point[POINTS];
    const double began = elapsed(), began_cpu = bench_clock();
    for (int i = 0; i < POINTS; i++) {
        const struct run_load load = { .rate = network->saturation * 0.95 * (i + 1) / POINTS };
        point[i] = point_create(network, &load, 1, &goal);
        crew_submit(crew, &(struct crew_batch){ work, judge, point[i], POINT_REPLICATIONS, (uint64_t)i });
    }
    crew_run(crew);
    const double seconds = elapsed() - began, cpu = bench_clock() - began_cpu;
    double sum = 0;
    for (int i = 0; i < POINTS; i++) {
        struct point_result result;
        point_collect(point[i], &result);
        sum += result.latency.mean.value + result.latency.percentile[P99].value;
        point_result_finish(&result);
        point_destroy(point[i]);
    }
    crew_destroy(crew);
    printf("seconds %.3f cpu %.3f sum %.17g\n", seconds, cpu, sum);
    return 0;
}
