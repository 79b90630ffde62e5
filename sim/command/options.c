#include "sim/command/options.h"

#include "sim/command/command.h"
#include "sim/input/fingerprint.h"
#include "sim/input/print.h"
#include "sim/input/scenario_json.h"
#include "sim/study/fleet.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_SET = 0x100, KEY_VARY, KEY_SEED, KEY_PRECISION };

static const struct argp_option keys[] = {
    { "set", KEY_SET, "PATH=VALUE", 0, "Override a value of the scenario, as hosts.web.count=8", 10 },
    { "vary", KEY_VARY, "PATH=LIST", 0, "Repeat for each value: 1..16, 1..16*2 (doubling) or a,b,c", 10 },
    { "seed", KEY_SEED, "N", 0, "Seed of the random numbers (1)", 10 },
    { "precision", KEY_PRECISION, "P", 0, "Half-width of the intervals of mean and p99 (5%)", 10 },
    { "jobs", 'j', "N", 0,
      "Threads (all processors, or a process's part of them); results do not depend on it", 10 },
    { "quiet", 'q', NULL, 0, "No progress line", 10 },
    { 0 },
};

static void add(char ***list, unsigned *count, char *text)
{
    char **bigger = realloc(*list, (*count + 1) * sizeof *bigger);
    if (!bigger || !text) abort();
    *list = bigger;
    bigger[(*count)++] = text;
}

static char *formatted(const char *key, const char *value)
{
    char *text = NULL;
    if (asprintf(&text, "%s=%s", key, value) < 0) abort();
    return text;
}

static void set_precision(struct options *o, char *arg, struct argp_state *state)
{
    char *end, *setting = NULL;
    double value = strtod(arg, &end);
    if (*end == '%') value /= 100, end++;
    if (end == arg || *end || !(value > 0 && value < 1))
        argp_error(state, "--precision: found \"%s\", expected a share as 5%% or 0.05", arg);
    if (asprintf(&setting, "run.precision=%.17g", value) < 0) abort();
    add(&o->set, &o->sets, setting);
}

/* Threads: more than a machine has processors. Seeds: the scenario's key knows how large they may be. */
static const long most_jobs = 1024, most_seed = LONG_MAX;

static long whole(const char *name, const char *arg, long least, long most, struct argp_state *state)
{
    char *end;
    const long value = strtol(arg, &end, 10);
    if (end == arg || *end || value < least)
        argp_error(state, "%s: found \"%s\", expected a whole number from %ld", name, arg, least);
    if (value > most) argp_error(state, "%s: found \"%s\", expected at most %ld", name, arg, most);
    return value;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case KEY_SET: add(&o->set, &o->sets, strdup(arg)); return 0;
    case KEY_VARY: add(&o->vary, &o->varies, arg); return 0;
    case KEY_SEED:
        whole("--seed", arg, 0, most_seed, state);
        add(&o->set, &o->sets, formatted("run.seed", arg));
        return 0;
    case KEY_PRECISION: set_precision(o, arg, state); return 0;
    case 'j': o->jobs = (unsigned)whole("--jobs", arg, 1, most_jobs, state); return 0;
    case 'q': o->quiet = true; return 0;
    case ARGP_KEY_ARG: add(&o->file, &o->files, arg); return 0;
    case ARGP_KEY_INIT:
        o->jobs = fleet_processors();
        o->quiet = fleet_own() > 0;
        return 0;
    case ARGP_KEY_END:
        for (unsigned f = 0; f < o->files; f++)
            if (strcmp(o->file[f], "-") == 0) fleet_share_input();
        return 0;
    case ARGP_KEY_NO_ARGS: argp_error(state, "no scenario file (`-` reads standard input)"); return EINVAL;
    default: return ARGP_ERR_UNKNOWN;
    }
}

const struct argp options_argp = { .options = keys, .parser = parse };
const struct argp_child options_children[] = { { &options_argp, 0, NULL, 0 }, { 0 } };

/* What all processes of a fleet say alike is heard from the first. Returns what bring_back() needs. */
static int silence(void)
{
    if (fleet_own() == 0) return -1;
    const int heard = dup(STDERR_FILENO);
    if (heard < 0 || dup2(STDOUT_FILENO, STDERR_FILENO) < 0) abort();
    return heard;
}

static void bring_back(int heard)
{
    if (heard < 0) return;
    if (dup2(heard, STDERR_FILENO) < 0) abort();
    close(heard);
}

void options_parse(const struct argp *argp, int argc, char **argv, void *input)
{
    char name[64];
    snprintf(name, sizeof name, "kneewall %s", argv[0]);
    argv[0] = name; /* what argp calls the program in its messages */
    argp_err_exit_status = STATUS_BAD;
    argp_program_version = "kneewall " KNEEWALL_VERSION;
    const int heard = silence();
    argp_parse(argp, argc, argv, 0, NULL, input);
    bring_back(heard);
    argv[0] = NULL;
}

void options_finish(struct options *o)
{
    for (unsigned i = 0; i < o->sets; i++) free(o->set[i]);
    free(o->set);
    free(o->vary);
    free(o->file);
    *o = (struct options){ 0 };
}

