/* The whole document, and those of its parts that are small. */
#include "sim/input/keys_scenario.h"

#include "sim/input/load_json.h"

#include <math.h>

#define LATENCY(key, member)                                                                                 \
    {                                                                                                        \
        .stem = key, .type = KEY_NUMBER, KEY_IN(TIME, "ms"), KEY_AT(slo, member), .absent = INFINITY,        \
        .above = true,                                                                                       \
        .source = "by definition: without any bound on latency, p99 is to stay within 10 x the p99 at the "  \
                  "lightest "                                                                                \
                  "load",                                                                                    \
        .text = "Upper bound on " key " latency."                                                            \
    }

static const struct key slo_keys[] = {
    LATENCY("p50", percentile[P50]),
    LATENCY("p90", percentile[P90]),
    LATENCY("p95", percentile[P95]),
    LATENCY("p99", percentile[P99]),
    LATENCY("p999", percentile[P999]),
    LATENCY("mean", mean),
    { .stem = "error_ratio",
      .type = KEY_NUMBER,
      KEY_AT(slo, error_ratio),
      .absent = 0.01,
      .high = 1,
      .source = "estimate: one request in a hundred",
      .text = "Most errors, as a share of the requests." },
    { .stem = "goodput",
      .type = KEY_NUMBER,
      KEY_AT(slo, goodput),
      .absent = 0.98,
      .above = true,
      .high = 1,
      .source = "by definition of the wall: goodput at least 0.98 of what is offered",
      .text = "Least goodput, as a share of the offered rate." },
};

static bool finish_slo(struct reader *r, const struct place *at, cJSON *json, void *object)
{
    (void)r, (void)at, (void)json;
    struct slo *slo = object;
    slo->relative_p99 = isinf(slo->mean);
    for (int i = 0; i < PERCENTILES; i++) slo->relative_p99 &= isinf(slo->percentile[i]) != 0;
    return true;
}

const struct table slo_table = {
    .name = "slo", .what = "a service level objective", TABLE_KEYS(slo_keys), .finish = finish_slo
};

static bool read_seed(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                      double factor, void *field)
{
    double seed = 1;
    if (json && !reader_number(r, at, key, json, factor, &seed)) return false;
    *(uint64_t *)field = (uint64_t)seed;
    return true;
}

static const struct key run_keys[] = {
    { .stem = "seed",
      .type = KEY_CUSTOM,
      .whole = true,
      KEY_AT(experiment, seed),
      .high = 9007199254740992.0,
      .read = read_seed,
      .shape = "{\"type\":\"integer\",\"minimum\":0,\"maximum\":9007199254740992}",
      .shown = "1",
      .source = "by definition: any number will do",
      .text = "The same seed gives the same bytes." },
    { .stem = "precision",
      .type = KEY_NUMBER,
      KEY_AT(experiment, precision),
      .absent = 0.05,
      .above = true,
      .high = 1,
      .source = "by definition: 5 % on p99",
      .text = "Half-width of the intervals of p99 and mean to reach, as a share of them." },
    { .stem = "confidence",
      .type = KEY_NUMBER,
      KEY_AT(experiment, confidence),
      .absent = 0.95,
      .low = 0.5,
      .high = 0.9999,
      .source = "by definition: the usual 95 %",
      .text = "Confidence of the intervals." },
    { .stem = "max_requests",
      .type = KEY_NUMBER,
      KEY_AT(experiment, max_requests),
      .absent = 2e7,
      .low = 1000,
      .high = 1e12,
      .source = "estimate: some ten seconds of computing",
      .text = "Requests after which a point stops, whatever precision it has reached." },
    { .stem = "warmup",
      .type = KEY_NUMBER,
      KEY_AT(experiment, warmup),
      .absent = NAN,
      .high = 1e9,
      .source = "by definition: computed from the utilization",
      .text = "Requests of each replication that are not counted." },
};

const struct table run_table = { .name = "run", .what = "the run's settings", TABLE_KEYS(run_keys) };

static const struct key region_keys[] = {
    { .stem = "rtt",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "ms"),
      KEY_AT(region, rtt),
      .text = "Round trip to its clients." },
    { .stem = "share",
      .type = KEY_NUMBER,
      KEY_AT(region, share),
      .absent = 1,
      .above = true,
      .source = "by definition: equal shares",
      .text = "Its part of the requests, relative to the other regions'." },
};

static const struct table region_table = { .name = "region", .what = "a region", TABLE_KEYS(region_keys) };

static const struct key network_keys[] = {
    { .stem = "same_zone_rtt",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "us"),
      KEY_AT(network_delays, same_zone),
      .text = "Round trip between hosts of a zone (clouds: 250 to 400 us)." },
    { .stem = "cross_zone_rtt",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "us"),
      KEY_AT(network_delays, cross_zone),
      .text = "Round trip between zones (clouds: 800 to 1100 us)." },
    { .stem = "client_rtt",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "ms"),
      KEY_AT(network_delays, client),
      .text = "Round trip between the client and the first tier." },
    { .stem = "cross_zone_usd_per_gib",
      .type = KEY_NUMBER,
      KEY_AT(network_delays, cross_zone_usd_per_gib),
      .high = 1000,
      .text = "Price of traffic between zones (clouds: 0.02)." },
    { .stem = "dns_ttl",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(network_delays, dns_ttl),
      .absent = 60,
      .source = "documented: the time to live of a cloud balancer's address (AWS)",
      .text =
          "How long clients remember an address: in a timeline, how long some still go to a dead member of "
          "the first tier, or to a machine that was replaced." },
    { .stem = "connect_timeout",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(network_delays, connect_timeout),
      .text = "In a timeline: time until a call to a dead or unreachable member fails; 0: it is refused at "
              "once." },
    { .stem = "zone_failures",
      .type = KEY_OBJECT,
      KEY_AT(network_delays, zone_failures),
      .optional = true,
      .table = &failures_table,
      .text = "Whole zones fail and are repaired, each by itself: for the availability in a timeline." },
    { .stem = "regions",
      .type = KEY_MAP,
      KEY_AT(network_delays, region),
      .count_offset = offsetof(struct network_delays, regions),
      .size = sizeof(struct region),
      .table = &region_table,
      .text = "Where clients are, by name." },
};

