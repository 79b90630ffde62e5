/* What services, queues and stores may say beside what every tier may. */
#include "sim/input/reader.h"

#include <math.h>
#include <string.h>

/* ---- service ---- */

static const char *const session_states[] = { "none", "local", "cache", "token", NULL };

static const struct key sessions_keys[] = {
    { .stem = "state",
      .type = KEY_ENUM,
      KEY_AT(sessions, state),
      .words = session_states,
      .required = true,
      .text = "Where a session's state lives: on the member, in a cache tier, or in a signed token." },
    { .stem = "cache",
      .type = KEY_REFERENCE,
      KEY_AT(sessions, cache),
      .names = NAMES_TIERS,
      .text = "With state `cache`: the tier that holds the sessions (the only cache, if there is but "
              "one); one look-up a request." },
    { .stem = "value",
      .type = KEY_NUMBER,
      KEY_IN(BYTES, "kib"),
      KEY_AT(sessions, value),
      .absent = 2,
      .source = "estimate: a user's name, rights and a few settings",
      .text = "Size of one session." },
    { .stem = "cpu",
      .type = KEY_DEMAND,
      KEY_IN(TIME, "us"),
      KEY_AT(sessions, cpu),
      .text = "With state `token`: CPU to verify one." },
    { .stem = "users",
      .type = KEY_NUMBER,
      KEY_AT(sessions, users),
      .absent = 10000,
      .low = 1,
      .high = 1e10,
      .source = "estimate: 10,000 sessions at a time",
      .text = "Sessions at a time: what sticky routing and hashing by client see." },
};

/* The name of the scenario's only cache, NULL if it has none or several. */
static const char *only_cache(const struct reader *r)
{
    const cJSON *tier, *cache = NULL;
    cJSON_ArrayForEach(tier, cJSON_GetObjectItemCaseSensitive(r->root, "tiers"))
    {
        const cJSON *kind = cJSON_GetObjectItemCaseSensitive(tier, "kind");
        if (!cJSON_IsString(kind) || strcmp(kind->valuestring, "cache") != 0) continue;
        if (cache) return NULL;
        cache = tier;
    }
    return cache ? cache->string : NULL;
}

static bool finish_sessions(struct reader *r, const struct place *at, cJSON *json, void *object)
{
    struct sessions *s = object;
    const struct place cache = { at, "cache", 0 };
    const char *only = s->state == SESSION_CACHE && s->cache == SCENARIO_NONE ? only_cache(r) : NULL;
    if (only) {
        s->cache = reader_index(r, NAMES_TIERS, only, strlen(only));
        if (r->complete) cJSON_AddStringToObject(json, "cache", only);
    }
    if (s->state == SESSION_CACHE && s->cache == SCENARIO_NONE)
        return reader_fail(r, at, "found no \"cache\", expected the tier that holds the sessions");
    if (s->state != SESSION_CACHE && s->cache != SCENARIO_NONE)
        return reader_fail(r, &cache, "has no meaning unless \"state\" is \"cache\"");
    return true;
}

static const struct table sessions_table = {
    .name = "sessions", .what = "sessions", TABLE_KEYS(sessions_keys), .finish = finish_sessions
};

static bool read_sessions(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                          double factor, void *field)
{
    (void)factor;
    struct sessions *sessions = field;
    sessions->cache = SCENARIO_NONE;
    int state = 0;
    if (!json) return true;
    if (cJSON_IsObject(json)) return reader_object(r, at, key->table, json, sessions);
    if (!reader_word(r, at, json, session_states, &state)) return false;
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "state", json->valuestring);
    const bool good = reader_object(r, at, key->table, object, sessions);
    cJSON_Delete(object);
    return good;
}

static const struct key threads_keys[] = {
    { .stem = "threads",
      .type = KEY_NUMBER,
      .whole = true,
      KEY_AT(tier, threads),
      .absent = INFINITY,
      .low = 1,
      .high = 1e9,
      .text = "Threads of a member: a request holds one until it is answered." },
    { .stem = "queue_max",
      .type = KEY_NUMBER,
      .whole = true,
      KEY_AT(tier, queue_max),
      .absent = INFINITY,
      .high = 1e9,
      .text = "Requests that may wait for one of the `threads`; one more is refused (503)." },
    { .stem = "queue_timeout",
      .type = KEY_DEMAND,
      KEY_IN(TIME, "ms"),
      KEY_AT(tier, queue_timeout),
      .absent = INFINITY,
      .constant = true,
      .text = "A request that waited this long for a thread is refused." },
    { .stem = "split",
      .type = KEY_NUMBER,
      KEY_AT(tier, split),
      .absent = 1,
      .high = 1,
      .source = "by definition: all CPU before the calls unless said",
      .text = "Share of the CPU that is burnt before the calls; the rest comes after." },
    { .stem = "sessions",
      .type = KEY_CUSTOM,
      KEY_AT(tier, sessions),
      .read = read_sessions,
      .table = &sessions_table,
      .shape = "{\"enum\":[\"none\",\"local\",\"cache\",\"token\"]}",
      .shown = "\"none\"",
      .text = "What the service keeps of its users between requests." },
};

