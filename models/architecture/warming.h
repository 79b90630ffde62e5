/*
 * warming: the state in which caches start: near the steady state that they would reach by themselves after
 * much longer than anyone wants to simulate.
 *
 * Without a time to live that state does not depend on the load, so it is made once, by network_warm(), and
 * copied to every replication: what each key's last access was, and when, decides about it. With one it does:
 * then warming_settle() draws it from its law for each replication. Reads of a key come at rate r and writes,
 * which remove it, at rate w. A fill lasts until the first write, or the time to live T (since the last read,
 * where reads renew it); between two fills it is absent for 1/r on average. By renewal theory (Ross,
 * Stochastic Processes, 3.4) it is present with probability L/(L + 1/r), L its mean lifetime, and its age has
 * the density P(lifetime > a)/L. Keys are independent as long as nothing is evicted.
 */
#ifndef KNEEWALL_ARCHITECTURE_WARMING_H
#define KNEEWALL_ARCHITECTURE_WARMING_H

#include "models/architecture/network.h"

/* Makes what all replications share. Before threads use the network; again is harmless. A network that was
 * never warmed gives the same results, each replication making its own. */
void network_warm(struct network *network);

/* Brings the nodes of one cache, made and empty, near their steady state at `rate` requests/s; `key` names
 * the random numbers of the replication. Those that start cold stay so. */
void warming_settle(const struct network *network, uint32_t cache, struct cache *node, double rate,
                    uint64_t key);

#endif
