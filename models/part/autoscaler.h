/*
 * autoscaler: how many members a pool should have, decided at each tick from a metric. Booting and stopping
 * them is the caller's.
 *
 * target: Kubernetes' horizontal pod autoscaler: ceil(members x metric / target), nothing while metric /
 * target is within the tolerance of 1. Members that are not ready count as idle when it would scale out, and
 * if that turns the direction round, nothing is done.
 *
 * step: `step` members more while the metric is above the target; `step` fewer while the metric would stay
 * below the target without them.
 *
 * A scale-in follows the largest wish of the last `stabilise` seconds (Kubernetes: 300), a scale-out is at
 * once; after either, nothing for `cooldown` seconds. The answer is within min .. max whatever the metric
 * says. Source: kubernetes.io, "Horizontal Pod Autoscaling", algorithm details.
 *
 * The configuration is shared; struct autoscaler is one replication's state.
 */
#ifndef KNEEWALL_PART_AUTOSCALER_H
#define KNEEWALL_PART_AUTOSCALER_H

#include "models/architecture/scenario.h"

#include <stdbool.h>
#include <stdint.h>

struct autoscaler_config {
    enum scaling_policy policy;
    double target;    /* > 0, in the metric's unit */
    double tolerance; /* relative; Kubernetes: 0.1 */
    uint32_t min, max, step;
    double period, stabilise, cooldown; /* s */
};

struct autoscaler {
    struct autoscaler_wish {
        double at;
        uint32_t members;
    } * wish; /* a circle: each larger than all that came after it */
    uint32_t room, head, wishes;
    double changed_at;
};

void autoscaler_init(struct autoscaler *scaler, const struct autoscaler_config *config);
void autoscaler_finish(struct autoscaler *scaler);

/* The policy alone, without memory. metric: mean over the `ready` of `members`; members - ready are booting.
 */
uint32_t autoscaler_wish(const struct autoscaler_config *config, uint32_t members, uint32_t ready,
                         double metric);

/* One tick, every `period` seconds: how many members there should be from now on. */
uint32_t autoscaler_tick(const struct autoscaler_config *config, struct autoscaler *scaler, double now,
                         uint32_t members, uint32_t ready, double metric);

#endif
