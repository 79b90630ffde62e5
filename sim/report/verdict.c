/*
 * The verdict: a label of six characters, then a clause or two. Every sentence is made from a computed
 * number; where the number is missing, the sentence is left out.
 */
#include "sim/report/verdict.h"
#include "sim/report/grid.h"
#include "sim/report/loads.h"
#include "sim/report/number.h"
#include "sim/report/style.h"
#include "sim/report/table.h"
#include "sim/report/wording.h"

#include <math.h>
#include <string.h>

enum { VERDICT_INDENT = 7 };

void verdict_say(const struct verdict *v, const char *label, const char *text)
{
    fprintf(v->file, "%s%-*s%s", v->style.strong, VERDICT_INDENT, label, v->style.off);
    wording_wrap(text, VERDICT_INDENT, v->width, v->file);
}

/* A rate and its users, in columns that the lines above each other share. */
struct figures {
    char rate[NUMBER_SIZE], users[NUMBER_SIZE];
    char range[2 * NUMBER_SIZE + 8]; /* "+-12", or "160 to 183" where the value is far from the middle; "" */
};

/* An interval is lopsided when one side is so many times as long as the other. */
static const double lopsided = 2;

static void say_range(const struct interval *rate, char *text, size_t size)
{
    const double half = (rate->high - rate->low) / 2, below = rate->value - rate->low,
                 above = rate->high - rate->value;
    char low[NUMBER_SIZE], high[NUMBER_SIZE];
    text[0] = '\0';
    if (!isfinite(half) || !(half > 0)) return;
    if (fmax(below, above) > lopsided * fmin(below, above)) {
        number_estimate(fmax(0, rate->low), half, low);
        number_estimate(rate->high, half, high);
        if (rate->low > 0)
            snprintf(text, size, "%s to %s", low, high);
        else
            snprintf(text, size, "at most %s", high);
        return;
    }
    number_rounded(half, half < 10 ? 1 : 2, low);
    snprintf(text, size, "+-%s", low);
}

static struct figures figures_of(const struct interval *rate, double users_per_rps)
{
    struct figures f = { "", "", "" };
    double half = (rate->high - rate->low) / 2;
    number_estimate(rate->value, half, f.rate);
    if (isfinite(users_per_rps)) number_count(rate->value * users_per_rps, half * users_per_rps, f.users);
    say_range(rate, f.range, sizeof f.range);
    return f;
}

static unsigned wider(unsigned width, const char *text)
{
    unsigned length = grid_length(text);
    return length > width ? length : width;
}

static void say_figures(const struct verdict *v, const char *label, const struct figures *f, const char *why)
{
    char text[2 * WORDING_TEXT];
    snprintf(text, sizeof text, "%*s req/s", (int)v->rate_width, f->rate);
    if (*f->users) wording_add(text, sizeof text, "   %*s users", (int)v->users_width, f->users);
    wording_add(text, sizeof text, "   %s", why);
    fprintf(v->file, "%s%-*s%s", v->style.strong, VERDICT_INDENT, label, v->style.off);
    wording_wrap(text, VERDICT_INDENT, v->width, v->file);
}

static void say_knee(const struct verdict *v, const struct figures *f)
{
    const struct knee_result *knee = &v->result->knee;
    char text[WORDING_TEXT] = "";
    if (knee->found) {
        if (*f->range) wording_add(text, sizeof text, "%s; ", f->range);
        wording_add(text, sizeof text, "from here, doubling the load doubles the response time");
        say_figures(v, "knee", f, text);
    } else if (knee->why_not) {
        snprintf(text, sizeof text, "not found: %s", knee->why_not);
        verdict_say(v, "knee", text);
    }
}

static void say_wall(const struct verdict *v, const struct figures *f)
{
    const struct wall_result *wall = &v->result->wall;
    char because[WORDING_TEXT], text[2 * WORDING_TEXT] = "", users[NUMBER_SIZE + 16] = "";
    wording_because(wall, because, sizeof because);
    if (*f->users) snprintf(users, sizeof users, " (%s users)", f->users);
    switch (wall->status) {
    case WALL_FOUND:
        if (*f->range)
            wording_add(text, sizeof text, "%s (%.3g %%); ", f->range, 100 * v->result->confidence);
        wording_add(text, sizeof text, "%s", because);
        say_figures(v, "wall", f, text);
        break;
    case WALL_BEYOND:
        snprintf(text, sizeof text, "beyond %s req/s%s: the SLO holds at every load that was tried", f->rate,
                 users);
        verdict_say(v, "wall", text);
        break;
    case WALL_BELOW:
        snprintf(text, sizeof text, "below %s req/s%s: the lightest load breaks the SLO already%s%s", f->rate,
                 users, *because ? "; " : "", because);
        verdict_say(v, "wall", text);
        break;
    case WALL_NONE: break;
    }
}

