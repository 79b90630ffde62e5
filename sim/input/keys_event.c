/* What happens at one moment of a timeline: what it may say, and to whom it happens. */
#include "models/architecture/scaling.h"
#include "sim/input/reader.h"
#include "sim/input/reference.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An event as written: when, and one of these. */
struct words {
    double at, length;
    double load, load_factor, ramp_to;
    const char *target[HAPPENINGS];
    double factor;
    double count;
    bool replace, abrupt;
};

#define TARGET(what)                                                                                         \
    .type = KEY_STRING, .offset = offsetof(struct words, target) + (what) * sizeof(const char *)

static const struct key event_keys[] = {
    { .stem = "at",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(words, at),
      .required = true,
      .text = "When it happens." },
    { .stem = "for",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(words, length),
      .absent = INFINITY,
      .above = true,
      .source = "by definition: to the end, or until a repair",
      .text = "How long it lasts." },
    { .stem = "load",
      .type = KEY_NUMBER,
      KEY_IN(REQUESTS, "rps"),
      KEY_AT(words, load),
      .absent = NAN,
      .silent = true,
      .text = "The load becomes this." },
    { .stem = "load_factor",
      .type = KEY_NUMBER,
      KEY_AT(words, load_factor),
      .absent = NAN,
      .high = 1e6,
      .silent = true,
      .text = "The load is multiplied by this." },
    { .stem = "ramp_to",
      .type = KEY_NUMBER,
      KEY_IN(REQUESTS, "rps"),
      KEY_AT(words, ramp_to),
      .absent = NAN,
      .silent = true,
      .text = "The load changes evenly to this over `for_s`." },
    { .stem = "kill",
      TARGET(HAPPENS_KILL),
      .text = "A host, a tier, a member (\"app[2]\", \"db.primary\", \"db.replica\") or a "
              "zone dies; of shards, \"db.primary[2]\" is the third's." },
    { .stem = "repair",
      TARGET(HAPPENS_REPAIR),
      .text = "It is back, can be reached, and runs at full speed. \"db.primary\" is the one that an event "
              "before it meant." },
    { .stem = "slow", TARGET(HAPPENS_SLOW), .text = "It runs at `factor` of its speed." },
    { .stem = "partition", TARGET(HAPPENS_PARTITION), .text = "It cannot be reached (\"zone:1\")." },
    { .stem = "flush", TARGET(HAPPENS_FLUSH), .text = "A cache forgets everything." },
    { .stem = "add", TARGET(HAPPENS_ADD), .text = "`count` members more." },
    { .stem = "remove", TARGET(HAPPENS_REMOVE), .text = "`count` members fewer." },
    { .stem = "deploy",
      TARGET(HAPPENS_DEPLOY),
      .text = "Members restart, `count` at a time, each out of service for the host's `restart_s`." },
    { .stem = "scale",
      TARGET(HAPPENS_SCALE),
      .text =
          "The machine becomes one with `factor` times the cores (and the price); it is down for `for_s`, "
          "or for the host's `provision_s`." },
    { .stem = "factor",
      .type = KEY_NUMBER,
      KEY_AT(words, factor),
      .absent = NAN,
      .above = true,
      .high = 1000,
      .silent = true,
      .text = "With `slow`: the share of its speed (0.5). With `scale`: how many times the cores (2)." },
    { .stem = "count",
      .type = KEY_NUMBER,
      KEY_AT(words, count),
      .absent = NAN,
      .low = 1,
      .high = 1e5,
      .silent = true,
      .text = "With `add` and `remove`: how many (1). With `deploy`: how many at a time (1)." },
    { .stem = "replace",
      .type = KEY_BOOL,
      KEY_AT(words, replace),
      .silent = true,
      .text =
          "With `kill`: a new machine takes the place after the host's `provision_s`; a database on it is "
          "restored from its backup, and clients find it when their `network.dns_ttl_s` is over." },
    { .stem = "abrupt",
      .type = KEY_BOOL,
      KEY_AT(words, abrupt),
      .silent = true,
      .text = "With `deploy` and `remove`: what is under way there fails; else it may finish." },
};

const struct table event_table = { .name = "event", .what = "an event", TABLE_KEYS(event_keys) };

