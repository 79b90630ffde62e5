#include "sim/input/check.h"

#include "sim/command/command.h"
#include "sim/command/options.h"
#include "sim/report/assertion.h"

#include <stdio.h>
#include <stdlib.h>

struct check_options {
    struct options common;
    bool print;
};

static const struct argp_option keys[] = {
    { "print", 'p', NULL, 0,
      "Print the whole scenario after extends, overrides and defaults, each default with its source", 0 },
    { 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    (void)arg;
    struct check_options *o = state->input;
    switch (key) {
    case 'p': o->print = true; return 0;
    case ARGP_KEY_INIT: state->child_inputs[0] = &o->common; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = keys,
    .parser = parse,
    .args_doc = "FILE...",
    .doc = "Read scenario files and say what is wrong with them.\v"
           "Nothing is simulated. Without --print a file that is right says so in one "
           "line; one that is not says where and why, and the exit status is 2.",
    .children = options_children
};

/* Each of the scenarios that a file stands for, with what its asserts mean. */
static bool is_good(const char *file, const struct options *common)
{
    struct options one = *common;
    struct cases cases;
    char message[512];
    bool good = true;
    one.file = (char *[]){ (char *)file };
    one.files = 1;
    if (!cases_read(&one, &cases)) return false;
    for (unsigned i = 0; good && i < cases.items; i++) {
        const struct scenario *scenario = cases.item[i].scenario;
        good = assertion_check(scenario, message, sizeof message) &&
               assertion_check_timeline(scenario, message, sizeof message);
        if (!good) command_complain("%s", message);
    }
    cases_finish(&cases);
    return good;
}

int command_check(int argc, char **argv)
{
    struct check_options o = { 0 };
    options_parse(&argp, argc, argv, &o);
    int status = STATUS_DONE;
    for (unsigned i = 0; i < o.common.files; i++) {
        struct input_error error;
        const char *file = o.common.file[i];
        if (o.print) {
            char *text = check_print(file, (const char *const *)o.common.set, o.common.sets, &error);
            if (text)
                fputs(text, stdout);
            else
                status = command_complain("%s", error.text);
            free(text);
        } else if (!is_good(file, &o.common))
            status = STATUS_BAD;
        else if (!o.common.quiet)
            printf("%s: good\n", file);
    }
    options_finish(&o.common);
    return status;
}
