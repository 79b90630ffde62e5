/*
 * ready: what would spoil a study's end, found out before it begins: outputs that cannot be written, no
 * gnuplot. Each prints its complaint and returns false. Only the first process of a fleet writes, and looks.
 */
#ifndef KNEEWALL_COMMAND_READY_H
#define KNEEWALL_COMMAND_READY_H

#include "sim/report/gnuplot.h"

#include <stdbool.h>

/* NULL and "-" (standard output) always are. Leaves nothing behind; pipes and devices are left alone. */
bool ready_file(const char *path);

/* Makes the directory if it is not there. NULL: nothing to do. */
bool ready_directory(const char *path);

/* gnuplot is among the programs. */
bool ready_gnuplot(void);

/* That, and a format and a place for the picture. */
bool ready_picture(const struct plot_options *options);

#endif
