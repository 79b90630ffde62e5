#include "sim/command/command.h"
#include "sim/command/monitor.h"
#include "sim/command/options.h"
#include "sim/command/ready.h"
#include "sim/report/report.h"
#include "sim/study/study.h"

#include <stdlib.h>
#include <string.h>

struct plot_command {
    struct options common;
    struct plot_options plot;
    bool terminal;
};

enum { KEY_BY = 0x200, KEY_LINEAR, KEY_KEEP, KEY_TERMINAL, KEY_SIZE };

static const struct argp_option keys[] = {
    { "output", 'o', "FILE", 0, "The picture; its suffix chooses the format (.svg, .png, .pdf, .eps, .txt)",
      0 },
    { "terminal", KEY_TERMINAL, NULL, 0, "Draw in the terminal, with characters", 0 },
    { "by", KEY_BY, "AXIS", 0, "The axis of loads: rps (requests/s) or users", 0 },
    { "linear", KEY_LINEAR, NULL, 0, "Latency on a linear scale", 0 },
    { "keep", KEY_KEEP, NULL, 0, "Leave the gnuplot script and its data beside the picture, as .gp and .csv",
      0 },
    { "size", KEY_SIZE, "WxH", 0, "Size of the picture in pixels", 0 },
    { 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct plot_command *o = state->input;
    switch (key) {
    case 'o': o->plot.output = arg; return 0;
    case KEY_TERMINAL: o->terminal = true; return 0;
    case KEY_LINEAR: o->plot.linear = true; return 0;
    case KEY_KEEP: o->plot.keep = true; return 0;
    case KEY_BY:
        if (strcmp(arg, "users") == 0)
            o->plot.by_users = true;
        else if (strcmp(arg, "rps") != 0)
            argp_error(state, "--by: found \"%s\", expected rps or users", arg);
        return 0;
    case KEY_SIZE:
        if (sscanf(arg, "%ux%u", &o->plot.width, &o->plot.height) != 2 || o->plot.width < 100 ||
            o->plot.height < 100)
            argp_error(state, "--size: found \"%s\", expected WIDTHxHEIGHT, as 900x900", arg);
        return 0;
    case ARGP_KEY_INIT: state->child_inputs[0] = &o->common; return 0;
    case ARGP_KEY_END:
        if (o->common.files == 0) argp_error(state, "no scenario file (`-` reads standard input)");
        if (!o->plot.output && !o->terminal) argp_error(state, "no picture to write: -o FILE or --terminal");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = { { &options_argp, 0, NULL, 0 }, { 0 } };
static const struct argp argp = {
    .options = keys,
    .parser = parse,
    .args_doc = "FILE...",
    .doc = "Draw latency against load (p50, p95, p99 with their intervals), throughput and utilization by "
           "resource.\v"
           "Several scenarios are drawn on one picture: their p99, and their walls.\n\n"
           "Examples:\n"
           "  kneewall plot scenarios/stage1.json -o stage1.svg\n"
           "  kneewall plot scenarios/stage1.json scenarios/stage2.json -o walls.png --by users\n"
           "  kneewall plot scenarios/stage2.json --terminal",
    .children = children,
};

int command_plot(int argc, char **argv)
{
    struct plot_command o = { 0 };
    options_parse(&argp, argc, argv, &o);
    struct cases cases;
    if (o.terminal) {
        o.plot.output = NULL;
        report_terminal_size(stdout, &o.plot.columns, &o.plot.rows);
    }
    if (!ready_picture(&o.plot) || !cases_read(&o.common, &cases)) {
        options_finish(&o.common);
        return STATUS_BAD;
    }
    struct explore_progress progress = { 0 };
    struct study_result result;
    struct monitor *monitor = monitor_start(&progress, o.common.quiet);
    study_run(cases.item, cases.items, o.common.jobs, &progress, &result);
    monitor_stop(monitor);
    struct output_error error;
    const bool interrupted = result.scenarios && result.scenario[0].interrupted;
    int status = interrupted ? STATUS_INTERRUPTED : STATUS_DONE;
    if (!interrupted && !report_plot(&result, &o.plot, &error)) status = command_complain("%s", error.text);
    study_result_finish(&result);
    cases_finish(&cases);
    options_finish(&o.common);
    return status;
}
