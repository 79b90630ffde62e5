/*
 * The clock of a run is stepped from the end of one second or interval to the next. Counts are summed up over
 * the intervals, since the run's observations begin anew with each.
 */
#include "sim/study/episode.h"

#include "models/architecture/profile.h"
#include "models/architecture/scaling.h"

#include <math.h>
#include <stdlib.h>

/* A second has at least so many requests, or it could not be told whether it was good. */
static const double requests_a_second = 20;
/* Of the time, at the end, in which the service must be good again. */
static const double last_part = 0.1;
/* Chance alone may keep so many standard deviations of a Poisson count from coming back in time. */
static const double by_chance = 3;
/* Of the peak of the backlog: when so much is left it counts as drained. */
static const double nearly_nothing = 0.005;

/* ---- the stage ---- */

static const struct timeline *timeline_of(const struct stage *s)
{
    return &s->network->scenario->timeline;
}

/* Long enough for the busiest resource to forget that it was idle (its relaxation time, see warmup.h), and
 * for a request to pass through. */
static double analytic_warmup(const struct network *n, double rate)
{
    static const double nearest = 0.95;
    static const double many_times = 1000; /* longer than the timeline: requests are too rare for a queue */
    if (!(rate > 0)) return 0;
    const double rho = fmin(rate / n->saturation, nearest);
    const double queues = 10 / ((1 - rho) * (1 - rho)) / rate;
    return fmin(queues, many_times * n->scenario->timeline.length) + 5 * n->zero_load_latency;
}

/* Requests a second in the first interval of what was recorded. */
static double recorded_rate(const struct timeline *t)
{
    uint32_t n = 0;
    while (n < t->profile.requests && t->profile.request[n].at < t->interval) n++;
    return n / t->interval;
}

static double second_of(const struct timeline *t, double rate)
{
    const double least = fmax(1, rate > 0 ? requests_a_second / rate : 1);
    const double fraction = t->interval / fmax(1, floor(t->interval / least));
    return t->interval >= least ? fraction : fmin(least, t->length);
}

void stage_init(struct stage *s, const struct network *network, double rate, bool calm)
{
    *s = (struct stage){ .network = network };
    const struct timeline *t = timeline_of(s);
    const struct load *load = &network->scenario->load;
    const bool replays = t->profile.kind == PROFILE_REPLAY;
    if (replays) rate = recorded_rate(t);
    s->second = second_of(t, rate);
    s->script = (struct script){ .calm = calm };
    if (load->arrivals == ARRIVALS_CLOSED) {
        s->load.population = (uint32_t)rate;
        s->warmup = isnan(t->warmup) ? fmin(t->length, 20 * (network->zero_load_latency + load->think.mean))
                                     : t->warmup;
    } else {
        s->warmup = isnan(t->warmup) ? analytic_warmup(network, rate) : t->warmup;
        if (replays && isnan(t->warmup)) s->warmup = 0;
        profile_rates(t, rate, s->warmup, calm, &s->rates);
        s->load.rate = profile_first(t, rate);
        s->script.rates = &s->rates;
    }
    if (replays) {
        s->script.request = t->profile.request;
        s->script.requests = t->profile.requests;
    }
    s->script.begins = s->warmup;
}

void stage_finish(struct stage *stage)
{
    rates_finish(&stage->rates);
}

uint32_t episode_intervals(const struct timeline *t)
{
    return (uint32_t)fmax(1, ceil(t->length / t->interval - 1e-9));
}

double episode_end(const struct timeline *t, uint32_t interval)
{
    return interval + 1 == episode_intervals(t) ? t->length : (interval + 1) * t->interval;
}

/* ---- a row ---- */

