/*
 * growth: what an event costs, and what a request takes, when something about the network is large.
 *
 *   growth stations|queued|served|shared SIZE REQUESTS
 *
 *   stations  SIZE servers behind a balancer, each an M/M/1 queue at rho 0.9
 *   queued    SIZE users of one server, first come first served: all but one wait
 *   served    SIZE users of as many servers: all are in service, each with an end of its own
 *   shared    SIZE users of one server that is shared by all
 */
#include "tests/bench/bench.h"

#include <string.h>

struct kind {
    const char *name, *discipline;
    bool open;
    bool as_many_cores;
};

static const struct kind kinds[] = {
    { "stations", "fcfs", true, false },
    { "queued", "fcfs", false, false },
    { "served", "fcfs", false, true },
    { "shared", "ps", false, false },
};

static struct scenario *scenario_of_kind(const struct kind *kind, uint32_t size, struct input_error *error)
{
    char text[1024], load[128];
    if (kind->open)
        snprintf(load, sizeof load, "\"rate_rps\":[%.1f]", 0.9 * size);
    else
        snprintf(load, sizeof load, "\"arrivals\":\"closed\",\"think_time_s\":0,\"population\":[%u]", size);
    const int length = snprintf(text, sizeof text,
                                "{\"schema\":1,\"name\":\"growth\",\"machines\":{\"m\":{\"cores\":%u}},"
                                "\"hosts\":{\"h\":{\"machine\":\"m\",\"discipline\":\"%s\",\"count\":%u}},"
                                "\"tiers\":{\"lb\":{\"kind\":\"balancer\",\"policy\":\"random\"},"
                                "\"app\":{\"kind\":\"service\",\"host\":\"h\",\"demand\":{\"cpu_s\":1}}},"
                                "\"classes\":{\"all\":{\"path\":[%s\"app\"]}},\"load\":{%s}}",
                                kind->as_many_cores ? size : 1, kind->discipline, kind->open ? size : 1,
                                kind->open ? "\"lb\"," : "", load);
    struct document *document = document_parse(text, (size_t)length, "growth", error);
    return document ? scenario_of(document, NULL, 0, error) : NULL;
}

int main(int argc, char **argv)
{
    const struct kind *kind = NULL;
    for (size_t i = 0; argc >= 4 && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(argv[1], kinds[i].name) == 0) kind = &kinds[i];
    if (!kind) bench_fail("usage: growth stations|queued|served|shared SIZE REQUESTS");
    const uint32_t size = (uint32_t)atol(argv[2]);
    const uint64_t requests = (uint64_t)atof(argv[3]);
    struct input_error error;
    const struct network *network = bench_network(scenario_of_kind(kind, size, &error), &error);
    const struct run_load load = { .rate = kind->open ? 0.9 * size : 0, .population = kind->open ? 0 : size };
    struct run *run = run_create(network, &load, 1);
    run_requests(run, 2 * (uint64_t)size + 10000, INFINITY);
    run_clear(run);
    const struct bench_cost cost = bench_requests(run, requests);
    printf("ns_per_event %.2f resident %.0f backlog %.0f\n", 1e9 * cost.seconds / cost.events,
           bench_resident(), (double)run_backlog(run));
    run_destroy(run);
    return 0;
}
