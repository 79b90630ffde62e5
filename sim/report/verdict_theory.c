/* The line that says which formula the scenario is a case of and whether the simulation agrees; or what keeps
 * it from being one, and the bounds that are left. */
#include "sim/report/number.h"
#include "sim/report/verdict.h"
#include "sim/report/wording.h"
#include "sim/study/theory.h"

#include <math.h>
#include <string.h>

enum { NAMED = 2 };                  /* broken assumptions that are named; the rest is counted */
static const double coarse = 0.0501; /* precision; beyond, some runs are too short for their intervals */

static void load_words(const struct point_result *p, char *text, size_t size)
{
    char figure[NUMBER_SIZE];
    if (p->population > 0) {
        snprintf(text, size, "%u clients", p->population);
        return;
    }
    number_rounded(p->offered, 3, figure);
    snprintf(text, size, "%s req/s", figure);
}

/* The heaviest load that the table shows of that kind with a steady state; -1. */
static int heaviest(const struct scenario_result *r, enum exact_kind kind)
{
    for (uint32_t i = r->theory.points; i-- > 0;) {
        const struct theory_point *t = &r->theory.point[i];
        if (t->exact.kind != kind || !r->point[i].stable) continue;
        if (kind == EXACT_BOUND || isfinite(t->exact.mean)) return (int)i;
    }
    return -1;
}

/* Where requests are turned away, those that pass are others than those that come. */
static bool turns_away(const struct exact *e, const struct exact_load *load)
{
    for (uint32_t i = 0; i < e->breaks; i++) {
        const enum exact_assumption what = e->broken[i].what;
        if ((what == EXACT_QUEUE || what == EXACT_MEMORY || what == EXACT_PATIENCE) &&
            exact_matters(e, &e->broken[i], load))
            return true;
    }
    return false;
}

static void add_bounds(const struct theory_result *t, const struct exact_point *at,
                       const struct exact_load *load, char *text, size_t size)
{
    char figure[NUMBER_SIZE];
    const bool has_least = at->least > 0 && isfinite(at->least);
    if (has_least) {
        number_time(at->least, figure);
        wording_add(text, size, "; at least %s", figure);
    }
    if (isfinite(at->most)) {
        number_rounded(at->most, 3, figure);
        wording_add(text, size, "%s at most %s req/s", has_least ? "," : ";", figure);
    }
    if ((has_least || isfinite(at->most)) && turns_away(t->exact, load))
        wording_add(text, size, " while nothing fails");
    if (t->exact->is_estimated && (has_least || isfinite(at->most)))
        wording_add(text, size, ", if caches hit as Che's approximation says");
}

/* Two programs may break one assumption in the same words. */
static bool is_said(const struct theory_result *t, const struct exact_load *load, uint32_t before)
{
    for (uint32_t i = 0; i < before; i++)
        if (exact_matters(t->exact, &t->exact->broken[i], load) &&
            strcmp(t->exact->broken[i].text, t->exact->broken[before].text) == 0)
            return true;
    return false;
}

static void add_broken(const struct theory_result *t, const struct exact_load *load, char *text, size_t size)
{
    uint32_t named = 0, more = 0;
    for (uint32_t i = 0; i < t->exact->breaks; i++) {
        if (!exact_matters(t->exact, &t->exact->broken[i], load) || is_said(t, load, i)) continue;
        if (named == NAMED)
            more++;
        else
            wording_add(text, size, "%s%s", named++ ? ", " : "", t->exact->broken[i].text);
    }
    if (more) wording_add(text, size, " and %u more", more);
}