/* The member of "app[2]"; NONE where there is no number. Returns false for a malformed one. */
static bool read_member(const char *rest, uint32_t *member)
{
    if (!*rest) return true;
    char *end;
    if (*rest != '[' || !isdigit((unsigned char)rest[1])) return false;
    const unsigned long number = strtoul(rest + 1, &end, 10);
    if (strcmp(end, "]") != 0 || number > 100000) return false;
    *member = (uint32_t)number;
    return true;
}

/* The zone with a number or name that follows "zone:". */
static bool read_zone(struct reader *r, const struct place *at, const char *name, uint32_t *zone)
{
    char *end;
    const unsigned long number = strtoul(name, &end, 10);
    for (uint32_t h = 0; h < r->scenario->hosts; h++) {
        const struct host *host = &r->scenario->host[h];
        *zone = (uint32_t)number;
        if (*name && !*end && number < host->zones) return true;
        for (*zone = 0; host->zone && *zone < host->zones; ++*zone)
            if (strcmp(host->zone[*zone], name) == 0) return true;
    }
    return reader_fail(r, at, "there is no zone \"%.60s\" (zones are counted from 0)", name);
}

static bool unknown_target(struct reader *r, const struct place *at, const char *target)
{
    struct nearest nearest = { "", 0 };
    for (uint32_t i = 0; i < r->scenario->tiers; i++)
        nearest_try(&nearest, target, r->scenario->tier[i].name);
    for (uint32_t i = 0; i < r->scenario->hosts; i++)
        nearest_try(&nearest, target, r->scenario->host[i].name);
    return reader_fail(r, at, "there is no tier, host or zone \"%.60s\"%s%s%s", target,
                       *nearest.name ? "; did you mean \"" : "", nearest.name, *nearest.name ? "\"?" : "");
}

/* What follows the name: nothing, "[2]", ".primary" or ".replica", and of a sharded database ".primary[2]".
 */
static bool read_rest(struct reader *r, const struct place *at, const char *rest, struct event *event)
{
    const struct scenario *s = r->scenario;
    event->primary = strncmp(rest, ".primary", 8) == 0;
    event->replica = strncmp(rest, ".replica", 8) == 0;
    if (event->primary || event->replica) {
        const char *role = event->primary ? "primary" : "replica";
        if (event->tier == SCENARIO_NONE || s->tier[event->tier].kind != TIER_DATABASE)
            return reader_fail(r, at, "found \"%.60s\", but only databases have a %s", event->target, role);
        if (event->replica && s->tier[event->tier].database.replicas.count == 0)
            return reader_fail(r, at, "found \"%.60s\", but it has no replicas", event->target);
        rest += 8;
    }
    if (!read_member(rest, &event->member))
        return reader_fail(r, at, "found \"%.60s\", expected a member such as \"app[2]\"%s", event->target,
                           strchr(event->target, '.') ? ", \"db.primary\" or \"db.replica\"" : "");
    return true;
}

/* "zone:a" of the name alone, where the zones have names; NULL. */
static const char *named_zone(struct reader *r, const char *name)
{
    for (uint32_t h = 0; h < r->scenario->hosts; h++) {
        const struct host *host = &r->scenario->host[h];
        for (uint32_t z = 0; host->zone && z < host->zones; z++) {
            if (strcmp(host->zone[z], name) != 0) continue;
            const size_t size = strlen("zone:") + strlen(name) + 1;
            char *target = arena_alloc(r->arena, size, 1);
            snprintf(target, size, "zone:%s", name);
            return target;
        }
    }
    return NULL;
}

static bool read_target(struct reader *r, const struct place *at, struct event *event)
{
    const char *target = event->target;
    if (strncmp(target, "zone:", 5) == 0) return read_zone(r, at, target + 5, &event->zone);
    size_t length = strlen(target);
    event->tier = reader_index(r, NAMES_TIERS, target, length);
    event->host = reader_index(r, NAMES_HOSTS, target, length);
    if (event->tier == SCENARIO_NONE && event->host == SCENARIO_NONE) {
        length = strcspn(target, ".[");
        event->tier = reader_index(r, NAMES_TIERS, target, length);
        event->host = reader_index(r, NAMES_HOSTS, target, length);
    }
    if (event->tier == SCENARIO_NONE && event->host == SCENARIO_NONE) {
        const char *zone = named_zone(r, target);
        if (!zone) return unknown_target(r, at, target);
        event->target = zone;
        return read_zone(r, at, zone + strlen("zone:"), &event->zone);
    }
    if (!read_rest(r, at, target + length, event)) return false;
    if (event->tier != SCENARIO_NONE) event->host = r->scenario->tier[event->tier].host;
    return event->host != SCENARIO_NONE ||
           reader_fail(r, at, "the tier \"%.60s\" has no host; nothing of it can change", target);
}

