/*
 * extent: how large the network of a scenario will be, told without assembling it, so that the reader can
 * refuse what no network can hold: the steps of a network name registers, scopes and random streams in 16
 * bits, and a machine has so much memory.
 *
 * Pure; safe from any thread.
 */
#ifndef KNEEWALL_ARCHITECTURE_EXTENT_H
#define KNEEWALL_ARCHITECTURE_EXTENT_H

#include "models/architecture/scenario.h"

#define EXTENT_MOST_PIECES  UINT16_MAX
#define EXTENT_MOST_ERRANDS 1e6
#define EXTENT_MOST_MEMBERS 1e6
#define EXTENT_MOST_POINTS  1e7

/* Of the registers, of the scopes and of the streams that the classes' paths take: at least as many as there
 * are of the most numerous. What is called behind a sharded database counts twice where some of its
 * operations go to all shards, and so again behind each such tier. */
double extent_pieces(const struct scenario *scenario);

/* Calls, pages and disk accesses that a request of the class makes on average: its work for the simulator. */
double extent_errands(const struct scenario *scenario, const struct request_class *class);

/* Members of all host groups, as a timeline would have them. */
double extent_members(const struct scenario *scenario);

/* Points of the largest hash ring, and whose it is; 0 and NULL: there is none. */
double extent_points(const struct scenario *scenario, const struct tier **whose);

#endif
