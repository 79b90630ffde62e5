/* A sentence for each figure that there is; those that say nothing happened are left out. */
#include "sim/report/number.h"
#include "sim/report/table.h"
#include "sim/report/terminal.h"
#include "sim/report/timeline_table.h"
#include "sim/report/timeline_words.h"
#include "sim/report/verdict.h"
#include "sim/report/wording.h"

#include <math.h>

typedef void say_value(double value, char text[NUMBER_SIZE]);

static void as_count(double value, char text[NUMBER_SIZE])
{
    number_count(value, NAN, text);
}

/* "23 s (18 s to 31 s)"; no range where the runs agree as far as can be seen. */
static void add_band(char *text, size_t size, const struct band *band, say_value *say)
{
    char value[NUMBER_SIZE], low[NUMBER_SIZE], high[NUMBER_SIZE];
    say(band->value, value);
    wording_add(text, size, "%s", value);
    if (!isfinite(band->low) || !isfinite(band->high)) return;
    say(band->low, low);
    say(band->high, high);
    if (band->high > band->low) wording_add(text, size, " (%s to %s)", low, high);
}

static void say_downtime(const struct verdict *v, const struct timeline_result *r)
{
    char text[WORDING_TEXT] = "", share[NUMBER_SIZE];
    const struct band *down = &r->recovery.downtime;
    if (isnan(down->value)) return;
    number_percent(r->scenario->slo.goodput, share);
    if (down->value > 0) {
        add_band(text, sizeof text, down, timeline_span);
        wording_add(text, sizeof text, " in which fewer than %s %% of the requests came back well", share);
    } else
        wording_add(text, sizeof text, "never: at least %s %% of the requests came back well in every second",
                    share);
    verdict_say(v, "down", text);
}

static void say_longer(char *text, size_t size)
{
    wording_add(text, size, "; the backlog was still falling: within a longer length_s it may recover");
}

static void say_recovery(const struct verdict *v, const struct timeline_result *r)
{
    char text[WORDING_TEXT] = "";
    const struct timeline_recovery *c = &r->recovery;
    const uint32_t back = (uint32_t)lround(c->recovered * r->replications);
    if (isfinite(c->rto.value)) {
        wording_add(text, sizeof text, "RTO ");
        add_band(text, sizeof text, &c->rto, timeline_span);
        wording_add(text, sizeof text, " from the first failure until service is good for good");
    }
    if (back < r->replications && isfinite(c->recovered)) {
        wording_add(text, sizeof text, "%s", *text ? "; " : "");
        if (back == 0)
            wording_add(text, sizeof text, "NOT RECOVERED: at the end service is not good%s",
                        r->replications > 1 ? " in any run" : "");
        else
            wording_add(text, sizeof text, "NOT RECOVERED in %u of %u runs", r->replications - back,
                        r->replications);
        if (c->draining > (1 - c->recovered) / 2) say_longer(text, sizeof text);
    } else if (c->downtime.value > 0)
        wording_add(text, sizeof text, "%srecovered: service is good at the end", *text ? "; " : "");
    if (*text) verdict_say(v, "back", text);
}

static void say_failed(const struct verdict *v, const struct timeline_result *r)
{
    const struct timeline_totals totals = timeline_totals(r);
    char text[WORDING_TEXT] = "", figure[NUMBER_SIZE];
    if (!(totals.failed > 0)) return;
    add_band(text, sizeof text, &r->recovery.failed, as_count);
    number_percent(totals.failed / totals.offered, figure);
    wording_add(text, sizeof text, " requests, %s %% of what was offered", figure);
    for (int e = 0, first = 1; e < ERROR_KINDS; e++) {
        if (!(totals.error[e] > 0)) continue;
        number_count(totals.error[e], NAN, figure);
        wording_add(text, sizeof text, "%s %s %s", first ? ":" : ",", figure, wording_error[e]);
        first = 0;
    }
    verdict_say(v, "failed", text);
}