/* Only who stands behind a balancer, or is found by name, may become more or fewer. */
static bool has_fixed_places(const struct scenario *s, uint32_t host)
{
    for (uint32_t t = 0; t < s->tiers; t++)
        if (s->tier[t].host == host && s->tier[t].kind != TIER_SERVICE && s->tier[t].kind != TIER_BALANCER)
            return true;
    return false;
}

/* How many there are that a number in brackets chooses from. */
static uint32_t choices(const struct scenario *s, const struct event *event)
{
    if (!event->primary && !event->replica) return scaling_group(s, event->host);
    const struct database *d = &s->tier[event->tier].database;
    return event->primary || d->shards.count > 1 ? d->shards.count : d->replicas.count;
}

/* Whether what happens can happen to the target. */
static bool check_target(struct reader *r, const struct place *at, const struct event *event)
{
    const struct scenario *s = r->scenario;
    const char *target = event->target;
    if (event->zone != SCENARIO_NONE)
        return event->what == HAPPENS_KILL || event->what == HAPPENS_REPAIR ||
               event->what == HAPPENS_PARTITION || event->what == HAPPENS_SLOW ||
               reader_fail(r, at, "found a zone, expected a tier or a host");
    const uint32_t members = choices(s, event);
    if (event->member != SCENARIO_NONE && event->member >= members)
        return reader_fail(r, at, "found \"%.60s\", but there %s only %u (they are counted from 0)", target,
                           members == 1 ? "is" : "are", members);
    if (event->what == HAPPENS_FLUSH) {
        const bool is_cache = event->tier != SCENARIO_NONE && s->tier[event->tier].kind == TIER_CACHE;
        return (is_cache && !isnan(s->tier[event->tier].caching.memory)) ||
               reader_fail(r, at, "\"%.60s\" is no cache tier with a memory", target);
    }
    if ((event->what == HAPPENS_ADD || event->what == HAPPENS_REMOVE) &&
        (has_fixed_places(s, event->host) || event->member != SCENARIO_NONE))
        return reader_fail(r, at, "\"%.60s\" is no group of services or balancers", target);
    if ((event->what == HAPPENS_SLOW || event->what == HAPPENS_SCALE) &&
        isinf(r->machine[s->host[event->host].machine].cores))
        return reader_fail(r, at, "the machine of \"%.60s\" has no limit of cores", target);
    return true;
}

static const char *const actions[] = {
    "load_rps",  "load_factor", "ramp_to_rps", "kill",   "repair", "slow",
    "partition", "flush",       "add",         "remove", "deploy", "scale"
};

/* What each action may be told besides its target. */
static bool takes(enum happening what, const char *key)
{
    static const char *const with[HAPPENINGS] = { [HAPPENS_LOAD] = "for_s",
                                                  [HAPPENS_FACTOR] = "for_s",
                                                  [HAPPENS_RAMP] = "for_s",
                                                  [HAPPENS_KILL] = "for_s replace",
                                                  [HAPPENS_REPAIR] = "",
                                                  [HAPPENS_SLOW] = "for_s factor",
                                                  [HAPPENS_PARTITION] = "for_s",
                                                  [HAPPENS_FLUSH] = "",
                                                  [HAPPENS_ADD] = "count",
                                                  [HAPPENS_REMOVE] = "count abrupt",
                                                  [HAPPENS_DEPLOY] = "count abrupt",
                                                  [HAPPENS_SCALE] = "for_s factor" };
    return strstr(with[what], key) != NULL;
}

