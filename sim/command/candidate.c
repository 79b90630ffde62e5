#include "sim/command/candidate.h"

#include "sim/command/monitor.h"
#include "sim/input/scenario_json.h"
#include "sim/report/number.h"
#include "sim/report/wording.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 4 };
/* Of capacity, at first: beyond it waiting usually breaks the SLO. */
static const double first_share = 0.85, least_share = 0.05, more_share = 0.028, most_share = 0.995;

static void rule_out(struct candidate *c)
{
    c->state = CANDIDATE_RULED_OUT;
}

/* For the share of capacity that is wanted or, where nothing is so large, for the least above it. A share
 * that the simulation has refused is not tried again. */
static void size(struct candidate *c, double rate, const struct options *o)
{
    for (double share = c->share; share < c->share_below; share += more_share) {
        /* From the start: what a larger one needed is not to stay. */
        plan_finish(&c->plan);
        plan_init(&c->plan, c->document, c->scenario, (const char *const *)o->set, o->sets);
        if (!plan_size(&c->plan, rate, share)) continue;
        c->share = share;
        return;
    }
    char wall[NUMBER_SIZE];
    if (c->is_simulated) {
        number_estimate(c->wall.value, (c->wall.high - c->wall.low) / 2, wall);
        snprintf(c->plan.why_not, sizeof c->plan.why_not,
                 isfinite(c->wall.value) ? "as large as there is, its wall is at %s req/s"
                                         : "as large as there is, the SLO does not hold at any load",
                 wall);
    }
    rule_out(c);
}

/* What the simulation says of one candidate. */
static void judge(struct candidate *c, const struct scenario_result *r, double rate)
{
    const struct wall_result *wall = &r->wall;
    c->wall = wall->rate;
    c->is_simulated = true;
    c->share_below = c->share;
    c->wall_resource = wall->resource;
    if (wall->status == WALL_FOUND && wall->resource != NETWORK_NONE)
        wording_wall(r, c->wall_name, sizeof c->wall_name);
    c->usd_per_h = r->usd_per_h;
    for (uint32_t i = 0; i < r->points; i++)
        if (fabs(r->point[i].offered - rate) < 1e-6 * rate) c->usd_per_h = r->point[i].usd_per_h;
    if (wall->status == WALL_BEYOND || (wall->status == WALL_FOUND && wall->rate.low >= rate)) {
        if (wall->status == WALL_BEYOND) c->wall.low = rate, c->wall.high = INFINITY;
        c->state = CANDIDATE_CARRIES;
        return;
    }
    const double low = wall->status == WALL_FOUND ? fmax(wall->rate.low, 0.8 * wall->rate.value) : 0.5 * rate;
    c->share *= 0.98 * low / rate;
    if (c->share >= least_share) return;
    char because[WORDING_TEXT];
    wording_because(wall, because, sizeof because);
    snprintf(c->plan.why_not, sizeof c->plan.why_not, "however large: %.200s", because);
    rule_out(c);
}

/* The candidate as it is sized, at the load alone; NULL, ruled out, if there is no such scenario. */
static struct scenario *sized(struct candidate *c, double rate)
{
    char load[64];
    struct input_error error;
    const uint32_t sets = c->plan.sets;
    const char **setting = calloc(sets + 1, sizeof *setting);
    if (!setting) abort();
    for (uint32_t i = 0; i < sets; i++) setting[i] = c->plan.set[i];
    snprintf(load, sizeof load, "load.rate_rps=[%.9g]", rate);
    setting[sets] = load;
    struct scenario *s = scenario_of(c->document, setting, sets + 1, &error);
    free(setting);
    if (s) return s;
    snprintf(c->plan.why_not, sizeof c->plan.why_not, "%.250s", error.text);
    rule_out(c);
    return NULL;
}

/* Simulates the open ones at the load, and searches for their walls. False: interrupted. */
static bool simulate(struct candidates *all, double rate, const struct options *options)
{
    struct study_item *item = calloc(all->items, sizeof *item);
    uint32_t *of = calloc(all->items, sizeof *of), items = 0;
    if (!item || !of) abort();
    for (uint32_t i = 0; i < all->items; i++) {
        if (all->item[i].state != CANDIDATE_OPEN) continue;
        item[items].scenario = sized(&all->item[i], rate);
        if (item[items].scenario) of[items++] = i;
    }
    bool whole = true;
    if (items > 0) {
        struct study_result result;
        whole = monitor_study(item, items, options, &result);
        for (uint32_t i = 0; whole && i < items; i++) judge(&all->item[of[i]], &result.scenario[i], rate);
        study_result_finish(&result);
    }
    for (uint32_t i = 0; i < items; i++) scenario_destroy((struct scenario *)item[i].scenario);
    free(item);
    free(of);
    return whole;
}

bool candidates_decide(struct candidates *all, double rate, const struct options *options)
{
    for (uint32_t i = 0; i < all->items; i++) {
        all->item[i].share = first_share;
        all->item[i].share_below = most_share;
    }
    for (int round = 0; round < ROUNDS; round++) {
        for (uint32_t i = 0; i < all->items; i++)
            if (all->item[i].state == CANDIDATE_OPEN) size(&all->item[i], rate, options);
        if (!simulate(all, rate, options)) return false;
    }
    for (uint32_t i = 0; i < all->items; i++) {
        struct candidate *c = &all->item[i];
        if (c->state != CANDIDATE_OPEN) continue;
        snprintf(c->plan.why_not, sizeof c->plan.why_not,
                 "its wall stayed below the load when it was enlarged");
        rule_out(c);
    }
    return true;
}

void candidates_finish(struct candidates *all)
{
    for (uint32_t i = 0; i < all->items; i++) {
        plan_finish(&all->item[i].plan);
        scenario_destroy(all->item[i].scenario);
        document_destroy(all->item[i].document);
    }
    free(all->item);
    *all = (struct candidates){ 0 };
}

const struct candidate *candidates_simplest(const struct candidates *all)
{
    for (uint32_t i = 0; i < all->items; i++)
        if (all->item[i].state == CANDIDATE_CARRIES) return &all->item[i];
    return NULL;
}

const struct candidate *candidates_cheapest(const struct candidates *all)
{
    const struct candidate *best = NULL;
    for (uint32_t i = 0; i < all->items; i++) {
        const struct candidate *c = &all->item[i];
        if (c->state == CANDIDATE_CARRIES && (!best || c->usd_per_h < best->usd_per_h)) best = c;
    }
    return best;
}
