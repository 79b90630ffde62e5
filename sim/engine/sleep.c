#include "sim/engine/sleep.h"

#include "models/station/sweep.h"

#include <math.h>

enum { LANES_MOST = 8 };

static void add_lane(struct run *run, double seconds)
{
    for (uint32_t i = 0; i < run->lanes; i++)
        if (run->lane[i].seconds == seconds) return;
    if (run->lanes < LANES_MOST) run->lane[run->lanes++].seconds = seconds;
}

void sleep_init(struct run *run)
{
    const struct network *net = run->net;
    run->lane = run_alloc(LANES_MOST, sizeof *run->lane);
    for (uint32_t i = 0; i < net->steps; i++) {
        const struct step *step = &net->step[i];
        if (step->op == OP_LINK) {
            add_lane(run, net->link[step->base].one_way_same);
            add_lane(run, net->link[step->base].one_way_cross);
        } else if (step->op == OP_DELAY && step->demand->kind == DEMAND_CONSTANT)
            add_lane(run, step->demand->mean);
    }
}

void sleep_finish(struct run *run)
{
    free(run->lane);
    due_finish(&run->wake);
}

void sleep_until(struct run *run, uint32_t job, double at)
{
    due_push(&run->wake, at, job);
    run_next_of(run, SOURCE_WAKE, &run->wake);
}

static void set_lane(struct run *run, uint32_t i)
{
    const uint32_t first = run->lane[i].list.head;
    evset_set(&run->events, run->lane_source + i, first ? run->job[first].work : INFINITY);
}

void sleep_cancel(struct run *run, uint32_t job)
{
    if (due_remove(&run->wake, job)) run_next_of(run, SOURCE_WAKE, &run->wake);
    for (uint32_t i = 0; i < run->lanes; i++)
        if (job_list_remove(&run->lane[i].list, run->job, job)) set_lane(run, i);
}

void sleep_sweep(struct run *run, uint16_t flag)
{
    if (due_sweep(&run->wake, run->job, flag)) run_next_of(run, SOURCE_WAKE, &run->wake);
    for (uint32_t i = 0; i < run->lanes; i++)
        if (job_list_sweep(&run->lane[i].list, run->job, flag)) set_lane(run, i);
}

uint64_t sleep_count(const struct run *run)
{
    uint64_t count = run->wake.size;
    for (uint32_t i = 0; i < run->lanes; i++)
        for (uint32_t job = run->lane[i].list.head; job; job = run->job[job].next) count++;
    return count;
}