static void say_full(const struct verdict *v, const struct figures *f)
{
    char name[WORDING_NAME], text[WORDING_TEXT];
    const struct network *n = v->result->network;
    if (!isfinite(v->result->saturation) || v->result->saturation_resource == NETWORK_NONE) return;
    wording_resource(n, v->result->saturation_resource, NETWORK_NONE, name, sizeof name);
    const bool is_memory = n->resource[v->result->saturation_resource].kind == RESOURCE_RAM;
    snprintf(text, sizeof text, "saturation: %s would be %s, by its demands", name,
             is_memory ? "full" : "100 % busy");
    if (v->result->wall.status == WALL_FOUND && v->result->wall.rate.low > v->result->saturation)
        wording_add(text, sizeof text, "; the wall is beyond it, for not all of that work is done");
    say_figures(v, "full", f, text);
}

static void say_loads(struct verdict *v)
{
    const struct scenario_result *r = v->result;
    double per_rps = r->scenario->load.users_per_rps;
    struct interval saturation = { r->saturation, NAN, NAN };
    struct figures knee = figures_of(&r->knee.rate, per_rps);
    struct figures wall = figures_of(&r->wall.rate, per_rps);
    struct figures full = figures_of(&saturation, per_rps);
    const struct figures *shown[] = { r->knee.found ? &knee : NULL,
                                      r->wall.status == WALL_FOUND ? &wall : NULL,
                                      isfinite(r->saturation) ? &full : NULL };
    for (int i = 0; i < 3; i++) {
        if (!shown[i]) continue;
        v->rate_width = wider(v->rate_width, shown[i]->rate);
        v->users_width = wider(v->users_width, shown[i]->users);
    }
    say_knee(v, &knee);
    say_wall(v, &wall);
    verdict_say_bottleneck(v);
    verdict_say_step(v);
    say_full(v, &full);
}

static void say_slo(const struct verdict *v)
{
    char slo[WORDING_TEXT], text[2 * WORDING_TEXT];
    if (v->result->wall.status == WALL_NONE) return;
    wording_slo(v->result, slo, sizeof slo);
    snprintf(text, sizeof text, "%s; the wall is the largest load that keeps all of it", slo);
    verdict_say(v, "slo", text);
}

/* ", without web and pg, whose machines have no price". */
static void add_unpriced(const struct scenario *s, char *text, size_t size)
{
    unsigned count = 0;
    for (uint32_t h = 0; h < s->hosts; h++) {
        const uint32_t machine = s->host[h].machine;
        if (machine != SCENARIO_NONE && s->machine[machine].usd_per_h > 0) continue;
        wording_add(text, size, "%s%s", count++ ? ", " : "; without ", s->host[h].name);
    }
    if (count) wording_add(text, size, ", which ha%s no price", count > 1 ? "ve" : "s");
}

static void say_cost(const struct verdict *v)
{
    const struct scenario_result *r = v->result;
    char hour[NUMBER_SIZE], million[NUMBER_SIZE], text[WORDING_TEXT];
    if (!(r->usd_per_h > 0)) return;
    number_money(r->usd_per_h, hour);
    number_money(r->usd_per_million, million);
    snprintf(text, sizeof text, "%s usd/h", hour);
    if (r->usd_per_million > 0)
        wording_add(text, sizeof text, ", %s usd per million requests at the wall", million);
    add_unpriced(r->scenario, text, sizeof text);
    verdict_say(v, "cost", text);
}

void verdict_say_assertions(const struct verdict *v, const struct assert_result *assertion, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct assert_result *a = &assertion[i];
        char text[WORDING_TEXT], figure[NUMBER_SIZE];
        number_plain(a->value, 3, figure);
        snprintf(text, sizeof text, "%.300s: %s%s%s%s", a->text, a->holds ? "holds" : "FALSE",
                 isnan(a->value) ? "" : " (it is ", isnan(a->value) ? "" : figure,
                 isnan(a->value) ? "" : ")");
        verdict_say(v, "assert", text);
    }
}

static void say_effort(const struct verdict *v)
{
    const struct scenario_result *r = v->result;
    char requests[NUMBER_SIZE], seconds[NUMBER_SIZE], text[WORDING_TEXT];
    number_count((double)r->requests, NAN, requests);
    number_rounded(r->seconds, 2, seconds);
    snprintf(text, sizeof text, "%s requests simulated in %s s, seed %llu; kneewall %s, scenario %016llx",
             requests, seconds, (unsigned long long)r->seed, KNEEWALL_VERSION, (unsigned long long)r->hash);
    if (r->interrupted) wording_add(text, sizeof text, "; INTERRUPTED: what was finished is shown");
    verdict_say(v, "", text);
}

void verdict_print(const struct scenario_result *result, bool color, unsigned width, FILE *file)
{
    struct loads loads;
    loads_init(&loads, result);
    struct verdict v = { .result = result, .style = style_of(color), .width = width, .file = file };
    if (result->wall.status == WALL_FOUND)
        v.at_wall = loads_near(&loads, result->wall.rate.value);
    else if (loads.points > 0 && loads.point[loads.points - 1]->stable)
        v.at_wall = loads.point[loads.points - 1];
    say_loads(&v);
    verdict_say_tail(&v);
    verdict_say_state(&v);
    say_slo(&v);
    say_cost(&v);
    verdict_say_theory(&v);
    if (!result->interrupted) verdict_say_assertions(&v, result->assertion, result->assertions);
    say_effort(&v);
    loads_finish(&loads);
}
