/*
 * options: what several commands take: scenario files and what to change in them (--set, --vary, --seed,
 * --precision), and how to work (--jobs, --quiet). Read with argp, as a child parser of each command's own.
 */
#ifndef KNEEWALL_COMMAND_OPTIONS_H
#define KNEEWALL_COMMAND_OPTIONS_H

#include "models/architecture/scenario.h"
#include "sim/input/document.h"
#include "sim/input/override.h"
#include "sim/study/study.h"

#include <argp.h>
#include <stdbool.h>

struct options {
    char **file; /* borrowed from argv */
    unsigned files;
    char **set; /* owned */
    unsigned sets;
    char **vary; /* borrowed */
    unsigned varies;
    unsigned jobs;
    bool quiet;
};

/* Its `input` is a struct options. Complains when no file is named. */
extern const struct argp options_argp;

/* That alone: the children of a command with no other shared options. */
extern const struct argp_child options_children[];

/* Parses argv with `argp`, exiting with status 2 on bad usage (0 after --help). */
void options_parse(const struct argp *argp, int argc, char **argv, void *input);

void options_finish(struct options *options);

/* Where a scenario comes from. */
struct case_source {
    const struct document *document; /* of the cases */
    char **setting;
    uint32_t settings;
};

/* The scenarios that the options name: each file, with every combination of what varies. */
struct cases {
    struct document **document;
    unsigned documents;
    struct case_source *source; /* one an item */
    struct study_item *item;
    char **complete; /* each scenario as `check --print` shows it */
    unsigned items;
};

/* False: a message has been printed, and the cases are empty. They borrow no more than file names from the
 * options. Aborts when memory is short. */
bool cases_read(const struct options *options, struct cases *cases);

/* Differs where the scenarios do. */
uint64_t cases_digest(const struct cases *cases);

void cases_finish(struct cases *cases);

#endif
