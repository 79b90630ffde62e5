/*
 * lever: what may be turned to make an architecture carry more: the size of each host's machine, within its
 * family of the catalogue, and how many there are, where the architecture has a part that spreads the work
 * over them (a balancer, autoscaling, replicas, shards). What the architecture lacks is no lever: a database
 * without replicas has one server.
 *
 * Belongs to one document. Thread safe for distinct structs.
 */
#ifndef KNEEWALL_PLAN_LEVER_H
#define KNEEWALL_PLAN_LEVER_H

#include "models/architecture/scenario.h"
#include "sim/input/document.h"

enum { LEVER_SIZES = 16, LEVER_PATHS = 6, LEVER_PATH = 160, LEVER_MOST = 512 };

struct lever_size {
    char name[48]; /* "m7i.large"; "" : as the file has it */
    double cores;
    double usd_per_h; /* a machine */
};

struct lever {
    uint32_t host;              /* of the scenario */
    char size_path[LEVER_PATH]; /* "machines.pg.like"; "": a machine of its own, which is not sized */
    struct lever_size size[LEVER_SIZES]; /* by ascending cores; at least one */
    uint32_t sizes, size_now;
    char count_path[LEVER_PATHS]
                   [LEVER_PATH]; /* all get the same count; none: there is one, or what the file says */
    uint32_t count_paths;
    uint32_t least, most, count_now;
};

struct levers {
    struct lever *lever; /* one a host that does something */
    uint32_t levers;
};

/* The scenario is what the document says with the settings. Aborts when memory is short. */
void levers_init(struct levers *levers, const struct document *document, const struct scenario *scenario,
                 const char *const *settings, uint32_t count);
void levers_finish(struct levers *levers);

#endif
