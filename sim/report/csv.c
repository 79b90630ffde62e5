/*
 * Fixed columns are a table of names and getters; the rest is a list of names, the union over the scenarios
 * in the order of their first appearance.
 */
#include "sim/report/csv.h"

#include "sim/report/csv_field.h"
#include "sim/report/json_theory.h"
#include "sim/report/loads.h"
#include "sim/report/wording.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct names {
    const char **name; /* owned array of borrowed names */
    uint32_t count, room;
};

/* The columns that depend on the scenarios. */
struct columns {
    struct names resource, tier, cache, replicated, queue;
};

static void names_add(struct names *names, const char *name)
{
    for (uint32_t i = 0; i < names->count; i++)
        if (strcmp(names->name[i], name) == 0) return;
    if (names->count == names->room) {
        names->room = names->room ? 2 * names->room : 16;
        names->name = realloc(names->name, names->room * sizeof *names->name);
        if (!names->name) abort();
    }
    names->name[names->count++] = name;
}

static void collect(struct columns *c, const struct scenario_result *s)
{
    const struct network *n = s->network;
    for (uint32_t i = 0; i < n->resources; i++) names_add(&c->resource, n->resource[i].name);
    for (uint32_t i = 0; i < n->tiers; i++) names_add(&c->tier, wording_tier(n, i));
    for (uint32_t k = 0; k < s->points; k++) {
        const struct point_result *p = &s->point[k];
        for (uint32_t i = 0; i < p->caches; i++) names_add(&c->cache, wording_tier(n, p->cache[i].tier));
        for (uint32_t i = 0; i < p->replications_seen; i++)
            names_add(&c->replicated, wording_tier(n, p->replication[i].tier));
        for (uint32_t i = 0; i < p->queues; i++) names_add(&c->queue, wording_tier(n, p->queue[i].tier));
    }
}

static void put_names(FILE *file, const char *prefix, const struct names *names)
{
    for (uint32_t i = 0; i < names->count; i++) {
        fputc(',', file);
        csv_field_text(file, prefix, names->name[i]);
    }
}

static void put_heading(FILE *file, const struct columns *c)
{
    fputs("scenario,set,index,kind,offered_rps,users,population,throughput_rps,goodput_rps,error_ratio,"
          "errors_rps,"
          "stable,converged,growth_rps,requests,replications,mean_s,mean_s_low,mean_s_high",
          file);
    for (int p = 0; p < PERCENTILES; p++) {
        const char *key = wording_percentile_key[p];
        fprintf(file, ",%s_s,%s_s_low,%s_s_high", key, key, key);
    }
    fputs(",max_s,concurrency,elasticity,theory,theory_mean_s", file);
    for (int p = 0; p < PERCENTILES; p++) fprintf(file, ",theory_%s_s", wording_percentile_key[p]);
    fputs(",theory_least_s,theory_most_rps,queries_per_s,messages_per_s,sent_bytes_per_s,"
          "received_bytes_per_s,usd_per_h,version,seed,hash",
          file);
    put_names(file, "util:", &c->resource);
    put_names(file, "hot:", &c->resource);
    put_names(file, "residence:", &c->tier);
    put_names(file, "wait:", &c->tier);
    put_names(file, "tail:", &c->tier);
    fputs(",tail:network,tail:retries", file);
    put_names(file, "hit:", &c->cache);
    put_names(file, "lag_p99_s:", &c->replicated);
    put_names(file, "stale:", &c->replicated);
    put_names(file, "backlog:", &c->queue);
    fputs("\r\n", file);
}

static void put_interval(FILE *file, const struct interval *interval)
{
    csv_field_number(file, interval->value);
    csv_field_number(file, isnan(interval->value) ? NAN : interval->low);
    csv_field_number(file, isnan(interval->value) ? NAN : interval->high);
}

/* What theory says at a point of the sweep or of the search; NULL: nothing. */
static const struct theory_point *theory_at(const struct scenario_result *s, const struct point_result *p)
{
    const bool swept = s->points > 0 && p >= s->point && p < s->point + s->points;
    const bool searched = s->searches > 0 && p >= s->search && p < s->search + s->searches;
    if (swept && s->theory.point) return &s->theory.point[p - s->point];
    return searched && s->theory.search ? &s->theory.search[p - s->search] : NULL;
}

static void put_theory(FILE *file, const struct theory_point *t)
{
    fprintf(file, ",%s", t ? json_theory_kind(t->exact.kind) : "");
    csv_field_number(file, t ? t->exact.mean : NAN);
    for (int k = 0; k < PERCENTILES; k++) csv_field_number(file, t ? t->exact.percentile[k] : NAN);
    csv_field_number(file, t ? t->exact.least : NAN);
    csv_field_number(file, t ? t->exact.most : NAN);
}

