#include "models/part/broker.h"

#include "models/part/block.h"

#include <assert.h>
#include <string.h>

enum { ROOM = 16 };

void broker_init(struct broker *broker)
{
    *broker = (struct broker){ .room = ROOM };
    broker->accepted_at = block_new(broker->room, sizeof *broker->accepted_at);
}

void broker_finish(struct broker *broker)
{
    free(broker->accepted_at);
    *broker = (struct broker){ 0 };
}

static void clock(struct broker *broker, double now)
{
    broker->waiting_area += (now - broker->since) * broker->waiting;
    broker->since = now;
}

/* The circle unrolled into the lower half of a larger one. */
static void make_room(struct broker *broker)
{
    if (broker->waiting < broker->room) return;
    double *grown = block_new(2 * (size_t)broker->room, sizeof *grown);
    const uint32_t tail = broker->room - broker->head;
    memcpy(grown, broker->accepted_at + broker->head, tail * sizeof *grown);
    memcpy(grown + tail, broker->accepted_at, broker->head * sizeof *grown);
    free(broker->accepted_at);
    broker->accepted_at = grown;
    broker->room *= 2;
    broker->head = 0;
}

static void one_more(struct broker *broker)
{
    if (++broker->waiting > broker->peak) broker->peak = broker->waiting;
}

bool broker_offer(const struct broker_config *config, struct broker *broker, double now)
{
    if (!(broker->waiting < config->most)) {
        broker->refused++;
        return false;
    }
    clock(broker, now);
    make_room(broker);
    broker->accepted_at[(broker->head + broker->waiting) & (broker->room - 1)] = now;
    one_more(broker);
    broker->accepted++;
    return true;
}

double broker_deliver(struct broker *broker, double now)
{
    assert(broker->waiting);
    clock(broker, now);
    const double accepted_at = broker->accepted_at[broker->head];
    broker->head = (broker->head + 1) & (broker->room - 1);
    broker->waiting--;
    broker->working++;
    broker->delivered++;
    return accepted_at;
}

void broker_done(struct broker *broker)
{
    assert(broker->working);
    broker->working--;
    broker->done++;
}

enum broker_verdict broker_fail(const struct broker_config *config, struct broker *broker,
                                uint32_t deliveries)
{
    assert(broker->working && deliveries);
    broker->working--;
    if (!config->deliveries || deliveries < config->deliveries) return BROKER_REDELIVER;
    broker->dead++;
    return BROKER_DEAD;
}

void broker_return(struct broker *broker, double accepted_at, double now)
{
    clock(broker, now);
    make_room(broker);
    broker->head = (broker->head - 1) & (broker->room - 1);
    broker->accepted_at[broker->head] = accepted_at;
    one_more(broker);
    broker->redelivered++;
}

void broker_clear(struct broker *broker, double now)
{
    broker->since = now;
    broker->waiting_area = 0;
    broker->peak = broker->waiting;
    broker->accepted = broker->refused = broker->delivered = broker->done = broker->redelivered =
        broker->dead = 0;
}
