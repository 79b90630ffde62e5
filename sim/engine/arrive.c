/*
 * Where requests come from: open arrivals (a renewal process, a two-state Markov-modulated Poisson process, a
 * trace; each arrival may be a batch) or a fixed population of users who think between their requests.
 */
#include "sim/engine/request.h"
#include "sim/engine/script.h"

#include <math.h>
#include <stdlib.h>

static double next_gap(struct run *run)
{
    const struct load *load = &run->net->scenario->load;
    if (load->arrivals == ARRIVALS_TRACE) {
        const double gap = load->trace.gap[run->arrive.trace_at] - run->arrive.trace_over;
        run->arrive.trace_at = (run->arrive.trace_at + 1) % load->trace.gaps;
        run->arrive.trace_over = 0;
        return gap * run->arrive.gap.mean;
    }
    const double gap = demand_sample(&run->arrive.gap, &run->arrive.gaps);
    return load->arrivals == ARRIVALS_BURSTY ? gap / run->arrive.factor : gap;
}

/* Gaps are of the clock of the rates; from the beginning of the timeline on, recorded requests take over. */
static double next_scripted(struct run *run)
{
    const struct script *script = run->arrive.script;
    double at = INFINITY;
    if (script->rates && run->arrive.factor > 0 && !run->arrive.replays)
        at = rates_after(script->rates, &run->arrive.cursor, run->now, next_gap(run));
    if (!script->request || at < script->begins) return at;
    run->arrive.replays = true;
    const uint32_t i = run->arrive.replay_at;
    return i < script->requests ? script->begins + script->request[i].at : INFINITY;
}

/* A request as it was recorded: its class, its key. */
static uint32_t recorded(struct run *run)
{
    const struct profile_request *r = &run->arrive.script->request[run->arrive.replay_at++];
    const uint32_t id = run_request_new(run);
    struct job *job = &run->job[id];
    if (r->class != SCENARIO_NONE) {
        job->pc = run->net->class[r->class].entry;
    }
    const struct step *step = run_step(run, id);
    if (r->key == SCENARIO_NONE || step->op != OP_KEY) return id;
    run_set_reg(run, id, step->reg, r->key % run->popularity[step->base].keys);
    job->pc++;
    return id;
}

void run_arrivals_begin(struct run *run)
{
    if (run->arrive.script)
        run->arrive.next = next_scripted(run);
    else
        run->arrive.next = run->arrive.factor > 0 ? run->now + next_gap(run) : INFINITY;
    if (run->arrive.plain) run->arrive.ahead = next_gap(run);
}

void run_arrival(struct run *run)
{
    const struct demand *batch = &run->net->scenario->load.batch;
    const bool one = batch->kind == DEMAND_CONSTANT && batch->mean == 1;
    if (run->arrive.replays) {
        const uint32_t id = recorded(run);
        run_arrivals_begin(run);
        run_advance(run, id);
        return;
    }
    run_arrivals_begin(run);
    for (uint32_t i = one ? 1 : demand_sample_count(batch, &run->arrive.batches); i > 0; i--)
        run_advance(run, run_request_new(run));
}

/*
 * The burst's rate is burst_factor times the mean rate; the calm's is what the mean leaves. Both phases are
 * exponential in length, so a new gap may be drawn when the phase changes.
 */
static void enter_phase(struct run *run, bool bursting)
{
    const struct load *load = &run->net->scenario->load;
    const double burst = load->bursty.burst_s, calm = load->bursty.calm_s, high = load->bursty.burst_factor;
    run->arrive.bursting = bursting;
    run->arrive.factor = bursting ? high : fmax(0, (burst + calm - high * burst) / calm);
    const double length = (bursting ? burst : calm) * stream_exponential(&run->arrive.batches);
    run_set_source(run, SOURCE_PHASE, run->now + length);
}

void run_phase(struct run *run)
{
    enter_phase(run, !run->arrive.bursting);
    run_arrivals_begin(run);
}

void run_think_again(struct run *run, uint32_t class)
{
    const struct scenario *s = run->net->scenario;
    const struct demand *think = s->load.is_by_class ? &s->class[class].think : &s->load.think;
    due_push(&run->think, run->now + demand_sample(think, &run->arrive.gaps), class);
    run_set_source(run, SOURCE_THINK, due_first(&run->think)->at);
}

