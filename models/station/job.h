/*
 * job: what the stations know of a request, and lists of jobs.
 *
 * A job is one thread of control: a request, one of its parallel calls, an attempt, a message. Jobs live in
 * one array and are named by 32-bit indices, so a queue costs nothing but the `next` field of those that wait
 * in it. What only some scenarios need (registers, traces, generations) is kept apart, in arrays of the
 * engine's.
 */
#ifndef KNEEWALL_STATION_JOB_H
#define KNEEWALL_STATION_JOB_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

enum { JOB_NONE = 0 }; /* index 0 is never a job */

struct job {
    double start;   /* s: when the client first sent it (or its child was forked) */
    double work;    /* demand of the service that it is in or waits for */
    uint32_t next;  /* the job behind it in a list; of one that waits for its children, their join */
    uint32_t pc;    /* its step in the program */
    uint32_t join;  /* whom it tells when it ends; 0: nobody. Of a message: the step that ends its delivery */
    uint16_t flags; /* enum job_flag */
} __attribute__((packed, aligned(2)));
static_assert(sizeof(struct job) == 30, "a queued request costs less than half of a cache line");

struct job_list {
    uint32_t head, tail;
};

static inline void job_list_push(struct job_list *list, struct job *jobs, uint32_t job)
{
    jobs[job].next = JOB_NONE;
    if (list->head)
        jobs[list->tail].next = job;
    else
        list->head = job;
    list->tail = job;
}

/* The list must not be empty. */
static inline uint32_t job_list_pop(struct job_list *list, const struct job *jobs)
{
    const uint32_t job = list->head;
    list->head = jobs[job].next;
    return job;
}

/* Takes `job` out of the list, wherever it is: O(length). Returns whether it was there. */
static inline bool job_list_remove(struct job_list *list, struct job *jobs, uint32_t job)
{
    uint32_t before = JOB_NONE;
    for (uint32_t i = list->head; i; before = i, i = jobs[i].next) {
        if (i != job) continue;
        if (before)
            jobs[before].next = jobs[i].next;
        else
            list->head = jobs[i].next;
        if (list->tail == i) list->tail = before;
        return true;
    }
    return false;
}

#endif
