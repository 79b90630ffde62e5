/*
 * floor: a yardstick, not a simulator. Two queueing networks hard-coded as tightly as plain C allows, so that
 * the cost of a request in the general engine can be given as a ratio to it, taken in the same minute on the
 * same core.
 *
 *   floor mm1|web REQUESTS [SEED]
 *
 *   mm1   M/M/1, rho = 0.9                                                              2 events a request
 *   web   800 requests/s -> balancer (1 x 0.5 ms) -> 4 app servers (2 x 6 ms, round robin)
 *         -> cache (1 x 0.5 ms) -> one in five misses -> database (4 x 12 ms)         4.2 events a request
 *
 * Everything is exponential and first come first served. Prints the mean latency and the CPU nanoseconds per
 * request.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct event {
    double time;
    uint32_t station, request;
};
struct station {
    double mean;
    int servers, busy;
    uint32_t head, tail;
};
struct request {
    double arrived;
    uint32_t next;
};

enum { ARRIVAL = 99, HEAP_ROOT = 3 };

static uint64_t rng[4];
static double zig_x[257], zig_f[257];
static struct event *heap;
static size_t heap_size;
static struct request *pool;
static uint32_t pool_free, pool_top;
static size_t pool_room = 1 << 16;
static struct station net[8];
static uint64_t histogram[64 * 128];

static inline uint64_t rotl(uint64_t x, int k)
{
    return x << k | x >> (64 - k);
}

static inline uint64_t next_u64(void) /* xoshiro256++ */
{
    uint64_t *s = rng, out = rotl(s[0] + s[3], 23) + s[0], t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 45);
    return out;
}

static void seed_rng(uint64_t x) /* SplitMix64 */
{
    for (int i = 0; i < 4; i++) {
        uint64_t z = x += 0x9e3779b97f4a7c15u;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
        z = (z ^ z >> 27) * 0x94d049bb133111ebu;
        rng[i] = z ^ z >> 31;
    }
}

static double uniform(void)
{
    return ((double)(next_u64() >> 11) + 0.5) * 0x1p-53;
}

static void zig_init(void)
{
    const double r = 7.69711747013104972, v = 0.0039496598225815571993;
    zig_x[0] = v / exp(-r);
    zig_x[1] = r;
    zig_f[0] = exp(-zig_x[0]);
    zig_f[1] = exp(-r);
    for (int i = 2; i < 256; i++) {
        zig_x[i] = -log(v / zig_x[i - 1] + zig_f[i - 1]);
        zig_f[i] = exp(-zig_x[i]);
    }
    zig_x[256] = 0;
    zig_f[256] = 1;
}

static __attribute__((noinline)) double exponential_slow(int i, double x)
{
    for (;;) {
        if (x < zig_x[i + 1]) return x;
        if (i == 0) return zig_x[1] - log(uniform());
        if (zig_f[i] + uniform() * (zig_f[i + 1] - zig_f[i]) < exp(-x)) return x;
        uint64_t u = next_u64();
        i = (int)(u & 255);
        x = (double)(u >> 11) * 0x1p-53 * zig_x[i];
    }
}

static inline double exponential(double mean) /* 256-layer ziggurat */
{
    uint64_t u = next_u64();
    int i = (int)(u & 255);
    double x = (double)(u >> 11) * 0x1p-53 * zig_x[i];
    return mean * (__builtin_expect(x < zig_x[i + 1], 1) ? x : exponential_slow(i, x));
}

static inline void record(double latency) /* log-linear, 128 buckets an octave of microseconds */
{
    uint64_t v = (uint64_t)(latency * 1e6);
    if (v < 128) {
        histogram[v]++;
        return;
    }
    int e = 63 - __builtin_clzll(v);
    histogram[((e - 6) << 7) + (int)(v >> (e - 7) & 127)]++;
}

static inline void push(double time, uint32_t station,
                        uint32_t request) /* 4-ary heap, children of a node in one line */
{
    struct event e = { time, station, request };
    size_t i = heap_size++ + HEAP_ROOT;
    while (i > HEAP_ROOT) {
        size_t parent = (i >> 2) + 2;
        if (heap[parent].time <= e.time) break;
        heap[i] = heap[parent];
        i = parent;
    }
    heap[i] = e;
}