struct watch {
    const struct stage *stage;
    struct run *run;
    struct episode *episode;
    /* Requests up to the last interval, and to the last second. */
    double came, good, failed;
    double came_then, good_then, failed_then, second_then;
    double downtime, last_bad; /* s; end of the last bad second, -1: none */
    double failed_at;          /* s: the failure before the first bad second; NAN */
    bool bad;
    double before;                            /* the largest backlog before anything happened */
    double peak, peak_at, drained_at;         /* drained_at: -1: not yet */
    double last_came, last_good, last_failed; /* when the last part began */
    bool is_last;
    struct {
        double sum;
        uint32_t seconds;
    } tail[2]; /* the backlog in the last part of the time, and in that before it */
    double began;
    double usd;
    double dead; /* messages */
};

static double failed_of(const struct observations *seen)
{
    double sum = 0;
    for (int e = 0; e < ERROR_KINDS; e++) sum += (double)seen->failed[e];
    return sum;
}

static double dead_of(const struct network *n, const struct observations *seen)
{
    double sum = 0;
    for (uint32_t i = 0; i < n->queues; i++) sum += (double)seen->queue[i].dead;
    return sum;
}

static double hit_ratio(const struct network *n, const struct observations *seen)
{
    double hits = 0, lookups = 0;
    for (uint32_t i = 0; i < n->caches; i++) {
        hits += (double)seen->cache[i].hits;
        lookups += (double)seen->cache[i].lookups;
    }
    if (n->caches) return lookups > 0 ? hits / lookups : NAN;
    return n->tosses ? 1 - n->step[n->toss[0]].p : NAN;
}

static double backlog_of(const struct watch *w)
{
    const double messages = run_messages(w->run);
    return (double)run_inside(w->run) + (isnan(messages) ? 0 : messages);
}

/* A count that an integral has blurred. */
static double plain(double members)
{
    return round(members * 1e9) / 1e9;
}

static void put_members(const struct watch *w, double *row)
{
    const struct network *n = w->stage->network;
    const struct scenario *s = n->scenario;
    double usd = 0;
    for (uint32_t h = 0; h < s->hosts; h++)
        usd += run_service(w->run, h).paid * s->machine[s->host[h].machine].usd_per_h;
    row[FIGURE_USD] = usd;
    for (uint32_t t = 0; t < n->tiers; t++)
        row[FIGURES + t] =
            s->tier[t].host == SCENARIO_NONE ? NAN : plain(run_service(w->run, s->tier[t].host).members);
}

static void put_utilization(const struct watch *w, double span, double *row)
{
    const struct network *n = w->stage->network;
    for (uint32_t i = 0; i < n->resources; i++) {
        const struct resource *r = &n->resource[i];
        const uint32_t host = r->host != NETWORK_NONE      ? r->host
                              : r->kind == RESOURCE_TOKENS ? n->scenario->tier[r->tier].host
                                                           : SCENARIO_NONE;
        double there = r->members, busy = 0;
        if (host != SCENARIO_NONE) {
            const struct service service = run_service(w->run, host);
            there = r->kind == RESOURCE_CPU ? service.cores : service.members;
        }
        for (uint32_t m = 0; m < r->members; m++) busy += run_unit(w->run, i, m).busy_area;
        const double all = there * r->servers * span;
        row[FIGURES + n->tiers + i] = isinf(r->servers) ? NAN : all > 0 ? fmin(1, busy / all) : 0;
    }
}

