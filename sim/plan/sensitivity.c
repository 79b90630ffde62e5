#include "sim/plan/sensitivity.h"

#include "models/architecture/analytic_wall.h"
#include "sim/input/scenario_json.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double step = 0.1;
/* Less is no news. */
static const double least_swing = 1e-4;

struct search {
    struct sensitivity *found;
    const struct document *document;
    const struct scenario *scenario; /* as it is */
    const char **setting;            /* the given ones, and room for one more */
    uint32_t settings;
    uint32_t room;
};

/* False: the scenario may not be so. */
static bool look_up(const struct search *s, uint32_t settings, double *wall, double *saturation)
{
    struct input_error error;
    struct scenario *scenario = scenario_of(s->document, s->setting, settings, &error);
    if (!scenario) return false;
    struct network *network = network_assemble(scenario);
    *wall = analytic_wall(network);
    *saturation = network->saturation;
    network_destroy(network);
    scenario_destroy(scenario);
    return true;
}

static bool try_value(const struct search *s, struct sensitive *x, enum sensitivity_side side, double value)
{
    char text[SENSITIVITY_PATH + SENSITIVITY_NUMBER + 1];
    double saturation;
    snprintf(x->value[side], SENSITIVITY_NUMBER, "%.6g", value);
    snprintf(text, sizeof text, "%s=%s", x->path, x->value[side]);
    s->setting[s->settings] = text;
    return look_up(s, s->settings + 1, &x->wall[side], &saturation);
}

/* A count reads as whole numbers only where the program takes no others. Cores may be parts, for containers;
 * but machines have whole ones. */
static bool is_whole(const char *path, double value)
{
    const char *dot = strrchr(path, '.');
    return dot && strcmp(dot, ".cores") == 0 && value == floor(value);
}

static void try_side(const struct search *s, struct sensitive *x, enum sensitivity_side side, double was)
{
    const double direction = side == SENSITIVITY_LESS ? -1 : 1;
    const double one = was + direction * fmax(1, round(step * fabs(was)));
    x->wall[side] = NAN;
    if (!is_whole(x->path, was) && try_value(s, x, side, was * (1 + direction * step))) return;
    if (was == floor(was) && one != 0 && try_value(s, x, side, one)) return;
    if (was > 0 && was < 1 && side == SENSITIVITY_MORE && try_value(s, x, side, was + step * (1 - was)))
        return;
    *x->value[side] = '\0';
    x->wall[side] = NAN;
}

static void try_number(struct search *s, const char *path, double was)
{
    struct sensitive x = { .swing = 0 };
    const double wall = s->found->wall;
    snprintf(x.path, sizeof x.path, "%s", path);
    snprintf(x.was, sizeof x.was, "%.6g", was);
    s->found->tried++;
    try_side(s, &x, SENSITIVITY_MORE, was);
    /* What makes no difference upwards makes none downwards, but for what is only just enough. */
    try_side(s, &x, SENSITIVITY_LESS, was);
    double low = wall, high = wall;
    for (int side = 0; side < SENSITIVITY_SIDES; side++) {
        if (isnan(x.wall[side])) continue;
        low = fmin(low, x.wall[side]);
        high = fmax(high, x.wall[side]);
    }
    x.swing = (high - low) / wall;
    if (!(x.swing > least_swing)) return;
    struct sensitivity *f = s->found;
    if (f->count == s->room) {
        s->room = s->room ? 2 * s->room : 64;
        f->sensitive = realloc(f->sensitive, s->room * sizeof *f->sensitive);
        if (!f->sensitive) abort();
    }
    f->sensitive[f->count++] = x;
}

/* Keys at the top that say nothing of the architecture or its load, and prices anywhere. */
static bool is_skipped(const char *key, bool top)
{
    static const char *const tops[] = { "schema", "stage", "run", "timeline", "assert" };
    if (key[0] == '_' || strstr(key, "usd")) return true;
    for (size_t i = 0; top && i < sizeof tops / sizeof *tops; i++)
        if (strcmp(key, tops[i]) == 0) return true;
    return false;
}

/* Whether the path is the count of the hosts of a database that has one copy of its data: a second server
 * would have to have the data, too, which is what replicas and shards are for. */
static bool is_only_copy(const struct scenario *s, const char *path)
{
    char count[SENSITIVITY_PATH];
    for (uint32_t t = 0; t < s->tiers; t++) {
        const struct tier *tier = &s->tier[t];
        if (tier->kind != TIER_DATABASE || tier->host == SCENARIO_NONE) continue;
        if (tier->database.engine != ENGINE_RELATIONAL || tier->database.replicas.count > 0 ||
            tier->database.shards.count > 1)
            continue;
        snprintf(count, sizeof count, "hosts.%s.count", s->host[tier->host].name);
        if (strcmp(count, path) == 0) return true;
    }
    return false;
}

static void walk(struct search *s, const cJSON *node, const char *path)
{
    if (cJSON_IsNumber(node)) {
        if (node->valuedouble != 0 && !is_only_copy(s->scenario, path))
            try_number(s, path, node->valuedouble);
        return;
    }
    int index = 0;
    const cJSON *child;
    cJSON_ArrayForEach(child, node)
    {
        char here[SENSITIVITY_PATH];
        if (child->string && is_skipped(child->string, !*path)) continue;
        const int length = child->string
                               ? snprintf(here, sizeof here, "%s%s%s", path, *path ? "." : "", child->string)
                               : snprintf(here, sizeof here, "%s[%d]", path, index);
        index++;
        if (length < (int)sizeof here) walk(s, child, here);
    }
}

static int by_swing(const void *a, const void *b)
{
    const struct sensitive *x = a, *y = b;
    if (x->swing != y->swing) return x->swing < y->swing ? 1 : -1;
    return strcmp(x->path, y->path);
}

void sensitivity_init(struct sensitivity *found, const struct document *document, const char *const *settings,
                      uint32_t count)
{
    *found = (struct sensitivity){ .wall = NAN, .saturation = NAN };
    struct search s = {
        .found = found, .document = document, .setting = calloc(count + 1, sizeof(char *)), .settings = count
    };
    struct input_error error;
    cJSON *complete = scenario_complete(document, settings, count, &error);
    if (!s.setting || !complete) abort();
    for (uint32_t i = 0; i < count; i++) s.setting[i] = settings[i];
    struct scenario *scenario = scenario_of(document, settings, count, &error);
    s.scenario = scenario;
    if (scenario && look_up(&s, count, &found->wall, &found->saturation) && found->wall > 0 &&
        isfinite(found->wall))
        walk(&s, complete, "");
    if (found->count > 0) qsort(found->sensitive, found->count, sizeof *found->sensitive, by_swing);
    scenario_destroy(scenario);
    free(s.setting);
    cJSON_Delete(complete);
}

void sensitivity_finish(struct sensitivity *found)
{
    free(found->sensitive);
    *found = (struct sensitivity){ 0 };
}
