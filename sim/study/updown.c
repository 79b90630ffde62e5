/*
 * Each member and each zone alternates between up and down by itself, but that a failed member may wait for a
 * repair crew, in the order of failures. Whenever one changes, the sets of its
 * part are looked at. The time is cut into batches, whose means give the interval.
 */
#include "sim/study/updown.h"

#include "models/station/due.h"
#include "models/theory/availability.h"
#include "sim/study/repairs.h"

#include <math.h>
#include <stdlib.h>

enum { BATCHES = 32 };

struct cell {
    uint32_t part, set; /* of a member; a zone's part is UINT32_MAX */
    uint32_t zone;
    bool up;
    struct stream stream;
};

/* The repair crews of a part that has fewer than members. */
struct crews {
    uint32_t busy, waiting, first;
    uint32_t *wait; /* cells: a circle of as many as the part has members */
};

struct state {
    const struct updown *model;
    struct cell *cell; /* members, then zones, then timers: one a set, for when a failover is over */
    uint32_t members, zones, sets;
    struct due_set due; /* by the cell's number + 1 */
    bool *zone_up;
    uint32_t *first;   /* of each set: its first member */
    uint32_t *primary; /* of each set */
    double *out_until; /* of each set: s */
    uint32_t *set_part, *set_size;
    struct crews *crews; /* of each part */
};

double updown_led(const struct updown_part *p)
{
    const double mttf = p->failures->mttf.mean, mttr = p->failures->mttr.mean;
    /* There is always a primary that may fail; a member that failed does not before it is repaired. */
    if (!p->elects) return 1 - availability_failover(mttf, p->outage, 0, 0).unavailability;
    return pow(1 - fmin(1, p->outage / (mttf + mttr)), p->members);
}

double updown_zone_failovers(const struct updown *model, uint32_t which)
{
    const struct updown_part *p = &model->part[which];
    const struct failures *z = model->zone;
    if (!(p->outage > 0) || !(z->mttf.mean > 0)) return 0;
    /* Only where another zone has a member of the set. */
    if (p->zones < 2 || p->members / p->sets < 2) return 0;
    /* One set's members of one zone fail together. */
    const uint32_t each = p->elects ? (p->zones < p->members ? p->zones : p->members) : p->sets;
    return each * availability_renewal(z->mttf.mean, z->mttr.mean) / z->mttf.mean;
}

static void *room(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (!memory) abort();
    return memory;
}

static const struct failures *law_of(const struct state *s, const struct cell *c)
{
    return c->part == UINT32_MAX ? s->model->zone : s->model->part[c->part].failures;
}

/* The crews that the cell's repair needs one of; NULL: it has its own. */
static struct crews *crews_of(const struct state *s, const struct cell *c)
{
    return c->part == UINT32_MAX || !s->crews[c->part].wait ? NULL : &s->crews[c->part];
}

/* Whether the cell's repair may begin; else it waits. */
static bool finds_crew(struct state *s, uint32_t cell)
{
    struct crews *crews = crews_of(s, &s->cell[cell]);
    if (!crews) return true;
    const struct updown_part *p = &s->model->part[s->cell[cell].part];
    if (crews->busy < p->crews) {
        crews->busy++;
        return true;
    }
    crews->wait[(crews->first + crews->waiting++) % p->members] = cell;
    return false;
}

static void change_later(struct state *s, uint32_t cell, double now)
{
    struct cell *c = &s->cell[cell];
    const struct failures *law = law_of(s, c);
    if (!(law->mttf.mean > 0) || (!c->up && !finds_crew(s, cell))) return;
    due_push(&s->due, now + demand_sample(c->up ? &law->mttf : &law->mttr, &c->stream), cell + 1);
}

static void set_up(struct state *s, const struct updown *model, uint64_t seed)
{
    *s = (struct state){ .model = model, .zones = model->zones };
    for (uint32_t i = 0; i < model->parts; i++) {
        s->members += model->part[i].members;
        s->sets += model->part[i].sets;
    }
    s->cell = room(s->members + s->zones, sizeof *s->cell);
    s->zone_up = room(s->zones, sizeof *s->zone_up);
    s->first = room(s->sets, sizeof *s->first);
    s->primary = room(s->sets, sizeof *s->primary);
    s->out_until = room(s->sets, sizeof *s->out_until);
    s->set_part = room(s->sets, sizeof *s->set_part);
    s->set_size = room(s->sets, sizeof *s->set_size);
    s->crews = room(model->parts, sizeof *s->crews);
    uint32_t cell = 0, set = 0;
    for (uint32_t i = 0; i < model->parts; i++) {
        const struct updown_part *p = &model->part[i];
        const uint32_t size = p->members / p->sets;
        if (repairs_are_shared(p)) s->crews[i].wait = room(p->members, sizeof *s->crews[i].wait);
        for (uint32_t k = 0; k < p->sets; k++, set++) {
            s->first[set] = s->primary[set] = cell;
            s->set_part[set] = i;
            s->set_size[set] = size;
            for (uint32_t m = 0; m < size; m++, cell++)
                s->cell[cell] =
                    (struct cell){ .part = i, .set = set, .zone = (k * size + m) % p->zones, .up = true };
        }
    }
    for (uint32_t z = 0; z < s->zones; z++, cell++) {
        s->cell[cell] = (struct cell){ .part = UINT32_MAX, .zone = z, .up = true };
        s->zone_up[z] = true;
    }
    for (uint32_t i = 0; i < cell; i++) {
        stream_init(&s->cell[i].stream, stream_key(stream_key_name(seed, "up and down"), i));
        change_later(s, i, 0);
    }
}

