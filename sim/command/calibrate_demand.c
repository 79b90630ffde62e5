/*
 * The utilization law gives the demand of each measured resource: U = X D / m for m servers, so D is m times
 * the slope of U over X. A resource's demand is spread over tiers and operations in a way that its
 * utilization does not tell; all of them are scaled alike. What a resource is asked for is not always what
 * the keys say (session look-ups, replay of writes), so the factor is found by assembling the scenario again.
 */
#include "sim/command/calibrate_work.h"
#include "sim/input/demand_patch.h"
#include "sim/report/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double demand_of(const struct network *n, uint32_t resource)
{
    const struct resource *r = &n->resource[resource];
    double sum = 0;
    for (uint32_t m = 0; m < r->members; m++) sum += r->demand[m];
    return sum;
}

static double patched_demand(struct calibrate_work *w, uint32_t resource)
{
    struct calibrate_patched p;
    if (!calibrate_patched_init(&p, w)) return NAN;
    const double demand = demand_of(p.network, resource);
    calibrate_patched_finish(&p);
    return demand;
}

static bool is_scaled(enum resource_kind kind, enum demand_sort *sort)
{
    *sort = kind == RESOURCE_SSD ? DEMAND_SORT_DISK : DEMAND_SORT_CPU;
    return kind == RESOURCE_CPU || kind == RESOURCE_SSD;
}

/* Scales the demands of a host until the resource has the estimate's: demand is a line in the factor, so the
 * second step finds it. False: no factor does, as where all pages are in memory or the work is not the
 * tiers'. */
static bool search_factor(struct calibrate_work *w, struct estimate *e, uint32_t resource)
{
    const struct resource *r = &w->network->resource[resource];
    const char *host = w->scenario->host[r->host].name;
    enum demand_sort sort;
    is_scaled(r->kind, &sort);
    double factor = e->demand / e->before, last_factor = 1, last = e->before;
    for (int i = 0; i < 8; i++) {
        if (!(factor > 0) || factor > 1e6) return false;
        if (demand_patch_scale(w->patch, w->complete, host, sort, factor) == 0) return false;
        const double demand = patched_demand(w, resource);
        e->factor = factor;
        if (isnan(demand)) return false;
        if (fabs(demand - e->demand) <= 1e-5 * e->demand) return true;
        const double slope = (demand - last) / (factor - last_factor);
        last_factor = factor, last = demand;
        factor += (e->demand - demand) / slope;
    }
    return false;
}

/* Without a factor the patch stays as it was. */
static void scale(struct calibrate_work *w, struct estimate *e, uint32_t resource)
{
    cJSON *before = cJSON_Duplicate(w->patch, 1);
    if (!before) abort();
    if (search_factor(w, e, resource)) {
        cJSON_Delete(before);
        return;
    }
    cJSON_Delete(w->patch);
    w->patch = before;
    e->status = ESTIMATE_COMPARED;
    e->factor = NAN;
    calibration_remark(
        &w->report,
        "%s does not follow from a factor on the %s of the tiers there, which are left as they "
        "are",
        e->resource,
        w->network->resource[resource].kind == RESOURCE_CPU ? "CPU demands" : "reads and writes");
}

static void remark_doubts(struct calibrate_work *w, const struct estimate *e)
{
    char busy[NUMBER_SIZE], se[NUMBER_SIZE], demand[NUMBER_SIZE];
    const bool is_odd = fabs(e->background) > 3 * e->background_se && fabs(e->background) > 0.02;
    if (e->demand_se > 0.1 * e->demand) {
        number_percent(e->demand_se / e->demand, se);
        calibration_remark(&w->report, "%s is known to %s %% only: its utilization hardly follows throughput",
                           e->resource, se);
    }
    if (is_odd && e->background > 0) {
        number_percent(e->background, busy);
        number_rounded(1e2 * e->background_se, 2, se);
        number_rounded(1e3 * e->free_demand, 3, demand);
        calibration_remark(
            &w->report,
            "at no load %s would still be %s %% busy (+-%s), so not all of its work follows the "
            "requests; without that part a request takes %s ms",
            e->resource, busy, se, demand);
    } else if (is_odd)
        calibration_remark(&w->report,
                           "%s grows faster than throughput: the demand of a request rises with load",
                           e->resource);
    if (e->busiest < 0.1 && e->demand_se > 0.02 * e->demand) {
        number_percent(e->busiest, busy);
        calibration_remark(&w->report, "%s was never above %s %% busy: measure it nearer to its limit",
                           e->resource, busy);
    }
}

