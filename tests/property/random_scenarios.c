/*
 * random_scenarios COUNT [FIRST]: random scenarios must be read, run without a crash, hang or broken law, and
 * give the same whether a run is interrupted or not. Whatever goes wrong, the scenario is printed, for
 * `kneewall run -`.
 */
#include "models/architecture/extent.h"
#include "models/architecture/network.h"
#include "sim/engine/run.h"
#include "sim/input/scenario_json.h"
#include "sim/report/explain.h"
#include "tests/property/generate.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

enum { WARMUP = 500, REQUESTS = 1500, PATIENCE_S = 20 };

static char *text; /* of the scenario that runs, for last_words() */

static void last_words(int signal_number)
{
    const char *why = signal_number == SIGPROF ? "hangs" : "crashes";
    if (write(STDOUT_FILENO, text, strlen(text)) < 0 || write(STDOUT_FILENO, why, strlen(why)) < 0) _exit(2);
    _exit(1);
}

static uint64_t finished(const struct observations *seen)
{
    uint64_t sum = seen->good;
    for (int i = 0; i < ERROR_KINDS; i++) sum += seen->failed[i];
    return sum;
}

static struct run *run_whole(const struct network *network, const struct run_load *load, uint64_t key,
                             double until, bool in_parts)
{
    struct run *run = run_create(network, load, key);
    run_requests(run, WARMUP, until);
    run_clear(run);
    for (int part = in_parts ? 1 : 3; part <= 3; part++) { /* an event may end several requests */
        const uint64_t done = finished(run_observe(run)), due = (uint64_t)REQUESTS * (uint64_t)part / 3;
        if (done < due) run_requests(run, due - done, until);
    }
    run_check(run);
    return run;
}

static bool same(const struct observations *a, const struct observations *b)
{
    return a->good == b->good && a->arrived == b->arrived && a->events == b->events && a->until == b->until &&
           memcmp(a->failed, b->failed, sizeof a->failed) == 0 && a->latency->sum == b->latency->sum;
}

static bool try_run(const struct scenario *scenario, uint64_t number)
{
    struct network *network = network_assemble(scenario);
    const double pieces = extent_pieces(scenario);
    if (network->registers > pieces || network->scopes > pieces || network->streams > pieces) abort();
    const bool closed = scenario->load.arrivals == ARRIVALS_CLOSED;
    struct run_load load = { 0 };
    if (closed)
        load.population = (uint32_t)scenario->load.point[0];
    else /* from light to beyond what it can bear */
        load.rate = isfinite(network->saturation) ? network->saturation * (0.1 + 0.15 * (double)(number % 9))
                                                  : scenario->load.point[0];
    /* Some deadlock, as a service does that calls itself and has few threads: then time ends the run. */
    const double until = closed ? 1e4 : 20 * (WARMUP + REQUESTS) / load.rate;
    struct run *whole = run_whole(network, &load, number, until, false);
    struct run *parts = run_whole(network, &load, number, until, true);
    const bool good = same(run_observe(whole), run_observe(parts));
    if (!good) printf("%sinterrupting the run changes it\n", text);
    run_destroy(whole);
    run_destroy(parts);
    network_destroy(network);
    return good;
}

static void try_explain(const struct scenario *scenario)
{
    struct explanation x;
    char *out = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&out, &size);
    if (!file) abort();
    explanation_init(&x, scenario, NULL);
    explain_table(&x, false, file);
    explain_json(&x, 1, file);
    explanation_finish(&x);
    fclose(file);
    free(out);
}

/* Seconds of the processor's time, since the machine may have more to do; 0: no limit. */
static void be_patient(int seconds)
{
    const struct itimerval limit = { .it_value.tv_sec = seconds };
    setitimer(ITIMER_PROF, &limit, NULL);
}

static bool try_scenario(uint64_t number)
{
    struct input_error error;
    text = generate_scenario(number);
    struct document *document = document_parse(text, strlen(text), "random", &error);
    struct scenario *scenario = document ? scenario_of(document, NULL, 0, &error) : NULL;
    document_destroy(document);
    bool good = scenario;
    if (!scenario) printf("%s%s\n", text, error.text);
    be_patient(PATIENCE_S);
    if (scenario) good = try_run(scenario, number);
    if (good) try_explain(scenario);
    be_patient(0);
    scenario_destroy(scenario);
    free(text);
    text = NULL;
    return good;
}

int main(int argc, char **argv)
{
    const uint64_t count = argc > 1 ? strtoull(argv[1], NULL, 10) : 100;
    const uint64_t first = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    const int signals[] = { SIGPROF, SIGABRT, SIGSEGV, SIGFPE, SIGBUS };
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) signal(signals[i], last_words);
    for (uint64_t i = first; i < first + count; i++)
        if (!try_scenario(i)) return EXIT_FAILURE;
    printf("%llu scenarios\n", (unsigned long long)count);
    return EXIT_SUCCESS;
}
