/*
 * saturate: a network whose hit ratios are those of the load at which it is full.
 *
 * By a time to live the hits rise with the load, so the bottleneck law says F(x) requests a second with the
 * hits of a load of x, and what is sought is the load that saturates with its own: x = F(x). F rises with x.
 * Where hits renew a time to live, fewer keys may be fetched at a higher load than at a lower one, and there
 * can be several such loads; a growing load meets the least of them, so that one is meant.
 */
#include "models/architecture/assemble.h"
#include "models/architecture/hits.h"
#include "models/theory/solve.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_STEPS = 200 };
static const double step = 1.1; /* two loads that are nearer than that to each other may be passed over */
static const double same = 1e-9;

struct saturating {
    const struct scenario *scenario;
    const struct network *like; /* its caches are those of all that follow */
    bool incidents;
};

static bool is_timed(const struct network *n)
{
    for (uint32_t i = 0; i < n->caches; i++)
        if (hits_are_timed(&n->cache[i])) return true;
    return false;
}

/* The hits of a load, by the visits of `n`, into hits[]; whether they differ from what was there. */
static bool update_hits(const struct network *n, double rate, double *hits)
{
    bool differs = false;
    for (uint32_t i = 0; i < n->caches; i++) {
        if (!hits_are_timed(&n->cache[i])) continue;
        const double now = hits_at(n, i, rate);
        differs |= fabs(now - hits[i]) > same;
        hits[i] = now;
    }
    return differs;
}

/* The network with the hits of a load. A cache behind another one sees what that lets through, so there are
 * as many rounds as caches, at most. */
static struct network *network_at(const struct saturating *s, double rate)
{
    const uint32_t caches = s->like->caches;
    double *hits = malloc(caches * sizeof *hits);
    struct network *n = NULL;
    if (!hits) abort();
    for (uint32_t i = 0; i < caches; i++) hits[i] = s->like->cache[i].hit_ratio;
    for (uint32_t round = 0; round <= caches && update_hits(n ? n : s->like, rate, hits); round++) {
        network_destroy(n);
        n = assemble(s->scenario, s->incidents, s->like, hits);
    }
    if (!n) n = assemble(s->scenario, s->incidents, s->like, hits);
    free(hits);
    return n;
}

static double saturation_at(const struct saturating *s, double rate)
{
    struct network *n = network_at(s, rate);
    const double saturation = n->saturation;
    network_destroy(n);
    return saturation;
}

static double excess(double log_rate, void *context)
{
    return log(saturation_at(context, exp(log_rate))) - log_rate;
}

/* The least x = F(x), from below: as F rises, there is none between x and F(x). INFINITY: none. */
static double least_saturation(struct saturating *s)
{
    double from = 0, rate = saturation_at(s, 0);
    for (int i = 0; i < MOST_STEPS && isfinite(rate); i++) {
        const double full = saturation_at(s, rate);
        if (fabs(full - rate) <= same * rate) return rate;
        if (full < rate) return exp(solve_root(excess, s, log(from), log(rate)));
        from = rate;
        rate = fmax(full, step * rate);
    }
    return INFINITY;
}

static struct network *saturate(const struct scenario *scenario, bool incidents)
{
    struct network *n = assemble(scenario, incidents, NULL, NULL);
    if (!is_timed(n)) return n;
    struct saturating s = { scenario, n, incidents };
    const double rate = least_saturation(&s);
    if (!isfinite(rate)) return n; /* at a heavy load, all hits that the capacity allows */
    struct network *full = network_at(&s, rate);
    network_destroy(n);
    return full;
}

struct network *network_assemble(const struct scenario *scenario)
{
    return saturate(scenario, false);
}

struct network *network_assemble_timeline(const struct scenario *scenario)
{
    return saturate(scenario, true);
}
