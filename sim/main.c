#include "sim/command/command.h"
#include "sim/command/together.h"
#include "sim/study/fleet.h"

#include <malloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary;
    bool is_shared; /* by the processes that mpirun started; else the first does it alone */
} commands[] = {
    { "run", command_run, "simulate: latency against load, the knee, the wall and what causes it", true },
    { "plot", command_plot, "the same as a picture (SVG, PNG, PDF or in the terminal)", true },
    { "report", command_report, "the same as one self-contained HTML page", true },
    { "plan", command_plan, "the simplest and the cheapest architecture that carries a load", true },
    { "timeline", command_timeline, "what happens over time: spikes, failures, failover, scaling, recovery",
      false },
    { "explain", command_explain, "no simulation: demands, the bottleneck law, hit ratios, memory, cost",
      false },
    { "fit", command_fit, "measured points: the scalability law, or a scenario's demands", false },
    { "check", command_check, "read scenario files and say what is wrong with them", false },
    { "schema", command_schema, "the JSON Schema of scenario files", false },
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
    if (!fleet_begin())
        return command_complain(
            "mpirun has started several processes, but this program is built without its MPI "
            "(`meson configure -Dmpi=enabled`)");
    const char *name = argc > 1 ? argv[1] : "";
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(name, commands[i].name) == 0) {
            const bool is_first = fleet_own() == 0;
            if (!commands[i].is_shared) together_end();
            const int status = commands[i].run(argc - 1, argv + 1);
            return is_first ? status : STATUS_DONE;
        }
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