static void put_row(struct watch *w, uint32_t interval, double length)
{
    static const double levels[PERCENTILES] = {
        [P50] = 0.5, [P90] = 0.9, [P95] = 0.95, [P99] = 0.99, [P999] = 0.999
    };
    const struct observations *seen = run_observe(w->run);
    double *row = &w->episode->figure[(size_t)interval * w->episode->columns];
    row[FIGURE_OFFERED] = (double)seen->arrived / length;
    row[FIGURE_GOODPUT] = (double)seen->good / length;
    for (int e = 0; e < ERROR_KINDS; e++) row[FIGURE_ERROR + e] = (double)seen->failed[e] / length;
    row[FIGURE_ATTEMPTS] = (double)seen->attempts / length;
    row[FIGURE_MEAN] = histogram_mean(seen->latency);
    for (int p = 0; p < PERCENTILES; p++)
        row[FIGURE_PERCENTILE + p] = histogram_quantile(seen->latency, levels[p]);
    row[FIGURE_BACKLOG] = backlog_of(w);
    row[FIGURE_MESSAGES] = run_messages(w->run);
    row[FIGURE_LAG] = run_lag(w->run);
    row[FIGURE_HITS] = hit_ratio(w->stage->network, seen);
    row[FIGURE_BAD] = w->bad;
    put_members(w, row);
    put_utilization(w, length, row);
    w->usd += row[FIGURE_USD] * length / 3600;
}

static void end_interval(struct watch *w, uint32_t interval, double length)
{
    run_check(w->run);
    put_row(w, interval, length);
    const struct observations *seen = run_observe(w->run);
    w->came += (double)seen->arrived;
    w->good += (double)seen->good;
    w->failed += failed_of(seen);
    w->dead += dead_of(w->stage->network, seen);
    w->episode->events += seen->events;
    w->episode->intervals = interval + 1;
    run_clear(w->run);
}

/* ---- a second ---- */

static bool is_good(const struct watch *w, double came, double good, double failed)
{
    const double share = w->stage->network->scenario->slo.goodput;
    if (failed > (1 - share) * (good + failed)) return false;
    return good >= share * came - by_chance * sqrt(came + 1);
}

/* The backlog's mean over a part of the time that has ended seconds. */
static double tail_mean(const struct watch *w, int part)
{
    return w->tail[part].seconds ? w->tail[part].sum / w->tail[part].seconds : NAN;
}

/* By more than chance, and fast enough to be gone some day: had there been more time, it might have been. */
static bool is_draining(const struct watch *w)
{
    static const double notable = 0.05;
    const double before = tail_mean(w, 1), fell = before - tail_mean(w, 0);
    return before > w->before && fell > notable * before && fell > by_chance * sqrt(before);
}

static double first_event(const struct timeline *t)
{
    double first = INFINITY;
    for (uint32_t i = 0; i < t->events; i++) first = fmin(first, t->event[i].at);
    return first;
}

static void watch_backlog(struct watch *w, double now)
{
    const double backlog = backlog_of(w);
    if (now <= first_event(timeline_of(w->stage))) w->before = fmax(w->before, backlog);
    if (backlog > w->peak) {
        w->peak = backlog;
        w->peak_at = now;
        w->drained_at = -1;
    } else if (w->drained_at < 0 && backlog <= w->before + nearly_nothing * (w->peak - w->before))
        w->drained_at = now;
    const double parts = (1 - now / timeline_of(w->stage)->length) / last_part;
    if (!(parts < 2)) return;
    w->tail[parts < 1 ? 0 : 1].sum += backlog;
    w->tail[parts < 1 ? 0 : 1].seconds++;
}

static void end_second(struct watch *w, double now)
{
    const struct observations *seen = run_observe(w->run);
    const double came = w->came + (double)seen->arrived, good = w->good + (double)seen->good,
                 failed = w->failed + failed_of(seen), length = timeline_of(w->stage)->length;
    w->bad = !is_good(w, came - w->came_then, good - w->good_then, failed - w->failed_then);
    if (w->bad) {
        if (w->last_bad < 0) w->failed_at = run_diary(w->run).failed_at;
        w->downtime += now - w->second_then;
        w->last_bad = now;
    }
    watch_backlog(w, now);
    w->came_then = came;
    w->good_then = good;
    w->failed_then = failed;
    w->second_then = now;
    if (w->is_last || now < (1 - last_part) * length) return;
    w->is_last = true;
    w->last_came = came;
    w->last_good = good;
    w->last_failed = failed;
}

/* ---- the whole ---- */

