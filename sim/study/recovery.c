#include "sim/study/recovery.h"

#include "sim/study/cast.h"

#include <math.h>

enum { MOST_VOTES = 8, MOST_LOADS = 40 };
static const double usual_precision = 0.02;
/* Of the saturation: where the search begins. */
static const double lightest = 0.05, heaviest = 1.02;

struct search {
    const struct network *network;
    struct explore_progress *progress;
    uint64_t seed;
    uint32_t votes, jobs, runs;
    double precision;
};

/* Where all recover, and where none does, as far as it was seen; the lightest load that does not recover. */
struct bracket {
    double all, none, lightest;
    bool draining; /* there, at the end */
};

static bool recovers(struct search *s, double rate, bool calm, struct bracket *seen)
{
    struct cast cast = { .network = s->network,
                         .rate = rate,
                         .calm = calm,
                         .seed = s->seed,
                         .episodes = s->votes,
                         .jobs = s->jobs,
                         .progress = s->progress };
    cast_play(&cast);
    const double share = cast_recovered(&cast), draining = cast_draining(&cast);
    cast_finish(&cast);
    s->runs++;
    if (share == 1) seen->all = fmax(seen->all, rate);
    if (share == 0) seen->none = fmin(seen->none, rate);
    if (share > 0.5) return true;
    if (rate < seen->lightest) {
        seen->lightest = rate;
        seen->draining = draining > (1 - share) / 2;
    }
    return false;
}

/* The wall between two loads; BELOW and BEYOND where it does not lie between them. */
static enum recovery_wall_status halve(struct search *s, double low, double high, bool calm,
                                       struct interval *wall, bool *draining)
{
    struct bracket seen = { .all = 0, .none = INFINITY, .lightest = INFINITY };
    *draining = false;
    *wall = (struct interval){ NAN, NAN, NAN };
    if (!recovers(s, low, calm, &seen)) {
        *draining = seen.draining;
        return RECOVERY_BELOW;
    }
    if (recovers(s, high, calm, &seen)) {
        *wall = (struct interval){ high, high, INFINITY };
        return RECOVERY_BEYOND;
    }
    while (high - low > s->precision * high && s->runs < MOST_LOADS &&
           !atomic_load(&s->progress->interrupted)) {
        const double middle = (low + high) / 2;
        if (recovers(s, middle, calm, &seen))
            low = middle;
        else
            high = middle;
    }
    *draining = seen.draining;
    *wall = (struct interval){ (low + high) / 2, fmin(low, seen.all),
                               fmax(high, isinf(seen.none) ? high : seen.none) };
    return RECOVERY_FOUND;
}

static bool anything_happens(const struct scenario *s)
{
    for (uint32_t h = 0; h < s->hosts; h++)
        if (s->host[h].failures.mttf.mean > 0) return true;
    return s->timeline.events > 0 || s->network.zone_failures.mttf.mean > 0;
}

static const char *why_not(const struct network *n)
{
    const struct scenario *s = n->scenario;
    if (!anything_happens(s)) return "nothing happens";
    if (s->load.arrivals == ARRIVALS_CLOSED) return "the load is closed: its users wait";
    if (s->timeline.profile.kind == PROFILE_REPLAY) return "recorded requests come as they came";
    if (isinf(n->saturation)) return "no resource has a limit";
    return NULL;
}

void recovery_find(const struct network *n, const struct timeline_options *options,
                   struct explore_progress *progress, struct timeline_result *result)
{
    struct recovery_wall *wall = &result->wall;
    *wall = (struct recovery_wall){ .why_not = why_not(n) };
    if (wall->why_not) return;
    struct search s = { .network = n,
                        .progress = progress,
                        .seed = result->seed,
                        .votes = result->replications < MOST_VOTES ? result->replications : MOST_VOTES,
                        .jobs = options->jobs,
                        .precision = options->precision > 0 ? options->precision : usual_precision };
    const double low = lightest * n->saturation;
    const enum recovery_wall_status ordinary =
        halve(&s, low, heaviest * n->saturation, true, &wall->ordinary, &wall->draining);
    wall->status = ordinary;
    if (ordinary == RECOVERY_FOUND || ordinary == RECOVERY_BEYOND)
        wall->status = halve(&s, low, wall->ordinary.low, false, &wall->rate, &wall->draining);
    wall->runs = s.runs;
    if (atomic_load(&progress->interrupted)) *wall = (struct recovery_wall){ .why_not = "interrupted" };
}
