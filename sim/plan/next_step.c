#include "sim/plan/next_step.h"

#include "models/architecture/network.h"
#include "sim/input/scenario_json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Less is not worth the trouble. */
static const double worthwhile = 1.1;

enum { SIZES_TRIED = 2 };

struct search {
    const struct document *document;
    const char **setting; /* the given ones, with room for those that are tried */
    uint32_t settings;
    double usd, saturation; /* as it is */
    struct next_step *best;
    bool found;
};

static bool measure(const struct search *s, uint32_t settings, double *usd, double *saturation)
{
    struct input_error error;
    struct scenario *scenario = scenario_of(s->document, s->setting, settings, &error);
    if (!scenario) return false;
    struct network *network = network_assemble(scenario);
    *usd = network->usd_per_h;
    *saturation = network->saturation;
    network_destroy(network);
    scenario_destroy(scenario);
    return true;
}

/* Tries what was added to the settings, `more` of them. */
static void consider(struct search *s, uint32_t more)
{
    double usd, saturation;
    if (!measure(s, s->settings + more, &usd, &saturation)) return;
    const double factor = saturation / s->saturation;
    if (!(factor >= worthwhile) || (s->found && usd - s->usd >= s->best->usd_more)) return;
    struct next_step step = { .usd_more = usd - s->usd, .factor = factor };
    size_t used = 0;
    for (uint32_t i = 0; i < more; i++) {
        used += (size_t)snprintf(step.setting + used, sizeof step.setting - used, "%s%s", i ? " " : "",
                                 s->setting[s->settings + i]);
        /* A part of a setting is not what was measured. */
        if (used >= sizeof step.setting) return;
    }
    s->found = true;
    *s->best = step;
}

static void try_size(struct search *s, const struct lever *lever, uint32_t size)
{
    char text[LEVER_PATH + 64];
    snprintf(text, sizeof text, "%s=%s", lever->size_path, lever->size[size].name);
    s->setting[s->settings] = text;
    consider(s, 1);
}

static void try_count(struct search *s, const struct lever *lever, uint32_t count)
{
    char text[LEVER_PATHS][LEVER_PATH + 16];
    for (uint32_t i = 0; i < lever->count_paths; i++) {
        snprintf(text[i], sizeof text[i], "%s=%u", lever->count_path[i], count);
        s->setting[s->settings + i] = text[i];
    }
    consider(s, lever->count_paths);
}

static void try_lever(struct search *s, const struct lever *lever)
{
    for (uint32_t i = 1; *lever->size_path && i <= SIZES_TRIED && lever->size_now + i < lever->sizes; i++)
        try_size(s, lever, lever->size_now + i);
    if (lever->count_paths == 0 || lever->count_now >= lever->most) return;
    /* One more may be less than worthwhile where there are many. */
    const uint32_t tenth = (uint32_t)ceil(lever->count_now * worthwhile);
    try_count(s, lever, tenth > lever->count_now ? tenth : lever->count_now + 1);
}

bool next_step_find(const struct document *document, const struct scenario *scenario,
                    const char *const *settings, uint32_t count, uint32_t host, struct next_step *step)
{
    struct levers levers;
    struct search s = { .document = document, .settings = count, .best = step };
    s.setting = calloc(count + LEVER_PATHS, sizeof *s.setting);
    if (!s.setting) abort();
    for (uint32_t i = 0; i < count; i++) s.setting[i] = settings[i];
    levers_init(&levers, document, scenario, settings, count);
    if (measure(&s, count, &s.usd, &s.saturation))
        for (uint32_t i = 0; i < levers.levers; i++)
            if (levers.lever[i].host == host) try_lever(&s, &levers.lever[i]);
    levers_finish(&levers);
    free(s.setting);
    return s.found;
}
