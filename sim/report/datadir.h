/* Where the files that come with the program are: "plots/latency.gp", "scenarios/stage1.json".
 *
 * A program knows its own place, so an installed tree may be moved and a build tree needs no installation:
 *   1. PREFIX/share/kneewall, when the program is PREFIX/bin/kneewall;
 *   2. the source tree, when the program lies in the build tree (never otherwise: an installed program does
 * not depend on the tree it was built from, nor the one being worked on upon the one installed);
 *   3. the directory chosen at configuration (meson's datadir).
 *
 * Thread-safe: no state is kept. */
#ifndef KNEEWALL_SIM_REPORT_DATADIR_H
#define KNEEWALL_SIM_REPORT_DATADIR_H

#include <stdbool.h>
#include <stddef.h>

/* Writes the path of the readable file `name` (relative, no leading slash) into path[0..size).
 * False, with path "" when size > 0, if there is no such file or its path does not fit. */
bool datadir_find(const char *name, char *path, size_t size);

/* The same for a program at the absolute path `program`, instead of the one that runs; NULL if that is
 * unknown. */
bool datadir_find_for(const char *program, const char *name, char *path, size_t size);

#endif
