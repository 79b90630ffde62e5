#include "sim/command/present.h"

#include "sim/command/command.h"
#include "sim/command/ready.h"
#include "sim/report/assertion.h"
#include "sim/report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool complain(const struct output_error *error)
{
    command_complain("%s", error->text);
    return false;
}

static bool write_files(const struct study_result *result, const struct present *p)
{
    struct output_error error;
    if (p->json && strcmp(p->json, "-") != 0 && !report_json(result, p->json, &error))
        return complain(&error);
    if (p->csv && !report_csv(result, p->csv, &error)) return complain(&error);
    if (p->hgrm && !report_hgrm(result, p->hgrm, &error)) return complain(&error);
    return true;
}

static bool write_directory(const struct study_result *result, const char *directory)
{
    static const char *const names[] = { "result.json", "points.csv", "latency.hgrm", "table.txt",
                                         "latency.svg" };
    bool good = true;
    for (size_t i = 0; i < sizeof names / sizeof *names && good; i++) {
        char path[4096];
        struct output_error error;
        snprintf(path, sizeof path, "%s/%s", directory, names[i]);
        const struct plot_options plot = { .output = path };
        switch (i) {
        case 0: good = report_json(result, path, &error); break;
        case 1: good = report_csv(result, path, &error); break;
        case 2: good = report_hgrm(result, path, &error); break;
        case 3: good = report_tables(result, false, path, &error); break;
        default: good = report_plot(result, &plot, &error); break;
        }
        if (!good) complain(&error);
    }
    return good;
}

static void print_stats(const struct study_result *result, double seconds, unsigned jobs)
{
    uint64_t requests = 0, events = 0;
    for (uint32_t i = 0; i < result->scenarios; i++) {
        requests += result->scenario[i].requests;
        events += result->scenario[i].events;
    }
    long peak = 0;
    FILE *status = fopen("/proc/self/status", "r");
    char line[128];
    while (status && fgets(line, sizeof line, status)) sscanf(line, "VmHWM: %ld kB", &peak);
    if (status) fclose(status);
    fprintf(stderr,
            "stats: %.4g requests, %.4g events in %.2f s on %u threads: %.3g requests/s, %.3g events/s, %.1f "
            "ns an event a "
            "thread, peak memory %.1f MiB\n",
            (double)requests, (double)events, seconds, jobs, (double)requests / seconds,
            (double)events / seconds, seconds * jobs / (double)events * 1e9, (double)peak / 1024);
}

static int status_of(const struct study_result *result, bool all_hold)
{
    bool converged = true;
    for (uint32_t i = 0; i < result->scenarios; i++) {
        if (result->scenario[i].interrupted) return STATUS_INTERRUPTED;
        converged &= result->scenario[i].converged;
    }
    if (!all_hold) return STATUS_FALSE;
    return converged ? STATUS_DONE : STATUS_IMPRECISE;
}

bool present_ready(const struct present *p)
{
    if (!ready_file(p->json) || !ready_file(p->csv) || !ready_file(p->hgrm)) return false;
    return !p->directory || (ready_gnuplot() && ready_directory(p->directory));
}

int present_study(struct study_result *result, const struct present *p)
{
    bool all_hold;
    char message[512];
    struct output_error error;
    /* What was interrupted may lack what an assert asks for, and is printed. */
    if (!assertion_evaluate(result, &all_hold, message, sizeof message) &&
        status_of(result, true) != STATUS_INTERRUPTED)
        return command_complain("%s", message);
    if (!write_files(result, p)) return STATUS_BAD;
    if (p->directory && !write_directory(result, p->directory)) return STATUS_BAD;
    const bool json = p->json && strcmp(p->json, "-") == 0;
    const bool printed = json ? report_json(result, NULL, &error)
                              : report_tables(result, terminal_has_color(stdout), NULL, &error);
    if (!printed) return command_complain("%s", error.text);
    if (p->stats) print_stats(result, p->seconds, p->jobs);
    return status_of(result, all_hold);
}