static void tear_down(struct state *s)
{
    due_finish(&s->due);
    for (uint32_t i = 0; i < s->model->parts; i++) free(s->crews[i].wait);
    void *const arrays[] = { s->cell,      s->zone_up,  s->first,    s->primary,
                             s->out_until, s->set_part, s->set_size, s->crews };
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) free(arrays[i]);
}

static bool is_up(const struct state *s, uint32_t cell)
{
    return s->cell[cell].up && s->zone_up[s->cell[cell].zone];
}

/* The primary is gone: another one takes its place after the outage, if there is one. */
static void fail_over(struct state *s, uint32_t set, double now)
{
    const struct updown_part *p = &s->model->part[s->set_part[set]];
    if (!(p->outage > 0) || is_up(s, s->primary[set])) return;
    for (uint32_t m = 0; m < s->set_size[set]; m++) {
        const uint32_t cell = s->first[set] + m;
        if (!is_up(s, cell)) continue;
        s->primary[set] = cell;
        s->out_until[set] = now + p->outage;
        return;
    }
}

/* Whether a member of the set has gone with the cell, itself or its zone, which has just changed. */
static bool loses_one(const struct state *s, uint32_t set, const struct cell *changed)
{
    if (changed->up) return false;
    if (changed->part != UINT32_MAX) return s->zone_up[changed->zone];
    for (uint32_t m = 0; m < s->set_size[set]; m++) {
        const struct cell *member = &s->cell[s->first[set] + m];
        if (member->up && member->zone == changed->zone) return true;
    }
    return false;
}

/* Others lead what the member led, after the outage. */
static void elect(struct state *s, uint32_t set, const struct cell *changed, double now)
{
    if (loses_one(s, set, changed)) s->out_until[set] = now + s->model->part[s->set_part[set]].outage;
}

static bool all_up(const struct state *s, double now, double *until)
{
    bool good = true;
    for (uint32_t set = 0; set < s->sets; set++) {
        uint32_t up = 0;
        for (uint32_t m = 0; m < s->set_size[set]; m++) up += is_up(s, s->first[set] + m);
        if (up < s->model->part[s->set_part[set]].need) good = false;
        if (s->out_until[set] <= now) continue;
        good = false;
        *until = fmin(*until, s->out_until[set]);
    }
    return good;
}

/* A crew has done its work, and begins with who has waited longest. */
static void release_crew(struct state *s, const struct cell *c, double now)
{
    struct crews *crews = crews_of(s, c);
    if (!crews) return;
    crews->busy--;
    if (!crews->waiting) return;
    const uint32_t next = crews->wait[crews->first];
    crews->first = (crews->first + 1) % s->model->part[c->part].members;
    crews->waiting--;
    change_later(s, next, now);
}

static void change(struct state *s, uint32_t cell, double now)
{
    struct cell *c = &s->cell[cell];
    c->up = !c->up;
    if (c->up) release_crew(s, c, now);
    if (c->part == UINT32_MAX) s->zone_up[c->zone] = c->up;
    change_later(s, cell, now);
    for (uint32_t set = 0; set < s->sets; set++)
        if (c->part != UINT32_MAX && c->set != set)
            continue;
        else if (s->model->part[s->set_part[set]].elects)
            elect(s, set, c, now);
        else
            fail_over(s, set, now);
}

struct interval updown_simulate(const struct updown *model, double seconds, uint64_t seed)
{
    struct state s;
    double mean[BATCHES] = { 0 }, now = 0;
    set_up(&s, model, seed);
    while (now < seconds) {
        double until = s.due.size ? fmin(seconds, due_first(&s.due)->at) : seconds;
        const bool good = all_up(&s, now, &until);
        while (now < until) { /* batch by batch */
            const uint32_t batch = (uint32_t)fmin(BATCHES - 1, now / seconds * BATCHES);
            const double end = batch + 1 == BATCHES ? until : fmin(until, seconds * (batch + 1) / BATCHES);
            if (good) mean[batch] += (fmax(end, now) - now) / (seconds / BATCHES);
            now = end > now ? end : nextafter(now, INFINITY);
        }
        if (s.due.size && due_first(&s.due)->at <= now) change(&s, due_pop(&s.due) - 1, now);
    }
    tear_down(&s);
    return interval_mean(mean, NULL, BATCHES, 0.95, 1);
}
