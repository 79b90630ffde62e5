/*
 * verdict: the sentences under a table of points. Shared by the files that write them; others call
 * verdict_print().
 */
#ifndef KNEEWALL_REPORT_VERDICT_H
#define KNEEWALL_REPORT_VERDICT_H

#include "sim/report/style.h"
#include "sim/study/result.h"

#include <stdio.h>

struct verdict {
    const struct scenario_result *result;
    const struct point_result *at_wall; /* the stable point nearest to the wall, or the last one; NULL */
    struct style style;
    unsigned width; /* columns of text */
    unsigned rate_width, users_width;
    FILE *file;
};

/* Knee, wall, what is behind it, cost, theory, conditions, effort; wrapped to `width` columns. */
void verdict_print(const struct scenario_result *result, bool color, unsigned width, FILE *file);

/* One labelled line, wrapped. */
void verdict_say(const struct verdict *v, const char *label, const char *text);

/* A line for each of the conditions that the scenario states. */
void verdict_say_assertions(const struct verdict *v, const struct assert_result *assertion, uint32_t count);

/* Which resource is the wall, why, and what is behind it (verdict_why.c). */
void verdict_say_bottleneck(const struct verdict *v);

/* What would move the wall at the least cost (verdict_step.c). */
void verdict_say_step(const struct verdict *v);

/* Where the slowest requests spend their time; caches, replicas and queues at the wall (verdict_why.c). */
void verdict_say_tail(const struct verdict *v);
void verdict_say_state(const struct verdict *v);

/* What theory says, and whether the simulation agrees (verdict_theory.c). */
void verdict_say_theory(const struct verdict *v);

#endif