static inline struct event pop(void)
{
    struct event top = heap[HEAP_ROOT], last = heap[--heap_size + HEAP_ROOT];
    size_t i = HEAP_ROOT, end = heap_size + HEAP_ROOT;
    while (heap_size) {
        size_t c = 4 * (i - 2), m = c;
        if (c >= end) break;
        for (size_t k = c + 1; k < c + 4 && k < end; k++)
            if (heap[k].time < heap[m].time) m = k;
        if (heap[m].time >= last.time) break;
        heap[i] = heap[m];
        i = m;
    }
    heap[i] = last;
    return top;
}

static inline uint32_t take(double now)
{
    uint32_t r = pool_free;
    if (r)
        pool_free = pool[r].next;
    else {
        if (++pool_top == pool_room) pool = realloc(pool, (pool_room *= 2) * sizeof *pool);
        r = pool_top;
    }
    pool[r].arrived = now;
    return r;
}

static inline void enter(uint32_t s, uint32_t r, double now)
{
    struct station *x = &net[s];
    if (x->busy < x->servers) {
        x->busy++;
        push(now + exponential(x->mean), s, r);
        return;
    }
    pool[r].next = 0;
    if (x->head)
        pool[x->tail].next = r;
    else
        x->head = r;
    x->tail = r;
}

static inline void leave(uint32_t s, double now)
{
    struct station *x = &net[s];
    if (!x->head) {
        x->busy--;
        return;
    }
    uint32_t r = x->head;
    x->head = pool[r].next;
    push(now + exponential(x->mean), s, r);
}

static double simulate(int web, long requests)
{
    const double between = web ? 1.0 / 800 : 1.0 / 0.9;
    if (web) {
        net[0] = (struct station){ .mean = 0.0005, .servers = 1 };
        for (int i = 1; i < 5; i++) net[i] = (struct station){ .mean = 0.006, .servers = 2 };
        net[5] = (struct station){ .mean = 0.0005, .servers = 1 };
        net[6] = (struct station){ .mean = 0.012, .servers = 4 };
    } else
        net[0] = (struct station){ .mean = 1, .servers = 1 };
    double sum = 0;
    unsigned turn = 0;
    push(exponential(between), ARRIVAL, 0);
    for (long done = 0; done < requests;) {
        struct event e = pop();
        int finished = 0;
        if (e.station == ARRIVAL) {
            push(e.time + exponential(between), ARRIVAL, 0);
            enter(0, take(e.time), e.time);
        } else {
            leave(e.station, e.time);
            if (!web || e.station == 6)
                finished = 1;
            else if (e.station == 0)
                enter(1 + (turn++ & 3), e.request, e.time);
            else if (e.station < 5)
                enter(5, e.request, e.time);
            else if (uniform() < 0.2)
                enter(6, e.request, e.time);
            else
                finished = 1;
        }
        if (finished) {
            double latency = e.time - pool[e.request].arrived;
            sum += latency;
            record(latency);
            pool[e.request].next = pool_free;
            pool_free = e.request;
            done++;
        }
    }
    return sum / (double)requests;
}

int main(int argc, char **argv)
{
    if (argc < 3 || (strcmp(argv[1], "mm1") && strcmp(argv[1], "web"))) {
        fprintf(stderr, "usage: floor mm1|web REQUESTS [SEED]\n");
        return 2;
    }
    long requests = atol(argv[2]);
    zig_init();
    seed_rng(argc > 3 ? (uint64_t)atoll(argv[3]) : 1);
    heap = aligned_alloc(64, 1 << 24);
    pool = malloc(pool_room * sizeof *pool);
    clock_t start = clock();
    double mean = simulate(!strcmp(argv[1], "web"), requests);
    double ns = (double)(clock() - start) / CLOCKS_PER_SEC * 1e9 / (double)requests;
    printf("%s mean_latency %.6g ns_per_request %.1f\n", argv[1], mean, ns);
    return 0;
}
