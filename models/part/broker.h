/*
 * broker: the books of a message queue: what waits, what is being worked on, how old the oldest is, what
 * fails and comes again, what ends as a dead letter. Who the messages are is the caller's affair (a list of
 * jobs).
 *
 * Times of acceptance stand in a circle, the oldest first; a message that comes again stands at the front,
 * where it came from. The circle doubles when it is full and never shrinks.
 *
 * One replication's state.
 */
#ifndef KNEEWALL_PART_BROKER_H
#define KNEEWALL_PART_BROKER_H

#include <stdbool.h>
#include <stdint.h>

struct broker_config {
    double most;         /* messages that may wait; INFINITY: no limit */
    uint32_t deliveries; /* after so many failed ones a message is a dead letter; 0: never */
};

struct broker {
    double *accepted_at; /* a circle */
    uint32_t room, head, waiting, working, peak;
    double since, waiting_area; /* integral of `waiting` since the last clear */
    uint64_t accepted, refused, delivered, done, redelivered, dead;
};

enum broker_verdict { BROKER_REDELIVER, BROKER_DEAD };

void broker_init(struct broker *broker);
void broker_finish(struct broker *broker);

/* A producer offers a message; false: the queue is full. */
bool broker_offer(const struct broker_config *config, struct broker *broker, double now);

/* A consumer takes the oldest message: when it was accepted. Some must wait. */
double broker_deliver(struct broker *broker, double now);

/* The consumer is done with a message. */
void broker_done(struct broker *broker);

/* The consumer failed on a message delivered `deliveries` times so far, this one included. If it is to be
 * redelivered the caller does so, at once or later, with broker_return. */
enum broker_verdict broker_fail(const struct broker_config *config, struct broker *broker,
                                uint32_t deliveries);

/* A message to be redelivered waits again; it was accepted at `accepted_at`. The limit does not apply. */
void broker_return(struct broker *broker, double accepted_at, double now);

/* Age of the oldest that waits; 0: none does. */
static inline double broker_oldest_age(const struct broker *broker, double now)
{
    return broker->waiting ? now - broker->accepted_at[broker->head] : 0;
}

/* Starts counts and the integral anew; messages stay. */
void broker_clear(struct broker *broker, double now);

#endif
