#include "models/part/autoscaler.h"

#include "models/part/block.h"

#include <assert.h>
#include <math.h>

void autoscaler_init(struct autoscaler *scaler, const struct autoscaler_config *config)
{
    const double ticks = config->period > 0 ? config->stabilise / config->period : 0;
    *scaler = (struct autoscaler){ .room = (uint32_t)fmin(ticks, 1e6) + 2, .changed_at = -INFINITY };
    scaler->wish = block_new(scaler->room, sizeof *scaler->wish);
}

void autoscaler_finish(struct autoscaler *scaler)
{
    free(scaler->wish);
    *scaler = (struct autoscaler){ 0 };
}

static uint32_t within(const struct autoscaler_config *config, double members)
{
    if (!(members > config->min)) return config->min;
    return members < config->max ? (uint32_t)members : config->max;
}

/* Rounded up, but for what the division may have added to a whole number. */
static double whole(double x)
{
    return ceil(x * (1 - 1e-12));
}

static double by_target(const struct autoscaler_config *config, uint32_t members, uint32_t ready,
                        double metric)
{
    const double ratio = metric / config->target;
    if (fabs(ratio - 1) <= config->tolerance || !ready) return members;
    if (ready == members || ratio < 1) return whole(ratio * ready);
    const double all = ratio * ready / members; /* those that boot count as idle */
    return all > 1 + config->tolerance ? whole(all * members) : members;
}

static double by_step(const struct autoscaler_config *config, uint32_t members, uint32_t ready, double metric)
{
    const double load = metric * ready;
    if (metric > config->target * (1 + config->tolerance) && ready == members)
        return (double)members + config->step;
    if (members > config->step && load < config->target * (1 - config->tolerance) * (members - config->step))
        return members - config->step;
    return members;
}

uint32_t autoscaler_wish(const struct autoscaler_config *config, uint32_t members, uint32_t ready,
                         double metric)
{
    switch (config->policy) {
    case SCALING_TARGET: return within(config, by_target(config, members, ready, metric));
    case SCALING_STEP: return within(config, by_step(config, members, ready, metric));
    }
    return members;
}

/* The largest wish of the window: smaller ones that came before the latest cannot matter any more. */
static uint32_t largest(const struct autoscaler_config *config, struct autoscaler *scaler, double now,
                        uint32_t wish)
{
    const uint32_t room = scaler->room;
    assert(room);
    while (scaler->wishes && scaler->wish[scaler->head].at < now - config->stabilise * (1 + 1e-9)) {
        scaler->head = (scaler->head + 1) % room;
        scaler->wishes--;
    }
    while (scaler->wishes && scaler->wish[(scaler->head + scaler->wishes - 1) % room].members <= wish)
        scaler->wishes--;
    if (scaler->wishes == room) {
        scaler->head = (scaler->head + 1) % room;
        scaler->wishes--;
    }
    scaler->wish[(scaler->head + scaler->wishes++) % room] = (struct autoscaler_wish){ now, wish };
    return scaler->wish[scaler->head].members;
}

uint32_t autoscaler_tick(const struct autoscaler_config *config, struct autoscaler *scaler, double now,
                         uint32_t members, uint32_t ready, double metric)
{
    const uint32_t wish = autoscaler_wish(config, members, ready, metric);
    uint32_t desired = largest(config, scaler, now, wish);
    if (wish > members)
        desired = wish;
    else if (desired > members)
        desired = members;
    if (desired == members || now - scaler->changed_at < config->cooldown) return within(config, members);
    scaler->changed_at = now;
    return desired;
}
