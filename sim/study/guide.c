#include "sim/study/guide.h"

#include "models/theory/erlang.h"

#include <math.h>

void guide_init(struct guide *guide, const struct network *network)
{
    exact_init(&guide->exact, network);
    guide->saturation = network->saturation;
}

void guide_finish(struct guide *guide)
{
    exact_finish(&guide->exact);
}

static double residence(const struct exact_station *s, double rate)
{
    static const double nearly = 0.9999, most_servers = 1e4;
    if (!(s->demand > 0) || !(s->servers > 0) || s->servers > most_servers) return s->demand;
    /* One and a half servers are full when they are: two, each as much slower. */
    const double whole = ceil(s->servers), service = s->demand / s->visits * whole / s->servers;
    const double arrivals = fmin(rate * s->visits, nearly * whole / service);
    const double shape = s->is_fcfs && isfinite(s->scv) ? (1 + s->scv) / 2 : 1;
    return s->demand + s->visits * shape * erlang_wait((unsigned)whole, arrivals, 1 / service);
}

double guide_log_mean(const void *guide, double rate)
{
    const struct guide *g = guide;
    double sum = isfinite(g->exact.delay) ? g->exact.delay : 0;
    for (uint32_t i = 0; i < g->exact.stations; i++)
        if (g->exact.station[i].visits > 0) sum += residence(&g->exact.station[i], rate);
    return sum > 0 ? log(sum) : 0;
}
