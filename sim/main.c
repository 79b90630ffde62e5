#include "sim/command/command.h"

#include <malloc.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary;
} commands[] = {
    { "run", command_run, "simulate: latency against load, the knee, the wall and what causes it" },
    { "plot", command_plot, "the same as a picture (SVG, PNG, PDF or in the terminal)" },
    { "report", command_report, "the same as one self-contained HTML page" },
    { "plan", command_plan, "the simplest and the cheapest architecture that carries a load" },
    { "timeline", command_timeline, "what happens over time: spikes, failures, failover, scaling, recovery" },
    { "explain", command_explain, "no simulation: demands, the bottleneck law, hit ratios, memory, cost" },
    { "fit", command_fit, "measured points: the scalability law, or a scenario's demands" },
    { "check", command_check, "read scenario files and say what is wrong with them" },
    { "schema", command_schema, "the JSON Schema of scenario files" },
};

static void usage(FILE *out)
{
    fputs(
        "Usage: kneewall COMMAND [OPTION...] FILE...\n"
        "Simulates how a web architecture scales: where latency bends (the knee) and breaks (the wall).\n\n",
        out);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        fprintf(out, "  %-9s %s\n", commands[i].name, commands[i].summary);
    fputs("\n`kneewall COMMAND --help` tells more; `kneewall --version` the version.\n", out);
}

int main(int argc, char **argv)
{
    /* Replications come and go with blocks of many megabytes; giving them back to the system each time costs
     * more than the simulation itself. */
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    const char *name = argc > 1 ? argv[1] : "";
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(name, commands[i].name) == 0) return commands[i].run(argc - 1, argv + 1);
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) {
        puts("kneewall " KNEEWALL_VERSION);
        return STATUS_DONE;
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        usage(stdout);
        return STATUS_DONE;
    }
    if (*name) return command_complain("unknown command \"%s\"; `kneewall --help` lists them", name);
    usage(stderr);
    return STATUS_BAD;
}