/* What would be said in vain is refused. */
static bool check_words(struct reader *r, const struct place *at, const struct words *w, enum happening what)
{
    const struct {
        const char *key;
        bool said;
    } more[] = { { "for_s", isfinite(w->length) },
                 { "factor", !isnan(w->factor) },
                 { "count", !isnan(w->count) },
                 { "replace", w->replace },
                 { "abrupt", w->abrupt } };
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        if (more[i].said && !takes(what, more[i].key))
            return reader_fail(r, at, "found \"%s\", which does not go with \"%s\"", more[i].key,
                               actions[what]);
    const struct place count = { at, "count", 0 };
    return isnan(w->count) || w->count == floor(w->count) ||
           reader_fail(r, &count, "found %.6g, expected a whole number", w->count);
}

static bool settle_event(struct reader *r, const struct place *at, const struct words *w, struct event *event)
{
    int said = 0;
    *event = (struct event){ .at = w->at,
                             .length = w->length,
                             .value = 1,
                             .host = SCENARIO_NONE,
                             .tier = SCENARIO_NONE,
                             .member = SCENARIO_NONE,
                             .zone = SCENARIO_NONE,
                             .replace = w->replace,
                             .abrupt = w->abrupt };
    const double loads[] = { w->load, w->load_factor, w->ramp_to };
    for (int i = 0; i < HAPPENINGS; i++) {
        if (i < 3 ? isnan(loads[i]) : !w->target[i]) continue;
        if (said++ > 0)
            return reader_fail(r, at, "found \"%s\" and \"%s\", expected one action", actions[event->what],
                               actions[i]);
        event->what = (enum happening)i;
        if (i < 3) event->value = loads[i];
        event->target = w->target[i];
    }
    if (said == 0)
        return reader_fail(r, at, "found no action, expected load_rps, kill, repair, slow, flush or another");
    if (!check_words(r, at, w, event->what)) return false;
    if (event->what == HAPPENS_SLOW) event->value = isnan(w->factor) ? 0.5 : w->factor;
    if (event->what == HAPPENS_SCALE) event->value = isnan(w->factor) ? 2 : w->factor;
    if (takes(event->what, "count")) event->value = isnan(w->count) ? 1 : w->count;
    const struct place here = { at, actions[event->what], 0 }, length = { at, "for_s", 0 };
    if (event->what == HAPPENS_RAMP && isinf(event->length))
        return reader_fail(r, &length, "found no time, expected the length of the ramp");
    return !event->target || (read_target(r, &here, event) && check_target(r, &here, event));
}

/* The most that the group can have had when the event begins. */
static double most_members(const struct scenario *s, const struct timeline *t, const struct event *event)
{
    double most = scaling_group(s, event->host);
    for (uint32_t i = 0; i < s->tiers; i++)
        if (s->tier[i].host == event->host && s->tier[i].autoscale.metric != SCALING_NONE)
            most = fmax(most, s->tier[i].autoscale.max);
    for (uint32_t i = 0; i < t->events; i++)
        if (t->event[i].what == HAPPENS_ADD && t->event[i].host == event->host && t->event[i].at <= event->at)
            most += t->event[i].value;
    return most;
}

static bool check_removals(struct reader *r, const struct place *at, const struct timeline *t)
{
    for (uint32_t i = 0; i < t->events; i++) {
        if (t->event[i].what != HAPPENS_REMOVE) continue;
        const double most = most_members(r->scenario, t, &t->event[i]);
        const struct place event = { at, NULL, (int)i }, here = { &event, "remove", 0 };
        if (t->event[i].value > most)
            return reader_fail(r, &here, "found %.0f members to remove, but there %s only %.0f",
                               t->event[i].value, most > 1 ? "are" : "is", most);
    }
    return true;
}

bool keys_events(struct reader *r, const struct place *at, const struct key *key, cJSON *json, double factor,
                 void *field)
{
    (void)factor;
    struct timeline *timeline = field;
    if (!json) return true;
    if (!cJSON_IsArray(json)) return reader_expected(r, at, json, "a list of events");
    struct event *event = arena_alloc(r->arena, (size_t)cJSON_GetArraySize(json), sizeof *event);
    timeline->event = event;
    cJSON *item;
    cJSON_ArrayForEach(item, json)
    {
        struct words w = { 0 };
        const struct place here = { at, NULL, (int)timeline->events };
        if (!reader_object(r, &here, key->table, item, &w)) return false;
        if (!settle_event(r, &here, &w, &event[timeline->events++])) return false;
    }
    return check_removals(r, at, timeline);
}
