#include "sim/study/timeline.h"
#include "sim/command/command.h"
#include "sim/command/monitor.h"
#include "sim/command/options.h"
#include "sim/command/picture_options.h"
#include "sim/command/ready.h"
#include "sim/report/assertion.h"
#include "sim/report/report.h"
#include "sim/report/timeline_csv.h"
#include "sim/report/timeline_json.h"
#include "sim/report/timeline_plot.h"
#include "sim/report/timeline_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct timeline_command {
    struct options common;
    struct timeline_options timeline;
    struct plot_options plot;
    const char *json, *csv;
    bool terminal, availability;
};

enum {
    KEY_JSON = 0x200,
    KEY_CSV,
    KEY_TERMINAL,
    KEY_LINEAR,
    KEY_RECOVERY,
    KEY_AVAILABILITY,
    KEY_REPLICATIONS,
    KEY_RATE
};

static const double most_years = 1e6;
/* In a replication: they would take some minutes, and all of the memory where they wait. */
static const double most_requests = 1e9;

static const struct argp_option keys[] = {
    { "json", KEY_JSON, "FILE", OPTION_ARG_OPTIONAL,
      "Print JSON in place of the table, or write it to FILE beside it", 0 },
    { "csv", KEY_CSV, "FILE", 0, "Write one row an interval to FILE", 0 },
    { "output", 'o', "FILE", 0, "The picture; its suffix chooses the format (.svg, .png, .pdf, .eps, .txt)",
      0 },
    { "terminal", KEY_TERMINAL, NULL, 0, "Draw in the terminal, with characters, below the table", 0 },
    { "linear", KEY_LINEAR, NULL, 0, "Latency on a linear scale", 0 },
    { "recovery", KEY_RECOVERY, NULL, 0,
      "Find the recovery wall, too: the largest load that recovers from what happens, beside the wall when "
      "nothing does",
      0 },
    { "availability", KEY_AVAILABILITY, "YEARS", OPTION_ARG_OPTIONAL,
      "What each part that fails costs of a year; with YEARS, so many are simulated beside the analysis", 0 },
    { "replications", KEY_REPLICATIONS, "N", 0, "How often the time is simulated (as the scenario says)", 0 },
    { "rate", KEY_RATE, "R", 0, "Requests/s before any event (the scenario's first load)", 0 },
    { 0 },
};

