#include "sim/report/explain.h"

#include "sim/command/command.h"
#include "sim/command/explain_sensitivity.h"
#include "sim/command/options.h"
#include "sim/report/report.h"

#include <stdlib.h>
#include <string.h>

struct explain_options {
    struct options common;
    bool sensitivity;
    uint32_t simulate; /* so many of the numbers that move the wall most */
    const char *json;  /* "-": on standard output, in place of the table; NULL: none */
};

enum { KEY_JSON = 0x200, KEY_SENSITIVITY, KEY_SIMULATE, SIMULATE_FIRST = 3 };

static const struct argp_option keys[] = {
    { "json", KEY_JSON, "FILE", OPTION_ARG_OPTIONAL, "Print JSON in place of the table, or write it to FILE",
      0 },
    { "sensitivity", KEY_SENSITIVITY, NULL, 0,
      "Rank the numbers of the scenario by how far they move the wall", 0 },
    { "simulate", KEY_SIMULATE, "N", OPTION_ARG_OPTIONAL,
      "With --sensitivity: simulate the first N of them (3), for walls with intervals", 0 },
    { 0 },
};

static uint32_t numbers_of(const char *arg, struct argp_state *state)
{
    char *end;
    const long value = strtol(arg, &end, 10);
    if (end == arg || *end || value < 1 || value > 100)
        argp_error(state, "--simulate: found \"%s\", expected a whole number from 1 to 100", arg);
    return (uint32_t)value;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct explain_options *o = state->input;
    switch (key) {
    case KEY_JSON: o->json = arg ? arg : "-"; return 0;
    case KEY_SENSITIVITY: o->sensitivity = true; return 0;
    case KEY_SIMULATE: o->simulate = arg ? numbers_of(arg, state) : SIMULATE_FIRST; return 0;
    case ARGP_KEY_INIT: state->child_inputs[0] = &o->common; return 0;
    case ARGP_KEY_END:
        if (o->simulate && !o->sensitivity) argp_error(state, "--simulate goes with --sensitivity");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = keys,
    .parser = parse,
    .args_doc = "FILE...",
    .doc = "Say what the demands of a scenario alone tell; nothing is simulated.\v"
           "The bottleneck law: a resource with m servers and a demand of D seconds a request is full at m/D "
           "requests a second; the least of these is the saturation. Threads and connections count with the "
           "time that they are held when nobody waits, so under load they run out earlier. Also: the latency "
           "of a request that never waits, expected hit ratios (Che's approximation), the hottest shard, who "
           "holds the memory, cost, and for closed models the asymptotic bounds.\n\n"
           "With --sensitivity every number of the complete scenario is changed by a tenth down and up, and "
           "those "
           "that move the wall most are shown, first by analysis (queues by Allen and Cunneen at every "
           "resource, "
           "one by one). What it prints can be tried with `kneewall run --set`.",
    .children = options_children,
};

static bool write_json(const struct explanation *x, size_t count, const char *path,
                       struct output_error *error)
{
    struct output output;
    if (!output_open(&output, path, error)) return false;
    explain_json(x, count, output.file);
    return output_close(&output, error);
}

static bool write_tables(const struct explanation *x, size_t count, struct output_error *error)
{
    struct output output;
    if (!output_open(&output, NULL, error)) return false;
    for (size_t i = 0; i < count; i++) {
        if (i > 0) fputc('\n', output.file);
        explain_table(&x[i], terminal_has_color(output.file), output.file);
    }
    return output_close(&output, error);
}

static int explain(const struct cases *cases, const char *json)
{
    struct explanation *x = calloc(cases->items + 1, sizeof *x);
    if (!x) abort();
    for (unsigned i = 0; i < cases->items; i++)
        explanation_init(&x[i], cases->item[i].scenario, cases->item[i].set);
    struct output_error error;
    bool good = !json || write_json(x, cases->items, json, &error);
    if (good && (!json || strcmp(json, "-") != 0)) good = write_tables(x, cases->items, &error);
    for (unsigned i = 0; i < cases->items; i++) explanation_finish(&x[i]);
    free(x);
    return good ? STATUS_DONE : command_complain("%s", error.text);
}

int command_explain(int argc, char **argv)
{
    struct explain_options o = { 0 };
    options_parse(&argp, argc, argv, &o);
    struct cases cases;
    int status = STATUS_BAD;
    if (cases_read(&o.common, &cases))
        status = o.sensitivity ? explain_sensitivity(&cases, &o.common, o.simulate, o.json)
                               : explain(&cases, o.json);
    cases_finish(&cases);
    options_finish(&o.common);
    return status;
}
