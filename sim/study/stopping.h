/*
 * When a load point has been simulated long enough.
 *
 * Replications are extended together in rounds, 2^(1/4) longer each. A point stops at the first round in
 * which the intervals of the mean and of p99 are within the precision *and* which has seen min(guard, 2
 * N_first) requests, N_first being the requests of the first good round: a lucky early stretch must hold
 * until twice its length, unless the guard (warmup.h) knows that the network has been seen long enough. It is
 * the guard that saves networks whose bottleneck few requests visit. Finer rounds waste less than doubling
 * (cost 1.45 instead of 1.94 times an oracle's); what looking so often costs in coverage is paid for by the
 * kappas of interval.h.
 *
 * It is the relative-precision rule of Chow and Robbins ("On the asymptotic theory of fixed-width sequential
 * confidence intervals", Ann. Math. Statist. 36, 1965; for simulation output Glynn and Whitt, Ann. Appl.
 * Probab. 2, 1992), looked at on a growing schedule as Heidelberger and Welch do (Oper. Res. 31, 1983). Their
 * consistency is asymptotic: the guard and the second look are what make it hold at 5 %. Chosen over the
 * procedures that batch one long run (SQSTS, Sequest: Alexopoulos et al., 2017-2019) because replications
 * share threads without a barrier, their independence is exact, and the same 32 give every quantile its
 * interval; Bonferroni is not needed, since each interval is for itself and only mean and p99 decide.
 * Measured coverage and cost: tests/COVERAGE.md.
 *
 * A pure state machine: no clock, no memory, thread safe on separate structs.
 */
#ifndef KNEEWALL_SIM_STUDY_STOPPING_H
#define KNEEWALL_SIM_STUDY_STOPPING_H

#include <stdint.h>

struct stopping {
    double precision;      /* relative half-width asked for, e.g. 0.05 */
    double guard;          /* requests over all replications, from warmup_guard() */
    uint64_t max_requests; /* over all replications, warm-up apart */
    uint32_t replications;
    uint32_t round;      /* rounds judged so far */
    uint64_t first_good; /* requests at the first good round; 0: none yet */
};

enum stopping_verdict {
    STOPPING_GO_ON,
    STOPPING_DONE,    /* precise enough (at max_requests without the second look) */
    STOPPING_GIVE_UP, /* max_requests used without reaching the precision: mark the point */
};

void stopping_init(struct stopping *s, double precision, double guard, uint64_t max_requests,
                   uint32_t replications);

/* Kept requests a replication, in total since its start, at the end of the round to run now; never beyond
 * max_requests. */
uint64_t stopping_target(const struct stopping *s);

/*
 * Judges a finished round: `requests` kept so far over all replications, relative half-widths of mean and p99
 * (of whatever is asked to be precise). Call once a round.
 */
enum stopping_verdict stopping_judge(struct stopping *s, uint64_t requests, double mean_halfwidth,
                                     double quantile_halfwidth);

#endif
