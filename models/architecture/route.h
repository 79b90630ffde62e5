#ifndef KNEEWALL_ARCHITECTURE_ROUTE_H
#define KNEEWALL_ARCHITECTURE_ROUTE_H

#include "models/architecture/builder.h"

/* How keys are spread over `shards` groups of `stride` members each. */
struct route_spec {
    enum route_kind kind;
    uint32_t shards, stride;
    uint32_t virtual_nodes, ranges;
    uint32_t key; /* key space; SCENARIO_NONE: the class's */
};

/*
 * Emits the choice of a shard for the present class's key, or of any shard if it has none. Returns the
 * register with the first member of the shard; *share (may be NULL) gets the traffic of each member, counted
 * at that first member.
 */
uint16_t route_emit(struct builder *b, uint32_t tier, const struct route_spec *spec, const double **share);

#endif