/* What is wrong with one of the values that vary is the fault of --vary, though it is put in as --set puts
 * one.
 */
static bool complain_of(const struct input_error *error, const struct document *document,
                        const char *const *sets, size_t fixed)
{
    static const char set[] = "--set";
    struct input_error ignored;
    const bool of_override = strncmp(error->text, set, strlen(set)) == 0;
    struct scenario *without = of_override ? scenario_of(document, sets, fixed, &ignored) : NULL;
    if (without)
        command_complain("--vary%s", error->text + strlen(set));
    else
        command_complain("%s", error->text);
    scenario_destroy(without);
    return false;
}

/* Of the `count` settings the first `fixed` are those of --set. */
static bool add_case(struct cases *cases, const struct document *document, const char *const *sets,
                     size_t count, size_t fixed, const char *varied)
{
    struct input_error error;
    struct scenario *scenario = scenario_of(document, sets, count, &error);
    if (!scenario) return complain_of(&error, document, sets, fixed);
    cJSON *complete = scenario_complete(document, sets, count, &error);
    cases->item = realloc(cases->item, (cases->items + 1) * sizeof *cases->item);
    cases->complete = realloc(cases->complete, (cases->items + 1) * sizeof(char *));
    if (!cases->item || !cases->complete || !complete) abort();
    cases->complete[cases->items] = print_json(complete);
    cases->source = realloc(cases->source, (cases->items + 1) * sizeof *cases->source);
    struct case_source source = { document, calloc(count + 1, sizeof *source.setting), (uint32_t)count };
    if (!cases->source || !source.setting) abort();
    for (size_t i = 0; i < count; i++) source.setting[i] = strdup(sets[i]);
    cases->source[cases->items] = source;
    cases->item[cases->items++] = (struct study_item){ .scenario = scenario,
                                                       .set = varied && *varied ? strdup(varied) : NULL,
                                                       .hash = fingerprint_of(complete) };
    cJSON_Delete(complete);
    return true;
}

/* Every combination: the last --vary changes fastest. */
static bool add_cases(struct cases *cases, const struct document *document, const struct options *o,
                      const struct variation *variation)
{
    const size_t settings = o->sets + o->varies;
    const char **sets = calloc(settings ? settings : 1, sizeof *sets);
    size_t *turn = calloc(o->varies ? o->varies : 1, sizeof *turn);
    if (!sets || !turn) abort();
    for (unsigned i = 0; i < o->sets; i++) sets[i] = o->set[i];
    bool good = true, more = true;
    while (good && more) {
        char varied[1024] = "";
        for (unsigned v = 0; v < o->varies; v++) {
            sets[o->sets + v] = variation[v].setting[turn[v]];
            const size_t used = strlen(varied);
            snprintf(varied + used, sizeof varied - used, "%s%s", v ? "\n" : "", sets[o->sets + v]);
        }
        good = add_case(cases, document, sets, settings, o->sets, varied);
        more = false;
        for (unsigned v = o->varies; v-- > 0 && !more;) {
            if (++turn[v] < variation[v].count)
                more = true;
            else
                turn[v] = 0;
        }
    }
    free(sets);
    free(turn);
    return good;
}

bool cases_read(const struct options *o, struct cases *cases)
{
    struct input_error error;
    *cases = (struct cases){ 0 };
    struct variation *variation = calloc(o->varies ? o->varies : 1, sizeof *variation);
    if (!variation) abort();
    bool good = true;
    unsigned ready = 0;
    while (good && ready < o->varies) {
        good = variation_init(&variation[ready], o->vary[ready], &error);
        if (good)
            ready++;
        else
            command_complain("%s", error.text);
    }
    for (unsigned f = 0; good && f < o->files; f++) {
        struct document *document = document_load(o->file[f], &error);
        good = document != NULL;
        if (!good) {
            command_complain("%s", error.text);
            break;
        }
        cases->document = realloc(cases->document, (cases->documents + 1) * sizeof(struct document *));
        if (!cases->document) abort();
        cases->document[cases->documents++] = document;
        good = add_cases(cases, document, o, variation);
    }
    for (unsigned i = 0; i < ready; i++) variation_finish(&variation[i]);
    free(variation);
    if (!good) cases_finish(cases);
    return good;
}

uint64_t cases_digest(const struct cases *cases)
{
    uint64_t digest = cases->items;
    for (unsigned i = 0; i < cases->items; i++) digest = stream_key(digest, cases->item[i].hash);
    return digest;
}

void cases_finish(struct cases *cases)
{
    for (unsigned i = 0; i < cases->items; i++) {
        scenario_destroy((struct scenario *)cases->item[i].scenario);
        free((char *)cases->item[i].set);
        free(cases->complete[i]);
        for (uint32_t k = 0; k < cases->source[i].settings; k++) free(cases->source[i].setting[k]);
        free(cases->source[i].setting);
    }
    for (unsigned i = 0; i < cases->documents; i++) document_destroy(cases->document[i]);
    free(cases->document);
    free(cases->source);
    free(cases->item);
    free(cases->complete);
    *cases = (struct cases){ 0 };
}
