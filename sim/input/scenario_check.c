/* Checks across the parts of a scenario. */
#include "sim/input/keys_scenario.h"

#include "models/architecture/extent.h"
#include "models/architecture/mix.h"

#include <math.h>

static const double MOST_USERS = 1e7;

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

static bool check_errands(struct reader *r, const struct place *at, const struct request_class *class)
{
    const struct place path = { at, "path", 0 };
    const double errands = extent_errands(r->scenario, class);
    return errands <= EXTENT_MOST_ERRANDS ||
           reader_fail(r, &path, "found %.3g calls, pages and disk accesses a request, expected at most %.3g",
                       errands, EXTENT_MOST_ERRANDS);
}

/* What no network could hold is told here, as assembling cannot fail. */
static bool check_extent(struct reader *r, const struct place *up, const struct scenario *s)
{
    const struct place classes = { up, "classes", 0 }, hosts = { up, "hosts", 0 }, tiers = { up, "tiers", 0 };
    const double members = extent_members(s);
    if (members > EXTENT_MOST_MEMBERS)
        return reader_fail(r, &hosts, "found %.9g members in all, expected at most %.9g", members,
                           EXTENT_MOST_MEMBERS);
    const double pieces = extent_pieces(s);
    if (pieces > EXTENT_MOST_PIECES)
        return reader_fail(r, &classes,
                           "found paths of a size of %.6g, expected at most %d; a call counts 6 to 24, and "
                           "each row that it locks; twice behind a database with a cross_shard_ratio",
                           pieces, EXTENT_MOST_PIECES);
    const struct tier *ring;
    const double points = extent_points(s, &ring);
    const struct place at = { &tiers, ring ? ring->name : "", 0 };
    return points <= EXTENT_MOST_POINTS ||
           reader_fail(r, &at,
                       "found a hash ring of %.6g points, expected at most %.6g; set fewer virtual_nodes",
                       points, EXTENT_MOST_POINTS);
}

/* What a class says of users. */
static bool check_users(struct reader *r, const struct place *at, const struct load *load,
                        const struct request_class *class)
{
    const struct place population = { at, "population", 0 }, think = { at, "think_time_s", 0 },
                       share = { at, "share", 0 };
    if (class->population > 0 && load->arrivals != ARRIVALS_CLOSED)
        return reader_fail(r, &population, "has no meaning unless load.arrivals is \"closed\"");
    if (class->population > 0 && !load->is_by_class)
        return reader_fail(r, &population,
                           "found load.population too, expected one of them: users keep their class, or draw "
                           "one for each request");
    if (class->population > 0 && class->share != 1)
        return reader_fail(r, &share,
                           "has no meaning beside a population: how often its users ask follows from them");
    return class->population > 0 || isnan(class->think.mean) ||
           reader_fail(r, &think, "has no meaning without a population of the class; load.think_time_s has");
}

/* Where users keep their class, how many there are in all. */
static bool settle_users(struct reader *r, const struct place *up, struct scenario *s)
{
    const struct place load = { up, "load", 0 }, classes = { up, "classes", 0 };
    const struct request_class *none = NULL;
    double users = 0;
    for (uint32_t i = 0; i < s->classes; i++) {
        users += s->class[i].population;
        if (s->class[i].population == 0) none = &s->class[i];
    }
    if (!s->load.is_by_class) return true;
    if (users == 0)
        return reader_fail(r, &load,
                           "found no \"population\", expected it for a closed load: here, or in each "
                           "class, whose users then keep it");
    const struct place at = { &classes, none ? none->name : "", 0 };
    if (none) return reader_fail(r, &at, "found no \"population\", expected one as the other classes have");
    if (users > MOST_USERS)
        return reader_fail(r, &classes, "found populations of %.6g in all, expected at most %.0e", users,
                           MOST_USERS);
    double *point = arena_alloc(r->arena, 1, sizeof *point);
    *point = users;
    s->load.point = point;
    s->load.points = 1;
    s->load.automatic = false;
    mix_settle(s, (struct request_class *)s->class);
    return true;
}

bool scenario_check(struct reader *r, const struct place *up, cJSON *json, void *object)
{
    (void)json;
    struct scenario *s = object;
    const struct place tiers = { up, "tiers", 0 }, classes = { up, "classes", 0 };
    if (s->tiers == 0) return reader_fail(r, &tiers, "found no tier, expected at least one");
    if (s->classes == 0) return reader_fail(r, &classes, "found no class, expected at least one");
    for (uint32_t i = 0; i < s->classes; i++) {
        const struct place at = { &classes, s->class[i].name, 0 };
        const struct request_class *class = &s->class[i];
        if (!check_path(r, &at, class, class->path) || !check_errands(r, &at, class) ||
            !check_users(r, &at, &s->load, class))
            return false;
    }
    return check_extent(r, up, s) && settle_users(r, up, s);
}
