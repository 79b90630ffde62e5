/*
 * next_step: the cheapest way to give a resource that is the wall more room: of the changes that the
 * architecture knows (lever.h: the next sizes of the machine, one more of them) the one that costs least an
 * hour, among those that raise the capacity of the host by a tenth at least. By the bottleneck law alone: the
 * wall is taken to move as saturation does. Thread safe.
 */
#ifndef KNEEWALL_PLAN_NEXT_STEP_H
#define KNEEWALL_PLAN_NEXT_STEP_H

#include "sim/plan/lever.h"

#include <stdbool.h>

struct next_step {
    char setting[240]; /* "hosts.web.count=9"; several separated by a space */
    double usd_more;   /* an hour; less than 0: it saves */
    double factor;     /* of the architecture's saturation */
};

/* `settings` have been applied to the document to get `scenario`. False: there is no such change.
 * Deterministic. */
bool next_step_find(const struct document *document, const struct scenario *scenario,
                    const char *const *settings, uint32_t count, uint32_t host, struct next_step *step);

#endif
