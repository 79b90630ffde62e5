/*
 * picture_options: what every command that draws takes about its picture: --keep and --size. Read with argp,
 * as a child parser of each command's own.
 */
#ifndef KNEEWALL_COMMAND_PICTURE_OPTIONS_H
#define KNEEWALL_COMMAND_PICTURE_OPTIONS_H

#include "sim/report/gnuplot.h"

#include <argp.h>

/* Its `input` is a struct plot_options. Exits with status 2 on bad usage, as argp does. */
extern const struct argp picture_argp;

#endif