const struct table service_table = {
    .name = "service", .what = "a service", TABLE_KEYS(threads_keys), .base = &any_tier_table
};

/* ---- queue and store ---- */

static const struct key queue_keys[] = {
    { .stem = "max_messages",
      .type = KEY_NUMBER,
      .whole = true,
      KEY_AT(tier, queueing.max_messages),
      .absent = INFINITY,
      .low = 1,
      .text = "Messages that it holds; one more is refused." },
    { .stem = "messages_per_s",
      .type = KEY_NUMBER,
      KEY_AT(tier, queueing.rate),
      .absent = INFINITY,
      .above = true,
      .text = "Messages a second that the broker takes." },
    { .stem = "consumers",
      .type = KEY_NUMBER,
      .whole = true,
      KEY_AT(tier, queueing.consumers),
      .absent = INFINITY,
      .low = 1,
      .text = "Messages that are worked on at once." },
    { .stem = "redeliver",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(tier, queueing.redeliver),
      .absent = INFINITY,
      .above = true,
      .text = "Time from a delivery that failed to the next; not said: it is delivered again at once." },
    { .stem = "visibility_timeout",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(tier, queueing.visibility),
      .absent = INFINITY,
      .above = true,
      .text = "In place of `redeliver`: time from any delivery until the message is visible again and is "
              "delivered once more, whether the work has failed or merely takes so long. Then the work is "
              "done twice; the first delivery that ends well takes the message out." },
    { .stem = "dead_letter_after",
      .type = KEY_NUMBER,
      .whole = true,
      KEY_AT(tier, queueing.dead_letter_after),
      .absent = INFINITY,
      .low = 1,
      .text = "Deliveries after which a message is put aside." },
    { .stem = "failure_ratio",
      .type = KEY_NUMBER,
      KEY_AT(tier, queueing.failure),
      .high = 1,
      .text = "Probability that a delivery fails." },
};

/* Each delivery that fails comes again. */
static bool finish_queue(struct reader *r, const struct place *at, cJSON *json, void *object)
{
    const struct tier *tier = object;
    const struct place failure = { at, "failure_ratio", 0 },
                       visibility = { at, reader_spelling(json, "visibility_timeout", "visibility_timeout_s"),
                                      0 };
    if (isfinite(tier->queueing.redeliver) && isfinite(tier->queueing.visibility))
        return reader_fail(r, &visibility, "found a time to redeliver too, expected one of them");
    return tier->queueing.failure < 1 || isfinite(tier->queueing.dead_letter_after) ||
           reader_fail(r, &failure,
                       "found 1 without \"dead_letter_after\": a message would come again for ever");
}

const struct table queue_table = { .name = "queue",
                                   .what = "a queue",
                                   TABLE_KEYS(queue_keys),
                                   .base = &any_tier_table,
                                   .finish = finish_queue };

static const struct key store_keys[] = {
    { .stem = "latency",
      .type = KEY_DEMAND,
      KEY_IN(TIME, "ms"),
      KEY_AT(tier, store.latency),
      .text = "Time to the first byte." },
    { .stem = "",
      .type = KEY_NUMBER,
      KEY_IN(RATE, "mib_per_s"),
      KEY_AT(tier, store.bandwidth),
      .absent = INFINITY,
      .above = true,
      .text = "Bandwidth of one transfer." },
    { .stem = "usd_per_million",
      .type = KEY_NUMBER,
      KEY_AT(tier, store.usd_per_million),
      .high = 1e9,
      .text = "Price of a million calls." },
    { .stem = "usd_per_gib_month",
      .type = KEY_NUMBER,
      KEY_AT(tier, store.usd_per_gib_month),
      .high = 1e9,
      .text = "Price of keeping a GiB for a month. Not in the cost that `run` reports." },
};

const struct table store_table = {
    .name = "store", .what = "an object store", TABLE_KEYS(store_keys), .base = &any_tier_table
};