static void say_lost(const struct verdict *v, const struct timeline_result *r)
{
    const struct timeline_recovery *c = &r->recovery;
    char text[WORDING_TEXT] = "";
    if (!isfinite(c->rpo.value) && !(c->lost_writes.value > 0)) return;
    if (c->lost_writes.value > 0) {
        add_band(text, sizeof text, &c->lost_writes, as_count);
        wording_add(text, sizeof text, " writes that were acknowledged are gone");
    } else
        wording_add(text, sizeof text, "no write that was acknowledged");
    if (isfinite(c->rpo.value)) {
        wording_add(text, sizeof text, "; RPO ");
        add_band(text, sizeof text, &c->rpo, timeline_span);
    }
    verdict_say(v, "lost", text);
}

static void say_dead(const struct verdict *v, const struct timeline_result *r)
{
    char text[WORDING_TEXT] = "";
    if (!(r->recovery.dead_messages.value > 0)) return;
    add_band(text, sizeof text, &r->recovery.dead_messages, as_count);
    wording_add(text, sizeof text, " messages that were accepted are not worked on any more");
    verdict_say(v, "dead", text);
}

static void say_queue(const struct verdict *v, const struct timeline_result *r)
{
    const struct timeline_recovery *c = &r->recovery;
    char text[WORDING_TEXT] = "";
    if (!timeline_says(r, TIMELINE_BACKLOG) || !(c->peak_backlog.value > 0) || c->drain.value < 0.5) return;
    add_band(text, sizeof text, &c->peak_backlog, as_count);
    wording_add(text, sizeof text, " requests and messages at most");
    if (isfinite(c->drain.value)) {
        wording_add(text, sizeof text, ", drained in ");
        add_band(text, sizeof text, &c->drain, timeline_span);
    } else
        wording_add(text, sizeof text, ", not drained at the end");
    verdict_say(v, "queue", text);
}

/* 4, and 4.3 where it changes within an interval. */
static void as_members(double value, char text[NUMBER_SIZE])
{
    number_plain(value, fabs(value - round(value)) < 0.005 ? 1 : 2, text);
}

static void say_scaling(const struct verdict *v, const struct timeline_result *r)
{
    char text[WORDING_TEXT] = "";
    bool scales = false;
    for (uint32_t t = 0; t < r->network->tiers; t++) {
        if (r->scenario->tier[t].autoscale.metric == SCALING_NONE) continue;
        double least = INFINITY, most = 0;
        char low[NUMBER_SIZE], high[NUMBER_SIZE];
        for (uint32_t i = 0; i < r->intervals; i++) {
            const double members = r->interval[i].members[t].value;
            if (isnan(members)) continue;
            least = fmin(least, members);
            most = fmax(most, members);
        }
        if (!(most > 0)) continue;
        as_members(least, low);
        as_members(most, high);
        wording_add(text, sizeof text, "%s%s", scales ? ", " : "", wording_tier(r->network, t));
        if (most > least) wording_add(text, sizeof text, " between %s and", low);
        wording_add(text, sizeof text, " %s members", high);
        scales = true;
    }
    if (!scales) return;
    if (r->recovery.deficit.value > 0) {
        wording_add(text, sizeof text, "; ");
        add_band(text, sizeof text, &r->recovery.deficit, as_count);
        wording_add(text, sizeof text, " requests failed while it waited for them");
    }
    verdict_say(v, "scale", text);
}

static void say_cost(const struct verdict *v, const struct timeline_result *r)
{
    char text[WORDING_TEXT] = "", figure[NUMBER_SIZE];
    const double hours = timeline_end(r) / 3600;
    if (!(r->recovery.usd.value > 0) || !(hours > 0)) return;
    add_band(text, sizeof text, &r->recovery.usd, number_money);
    timeline_span(timeline_end(r), figure);
    wording_add(text, sizeof text, " usd in %s", figure);
    number_money(r->recovery.usd.value / hours, figure);
    wording_add(text, sizeof text, ", %s usd/h", figure);
    verdict_say(v, "cost", text);
}

