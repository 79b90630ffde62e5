/* What happens over time. */
#include "sim/input/reader.h"

#include <math.h>

static const struct key timeline_keys[] = {
    { .stem = "length",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(timeline, length),
      .absent = 600,
      .above = true,
      .source = "estimate: ten minutes show most recoveries",
      .text = "How much time is simulated." },
    { .stem = "interval",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(timeline, interval),
      .absent = 10,
      .above = true,
      .source = "estimate: sixty rows in ten minutes",
      .text = "The time that a row of the report covers." },
    { .stem = "warmup",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(timeline, warmup),
      .absent = NAN,
      .source = "by definition: as long as the analysis of the first load says",
      .text = "Time at the first load before the time begins; 0 starts empty." },
    { .stem = "replications",
      .type = KEY_COUNT,
      KEY_AT(timeline, replications),
      .absent = 16,
      .low = 1,
      .high = 1e5,
      .source = "estimate: enough for a band",
      .text = "How often the time is simulated, each with other random numbers." },
    { .stem = "profile",
      .type = KEY_OBJECT,
      KEY_AT(timeline, profile),
      .optional = true,
      .table = &profile_table,
      .text = "The load over time, before the events change it." },
    { .stem = "events",
      .type = KEY_CUSTOM,
      .read = keys_events,
      .table = &event_table,
      .shape = "{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/event\"}}",
      .text = "What happens, in any order." },
};

/* Who waits for an answer before he asks again cannot be made to ask more often. */
static bool check_closed(struct reader *r, const struct place *at, const struct timeline *t)
{
    const struct place events = { at, "events", 0 }, profile = { at, "profile", 0 };
    for (uint32_t i = 0; i < t->events; i++) {
        const struct place event = { &events, NULL, (int)i };
        if (t->event[i].what <= HAPPENS_RAMP)
            return reader_fail(r, &event,
                               "found a load, but this one is closed: its population does not change");
    }
    return t->profile.kind == PROFILE_LEVEL ||
           reader_fail(r, &profile,
                       "found a profile, but the load is closed: its population does not change");
}

static bool finish_timeline(struct reader *r, const struct place *at, cJSON *json, void *object)
{
    const struct timeline *t = object;
    const struct place interval = { at, reader_spelling(json, "interval", "interval_s"), 0 };
    if (t->interval > t->length)
        return reader_fail(r, &interval, "found %.6g s, expected at most the length, %.6g s", t->interval,
                           t->length);
    if (t->length / t->interval > 1e5)
        return reader_fail(r, &interval, "found over 100000 intervals, expected fewer");
    return r->scenario->load.arrivals != ARRIVALS_CLOSED || check_closed(r, at, t);
}

const struct table timeline_table = {
    .name = "timeline", .what = "a timeline", TABLE_KEYS(timeline_keys), .finish = finish_timeline
};
