#include "sim/report/timeline_marks.h"

#include "sim/report/grid.h"
#include "sim/report/timeline_words.h"

#include <math.h>
#include <string.h>

enum { NAME = 44, BEYOND = 6 }; /* BEYOND: characters that may stand over the names of the curves */

static double left_of(const struct timeline_mark *m, double character)
{
    return m->to_left ? m->x - character / 2 - m->length : m->x + character / 2;
}

/* Whether a vertical line through x crosses the name. */
static bool crosses(const struct timeline_mark *name, double x, double character)
{
    const double left = left_of(name, character);
    return x > left - character / 2 && x < left + name->length + character / 2 && x != name->x;
}

static bool is_free(const struct timeline_mark *mark, unsigned count, const struct timeline_mark *m,
                    double character)
{
    const double left = left_of(m, character);
    if (left < -0.01 || left + m->length > 1 + BEYOND * character) return false;
    for (unsigned i = 0; i < count; i++) {
        const struct timeline_mark *o = &mark[i];
        if (o == m || o->row < 0) continue;
        const double other = left_of(o, character);
        if (o->row == m->row && left < other + o->length + 2 * character &&
            other < left + m->length + 2 * character)
            return false;
        if (o->row >= m->row && crosses(m, o->x, character)) return false;
        if (m->row >= o->row && crosses(o, m->x, character)) return false;
    }
    return true;
}

/* The lowest row that is free, with the name to the right of the line where there is one; else, of two sides,
 * to its left. */
static bool place(struct timeline_mark *mark, unsigned count, struct timeline_mark *m, double character,
                  int rows, int sides)
{
    for (int side = 0; side < sides; side++)
        for (m->row = m->lowest; m->row < rows; m->row++) {
            m->to_left = side == 1;
            if (is_free(mark, count, m, character)) return true;
        }
    m->row = -1;
    return false;
}

/* A name to the left of what was planned later stands in the way of m's line: it goes up by a row. */
static bool make_way(struct timeline_mark *mark, unsigned marks, const struct timeline_mark *m,
                     double character, int rows)
{
    for (unsigned i = 0; i < marks; i++) {
        struct timeline_mark *o = &mark[i];
        if (o->kind == EVENT_CONSEQUENCE || o->row < 0 || !o->to_left || !crosses(o, m->x, character))
            continue;
        if (o->row + 1 >= rows) continue;
        o->lowest = o->row + 1;
        return true;
    }
    return false;
}

/* All that claim a name, from right to left: a name that begins left of the others may then stand above their
 * lines. Where one finds no place a consequence loses its claim, this one or the nearest to its right, before
 * anything planned does; then false. Names of consequences stand to the right: one to the left is in the way
 * of all that led to it. */
static bool place_all(struct timeline_mark *mark, unsigned marks, const unsigned *order, bool *claims,
                      double character, int rows)
{
    unsigned consequence = marks;
    for (unsigned i = 0; i < marks; i++) mark[i].row = -1;
    for (unsigned k = 0; k < marks; k++) {
        const unsigned i = order[k];
        if (!claims[i]) continue;
        const bool follows = mark[i].kind == EVENT_CONSEQUENCE;
        if (follows) consequence = i;
        if (place(mark, marks, &mark[i], character, rows, follows ? 1 : 2)) continue;
        if (!follows && make_way(mark, marks, &mark[i], character, rows)) return false;
        claims[consequence < marks ? consequence : i] = false;
        return false;
    }
    return true;
}

/* Positions of the marks from the right to the left. */
static void from_the_right(const struct timeline_mark *mark, unsigned count, unsigned *order)
{
    for (unsigned i = 0; i < count; i++) {
        unsigned k = i;
        for (; k > 0 && mark[order[k - 1]].x < mark[i].x; k--) order[k] = order[k - 1];
        order[k] = i;
    }
}

