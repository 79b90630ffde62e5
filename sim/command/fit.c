/* From what was measured: the Universal Scalability Law through points, or the demands of a scenario. */
#include "sim/report/fit.h"

#include "sim/command/calibrate.h"
#include "sim/command/command.h"
#include "sim/command/options.h"
#include "sim/command/picture_options.h"
#include "sim/command/ready.h"
#include "sim/report/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct fit_command {
    const char *file, *scenario, *json;
    struct plot_options plot;
    struct columns columns;
    double at[FIT_PREDICTIONS];
    unsigned ats;
};

enum { KEY_SCENARIO = 0x200, KEY_JSON, KEY_AT, KEY_COLUMN };

static const struct argp_option keys[] = {
    { "output", 'o', "FILE", 0, "The picture, in the format of its suffix; with --scenario the patch", 0 },
    { "json", KEY_JSON, "FILE", OPTION_ARG_OPTIONAL, "Print JSON in place of the text, or write it to FILE",
      0 },
    { "at", KEY_AT, "N,N,...", 0, "Predict throughput at these loads", 0 },
    { "scenario", KEY_SCENARIO, "FILE", 0, "Estimate the service demands of this scenario", 0 },
    { "column", KEY_COLUMN, "NAME=TITLE", 0,
      "Which column is what: load, throughput, latency, concurrency or a resource, as pg.cpu=cpu_util", 0 },
    { 0 },
};

static void add_loads(struct fit_command *o, const char *arg, struct argp_state *state)
{
    for (const char *c = arg;; c++) {
        char *end;
        const double value = strtod(c, &end);
        if (end == c || (*end && *end != ',') || !(value > 0) || !isfinite(value) ||
            o->ats == FIT_PREDICTIONS)
            argp_error(state, "--at: found \"%s\", expected at most %d numbers above 0 as 16,32,64", arg,
                       FIT_PREDICTIONS);
        o->at[o->ats++] = value;
        c = end;
        if (!*c) return;
    }
}

