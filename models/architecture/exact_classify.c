/*
 * From what is broken and what stations there are to the formula: first the single stations, each with what
 * it may do without, then the networks, then the approximations.
 */
#include "models/architecture/exact_scan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static bool only(const struct exact *e, unsigned assumptions)
{
    for (uint32_t i = 0; i < e->breaks; i++)
        if (!(assumptions >> e->broken[i].what & 1)) return false;
    return true;
}

static bool is_renewal(const struct exact *e)
{
    for (uint32_t i = 0; i < e->breaks; i++)
        if ((e->broken[i].what == EXACT_ARRIVALS || e->broken[i].what == EXACT_BALANCER) &&
            !e->broken[i].is_renewal)
            return false;
    return true;
}

/* Whether the members of the only resource get the requests in turn, from one balancer. */
static bool in_turn(const struct exact *e)
{
    if (!only(e, 1 << EXACT_BALANCER) || e->breaks != 1 || !is_renewal(e)) return false;
    const struct balancer_def *def = &e->network->balancer[e->broken[0].where];
    const struct resource *r = &e->network->resource[e->station[0].resource];
    const bool is_its = r->tier == NETWORK_NONE ? r->host == def->host : r->tier == def->tier;
    return is_its && e->is_once && e->is_alike && e->stations == def->members;
}

/* One resource: the formula in Kendall's notation; false: there is none. */
static bool single(struct exact *e)
{
    enum { LAW = 1 << EXACT_SERVICE | 1 << EXACT_CLASSES, LIMIT = 1 << EXACT_QUEUE };
    const struct exact_station *s = &e->station[0];
    const unsigned members = e->stations, servers = (unsigned)fmin(s->servers, 1e6);
    const bool is_exponential = only(e, ~(unsigned)LAW) && s->scv == 1;
    char queue[64];
    if (isinf(s->scv) && s->is_fcfs) return false;
    if (only(e, 0) && s->is_fcfs)
        snprintf(queue, sizeof queue, "M/M/%u", servers);
    else if (only(e, 0))
        snprintf(queue, sizeof queue, "M/%c/%u-PS", is_exponential ? 'M' : 'G', servers);
    else if (only(e, LAW) && servers == 1 && e->at_most_once && e->is_one_law)
        snprintf(queue, sizeof queue, s->scv > 0 ? "M/G/1 (Pollaczek-Khinchine)" : "M/D/1");
    else if (only(e, LAW | LIMIT) && s->places == s->servers && e->is_once && e->is_alike)
        snprintf(queue, sizeof queue, "M/%c/%u/%u (Erlang B)", is_exponential ? 'M' : 'G', servers, servers);
    else if (only(e, LIMIT) && e->is_once && e->is_alike)
        snprintf(queue, sizeof queue, "M/M/%u/%.0f", servers, s->places);
    else if (only(e, 1 << EXACT_ARRIVALS) && is_renewal(e) && s->is_fcfs && servers == 1 && members == 1 &&
             e->is_once && e->is_constant_delay)
        snprintf(queue, sizeof queue, e->arrival_scv > 0 ? "G/M/1" : "D/M/1");
    else if (in_turn(e) && s->is_fcfs && servers == 1) {
        e->arrival_scv = 1.0 / members;
        snprintf(queue, sizeof queue, "E%u/M/1", members);
    } else
        return false;
    if (members > 1)
        snprintf(e->method, sizeof e->method, "%u x %s", members, queue);
    else
        snprintf(e->method, sizeof e->method, "%s", queue);
    return true;
}

static bool approximated(struct exact *e)
{
    bool single_servers = true;
    for (uint32_t i = 0; i < e->stations; i++) {
        if (isinf(e->station[i].scv) && e->station[i].is_fcfs) return false;
        single_servers &= e->station[i].servers == 1;
    }
    const bool is_poisson = only(e, 1 << EXACT_SERVICE | 1 << EXACT_CLASSES);
    const bool is_spaced = e->stations == 1 && e->station[0].is_fcfs && is_renewal(e) &&
                           only(e, 1 << EXACT_SERVICE | 1 << EXACT_CLASSES | 1 << EXACT_ARRIVALS);
    if (!is_poisson && !is_spaced) return false;
    snprintf(e->method, sizeof e->method, "%s%s",
             !is_poisson && single_servers ? "Kingman's approximation"
             : single_servers              ? "Pollaczek-Khinchine's formula"
                                           : "Allen-Cunneen's approximation",
             e->stations > 1 ? " at each station" : "");
    return true;
}

static bool is_first_come(const struct exact *e)
{
    for (uint32_t i = 0; i < e->stations; i++)
        if (!e->station[i].is_fcfs) return false;
    return true;
}

static enum exact_kind judge(struct exact *e)
{
    if (e->is_closed) {
        snprintf(e->method, sizeof e->method, "closed product-form network, %u station%s%s", e->stations,
                 e->stations == 1 ? "" : "s", e->asked ? ", users of each class" : "");
        for (uint32_t i = 0; i < e->breaks; i++)
            if (!(e->broken[i].up_to >= 1)) return EXACT_BOUND;
        return EXACT_FORMULA;
    }
    if (e->resources == 1 && single(e)) {
        e->breaks = 0;
        return EXACT_FORMULA;
    }
    if (e->breaks == 0) {
        if (e->stations == 0)
            snprintf(e->method, sizeof e->method, "M/G/inf");
        else
            snprintf(e->method, sizeof e->method, "%s network of %u stations",
                     is_first_come(e) ? "Jackson" : "BCMP", e->stations);
        return EXACT_FORMULA;
    }
    return approximated(e) ? EXACT_APPROXIMATION : EXACT_BOUND;
}

static void find_bounds(struct exact *e)
{
    bool proven = !e->asked; /* the mix of classes is estimated */
    double demands = 0;
    for (uint32_t i = 0; i < e->breaks; i++) proven &= !e->broken[i].is_unproven;
    for (uint32_t i = 0; i < e->stations; i++) demands += e->station[i].demand;
    const double delay = e->network->zero_load_latency - demands;
    e->delay = delay > 1e-12 * demands ? delay : 0;
    if (e->delay == 0) e->is_constant_delay = true;
    e->least_time = proven ? e->network->zero_load_latency : NAN;
    e->most = proven ? e->network->saturation : NAN;
}

void exact_init(struct exact *e, const struct network *n)
{
    *e = (struct exact){ .network = n, .is_constant_delay = true, .at_most_once = true };
    exact_scan(e);
    find_bounds(e);
    e->kind = judge(e);
}

void exact_finish(struct exact *e)
{
    free(e->broken);
    free(e->station);
    free(e->asked);
    *e = (struct exact){ 0 };
}
