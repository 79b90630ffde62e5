/*
 * random_timelines COUNT [FIRST]: random scenarios, and things that happen to random parts of them at random
 * times, planned and as failures. No request is lost (the engine looks after every interval), nothing crashes
 * or hangs, and a second run gives the same figures. Whatever goes wrong, the scenario is printed, for
 * `kneewall timeline -`.
 */
#include "models/architecture/network.h"
#include "models/architecture/scaling.h"
#include "sim/input/scenario_json.h"
#include "sim/study/episode.h"
#include "tests/property/generate.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { REQUESTS = 3000, INTERVALS = 10, MOST_EVENTS = 6, PATIENCE_S = 20 };

static char *text; /* of the scenario that runs, for last_words() */

static void last_words(int signal_number)
{
    const char *why = signal_number == SIGALRM ? "hangs" : "crashes";
    if (write(STDOUT_FILENO, text, strlen(text)) < 0 || write(STDOUT_FILENO, why, strlen(why)) < 0) _exit(2);
    _exit(1);
}

static struct scenario *read_text(const char *json)
{
    struct input_error error;
    struct document *document = document_parse(json, strlen(json), "random", &error);
    struct scenario *scenario = document ? scenario_of(document, NULL, 0, &error) : NULL;
    document_destroy(document);
    if (!scenario) printf("%s%s\n", json, error.text);
    return scenario;
}

/* A database with replicas on the host; NULL. */
static const char *copied_on(const struct scenario *s, uint32_t host)
{
    for (uint32_t t = 0; t < s->tiers; t++)
        if (s->tier[t].host == host && s->tier[t].kind == TIER_DATABASE && s->tier[t].database.replicas.count)
            return s->tier[t].name;
    return NULL;
}

/* One event that can happen to this scenario; an empty text where the draw makes no sense for it. */
static void write_event(FILE *out, const struct scenario *s, struct stream *draw, double length)
{
    static const char *const words[] = { "kill",   "kill",   "kill", "slow",   "partition",
                                         "deploy", "repair", "add",  "remove", "scale" };
    const uint32_t what = stream_below(draw, sizeof words / sizeof *words),
                   host = stream_below(draw, s->hosts);
    const struct host *h = &s->host[host];
    const bool has_cores = isfinite(s->machine[h->machine].cores);
    const double at = stream_uniform(draw) * length, span = stream_uniform(draw) * length / 3;
    bool fixed = false;
    for (uint32_t t = 0; t < s->tiers; t++)
        fixed |=
            s->tier[t].host == host && s->tier[t].kind != TIER_SERVICE && s->tier[t].kind != TIER_BALANCER;
    const char *word = words[what];
    if ((strcmp(word, "slow") == 0 || strcmp(word, "scale") == 0) && !has_cores) word = "kill";
    if ((strcmp(word, "add") == 0 || strcmp(word, "remove") == 0) && fixed) word = "kill";
    const bool is_group = strcmp(word, "add") == 0 || strcmp(word, "remove") == 0;
    const uint32_t role = stream_below(draw, 3);
    const char *copied = role && !is_group ? copied_on(s, host) : NULL;
    if (copied) {
        fprintf(out, "{\"at_s\":%.9g,\"%s\":\"%s.%s\"}", at, word, copied, role == 1 ? "primary" : "replica");
        return;
    }
    fprintf(out, "{\"at_s\":%.9g,\"%s\":\"%s", at, word, h->name);
    if (!is_group && stream_below(draw, 2)) fprintf(out, "[%u]", stream_below(draw, scaling_group(s, host)));
    fputc('"', out);
    const bool deploys = strcmp(word, "deploy") == 0, kills = strcmp(word, "kill") == 0;
    if (stream_below(draw, 3) && !is_group && !deploys && strcmp(word, "repair") != 0)
        fprintf(out, ",\"for_s\":%.9g", span + 1e-6);
    if (stream_below(draw, 4) == 0 && kills) fputs(",\"replace\":true", out);
    if (stream_below(draw, 4) == 0 && (deploys || strcmp(word, "remove") == 0))
        fputs(",\"abrupt\":true", out);
    fputc('}', out);
}

