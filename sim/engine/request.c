/*
 * A request that ends badly, tables that grow, and the traces that tell where a request's time went.
 */
#include "sim/engine/request.h"

#include "sim/engine/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void run_jobs_grow(struct run *run)
{
    const size_t from = run->job_room, to = from ? 2 * from : 64, row = run->registers * sizeof *run->reg;
    run->job = table_grow(run->job, from * sizeof *run->job, to * sizeof *run->job);
    if (run->registers > 1) run->reg = table_grow(run->reg, from * row, to * row);
    if (run->gives_up)
        run->gives_up = table_grow(run->gives_up, from * sizeof *run->gives_up, to * sizeof *run->gives_up);
    run->job_room = (uint32_t)to;
}

void run_jobs_free(struct run *run)
{
    const size_t room = run->job_room;
    table_free(run->job, room * sizeof *run->job);
    table_free(run->reg, room * run->registers * sizeof *run->reg);
    table_free(run->gives_up, room * sizeof *run->gives_up);
}

void run_class_done(struct run *run, uint32_t id, bool good)
{
    const struct job *job = &run->job[id];
    uint32_t class = run->net->classes - 1; /* the one whose steps it stands in */
    while (class > 0 && job->pc < run->net->class[class].entry) class --;
    struct class_observation *o = &run->seen.class[class];
    o->good += good;
    o->failed += !good;
    if (good) o->time += run->now - job->start;
    if (run->closed) run_think_again(run, class);
}

void run_request_failed(struct run *run, uint32_t id, enum error_kind error)
{
    const double latency = run->now - run->job[id].start;
    run_leaves(run);
    run->seen.failed[error]++;
    run->seen.failed_time += latency;
    if (run->by_class) run_class_done(run, id, false);
    run_job_free(run, id);
}

/*
 * One request in eight is traced. Where that has been enough for the shares of the tail it is one in 16, then
 * in 32 ..., as many at each rate: a trace costs as much as a third of a small request. Nor is there a use
 * for the traces of all the requests of an endless queue.
 */
void run_trace_request(struct run *run, uint32_t job)
{
    enum { ENOUGH = 4096, AT_ONCE = 4096 };
    run->trace_wait = run->trace_every - 1;
    if (run->traces >= AT_ONCE) return;
    run_trace_start(run, job);
    if (++run->trace_count < ENOUGH || run->trace_every > UINT32_MAX / 4) return;
    run->trace_count = ENOUGH / 2;
    run->trace_every *= 2;
}

void run_trace_start(struct run *run, uint32_t job)
{
    run->traces++;
    uint32_t t = run->trace_free;
    if (t)
        run->trace_free = run->trace[t].next_free;
    else {
        if (++run->trace_top >= run->trace_room) {
            const uint32_t to = run->trace_room ? 2 * run->trace_room : 16;
            run->trace = realloc(run->trace, to * sizeof *run->trace);
            run->trace_row =
                realloc(run->trace_row, (size_t)to * run->trace_columns * sizeof *run->trace_row);
            if (!run->trace || !run->trace_row) abort();
            run->trace_room = to;
        }
        t = run->trace_top;
    }
    run->trace[t].join = run->job[job].join;
    run->job[job].join = t;
    run->job[job].flags |= JOB_TRACED;
    memset(&run->trace_row[(size_t)t * run->trace_columns], 0, run->trace_columns * sizeof *run->trace_row);
}

void run_trace_end(struct run *run, uint32_t job)
{
    const uint32_t t = run->job[job].join;
    run->job[job].join = run->trace[t].join;
    run->trace[t].next_free = run->trace_free;
    run->trace_free = t;
    run->traces--;
    run->job[job].flags &= (uint16_t)~JOB_TRACED;
}

double *run_trace_row(const struct run *run, uint32_t job)
{
    return &run->trace_row[(size_t)run->job[job].join * run->trace_columns];
}

/* Charges the time since the step began: what was served to its tier's service, the rest to its waiting. */
void run_trace_step(struct run *run, uint32_t job, const struct step *step, double served)
{
    const double span = run->now - run_trace(run, job)->begin;
    double *row = run_trace_row(run, job);
    if (step->op == OP_DELAY || step->op == OP_LINK) served = span;
    if (served > span) served = span;
    row[2 * step->tier] += span - served;
    row[2 * step->tier + 1] += served;
}

void run_trace_record(struct run *run, uint32_t job, double latency)
{
    struct tail *tail = run->seen.tail;
    const size_t bucket = histogram_index(latency) / (HISTOGRAM_OCTAVE / TAIL_OCTAVE);
    const double *row = run_trace_row(run, job);
    double *sum = tail_row(tail, bucket), told = 0;
    for (uint32_t i = 0; i < tail->columns; i++) {
        sum[i] += row[i];
        told += row[i];
    }
    tail->count[bucket]++;
    /* Each span is the difference of two times of day. */
    const double gap = fabs(told - latency) / (1e-9 * latency + 1e-12 * run->now);
    if (gap <= tail->gap) return;
    tail->gap = gap;
    tail->told = told;
    tail->latency = latency;
}
