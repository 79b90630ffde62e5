/*
 * exact: what queueing theory says about a compiled network, to lay beside its simulation.
 *
 * exact_init() classifies: it reads the programs of the network and lists every assumption of the known
 * formulas that does not hold. With none broken the network is one of
 *   - a single station: M/M/m, M/M/m/K, M/G/m/m, M/G/1, M/G/m-PS, G/M/1, M/G/inf (erlang.h, pollaczek.h);
 *   - an open product-form network, Jackson's or BCMP's (mva.h): Poisson arrivals, any routes that do not
 *     look at the state (Kelly, Reversibility and Stochastic Networks, 1979, ch. 3), and at each station
 *     either exponential service of one mean for all, first come first served, or processor sharing of any
 *     law; delays have any law too;
 *   - the same closed, one chain of users that think (mva_closed(), the convolution that stays stable), or
 * one of each class, where users keep theirs and each station is one server (mva_closed_classes()). A pool of
 * threads that only holds the one exponential service of its own tier is a station itself.
 *
 * Where only laws of service (or, at a single station, of the gaps between arrivals) are not what the formula
 * needs, the mean is approximated: Pollaczek-Khinchine or Allen-Cunneen at each station as if its arrivals
 * were Poisson. Else two bounds are left: no request takes less than its demands, no more pass than the
 * busiest resource serves (for users that think: the asymptotes of Denning and Buzen).
 *
 * Units are SI. Pure functions of the network and the load, thread safe.
 */
#ifndef KNEEWALL_ARCHITECTURE_EXACT_H
#define KNEEWALL_ARCHITECTURE_EXACT_H

#include "models/architecture/network.h"

#include <stdbool.h>
#include <stdint.h>

enum exact_kind { EXACT_NONE, EXACT_BOUND, EXACT_APPROXIMATION, EXACT_FORMULA };

enum exact_assumption {
    EXACT_ARRIVALS,  /* Poisson, one by one */
    EXACT_SERVICE,   /* exponential at a first come first served station */
    EXACT_CLASSES,   /* of one mean for all requests there */
    EXACT_QUEUE,     /* endless */
    EXACT_HELD,      /* nothing is held while something else is done */
    EXACT_MEMORY,    /* without limit */
    EXACT_BUFFER,    /* of a size that does not depend on the load */
    EXACT_FORK,      /* a request is one job */
    EXACT_PATIENCE,  /* nobody gives up, and nothing is sent twice */
    EXACT_BALANCER,  /* chooses by chance or by the client, whatever the state */
    EXACT_CACHE,     /* hits by chance, whatever the contents */
    EXACT_LOCKS,     /* none */
    EXACT_REPLICAS,  /* none */
    EXACT_MESSAGES,  /* none that are worked on later */
    EXACT_COHERENCY, /* service does not depend on who else is there */
    EXACT_PAUSES,    /* none */
    EXACT_SCALING,   /* as many members at any time */
    EXACT_CORES,     /* a whole number */
};

/* An assumption that does not hold. */
struct exact_break {
    enum exact_assumption what;
    char text[96];    /* "box.cpu serves with cv 2, first come first served" */
    double up_to;     /* closed: it makes no difference for so many users; 0: it always does */
    uint32_t where;   /* resource or balancer; NETWORK_NONE */
    bool is_renewal;  /* ARRIVALS: independent gaps of the load's cv. BALANCER: members in turn */
    bool is_unproven; /* the time without waiting is no lower bound then */
};

/* A member of a resource where jobs queue. */
struct exact_station {
    uint32_t resource, member;
    double visits, demand; /* a request's; s */
    double servers;        /* that can be busy at once */
    double places;         /* for those in service and those who wait; INFINITY */
    double scv;            /* of the times of service; INFINITY where the variance is */
    bool is_fcfs;
};

struct exact {
    const struct network *network;
    char method[96]; /* "M/M/4", "Jackson network of 3 stations"; of the formula or the approximation */
    struct exact_break *broken;
    uint32_t breaks;
    struct exact_station *station;
    uint32_t stations;
    double *asked; /* by users who keep their class, s a request: [class * stations + station]; else NULL */
    uint32_t resources; /* at which jobs queue */
    double delay;       /* s a request, where nobody queues */
    bool is_closed;
    bool is_constant_delay;  /* the same for every request */
    bool is_alike, is_once;  /* one resource of members that see the same; every request is there once */
    bool at_most_once;       /* no request comes back to a station */
    bool is_one_law;         /* the only resource's members serve alike */
    bool is_estimated;       /* demands rest on Che's approximation of a cache's hits */
    enum exact_kind kind;    /* of a load so light that nothing that has a limit reaches it */
    double arrival_scv;      /* at the single station */
    double least_time, most; /* s a request; requests/s. NAN: not known */
};

void exact_init(struct exact *exact, const struct network *network);
void exact_finish(struct exact *exact);

/* Requests a second, or (closed) users. */
struct exact_load {
    double rate;
    uint32_t population;
};

/* NAN: not known. INFINITY: there is no steady state. */
struct exact_point {
    enum exact_kind kind;
    double mean;                    /* s, of a request that is not turned away; formula or approximation */
    double percentile[PERCENTILES]; /* s; formula */
    double throughput;              /* requests/s served */
    double error_ratio;             /* turned away */
    double least, most;             /* bounds of the mean, s, and of the throughput */
};

/* `residence` is NULL or has room for the network's resources: s a request spends at each, NAN where it is
 * not known. */
void exact_at(const struct exact *exact, const struct exact_load *load, struct exact_point *point,
              double residence[]);

/* Whether the assumption makes a difference at that load. */
bool exact_matters(const struct exact *exact, const struct exact_break *broken,
                   const struct exact_load *load);

#endif
