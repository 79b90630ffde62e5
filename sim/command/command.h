/*
 * command: the subcommands of kneewall. Each reads its own arguments and returns the exit status:
 * 0 done, 1 the asked precision was not reached, 2 bad usage or scenario, 3 an assert is false, 130
 * interrupted.
 *
 * All of sim/command belongs to the main thread; monitor.h starts another, which only watches.
 */
#ifndef KNEEWALL_COMMAND_COMMAND_H
#define KNEEWALL_COMMAND_COMMAND_H

enum status {
    STATUS_DONE = 0,
    STATUS_IMPRECISE = 1,
    STATUS_BAD = 2,
    STATUS_FALSE = 3,
    STATUS_INTERRUPTED = 130
};

/* argv[0] is the command's name. */
int command_run(int argc, char **argv);
int command_plot(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_check(int argc, char **argv);
int command_report(int argc, char **argv);
int command_plan(int argc, char **argv);
int command_fit(int argc, char **argv);
int command_timeline(int argc, char **argv);
int command_schema(int argc, char **argv);

/* One line on standard error, with the program's name before it. Returns STATUS_BAD. */
int command_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