/* The first load where the two differ by more than chance explains. */
static void add_contradiction(const struct scenario_result *r, char *text, size_t size)
{
    for (uint32_t i = 0; i < r->theory.points; i++) {
        const struct theory_point *t = &r->theory.point[i];
        char load[NUMBER_SIZE + 16], theory[NUMBER_SIZE], simulated[NUMBER_SIZE];
        if (!t->contradicts) continue;
        const bool is_bound = t->exact.kind != EXACT_FORMULA;
        load_words(&r->point[i], load, sizeof load);
        number_time(is_bound ? t->exact.least : t->exact.mean, theory);
        number_time(r->point[i].latency.mean.value, simulated);
        wording_add(text, size, "; the simulation DOES NOT AGREE: at %s its mean is %s, %s %s", load,
                    r->point[i].stable ? simulated : "without a steady state",
                    is_bound ? "the bound" : "exact",
                    isfinite(t->exact.mean) || is_bound ? theory : "without one");
        if (r->precision > coarse)
            wording_add(text, size, " (short runs do that by chance: ask for --precision 5%%)");
        return;
    }
}

static void add_agreement(const struct scenario_result *r, char *text, size_t size)
{
    const struct theory_result *t = &r->theory;
    if (!t->agrees) {
        add_contradiction(r, text, size);
        return;
    }
    if (t->compared == 0) return;
    wording_add(text, size, "; agrees at %u of %u loads", t->agree, t->compared);
    if (t->tails > 0) wording_add(text, size, ", %u of %u percentiles", t->tails_agree, t->tails);
    if (t->agree < t->compared || t->tails_agree < t->tails)
        wording_add(text, size, " (%.3g %% intervals: as many may miss by chance)", 100 * r->confidence);
}

static void say_formula(const struct verdict *v, const struct theory_result *t, int at, char *text,
                        size_t size)
{
    const struct scenario_result *r = v->result;
    const struct exact_point *p = &t->point[at].exact;
    char figure[NUMBER_SIZE], load[NUMBER_SIZE + 16];
    load_words(&r->point[at], load, sizeof load);
    number_time(p->mean, figure);
    wording_add(text, size, "%s: exact mean %s", t->exact->method, figure);
    number_time(p->percentile[P99], figure);
    if (isfinite(p->percentile[P99])) wording_add(text, size, ", p99 %s", figure);
    wording_add(text, size, " at %s", load);
    add_agreement(r, text, size);
    const int beyond = heaviest(r, EXACT_BOUND);
    if (beyond < 0) return;
    const struct exact_load heavy = theory_load(&r->point[beyond]);
    load_words(&r->point[beyond], load, sizeof load);
    wording_add(text, size, ". At %s no formula: ", load);
    add_broken(t, &heavy, text, size);
    add_bounds(t, &t->point[beyond].exact, &heavy, text, size);
}

static void say_broken(const struct verdict *v, const struct theory_result *t, char *text, size_t size)
{
    const struct scenario_result *r = v->result;
    const int approximated = heaviest(r, EXACT_APPROXIMATION);
    const int at = approximated >= 0 ? approximated : heaviest(r, t->kind);
    char figure[NUMBER_SIZE], load[NUMBER_SIZE + 16];
    const struct exact_load heavy = theory_load(&r->point[r->points - 1]);
    wording_add(text, size, "no exact formula: ");
    add_broken(t, &heavy, text, size);
    if (approximated >= 0) {
        load_words(&r->point[at], load, sizeof load);
        number_time(t->point[at].exact.mean, figure);
        wording_add(text, size, "; %s says %s at %s", t->exact->method, figure, load);
        number_percent(t->deviation, figure);
        wording_add(text, size, ", the simulation is within %s %% at all loads", figure);
    }
    add_bounds(t, &t->point[at >= 0 ? (uint32_t)at : r->points - 1].exact, &heavy, text, size);
    if (!t->agrees) add_contradiction(r, text, size);
}

void verdict_say_theory(const struct verdict *v)
{
    const struct theory_result *t = &v->result->theory;
    char text[3 * WORDING_TEXT] = "";
    if (!t->exact || t->points == 0) return;
    const int at = heaviest(v->result, EXACT_FORMULA);
    if (t->kind == EXACT_FORMULA && at < 0)
        wording_add(text, sizeof text, "%s: no load has a steady state", t->exact->method);
    else if (t->kind == EXACT_FORMULA)
        say_formula(v, t, at, text, sizeof text);
    else
        say_broken(v, t, text, sizeof text);
    verdict_say(v, "theory", text);
}
