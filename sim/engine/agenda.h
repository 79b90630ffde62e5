/* agenda: orders to be carried out at set times, in the order of those; equal times as they were given. One
 * replication's state, not shared by threads. */
#ifndef KNEEWALL_ENGINE_AGENDA_H
#define KNEEWALL_ENGINE_AGENDA_H

#include "models/station/due.h"

enum order_kind {
    ORDER_EVENT,     /* which: of the scenario's events; it begins */
    ORDER_EVENT_END, /* which: of the scenario's events */
    ORDER_DEPLOY,    /* which: of the scenario's events; member: the next */
    ORDER_FAIL,      /* the member dies at random */
    ORDER_CREW,      /* a repair crew of the host has done its work */
    ORDER_ZONE_FAIL, /* which: the zone */
    ORDER_ZONE_BACK, /* which: the zone */
    ORDER_OOM,       /* the member's process is killed for memory */
    ORDER_BACK,      /* the member is up again */
    ORDER_REPLACED,  /* a new machine in its place is up */
    ORDER_SCALED,    /* which: of the scenario's events; the bigger machine is up */
    ORDER_BOOTED,    /* a new member is up */
    ORDER_HEALTH,    /* which: the balancer; it believes what it has seen of the member */
    ORDER_DETECT,    /* which: the replica set */
    ORDER_PROMOTE,   /* which: the replica set */
    ORDER_ELECT,     /* which: the database, whose ranges that the member led have new leaders */
    ORDER_BACKUP,    /* the host's members */
    ORDER_TICK,      /* which: the scaler decides */
    ORDER_SAMPLE,    /* which: the scaler reads its metric */
};

struct order {
    enum order_kind kind;
    uint32_t host, member, which;
    uint32_t epoch; /* of the member when the order was given; void if that has changed */
};

struct agenda {
    struct due_set due;
    struct order *order; /* by number; 0 is none */
    uint32_t *free;
    uint32_t orders, room, freed;
};

void agenda_finish(struct agenda *agenda);
void agenda_add(struct agenda *agenda, double at, struct order order);

/* When the next one is; INFINITY: there is none. */
double agenda_next(const struct agenda *agenda);

/* The next order; there must be one. */
struct order agenda_take(struct agenda *agenda);

#endif
