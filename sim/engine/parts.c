#include "sim/engine/parts.h"
#include "sim/engine/message.h"
#include "sim/engine/sleep.h"

#include "models/architecture/warming.h"

#include "sim/engine/state.h"

#include <math.h>
#include <stdlib.h>

/* ---- making and clearing ---- */

/* Requests/s; of a closed model roughly, from the time that a user takes when nobody waits. */
static double rate_of(const struct run *run)
{
    const struct run_load *load = &run->arrive.load;
    const struct network *net = run->net;
    if (!load->population) return load->rate;
    const double round = net->scenario->load.think.mean + net->zero_load_latency;
    return fmin(net->saturation, load->population / fmax(round, 1e-9));
}

static void init_caches(struct run *run)
{
    const struct network *net = run->net;
    struct parts *p = &run->parts;
    p->cache = run_alloc(net->caches, sizeof(struct cache *));
    p->flight = run_alloc(net->caches, sizeof *p->flight);
    for (uint32_t i = 0; i < net->caches; i++) {
        const struct cache_def *def = &net->cache[i];
        p->cache[i] = run_alloc(def->nodes, sizeof **p->cache);
        for (uint32_t k = 0; k < def->nodes; k++) {
            if (def->warm)
                cache_copy(&p->cache[i][k], &def->warm[k]);
            else
                cache_init(&p->cache[i][k], &def->config);
        }
        if (!def->warm) warming_settle(net, i, p->cache[i], rate_of(run), run->key);
    }
}

static void init_replicas(struct run *run)
{
    const struct network *net = run->net;
    struct parts *p = &run->parts;
    uint32_t sets = 0;
    bool remembers = false;
    p->replica_base = run_alloc(net->replicas, sizeof *p->replica_base);
    for (uint32_t i = 0; i < net->replicas; i++) {
        p->replica_base[i] = sets;
        sets += net->replica[i].sets;
        remembers |= net->replica[i].policy->read_your_writes > 0;
    }
    p->replica = run_alloc(sets, sizeof *p->replica);
    for (uint32_t i = 0; i < net->replicas; i++)
        for (uint32_t k = 0; k < net->replica[i].sets; k++)
            replica_init(&p->replica[p->replica_base[i] + k], net->replica[i].members);
    if (remembers) {
        p->last_write = run_alloc(net->users, sizeof *p->last_write);
        for (uint32_t u = 0; u < net->users; u++) p->last_write[u] = -INFINITY;
    }
    p->store = run_alloc(net->stores, sizeof *p->store);
    for (uint32_t i = 0; i < net->stores; i++) versions_init(&p->store[i], net->store[i].copies);
}

static void init_locks(struct run *run)
{
    const struct network *net = run->net;
    struct parts *p = &run->parts;
    uint32_t tables = 0;
    p->lock_base = run_alloc(net->locks, sizeof *p->lock_base);
    for (uint32_t i = 0; i < net->locks; i++) {
        p->lock_base[i] = tables;
        tables += net->lock[i].members;
    }
    p->lock = run_alloc(tables, sizeof *p->lock);
    for (uint32_t i = 0; i < net->locks; i++)
        for (uint32_t m = 0; m < net->lock[i].members; m++)
            locktable_init(&p->lock[p->lock_base[i] + m].table, net->lock[i].rows);
}

static void schedule_pause(struct run *run, uint32_t which, double at)
{
    evset_set(&run->events, run->pause_source + which, at);
}

static void init_pauses(struct run *run)
{
    const struct network *net = run->net;
    struct parts *p = &run->parts;
    p->pausing = run_alloc(net->pauses, sizeof *p->pausing);
    for (uint32_t i = 0; i < net->pauses; i++) {
        struct pausing *one = &p->pausing[i];
        *one = (struct pausing){ .law = net->pause[i].law,
                                 .unit = net->pause[i].unit,
                                 .is_ps = net->pause[i].is_ps };
        stream_init(&one->stream, stream_key(stream_key_name(run->key, "pauses"), i));
        schedule_pause(run, i,
                       stream_uniform(&one->stream) *
                           one->law->every.mean); /* at a random moment of the cycle */
    }
}

void parts_init(struct run *run)
{
    const struct network *net = run->net;
    init_caches(run);
    init_replicas(run);
    init_locks(run);
    init_pauses(run);
    run->parts.breaker = run_alloc(net->tiers, sizeof *run->parts.breaker);
    run->parts.budget = run_alloc(net->tiers, sizeof *run->parts.budget);
    run->parts.returning = run_alloc(net->queues, sizeof *run->parts.returning);
}

