#include "sim/engine/message.h"

#include "sim/engine/request.h"
#include "sim/engine/sleep.h"
#include "sim/engine/state.h"

#include <math.h>

/* ---- books ---- */

static uint32_t book_new(struct run *run)
{
    struct parts *p = &run->parts;
    uint32_t id = p->message_free;
    if (id)
        p->message_free = p->message[id].next_free;
    else {
        if (++p->message_top >= p->message_room) {
            p->message_room = p->message_room ? 2 * p->message_room : 16;
            p->message = realloc(p->message, p->message_room * sizeof *p->message);
            if (!p->message) abort();
        }
        id = p->message_top;
    }
    p->message[id] = (struct message){ .jobs = 1 };
    return id;
}

/* NULL: it has none. */
static struct message *book_of(const struct run *run, uint32_t job, uint32_t reg)
{
    const uint32_t id = run_reg(run, job, reg);
    return id ? &run->parts.message[id] : NULL;
}

void message_job_ends(struct run *run, uint32_t job)
{
    const uint32_t id = run_reg(run, job, run->net->step[run->job[job].join].by);
    struct message *message = &run->parts.message[id];
    if (!id || --message->jobs > 0) return;
    message->next_free = run->parts.message_free;
    run->parts.message_free = id;
}

/* ---- visibility ---- */

/* The delivery to come, which sleeps until the message is visible again. */
static void next_delivery(struct run *run, uint32_t id, const struct step *step)
{
    const uint32_t next = run_job_new(run);
    struct job *job = &run->job[next];
    *job = run->job[id];
    job->flags = JOB_DETACHED;
    job->pc = step->target;
    memcpy(&run->reg[(size_t)next * run->registers], &run->reg[(size_t)id * run->registers],
           run->registers * sizeof *run->reg);
    book_of(run, next, step->reg)->jobs++;
    run_begin(run, next);
    sleep_until(run, next, run->now + run->net->queue[step->base].policy->visibility);
}

bool message_delivered(struct run *run, uint32_t id, const struct step *step)
{
    if (!run_reg(run, id, step->reg)) run_set_reg(run, id, step->reg, book_new(run));
    if (book_of(run, id, step->reg)->is_gone) {
        run_unwind(run, id);
        run_child_end(run, id, -1);
        return false;
    }
    next_delivery(run, id, step);
    run->job[id].pc++;
    return true;
}

void message_visible(struct run *run, uint32_t id)
{
    const struct step *step = run_step(run, id);
    struct queue_observation *o = &run->seen.queue[step->base];
    struct message *message = book_of(run, id, step->reg);
    run_pass(run, id);
    const uint32_t deliveries = run_reg(run, id, step->by) + 1;
    run_set_reg(run, id, step->by, deliveries);
    if (!message->is_gone && deliveries >= run->net->queue[step->base].policy->dead_letter_after) {
        o->dead++;
        message->is_gone = true;
    }
    if (message->is_gone) {
        run_child_end(run, id, -1);
        return;
    }
    o->redelivered++;
    run->job[id].pc = step->target;
    run_advance(run, id);
}

/* ---- deliveries ---- */

bool message_may_send(struct run *run, uint32_t queue)
{
    const struct queue_def *def = &run->net->queue[queue];
    const struct tokens *pool = &run->token[run->net->resource[def->pool].base];
    struct queue_observation *o = &run->seen.queue[queue];
    o->samples++;
    if (pool->waiting) o->oldest += run->now - run->job[pool->queue.head].start;
    if (pool->waiting < def->policy->max_messages) return true;
    o->rejected++;
    return false;
}

/* A delivery has failed: the message comes again, or is put aside. */
static bool deliver_again(struct run *run, uint32_t id, const struct step *step)
{
    const struct queueing *policy = run->net->queue[step->base].policy;
    struct queue_observation *o = &run->seen.queue[step->base];
    if (book_of(run, id, step->by)) { /* until it is visible again: message_visible */
        run->job[id].pc++;
        return true;
    }
    const uint32_t deliveries = run_reg(run, id, step->reg) + 1;
    run_set_reg(run, id, step->reg, deliveries);
    if (deliveries >= policy->dead_letter_after) {
        o->dead++;
        run->job[id].pc++;
        return true;
    }
    o->redelivered++;
    if (isfinite(policy->redeliver)) {
        run_begin(run, id);
        run->parts.returning[step->base]++;
        sleep_until(run, id, run->now + policy->redeliver);
        return false;
    }
    run->job[id].pc = step->target;
    return true;
}

void message_redeliver(struct run *run, uint32_t id)
{
    const struct step *step = run_step(run, id);
    run->parts.returning[step->base]--;
    run_pass(run, id);
    run->job[id].pc = step->target;
}

/* One that is never sent again is lost; to send it at once would fail at once, for ever. */
void message_undelivered(struct run *run, uint32_t id)
{
    const uint32_t pc = run->job[id].join;
    const struct step *step = &run->net->step[pc];
    run->job[id].pc = pc;
    const struct queueing *policy = run->net->queue[step->base].policy;
    if (isfinite(policy->redeliver) || isfinite(policy->visibility)) {
        if (deliver_again(run, id, step)) run_ready(run, id);
        return;
    }
    run->seen.queue[step->base].dead++;
    run_child_end(run, id, -1);
}

/* The work on a message is done; all the same the delivery may fail. */
bool message_consumed(struct run *run, uint32_t id, const struct step *step)
{
    const struct queueing *policy = run->net->queue[step->base].policy;
    struct queue_observation *o = &run->seen.queue[step->base];
    struct message *message = book_of(run, id, step->by);
    if (message && message->is_gone) {
        run->job[id].pc++;
        return true;
    }
    if (!(policy->failure > 0) || stream_uniform(&run->stream[step->stream]) >= policy->failure) {
        histogram_record(o->end_to_end, run->now - run->job[id].start);
        if (message) message->is_gone = true;
        run->job[id].pc++;
        return true;
    }
    return deliver_again(run, id, step);
}
