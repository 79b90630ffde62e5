#include "models/station/stream.h"

#include <math.h>

uint64_t stream_splitmix(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

uint64_t stream_key(uint64_t key, uint64_t value)
{
    uint64_t state = key ^ (value * 0xd1342543de82ef95u + 0x2545f4914f6cdd1du);
    stream_splitmix(&state);
    return stream_splitmix(&state);
}

uint64_t stream_key_name(uint64_t key, const char *name)
{
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */
    for (const unsigned char *c = (const unsigned char *)name; *c; c++) hash = (hash ^ *c) * 0x100000001b3u;
    return stream_key(key, hash);
}

void stream_init(struct stream *stream, uint64_t key)
{
    for (int i = 0; i < 4; i++) stream->s[i] = stream_splitmix(&key);
}

double stream_exponential_slow(struct stream *stream, unsigned layer, double x)
{
    for (;;) {
        if (x < stream_zig_x[layer + 1]) return x;
        if (layer == 0) return stream_zig_x[1] - log(stream_uniform(stream));
        const double f = stream_zig_f[layer];
        if (f + stream_uniform(stream) * (stream_zig_f[layer + 1] - f) < exp(-x)) return x;
        const uint64_t u = stream_next(stream);
        layer = (unsigned)(u & 255);
        x = (double)(u >> 11) * 0x1p-53 * stream_zig_x[layer];
    }
}

static void gsl_set(void *state, unsigned long seed)
{
    stream_init(state, seed);
}

/* GSL wants integers of at most `max` from get; the high half has the better bits. */
static unsigned long gsl_get(void *state)
{
    return (unsigned long)(stream_next(state) >> 32);
}

static double gsl_get_double(void *state)
{
    return (double)(stream_next(state) >> 11) * 0x1p-53;
}

static const gsl_rng_type gsl_type = { "xoshiro256++", 0xffffffffu,   0, sizeof(struct stream), gsl_set,
                                       gsl_get,        gsl_get_double };
const gsl_rng_type *const stream_gsl_type = &gsl_type;