/* Fits D and says what is to be done with it. */
static void fit_demand(struct calibrate_work *w, uint32_t resource, const double *utilization,
                       struct estimate *e)
{
    const struct resource *r = &w->network->resource[resource];
    const double servers = r->servers * r->members;
    struct proportion fit;
    enum demand_sort sort;
    double busiest = 0;
    *e = (struct estimate){ .resource = r->name, .before = demand_of(w->network, resource), .factor = NAN };
    for (size_t i = 0; i < w->measured.rows; i++) {
        if (!(w->throughput[i] > 0) || isnan(utilization[i])) continue;
        w->x[e->points] = w->throughput[i];
        w->y[e->points++] = utilization[i];
        busiest = fmax(busiest, utilization[i]);
    }
    const bool good = proportion_fit(e->points, w->x, w->y, &fit);
    e->status = !good || !(fit.slope > 0)    ? ESTIMATE_NONE
                : !is_scaled(r->kind, &sort) ? ESTIMATE_COMPARED
                : e->before > 0              ? ESTIMATE_WRITTEN
                                             : ESTIMATE_NOTHING;
    e->demand = fit.slope * servers;
    e->demand_se = fit.slope_se * servers;
    e->r2 = fit.r2;
    e->background = fit.intercept;
    e->background_se = fit.intercept_se;
    e->free_demand = fit.free_slope * servers;
    e->busiest = busiest;
}

static void remark_status(struct calibrate_work *w, const struct resource *r, const struct estimate *e)
{
    switch (e->status) {
    case ESTIMATE_NONE:
        calibration_remark(&w->report, "%s: %zu rows have its utilization; it takes 2, and some work",
                           r->name, e->points);
        break;
    case ESTIMATE_NOTHING:
        calibration_remark(&w->report,
                           "the scenario asks nothing of %s; give a tier there a rough %s to be scaled",
                           r->name, r->kind == RESOURCE_CPU ? "cpu_ms" : "disk_reads");
        break;
    case ESTIMATE_COMPARED:
        if (fabs(e->demand - e->before) > fmax(0.1 * e->before, 3 * e->demand_se))
            calibration_remark(&w->report,
                               "%s differs from the scenario by more than a tenth; it follows from sizes and "
                               "counts, which are left as they are",
                               r->name);
        break;
    case ESTIMATE_WRITTEN: remark_doubts(w, e); break;
    }
}

/* Several tiers, operations or classes share the CPU of this resource. */
static bool is_shared(const struct calibrate_work *w, uint32_t resource)
{
    const struct resource *r = &w->network->resource[resource];
    unsigned users = 0;
    for (uint32_t t = 0; t < w->scenario->tiers; t++) {
        const struct tier *tier = &w->scenario->tier[t];
        if (tier->host != r->host) continue;
        users += tier->demand.cpu.mean > 0;
        for (uint32_t i = 0; i < tier->ops; i++) users += tier->op[i].cpu.mean > 0;
    }
    return r->kind == RESOURCE_CPU && users > 1;
}

/* How the demand of a host is shared is the scenario's word alone. */
static void remark_shares(struct calibrate_work *w, const char *names)
{
    if (*names)
        calibration_remark(&w->report,
                           "how the demand of %s is shared by tiers and operations was not measured: the "
                           "scenario's proportions are kept",
                           names);
}

static bool is_demand(enum resource_kind kind)
{
    switch (kind) {
    case RESOURCE_CPU:
    case RESOURCE_SSD:
    case RESOURCE_SSD_BANDWIDTH:
    case RESOURCE_NIC_OUT:
    case RESOURCE_NIC_IN: return true;
    case RESOURCE_RAM:
    case RESOURCE_TOKENS:
    case RESOURCE_APPLIER:
    case RESOURCE_CONSUMERS:
    case RESOURCE_LOCKS:
    case RESOURCE_BROKER: break;
    }
    return false;
}

/* Fits resource `i` if its utilization was measured; adds it to `shared` if several share it. */
static bool fit_resource(struct calibrate_work *w, uint32_t i, char *shared, size_t size)
{
    const struct resource *r = &w->network->resource[i];
    struct calibration *c = &w->report;
    bool measured;
    if (!is_demand(r->kind) || isinf(r->servers)) return true;
    if (!calibrate_utilization(w, i, &measured)) return false;
    if (!measured) return true;
    struct estimate *e = &c->estimate[c->estimates];
    fit_demand(w, i, w->column, e);
    if (e->status == ESTIMATE_NONE && !(e->before > 0)) return true; /* unused on both sides */
    c->estimates++;
    remark_status(w, r, e);
    if (e->status == ESTIMATE_WRITTEN) scale(w, e, i);
    if (e->status == ESTIMATE_WRITTEN && is_shared(w, i)) {
        const size_t used = strlen(shared);
        snprintf(shared + used, size - used, "%s%s", used ? ", " : "", r->name);
    }
    return true;
}

bool calibrate_demands(struct calibrate_work *w)
{
    w->report.estimate = calloc(w->network->resources + 1, sizeof *w->report.estimate);
    if (!w->report.estimate) abort();
    if (!calibrate_check_columns(w)) return false;
    char shared[256] = "";
    for (uint32_t i = 0; i < w->network->resources; i++)
        if (!fit_resource(w, i, shared, sizeof shared)) return false;
    remark_shares(w, shared);
    return true;
}