void parts_finish(struct run *run)
{
    const struct network *net = run->net;
    struct parts *p = &run->parts;
    for (uint32_t i = 0; i < net->caches; i++) {
        for (uint32_t k = 0; k < net->cache[i].nodes; k++) cache_finish(&p->cache[i][k]);
        free(p->cache[i]);
        turnstile_finish(&p->flight[i]);
    }
    for (uint32_t i = 0; i < net->replicas; i++)
        for (uint32_t k = 0; k < net->replica[i].sets; k++)
            replica_finish(&p->replica[p->replica_base[i] + k]);
    for (uint32_t i = 0; i < net->stores; i++) versions_finish(&p->store[i]);
    for (uint32_t i = 0; i < net->locks; i++)
        for (uint32_t m = 0; m < net->lock[i].members; m++)
            locktable_finish(&p->lock[p->lock_base[i] + m].table);
    void *const arrays[] = { p->cache,   p->flight,    p->replica, p->replica_base, p->last_write,
                             p->breaker, p->budget,    p->store,   p->lock,         p->lock_base,
                             p->pausing, p->returning, p->message };
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) free(arrays[i]);
}

static void clock_locks(const struct run *run, struct locks *lock)
{
    const double span = run->now - lock->since;
    lock->hottest_area += span * lock->hottest_held;
    lock->waiting_area += span * lock->waiting;
    lock->since = run->now;
}

void parts_clear(struct run *run)
{
    const struct network *net = run->net;
    for (uint32_t i = 0; i < net->caches; i++) run->seen.cache[i] = (struct cache_observation){ 0 };
    for (uint32_t i = 0; i < net->replicas + net->stores; i++) {
        struct replica_observation *o = &run->seen.replica[i];
        if (o->lag) histogram_clear(o->lag);
        o->reads = o->stale = 0;
    }
    for (uint32_t i = 0; i < net->queues; i++) {
        struct histogram *h = run->seen.queue[i].end_to_end;
        histogram_clear(h);
        run->seen.queue[i] = (struct queue_observation){ .end_to_end = h };
    }
    for (uint32_t i = 0; i < net->locks; i++)
        for (uint32_t m = 0; m < net->lock[i].members; m++) {
            struct locks *lock = &run->parts.lock[run->parts.lock_base[i] + m];
            clock_locks(run, lock);
            lock->hottest_area = lock->waiting_area = 0;
            lock->taken = 0;
        }
}

/* ---- caches ---- */

static struct cache *node_of(struct run *run, uint32_t job, const struct step *step)
{
    const struct cache_def *def = &run->net->cache[step->base];
    return &run->parts.cache[step->base][def->nodes > 1 ? run_reg(run, job, step->reg) : 0];
}

static bool look_up(struct run *run, uint32_t id, const struct step *step)
{
    struct cache_observation *o = &run->seen.cache[step->base];
    const bool hit = cache_lookup(node_of(run, id, step), run_reg(run, id, step->by), run->now) == CACHE_HIT;
    o->lookups++;
    o->hits += hit;
    run->job[id].pc = hit ? step->target : run->job[id].pc + 1;
    return true;
}

/* The first to miss a key goes and fetches it; whoever misses it meanwhile waits, and then looks again. */
static bool fly(struct run *run, uint32_t id, const struct step *step)
{
    if (turnstile_enter(&run->parts.flight[step->base], run->job, run_reg(run, id, step->by), id)) {
        run->job[id].pc++;
        return true;
    }
    run_begin(run, id);
    return false;
}

static void land(struct run *run, uint32_t job, const struct scope *scope)
{
    const uint32_t key = run_reg(run, job, scope->held);
    struct job_list waiting = turnstile_open(&run->parts.flight[scope->base], run->job, key);
    while (waiting.head) {
        const uint32_t next = job_list_pop(&waiting, run->job);
        run_pass(run, next);
        run->job[next].pc -= 2; /* to the look-up before the flight */
        run_ready(run, next);
    }
}

/* ---- replicas ---- */

static struct replica_set *set_of(struct run *run, const struct step *step, uint32_t first_member)
{
    const uint32_t shard = first_member / run->net->replica[step->base].members;
    return &run->parts.replica[run->parts.replica_base[step->base] + shard];
}

static bool reads_own_write(const struct run *run, uint32_t job, const struct step *step,
                            const struct replicas *policy)
{
    return policy->read_your_writes > 0 && step->rows.before &&
           run->parts.last_write[run_reg(run, job, step->rows.before)] > run->now - policy->read_your_writes;
}

