/*
 * hold: the classical test of pending-event sets (Vaucher and Duval, Comm. ACM 18, 1975): take the first of N
 * pending events, put another a random time after it. Measured for the engine's two sets, the events of
 * stations (evset) and the jobs in service at one station (due), and for a plain 4-ary heap with pop and
 * push, the yardstick.
 *
 *   hold LAW SIZE       LAW: exponential skewed bimodal constant cancel
 *
 * skewed     lognormal with a cv of 4
 * bimodal    nine in ten 0.1, the rest 9.1, each within 5 %
 * cancel     exponential, and with each hold another pending event, drawn at random, moves to another time;
 * only evset can do that, and the yardstick does a hold in its place
 */
#include "models/station/demand.h"
#include "models/station/due.h"
#include "sim/engine/evset.h"
#include "tests/bench/bench.h"

#include <string.h>

enum { INCREMENTS = 1 << 16, LEAST_HOLDS = 1 << 20 };

struct law {
    double increment[INCREMENTS]; /* of mean about 1 */
    uint32_t victim[INCREMENTS];
    bool cancels;
};

static void law_init(struct law *law, const char *name, uint32_t size)
{
    struct stream stream;
    stream_init(&stream, 1);
    struct demand demand = demand_exponential(1);
    const bool bimodal = strcmp(name, "bimodal") == 0;
    if (strcmp(name, "skewed") == 0) {
        const struct demand_spec spec = { .kind = DEMAND_LOGNORMAL, .mean = 1, .cv = 4 };
        if (demand_init(&demand, &spec)) bench_fail("no lognormal");
    } else if (strcmp(name, "constant") == 0)
        demand = demand_constant(1);
    law->cancels = strcmp(name, "cancel") == 0;
    for (int i = 0; i < INCREMENTS; i++) {
        const double u = stream_uniform(&stream);
        law->increment[i] = bimodal ? (stream_uniform(&stream) < 0.9 ? 0.1 : 9.1) * (0.95 + 0.1 * u)
                                    : demand_sample(&demand, &stream);
        law->victim[i] = (uint32_t)(u * size);
    }
}

static uint64_t holds_of(uint32_t size)
{
    return 2 * (uint64_t)size > LEAST_HOLDS ? 2 * (uint64_t)size : LEAST_HOLDS;
}

/* Each runs `holds` holds; the clock is around the last half, when the first increments are forgotten. */
static double hold_evset(const struct law *law, uint32_t size, uint64_t holds)
{
    struct evset set;
    evset_init(&set, size);
    for (uint32_t i = 0; i < size; i++) evset_set(&set, i, law->increment[i % INCREMENTS]);
    double began = 0;
    for (uint64_t i = 0; i < 2 * holds; i++) {
        if (i == holds) began = bench_clock();
        const struct evset_event first = evset_first(&set);
        evset_set(&set, first.source, first.at + law->increment[i % INCREMENTS]);
        if (law->cancels)
            evset_set(&set, law->victim[i % INCREMENTS], first.at + law->increment[(i + 1) % INCREMENTS]);
    }
    const double ns = 1e9 * (bench_clock() - began) / (double)holds;
    evset_finish(&set);
    return ns;
}

static double hold_due(const struct law *law, uint32_t size, uint64_t holds)
{
    struct due_set set = { 0 };
    for (uint32_t i = 0; i < size; i++) due_push(&set, law->increment[i % INCREMENTS], i);
    double began = 0;
    for (uint64_t i = 0; i < 2 * holds; i++) {
        if (i == holds) began = bench_clock();
        const double now = due_first(&set)->at;
        due_push(&set, now + law->increment[i % INCREMENTS], due_pop(&set));
    }
    const double ns = 1e9 * (bench_clock() - began) / (double)holds;
    due_finish(&set);
    return ns;
}

struct heap {
    struct due *at; /* at[1] is the root */
    size_t size;
};

static void heap_push(struct heap *heap, struct due entry)
{
    size_t i = ++heap->size;
    for (size_t parent; i > 1 && heap->at[parent = (i + 2) / 4].at > entry.at; i = parent)
        heap->at[i] = heap->at[parent];
    heap->at[i] = entry;
}

static struct due heap_pop(struct heap *heap)
{
    const struct due first = heap->at[1], last = heap->at[heap->size--];
    size_t i = 1;
    for (;;) {
        const size_t child = 4 * i - 2;
        if (child > heap->size) break;
        size_t least = child;
        for (size_t k = child + 1; k < child + 4 && k <= heap->size; k++)
            if (heap->at[k].at < heap->at[least].at) least = k;
        if (heap->at[least].at >= last.at) break;
        heap->at[i] = heap->at[least];
        i = least;
    }
    heap->at[i] = last;
    return first;
}

static double hold_heap(const struct law *law, uint32_t size, uint64_t holds)
{
    struct heap heap = { .at = malloc(((size_t)size + 2) * sizeof *heap.at) };
    if (!heap.at) bench_fail("out of memory");
    for (uint32_t i = 0; i < size; i++)
        heap_push(&heap, (struct due){ law->increment[i % INCREMENTS], 0, i });
    double began = 0;
    for (uint64_t i = 0; i < 2 * holds; i++) {
        if (i == holds) began = bench_clock();
        struct due first = heap_pop(&heap);
        first.at += law->increment[i % INCREMENTS];
        heap_push(&heap, first);
    }
    const double ns = 1e9 * (bench_clock() - began) / (double)holds;
    free(heap.at);
    return ns;
}

int main(int argc, char **argv)
{
    if (argc < 3) bench_fail("usage: hold exponential|skewed|bimodal|constant|cancel SIZE");
    const uint32_t size = (uint32_t)atol(argv[2]);
    struct law *law = calloc(1, sizeof *law);
    if (!law || size == 0) bench_fail("hold: no memory, or no size");
    law_init(law, argv[1], size);
    const uint64_t holds = holds_of(size);
    printf("evset %.2f heap %.2f", hold_evset(law, size, holds), hold_heap(law, size, holds));
    if (!law->cancels) printf(" due %.2f", hold_due(law, size, holds));
    puts("");
    free(law);
    return 0;
}
