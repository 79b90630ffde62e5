/*
 * Observations: bringing integrals up to the present, starting them anew, and the laws that they must obey.
 */
#include "sim/engine/observe.h"

#include "sim/engine/incident.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void observations_init(struct observations *seen, const struct network *net)
{
    *seen = (struct observations){ .network = net, .latency = histogram_create() };
    for (uint32_t i = 0; i < net->resources; i++) seen->units += net->resource[i].members;
    seen->step = run_alloc(net->steps, sizeof *seen->step);
    seen->unit = run_alloc(seen->units, sizeof *seen->unit);
    seen->tail = run_alloc(1, sizeof *seen->tail);
    seen->tail->columns = 2 * (net->tiers + 1) + 1;
    seen->class = run_alloc(net->classes, sizeof *seen->class);
    seen->cache = run_alloc(net->caches, sizeof *seen->cache);
    seen->replica = run_alloc(net->replicas + net->stores, sizeof *seen->replica);
    seen->queue = run_alloc(net->queues, sizeof *seen->queue);
    bool good = seen->latency != NULL;
    for (uint32_t i = 0; i < net->replicas; i++) good &= (seen->replica[i].lag = histogram_create()) != NULL;
    for (uint32_t i = 0; i < net->queues; i++)
        good &= (seen->queue[i].end_to_end = histogram_create()) != NULL;
    if (!good) abort();
}

void observations_finish(struct observations *seen)
{
    for (int i = 0; i < TAIL_BUCKETS; i++) free(seen->tail->row[i]);
    for (uint32_t i = 0; i < seen->network->replicas; i++) histogram_destroy(seen->replica[i].lag);
    for (uint32_t i = 0; i < seen->network->queues; i++) histogram_destroy(seen->queue[i].end_to_end);
    histogram_destroy(seen->latency);
    void *const arrays[] = { seen->step,  seen->unit,    seen->tail, seen->class,
                             seen->cache, seen->replica, seen->queue };
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) free(arrays[i]);
    *seen = (struct observations){ 0 };
}

double *tail_row(struct tail *tail, size_t bucket)
{
    if (!tail->row[bucket]) tail->row[bucket] = run_alloc(tail->columns, sizeof *tail->row[bucket]);
    return tail->row[bucket];
}

void tail_clear(struct tail *tail)
{
    for (int i = 0; i < TAIL_BUCKETS; i++)
        if (tail->row[i]) memset(tail->row[i], 0, tail->columns * sizeof *tail->row[i]);
    memset(tail->count, 0, sizeof tail->count);
    tail->gap = 0;
}

void run_clear(struct run *run)
{
    struct observations *seen = &run->seen;
    if (run->incident) incident_clear(run);
    for (uint32_t i = 0; i < run->net->fcfs_count; i++) fcfs_clear(&run->fcfs[i], run->now);
    for (uint32_t i = 0; i < run->net->ps_count; i++) ps_clear(&run->ps[i], run->now);
    for (uint32_t i = 0; i < run->net->tokens; i++) tokens_clear(&run->token[i], run->now);
    for (uint32_t i = 0; i < run->net->ledgers; i++) memory_clear(&run->ledger[i], run->now);
    for (uint32_t i = 0; i < run->net->steps; i++) {
        struct step_observation *o = &seen->step[i];
        const uint64_t inside = o->begun - o->ended;
        *o = (struct step_observation){ .time = -(double)inside * run->now, .begun = inside };
    }
    histogram_clear(seen->latency);
    tail_clear(seen->tail);
    memset(seen->class, 0, run->net->classes * sizeof *seen->class);
    run->trace_every = TRACE_EVERY;
    run->trace_count = 0;
    parts_clear(run);
    run->inside_sum = -((double)run->inside * run->now);
    memset(seen, 0, offsetof(struct observations, network));
    seen->since = seen->until = run->now;
    seen->inside_at_start = seen->inside = run->inside;
    seen->backlog_at_start = seen->backlog = run->jobs;
    seen->waiting_at_start = seen->waiting = run_waiting(run);
}

static double unattended(const struct run *run)
{
    const struct unit_observation *unit = run->seen.unit;
    const double span = run->seen.until - run->seen.since;
    double most = 0;
    for (uint32_t i = 0; i < run->net->resources && span > 0; i++) {
        const struct resource *r = &run->net->resource[i];
        for (uint32_t m = 0; m < r->members; m++, unit++)
            if (r->kind == RESOURCE_APPLIER || r->kind == RESOURCE_CONSUMERS)
                most = fmax(most, unit->busy_area / (r->servers * span));
    }
    return most;
}

const struct observations *run_observe(struct run *run)
{
    struct observations *seen = &run->seen;
    struct unit_observation *unit = seen->unit;
    seen->in_system_area = run->inside_sum + (double)run->inside * run->now;
    seen->until = run->now;
    seen->inside = run->inside;
    seen->backlog = run->jobs;
    seen->waiting = run_waiting(run);
    for (uint32_t i = 0; i < run->net->resources; i++)
        for (uint32_t m = 0; m < run->net->resource[i].members; m++) *unit++ = run_unit(run, i, m);
    seen->unattended = unattended(run);
    return seen;
}

/* On copies of the stations: to look must not change when they were brought up to the present, and so the
 * last bit of what they compute. */
