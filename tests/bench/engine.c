/*
 * engine: what a request of a scenario file costs in the general engine, one replication on one core.
 *
 *   engine FILE RATE REQUESTS
 */
#include "tests/bench/bench.h"

int main(int argc, char **argv)
{
    if (argc < 4) bench_fail("usage: engine FILE RATE REQUESTS");
    struct input_error error;
    const struct network *network = bench_network(scenario_read(argv[1], NULL, 0, &error), &error);
    const struct run_load load = { .rate = atof(argv[2]) };
    const double requests = atof(argv[3]);
    struct run *run = run_create(network, &load, 1);
    run_requests(run, (uint64_t)(requests / 2), INFINITY);
    run_clear(run);
    run_requests(run, (uint64_t)requests, INFINITY);
    bench_resident(); /* the first time it takes memory itself */
    const double resident = bench_resident();
    const struct bench_cost cost = bench_requests(run, (uint64_t)requests);
    printf("ns_per_request %.2f ns_per_event %.2f events_per_request %.3f mean_latency %.6g "
           "resident_mb %.2f bytes_grown_per_request %.4f\n",
           1e9 * cost.seconds / requests, 1e9 * cost.seconds / cost.events, cost.events / requests,
           histogram_mean(run_observe(run)->latency), 1e-6 * bench_resident(),
           (bench_resident() - resident) / requests);
    run_check(run);
    run_destroy(run);
    return 0;
}
