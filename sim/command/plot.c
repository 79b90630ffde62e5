#include "sim/command/command.h"
#include "sim/command/monitor.h"
#include "sim/command/options.h"
#include "sim/command/overlay_read.h"
#include "sim/command/picture_options.h"
#include "sim/command/ready.h"
#include "sim/command/together.h"
#include "sim/plan/cost.h"
#include "sim/report/plot_kinds.h"
#include "sim/report/report.h"
#include "sim/study/study.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum kind { KIND_LOAD, KIND_PERCENTILES, KIND_RESIDENCE, KIND_TAIL, KIND_VARIED, KIND_COST, KINDS };
static const char *const kinds[KINDS] = { "load", "percentiles", "residence", "tail", "varied", "cost" };

struct plot_command {
    struct options common;
    struct plot_options plot;
    enum kind kind;
    const char *measured; /* a file; NULL */
    bool terminal;
};

enum { KEY_KIND = 0x1ff, KEY_BY = 0x200, KEY_LINEAR, KEY_TERMINAL, KEY_MEASURED };

static const struct argp_option keys[] = {
    { "output", 'o', "FILE", 0, "The picture; its suffix chooses the format (.svg, .png, .pdf, .eps, .txt)",
      0 },
    { "terminal", KEY_TERMINAL, NULL, 0, "Draw in the terminal, with characters", 0 },
    { "kind", KEY_KIND, "KIND", 0,
      "What to draw: load (latency, throughput and utilization against load), percentiles (at some loads), "
      "residence "
      "(where mean time goes, by tier), tail (the same of the slowest 1 %), varied (the wall against what "
      "--vary "
      "varies, with the USL), cost (against load, larger or more machines; without simulation)",
      0 },
    { "measured", KEY_MEASURED, "FILE.csv", 0,
      "Lay measured points over the latency: columns of load (offered_rps, rate ...; clients of a closed "
      "load) "
      "and of p50_ms, p95_ms, p99_ms or mean_ms",
      0 },
    { "by", KEY_BY, "AXIS", 0, "The axis of loads: rps (requests/s) or users", 0 },
    { "linear", KEY_LINEAR, NULL, 0, "Latency on a linear scale", 0 },
    { 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct plot_command *o = state->input;
    switch (key) {
    case 'o': o->plot.output = arg; return 0;
    case KEY_TERMINAL: o->terminal = true; return 0;
    case KEY_LINEAR: o->plot.linear = true; return 0;
    case KEY_MEASURED: o->measured = arg; return 0;
    case KEY_KIND:
        for (o->kind = KIND_LOAD; o->kind < KINDS && strcmp(kinds[o->kind], arg) != 0;) o->kind++;
        if (o->kind == KINDS)
            argp_error(state,
                       "--kind: found \"%s\", expected load, percentiles, residence, tail, varied or cost",
                       arg);
        return 0;
    case KEY_BY:
        if (strcmp(arg, "users") == 0)
            o->plot.by_users = true;
        else if (strcmp(arg, "rps") != 0)
            argp_error(state, "--by: found \"%s\", expected rps or users", arg);
        return 0;
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &o->common;
        state->child_inputs[1] = &o->plot;
        return 0;
    case ARGP_KEY_END:
        if (o->measured && o->kind != KIND_LOAD)
            argp_error(state, "--measured: points are laid over latency against load, not over --kind %s",
                       kinds[o->kind]);
        if (!o->plot.output && !o->terminal) argp_error(state, "no picture to write: -o FILE or --terminal");
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
    .args_doc = "FILE...",
    .doc = "Draw latency against load (p50, p95, p99 with their intervals), throughput and utilization by "
           "resource.\v"
           "Several scenarios are drawn on one picture: their p99, and their walls.\n\n"
           "Examples:\n"
           "  kneewall plot scenarios/stage1.json -o stage1.svg\n"
           "  kneewall plot scenarios/stage1.json scenarios/stage2.json \\\n"
           "      -o walls.png --by users\n"
           "  kneewall plot scenarios/stage2.json --terminal\n"
           "  kneewall plot shop.json --measured loadtest.csv -o both.svg\n"
           "  kneewall plot scenarios/stage2.json --kind percentiles -o slow.svg\n"
           "  kneewall plot scenarios/stage4.json --kind varied \\\n"
           "      --vary tiers.app.autoscale.max=1..12 -o usl.svg",
    .children = children,
};

enum { COST_LOADS = 16 };
/* Of capacity: a usual ceiling of capacity planning. */
static const double cost_share = 0.7;
static const double cost_span[] = { 0.1, 30 }; /* of what the scenario can do as it is */

/* Needs no simulation. */
static bool draw_cost(const struct cases *cases, const struct plot_options *options,
                      struct output_error *error)
{
    double rate[COST_LOADS], usd[3][COST_LOADS];
    const struct case_source *from = &cases->source[0];
    const struct scenario *s = cases->item[0].scenario;
    struct network *network = network_assemble(s);
    const double saturation = network->saturation;
    network_destroy(network);
    if (!isfinite(saturation)) {
        output_error_set(error, "%s: nothing to draw: nothing is limited", s->name);
        return false;
    }
    for (int i = 0; i < COST_LOADS; i++)
        rate[i] = saturation * cost_span[0] * pow(cost_span[1] / cost_span[0], (double)i / (COST_LOADS - 1));
    for (int way = 0; way < 3; way++)
        cost_of_loads(from->document, s, (const char *const *)from->setting, from->settings,
                      (enum cost_way)way, cost_share, rate, usd[way], COST_LOADS);
    const struct cost_curves curves = { s->name, rate, COST_LOADS, usd[0], usd[1], usd[2], cost_share };
    return plot_cost(&curves, options, error);
}

static bool draw(const struct plot_command *o, const struct study_result *result, struct output_error *error)
{
    switch (o->kind) {
    case KIND_PERCENTILES: return plot_percentiles(&result->scenario[0], &o->plot, error);
    case KIND_RESIDENCE: return plot_residence(&result->scenario[0], false, &o->plot, error);
    case KIND_TAIL: return plot_residence(&result->scenario[0], true, &o->plot, error);
    case KIND_VARIED: return plot_varied(result, &o->plot, error);
    case KIND_LOAD:
    case KIND_COST:
    case KINDS: break;
    }
    return report_plot(result, &o->plot, error);
}

static bool is_for_one(enum kind kind)
{
    return kind != KIND_LOAD && kind != KIND_VARIED;
}

/* Measured points, if there are to be any; false with a message. */
static bool read_overlay(struct plot_command *o, const struct cases *cases, struct overlay *overlay)
{
    struct input_error error;
    *overlay = (struct overlay){ NULL, 0 };
    if (!o->measured) return true;
    if (cases->items > 1)
        return command_complain("--measured: found %u scenarios, expected one", cases->items), false;
    const bool is_closed = cases->item[0].scenario->load.arrivals == ARRIVALS_CLOSED;
    if (!overlay_read(overlay, o->measured, is_closed, &error))
        return command_complain("%s", error.text), false;
    o->plot.overlay = overlay;
    return true;
}

static int simulate(struct plot_command *o, const struct cases *cases)
{
    struct overlay overlay;
    struct study_result result;
    struct output_error error;
    if (!read_overlay(o, cases, &overlay)) return STATUS_BAD;
    const bool whole = monitor_study(cases->item, cases->items, &o->common, &result);
    together_end();
    int status = whole ? STATUS_DONE : STATUS_INTERRUPTED;
    if (whole && !draw(o, &result, &error)) status = command_complain("%s", error.text);
    study_result_finish(&result);
    overlay_finish(&overlay);
    return status;
}

/* The axis of users needs to know how many one request a second is; the clients of a closed load are counted.
 */
static bool has_users(const struct cases *cases)
{
    for (unsigned i = 0; i < cases->items; i++) {
        const struct load *load = &cases->item[i].scenario->load;
        if (load->arrivals == ARRIVALS_CLOSED || isfinite(load->users_per_rps)) continue;
        command_complain("--by users: %s: load.users: found none, expected active_ratio and think_time_s",
                         document_name(cases->source[i].document));
        return false;
    }
    return true;
}

static int draw_cases(struct plot_command *o, const struct cases *cases)
{
    struct output_error error;
    if (o->plot.by_users && !has_users(cases)) return STATUS_BAD;
    if (is_for_one(o->kind) && cases->items > 1)
        return command_complain("--kind %s: found %u scenarios, expected one", kinds[o->kind], cases->items);
    if (o->kind != KIND_COST) return simulate(o, cases);
    together_end();
    return draw_cost(cases, &o->plot, &error) ? STATUS_DONE : command_complain("%s", error.text);
}

int command_plot(int argc, char **argv)
{
    struct plot_command o = { 0 };
    struct cases cases = { 0 };
    int status = STATUS_BAD;
    options_parse(&argp, argc, argv, &o);
    if (o.terminal) {
        o.plot.output = NULL;
        terminal_size(stdout, &o.plot.columns, &o.plot.rows);
    }
    const bool ready = cases_read(&o.common, &cases) && ready_picture(&o.plot);
    if (together_ready(ready, cases_digest(&cases))) status = draw_cases(&o, &cases);
    cases_finish(&cases);
    options_finish(&o.common);
    return status;
}
