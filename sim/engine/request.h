/*
 * request: jobs come and go. What every request does once is here, to be part of the event loop; what only
 * some do (a table grows, a trace is kept) is in request.c.
 *
 * The job that has gone last is the next to come: its record is still in the cache.
 *
 * One replication's state; not shared by threads.
 */
#ifndef KNEEWALL_ENGINE_REQUEST_H
#define KNEEWALL_ENGINE_REQUEST_H

#include "sim/engine/state.h"

enum { TRACE_EVERY = 8 };

void run_jobs_grow(struct run *run);
void run_jobs_free(struct run *run);
void run_trace_request(struct run *run, uint32_t job);
void run_trace_start(struct run *run, uint32_t job);
void run_trace_record(struct run *run, uint32_t job, double latency);
void run_trace_end(struct run *run, uint32_t job);

/* All zero; of one or two registers this is no call. */
static inline void run_clear_registers(struct run *run, uint32_t job)
{
    uint32_t *reg = &run->reg[(size_t)job * run->registers];
    memset(reg, 0, 2 * sizeof *reg);
    if (run->registers > 2) memset(reg + 2, 0, (run->registers - 2) * sizeof *reg);
}

static inline uint32_t run_job_new(struct run *run)
{
    uint32_t id = run->job_free;
    if (id)
        run->job_free = run->job[id].next;
    else {
        if (++run->job_top >= run->job_room) run_jobs_grow(run);
        id = run->job_top;
        run->job[id].join = 0;
        if (run->gives_up) run->gives_up[id] = -1;
    }
    if (run->registers > 1) run_clear_registers(run, id);
    run->jobs++;
    run->job[id].flags = 0;
    return id;
}

static inline void run_job_free(struct run *run, uint32_t id)
{
    struct job *job = &run->job[id];
    if (job->flags & JOB_TRACED) run_trace_end(run, id);
    if (run->gives_up) run->gives_up[id] = -1;
    run->jobs--;
    job->join = 0;
    job->next = run->job_free;
    run->job_free = id;
}

/* Where a request of a class drawn at random begins. */
static inline uint32_t run_draw_entry(struct run *run)
{
    const double u = stream_uniform(&run->arrive.classes);
    uint32_t class = 0;
    while (u >= run->arrive.class_limit[class]) class ++;
    return run->net->class[class].entry;
}

/* A request comes; it stands before its first step. */
static inline uint32_t run_request_new(struct run *run)
{
    const uint32_t id = run_job_new(run);
    struct job *job = &run->job[id];
    job->start = run->now;
    job->pc = run->arrive.entry != NETWORK_NONE ? run->arrive.entry : run_draw_entry(run);
    if (run->trace_wait-- == 0) run_trace_request(run, id);
    run_enters(run);
    run->seen.arrived++;
    return id;
}

/* Where classes matter: what has become of a request, and that its user thinks again. */
void run_class_done(struct run *run, uint32_t job, bool good);

static inline void run_request_good(struct run *run, uint32_t id)
{
    const double latency = run->now - run->job[id].start;
    run_leaves(run);
    run->seen.good++;
    histogram_record(run->seen.latency, latency);
    if (run_traced(run, id)) run_trace_record(run, id, latency);
    if (run->by_class) run_class_done(run, id, true);
    run_job_free(run, id);
}

#endif