const struct table network_table = { .name = "network", .what = "network delays", TABLE_KEYS(network_keys) };

/* A list of conditions, or named ones (which merge). */
static bool read_assertions(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                            double factor, void *field)
{
    (void)key, (void)factor;
    struct scenario *scenario = field;
    if (!json) return true;
    if (!cJSON_IsArray(json) && !cJSON_IsObject(json))
        return reader_expected(r, at, json, "a list of conditions, or an object of them");
    const char **assertion = arena_alloc(r->arena, (size_t)cJSON_GetArraySize(json), sizeof *assertion);
    scenario->assertion = assertion;
    const cJSON *item;
    cJSON_ArrayForEach(item, json)
    {
        if (item->string && reader_is_note(item->string)) continue;
        const struct place here = { at, item->string, (int)scenario->assertions };
        if (!cJSON_IsString(item))
            return reader_expected(r, &here, item, "a condition such as \"wall.rps >= 1000\"");
        assertion[scenario->assertions++] = arena_string(r->arena, item->valuestring);
    }
    return true;
}

static bool read_version(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                         double factor, void *field)
{
    (void)key, (void)factor, (void)field;
    return !json || (cJSON_IsNumber(json) && json->valuedouble == 1) ||
           reader_expected(r, at, json, "1, the version of this format");
}

#define THINGS(field, number, table_, type_, words)                                                          \
    .type = KEY_MAP, KEY_AT(scenario, field), .count_offset = offsetof(struct scenario, number),             \
    .size = sizeof(struct type_), .table = &(table_), .text = words

/* In the order in which they are read: paths need tiers, tiers need hosts, hosts need machines. */
static const struct key scenario_keys[] = {
    { .stem = "$schema",
      .type = KEY_IGNORED,
      .shape = "{\"type\":\"string\"}",
      .text = "Where an editor finds this schema; the program does not look at it." },
    { .stem = "schema",
      .type = KEY_CUSTOM,
      .read = read_version,
      .shape = "{\"const\":1}",
      .shown = "1",
      .source = "by definition: the only version",
      .text = "Version of this format." },
    { .stem = "extends",
      .type = KEY_IGNORED,
      .shape = "{\"type\":\"string\"}",
      .text = "Another scenario, relative to this file, that this one is a merge patch on (RFC 7396)." },
    { .stem = "name", .type = KEY_STRING, KEY_AT(scenario, name), .text = "Title." },
    { .stem = "stage",
      .type = KEY_COUNT,
      KEY_AT(scenario, stage),
      .high = 6,
      .source = "by definition: 0 is none",
      .text = "Which of the six stages it is; 0: none." },
    { .stem = "question",
      .type = KEY_STRING,
      KEY_AT(scenario, question),
      .text = "The one line that the scenario teaches." },
    { .stem = "machines",
      .type = KEY_CUSTOM,
      .read = keys_read_machines,
      .shape = "{\"type\":\"object\",\"additionalProperties\":{\"$ref\":\"#/$defs/machine\"}}",
      .text = "Machines by name, beside those of the catalogue." },
    { .stem = "hosts", THINGS(host, hosts, host_table, host, "Groups of like machines, by name.") },
    { .stem = "data",
      THINGS(data, datas, keyspace_table, keyspace, "Key spaces by name; their size is the data volume.") },
    { .stem = "tiers",
      .required = true,
      THINGS(tier, tiers, tier_table, tier, "The parts of the architecture, by name.") },
    { .stem = "classes",
      .required = true,
      THINGS(class, classes, class_table, request_class, "Classes of requests, by name.") },
    { .stem = "load",
      .type = KEY_CUSTOM,
      KEY_AT(scenario, load),
      .read = load_json_read,
      .table = &load_table,
      .text = "The load that is offered." },
    { .stem = "slo",
      .type = KEY_OBJECT,
      KEY_AT(scenario, slo),
      .table = &slo_table,
      .text = "The wall is where it breaks." },
    { .stem = "network",
      .type = KEY_OBJECT,
      KEY_AT(scenario, network),
      .table = &network_table,
      .text = "Delays between hosts, and to the clients." },
    { .stem = "timeline",
      .type = KEY_OBJECT,
      KEY_AT(scenario, timeline),
      .table = &timeline_table,
      .text = "What happens over time, for `kneewall timeline`." },
    { .stem = "run",
      .type = KEY_OBJECT,
      KEY_AT(scenario, run),
      .table = &run_table,
      .text = "How the study is run." },
    { .stem = "assert",
      .type = KEY_CUSTOM,
      .read = read_assertions,
      .shape = "{\"anyOf\":[{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
               "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}]}",
      .text =
          "Conditions on the result, such as \"wall.rps >= 6000\"; a false one makes the exit status 3." },
};

const struct table scenario_table = {
    .name = "scenario", .what = "a scenario", TABLE_KEYS(scenario_keys), .finish = scenario_check
};