static void add_rate(char *text, size_t size, const struct interval *rate)
{
    char value[NUMBER_SIZE], low[NUMBER_SIZE], high[NUMBER_SIZE];
    number_rounded(rate->value, 3, value);
    number_rounded(rate->low, 3, low);
    number_rounded(rate->high, 3, high);
    wording_add(text, size, "%s req/s", value);
    if (isfinite(rate->low) && isfinite(rate->high) && rate->high > rate->low)
        wording_add(text, size, " (%s to %s)", low, high);
}

static void say_wall(const struct verdict *v, const struct timeline_result *r)
{
    const struct recovery_wall *w = &r->wall;
    char text[WORDING_TEXT] = "", figure[NUMBER_SIZE];
    switch (w->status) {
    case RECOVERY_NONE:
        if (!w->why_not) return;
        wording_add(text, sizeof text, "no recovery wall: %s", w->why_not);
        break;
    case RECOVERY_FOUND:
        add_rate(text, sizeof text, &w->rate);
        timeline_span(timeline_end(r), figure);
        wording_add(text, sizeof text, " is the largest load that recovers from what happens here within %s",
                    figure);
        if (!(w->ordinary.value > 0)) break;
        wording_add(text, sizeof text, "; ");
        add_rate(text, sizeof text, &w->ordinary);
        number_percent(w->rate.value / w->ordinary.value, figure);
        wording_add(text, sizeof text, " would do if nothing happened: %s %% of it", figure);
        break;
    case RECOVERY_BEYOND:
        wording_add(text, sizeof text,
                    "recovers from what happens here at every load that it serves without");
        if (w->ordinary.value > 0) {
            wording_add(text, sizeof text, ", up to ");
            add_rate(text, sizeof text, &w->ordinary);
        }
        break;
    case RECOVERY_BELOW:
        wording_add(text, sizeof text, "does not recover from what happens here even at the lightest load");
        if (w->rate.high > 0 && isfinite(w->rate.high)) {
            number_rounded(w->rate.high, 3, figure);
            wording_add(text, sizeof text, ", %s req/s", figure);
        }
        break;
    }
    if (w->draining)
        wording_add(text, sizeof text,
                    "; just above it the backlog was still falling at the end: a longer length_s would show "
                    "more");
    verdict_say(v, "wall", text);
}

static const char *host_of(const struct timeline_result *r, const struct uptime_part *p)
{
    return p->host < r->scenario->hosts ? r->scenario->host[p->host].name : "?";
}

static void say_part(const struct verdict *v, const struct timeline_result *r, const struct uptime_part *p)
{
    char text[WORDING_TEXT] = "", figure[NUMBER_SIZE];
    wording_add(text, sizeof text, "%s: %u of %u needed, ", host_of(r, p), p->need, p->members);
    number_rounded(p->failures_a_year, 2, figure);
    wording_add(text, sizeof text, "down %s times and ", figure);
    timeline_span(p->downtime, figure);
    wording_add(text, sizeof text, "%s a year by itself; the whole would be down ", figure);
    timeline_span(p->downtime_without, figure);
    wording_add(text, sizeof text, "%s if it never failed", figure);
    verdict_say(v, "", text);
}

