/*
 * fetch: a look-up in a large cache waits for memory, longer than the rest of the step takes. But a job that
 * travels to the cache's node, or back with its answer, knows what it will look up: as it sets out the key's
 * cell in the index is fetched, as it arrives the cell's item. Results do not depend on it.
 */
#ifndef KNEEWALL_ENGINE_FETCH_H
#define KNEEWALL_ENGINE_FETCH_H

#include "sim/engine/state.h"

/* Fills run->fetch: for each delay of the program, how many steps behind it a look-up is that follows for
 * sure; 0: none. Before the sources are numbered. */
void fetch_init(struct run *run);

/* The job sets out on, or arrives from, a step whose run->fetch is not 0. */
void fetch_cell(const struct run *run, uint32_t job);
void fetch_item(const struct run *run, uint32_t job);

#endif
