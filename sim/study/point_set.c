#include "sim/study/point_set.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double probe_events = 1e7;    /* at most, a probe: time goes into events, not into requests */
static const double knee_precision = 0.02; /* of the mean, where the curve is still flat and it is cheap */
static const double twin_precision = 1e-9; /* never reached: a twin is as long as the other */
static const double knee_region = 0.75;    /* of saturation */

/* After an interrupt a point is given up by all processes or by none: what one of them skips, it tells. */
static void piece(void *context, uint32_t replication)
{
    struct explored *x = context;
    if (atomic_load(&x->set->progress->interrupted))
        atomic_store(&x->stopped, true);
    else
        point_work(x->point, replication);
}

/* Whether the point is given up. */
static bool carry_stop(struct explored *x, struct parcel *parcel)
{
    bool stopped = atomic_load(&x->stopped);
    parcel_carry(parcel, &stopped, sizeof stopped);
    if (stopped) atomic_store(&x->stopped, true);
    return stopped;
}

static void carry_round(void *context, uint32_t replication, struct parcel *parcel)
{
    struct explored *x = context;
    if (!carry_stop(x, parcel)) point_carry_round(x->point, replication, parcel);
}

static void judge(void *context, struct parcel *verdict)
{
    struct explored *x = context;
    if (carry_stop(x, verdict)) return;
    if (!verdict->reading) x->goes_on = point_judge(x->point);
    parcel_carry(verdict, &x->goes_on, sizeof x->goes_on);
    point_carry_judgement(x->point, verdict);
}

static void submit_round(struct explored *x);
static void submit_result(struct explored *x);

static void close_point(struct explored *x)
{
    struct point_set *set = x->set;
    point_destroy(x->point);
    x->point = NULL;
    atomic_fetch_add(&set->progress->points_done, 1);
    if (atomic_fetch_sub(&set->pending, 1) == 1) set->idle(set->context);
}

static void round_done(struct crew *crew, void *context)
{
    (void)crew;
    struct explored *x = context;
    if (atomic_load(&x->stopped)) {
        atomic_store(&x->set->stopped, true);
        close_point(x);
    } else if (x->goes_on)
        submit_round(x);
    else
        submit_result(x);
}

static void submit_round(struct explored *x)
{
    static const struct crew_sharing sharing = { .carry = carry_round, .judge = judge };
    const struct crew_batch batch = {
        .work = piece, .done = round_done, .context = x, .count = POINT_REPLICATIONS, .rank = x->rank
    };
    crew_share(x->set->crew, &batch, &sharing);
}

static void nothing(void *context, uint32_t replication)
{
    (void)context, (void)replication;
}

static void carry_all(void *context, uint32_t replication, struct parcel *parcel)
{
    struct explored *x = context;
    point_carry_all(x->point, replication, parcel);
}

static void result_done(struct crew *crew, void *context)
{
    (void)crew;
    struct explored *x = context;
    point_collect(x->point, &x->result);
    x->done = true;
    atomic_fetch_add(&x->set->progress->requests, point_requests(x->point));
    close_point(x);
}

/* All that was seen goes to all, who find the same result. */
static void submit_result(struct explored *x)
{
    static const struct crew_sharing sharing = { .carry = carry_all };
    const struct crew_batch batch = {
        .work = nothing, .done = result_done, .context = x, .count = POINT_REPLICATIONS, .rank = x->rank
    };
    crew_share(x->set->crew, &batch, &sharing);
}

struct explored *point_set_add(struct point_set *set, const struct run_load *load, bool listed)
{
    struct explored *x = calloc(1, sizeof *x);
    struct explored **at = realloc(set->at, (set->count + 1) * sizeof *at);
    if (!x || !at) abort();
    *x = (struct explored){ .set = set, .load = *load, .listed = listed, .rank = set->rank + set->count };
    set->at = at;
    set->at[set->count++] = x;
    return x;
}

/* Near saturation the curve is so steep that a wider interval of the latency locates the wall as well. */
static double loosened(double precision, double share)
{
    const double factor = 0.1 / fmax(1 - share, 1e-3);
    return precision * fmin(fmax(factor, 1), 4);
}

/* Events that an average request causes. */
static double events_of(const struct network *n)
{
    double events = 1;
    for (uint32_t i = 0; i < n->steps; i++) {
        const enum op op = (enum op)n->step[i].op;
        if (op == OP_SERVE_FCFS || op == OP_SERVE_PS || op == OP_DELAY || op == OP_LINK)
            events += n->visits[i];
    }
    return events;
}

