/*
 * Between two moments at which anything begins or ends, the load is linear: a base or an override, times the
 * factors. So it is evaluated at both ends of each stretch. A sine is cut into so many stretches that it is
 * off by less than a ten-thousandth of its amplitude.
 */
#include "models/architecture/profile.h"

#include <math.h>
#include <stdlib.h>

enum { SINE_STRETCHES = 256 };

struct view {
    const struct timeline *timeline;
    double scale; /* of the profile: requests/s, or a factor on absolute ones */
    bool calm;
    double (*base)(const struct view *view, double inside, double t);
};

static double level(const struct view *v, double inside, double t)
{
    (void)inside, (void)t;
    return v->scale;
}

static double daily(const struct view *v, double inside, double t)
{
    (void)inside;
    const struct load_profile *p = &v->timeline->profile;
    return v->scale * fmax(0, 1 + p->amplitude * cos(2 * M_PI * (t - p->peak_at) / p->period));
}

/* `inside` the stretch that `t` is an end of tells which of two points at one time is meant. */
static double table(const struct view *v, double inside, double t)
{
    const struct load_profile *p = &v->timeline->profile;
    uint32_t i = 0;
    while (i < p->points && p->point[i].at <= inside) i++;
    if (i == 0) return v->scale * p->point[0].value;
    const struct profile_point *a = &p->point[i - 1];
    if (i == p->points) return v->scale * a->value;
    const struct profile_point *b = &p->point[i];
    return v->scale * (a->value + (b->value - a->value) * ((t - a->at) / (b->at - a->at)));
}

static bool sets_load(const struct event *e)
{
    return e->what == HAPPENS_LOAD || e->what == HAPPENS_RAMP;
}

/* Whether `a` began after `b`: later, or at the same time and further down the list. */
static bool began_later(const struct event *a, const struct event *b)
{
    return a->at > b->at || (a->at == b->at && a > b);
}

/* Of the events that set the load and hold `inside` a stretch, the one that began last; before `limit`. */
static const struct event *governing(const struct view *v, double inside, const struct event *limit)
{
    const struct event *best = NULL;
    for (uint32_t i = 0; i < v->timeline->events; i++) {
        const struct event *e = &v->timeline->event[i];
        if (!sets_load(e) || e->at > inside || (limit && !began_later(limit, e))) continue;
        if (e->what == HAPPENS_LOAD && inside >= e->at + e->length) continue;
        if (!best || began_later(e, best)) best = e;
    }
    return best;
}

static double set_load(const struct view *v, double inside, double t, const struct event *limit)
{
    const struct event *e = v->calm ? NULL : governing(v, inside, limit);
    if (!e) return v->base(v, inside, t);
    if (e->what == HAPPENS_LOAD || inside >= e->at + e->length) return e->value;
    const double from = set_load(v, e->at, e->at, e);
    return from + (e->value - from) * fmin(1, (t - e->at) / e->length);
}

static double load_at(const struct view *v, double inside, double t)
{
    double load = set_load(v, inside, t, NULL);
    for (uint32_t i = 0; i < v->timeline->events && !v->calm; i++) {
        const struct event *e = &v->timeline->event[i];
        if (e->what == HAPPENS_FACTOR && e->at <= inside && inside < e->at + e->length) load *= e->value;
    }
    return fmax(0, load);
}

static int by_time(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* All moments at which anything begins, ends or bends; returns how many, in order. */
static uint32_t moments_of(const struct timeline *t, bool calm, double **moments)
{
    const struct load_profile *p = &t->profile;
    const double step = p->period / SINE_STRETCHES;
    const uint32_t sine = p->kind == PROFILE_DAILY ? (uint32_t)fmin(ceil(t->length / step), 1e6) : 0;
    double *at = malloc((2 * (size_t)t->events + p->points + sine + 3) * sizeof *at);
    uint32_t n = 0;
    if (!at) abort();
    at[n++] = 0;
    at[n++] = t->length;
    for (uint32_t i = 1; i <= sine; i++) at[n++] = i * step;
    for (uint32_t i = 0; i < p->points; i++) at[n++] = p->point[i].at;
    for (uint32_t i = 0; i < t->events && !calm; i++) {
        const struct event *e = &t->event[i];
        if (!sets_load(e) && e->what != HAPPENS_FACTOR) continue;
        at[n++] = e->at;
        if (isfinite(e->length)) at[n++] = e->at + e->length;
    }
    qsort(at, n, sizeof *at, by_time);
    *moments = at;
    return n;
}

double profile_own_rate(const struct timeline *timeline)
{
    const struct load_profile *p = &timeline->profile;
    return p->kind == PROFILE_TABLE && !p->is_factor ? p->point[0].value : NAN;
}

static struct view view_of(const struct timeline *timeline, double rate, bool calm)
{
    static double (*const bases[])(const struct view *, double, double) = {
        [PROFILE_LEVEL] = level, [PROFILE_DAILY] = daily, [PROFILE_TABLE] = table, [PROFILE_REPLAY] = level
    };
    const double own = profile_own_rate(timeline);
    return (struct view){ .timeline = timeline,
                          .scale = own > 0 ? rate / own : rate,
                          .calm = calm,
                          .base = bases[timeline->profile.kind] };
}

double profile_first(const struct timeline *timeline, double rate)
{
    const struct view view = view_of(timeline, rate, true);
    return load_at(&view, 0, 0);
}

void profile_rates(const struct timeline *timeline, double rate, double before, bool calm,
                   struct rates *rates)
{
    const struct view view = view_of(timeline, rate, calm);
    const double early = profile_first(timeline, rate);
    double *at;
    const uint32_t moments = moments_of(timeline, calm, &at);
    bool first = true;
    for (uint32_t i = 0; i + 1 < moments; i++) {
        const double inside = (at[i] + at[i + 1]) / 2;
        if (at[i] < 0 || at[i + 1] <= at[i]) continue;
        const double left = load_at(&view, inside, at[i]), right = load_at(&view, inside, at[i + 1]);
        if (first && before > 0) rates_add(rates, 0, early);
        if (first && before > 0) rates_add(rates, before, early);
        first = false;
        rates_add(rates, before + at[i], left);
        rates_add(rates, before + at[i + 1], right);
    }
    free(at);
}
