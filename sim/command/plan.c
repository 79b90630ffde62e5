#include "sim/command/candidate.h"
#include "sim/command/command.h"
#include "sim/command/extends.h"
#include "sim/command/options.h"
#include "sim/command/plan_print.h"
#include "sim/command/ready.h"
#include "sim/command/together.h"
#include "sim/input/scenario_json.h"

#include <ctype.h>
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct plan_command {
    struct options common;
    double users, rps;
    const char *output;
};

enum { KEY_USERS = 0x400, KEY_RPS };

static const struct argp_option keys[] = {
    { "users", KEY_USERS, "N", 0, "Registered users to carry: 20000, 500k, 2M", 0 },
    { "rps", KEY_RPS, "N", 0, "The same in requests a second", 0 },
    { "output", 'o', "FILE", 0, "Write the recommended architecture as a scenario", 0 },
    { 0 },
};

/* "2M": with k, M or G for thousands, millions, thousands of millions. */
static double amount(const char *name, const char *arg, struct argp_state *state)
{
    static const char letters[] = "kMG";
    char *end;
    double value = strtod(arg, &end);
    const char *letter = *end ? strchr(letters, *end == 'm' || *end == 'g' ? toupper(*end)
                                                : *end == 'K'              ? 'k'
                                                                           : *end)
                              : NULL;
    if (letter) {
        value *= pow(1000, (double)(letter - letters + 1));
        end++;
    }
    if (end == arg || *end || !(value > 0) || !isfinite(value))
        argp_error(state, "%s: found \"%s\", expected a number as 20000, 500k or 2M", name, arg);
    return value;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct plan_command *o = state->input;
    switch (key) {
    case KEY_USERS: o->users = amount("--users", arg, state); return 0;
    case KEY_RPS: o->rps = amount("--rps", arg, state); return 0;
    case 'o': o->output = arg; return 0;
    case ARGP_KEY_INIT: state->child_inputs[0] = &o->common; return 0;
    case ARGP_KEY_END:
        if (!(o->users > 0) == !(o->rps > 0)) argp_error(state, "expected one of --users and --rps");
        if (o->common.varies) argp_error(state, "--vary: a plan chooses the values itself");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = keys,
    .parser = parse,
    .args_doc = "FILE...",
    .doc = "Find the simplest and the cheapest architecture that carries a load within its SLO.\v"
           "Each FILE is an architecture, the simplest first. One FILE that is a stage stands for all stages "
           "beside it. "
           "Sizes of machines (within their family of the catalogue) and how many there are follow from the "
           "bottleneck law; "
           "what that suggests is simulated, and enlarged until the SLO holds. The simplest is recommended "
           "unless it costs more than twice as much as the cheapest.\n\n"
           "Examples:\n"
           "  kneewall plan scenarios/stage1.json --users 2M\n"
           "  kneewall plan scenarios/stage4.json scenarios/stage5.json \\\n"
           "      --rps 20000 -o plan.json",
    .children = options_children,
};

static bool add_candidate(struct candidates *all, const char *file, const struct options *o, bool is_sibling)
{
    struct input_error error;
    struct document *document = document_load(file, &error);
    struct scenario *s =
        document ? scenario_of(document, (const char *const *)o->set, o->sets, &error) : NULL;
    const bool closed = s && s->load.arrivals == ARRIVALS_CLOSED;
    if (closed)
        input_error_set(&error, "%s: load: found a closed load, expected an open one: a plan is for a rate",
                        file);
    if (!s || closed || (is_sibling && s->stage == 0)) {
        if (!is_sibling) command_complain("%s", error.text);
        scenario_destroy(s);
        document_destroy(document);
        return false;
    }
    all->item = realloc(all->item, (all->items + 1) * sizeof *all->item);
    if (!all->item) abort();
    struct candidate *c = &all->item[all->items++];
    *c = (struct candidate){ .document = document, .scenario = s };
    plan_init(&c->plan, document, s, (const char *const *)o->set, o->sets);
    return true;
}

static int by_stage(const void *a, const void *b)
{
    const struct candidate *p = a, *q = b;
    const int order = (p->scenario->stage > q->scenario->stage) - (p->scenario->stage < q->scenario->stage);
    return order ? order : strcmp(document_name(p->document), document_name(q->document));
}

static int is_json(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return entry->d_name[0] != '.' && dot && strcmp(dot, ".json") == 0;
}

/* The other stages in a stage's directory. */
static void add_siblings(struct candidates *all, const struct options *o)
{
    const char *slash = strrchr(o->file[0], '/');
    char *directory = slash ? strndup(o->file[0], (size_t)(slash - o->file[0]) + 1) : strdup("");
    struct dirent **found;
    if (!directory) abort();
    const int count = scandir(*directory ? directory : ".", &found, is_json, alphasort);
    for (int i = 0; i < count; i++) {
        char *file = NULL;
        if (asprintf(&file, "%s%s", directory, found[i]->d_name) < 0) abort();
        if (strcmp(file, o->file[0]) != 0) add_candidate(all, file, o, true);
        free(file);
        free(found[i]);
    }
    if (count >= 0) free(found);
    free(directory);
    qsort(all->item, all->items, sizeof *all->item, by_stage);
}

/* What is written can extend whichever is chosen. */
static bool can_be_extended(const struct candidates *all, const char *output)
{
    struct input_error error;
    for (uint32_t i = 0; i < all->items; i++) {
        if (extends_check(output, all->item[i].document, &error)) continue;
        command_complain("%s", error.text);
        return false;
    }
    return true;
}

static bool find_candidates(const struct options *o, struct candidates *all)
{
    for (unsigned f = 0; f < o->files; f++)
        if (!add_candidate(all, o->file[f], o, false)) return false;
    if (o->files == 1 && all->item[0].scenario->stage > 0 && strcmp(o->file[0], "-") != 0)
        add_siblings(all, o);
    return true;
}

/* The load in requests/s; NAN with a complaint where users have no meaning. */
static double rate_of(const struct plan_command *o, const struct candidates *all)
{
    if (o->rps > 0) return o->rps;
    const struct scenario *s = all->item[0].scenario;
    if (isfinite(s->load.users_per_rps)) return o->users / s->load.users_per_rps;
    command_complain(
        "%s: load.users: found none, expected active_ratio and think_time_s, so that --users can be turned "
        "into requests a second",
        document_name(all->item[0].document));
    return NAN;
}

int command_plan(int argc, char **argv)
{
    struct plan_command o = { 0 };
    struct candidates all = { 0 };
    struct output_error error;
    options_parse(&argp, argc, argv, &o);
    int status = STATUS_BAD;
    double rate = NAN;
    if (ready_file(o.output) && find_candidates(&o.common, &all) && can_be_extended(&all, o.output))
        rate = rate_of(&o, &all);
    uint64_t digest;
    memcpy(&digest, &rate, sizeof digest);
    if (together_ready(isfinite(rate), digest)) {
        status = STATUS_DONE;
        const bool decided = candidates_decide(&all, rate, &o.common);
        together_end();
        if (!decided)
            status = STATUS_INTERRUPTED;
        else {
            const struct candidate *simplest = candidates_simplest(&all);
            plan_print(&all, rate, stdout);
            if (!simplest)
                status = STATUS_FALSE;
            else if (o.output && !plan_write(plan_recommended(&all), rate, o.output, &error))
                status = command_complain("%s", error.text);
        }
    }
    candidates_finish(&all);
    options_finish(&o.common);
    return status;
}
