/*
 * run: one replication of a network under one load, from empty.
 *
 * A replication is the network, the load and a key, and nothing else: what it computes never depends on the
 * thread that runs it, on how often it was interrupted or on its neighbours. It may be extended at any time.
 * The network is only read and may be shared; a run belongs to one thread at a time.
 */
#ifndef KNEEWALL_ENGINE_RUN_H
#define KNEEWALL_ENGINE_RUN_H

#include "models/architecture/network.h"
#include "sim/engine/observe.h"

#include <stdbool.h>
#include <stdint.h>

struct run;

struct run_load {
    double rate;         /* requests/s offered; open arrivals */
    uint32_t population; /* users; closed arrivals */
};

/* `key`: seed, load point and replication, mixed (stream_key). Never NULL. */
struct run *run_create(const struct network *network, const struct run_load *load, uint64_t key);
void run_destroy(struct run *run);

/* Goes on until `requests` more have finished (well or not), or the clock would pass `until` s. */
void run_requests(struct run *run, uint64_t requests, double until);

/* Goes on until the clock is at `until` s. */
void run_until(struct run *run, double until);

double run_now(const struct run *run);

/* Requests in the system now. */
uint64_t run_inside(const struct run *run);

/* Jobs in the system now: requests, their parallel calls, and work that nobody waits for any more. */
uint64_t run_backlog(const struct run *run);

/* Of those, the jobs that wait for others: neither in service nor for time to pass. */
uint64_t run_waiting(const struct run *run);

/* Forgets what was observed so far, keeping the state of the network: the end of the warm-up. */
void run_clear(struct run *run);

/* Brings all integrals up to the present and returns the observations, owned by the run. */
const struct observations *run_observe(struct run *run);

/* One member of a resource, since the last clear. */
struct unit_observation run_unit(const struct run *run, uint32_t resource, uint32_t member);

/* Checks the laws that hold in any system: flow balance, Little's law, U = X S, and that where each traced
 * request's time went adds up to its latency. Aborts with a message if one
 * fails: that is a bug. */
void run_check(struct run *run);

/* Bytes that the replication takes, for --stats. */
uint64_t run_memory(const struct run *run);

#endif
