#include "sim/study/chronicle.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write(struct timeline_event *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void write(struct timeline_event *e, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(e->what, sizeof e->what, format, args);
    va_end(args);
}

/* "web[2]", or "web" where there is only one. */
static const char *member_name(const struct network *n, const struct note *note, char *room, size_t size)
{
    const char *host = n->scenario->host[note->host].name;
    if (n->group[note->host].members == 1 || note->member == NETWORK_NONE)
        snprintf(room, size, "%s", host);
    else
        snprintf(room, size, "%s[%u]", host, note->member);
    return room;
}

static const char *tier_name(const struct network *n, const struct note *note)
{
    return note->tier != NETWORK_NONE ? n->scenario->tier[note->tier].name
                                      : n->scenario->host[note->host].name;
}

static void write_begin(struct timeline_event *e, const struct event *event)
{
    switch (event->what) {
    case HAPPENS_LOAD: write(e, "load %.6g req/s", event->value); return;
    case HAPPENS_FACTOR: write(e, "load x %.4g", event->value); return;
    case HAPPENS_RAMP: write(e, "load goes to %.6g req/s in %.6g s", event->value, event->length); return;
    case HAPPENS_KILL: write(e, "%s dies", event->target); return;
    case HAPPENS_REPAIR: write(e, "%s is repaired", event->target); return;
    case HAPPENS_SLOW: write(e, "%s runs at %.3g of its speed", event->target, event->value); return;
    case HAPPENS_PARTITION: write(e, "%s is cut off", event->target); return;
    case HAPPENS_FLUSH: write(e, "%s is flushed", event->target); return;
    case HAPPENS_ADD: write(e, "%s: %.0f more ordered", event->target, event->value); return;
    case HAPPENS_REMOVE: write(e, "%s: %.0f fewer", event->target, event->value); return;
    case HAPPENS_DEPLOY: write(e, "%s is deployed, %.0f at a time", event->target, event->value); return;
    case HAPPENS_SCALE:
        write(e, "%s is stopped to get %.3g times the cores", event->target, event->value);
        return;
    case HAPPENINGS: return;
    }
}

/* Speed after a slowness has ended: that of another that goes on with the same target, else all of it; what
 * goes on with another target may mean some of the same members. */
static void write_speed(struct timeline_event *e, const struct timeline *t, const struct event *event)
{
    const double end = event->at + event->length;
    const struct event *last = NULL;
    bool others = false;
    for (uint32_t i = 0; i < t->events; i++) {
        const struct event *other = &t->event[i];
        if (other == event || other->what != HAPPENS_SLOW || other->at > end ||
            end >= other->at + other->length)
            continue;
        if (strcmp(other->target, event->target) != 0)
            others = true;
        else if (!last || other->at >= last->at)
            last = other;
    }
    if (others)
        write(e, "%s runs as before", event->target);
    else if (last)
        write(e, "%s runs at %.3g of its speed", event->target, last->value);
    else
        write(e, "%s runs at full speed", event->target);
}

static void write_end(struct timeline_event *e, const struct timeline *t, const struct event *event)
{
    switch (event->what) {
    case HAPPENS_LOAD:
    case HAPPENS_FACTOR: write(e, "load as before"); return;
    case HAPPENS_RAMP: write(e, "load %.6g req/s", event->value); return;
    case HAPPENS_SLOW: write_speed(e, t, event); return;
    case HAPPENS_PARTITION: write(e, "%s can be reached", event->target); return;
    case HAPPENS_KILL:
    case HAPPENS_REPAIR:
    case HAPPENS_FLUSH:
    case HAPPENS_ADD:
    case HAPPENS_REMOVE:
    case HAPPENS_DEPLOY:
    case HAPPENS_SCALE:
    case HAPPENINGS: return;
    }
}

/* Of data that came back with less: ", 97 writes of 0.2 s are lost". */
static const char *losses(const struct note *note, char *room, size_t size)
{
    *room = '\0';
    if (note->value > 0)
        snprintf(room, size, "; %.0f acknowledged writes of %.3g s are lost", note->value, note->loss);
    return room;
}

