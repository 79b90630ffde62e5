#include "models/station/sweep.h"

uint32_t job_list_sweep(struct job_list *list, struct job *jobs, uint16_t flag)
{
    struct job_list rest = { 0 };
    uint32_t gone = 0;
    while (list->head) {
        const uint32_t job = job_list_pop(list, jobs);
        if (jobs[job].flags & flag)
            gone++;
        else
            job_list_push(&rest, jobs, job);
    }
    *list = rest;
    return gone;
}

struct flagged {
    const struct job *jobs;
    uint16_t flag;
};

static bool is_flagged(const void *context, uint32_t job)
{
    const struct flagged *f = context;
    return f->jobs[job].flags & f->flag;
}

uint32_t due_sweep(struct due_set *set, const struct job *jobs, uint16_t flag)
{
    return due_sweep_out(set, is_flagged, &(struct flagged){ jobs, flag });
}

uint32_t fcfs_sweep(struct fcfs *s, struct job *jobs, uint16_t flag, double now)
{
    const uint32_t waited = job_list_sweep(&s->queue, jobs, flag);
    s->waiting -= waited;
    s->queued += waited * now;
    const uint32_t served = due_sweep(&s->due, jobs, flag);
    s->busy += served * now;
    while (s->waiting && s->due.size < s->servers) fcfs_begin_next(s, jobs, now);
    return waited + served;
}

uint32_t ps_sweep(struct ps *s, const struct job *jobs, uint16_t flag, double now)
{
    ps_clock(s, now);
    const uint32_t gone = due_sweep(&s->due, jobs, flag);
    ps_set_rate(s);
    return gone;
}

uint32_t tokens_sweep(struct tokens *t, struct job *jobs, uint16_t flag, double now)
{
    const uint32_t gone = job_list_sweep(&t->queue, jobs, flag);
    t->waiting -= gone;
    t->queued += gone * now;
    return gone;
}
