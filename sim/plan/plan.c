#include "sim/plan/plan.h"

#include "models/architecture/network.h"
#include "models/architecture/scaling.h"
#include "sim/input/scenario_json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PASSES = 2 };

/* What the compiled scenario can do with the present settings. */
struct capacity {
    bool valid;
    double host;      /* requests/s at which the host in question is full, its pools included */
    double all;       /* ... and the whole architecture */
    uint32_t members; /* of the host in question */
    double usd_per_h;
    char bottleneck[96];
};

static void add_set(struct plan *plan, const char *text)
{
    plan->set = reallocarray(plan->set, plan->sets + 1, sizeof *plan->set);
    if (!plan->set || !(plan->set[plan->sets++] = strdup(text))) abort();
}

void plan_init(struct plan *plan, const struct document *document, const struct scenario *scenario,
               const char *const *settings, uint32_t count)
{
    *plan = (struct plan){ .document = document, .scenario = scenario };
    for (uint32_t i = 0; i < count; i++) add_set(plan, settings[i]);
    levers_init(&plan->levers, document, scenario, settings, count);
}

void plan_finish(struct plan *plan)
{
    levers_finish(&plan->levers);
    for (uint32_t i = 0; i < plan->sets; i++) free(plan->set[i]);
    free(plan->set);
    *plan = (struct plan){ 0 };
}

/* Says `path=value`, in place of what was said of the path before. */
static void put(struct plan *plan, const char *path, const char *value)
{
    const size_t length = strlen(path);
    uint32_t i = 0;
    while (i < plan->sets && !(strncmp(plan->set[i], path, length) == 0 && plan->set[i][length] == '=')) i++;
    char *text = NULL;
    if (asprintf(&text, "%s=%s", path, value) < 0) abort();
    if (i < plan->sets) {
        free(plan->set[i]);
        plan->set[i] = text;
        return;
    }
    add_set(plan, text);
    free(text);
}

static void put_number(struct plan *plan, const char *path, double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.0f", value);
    put(plan, path, text);
}

static double full_at(const struct resource *r)
{
    double most = 0;
    if (!isfinite(r->servers) || r->kind == RESOURCE_RAM) return INFINITY;
    for (uint32_t m = 0; m < r->members; m++) most = fmax(most, r->demand[m]);
    return most > 0 ? r->servers / most : INFINITY;
}

/* NULL: the settings go beyond what a scenario may say. */
static struct scenario *scenario_of_plan(const struct plan *plan)
{
    struct input_error error;
    return scenario_of(plan->document, (const char *const *)plan->set, plan->sets, &error);
}

/* `rate`: the load, requests/s, that the cost is for. */
static struct capacity capacity_of(const struct plan *plan, uint32_t host, double rate)
{
    struct scenario *s = scenario_of_plan(plan);
    struct capacity c = { .host = INFINITY, .all = INFINITY };
    if (!s) return c;
    struct network *n = network_assemble(s);
    c.valid = true;
    c.usd_per_h = scaling_usd_per_h(n, rate);
    if (host != SCENARIO_NONE) c.members = n->group[host].members;
    for (uint32_t i = 0; i < n->resources; i++) {
        const struct resource *r = &n->resource[i];
        const double full = full_at(r);
        if (r->host == host && r->host != NETWORK_NONE) c.host = fmin(c.host, full);
        if (full < c.all) {
            c.all = full;
            snprintf(c.bottleneck, sizeof c.bottleneck, "%s", r->name);
        }
    }
    network_destroy(n);
    scenario_destroy(s);
    return c;
}

/* Threads and connections: twice what the bottleneck law asks for, since they are held while others are
 * waited for. */
static void widen_pools(struct plan *plan, double rate)
{
    struct scenario *s = scenario_of_plan(plan);
    if (!s) return;
    struct network *n = network_assemble(s);
    for (uint32_t i = 0; i < n->resources; i++) {
        const struct resource *r = &n->resource[i];
        const double full = full_at(r), wanted = ceil(2 * r->servers * rate / full);
        char path[LEVER_PATH];
        if (r->kind != RESOURCE_TOKENS || !isfinite(full) || wanted <= r->servers) continue;
        const struct tier *tier = &s->tier[r->tier];
        if (tier->kind != TIER_SERVICE && tier->kind != TIER_DATABASE) continue;
        snprintf(path, sizeof path, "tiers.%s.%s", tier->name,
                 tier->kind == TIER_SERVICE ? "threads" : "connections");
        put_number(plan, path, wanted);
    }
    network_destroy(n);
    scenario_destroy(s);
}

