/*
 * growth: whether the backlog of a load point grows without end.
 *
 * In a steady state the jobs inside are as many at the end of a stretch as at its begin, apart from chance.
 * Beyond saturation they grow by what is too much, until something finite is full and turns requests away:
 * then all that was seen so far was its filling up. So the growth is that of the later half of the
 * observations, over the replications, against its standard error. Jobs that only wait for time to pass are
 * left out: they leave by themselves, so that they cannot pile up, and their comings and goings are chance
 * alone.
 *
 * Rounds end when so many requests are through, which at light load may be at the same place of a batch in
 * every replication: what a few batches bring is no growth, however little it varies.
 */
#ifndef KNEEWALL_STUDY_GROWTH_H
#define KNEEWALL_STUDY_GROWTH_H

#include "sim/engine/run.h"
#include "sim/study/interval.h"

#include <stdbool.h>
#include <stdint.h>

/* Rounds grow by 2^(1/4): four of them ago, the run was half as long. */
enum { GROWTH_MARKS = 5 };

struct growth_mark {
    double at, backlog; /* s, jobs */
};

struct growth {
    const struct network *network;
    double rate, confidence; /* rate: requests/s offered; 0: a closed load */
    bool beyond;             /* the bottleneck law says that there may be no steady state */
    double room;             /* jobs, the fewest that may fill something finite; INFINITY: nothing is */
    double batches;          /* jobs of a few batches; 0: requests come one by one */
    double flow;             /* jobs a second that nobody waits for and that have a pool of their own */
    double usual;            /* jobs that may wait there without an end to be feared */
    double unattended;       /* how busy the busiest of these pools is, 0 to 1 */
    struct interval value;   /* jobs a second */
    double span;             /* s, over which that was seen */
    struct growth_mark mark[GROWTH_MARKS]
                           [INTERVAL_REPLICATIONS]; /* the newest in mark[round % GROWTH_MARKS] */
    uint32_t round;
};

void growth_init(struct growth *growth, const struct network *network, const struct run_load *load,
                 double confidence);

/* Observations begin anew. */
void growth_begin(struct growth *growth);

/* At the end of a round, by what each replication has seen. */
void growth_measure(struct growth *growth, const struct observations *const seen[INTERVAL_REPLICATIONS]);

/* It is more than chance, and it matters. */
bool growth_is_certain(const struct growth *growth);

/* Beyond saturation: nothing can be said before a growth of half of what the law expects would have been
 * seen. And where a pool for work that nobody waits for is busy all the time, before a small part of that
 * work would have been: its backlog does not show in any latency, and the law knows nothing of a CPU that it
 * shares with others and that is slower for them. */
bool growth_is_open(const struct growth *growth);

/* While it is open: nearer to what the law expects than to none; where nothing limits what waits, the law is
 * believed unless what was seen speaks against it. */
bool growth_is_likely(const struct growth *growth);

/* Whether something finite would be full before `seconds` more. */
bool growth_may_end(const struct growth *growth, double seconds);

#endif
