/* Checks across the parts of a scenario. */
#include "sim/input/keys_scenario.h"

#include <math.h>

/* A cache that fills with keys needs to know whose; so does a sharded database. */
static bool check_call(struct reader *r, const struct place *at, const struct request_class *class,
                       const struct tier *tier)
{
    const struct place key = { at, "key", 0 };
    if (class->key != SCENARIO_NONE) return true;
    if (tier->kind == TIER_CACHE && !isnan(tier->caching.memory) && tier->caching.keys == SCENARIO_NONE)
        return reader_fail(
            r, &key, "found no key space, expected one: the cache \"%.60s\" has \"memory_gib\"", tier->name);
    return true;
}

static bool check_path(struct reader *r, const struct place *at, const struct request_class *class,
                       const struct path *path)
{
    for (; path; path = path->next) {
        if (path->kind == PATH_CALL && !check_call(r, at, class, &r->scenario->tier[path->tier]))
            return false;
        if (!check_path(r, at, class, path->child)) return false;
    }
    return true;
}

bool scenario_check(struct reader *r, const struct place *up, cJSON *json, void *object)
{
    (void)json;
    const struct scenario *s = object;
    const struct place tiers = { up, "tiers", 0 }, classes = { up, "classes", 0 };
    if (s->tiers == 0) return reader_fail(r, &tiers, "found no tier, expected at least one");
    if (s->classes == 0) return reader_fail(r, &classes, "found no class, expected at least one");
    for (uint32_t i = 0; i < s->classes; i++) {
        const struct place at = { &classes, s->class[i].name, 0 };
        if (!check_path(r, &at, &s->class[i], s -> class[i].path)) return false;
    }
    return true;
}
