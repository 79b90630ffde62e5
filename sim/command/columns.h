/* columns: which column of a table of measurements is what, by --column NAME=TITLE or by its title. */
#ifndef KNEEWALL_COMMAND_COLUMNS_H
#define KNEEWALL_COMMAND_COLUMNS_H

#include "sim/input/measured.h"

#include <stdbool.h>
#include <stddef.h>

/* One --column; both parts are on the heap. */
struct naming {
    char *name;  /* what it is: "throughput", "web.cpu" */
    char *title; /* of the column */
};

struct columns {
    struct naming *naming;
    unsigned namings;
};

/* Takes "NAME=TITLE"; false if it is none. Aborts when memory is short. */
bool columns_add(struct columns *columns, const char *text);
void columns_finish(struct columns *columns);

/* The column that was said to be `name`, MEASURED_NONE if nothing was said. False: there is no such column.
 */
bool columns_said(const struct columns *columns, const struct measured *measured, const char *name,
                  size_t *column, struct input_error *error);

/* The column of throughput, and that of load for the scalability law: said, or with one of the titles that
 * --help lists; MEASURED_NONE if there is none. */
bool columns_throughput(const struct columns *columns, const struct measured *measured, size_t *column,
                        struct input_error *error);
bool columns_load(const struct columns *columns, const struct measured *measured, size_t *column,
                  struct input_error *error);

#endif