static void check_usage(const struct fit_command *o, struct argp_state *state)
{
    if (!o->file) argp_error(state, "no file of measurements (`-` reads standard input)");
    if (o->scenario && (o->ats || o->plot.keep || o->plot.width))
        argp_error(state, "--at, --keep and --size are about the picture of points, not for --scenario");
    if (o->scenario && strcmp(o->scenario, "-") == 0)
        argp_error(state, "--scenario: the patch extends a file by its name, so it must have one");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct fit_command *o = state->input;
    switch (key) {
    case 'o': o->plot.output = arg; return 0;
    case KEY_JSON: o->json = arg ? arg : "-"; return 0;
    case KEY_AT: add_loads(o, arg, state); return 0;
    case KEY_SCENARIO: o->scenario = arg; return 0;
    case KEY_COLUMN:
        if (!columns_add(&o->columns, arg))
            argp_error(state, "--column: found \"%s\", expected NAME=TITLE, as throughput=txn_rate", arg);
        return 0;
    case ARGP_KEY_INIT: state->child_inputs[0] = &o->plot; return 0;
    case ARGP_KEY_ARG:
        if (o->file) argp_error(state, "found \"%s\" too, expected one file of measurements", arg);
        o->file = arg;
        return 0;
    case ARGP_KEY_END: check_usage(o, state); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = { { &picture_argp, 0, NULL, 0 }, { 0 } };
static const struct argp argp = {
    .options = keys,
    .parser = parse,
    .args_doc = "FILE.csv",
    .doc =
        "Fit the Universal Scalability Law to measured throughput, or, with --scenario, a scenario's demands "
        "to measured utilization.\v"
        "FILE is a table in CSV (tabs, semicolons, commas or blanks; # begins a comment). For the law it has "
        "a column of load, titled n, load, concurrency, clients, users, threads, cpus, cores, nodes, servers "
        "..., and one of throughput, titled x, throughput, rps, tps, qps ...; of a table of two columns the "
        "first is the load. "
        "X(N) = lambda N / (1 + sigma (N-1) + kappa N (N-1)): sigma is contention, kappa coherency, and "
        "throughput is greatest at N_max = sqrt((1-sigma)/kappa). At least six points; negative coefficients "
        "are refused.\n\n"
        "With --scenario, columns are throughput, the utilization of resources under the names that "
        "`kneewall explain` lists (web.cpu: up to 1, or in percent; web.cpu_busy: busy cores) and "
        "latency_ms, "
        "or concurrency. The demand of a resource is the slope of its utilization over throughput "
        "(utilization law); what latency is left over becomes network.client_rtt. -o writes a scenario that "
        "extends the one given. The CSV of `kneewall run` can be read too.\n\n"
        "Examples:\n"
        "  kneewall fit points.csv -o usl.svg --at 64,128\n"
        "  kneewall fit --scenario shop.json measurements.csv -o calibrated.json\n"
        "  kneewall run calibrated.json --set hosts.web.count=4",
    .children = children,
};

struct points {
    double *n, *x;
    size_t count;
};

static bool find_columns(const struct fit_command *o, const struct measured *m, size_t *load,
                         size_t *throughput, struct input_error *error)
{
    if (!columns_load(&o->columns, m, load, error) || !columns_throughput(&o->columns, m, throughput, error))
        return false;
    if (*load != MEASURED_NONE && *throughput != MEASURED_NONE) return true;
    if (m->columns == 2) {
        if (*load == MEASURED_NONE) *load = *throughput == 0 ? 1 : 0;
        if (*throughput == MEASURED_NONE) *throughput = 1 - *load;
        return true;
    }
    char titles[512];
    const bool no_load = *load == MEASURED_NONE;
    measured_titles(m, titles, sizeof titles);
    input_error_set(error, "%s: found no column of %s among %s; name it with --column %s=TITLE", m->name,
                    no_load ? "load (n, concurrency, clients ...)" : "throughput (x, throughput, rps ...)",
                    titles, no_load ? "load" : "throughput");
    return false;
}

static int by_load(const void *a, const void *b)
{
    const double *p = a, *q = b;
    return p[0] < q[0] ? -1 : p[0] > q[0] ? 1 : p[1] < q[1] ? -1 : p[1] > q[1];
}

/* The rows where both were measured, in ascending order. */
static bool take_points(const struct measured *m, size_t load, size_t throughput, struct points *p,
                        struct input_error *error)
{
    double *pair = calloc(m->rows, 2 * sizeof *pair);
    p->n = calloc(m->rows, sizeof *p->n), p->x = calloc(m->rows, sizeof *p->x);
    if (!pair || !p->n || !p->x) abort();
    const bool good = measured_values(m, load, p->n, error) && measured_values(m, throughput, p->x, error);
    for (size_t i = 0; good && i < m->rows; i++) {
        if (isnan(p->n[i]) || isnan(p->x[i])) continue;
        pair[2 * p->count] = p->n[i];
        pair[2 * p->count++ + 1] = p->x[i];
    }
    qsort(pair, p->count, 2 * sizeof *pair, by_load);
    for (size_t i = 0; i < p->count; i++) p->n[i] = pair[2 * i], p->x[i] = pair[2 * i + 1];
    free(pair);
    return good;
}

/* Why a fit is refused, and what to do about it. */
static void refuse(const struct measured *m, size_t count, enum usl_status status, struct input_error *error)
{
    static const char *const advice[] = {
        [USL_TOO_FEW_POINTS] =
            "the law has three coefficients, which fewer cannot judge; measure at more loads",
        [USL_BAD_POINT] = "loads and throughputs are above 0",
        [USL_NOT_IDENTIFIED] = "measure at three different loads at least, spread up to where it flattens",
        [USL_NEGATIVE_CONTENTION] = "the law knows costs only; is the smallest point slowed by something "
                                    "that more load does away with "
                                    "(a cold cache, an idle clock), or does the work per request differ?",
        [USL_NEGATIVE_COHERENCY] = "the law knows costs only; were all points measured on the same system?",
        [USL_NO_MEMORY] = "nothing was fitted",
    };
    input_error_set(error, "%s: no fit to %zu points: %s; %s", m->name, count, usl_status_text(status),
                    advice[status]);
}

static bool write_report(const struct fit_report *r, const struct fit_command *o, struct input_error *error)
{
    struct output output;
    struct output_error why;
    const bool instead = o->json && strcmp(o->json, "-") == 0;
    bool good = !o->plot.output || fit_plot(r, &o->plot, &why);
    if (good && o->json && (good = output_open(&output, o->json, &why))) {
        fit_json(r, output.file);
        good = output_close(&output, &why);
    }
    if (good && !instead && (good = output_open(&output, NULL, &why))) {
        fit_table(r, terminal_has_color(output.file), output.file);
        good = output_close(&output, &why);
    }
    if (!good) input_error_set(error, "%s", why.text);
    return good;
}

static bool fit_points(const struct fit_command *o, const struct measured *m, struct points *p,
                       struct input_error *error)
{
    size_t load, throughput;
    if (!find_columns(o, m, &load, &throughput, error) || !take_points(m, load, throughput, p, error))
        return false;
    struct fit_report r = { .file = m->name,
                            .load = m->has_header ? m->title[load] : "load",
                            .throughput = m->has_header ? m->title[throughput] : "throughput",
                            .points = p->count,
                            .population = p->n,
                            .measured = p->x,
                            .confidence = 0.95 };
    const enum usl_status status = usl_fit(p->count, p->n, p->x, &r.usl);
    if (status != USL_OK) {
        refuse(m, p->count, status, error);
        return false;
    }
    fit_report_judge(&r, o->at, o->ats);
    return write_report(&r, o, error);
}

static int fit_law(const struct fit_command *o)
{
    struct measured m;
    struct input_error error;
    struct points points = { 0 };
    for (unsigned i = 0; i < o->columns.namings; i++)
        if (strcmp(o->columns.naming[i].name, "load") != 0 &&
            strcmp(o->columns.naming[i].name, "throughput") != 0)
            return command_complain("--column: found \"%s\", expected load or throughput (resources need "
                                    "--scenario)",
                                    o->columns.naming[i].name);
    if (o->plot.output && !ready_picture(&o->plot)) return STATUS_BAD;
    if (!measured_read(&m, o->file, &error)) return command_complain("%s", error.text);
    const bool good = fit_points(o, &m, &points, &error);
    free(points.n);
    free(points.x);
    measured_finish(&m);
    return good ? STATUS_DONE : command_complain("%s", error.text);
}

int command_fit(int argc, char **argv)
{
    struct fit_command o = { 0 };
    options_parse(&argp, argc, argv, &o);
    const struct calibrate_options calibration = {
        .scenario = o.scenario,
        .measurements = o.file,
        .output = o.plot.output,
        .json = o.json,
        .columns = o.columns,
    };
    const int status = o.scenario ? calibrate(&calibration) : fit_law(&o);
    columns_finish(&o.columns);
    return status;
}
