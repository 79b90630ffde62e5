#include "sim/study/growth.h"

#include <math.h>

/* Growth is believed at this many standard errors: one false alarm in a billion judgements. */
static const double errors = 6;
/* ... at fewer where the bottleneck law expects it. */
static const double errors_beyond = 4;
/* ... and is doubted, where the law expects it, from so many on. */
static const double errors_against = 2;
/* ... and when it would matter: this part of the offered rate is never served. */
static const double matters = 1e-3;
/* ... and when it is more than so many batches of requests. */
static const double few_batches = 4;
/* A pool as busy as that may have more to do than it can; that part of its work is looked for. */
static const double all_the_time = 0.9, unattended_matters = 0.02;
/* ... and it is growth when it is more than twice what a pool that is 98 % busy would have come to anyway. */
static const double unattended_jobs = 100;

static bool can_fail(const struct network *n)
{
    bool fails = n->guards > 0;
    for (uint32_t i = 0; i < n->tokens; i++) fails |= isfinite(n->token[i].patience.mean);
    for (uint32_t i = 0; i < n->queues; i++) fails |= isfinite(n->queue[i].policy->max_messages);
    return fails;
}

/* The jobs that may hold, or wait for, what all members of the group have of a resource. */
static double room_of(const struct network *n, const struct resource *r)
{
    if (r->kind == RESOURCE_TOKENS || r->kind == RESOURCE_CONSUMERS)
        return isfinite(r->room) ? r->members * (r->servers + r->room) : INFINITY;
    if (r->kind != RESOURCE_RAM) return INFINITY;
    double bytes = 0; /* the most that a request takes there */
    for (uint32_t i = 0; i < n->steps; i++) {
        const struct step *step = &n->step[i];
        if (step->op == OP_MEMORY && step->resource == (uint32_t)(r - n->resource))
            bytes = fmax(bytes, step->demand->mean);
    }
    return bytes > 0 ? r->members * r->servers / bytes : INFINITY;
}

/* Time-outs may end it at any time: 0. */
static double least_room(const struct network *n)
{
    double room = can_fail(n) ? 0 : INFINITY;
    for (uint32_t i = 0; i < n->resources; i++) room = fmin(room, room_of(n, &n->resource[i]));
    return room;
}

static void find_unattended(struct growth *g)
{
    const struct network *n = g->network;
    double visits = 0;
    for (uint32_t i = 0; i < n->resources; i++) {
        const struct resource *r = &n->resource[i];
        if (r->kind != RESOURCE_APPLIER && r->kind != RESOURCE_CONSUMERS) continue;
        for (uint32_t m = 0; m < r->members; m++) {
            visits += r->visits[m];
            g->usual += r->visits[m] > 0 ? unattended_jobs : 0;
        }
    }
    g->flow = visits * g->rate;
}

void growth_init(struct growth *g, const struct network *network, const struct run_load *load,
                 double confidence)
{
    const double batch = network->scenario->load.batch.mean;
    *g = (struct growth){ .network = network,
                          .rate = load->population ? 0 : load->rate,
                          .confidence = confidence,
                          .beyond = !load->population && load->rate >= network->saturation,
                          .room = least_room(network),
                          .batches = batch > 1 && !load->population ? few_batches * batch : 0,
                          .value = { 0, -INFINITY, INFINITY } };
    find_unattended(g);
}

void growth_begin(struct growth *g)
{
    g->round = 0;
}

void growth_measure(struct growth *g, const struct observations *const seen[INTERVAL_REPLICATIONS])
{
    const uint32_t now = ++g->round, since = now >= GROWTH_MARKS ? now - GROWTH_MARKS + 1 : 0;
    double slope[INTERVAL_REPLICATIONS], span[INTERVAL_REPLICATIONS], spans = 0;
    g->unattended = 0;
    for (uint32_t r = 0; r < INTERVAL_REPLICATIONS; r++) {
        const struct growth_mark *before = &g->mark[since % GROWTH_MARKS][r];
        struct growth_mark *after = &g->mark[now % GROWTH_MARKS][r];
        *after = (struct growth_mark){ seen[r]->until, (double)seen[r]->waiting };
        if (now == 1)
            g->mark[0][r] = (struct growth_mark){ seen[r]->since, (double)seen[r]->waiting_at_start };
        span[r] = after->at - before->at;
        slope[r] = span[r] > 0 ? (after->backlog - before->backlog) / span[r] : 0;
        spans += span[r];
        g->unattended += seen[r]->unattended / INTERVAL_REPLICATIONS;
    }
    g->span = spans / INTERVAL_REPLICATIONS;
    /* Who is through soonest has met a burst: the mean is one over time. */
    g->value = interval_mean(slope, span, INTERVAL_REPLICATIONS, g->confidence, 1);
}

/* How often an average request visits the bottleneck, at most once: what of the excess load stays behind. */
static double share_left(const struct growth *g)
{
    const struct network *n = g->network;
    if (!g->beyond || n->bottleneck == NETWORK_NONE) return 1;
    return fmin(1, n->resource[n->bottleneck].visits[n->bottleneck_member]);
}

static double standard_error(const struct growth *g)
{
    const double t = interval_student(g->confidence, INTERVAL_REPLICATIONS - 1);
    return (g->value.high - g->value.low) / 2 / t;
}

/* Half of what the law expects; at saturation itself what would matter. */
static double half_expected(const struct growth *g)
{
    return fmax((g->rate - g->network->saturation) / 2, matters * g->rate) * share_left(g);
}

static bool is_hidden(const struct growth *g)
{
    return !g->beyond && g->flow > 0 && g->unattended > all_the_time;
}

/* More than chance, and than what does not matter. */
static bool is_seen(const struct growth *g)
{
    return g->rate > 0 && g->value.value > (g->beyond ? errors_beyond : errors) * standard_error(g) &&
           g->value.value > matters * g->rate * share_left(g) && g->value.value * g->span > g->batches;
}

bool growth_is_certain(const struct growth *g)
{
    if (is_hidden(g) && !(growth_is_likely(g) && g->value.value * g->span > g->usual)) return false;
    return is_seen(g);
}

bool growth_is_open(const struct growth *g)
{
    if (is_hidden(g))
        return errors_beyond * standard_error(g) > unattended_matters * g->flow || growth_is_likely(g);
    return g->beyond && errors_beyond * standard_error(g) > half_expected(g);
}

bool growth_is_likely(const struct growth *g)
{
    if (is_hidden(g)) return g->value.value > unattended_matters * g->flow;
    /* Where nothing limits what waits the law is believed unless what is seen speaks against it. */
    const double doubt = isinf(g->room) ? errors_against * standard_error(g) : 0;
    return g->beyond && g->value.value + doubt > half_expected(g);
}

bool growth_may_end(const struct growth *g, double seconds)
{
    return g->value.value * seconds > g->room;
}
