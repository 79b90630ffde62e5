#include "sim/study/timeline.h"

#include "models/architecture/profile.h"
#include "models/architecture/warming.h"
#include "sim/study/cast.h"
#include "sim/study/chronicle.h"
#include "sim/study/recovery.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of the analytic saturation: the load where nobody says one. */
static const double usual_load = 0.5;
/* What a band leaves out at either end. */
static const double beyond_band = 0.1;

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The p quantile of sorted values, linear between neighbours. */
static double quantile(const double *sorted, uint32_t n, double p)
{
    const double at = p * (n - 1);
    const uint32_t i = (uint32_t)at;
    if (i + 1 >= n || sorted[i] == sorted[i + 1]) return sorted[i];
    return sorted[i] + (at - i) * (sorted[i + 1] - sorted[i]);
}

/* `value` has room for `n` and is changed. */
static struct band band_of(double *value, uint32_t n)
{
    uint32_t known = 0;
    double sum = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (isnan(value[i])) continue;
        sum += value[i];
        value[known++] = value[i];
    }
    if (known == 0) return (struct band){ NAN, NAN, NAN };
    qsort(value, known, sizeof *value, by_value);
    return (struct band){ sum / known, quantile(value, known, beyond_band),
                          quantile(value, known, 1 - beyond_band) };
}

struct pool {
    const struct cast *cast;
    double *value; /* room for one a replication */
};

static struct band figure_band(const struct pool *p, uint32_t interval, uint32_t column)
{
    uint32_t n = 0;
    for (uint32_t r = 0; r < p->cast->episodes; r++) {
        const struct episode *e = &p->cast->episode[r];
        if (interval < e->intervals) p->value[n++] = e->figure[(size_t)interval * e->columns + column];
    }
    return band_of(p->value, n);
}

static struct band outcome_band(const struct pool *p, enum outcome outcome)
{
    for (uint32_t r = 0; r < p->cast->episodes; r++) p->value[r] = p->cast->episode[r].outcome[outcome];
    return band_of(p->value, p->cast->episodes);
}

/* Hardware first: what waits for it is only as busy as it makes it. */
static uint32_t busiest_of(const struct network *n, const struct timeline_interval *row)
{
    uint32_t best = NETWORK_NONE;
    for (int software = 0; software < 2; software++)
        for (uint32_t i = 0; i < n->resources; i++) {
            const enum resource_kind kind = n->resource[i].kind;
            const double used = row->utilization[i].value;
            if ((kind > RESOURCE_NIC_IN) != software || kind == RESOURCE_RAM || isnan(used)) continue;
            const double least = best == NETWORK_NONE ? 0 : row->utilization[best].value;
            if (used > least * (software ? 1.05 : 1) && !(software && least > 0.9)) best = i;
        }
    return best;
}

static void fill_interval(const struct pool *p, const struct network *n, const struct timeline *t, uint32_t i,
                          struct timeline_interval *row)
{
    row->at = i ? episode_end(t, i - 1) : 0;
    row->length = episode_end(t, i) - row->at;
    row->offered = figure_band(p, i, FIGURE_OFFERED);
    row->goodput = figure_band(p, i, FIGURE_GOODPUT);
    for (uint32_t e = 0; e < ERROR_KINDS; e++) row->error[e] = figure_band(p, i, FIGURE_ERROR + e);
    row->attempts = figure_band(p, i, FIGURE_ATTEMPTS);
    row->mean = figure_band(p, i, FIGURE_MEAN);
    for (uint32_t k = 0; k < PERCENTILES; k++) row->percentile[k] = figure_band(p, i, FIGURE_PERCENTILE + k);
    row->backlog = figure_band(p, i, FIGURE_BACKLOG);
    row->messages = figure_band(p, i, FIGURE_MESSAGES);
    row->lag = figure_band(p, i, FIGURE_LAG);
    row->hit_ratio = figure_band(p, i, FIGURE_HITS);
    row->usd_per_h = figure_band(p, i, FIGURE_USD);
    row->bad = figure_band(p, i, FIGURE_BAD).value;
    row->members = calloc(n->tiers ? n->tiers : 1, sizeof *row->members);
    row->utilization = calloc(n->resources ? n->resources : 1, sizeof *row->utilization);
    if (!row->members || !row->utilization) abort();
    for (uint32_t k = 0; k < n->tiers; k++) row->members[k] = figure_band(p, i, FIGURES + k);
    for (uint32_t k = 0; k < n->resources; k++)
        row->utilization[k] = figure_band(p, i, FIGURES + n->tiers + k);
    row->busiest = busiest_of(n, row);
}

