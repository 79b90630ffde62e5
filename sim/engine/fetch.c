#include "sim/engine/fetch.h"

enum { STEPS_BETWEEN = 3 };

static bool is_service(enum op op)
{
    return op == OP_SERVE_FCFS || op == OP_SERVE_PS;
}

void fetch_init(struct run *run)
{
    const struct network *net = run->net;
    run->fetch = run_alloc(net->steps, sizeof *run->fetch);
    for (uint32_t i = 0; i < net->steps; i++) {
        if (net->step[i].op != OP_LINK && net->step[i].op != OP_DELAY) continue;
        uint32_t next = i + 1;
        while (next < net->steps && next <= i + STEPS_BETWEEN && is_service((enum op)net->step[next].op))
            next++;
        if (next < net->steps && net->step[next].op == OP_LOOKUP) run->fetch[i] = (uint8_t)(next - i);
    }
}

static const struct cache *node(const struct run *run, uint32_t job, const struct step *step)
{
    const struct cache *nodes = run->parts.cache[step->base];
    return &nodes[run->net->cache[step->base].nodes > 1 ? run_reg(run, job, step->reg) : 0];
}

static const struct step *look_up(const struct run *run, uint32_t job)
{
    const uint32_t pc = run->job[job].pc;
    return &run->program[pc + run->fetch[pc]];
}

void fetch_cell(const struct run *run, uint32_t job)
{
    const struct step *step = look_up(run, job);
    cache_fetch_cell(node(run, job, step), run_reg(run, job, step->by));
}

void fetch_item(const struct run *run, uint32_t job)
{
    const struct step *step = look_up(run, job);
    cache_fetch_item(node(run, job, step), run_reg(run, job, step->by));
}