static bool has_recovered(const struct watch *w)
{
    const struct episode *e = w->episode;
    const struct slo *slo = &w->stage->network->scenario->slo;
    if (e->intervals == 0) return false;
    const double *last = &e->figure[(size_t)(e->intervals - 1) * e->columns];
    if (w->is_last && !is_good(w, w->came - w->last_came, w->good - w->last_good, w->failed - w->last_failed))
        return false;
    for (int p = 0; p < PERCENTILES && !slo->relative_p99; p++)
        if (last[FIGURE_PERCENTILE + p] > slo->percentile[p]) return false;
    return !w->bad;
}

static void conclude(struct watch *w)
{
    struct episode *e = w->episode;
    const struct diary diary = run_diary(w->run);
    double rto = isnan(diary.failed_at) ? NAN : 0;
    if (w->last_bad >= 0 && !isnan(diary.failed_at)) rto = w->bad ? INFINITY : w->last_bad - w->failed_at;
    e->outcome[OUTCOME_DOWNTIME] = w->downtime;
    e->outcome[OUTCOME_RTO] = rto;
    e->outcome[OUTCOME_RPO] = diary.loss;
    e->outcome[OUTCOME_FAILED] = w->failed;
    e->outcome[OUTCOME_LOST] = diary.lost_writes;
    e->outcome[OUTCOME_DEAD] = w->stage->network->queues ? w->dead : NAN;
    e->outcome[OUTCOME_DEFICIT] = diary.deficit;
    e->outcome[OUTCOME_USD] = w->usd;
    e->outcome[OUTCOME_PEAK] = w->peak;
    const bool rose = w->peak > w->before + 2 * by_chance * sqrt(w->before + 1);
    e->outcome[OUTCOME_DRAIN] = !rose ? 0 : w->drained_at < 0 ? INFINITY : w->drained_at - w->peak_at;
    e->outcome[OUTCOME_RECOVERED] = has_recovered(w);
    e->outcome[OUTCOME_DRAINING] = !has_recovered(w) && is_draining(w);
    e->requests = (uint64_t)w->came;
    e->notes = diary.notes;
    e->note = malloc((diary.notes + 1) * sizeof *e->note);
    if (!e->note) abort();
    for (uint32_t i = 0; i < diary.notes; i++) e->note[i] = diary.note[i];
}

/* What happens at the end of an interval belongs to the next. */
static double just_before(double t)
{
    return nextafter(t, -1);
}

void episode_run(const struct stage *stage, uint64_t key, const atomic_bool *interrupted,
                 struct episode *episode)
{
    const struct timeline *t = timeline_of(stage);
    const uint32_t intervals = episode_intervals(t);
    *episode = (struct episode){ .columns = episode_columns(stage->network) };
    episode->figure = calloc((size_t)intervals * episode->columns, sizeof *episode->figure);
    if (!episode->figure) abort();
    struct watch w = { .stage = stage,
                       .run = run_create_scripted(stage->network, &stage->load, &stage->script, key),
                       .episode = episode,
                       .last_bad = -1,
                       .drained_at = -1 };
    run_until(w.run, just_before(stage->script.begins));
    run_clear(w.run);
    w.before = w.peak = backlog_of(&w);
    double now = 0;
    uint32_t seconds = 1;
    for (uint32_t i = 0; i < intervals && !(interrupted && atomic_load(interrupted));) {
        const double end = episode_end(t, i), began = i ? episode_end(t, i - 1) : 0;
        const double second = fmin(seconds * stage->second, t->length);
        now = fmin(end, second);
        run_until(w.run, just_before(stage->script.begins + now));
        if (now >= second) {
            end_second(&w, now);
            seconds++;
        }
        if (now >= end) end_interval(&w, i++, end - began);
    }
    conclude(&w);
    run_destroy(w.run);
}

void episode_finish(struct episode *episode)
{
    free(episode->figure);
    free(episode->note);
    *episode = (struct episode){ 0 };
}
