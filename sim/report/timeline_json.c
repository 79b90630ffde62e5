#include "sim/report/timeline_json.h"

#include "sim/report/json_point.h"
#include "sim/report/timeline_words.h"
#include "sim/report/wording.h"
#include "sim/report/writer.h"

#include <inttypes.h>
#include <math.h>
#include <stddef.h>

static void put_range(struct writer *w, const char *key, const struct band *band)
{
    if (!isfinite(band->value) || !isfinite(band->low) || !isfinite(band->high)) {
        writer_null(w, key);
        return;
    }
    writer_open_short(w, key, '[');
    writer_number(w, NULL, band->low);
    writer_number(w, NULL, band->high);
    writer_close(w, ']');
}

static void put_with_band(struct writer *w, const char *key, const struct band *band)
{
    writer_open_short(w, key, '{');
    writer_number(w, "value", band->value);
    put_range(w, "band", band);
    writer_close(w, '}');
}

/* One figure an interval; errors, members and utilizations are by name and stand apart. */
static const struct {
    const char *key;
    size_t offset;
} figures[] = {
    { "attempts_per_s", offsetof(struct timeline_interval, attempts) },
    { "backlog", offsetof(struct timeline_interval, backlog) },
    { "messages", offsetof(struct timeline_interval, messages) },
    { "lag_s", offsetof(struct timeline_interval, lag) },
    { "hit_ratio", offsetof(struct timeline_interval, hit_ratio) },
    { "usd_per_h", offsetof(struct timeline_interval, usd_per_h) },
};

static const struct band *figure(const struct timeline_interval *v, size_t i)
{
    return (const struct band *)((const char *)v + figures[i].offset);
}

enum { FIGURES = sizeof figures / sizeof *figures };

static void put_bands(struct writer *w, const struct timeline_result *r, const struct timeline_interval *v)
{
    const struct network *n = r->network;
    writer_open_short(w, "band", '{');
    put_range(w, "offered_rps", &v->offered);
    put_range(w, "goodput_rps", &v->goodput);
    writer_open_short(w, "error_rps", '{');
    for (int e = 0; e < ERROR_KINDS; e++) put_range(w, wording_error[e], &v->error[e]);
    writer_close(w, '}');
    for (size_t i = 0; i < FIGURES; i++) put_range(w, figures[i].key, figure(v, i));
    writer_open_short(w, "members", '{');
    for (uint32_t t = 0; t < n->tiers; t++)
        if (!isnan(v->members[t].value)) put_range(w, wording_tier(n, t), &v->members[t]);
    writer_close(w, '}');
    writer_open_short(w, "utilization", '{');
    for (uint32_t k = 0; k < n->resources; k++) put_range(w, n->resource[k].name, &v->utilization[k]);
    writer_close(w, '}');
    writer_close(w, '}');
}

static void put_interval(struct writer *w, const struct timeline_result *r, const struct timeline_interval *v)
{
    const struct network *n = r->network;
    writer_open(w, NULL, '{');
    writer_number(w, "t_s", v->at);
    writer_number(w, "length_s", v->length);
    writer_number(w, "offered_rps", v->offered.value);
    writer_number(w, "goodput_rps", v->goodput.value);
    writer_open_short(w, "errors", '{');
    for (int e = 0; e < ERROR_KINDS; e++) writer_number(w, wording_error[e], v->error[e].value);
    writer_close(w, '}');
    writer_open(w, "latency_s", '{');
    put_with_band(w, "mean", &v->mean);
    for (int p = 0; p < PERCENTILES; p++) put_with_band(w, wording_percentile_key[p], &v->percentile[p]);
    writer_close(w, '}');
    for (size_t i = 0; i < FIGURES; i++) writer_number(w, figures[i].key, figure(v, i)->value);
    writer_open_short(w, "members", '{');
    for (uint32_t t = 0; t < n->tiers; t++)
        if (!isnan(v->members[t].value)) writer_number(w, wording_tier(n, t), v->members[t].value);
    writer_close(w, '}');
    writer_open_short(w, "utilization", '{');
    for (uint32_t k = 0; k < n->resources; k++)
        writer_number(w, n->resource[k].name, v->utilization[k].value);
    writer_close(w, '}');
    writer_text(w, "busiest", v->busiest == NETWORK_NONE ? NULL : n->resource[v->busiest].name);
    writer_number(w, "bad_ratio", v->bad);
    put_bands(w, r, v);
    writer_close(w, '}');
}

static void put_events(struct writer *w, const struct timeline_result *r)
{
    static const char *const kinds[] = {
        [EVENT_PLANNED] = "planned", [EVENT_FAILURE] = "failure", [EVENT_CONSEQUENCE] = "consequence"
    };
    writer_open(w, "events", '[');
    for (uint32_t i = 0; i < r->events; i++) {
        writer_open_short(w, NULL, '{');
        writer_number(w, "t_s", r->event[i].at);
        writer_text(w, "what", r->event[i].what);
        writer_text(w, "kind", kinds[r->event[i].kind]);
        writer_close(w, '}');
    }
    writer_close(w, ']');
}

static void put_totals(struct writer *w, const struct timeline_result *r)
{
    const struct timeline_totals t = timeline_totals(r);
    writer_open_short(w, "totals", '{');
    writer_number(w, "offered", t.offered);
    writer_number(w, "good", t.good);
    writer_number(w, "failed", t.failed);
    for (int e = 0; e < ERROR_KINDS; e++) writer_number(w, wording_error[e], t.error[e]);
    writer_close(w, '}');
}

