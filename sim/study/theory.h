/*
 * theory: what queueing theory says at the loads that were simulated, and whether the two agree.
 *
 * Two rules for "agrees". At each load by itself the known value is compared with the study's own interval:
 * of many such intervals at 95 % some miss, so their number is told and decides nothing. All together agree
 * when no value lies outside intervals that are widened for as many comparisons as there are, so that a
 * right simulation disagrees in 1 % of studies (Bonferroni; Student's t, the interval's degrees of freedom).
 * That holds for intervals whose tails are Student's. Measured on M/M/1 at eight loads up to 90 %: 1 of 40
 * studies disagreed at the default precision of 5 %, 3 of 60 at 10 %, 13 of 100 at 20 %, where some runs stop
 * early on a lucky stretch; single intervals held the mean 95 % of the time in all three.
 *
 * Compared are the mean and, where their law is known, p50 and p99, at the loads that were asked for; that
 * exactly one of the two sees a steady state is a disagreement, too.
 */
#ifndef KNEEWALL_STUDY_THEORY_H
#define KNEEWALL_STUDY_THEORY_H

#include "sim/study/result.h"

/* Fills result->theory from its network and points. Aborts when memory is short. */
void theory_compare(struct scenario_result *result);

void theory_finish(struct theory_result *theory);

/* The load of a simulated point. */
struct exact_load theory_load(const struct point_result *point);

#endif