/* The index of the `offset`th member from the primary on, in a circle. */
static uint32_t index_of(const struct replica_def *def, uint32_t primary, uint32_t offset)
{
    return (primary + offset) % def->members;
}

static bool may_read(const struct run *run, const struct replica_def *def, const struct replica_set *set,
                     uint32_t index)
{
    return replica_is_in(set, index) && !(replica_lag(set, index, run->now) > def->policy->max_lag);
}

static void read_from(struct run *run, uint32_t id, const struct step *step)
{
    const struct replica_def *def = &run->net->replica[step->base];
    const uint32_t primary = run_reg(run, id, step->by);
    const struct replica_set *set = set_of(run, step, primary);
    const uint32_t first = def->policy->reads == READ_ANY ? 0 : 1, choices = def->members - first;
    uint32_t member = first + stream_below(&run->stream[step->stream], choices);
    if (reads_own_write(run, id, step, def->policy))
        member = 0;
    else if (def->policy->max_lag < INFINITY || run->incident) {
        uint32_t tried = 0;
        while (tried < choices && member && !may_read(run, def, set, index_of(def, primary, member))) {
            member = first + (member - first + 1) % choices;
            tried++;
        }
        if (tried == choices) member = 0;
    }
    const uint32_t index = index_of(def, primary, member);
    run_set_reg(run, id, step->reg, primary - primary % def->members + index);
    struct replica_observation *o = &run->seen.replica[step->base];
    o->reads++;
    /* What a synchronous commit has not answered yet, nobody may expect to read. */
    if (member && step->rows.key && def->policy->mode != REPLICATION_SYNC)
        o->stale += replica_is_stale(set, index, run_reg(run, id, step->rows.key));
}

static void commit(struct run *run, uint32_t id, const struct step *step)
{
    struct replica_set *set = set_of(run, step, run_reg(run, id, step->by));
    run_set_reg(run, id, step->reg,
                (uint32_t)replica_commit(set, run_reg(run, id, step->rows.key), run->now));
    if (run->parts.last_write && step->rows.before)
        run->parts.last_write[run_reg(run, id, step->rows.before)] = run->now;
}

static void applied(struct run *run, uint32_t id, const struct step *step)
{
    struct replica_set *set = set_of(run, step, run_reg(run, id, step->rows.key));
    const uint32_t by = run_reg(run, id, step->by); /* the replica's number, or (flags) its member */
    const uint32_t member = step->flags ? by % set->members : by + 1;
    const double lag = replica_applied(set, member, run_reg(run, id, step->reg), run->now);
    histogram_record(run->seen.replica[step->base].lag, lag);
}

/* ---- leaderless stores ---- */

static void version(struct run *run, uint32_t id, const struct step *step)
{
    struct versions *v = &run->parts.store[step->base];
    const uint32_t key = run_reg(run, id, step->rows.key);
    const uint32_t copy = run_reg(run, id, step->by), own = run_reg(run, id, step->reg);
    struct replica_observation *o = &run->seen.replica[run->net->replicas + step->base];
    struct job *job = &run->job[id];
    const bool read = step->flags;
    if (step->op == OP_VERSION) {
        run_set_reg(run, id, step->reg, read ? versions_wanted(v, key) : versions_write(v));
        job->flags &= (uint16_t)~JOB_FRESH;
    } else if (step->op == OP_SEEN) {
        if (!read)
            versions_seen(v, key, copy, own);
        else if (versions_fresh(v, key, copy, own))
            job->flags |= JOB_FRESH;
    } else if (read) {
        o->reads++;
        o->stale += !(job->flags & JOB_FRESH);
    } else
        versions_returned(v, key, own);
}

/* ---- row locks ---- */

static struct locks *locks_of(struct run *run, uint32_t table, uint32_t member)
{
    return &run->parts.lock[run->parts.lock_base[table] + member];
}

static bool lock_row(struct run *run, uint32_t id, const struct step *step)
{
    struct locks *lock = locks_of(run, step->base, run_reg(run, id, step->by));
    const uint32_t rows = lock->table.rows;
    const uint32_t first = step->rows.before ? run_reg(run, id, step->rows.before) + 1 : 0;
    const uint32_t row = step->rows.key
                             ? run_reg(run, id, step->rows.key) % rows
                             : locktable_draw(rows, first, step->flags, &run->stream[step->stream]);
    run_set_reg(run, id, step->reg, row);
    clock_locks(run, lock);
    run_begin(run, id);
    if (!locktable_take(&lock->table, run->job, row, id)) {
        const double timeout = run->net->lock[step->base].timeout;
        lock->waiting++;
        if (timeout < INFINITY) run_wait_at_most(run, id, timeout);
        return false;
    }
    lock->taken++;
    if (row == 0) lock->hottest_held = true;
    run_pass(run, id);
    return true;
}

