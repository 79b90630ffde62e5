#include "sim/command/advise.h"
#include "sim/command/command.h"
#include "sim/command/monitor.h"
#include "sim/command/options.h"
#include "sim/command/ready.h"
#include "sim/command/together.h"
#include "sim/report/html.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct report_command {
    struct options common;
    const char *output;
};

static const struct argp_option keys[] = {
    { "output", 'o', "FILE", 0, "The page, as report.html (`-`: standard output)", 0 },
    { 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct report_command *o = state->input;
    switch (key) {
    case 'o': o->output = arg; return 0;
    case ARGP_KEY_INIT: state->child_inputs[0] = &o->common; return 0;
    case ARGP_KEY_END:
        if (!o->output) argp_error(state, "no page to write: -o report.html");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = keys,
    .parser = parse,
    .args_doc = "FILE...",
    .doc = "Simulate, and write one self-contained HTML page: the architecture as a diagram, the verdict, "
           "tables, "
           "pictures with values on hover, definitions, and the complete scenario with the source of each "
           "default.\v"
           "Examples:\n"
           "  kneewall report scenarios/stage2.json -o report.html\n"
           "  kneewall report scenarios/stage1.json scenarios/stage2.json -o review.html",
    .children = options_children,
};

/* The command line as a shell would take it; words are quoted where they need it. */
static void print_command(int argc, char **argv, FILE *file)
{
    fputs("kneewall", file);
    for (int i = 0; i < argc; i++) {
        const bool is_plain =
            argv[i][0] && strspn(argv[i], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                          "0123456789_-+=.,:/%@") == strlen(argv[i]);
        fputc(' ', file);
        if (is_plain) {
            fputs(argv[i], file);
            continue;
        }
        fputc('\'', file);
        for (const char *c = argv[i]; *c; c++)
            if (*c == '\'')
                fputs("'\\''", file);
            else
                fputc(*c, file);
        fputc('\'', file);
    }
}

static char *command_line(int argc, char **argv)
{
    char *text = NULL;
    size_t size;
    FILE *memory = open_memstream(&text, &size);
    if (!memory) abort();
    print_command(argc, argv, memory);
    fclose(memory);
    return text;
}

static int write_page(const struct report_command *o, const struct cases *cases, const char *command)
{
    struct study_result result;
    struct output_error error;
    const bool whole = monitor_study(cases->item, cases->items, &o->common, &result);
    together_end();
    int status = whole ? STATUS_DONE : STATUS_INTERRUPTED;
    advise(cases, &result);
    const struct html_page page = { &result, (const char *const *)cases->complete, command };
    if (whole && !html_write(&page, o->output, &error)) status = command_complain("%s", error.text);
    study_result_finish(&result);
    return status;
}

int command_report(int argc, char **argv)
{
    struct report_command o = { 0 };
    char *command = command_line(argc, argv); /* before argp reorders it */
    options_parse(&argp, argc, argv, &o);
    struct cases cases = { 0 };
    int status = STATUS_BAD;
    const bool ready = cases_read(&o.common, &cases) && ready_file(o.output);
    if (together_ready(ready, cases_digest(&cases))) status = write_page(&o, &cases, command);
    cases_finish(&cases);
    options_finish(&o.common);
    free(command);
    return status;
}
