#ifndef KNEEWALL_ARCHITECTURE_VARIANT_H
#define KNEEWALL_ARCHITECTURE_VARIANT_H

#include "models/architecture/network.h"

/*
 * The scenario of `network` with one of its resources doubled on every member (cores, SSD operations and
 * bandwidth, NIC rate, RAM, threads, connections, consumers, a broker's rate, rows to lock; replicas that
 * replay one write after another do so side by side): the counterfactual that tells where the wall goes next.
 * Its arrays are its own, all else is borrowed from the original, which must outlive it; free it with
 * variant_destroy. Never NULL.
 */
struct scenario *variant_doubled(const struct network *network, uint32_t resource);
void variant_destroy(struct scenario *variant);

#endif