static void put_recovery(struct writer *w, const struct timeline_result *r)
{
    const struct timeline_recovery *c = &r->recovery;
    const struct {
        const char *key;
        const struct band *band;
    } row[] = {
        { "downtime_s", &c->downtime },
        { "rto_s", &c->rto },
        { "rpo_s", &c->rpo },
        { "failed", &c->failed },
        { "lost_writes", &c->lost_writes },
        { "dead_messages", &c->dead_messages },
        { "deficit", &c->deficit },
        { "usd", &c->usd },
        { "peak_backlog", &c->peak_backlog },
        { "drain_s", &c->drain },
    };
    writer_open(w, "recovery", '{');
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) writer_number(w, row[i].key, row[i].band->value);
    writer_bool(w, "recovered", c->recovered >= 1);
    writer_number(w, "recovered_ratio", c->recovered);
    writer_number(w, "draining_ratio", c->draining);
    writer_open(w, "band", '{');
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) put_range(w, row[i].key, row[i].band);
    writer_close(w, '}');
    writer_close(w, '}');
}

static void put_walls(struct writer *w, const struct recovery_wall *wall)
{
    static const char *const status[] = { [RECOVERY_NONE] = "none",
                                          [RECOVERY_FOUND] = "found",
                                          [RECOVERY_BEYOND] = "beyond",
                                          [RECOVERY_BELOW] = "below" };
    const bool found = wall->status == RECOVERY_FOUND;
    if (wall->status == RECOVERY_NONE && !wall->why_not) {
        writer_null(w, "recovery_wall");
        writer_null(w, "wall");
        return;
    }
    writer_open(w, "recovery_wall", '{');
    writer_text(w, "status", status[wall->status]);
    writer_number(w, "rps", found ? wall->rate.value : NAN);
    json_ci(w, found ? &wall->rate : NULL);
    writer_number(w, "ratio", found ? wall->rate.value / wall->ordinary.value : NAN);
    writer_text(w, "why_not", wall->why_not);
    writer_integer(w, "runs", wall->runs);
    writer_bool(w, "draining", wall->draining);
    writer_close(w, '}');
    writer_open(w, "wall", '{');
    writer_number(w, "rps", wall->ordinary.value);
    json_ci(w, wall->ordinary.value > 0 ? &wall->ordinary : NULL);
    writer_close(w, '}');
}

static void put_part(struct writer *w, const struct timeline_result *r, const struct uptime_part *p)
{
    writer_open_short(w, NULL, '{');
    writer_text(w, "host", p->host < r->scenario->hosts ? r->scenario->host[p->host].name : NULL);
    writer_integer(w, "members", p->members);
    writer_integer(w, "need", p->need);
    writer_number(w, "availability", p->availability);
    writer_number(w, "failures_a_year", p->failures_a_year);
    writer_number(w, "downtime_s", p->downtime);
    writer_number(w, "downtime_without_s", p->downtime_without);
    writer_close(w, '}');
}

static void put_availability(struct writer *w, const struct timeline_result *r)
{
    const struct uptime *u = &r->uptime;
    if (u->parts == 0) {
        writer_null(w, "availability");
        return;
    }
    writer_open(w, "availability", '{');
    writer_number(w, "availability", u->availability);
    writer_number(w, "nines", u->nines);
    writer_number(w, "downtime_s", u->downtime);
    writer_number(w, "zone_downtime_s", u->zone_downtime);
    writer_open(w, "parts", '[');
    for (uint32_t i = 0; i < u->parts; i++) put_part(w, r, &u->part[i]);
    writer_close(w, ']');
    const struct interval ci = { u->simulated, u->simulated_low, u->simulated_high };
    writer_open_short(w, "simulated", '{');
    writer_number(w, "years", isfinite(u->simulated) ? u->years : NAN);
    writer_number(w, "availability", u->simulated);
    json_ci(w, isfinite(u->simulated) ? &ci : NULL);
    writer_close(w, '}');
    writer_close(w, '}');
}

static void put_asserts(struct writer *w, const struct timeline_result *r)
{
    writer_open(w, "asserts", '[');
    for (uint32_t i = 0; i < r->assertions; i++) {
        writer_open_short(w, NULL, '{');
        writer_text(w, "text", r->assertion[i].text);
        writer_bool(w, "holds", r->assertion[i].holds);
        writer_number(w, "value", r->assertion[i].value);
        writer_close(w, '}');
    }
    writer_close(w, ']');
}

void timeline_json_print(const struct timeline_result *r, FILE *file)
{
    struct writer w;
    char hash[24];
    snprintf(hash, sizeof hash, "%016" PRIx64, r->hash);
    writer_init(&w, file);
    writer_open(&w, NULL, '{');
    writer_text(&w, "kneewall", KNEEWALL_VERSION);
    writer_integer(&w, "seed", r->seed);
    writer_text(&w, "name", r->scenario->name);
    writer_text(&w, "file", r->scenario->file);
    writer_text(&w, "hash", hash);
    writer_number(&w, "rate_rps", r->rate);
    writer_number(&w, "warmup_s", r->warmup);
    writer_integer(&w, "replications", r->replications);
    writer_integer(&w, "requests", r->requests);
    writer_integer(&w, "events_simulated", r->simulated);
    writer_bool(&w, "interrupted", r->interrupted);
    writer_open(&w, "intervals", '[');
    for (uint32_t i = 0; i < r->intervals; i++) put_interval(&w, r, &r->interval[i]);
    writer_close(&w, ']');
    put_events(&w, r);
    put_totals(&w, r);
    put_recovery(&w, r);
    put_walls(&w, &r->wall);
    put_availability(&w, r);
    put_asserts(&w, r);
    writer_close(&w, '}');
}