/* Cut between characters. */
static void shorten(const char *what, bool is_text, char *label)
{
    const char *end = what;
    unsigned n = 0;
    for (; *end && n < NAME - 3; end++) n += ((unsigned char)end[1] & 0xc0) != 0x80;
    if (grid_length(what) <= NAME)
        snprintf(label, MARK_LABEL, "%.*s", MARK_LABEL - 1, what);
    else
        snprintf(label, MARK_LABEL, "%.*s%s", (int)(end - what), what, is_text ? "..." : "\u2026");
}

/* ---- an autoscaler's steps ---- */

static bool shrinks(const struct timeline_event *e)
{
    return e->after < e->before;
}

static bool is_of_tier(const struct timeline_event *e, const char *tier)
{
    return e->scaled && strcmp(e->scaled, tier) == 0;
}

/* Whether the step before it went the same way. */
static bool goes_on(const struct timeline_result *r, uint32_t event)
{
    const struct timeline_event *e = &r->event[event];
    for (uint32_t i = event; i-- > 0;)
        if (is_of_tier(&r->event[i], e->scaled)) return shrinks(&r->event[i]) == shrinks(e);
    return false;
}

/* How many steps from this one on go the same way. */
static uint32_t steps_from(const struct timeline_result *r, uint32_t event, double *before, double *after)
{
    const struct timeline_event *e = &r->event[event];
    uint32_t steps = 0;
    *before = *after = NAN;
    for (uint32_t i = event; i < r->events; i++) {
        const struct timeline_event *next = &r->event[i];
        if (!is_of_tier(next, e->scaled)) continue;
        if (shrinks(next) != shrinks(e)) break;
        if (isnan(*before)) *before = next->before;
        *after = next->after;
        steps++;
    }
    return steps;
}

/* The mark's name; false: it has none, for it goes on with what has one. */
static bool name_event(const struct timeline_result *r, uint32_t event, bool is_text, char *label)
{
    enum { A_FEW = 2 }; /* ordered, and they serve */
    const struct timeline_event *e = &r->event[event];
    char text[MARK_LABEL];
    double before, after;
    shorten(e->what, is_text, label);
    if (!e->scaled) return true;
    uint32_t first = event;
    while (goes_on(r, first)) do
            first--;
        while (!is_of_tier(&r->event[first], e->scaled));
    if (steps_from(r, first, &before, &after) <= A_FEW || isnan(before)) return true;
    snprintf(text, sizeof text, "%.30s: %.0f %s %.0f members", e->scaled, before, is_text ? "->" : "\u2192",
             after);
    shorten(text, is_text, label);
    return first == event;
}

unsigned timeline_marks(const struct timeline_result *r, double character, int rows, bool is_text,
                        struct timeline_mark mark[MARKS], int *used)
{
    const double end = timeline_end(r);
    unsigned count = 0;
    bool is_named[MARKS] = { false };
    for (int consequences = 0; consequences < 2; consequences++)
        for (uint32_t i = 0; i < r->events && count < MARKS; i++) {
            const struct timeline_event *e = &r->event[i];
            if ((e->kind == EVENT_CONSEQUENCE) != (consequences == 1) || e->at < 0 || e->at > end) continue;
            struct timeline_mark *m = &mark[count++];
            *m = (struct timeline_mark){ .x = e->at / end, .at = e->at, .kind = e->kind, .row = -1 };
            is_named[count - 1] = name_event(r, i, is_text, m->label);
            m->length = grid_length(m->label) * character;
        }
    unsigned order[MARKS];
    bool claims[MARKS];
    memcpy(claims, is_named, sizeof claims);
    from_the_right(mark, count, order);
    while (!place_all(mark, count, order, claims, character, rows)) continue;
    for (unsigned i = 0; i < count; i++) /* who gave way may have done so in vain */
        if (is_named[i] && mark[i].row < 0) place(mark, count, &mark[i], character, rows, 2);
    *used = 0;
    for (unsigned i = 0; i < count; i++)
        if (mark[i].row >= *used) *used = mark[i].row + 1;
    return count;
}
