/*
 * extends: what a command says that a scenario which it writes extends, so that the two can be moved
 * together. Thread safe.
 */
#ifndef KNEEWALL_COMMAND_EXTENDS_H
#define KNEEWALL_COMMAND_EXTENDS_H

#include "sim/input/document.h"

#include <stdbool.h>

/* The way from the directory of `output` ("-": the working directory) to the file `base`: "../shop.json";
 * `base` as it is where there is none. On the heap; aborts when memory is short. */
char *extends_path(const char *output, const char *base);

/* Whether `output` (NULL: no file, "-": standard output) may be written and extend the document: that has a
 * name, and is not made of the file that would be replaced. False with the error set. */
bool extends_check(const char *output, const struct document *document, struct input_error *error);

#endif