void run_think(struct run *run)
{
    const uint32_t class = due_pop(&run->think);
    run_next_of(run, SOURCE_THINK, &run->think);
    const uint32_t id = run_request_new(run);
    if (run->net->scenario->load.is_by_class) run->job[id].pc = run->net->class[class].entry;
    run_advance(run, id);
}

static void enter_users(struct run *run, uint32_t population)
{
    const struct scenario *s = run->net->scenario;
    for (uint32_t i = 0; !s->load.is_by_class && i < population; i++) run_think_again(run, 0);
    for (uint32_t c = 0; s->load.is_by_class && c < s->classes; c++)
        for (uint32_t i = 0; i < s->class[c].population; i++) run_think_again(run, c);
}

/* The trace comes round and round; a replication begins at any moment of it, so that all together see all of
 * it. */
static void enter_trace(struct run *run)
{
    const struct load *load = &run->net->scenario->load;
    double left = 0;
    for (uint32_t i = 0; i < load->trace.gaps; i++) left += load->trace.gap[i];
    left *= stream_uniform(&run->arrive.batches);
    uint32_t at = 0;
    while (at + 1 < load->trace.gaps && left >= load->trace.gap[at]) left -= load->trace.gap[at++];
    run->arrive.trace_at = at;
    run->arrive.trace_over = fmin(left, load->trace.gap[at]);
}

static struct demand gap_of(const struct load *load, double rate)
{
    const double mean = load->batch.mean / rate;
    struct demand gap = demand_exponential(mean);
    switch (load->arrivals) {
    case ARRIVALS_POISSON:
    case ARRIVALS_BURSTY:
    case ARRIVALS_CLOSED: break;
    case ARRIVALS_CONSTANT: return demand_constant(mean);
    case ARRIVALS_RENEWAL: {
        const struct demand_spec spec = { .kind = load->cv < 1 ? DEMAND_GAMMA : DEMAND_HYPEREXP,
                                          .mean = mean,
                                          .cv = load->cv,
                                          .k = NAN,
                                          .alpha = NAN,
                                          .low = NAN,
                                          .high = NAN };
        if (load->cv > 0 && load->cv != 1)
            demand_init(&gap, &spec);
        else if (!(load->cv > 0))
            gap = demand_constant(mean);
        break;
    }
    case ARRIVALS_TRACE: {
        double sum = 0;
        for (uint32_t i = 0; i < load->trace.gaps; i++) sum += load->trace.gap[i];
        return demand_constant(rate > 0 ? mean * load->trace.gaps / sum
                                        : 1); /* factor on the recorded gaps */
    }
    }
    return gap;
}

void run_arrivals_init(struct run *run, const struct run_load *load)
{
    const struct network *net = run->net;
    const struct load *spec = &net->scenario->load;
    run->arrive.load = *load;
    run->arrive.factor = 1;
    stream_init(&run->arrive.gaps, stream_key_name(run->key, "arrivals"));
    stream_init(&run->arrive.classes, stream_key_name(run->key, "classes"));
    stream_init(&run->arrive.batches, stream_key_name(run->key, "batches"));
    run->arrive.class_limit = malloc(net->classes * sizeof *run->arrive.class_limit);
    if (!run->arrive.class_limit) abort();
    double limit = 0;
    for (uint32_t c = 0; c < net->classes; c++) run->arrive.class_limit[c] = limit += net->class[c].share;
    run->arrive.entry = net->classes == 1 ? net->class[0].entry : NETWORK_NONE;
    run->arrive.class_limit[net->classes - 1] = 2; /* rounding must not leave a gap at the end */
    run->arrive.next = INFINITY;
    if (spec->arrivals == ARRIVALS_CLOSED) {
        enter_users(run, load->population);
        return;
    }
    run->arrive.gap = gap_of(spec, run->arrive.script ? 1 : load->rate);
    run->arrive.plain = !run->arrive.script && spec->arrivals != ARRIVALS_TRACE &&
                        spec->arrivals != ARRIVALS_BURSTY && spec->batch.kind == DEMAND_CONSTANT &&
                        spec->batch.mean == 1;
    if (spec->arrivals == ARRIVALS_TRACE) enter_trace(run);
    if (spec->arrivals == ARRIVALS_BURSTY) {
        const double burst = spec->bursty.burst_s, calm = spec->bursty.calm_s;
        enter_phase(run, stream_uniform(&run->arrive.batches) < burst / (burst + calm));
    }
    run_arrivals_begin(run);
}

void run_arrivals_finish(struct run *run)
{
    free(run->arrive.class_limit);
}