/* Members of some hosts die at random, and now and then all of a zone. Goes on at what follows the hosts. */
static const char *write_failures(FILE *out, const char *plain, uint64_t number, double length)
{
    struct stream draw;
    stream_init(&draw, stream_key_name(number, "failures"));
    const char *end = strstr(plain, "\"network\": {") + strlen("\"network\": {");
    const char *from = plain, *host = strstr(plain, "\"hosts\": {");
    while ((host = strstr(host, "{ \"machine\"")) && host < end) {
        host += strlen("{");
        fprintf(out, "%.*s", (int)(host - from), from);
        from = host;
        if (stream_below(&draw, 3)) continue;
        fprintf(out, " \"failures\": {\"mttf_s\":%.9g,\"mttr_s\":%.9g", length * stream_uniform(&draw) + 1e-6,
                length / 4 * stream_uniform(&draw));
        if (stream_below(&draw, 2)) fprintf(out, ",\"crews\":%u", 1 + stream_below(&draw, 2));
        fputs("},", out);
    }
    fprintf(out, "%.*s", (int)(end - from), from);
    if (stream_below(&draw, 6) == 0)
        fprintf(out, " \"zone_failures\": {\"mttf_s\":%.9g,\"mttr_s\":%.9g},", length, length / 8);
    return end;
}

/* The generated scenario with a timeline of about REQUESTS requests. */
static char *with_timeline(const char *plain, const struct scenario *s, uint64_t number, double rate)
{
    char *all = NULL;
    size_t size = 0;
    struct stream draw;
    stream_init(&draw, stream_key_name(number, "timeline"));
    const double length = REQUESTS / rate;
    FILE *out = open_memstream(&all, &size);
    if (!out) abort();
    const char *network = write_failures(out, plain, number, length);
    fprintf(out, " \"connect_timeout_s\": %.9g, \"dns_ttl_s\": %.9g,%.*s",
            stream_below(&draw, 2) * length / 200, stream_uniform(&draw) * length / 5,
            (int)(strrchr(plain, '}') - network), network);
    fprintf(out, ",\"timeline\":{\"length_s\":%.9g,\"interval_s\":%.9g,\"events\":[", length,
            length / INTERVALS);
    const uint32_t events = 1 + stream_below(&draw, MOST_EVENTS);
    for (uint32_t i = 0; i < events; i++) {
        if (i) fputc(',', out);
        write_event(out, s, &draw, length);
    }
    fputs("]}}\n", out);
    fclose(out);
    return all;
}

static bool same(const struct episode *a, const struct episode *b)
{
    return a->requests == b->requests && a->events == b->events && a->notes == b->notes &&
           a->outcome[OUTCOME_FAILED] == b->outcome[OUTCOME_FAILED];
}

static bool play(const struct scenario *s, uint64_t number, double rate)
{
    struct network *network = network_assemble_timeline(s);
    struct stage stage;
    struct episode once, again;
    stage_init(&stage, network, rate, false);
    episode_run(&stage, number, NULL, &once);
    episode_run(&stage, number, NULL, &again);
    const bool good = same(&once, &again);
    if (!good) printf("%sthe same again is not the same\n", text);
    episode_finish(&once);
    episode_finish(&again);
    stage_finish(&stage);
    network_destroy(network);
    return good;
}

static double rate_for(const struct scenario *s, uint64_t number)
{
    struct network *network = network_assemble(s);
    double rate = s->load.point ? s->load.point[0] : 100;
    if (isfinite(network->saturation)) rate = network->saturation * (0.1 + 0.15 * (double)(number % 8));
    network_destroy(network);
    return rate;
}

static bool try_timeline(uint64_t number)
{
    char *plain = generate_scenario(number);
    struct scenario *s = read_text(plain);
    bool good = s;
    if (s && s->hosts && s->load.arrivals != ARRIVALS_CLOSED) {
        const double rate = rate_for(s, number);
        text = with_timeline(plain, s, number, rate);
        struct scenario *full = read_text(text);
        alarm(PATIENCE_S);
        good = full && play(full, number, rate);
        alarm(0);
        scenario_destroy(full);
        free(text);
    }
    scenario_destroy(s);
    free(plain);
    return good;
}

int main(int argc, char **argv)
{
    const uint64_t count = argc > 1 ? strtoull(argv[1], NULL, 10) : 100;
    const uint64_t first = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    const int signals[] = { SIGALRM, SIGABRT, SIGSEGV, SIGFPE, SIGBUS };
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) signal(signals[i], last_words);
    for (uint64_t i = first; i < first + count; i++)
        if (!try_timeline(i)) return EXIT_FAILURE;
    printf("%llu timelines\n", (unsigned long long)count);
    return EXIT_SUCCESS;
}