static void put_fixed(FILE *file, const struct scenario_result *s, const struct point_result *p)
{
    double errors = 0;
    for (int e = 0; e < ERROR_KINDS; e++) errors += p->error[e];
    csv_field_number(file, p->offered);
    csv_field_number(file, p->population ? NAN : p->offered * s->scenario->load.users_per_rps);
    csv_field_number(file, p->population ? (double)p->population : NAN);
    csv_field_number(file, p->throughput);
    csv_field_number(file, p->goodput);
    csv_field_number(file, p->error_ratio);
    csv_field_number(file, errors);
    csv_field_number(file, p->stable);
    csv_field_number(file, p->converged);
    csv_field_number(file, p->stable ? NAN : p->growth);
    csv_field_number(file, (double)p->requests);
    csv_field_number(file, p->replications);
    put_interval(file, &p->latency.mean);
    for (int k = 0; k < PERCENTILES; k++) put_interval(file, &p->latency.percentile[k]);
    csv_field_number(file, p->latency.max);
    csv_field_number(file, p->concurrency.value);
    csv_field_number(file, p->elasticity);
    put_theory(file, theory_at(s, p));
    csv_field_number(file, p->queries);
    csv_field_number(file, p->messages);
    csv_field_number(file, p->sent_bytes);
    csv_field_number(file, p->received_bytes);
    csv_field_number(file, p->usd_per_h);
    fprintf(file, ",%s,%" PRIu64 ",%016" PRIx64, KNEEWALL_VERSION, s->seed, s->hash);
}

static const struct resource_result *resource_named(const struct network *n, const struct point_result *p,
                                                    const char *name)
{
    for (uint32_t i = 0; p->resource && i < n->resources; i++)
        if (strcmp(n->resource[p->resource[i].resource].name, name) == 0) return &p->resource[i];
    return NULL;
}

static const struct tier_result *tier_named(const struct network *n, const struct point_result *p,
                                            const char *name)
{
    for (uint32_t i = 0; p->tier && i < n->tiers; i++)
        if (strcmp(wording_tier(n, i), name) == 0) return &p->tier[i];
    return NULL;
}

static void put_resources(FILE *file, const struct columns *c, const struct network *n,
                          const struct point_result *p)
{
    for (int hot = 0; hot < 2; hot++)
        for (uint32_t i = 0; i < c->resource.count; i++) {
            const struct resource_result *r = resource_named(n, p, c->resource.name[i]);
            csv_field_number(file, !r ? NAN : hot ? r->hottest_utilization : r->utilization);
        }
}

static void put_tiers(FILE *file, const struct columns *c, const struct network *n,
                      const struct point_result *p)
{
    for (int what = 0; what < 3; what++)
        for (uint32_t i = 0; i < c->tier.count; i++) {
            const struct tier_result *t = tier_named(n, p, c->tier.name[i]);
            csv_field_number(file, !t ? NAN : what == 0 ? t->residence : what == 1 ? t->wait : t->tail_share);
        }
    csv_field_number(file, p->tier ? p->tier[n->tiers].tail_share : NAN);
    csv_field_number(file, p->retry_tail_share);
}

static void put_parts(FILE *file, const struct columns *c, const struct network *n,
                      const struct point_result *p)
{
    for (uint32_t i = 0; i < c->cache.count; i++) {
        double value = NAN;
        for (uint32_t k = 0; k < p->caches; k++)
            if (strcmp(wording_tier(n, p->cache[k].tier), c->cache.name[i]) == 0)
                value = p->cache[k].hit_ratio;
        csv_field_number(file, value);
    }
    for (int stale = 0; stale < 2; stale++)
        for (uint32_t i = 0; i < c->replicated.count; i++) {
            double value = NAN;
            for (uint32_t k = 0; k < p->replications_seen; k++)
                if (strcmp(wording_tier(n, p->replication[k].tier), c->replicated.name[i]) == 0)
                    value = stale ? p->replication[k].stale_ratio : p->replication[k].lag_p99;
            csv_field_number(file, value);
        }
    for (uint32_t i = 0; i < c->queue.count; i++) {
        double value = NAN;
        for (uint32_t k = 0; k < p->queues; k++)
            if (strcmp(wording_tier(n, p->queue[k].tier), c->queue.name[i]) == 0) value = p->queue[k].backlog;
        csv_field_number(file, value);
    }
}

static void put_row(FILE *file, const struct columns *c, const struct scenario_result *s, uint32_t index,
                    const struct point_result *p)
{
    bool search = s->searches > 0 && p >= s->search && p < s->search + s->searches;
    csv_field_text(file, "", s->scenario->name);
    fputc(',', file);
    csv_field_text(file, "", s->set ? s->set : "");
    csv_field_number(file, index);
    fprintf(file, ",%s", search ? "search" : "point");
    put_fixed(file, s, p);
    put_resources(file, c, s->network, p);
    put_tiers(file, c, s->network, p);
    put_parts(file, c, s->network, p);
    fputs("\r\n", file);
}

void csv_print(const struct study_result *study, bool all, FILE *file)
{
    struct columns c = { 0 };
    for (uint32_t i = 0; i < study->scenarios; i++) collect(&c, &study->scenario[i]);
    put_heading(file, &c);
    for (uint32_t i = 0; i < study->scenarios; i++) {
        const struct scenario_result *s = &study->scenario[i];
        struct loads loads = { 0 };
        if (all) loads_init(&loads, s);
        for (uint32_t k = 0; k < (all ? loads.points : s->points); k++)
            put_row(file, &c, s, i + 1, all ? loads.point[k] : &s->point[k]);
        loads_finish(&loads);
    }
    free(c.resource.name);
    free(c.tier.name);
    free(c.cache.name);
    free(c.replicated.name);
    free(c.queue.name);
}
