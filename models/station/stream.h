/*
 * stream: a stream of random numbers, one for each purpose in a replication.
 *
 * The generator is xoshiro256++ (Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM
 * TOMS 47(4), 2021; period 2^256 - 1). A stream's state is filled by SplitMix64 from a key made of the seed,
 * the load point, the replication and the purpose, so the numbers that a purpose sees do not depend on which
 * thread runs the replication nor on how large the rest of the network is. With 2^256 states, the chance that
 * two of a billion streams of 2^40 numbers overlap is below 2^-150.
 *
 * A stream is a plain value; nothing here is shared, so different threads may use different streams freely.
 */
#ifndef KNEEWALL_STATION_STREAM_H
#define KNEEWALL_STATION_STREAM_H

#include <gsl/gsl_rng.h>
#include <stdint.h>

struct stream {
    uint64_t s[4];
};

/* One step of SplitMix64 (Steele, Lea, Flood 2014): advances *state and returns the next number. */
uint64_t stream_splitmix(uint64_t *state);

/* Mixes `value` into `key`; use it to build a key from several parts, in order. */
uint64_t stream_key(uint64_t key, uint64_t value);

/* Mixes the bytes of a name into `key`. */
uint64_t stream_key_name(uint64_t key, const char *name);

void stream_init(struct stream *stream, uint64_t key);

/* The same generator for all of gsl_ran_*: `gsl_rng rng = stream_gsl(&stream)` borrows the stream. */
extern const gsl_rng_type *const stream_gsl_type;
static inline gsl_rng stream_gsl(struct stream *stream)
{
    return (gsl_rng){ .type = stream_gsl_type, .state = stream };
}

static inline uint64_t stream_next(struct stream *stream)
{
    uint64_t *s = stream->s;
    const uint64_t sum = s[0] + s[3];
    const uint64_t out = (sum << 23 | sum >> 41) + s[0];
    const uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = s[3] << 45 | s[3] >> 19;
    return out;
}

/* Uniform on the open interval (0, 1), 53 bits. */
static inline double stream_uniform(struct stream *stream)
{
    return ((double)(stream_next(stream) >> 11) + 0.5) * 0x1p-53;
}

/* Uniform on 0 .. n-1, n > 0, without modulo bias beyond 2^-32 (Lemire's multiplication, no rejection). */
static inline uint32_t stream_below(struct stream *stream, uint32_t n)
{
    return (uint32_t)(((stream_next(stream) >> 32) * (uint64_t)n) >> 32);
}

/* Exponential with mean 1 by the ziggurat of 256 layers (Marsaglia and Tsang, J. Stat. Software 5(8), 2000).
 */
extern const double stream_zig_x[257], stream_zig_f[257];
double stream_exponential_slow(struct stream *stream, unsigned layer, double x);

static inline double stream_exponential(struct stream *stream)
{
    const uint64_t u = stream_next(stream);
    const unsigned layer = (unsigned)(u & 255);
    const double x = (double)(u >> 11) * 0x1p-53 * stream_zig_x[layer];
    if (__builtin_expect(x < stream_zig_x[layer + 1], 1)) return x;
    return stream_exponential_slow(stream, layer, x);
}

#endif