static void put_lever(struct plan *plan, const struct lever *lever, uint32_t size, uint32_t count)
{
    if (*lever->size_path) put(plan, lever->size_path, lever->size[size].name);
    for (uint32_t i = 0; i < lever->count_paths; i++) put_number(plan, lever->count_path[i], count);
}

struct choice {
    uint32_t size, count;
    double usd_per_h; /* of the host's machines */
    uint32_t members;
};

/* The least count of this size that suffices. False: none does; `best` is then the most that it can. */
static bool enough(struct plan *plan, const struct lever *lever, uint32_t size, double wanted,
                   struct choice *choice, double *best)
{
    uint32_t count = lever->count_paths ? lever->least : lever->count_now;
    for (int attempt = 0; attempt < 12; attempt++) {
        put_lever(plan, lever, size, count);
        const struct capacity c = capacity_of(plan, lever->host, 0);
        if (c.valid) *best = fmax(*best, c.host);
        if (c.valid && c.host >= wanted) {
            *choice = (struct choice){ size, count, lever->size[size].usd_per_h * c.members, c.members };
            return true;
        }
        if (!lever->count_paths || count >= lever->most) return false;
        const double grown = c.valid && c.host > 0 ? ceil(count * wanted / c.host) : 2 * count;
        const uint32_t next = (uint32_t)fmin(lever->most, fmax(grown, count + 1));
        count = next;
    }
    return false;
}

/* The cheapest size and count with the disk that the machine has now. */
static bool size_machine(struct plan *plan, const struct lever *lever, double wanted, double *best)
{
    struct choice chosen = { 0 }, choice;
    bool found = false;
    for (uint32_t i = 0; i < lever->sizes; i++) {
        if (!enough(plan, lever, i, wanted, &choice, best)) continue;
        /* Among equals the one with fewer machines is the simpler. */
        const double less = choice.usd_per_h - chosen.usd_per_h;
        if (!found || less < -1e-9 || (less < 1e-9 && choice.members < chosen.members)) chosen = choice;
        found = true;
    }
    if (found) put_lever(plan, lever, chosen.size, chosen.count);
    return found;
}

/* Disks have no price in the catalogue, so a faster one is taken only where no machine suffices without it.
 */
static bool size_host(struct plan *plan, const struct lever *lever, double wanted)
{
    static const char *const disks[] = { "gp3-16000", "io2" };
    double best = 0;
    if (size_machine(plan, lever, wanted, &best)) return true;
    for (size_t i = 0; *lever->size_path && i < sizeof disks / sizeof *disks; i++) {
        char path[LEVER_PATH];
        if (strncmp(lever->size_path, "machines.", 9) != 0) break;
        snprintf(path, sizeof path, "%.*sssd", (int)(strrchr(lever->size_path, '.') + 1 - lever->size_path),
                 lever->size_path);
        put(plan, path, disks[i]);
        if (size_machine(plan, lever, wanted, &best)) return true;
    }
    put_lever(plan, lever, lever->sizes - 1, lever->count_paths ? lever->most : lever->count_now);
    const struct host *host = &plan->scenario->host[lever->host];
    const char *name = lever->size[lever->sizes - 1].name;
    snprintf(plan->why_not, sizeof plan->why_not, "%s is full at %.0f req/s%s%s%s", host->name, best,
             *name ? " even as " : "", name, lever->count_paths ? ", as many as there may be" : "");
    return false;
}

bool plan_size(struct plan *plan, double rate, double share)
{
    const double wanted = rate / share;
    plan->feasible = true;
    plan->why_not[0] = '\0';
    for (int pass = 0; pass < PASSES && plan->feasible; pass++)
        for (uint32_t i = 0; i < plan->levers.levers && plan->feasible; i++)
            plan->feasible = size_host(plan, &plan->levers.lever[i], wanted);
    if (!plan->feasible) return false;
    widen_pools(plan, wanted);
    const struct capacity c = capacity_of(plan, SCENARIO_NONE, rate);
    plan->usd_per_h = c.usd_per_h;
    plan->saturation = c.all;
    if (!c.valid || c.all < wanted * (1 - 1e-9)) {
        plan->feasible = false;
        snprintf(plan->why_not, sizeof plan->why_not, "%s is full at %.0f req/s", c.bottleneck, c.all);
    }
    return plan->feasible;
}