static void say_uptime(const struct verdict *v, const struct timeline_result *r, bool parts)
{
    const struct uptime *u = &r->uptime;
    char text[WORDING_TEXT] = "", figure[NUMBER_SIZE];
    if (u->parts == 0) {
        if (parts) verdict_say(v, "years", "nothing is said to fail: no host has failures (mttf, mttr)");
        return;
    }
    number_rounded(u->nines, 2, figure);
    wording_add(text, sizeof text, "%.*f %% available over the years, %s nines: ", u->nines > 4 ? 5 : 3,
                100 * u->availability, figure);
    timeline_span(u->downtime, figure);
    wording_add(text, sizeof text, "%s down a year", figure);
    const struct uptime_part *first = &u->part[0];
    timeline_span(u->downtime - first->downtime_without, figure);
    if (u->parts > 1) wording_add(text, sizeof text, "; %s costs most of it, %s", host_of(r, first), figure);
    if (u->zone_downtime > 0) {
        timeline_span(u->zone_downtime, figure);
        wording_add(text, sizeof text, "; failures of whole zones cost %s", figure);
    }
    verdict_say(v, "years", text);
    for (uint32_t i = 0; parts && i < u->parts; i++) say_part(v, r, &u->part[i]);
    if (!isfinite(u->simulated)) return;
    number_rounded(u->years, 3, figure);
    snprintf(text, sizeof text, "simulated over %s years: %.5f %% (%.5f to %.5f, 95 %%)", figure,
             100 * u->simulated, 100 * u->simulated_low, 100 * u->simulated_high);
    verdict_say(v, "", text);
}

/* What a scenario asks for and a shorter time leaves out. */
static void say_late(const struct verdict *v, const struct timeline_result *r)
{
    const struct timeline *t = &r->scenario->timeline;
    char text[WORDING_TEXT] = "", at[NUMBER_SIZE], end[NUMBER_SIZE];
    uint32_t late = 0;
    double first = INFINITY;
    for (uint32_t i = 0; i < t->events; i++) {
        if (!(t->event[i].at >= t->length)) continue;
        late++;
        first = fmin(first, t->event[i].at);
    }
    if (late == 0) return;
    timeline_span(first, at);
    timeline_span(t->length, end);
    if (late == 1)
        wording_add(text, sizeof text, "an event, at %s, is after the end, %s: it did not happen", at, end);
    else
        wording_add(text, sizeof text,
                    "%u events, the first at %s, are after the end, %s: they did not happen", late, at, end);
    verdict_say(v, "late", text);
}

static void say_effort(const struct verdict *v, const struct timeline_result *r)
{
    char text[WORDING_TEXT] = "", figure[NUMBER_SIZE], seconds[NUMBER_SIZE], warmup[NUMBER_SIZE];
    number_count((double)r->requests, NAN, figure);
    number_rounded(r->seconds, 2, seconds);
    timeline_span(r->warmup, warmup);
    wording_add(text, sizeof text, "%s requests simulated in %s s, seed %llu, after %s of warm-up; ", figure,
                seconds, (unsigned long long)r->seed, r->warmup > 0 ? warmup : "no time");
    if (r->replications > 1)
        wording_add(text, sizeof text, "figures are means of %u runs, ranges hold the middle 80 %% of them",
                    r->replications);
    else
        wording_add(text, sizeof text, "one run");
    if (r->interrupted) wording_add(text, sizeof text, "; INTERRUPTED: what was finished is shown");
    verdict_say(v, "", text);
}

/* What was interrupted before any replication came to the end has no verdict. */
static bool is_whole(const struct timeline_result *r)
{
    if (!r->interrupted) return true;
    const double end =
        r->intervals ? r->interval[r->intervals - 1].at + r->interval[r->intervals - 1].length : 0;
    return end >= r->scenario->timeline.length * (1 - 1e-9);
}

void timeline_verdict_print(const struct timeline_result *r, bool availability, bool color, FILE *file)
{
    const struct verdict v = { .style = style_of(color), .width = terminal_width(file), .file = file };
    if (is_whole(r)) {
        say_downtime(&v, r);
        say_recovery(&v, r);
        say_failed(&v, r);
        say_lost(&v, r);
        say_dead(&v, r);
        say_queue(&v, r);
        say_scaling(&v, r);
        say_cost(&v, r);
        say_wall(&v, r);
        say_uptime(&v, r, availability);
        say_late(&v, r);
        if (!r->interrupted) verdict_say_assertions(&v, r->assertion, r->assertions);
    }
    say_effort(&v, r);
}