static struct point_goal goal_of(const struct point_set *set, const struct explored *x)
{
    const struct experiment *run = set->run;
    const double share = x->load.rate / set->network->saturation;
    struct point_goal goal = { .precision = run->precision,
                               .confidence = run->confidence,
                               .max_requests = (uint64_t)fmin(run->max_requests, 1e18),
                               .warmup = run->warmup };
    if (!x->listed) {
        goal.precision = loosened(run->precision, share) * set->looser;
        goal.warmup_share = set->warmup_share;
        goal.growth_precision = 1; /* that it grows is all that matters */
        goal.max_warmup = (uint64_t)(probe_events / events_of(set->network) / POINT_REPLICATIONS);
        goal.max_requests = (uint64_t)fmin(run->max_requests, probe_events / events_of(set->network));
    }
    if (x->twin) {
        goal.numbers = x->twin->load;
        goal.precision = twin_precision;
        goal.max_requests = x->twin->result.requests;
    }
    if (set->knee_wanted && share <= knee_region) goal.mean_precision = fmin(knee_precision, run->precision);
    return goal;
}

void point_set_launch(struct point_set *set, uint32_t first)
{
    const uint32_t count = set->count - first;
    atomic_fetch_add(&set->pending, count);
    atomic_fetch_add(&set->progress->points_known, count);
    for (uint32_t i = first; i < set->count; i++) {
        struct explored *x = set->at[i];
        const struct point_goal goal = goal_of(set, x);
        x->point = point_create(set->network, &x->load, set->run->seed, &goal);
    }
    /* Once the last of them is submitted it may be done, and the set has grown, before this thread goes on.
     */
    struct explored **started = malloc(count * sizeof(struct explored *));
    if (!started) abort();
    memcpy(started, &set->at[first], count * sizeof(struct explored *));
    for (uint32_t i = 0; i < count; i++) submit_round(started[i]);
    free(started);
}

static int by_load(const void *a, const void *b)
{
    const struct point_result *const *p = a, *const *q = b;
    const double x = (*p)->population ? (*p)->population : (*p)->offered;
    const double y = (*q)->population ? (*q)->population : (*q)->offered;
    return (x > y) - (x < y);
}

const struct point_result **point_set_sorted(const struct point_set *set, uint32_t *count)
{
    const struct point_result **points = calloc(set->count ? set->count : 1, sizeof(struct point_result *));
    if (!points) abort();
    *count = 0;
    for (uint32_t i = 0; i < set->count; i++)
        if (set->at[i]->done) points[(*count)++] = &set->at[i]->result;
    qsort(points, *count, sizeof *points, by_load);
    return points;
}

const struct explored *point_set_find(const struct point_set *set, const struct point_result *result)
{
    for (uint32_t i = 0; i < set->count; i++)
        if (&set->at[i]->result == result) return set->at[i];
    return NULL;
}

struct wall_result point_set_wall(const struct point_set *set, const struct wall_bounds *bounds)
{
    uint32_t count;
    const struct point_result **points = point_set_sorted(set, &count);
    struct wall_result wall =
        wall_find(bounds, points, count, set->network->saturation, set->run->confidence);
    const struct point_result *nearest = NULL;
    for (uint32_t i = 0; i < count && wall.status == WALL_FOUND; i++)
        if (!nearest || fabs(points[i]->offered - wall.rate.value) < fabs(nearest->offered - wall.rate.value))
            nearest = points[i];
    if (nearest) wall.resource = wall_resource(set->network, nearest, &wall.member, &wall.utilization);
    free(points);
    return wall;
}

bool point_set_probe(struct point_set *set, const struct wall_bounds *bounds, double precision)
{
    uint32_t count;
    const struct point_result **points = point_set_sorted(set, &count);
    const double rate =
        wall_probe(bounds, points, count, set->network->saturation, set->run->confidence, precision);
    free(points);
    if (isnan(rate)) return false;
    point_set_add(set, &(struct run_load){ .rate = rate }, false);
    point_set_launch(set, set->count - 1);
    return true;
}

void point_set_finish(struct point_set *set, bool results)
{
    for (uint32_t i = 0; i < set->count; i++) {
        if (results && set->at[i]->done) point_result_finish(&set->at[i]->result);
        point_destroy(set->at[i]->point);
        free(set->at[i]);
    }
    free(set->at);
    set->at = NULL;
    set->count = 0;
}