static void write_note(const struct network *n, const struct note *note, struct timeline_event *e)
{
    char member[64], lost[64];
    const struct event *event = n->scenario->timeline.event;
    if (note->host != NETWORK_NONE) member_name(n, note, member, sizeof member);
    switch (note->kind) {
    case NOTE_EVENT: write_begin(e, &event[(uint32_t)note->value]); return;
    case NOTE_EVENT_END: write_end(e, &n->scenario->timeline, &event[(uint32_t)note->value]); return;
    case NOTE_FAILED: write(e, "%s fails", member); return;
    case NOTE_ZONE_FAILED: write(e, "zone %.0f fails", note->value); return;
    case NOTE_ZONE_REPAIRED: write(e, "zone %.0f is back", note->value); return;
    case NOTE_OOM: write(e, "%s is out of memory and restarts", member); return;
    case NOTE_BACK: write(e, "%s is back", member); return;
    case NOTE_REPLACED: write(e, "%s is replaced%s", member, losses(note, lost, sizeof lost)); return;
    case NOTE_UNSEEN: write(e, "%s gets no more requests", member); return;
    case NOTE_SEEN: write(e, "%s gets requests again", member); return;
    case NOTE_DETECTED: write(e, "%s: %s is found dead", tier_name(n, note), member); return;
    case NOTE_PROMOTED:
        write(e, "%s: %s is the primary%s", tier_name(n, note), member, losses(note, lost, sizeof lost));
        return;
    case NOTE_ELECTED: write(e, "%s: others lead the ranges of %s", tier_name(n, note), member); return;
    case NOTE_NOBODY: write(e, "%s: nobody is left to be the primary", tier_name(n, note)); return;
    case NOTE_ORDERED:
        write(e, "%s: %.0f ordered beside %u", tier_name(n, note), note->value - note->member, note->member);
        return;
    case NOTE_SERVES: write(e, "%s: %.0f serve", tier_name(n, note), note->value); return;
    case NOTE_GIVEN_BACK:
        write(e, "%s: %.0f of %u are enough", tier_name(n, note), note->value, note->member);
        return;
    case NOTE_DEPLOYED: write(e, "%s is deployed", tier_name(n, note)); return;
    case NOTE_OPENED: write(e, "%s: the circuit breaker opens", tier_name(n, note)); return;
    }
}

static void fill_scaling(const struct network *n, const struct note *note, struct timeline_event *e)
{
    const bool decides = note->kind == NOTE_ORDERED || note->kind == NOTE_GIVEN_BACK;
    if ((!decides && note->kind != NOTE_SERVES) || note->tier == NETWORK_NONE) return;
    e->scaled = n->scenario->tier[note->tier].name;
    e->before = decides ? (double)note->member : NAN;
    e->after = note->value;
}

static enum timeline_event_kind kind_of(const struct note *note)
{
    switch (note->kind) {
    case NOTE_EVENT:
    case NOTE_EVENT_END: return EVENT_PLANNED;
    case NOTE_FAILED:
    case NOTE_ZONE_FAILED:
    case NOTE_ZONE_REPAIRED:
    case NOTE_OOM: return EVENT_FAILURE;
    case NOTE_BACK:
    case NOTE_REPLACED:
    case NOTE_UNSEEN:
    case NOTE_SEEN:
    case NOTE_DETECTED:
    case NOTE_PROMOTED:
    case NOTE_ELECTED:
    case NOTE_NOBODY:
    case NOTE_ORDERED:
    case NOTE_SERVES:
    case NOTE_GIVEN_BACK:
    case NOTE_DEPLOYED:
    case NOTE_OPENED: return EVENT_CONSEQUENCE;
    }
    return EVENT_CONSEQUENCE;
}

/* Members that were ordered together and serve at the same time are told as one: the last has the count. */
static bool goes_on(const struct note *note, const struct note *next)
{
    return note->kind == NOTE_SERVES && next->kind == NOTE_SERVES && note->host == next->host &&
           note->at == next->at;
}

uint32_t chronicle_write(const struct network *network, const struct note *note, uint32_t notes,
                         struct timeline_event **event)
{
    struct timeline_event *all = calloc(notes ? notes : 1, sizeof *all);
    uint32_t written = 0;
    if (!all) abort();
    for (uint32_t i = 0; i < notes; i++) {
        if (note[i].at < 0 || (i + 1 < notes && goes_on(&note[i], &note[i + 1]))) continue;
        struct timeline_event *e = &all[written++];
        e->at = note[i].at;
        e->kind = kind_of(&note[i]);
        write_note(network, &note[i], e);
        fill_scaling(network, &note[i], e);
    }
    *event = all;
    return written;
}
