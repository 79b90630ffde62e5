#include "sim/plan/lever.h"

#include "sim/input/catalogue.h"

#include <cjson/cJSON.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const cJSON *get(const cJSON *object, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(object, key);
}

static int by_cores(const void *a, const void *b)
{
    const struct lever_size *p = a, *q = b;
    return (p->cores > q->cores) - (p->cores < q->cores);
}

/* The sizes of a machine's family ("r7i" of "r7i.4xlarge") that have a price. */
static void add_family(struct lever *lever, const char *name)
{
    const size_t family = strcspn(name, ".");
    cJSON *catalogue = cJSON_Parse(catalogue_text(NULL));
    const cJSON *item;
    cJSON_ArrayForEach(item, get(catalogue, "machines"))
    {
        const cJSON *cores = get(item, "cores"), *price = get(item, "usd_per_h");
        const bool same = strncmp(item->string, name, family) == 0 && item->string[family] == '.';
        if (!same || !cJSON_IsNumber(cores) || !cJSON_IsNumber(price) || lever->sizes == LEVER_SIZES)
            continue;
        struct lever_size *size = &lever->size[lever->sizes++];
        snprintf(size->name, sizeof size->name, "%s", item->string);
        size->cores = cores->valuedouble;
        size->usd_per_h = price->valuedouble;
    }
    cJSON_Delete(catalogue);
    qsort(lever->size, lever->sizes, sizeof *lever->size, by_cores);
    for (uint32_t i = 0; i < lever->sizes; i++)
        if (strcmp(lever->size[i].name, name) == 0) lever->size_now = i;
}

static void find_sizes(struct lever *lever, const struct scenario *s, const cJSON *tree)
{
    const struct machine *machine = &s->machine[s->host[lever->host].machine];
    const cJSON *own = get(get(tree, "machines"), machine->name), *like = get(own, "like");
    bool fits = true;
    if (cJSON_IsString(like)) {
        fits = snprintf(lever->size_path, LEVER_PATH, "machines.%s.like", machine->name) < LEVER_PATH;
        /* What the machine says itself would stay as it is when the size changes. */
        if (!get(own, "cores") && !get(own, "ram_gib") && !get(own, "usd_per_h"))
            add_family(lever, like->valuestring);
    } else if (!own) {
        fits = snprintf(lever->size_path, LEVER_PATH, "hosts.%s.machine", s->host[lever->host].name) <
               LEVER_PATH;
        add_family(lever, machine->name);
    }
    if (lever->sizes > 0 && fits) return;
    lever->size_path[0] = '\0';
    lever->sizes = 1;
    lever->size_now = 0;
    lever->size[0] = (struct lever_size){ "", machine->cores, machine->usd_per_h };
}

/* One that has no room is counted only: see levers_init(). */
static void add_path(struct lever *lever, const char *before, const char *name, const char *after)
{
    const uint32_t i = lever->count_paths++;
    if (i >= LEVER_PATHS) return;
    const int length = snprintf(lever->count_path[i], LEVER_PATH, "%s%s%s", before, name, after);
    if (length >= LEVER_PATH) lever->count_paths = LEVER_PATHS + 1;
}

static void set_range(struct lever *lever, uint32_t least, uint32_t most, uint32_t now)
{
    lever->least = least;
    lever->most = most;
    lever->count_now = now;
}

/* How many there may be follows from what stands on the host. */
static void find_count(struct lever *lever, const struct scenario *s)
{
    const struct host *host = &s->host[lever->host];
    const struct tier *scaled = NULL, *database = NULL;
    uint32_t tiers = 0, stateless = 0, balancers = 0, caches = 0;
    bool balanced = false;
    set_range(lever, host->count, host->count, host->count);
    for (uint32_t t = 0; t < s->tiers; t++) {
        const struct tier *tier = &s->tier[t];
        balanced |= tier->kind == TIER_BALANCER && tier->host != lever->host;
        if (tier->host != lever->host) continue;
        tiers++;
        stateless += tier->kind == TIER_SERVICE;
        balancers += tier->kind == TIER_BALANCER;
        caches += tier->kind == TIER_CACHE && tier->caching.shards > 1;
        if (tier->kind == TIER_DATABASE) database = tier;
        if (tier->autoscale.metric != SCALING_NONE) scaled = tier;
    }
    if (scaled && tiers == 1) {
        add_path(lever, "tiers.", scaled->name, ".autoscale.max");
        set_range(lever, scaled->autoscale.min > 1 ? scaled->autoscale.min : 1, LEVER_MOST,
                  scaled->autoscale.max);
    } else if (database && tiers == 1 && database->database.shards.count > 1) {
        add_path(lever, "tiers.", database->name, ".shards.count");
        set_range(lever, 2, 64, database->database.shards.count);
    } else if (database && tiers == 1 && database->database.replicas.count > 0) {
        add_path(lever, "tiers.", database->name, ".replicas.count");
        set_range(lever, 1, 15, database->database.replicas.count);
    } else if (caches == tiers && tiers > 0) {
        add_path(lever, "hosts.", host->name, ".count");
        for (uint32_t t = 0; t < s->tiers; t++)
            if (s->tier[t].host == lever->host) add_path(lever, "tiers.", s->tier[t].name, ".shards");
        set_range(lever, 2, 64, host->count);
    } else if ((stateless == tiers && balanced) || (balancers == tiers && host->count > 1)) {
        add_path(lever, "hosts.", host->name, ".count");
        set_range(lever, host->zones > 1 ? host->zones : 1, LEVER_MOST, host->count);
    }
}

void levers_init(struct levers *levers, const struct document *document, const struct scenario *s,
                 const char *const *settings, uint32_t count)
{
    struct input_error error;
    cJSON *tree = document_tree(document, settings, count, &error);
    if (!tree) abort(); /* the scenario was made of it */
    *levers = (struct levers){ .lever = calloc(s->hosts ? s->hosts : 1, sizeof *levers->lever) };
    if (!levers->lever) abort();
    for (uint32_t h = 0; h < s->hosts; h++) {
        struct lever *lever = &levers->lever[levers->levers];
        bool used = false;
        for (uint32_t t = 0; t < s->tiers; t++) used |= s->tier[t].host == h;
        if (!used || s->host[h].machine == SCENARIO_NONE) continue;
        lever->host = h;
        find_sizes(lever, s, tree);
        find_count(lever, s);
        /* Half of what belongs together is no lever. */
        if (lever->count_paths > LEVER_PATHS) {
            lever->count_paths = 0;
            set_range(lever, lever->count_now, lever->count_now, lever->count_now);
        }
        levers->levers++;
    }
    cJSON_Delete(tree);
}

void levers_finish(struct levers *levers)
{
    free(levers->lever);
    *levers = (struct levers){ 0 };
}
