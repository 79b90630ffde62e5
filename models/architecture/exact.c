#include "models/architecture/exact.h"

#include "models/theory/erlang.h"
#include "models/theory/mva.h"
#include "models/theory/pollaczek.h"

#include <math.h>
#include <stdlib.h>

static const double level[PERCENTILES] = {
    [P50] = 0.5, [P90] = 0.9, [P95] = 0.95, [P99] = 0.99, [P999] = 0.999
};

bool exact_matters(const struct exact *e, const struct exact_break *broken, const struct exact_load *load)
{
    return !e->is_closed || broken->up_to < load->population;
}

static enum exact_kind kind_at(const struct exact *e, const struct exact_load *load)
{
    if (!e->is_closed) return e->kind;
    for (uint32_t i = 0; i < e->breaks; i++)
        if (exact_matters(e, &e->broken[i], load)) return EXACT_BOUND;
    return EXACT_FORMULA;
}

static bool is_finite_queue(const struct exact *e)
{
    return e->stations > 0 && isfinite(e->station[0].places);
}

/* Time of a visit at a first come first served station whose arrivals or services are not Poisson or
 * exponential. */
static double general_response(const struct exact *e, const struct exact_station *s, double arrivals)
{
    const double service = s->demand / s->visits;
    if (e->kind == EXACT_FORMULA && e->arrival_scv != 1) {
        const double sigma = pollaczek_gm1_sigma(e->arrival_scv, arrivals, 1 / service);
        return isnan(sigma) ? INFINITY : service / (1 - sigma);
    }
    return service +
           pollaczek_allen_cunneen_wait((unsigned)s->servers, arrivals, service, e->arrival_scv, s->scv);
}

/* Open: s a request spends at the station, over its visits. */
static double residence_of(const struct exact *e, const struct exact_station *s, double rate)
{
    const unsigned servers = (unsigned)s->servers;
    if (!s->is_fcfs || (s->scv == 1 && e->arrival_scv == 1))
        return mva_open_residence(&(struct mva_station){ s->demand, servers }, rate);
    return s->visits * general_response(e, s, rate * s->visits);
}

static void finite_at(const struct exact *e, double rate, struct exact_point *p, double residence[])
{
    const struct exact_station *s = &e->station[0];
    const unsigned servers = (unsigned)s->servers, places = (unsigned)s->places;
    const double mu = s->visits / s->demand;
    struct erlang_finite queue;
    if (!erlang_mmck(servers, places, rate * s->visits, mu, &queue)) return;
    p->mean = e->delay + queue.response;
    p->error_ratio = queue.loss;
    p->throughput = rate * (1 - queue.loss);
    if (residence) residence[s->resource] = queue.response;
    if (!s->is_fcfs || s->scv != 1 || !e->is_constant_delay) return;
    for (int i = 0; i < PERCENTILES; i++)
        p->percentile[i] =
            e->delay + erlang_mmck_response_quantile(servers, places, rate * s->visits, mu, level[i]);
}

/* Where all requests see the same station once, first come first served, the law of their time is known. */
static void percentiles_at(const struct exact *e, double rate, struct exact_point *p)
{
    if (e->stations == 0 || e->resources != 1 || !e->is_once || !e->is_alike || !e->is_constant_delay) return;
    const struct exact_station *s = &e->station[0];
    const double arrivals = rate * s->visits, mu = s->visits / s->demand;
    if (!s->is_fcfs || s->scv != 1) return;
    for (int i = 0; i < PERCENTILES; i++)
        p->percentile[i] = e->arrival_scv == 1 ? e->delay + erlang_response_quantile((unsigned)s->servers,
                                                                                     arrivals, mu, level[i])
                                               : e->delay - (p->mean - e->delay) * log1p(-level[i]);
}

static void open_at(const struct exact *e, double rate, struct exact_point *p, double residence[])
{
    if (is_finite_queue(e)) {
        finite_at(e, rate, p, residence);
        return;
    }
    p->mean = e->delay;
    for (uint32_t i = 0; i < e->stations; i++) {
        const double here = residence_of(e, &e->station[i], rate);
        p->mean += here;
        if (residence) residence[e->station[i].resource] += here;
    }
    p->throughput = isfinite(p->mean) ? rate : NAN;
    if (p->kind == EXACT_FORMULA && isfinite(p->mean)) percentiles_at(e, rate, p);
}

/* Users who keep their class: how many, and seconds of a cycle in which they queue nowhere. */
struct users {
    unsigned *population, *servers;
    double *think, *delay; /* delay: the part of it that is the request's */
    struct mva_totals *totals;
    struct mva_metrics *metrics;
};