static void unlock_row(struct run *run, uint32_t job, const struct scope *scope)
{
    struct locks *lock = locks_of(run, scope->base, run_reg(run, job, scope->reg));
    const uint32_t row = run_reg(run, job, scope->held);
    clock_locks(run, lock);
    const uint32_t next = locktable_give(&lock->table, run->job, row);
    if (row == 0 && !next) lock->hottest_held = false;
    if (!next) return;
    lock->waiting--;
    lock->taken++;
    if (run->gives_up) run->gives_up[next] = -1;
    run_pass(run, next);
    run_ready(run, next);
}

struct unit_observation parts_lock_unit(const struct run *run, uint32_t unit)
{
    struct locks lock = run->parts.lock[unit];
    clock_locks(run, &lock);
    return (struct unit_observation){ lock.hottest_area, lock.waiting_area, 0, lock.taken };
}

/* ---- pauses ---- */

void parts_pause(struct run *run, uint32_t which)
{
    struct pausing *p = &run->parts.pausing[which];
    if (p->is_ps && p->stopped) {
        p->stopped = false;
        ps_set_paused(&run->ps[p->unit], run->now, false);
        evset_set(&run->events, run->net->fcfs_count + p->unit, ps_next(&run->ps[p->unit]));
        schedule_pause(run, which, fmax(p->next, run->now));
        return;
    }
    const double length = demand_sample(&p->law->length, &p->stream);
    p->next = run->now + demand_sample(&p->law->every, &p->stream);
    if (p->is_ps) {
        p->stopped = true;
        ps_set_paused(&run->ps[p->unit], run->now, true);
        evset_set(&run->events, run->net->fcfs_count + p->unit, ps_next(&run->ps[p->unit]));
        schedule_pause(run, which, run->now + length);
    } else {
        fcfs_pause(&run->fcfs[p->unit], run->now, length);
        evset_set(&run->events, p->unit, fcfs_next(&run->fcfs[p->unit]));
        schedule_pause(run, which, p->next);
    }
}

/* ---- all of them ---- */

bool parts_step(struct run *run, uint32_t id, const struct step *step)
{
    switch (step->op) {
    case OP_ROUTE: {
        const struct route_def *route = &run->net->route[step->base];
        const uint32_t shard = step->by ? shard_of(&route->map, run_reg(run, id, step->by))
                                        : stream_below(&run->stream[step->stream], route->map.shards);
        run_set_reg(run, id, step->reg, shard * route->stride);
        break;
    }
    case OP_LOOKUP: return look_up(run, id, step);
    case OP_FLIGHT: return fly(run, id, step);
    case OP_FILL:
        cache_fill(node_of(run, id, step), run_reg(run, id, step->by), run->now, &run->stream[step->stream]);
        break;
    case OP_INVALIDATE: cache_invalidate(node_of(run, id, step), run_reg(run, id, step->by)); break;
    case OP_READ: read_from(run, id, step); break;
    case OP_COMMIT: commit(run, id, step); break;
    case OP_APPLIED: applied(run, id, step); break;
    case OP_VERSION:
    case OP_SEEN:
    case OP_RETURNED: version(run, id, step); break;
    case OP_LOCK: return lock_row(run, id, step);
    case OP_DELIVERED: return message_delivered(run, id, step);
    case OP_CONSUMED: return message_consumed(run, id, step);
    default: assert(0 && "a step of a part"); break;
    }
    run->job[id].pc++;
    return true;
}

void parts_release(struct run *run, uint32_t job, const struct scope *scope)
{
    if (scope->kind == SCOPE_LOCK)
        unlock_row(run, job, scope);
    else
        land(run, job, scope);
}

void parts_leave(struct run *run, uint32_t job, const struct step *step)
{
    if (step->op == OP_FLIGHT) {
        turnstile_abandon(&run->parts.flight[step->base], run->job, run_reg(run, job, step->by), job);
        return;
    }
    struct locks *lock = locks_of(run, step->base, run_reg(run, job, step->by));
    clock_locks(run, lock);
    if (locktable_abandon(&lock->table, run->job, run_reg(run, job, step->reg), job)) lock->waiting--;
}
