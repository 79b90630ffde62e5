/*
 * A request from the client's first send to its last byte, and the traces that tell where its time went.
 */
#include "sim/engine/state.h"

#include <stdlib.h>
#include <string.h>

/* Enough traced requests for the tail's shares, at little cost. */
enum { TRACE_EVERY = 8 };

static void *grown(void *array, size_t from, size_t to, size_t size)
{
    char *bigger = realloc(array, to * size);
    if (!bigger) abort();
    memset(bigger + from * size, 0, (to - from) * size);
    return bigger;
}

static void grow_jobs(struct run *run)
{
    const uint32_t from = run->job_room, to = from ? 2 * from : 64;
    run->job = grown(run->job, from, to, sizeof *run->job);
    if (run->registers > 1)
        run->reg = grown(run->reg, (size_t)from * run->registers, (size_t)to * run->registers, 4);
    if (run->gives_up) run->gives_up = grown(run->gives_up, from, to, sizeof *run->gives_up);
    run->trace_of = grown(run->trace_of, from, to, sizeof *run->trace_of);
    run->job_room = to;
}

uint32_t run_job_new(struct run *run)
{
    uint32_t id = run->job_free;
    if (id)
        run->job_free = run->job[id].next;
    else {
        if (++run->job_top >= run->job_room) grow_jobs(run);
        id = run->job_top;
    }
    if (run->registers > 1)
        memset(&run->reg[(size_t)id * run->registers], 0, run->registers * sizeof *run->reg);
    run->jobs++;
    run->job[id].flags = 0;
    return id;
}

static void trace_free(struct run *run, uint32_t job)
{
    const uint32_t t = run->trace_of[job];
    run->trace[t].next_free = run->trace_free;
    run->trace_free = t;
    run->trace_of[job] = 0;
    run->job[job].flags &= (uint16_t)~JOB_TRACED;
}

void run_job_free(struct run *run, uint32_t job)
{
    if (run_traced(run, job)) trace_free(run, job);
    if (run->gives_up) run->gives_up[job] = -1;
    run->jobs--;
    run->job[job].join = 0;
    run->job[job].next = run->job_free;
    run->job_free = job;
}

void run_trace_start(struct run *run, uint32_t job)
{
    uint32_t t = run->trace_free;
    if (t)
        run->trace_free = run->trace[t].next_free;
    else {
        if (++run->trace_top >= run->trace_room) {
            const uint32_t from = run->trace_room, to = from ? 2 * from : 16;
            run->trace = grown(run->trace, from, to, sizeof *run->trace);
            run->trace_row = grown(run->trace_row, (size_t)from * run->trace_columns,
                                   (size_t)to * run->trace_columns, sizeof *run->trace_row);
            run->trace_room = to;
        }
        t = run->trace_top;
    }
    run->trace_of[job] = t;
    run->job[job].flags |= JOB_TRACED;
    memset(&run->trace_row[(size_t)t * run->trace_columns], 0, run->trace_columns * sizeof *run->trace_row);
}

double *run_trace_row(const struct run *run, uint32_t job)
{
    return &run->trace_row[(size_t)run->trace_of[job] * run->trace_columns];
}

/* Charges the time since the step began: what was served to its tier's service, the rest to its waiting. */
void run_trace_step(struct run *run, uint32_t job, const struct step *step, double served)
{
    const double span = run->now - run->trace[run->trace_of[job]].begin;
    double *row = run_trace_row(run, job);
    if (step->op == OP_DELAY || step->op == OP_LINK) served = span;
    if (served > span) served = span;
    row[2 * step->tier] += span - served;
    row[2 * step->tier + 1] += served;
}

void run_request_start(struct run *run)
{
    const uint32_t id = run_job_new(run);
    struct job *job = &run->job[id];
    uint32_t class = 0;
    if (run->net->classes > 1) {
        const double u = stream_uniform(&run->arrive.classes);
        while (u >= run->arrive.class_limit[class]) class ++;
    }
    job->start = run->now;
    job->class_ = (uint16_t) class;
    job->pc = run->net->class[class].entry;
    if (run->trace_turn++ % TRACE_EVERY == 0) run_trace_start(run, id);
    run_clock_inside(run);
    run->inside++;
    run->seen.arrived++;
    run_advance(run, id);
}

static void trace_record(struct run *run, uint32_t job, double latency)
{
    struct tail *tail = run->seen.tail;
    const size_t bucket = histogram_index(latency) / (HISTOGRAM_OCTAVE / TAIL_OCTAVE);
    if (!tail->row[bucket]) {
        tail->row[bucket] = calloc(tail->columns, sizeof *tail->row[bucket]);
        if (!tail->row[bucket]) abort();
    }
    const double *row = run_trace_row(run, job);
    for (uint32_t i = 0; i < tail->columns; i++) tail->row[bucket][i] += row[i];
    tail->count[bucket]++;
}

void run_request_end(struct run *run, uint32_t id, int error)
{
    const double latency = run->now - run->job[id].start;
    run_clock_inside(run);
    run->inside--;
    run->finished++;
    run->seen.sojourn += latency;
    if (error < 0) {
        run->seen.good++;
        histogram_record(run->seen.latency, latency);
        if (run_traced(run, id)) trace_record(run, id, latency);
    } else {
        run->seen.failed[error]++;
        run->seen.failed_time += latency;
    }
    run_job_free(run, id);
    if (run->net->scenario->load.arrivals == ARRIVALS_CLOSED) run_think_again(run);
}
