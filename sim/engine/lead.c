#include "sim/engine/lead.h"

#include "sim/engine/state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double wait_of(const struct network *n, const struct step *step)
{
    if (step->op == OP_DELAY) return step->demand->mean;
    const struct link *link = &n->link[step->base];
    return fmax(link->one_way_same, link->one_way_cross);
}

/*
 * Whether a job that goes on at step `pc` meets nobody before it replies. `seen` has the steps that were
 * followed already; what they wait for is added to `latency`.
 */
static bool only_waits(const struct network *n, uint32_t pc, bool *seen, double *latency)
{
    for (;; pc++) {
        if (seen[pc]) return true;
        seen[pc] = true;
        const struct step *step = &n->step[pc];
        switch ((enum op)step->op) {
        case OP_DELAY:
        case OP_LINK: *latency += n->visits[pc] * wait_of(n, step); break;
        case OP_LOCAL:
        case OP_KEY:
        case OP_USER: break;
        case OP_BRANCH:
        case OP_REPEAT:
        case OP_LOOP:
            if (!only_waits(n, step->target, seen, latency)) return false;
            break;
        case OP_JUMP: pc = step->target - 1; break;
        case OP_REPLY: return true;
        case OP_SERVE_FCFS:
        case OP_SERVE_PS:
        case OP_TAKE:
        case OP_RELEASE:
        case OP_MEMORY:
        case OP_CHOOSE:
        case OP_ROUTE:
        case OP_PAGES:
        case OP_LOOKUP:
        case OP_FILL:
        case OP_INVALIDATE:
        case OP_FLIGHT:
        case OP_LOCK:
        case OP_READ:
        case OP_COMMIT:
        case OP_APPLIED:
        case OP_VERSION:
        case OP_SEEN:
        case OP_RETURNED:
        case OP_REACH:
        case OP_LOCATE:
        case OP_PRIMARY:
        case OP_LEADER:
        case OP_ENROLLED:
        case OP_RECEIVED:
        case OP_WRITTEN:
        case OP_COHERE:
        case OP_BARRIER:
        case OP_FORK:
        case OP_CALL:
        case OP_SPAWN:
        case OP_DELIVERED:
        case OP_VISIBLE:
        case OP_CONSUMED:
        case OP_END: return false;
        }
    }
}

static bool class_only_waits(const struct network *n, uint32_t class, double *latency)
{
    bool *seen = calloc(n->steps, sizeof *seen);
    if (!seen) abort();
    double waits = 0;
    const bool only = only_waits(n, n->class[class].entry, seen, &waits);
    if (only) *latency += waits;
    free(seen);
    return only;
}

struct lead lead_of(const struct network *n)
{
    struct lead lead = { 0 };
    for (uint32_t c = 0; c < n->classes; c++)
        if (class_only_waits(n, c, &lead.latency)) lead.share += n->class[c].share;
    return lead;
}

/* The classes that only wait, as if there were no others. */
static void limit_classes(const struct network *n, double share, double *limit)
{
    double sum = 0, unused = 0;
    uint32_t last = 0;
    for (uint32_t c = 0; c < n->classes; c++) {
        if (class_only_waits(n, c, &unused)) {
            sum += n->class[c].share / share;
            last = c;
        }
        limit[c] = sum;
    }
    for (uint32_t c = last; c < n->classes; c++) limit[c] = 2; /* whatever was rounded */
}

/* Random numbers of its own, so that the others, which compared loads share, are not used up. */
static void own_numbers(struct run *run)
{
    const uint64_t key = stream_key_name(run->key, "lead");
    for (uint32_t i = 0; i < run->net->streams; i++)
        stream_init(&run->stream[i], stream_key(key, run->net->stream[i]));
    stream_init(&run->arrive.gaps, stream_key_name(key, "arrivals"));
    stream_init(&run->arrive.classes, stream_key_name(key, "classes"));
}

static void *kept(const void *array, size_t bytes)
{
    void *copy = malloc(bytes ? bytes : 1);
    if (!copy) abort();
    return memcpy(copy, array, bytes);
}

static void restore(void *array, void *copy, size_t bytes)
{
    memcpy(array, copy, bytes);
    free(copy);
}

void lead_run(struct run *run, double seconds)
{
    const struct network *n = run->net;
    const double share = lead_of(n).share;
    if (n->scenario->load.arrivals == ARRIVALS_CLOSED || !(share > 0) || !(seconds > 0)) return;
    const size_t limits = n->classes * sizeof *run->arrive.class_limit;
    const size_t streams = n->streams * sizeof *run->stream;
    void *const limit = kept(run->arrive.class_limit, limits), *const stream = kept(run->stream, streams);
    const struct stream gaps = run->arrive.gaps, classes = run->arrive.classes;
    const struct demand gap = run->arrive.gap;

    own_numbers(run);
    limit_classes(n, share, run->arrive.class_limit);
    run->arrive.gap = demand_scaled(gap, 1 / share);
    run_arrivals_begin(run);
    run_until(run, run->now + seconds);

    restore(run->arrive.class_limit, limit, limits);
    restore(run->stream, stream, streams);
    run->arrive.gaps = gaps;
    run->arrive.classes = classes;
    run->arrive.gap = gap;
    run_arrivals_begin(run);
}