static double positive(const char *name, const char *arg, double most, struct argp_state *state)
{
    char *end;
    const double value = strtod(arg, &end);
    if (end == arg || *end || !(value > 0 && value <= most))
        argp_error(state, "%s: found \"%s\", expected a number above 0 and at most %g", name, arg, most);
    return value;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct timeline_command *o = state->input;
    double number;
    switch (key) {
    case KEY_JSON: o->json = arg ? arg : "-"; return 0;
    case KEY_CSV: o->csv = arg; return 0;
    case 'o': o->plot.output = arg; return 0;
    case KEY_TERMINAL: o->terminal = true; return 0;
    case KEY_LINEAR: o->plot.linear = true; return 0;
    case KEY_RECOVERY: o->timeline.recovery = true; return 0;
    case KEY_AVAILABILITY:
        o->availability = true;
        if (arg) o->timeline.years = positive("--availability", arg, most_years, state);
        return 0;
    case KEY_REPLICATIONS:
        number = positive("--replications", arg, 100000, state);
        if (number != floor(number))
            argp_error(state, "--replications: found \"%s\", expected a whole number", arg);
        o->timeline.replications = (uint32_t)number;
        return 0;
    case KEY_RATE: o->timeline.rate = positive("--rate", arg, 1e9, state); return 0;
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &o->common;
        state->child_inputs[1] = &o->plot;
        o->timeline.rate = NAN;
        return 0;
    case ARGP_KEY_END:
        if (o->common.files > 1) argp_error(state, "found %u files, expected one", o->common.files);
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = { { &options_argp, 0, NULL, 0 },
                                              { &picture_argp, 0, NULL, 0 },
                                              { 0 } };
static const struct argp argp = {
    .options = keys,
    .parser = parse,
    .args_doc = "FILE",
    .doc =
        "Simulate one stretch of time under the events of `timeline`: spikes, failures, failover, deploys, "
        "autoscaling. A row an interval, what happened between the rows, and what it cost.\v"
        "Every figure is the mean over the replications; ranges (and bands of the picture) hold the middle "
        "80 % of them. Service is good in a second in which the objective's share of the requests came back "
        "well; downtime is the time in which it is not; RTO is the time from the first failure until it is "
        "good for good, RPO the span of acknowledged writes that are gone.\n\n"
        "Examples:\n"
        "  kneewall timeline scenarios/lessons/failover-loses-writes.json \\\n"
        "      -o failover.svg\n"
        "  kneewall timeline scenarios/lessons/retry-storm-never-recovers.json \\\n"
        "      --recovery\n"
        "  kneewall timeline scenarios/lessons/zone-lost.json --availability=1000\n"
        "  kneewall timeline shop.json --terminal \\\n"
        "      --set timeline.profile='{\"log\":{\"file\":\"access.log\"}}'\n\n"
        "Exit status: 0 done; 2 bad usage or scenario; 3 an assert about the timeline is false; 130 "
        "interrupted.",
    .children = children,
};

static bool write_to(const struct timeline_result *r, const char *path,
                     void (*print)(const struct timeline_result *, FILE *))
{
    struct output output;
    struct output_error error;
    if (!output_open(&output, path, &error)) {
        command_complain("%s", error.text);
        return false;
    }
    print(r, output.file);
    if (output_close(&output, &error)) return true;
    command_complain("%s", error.text);
    return false;
}

static bool draw(const struct timeline_result *r, const struct plot_options *plot)
{
    struct output_error error;
    if (timeline_plot(r, plot, &error)) return true;
    command_complain("%s", error.text);
    return false;
}

static bool draw_in_terminal(const struct timeline_result *r)
{
    struct plot_options plot = { 0 };
    terminal_size(stdout, &plot.columns, &plot.rows);
    putchar('\n');
    fflush(stdout);
    return draw(r, &plot);
}

static bool show(const struct timeline_command *o, const struct timeline_result *r)
{
    const bool json = o->json && strcmp(o->json, "-") == 0;
    if (o->json && !json && !write_to(r, o->json, timeline_json_print)) return false;
    if (o->csv && !write_to(r, o->csv, timeline_csv_print)) return false;
    if (o->plot.output && !r->interrupted && !draw(r, &o->plot)) return false;
    if (json) return write_to(r, NULL, timeline_json_print);
    timeline_table_print(r, o->availability, terminal_has_color(stdout), stdout);
    if (o->terminal && !r->interrupted && !draw_in_terminal(r)) return false;
    if (fflush(stdout) == 0 && !ferror(stdout)) return true;
    command_complain("standard output: cannot write");
    return false;
}

static int present(const struct timeline_command *o, struct timeline_result *r)
{
    bool all_hold = true;
    char message[512];
    if (!assertion_evaluate_timeline(r, &all_hold, message, sizeof message) && !r->interrupted)
        return command_complain("%s", message);
    if (!show(o, r)) return STATUS_BAD;
    if (r->interrupted) return STATUS_INTERRUPTED;
    return all_hold ? STATUS_DONE : STATUS_FALSE;
}

static bool is_ready(const struct timeline_command *o)
{
    if (!ready_file(o->json) || !ready_file(o->csv)) return false;
    const struct plot_options characters = { 0 };
    return (!o->plot.output || ready_picture(&o->plot)) && (!o->terminal || ready_picture(&characters));
}

static int play(struct timeline_command *o, const struct study_item *item)
{
    struct explore_progress progress = { 0 };
    struct timeline_result result;
    char message[512];
    if (!assertion_check_timeline(item->scenario, message, sizeof message))
        return command_complain("%s", message);
    const double offered = timeline_offered(item->scenario, &o->timeline);
    if (offered > most_requests)
        return command_complain(
            "%s: timeline: found %.3g requests in all, expected at most %g; lower the rate or "
            "`length_s`",
            item->scenario->file, offered, most_requests);
    o->timeline.jobs = o->common.jobs;
    o->timeline.recovery |= assertion_asks(item->scenario, "timeline.recovery_wall");
    const double began = monitor_clock();
    struct monitor *monitor = monitor_start(&progress, o->common.quiet);
    timeline_run(item->scenario, &o->timeline, &progress, &result);
    monitor_stop(monitor);
    result.seconds = monitor_clock() - began;
    result.hash = item->hash;
    const int status = present(o, &result);
    timeline_result_finish(&result);
    return status;
}

int command_timeline(int argc, char **argv)
{
    struct timeline_command o = { 0 };
    struct cases cases = { 0 };
    int status = STATUS_BAD;
    options_parse(&argp, argc, argv, &o);
    if (is_ready(&o) && cases_read(&o.common, &cases))
        status = cases.items == 1 ? play(&o, &cases.item[0])
                                  : command_complain("--vary: found %u scenarios, expected one", cases.items);
    cases_finish(&cases);
    options_finish(&o.common);
    return status;
}
