#include "sim/command/advise.h"
#include "sim/command/command.h"
#include "sim/command/monitor.h"
#include "sim/command/options.h"
#include "sim/command/present.h"
#include "sim/command/together.h"
#include "sim/report/assertion.h"
#include "sim/study/fleet.h"
#include "sim/study/study.h"

#include <stdlib.h>
#include <string.h>

struct run_options {
    struct options common;
    struct present present;
};

enum { KEY_JSON = 0x200, KEY_CSV, KEY_HGRM, KEY_STATS };

static const struct argp_option keys[] = {
    { "json", KEY_JSON, "FILE", OPTION_ARG_OPTIONAL,
      "Print JSON in place of the table, or write it to FILE beside it", 0 },
    { "csv", KEY_CSV, "FILE", 0, "Write one row a load point to FILE", 0 },
    { "hgrm", KEY_HGRM, "FILE", 0,
      "Write the latency percentiles of every load point to FILE, as HdrHistogram does", 0 },
    { "output", 'o', "DIR", 0, "Keep everything in DIR: JSON, CSV, percentiles, table and picture", 0 },
    { "stats", KEY_STATS, NULL, 0, "Print how much was simulated and how fast", 0 },
    { 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct run_options *o = state->input;
    switch (key) {
    case KEY_JSON: o->present.json = arg ? arg : "-"; return 0;
    case KEY_CSV: o->present.csv = arg; return 0;
    case KEY_HGRM: o->present.hgrm = arg; return 0;
    case 'o': o->present.directory = arg; return 0;
    case KEY_STATS: o->present.stats = true; return 0;
    case ARGP_KEY_INIT: state->child_inputs[0] = &o->common; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = keys,
    .parser = parse,
    .args_doc = "FILE...",
    .doc = "Sweep the load of each scenario and find its knee and its wall.\v"
           "The knee is the load from which doubling the load doubles the response time (the elasticity of "
           "mean latency "
           "reaches 1; the power X/R is greatest there). The wall is the largest offered rate at which the "
           "service "
           "level objective holds: latency percentile and error ratio within bounds and goodput at least "
           "0.98 of what "
           "is offered. Intervals are at 95 % confidence unless the scenario says otherwise.\n\n"
           "Examples:\n"
           "  kneewall run scenarios/stage1.json scenarios/stage2.json\n"
           "  kneewall run scenarios/stage2.json \\\n"
           "      --vary machines.pg.like=r7i.large,r7i.xlarge\n"
           "  kneewall run scenarios/stage1.json --set load.rate_rps='[100,200]' --json\n\n"
           "Exit status: 0 done; 1 a point did not reach the asked precision (marked *); 2 bad usage or "
           "scenario; "
           "3 an assert is false; 130 interrupted.",
    .children = options_children,
};

/* A misspelt assert is told now, not after the study. */
static bool are_understood(const struct cases *cases)
{
    char message[512];
    for (unsigned i = 0; i < cases->items; i++) {
        if (assertion_check(cases->item[i].scenario, message, sizeof message)) continue;
        command_complain("%s", message);
        return false;
    }
    return true;
}

static int simulate(struct run_options *o, const struct cases *cases)
{
    struct study_result result;
    const double began = monitor_clock();
    monitor_study(cases->item, cases->items, &o->common, &result);
    o->present.seconds = monitor_clock() - began;
    o->present.jobs = o->common.jobs * fleet_size();
    together_end();
    advise(cases, &result);
    const int status = present_study(&result, &o->present);
    study_result_finish(&result);
    return status;
}

int command_run(int argc, char **argv)
{
    struct run_options o = { 0 };
    options_parse(&argp, argc, argv, &o);
    struct cases cases;
    int status = STATUS_BAD;
    const bool ready = cases_read(&o.common, &cases) && present_ready(&o.present) && are_understood(&cases);
    if (together_ready(ready, cases_digest(&cases))) status = simulate(&o, &cases);
    cases_finish(&cases);
    options_finish(&o.common);
    return status;
}
