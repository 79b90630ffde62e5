/*
 * message: messages of a queue from their sending to their end: delivered, failed, delivered again, put
 * aside.
 *
 * With a visibility time-out a message that a consumer has taken is hidden only so long. Each delivery has
 * behind it the next one, a job that sleeps until the message is visible again; all jobs of one message share
 * a book. The first that ends well takes the message out: the next delivery then ends where it wakes, or
 * where it is its turn to be taken; work that others have begun goes on for nothing.
 *
 * One replication's state; not shared by threads.
 */
#ifndef KNEEWALL_ENGINE_MESSAGE_H
#define KNEEWALL_ENGINE_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

struct run;
struct step;

struct message {
    uint32_t jobs, next_free;
    bool is_gone; /* a delivery has ended well, or it was put aside */
};

/* Whether one more message may be sent to queue `queue`. */
bool message_may_send(struct run *run, uint32_t queue);

/* A consumer has taken the message; true: it goes on. */
bool message_delivered(struct run *run, uint32_t job, const struct step *step);

/* The time-out of its last delivery is over. */
void message_visible(struct run *run, uint32_t job);

/* The work on it is done; true: it goes on with the step that its pc names now. */
bool message_consumed(struct run *run, uint32_t job, const struct step *step);

/* The work on it has failed and given back what it held. */
void message_undelivered(struct run *run, uint32_t job);

/* It has waited until it is delivered again. */
void message_redeliver(struct run *run, uint32_t job);

/* A job of a message is about to be freed. */
void message_job_ends(struct run *run, uint32_t job);

#endif
