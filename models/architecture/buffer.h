#ifndef KNEEWALL_ARCHITECTURE_BUFFER_H
#define KNEEWALL_ARCHITECTURE_BUFFER_H

#include "models/architecture/network.h"

/*
 * The hit ratio of a database tier's buffer pool against its size in bytes, from Che's approximation over the
 * pages of the key spaces that its classes use. `room` holds buffer_sizes() numbers and stays in use. No key
 * space: an empty table (sizes 0), which always hits: there is no data to miss.
 */
struct hit_table buffer_table(const struct scenario *scenario, uint32_t tier, double *room);
uint32_t buffer_sizes(void);

/* The share of page accesses that find their page, with `bytes` of memory for the pool. */
double buffer_hit_ratio(const struct buffer_def *buffer, double bytes);

#endif