static void fill_recovery(const struct pool *p, struct timeline_recovery *recovery)
{
    recovery->downtime = outcome_band(p, OUTCOME_DOWNTIME);
    recovery->rto = outcome_band(p, OUTCOME_RTO);
    recovery->rpo = outcome_band(p, OUTCOME_RPO);
    recovery->failed = outcome_band(p, OUTCOME_FAILED);
    recovery->lost_writes = outcome_band(p, OUTCOME_LOST);
    recovery->dead_messages = outcome_band(p, OUTCOME_DEAD);
    recovery->deficit = outcome_band(p, OUTCOME_DEFICIT);
    recovery->usd = outcome_band(p, OUTCOME_USD);
    recovery->peak_backlog = outcome_band(p, OUTCOME_PEAK);
    recovery->drain = outcome_band(p, OUTCOME_DRAIN);
    recovery->recovered = outcome_band(p, OUTCOME_RECOVERED).value;
    recovery->draining = outcome_band(p, OUTCOME_DRAINING).value;
}

static void fill(const struct cast *cast, struct timeline_result *result)
{
    const struct timeline *t = &result->scenario->timeline;
    const struct pool pool = { cast, calloc(cast->episodes, sizeof *pool.value) };
    if (!pool.value) abort();
    result->intervals = episode_intervals(t);
    for (uint32_t r = 0; r < cast->episodes; r++) {
        const struct episode *e = &cast->episode[r];
        if (e->intervals < result->intervals) result->intervals = e->intervals;
        result->requests += e->requests;
        result->simulated += e->events;
    }
    result->interval = calloc(result->intervals ? result->intervals : 1, sizeof *result->interval);
    if (!result->interval) abort();
    for (uint32_t i = 0; i < result->intervals; i++)
        fill_interval(&pool, result->network, t, i, &result->interval[i]);
    fill_recovery(&pool, &result->recovery);
    result->events =
        chronicle_write(result->network, cast->episode[0].note, cast->episode[0].notes, &result->event);
    free(pool.value);
}

/* Of an interrupted cast those that came to the end, if any did: a share of a replication tells nothing about
 * downtime or recovery. */
static void keep_finished(struct cast *cast, uint32_t intervals)
{
    uint32_t finished = 0;
    for (uint32_t i = 0; i < cast->episodes; i++) finished += cast->episode[i].intervals == intervals;
    if (finished == 0) return;
    finished = 0;
    for (uint32_t i = 0; i < cast->episodes; i++) {
        if (cast->episode[i].intervals == intervals)
            cast->episode[finished++] = cast->episode[i];
        else
            episode_finish(&cast->episode[i]);
    }
    cast->episodes = finished;
}

/* The load before any event: what is asked for, or what the scenario says, or half of what it can do. */
static double load_of(const struct scenario *s, const struct network *n, const struct timeline_options *o)
{
    if (!isnan(o->rate)) return o->rate;
    const double own = profile_own_rate(&s->timeline);
    if (!isnan(own)) return own;
    if (s->load.points && !s->load.automatic) return s->load.point[0];
    return isfinite(n->saturation) ? usual_load * n->saturation : 1;
}

double timeline_offered(const struct scenario *scenario, const struct timeline_options *options)
{
    const struct timeline *t = &scenario->timeline;
    if (scenario->load.arrivals == ARRIVALS_CLOSED || t->profile.kind == PROFILE_REPLAY) return 0;
    struct network *network = network_assemble_timeline(scenario);
    struct rates rates = { 0 };
    profile_rates(t, load_of(scenario, network, options), 0, false, &rates);
    const double requests = rates_integral(&rates, 0, t->length);
    rates_finish(&rates);
    network_destroy(network);
    return requests;
}

void timeline_run(const struct scenario *scenario, const struct timeline_options *options,
                  struct explore_progress *progress, struct timeline_result *result)
{
    struct network *network = network_assemble_timeline(scenario);
    network_warm(network);
    *result = (struct timeline_result){ .scenario = scenario,
                                        .network = network,
                                        .seed = scenario->run.seed,
                                        .rate = load_of(scenario, network, options) };
    result->replications = options->replications ? options->replications : scenario->timeline.replications;
    struct cast cast = { .network = network,
                         .rate = result->rate,
                         .seed = scenario->run.seed,
                         .episodes = result->replications,
                         .jobs = options->jobs,
                         .progress = progress };
    cast_play(&cast);
    result->warmup = cast.warmup;
    keep_finished(&cast, episode_intervals(&scenario->timeline));
    result->replications = cast.episodes;
    fill(&cast, result);
    cast_finish(&cast);
    if (options->recovery) recovery_find(network, options, progress, result);
    uptime_find(network, result->rate, atomic_load(&progress->interrupted) ? 0 : options->years,
                scenario->run.seed, &result->uptime);
    result->interrupted = atomic_load(&progress->interrupted);
}

void timeline_result_finish(struct timeline_result *result)
{
    for (uint32_t i = 0; i < result->intervals; i++) {
        free(result->interval[i].members);
        free(result->interval[i].utilization);
    }
    free(result->interval);
    free(result->event);
    free(result->assertion);
    uptime_finish(&result->uptime);
    network_destroy((struct network *)result->network);
    *result = (struct timeline_result){ 0 };
}
