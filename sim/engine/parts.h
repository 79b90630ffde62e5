/*
 * parts: the state of an architecture's parts in one replication (caches, replica sets, row locks, queues,
 * pauses), and the steps that touch it. Only the files of sim/engine see inside.
 */
#ifndef KNEEWALL_ENGINE_PARTS_H
#define KNEEWALL_ENGINE_PARTS_H

#include "models/architecture/network.h"
#include "models/part/breaker.h"
#include "models/part/cache.h"
#include "models/part/locktable.h"
#include "models/part/replica.h"
#include "models/part/versions.h"
#include "sim/engine/observe.h"

struct run;

/* The rows of one server, and how busy the one that is wanted most (row 0, of the hottest key) is. */
struct locks {
    struct locktable table;
    uint32_t waiting;
    bool hottest_held;
    double since, hottest_area, waiting_area;
    uint64_t taken;
};

/* A CPU that stands still now and then. */
struct pausing {
    const struct pauses *law;
    struct stream stream;
    double next;
    uint32_t unit;
    bool is_ps, stopped;
};

struct parts {
    struct cache **cache; /* of each cache: its nodes */
    struct turnstile *flight;
    struct replica_set *replica; /* all sets of all tiers */
    uint32_t *replica_base;      /* where those of a tier begin */
    double *last_write;          /* s, of each client; NULL: nobody cares */
    struct versions *store;
    struct locks *lock; /* all members of all tables */
    uint32_t *lock_base;
    struct pausing *pausing;
    struct breaker *breaker; /* of each tier, for those that guards name */
    struct budget *budget;
    uint32_t *returning; /* by queue: messages that wait until they are delivered again */
    struct message
        *message; /* books of those that a consumer has had, where there is a visibility time-out */
    uint32_t message_free, message_top, message_room;
};

void parts_init(struct run *run);
void parts_finish(struct run *run);
void parts_clear(struct run *run);

/* True: the job goes on with the step that its pc names now. */
bool parts_step(struct run *run, uint32_t job, const struct step *step);

/* A scope that a part has to give back. */
void parts_release(struct run *run, uint32_t job, const struct scope *scope);

/* The job leaves a part's queue that it waits in at `step`. */
void parts_leave(struct run *run, uint32_t job, const struct step *step);

/* Pausing member `which` stops or goes on. */
void parts_pause(struct run *run, uint32_t which);

struct unit_observation parts_lock_unit(const struct run *run, uint32_t unit);

#endif