struct unit_observation run_unit(const struct run *run, uint32_t resource, uint32_t member)
{
    const struct resource *r = &run->net->resource[resource];
    const uint32_t unit = r->base + member;
    switch (r->kind) {
    case RESOURCE_CPU:
    case RESOURCE_SSD:
    case RESOURCE_SSD_BANDWIDTH:
    case RESOURCE_NIC_OUT:
    case RESOURCE_NIC_IN:
    case RESOURCE_BROKER:
        if (r->is_ps) {
            struct ps s = run->ps[unit];
            ps_clock(&s, run->now);
            return (struct unit_observation){ s.busy_area, s.waiting_area, s.work / s.speed, s.served };
        } else {
            const struct fcfs *s = &run->fcfs[unit];
            return (struct unit_observation){ fcfs_busy_area(s, run->now), fcfs_waiting_area(s, run->now),
                                              s->work * s->seconds_per_work, s->served };
        }
    case RESOURCE_LOCKS: return parts_lock_unit(run, unit);
    case RESOURCE_TOKENS:
    case RESOURCE_APPLIER:
    case RESOURCE_CONSUMERS: {
        const struct tokens *t = &run->token[unit];
        return (struct unit_observation){ tokens_held_area(t, run->now), tokens_waiting_area(t, run->now), 0,
                                          t->taken };
    }
    case RESOURCE_RAM: {
        struct memory m = run->ledger[unit];
        memory_clock(&m, run->now);
        const struct ledger_def *def = &run->net->ledger[unit];
        const double span = run->now - run->seen.since;
        return (struct unit_observation){ m.area + (def->total - def->capacity) * span, 0, 0, 0 };
    }
    }
    return (struct unit_observation){ 0 };
}

static void broken(const struct run *run, const char *law, const char *where, double left, double right)
{
    fprintf(
        stderr,
        "kneewall: internal error: %s does not hold at %s: %.12g against %.12g (scenario %s, replication key "
        "%" PRIx64 "); please report it\n",
        law, where, left, right, run->net->scenario->name ? run->net->scenario->name : "?", run->key);
    abort();
}

static bool differ(double a, double b, double scale, double tolerance)
{
    return !(fabs(a - b) <= tolerance * scale);
}

/* Every job in the system is in one of the open requests; what came is what went and what is still there. */
static void check_flow(const struct run *run)
{
    const struct observations *seen = &run->seen;
    uint64_t gone = seen->good;
    for (int i = 0; i < ERROR_KINDS; i++) gone += seen->failed[i];
    const double came = (double)(seen->arrived + seen->inside_at_start), left = (double)(gone + run->inside);
    if (came != left) broken(run, "flow balance", "the system", came, left);
    if (run->inside > run->jobs)
        broken(run, "a request is a job", "the system", (double)run->inside, (double)run->jobs);
    if (seen->latency->count != seen->good)
        broken(run, "completed = recorded", "the system", (double)seen->good, (double)seen->latency->count);
}

/* U = X S: the integral of busy servers against the work served, which differ by the services that straddle
 * an end. */
static void check_stations(struct run *run)
{
    const struct network *net = run->net;
    const double span = run->now - run->seen.since;
    for (uint32_t i = 0; i < net->resources; i++) {
        const struct resource *r = &net->resource[i];
        if (r->kind > RESOURCE_NIC_IN || isinf(r->servers) || net->pauses) continue;
        for (uint32_t m = 0; m < r->members; m++) {
            const struct unit_observation o = run_unit(run, i, m);
            if (o.busy_area > r->servers * span * (1 + 1e-9))
                broken(run, "U <= 1", r->name, o.busy_area, span);
            if (r->is_ps || o.served < 100000) continue;
            if (differ(o.busy_area, o.work, span * r->servers, 0.05))
                broken(run, "U = X S", r->name, o.busy_area, o.work);
        }
    }
}

/*
 * Little's law from its two sides: the integral of the number inside, taken at each coming and going, against
 * the integrals of the steps. A request without guards or forks is always in exactly one step.
 */
static void check_little(struct run *run)
{
    const struct network *net = run->net;
    if (net->guards || net->forks || net->queues || net->spawns ||
        net->scenario->load.arrivals == ARRIVALS_CLOSED)
        return;
    double steps = 0;
    for (uint32_t i = 0; i < net->steps; i++) {
        const struct step_observation *o = &run->seen.step[i];
        steps += o->time + (double)(o->begun - o->ended) * run->now;
    }
    const double area = run->seen.in_system_area;
    if (differ(area, steps, area + run->now * 1e-3, 1e-6))
        broken(run, "Little's law", "the system", area, steps);
}

/* Where the time of each traced request went is all of its time. */
static void check_tail(const struct run *run)
{
    const struct tail *tail = run->seen.tail;
    if (tail->gap > 1)
        broken(run, "the parts of a latency are the whole", "the tail", tail->told, tail->latency);
}

void run_check(struct run *run)
{
    run_observe(run);
    check_flow(run);
    if (!run->incident) check_stations(run); /* there, speeds and cores change */
    check_little(run);
    check_tail(run);
}

uint64_t run_memory(const struct run *run)
{
    const uint64_t job = sizeof *run->job + 4 * (run->registers > 1 ? run->registers : 0);
    return run->job_room * job + run->trace_room * (sizeof *run->trace + run->trace_columns * sizeof(double));
}