static void users_init(struct users *u, const struct exact *e)
{
    const struct network *n = e->network;
    const uint32_t classes = n->classes, stations = e->stations;
    *u = (struct users){ .population = calloc(classes, sizeof *u->population),
                         .servers = calloc(stations + 1, sizeof *u->servers),
                         .think = calloc(classes, sizeof *u->think),
                         .delay = calloc(classes, sizeof *u->delay),
                         .totals = calloc(classes, sizeof *u->totals),
                         .metrics = calloc((size_t)classes * stations + 1, sizeof *u->metrics) };
    if (!u->population || !u->servers || !u->think || !u->delay || !u->totals || !u->metrics) abort();
    for (uint32_t i = 0; i < stations; i++) u->servers[i] = 1;
    for (uint32_t c = 0; c < classes; c++) {
        const double all = n->class[c].zero_load_latency;
        double delay = all;
        for (uint32_t i = 0; i < stations; i++) delay -= e->asked[c * stations + i];
        u->delay[c] = delay > 1e-12 * all ? delay : 0;
        u->think[c] = n->scenario->class[c].think.mean + u->delay[c];
        u->population[c] = n->scenario->class[c].population;
    }
}

static void users_finish(struct users *u)
{
    void *const arrays[] = { u->population, u->servers, u->think, u->delay, u->totals, u->metrics };
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) free(arrays[i]);
}

/* All their requests together. */
static void users_at(const struct exact *e, struct exact_point *p, double residence[])
{
    const uint32_t classes = e->network->classes, stations = e->stations;
    struct users u;
    users_init(&u, e);
    if (mva_closed_classes(classes, u.population, u.think, stations, u.servers, e->asked, u.totals,
                           u.metrics)) {
        p->throughput = p->mean = 0;
        for (uint32_t c = 0; c < classes; c++) p->throughput += u.totals[c].throughput;
        for (uint32_t c = 0; c < classes; c++) {
            const double share = u.totals[c].throughput / p->throughput;
            p->mean += share * (u.delay[c] + u.totals[c].response_time);
            for (uint32_t i = 0; residence && i < stations; i++)
                residence[e->station[i].resource] += share * u.metrics[c * stations + i].residence_time;
        }
    } else
        p->kind = EXACT_NONE;
    users_finish(&u);
}

static void closed_at(const struct exact *e, uint32_t population, struct exact_point *p, double residence[])
{
    const double think = e->network->scenario->load.think.mean;
    struct mva_station *station = calloc(e->stations + 1, sizeof *station);
    struct mva_metrics *metrics = calloc(e->stations + 1, sizeof *metrics);
    struct mva_totals totals;
    if (!station || !metrics) abort();
    for (uint32_t i = 0; i < e->stations; i++)
        station[i] = (struct mva_station){ e->station[i].demand, (unsigned)e->station[i].servers };
    if (mva_closed(e->stations, station, population, think + e->delay, &totals, metrics)) {
        p->mean = e->delay + totals.response_time;
        p->throughput = totals.throughput;
        for (uint32_t i = 0; residence && i < e->stations; i++)
            residence[e->station[i].resource] += metrics[i].residence_time;
    } else
        p->kind = EXACT_BOUND;
    free(station);
    free(metrics);
}

static void bounds_at(const struct exact *e, const struct exact_load *load, struct exact_point *p)
{
    p->least = e->least_time;
    p->most = e->most;
    if (!e->is_closed || isnan(e->least_time)) return;
    const double think = e->network->scenario->load.think.mean;
    p->least = fmax(e->least_time, load->population / e->most - think);
    p->most = fmin(e->most, load->population / (e->least_time + think));
}

void exact_at(const struct exact *e, const struct exact_load *load, struct exact_point *p, double residence[])
{
    *p = (struct exact_point){ .kind = kind_at(e, load), .mean = NAN, .throughput = NAN };
    for (int i = 0; i < PERCENTILES; i++) p->percentile[i] = NAN;
    for (uint32_t r = 0; residence && r < e->network->resources; r++) residence[r] = NAN;
    for (uint32_t i = 0; residence && i < e->stations; i++) residence[e->station[i].resource] = 0;
    bounds_at(e, load, p);
    if (p->kind == EXACT_BOUND) {
        for (uint32_t r = 0; residence && r < e->network->resources; r++) residence[r] = NAN;
        if (isnan(p->least) && !isfinite(p->most)) p->kind = EXACT_NONE;
        return;
    }
    if (e->asked)
        users_at(e, p, residence);
    else if (e->is_closed)
        closed_at(e, load->population, p, residence);
    else
        open_at(e, load->rate, p, residence);
}
