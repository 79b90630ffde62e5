/* The generators against their authors' vectors, and what is made of their numbers. */
#include "models/station/stream.h"

#include "tests/unit/relative.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

/* G-XPP: Blackman and Vigna's reference code from the state {1, 2, 3, 4}. */
static void xoshiro_is_its_authors(void **state)
{
    (void)state;
    static const uint64_t expected[] = { 41943041u,
                                         58720359u,
                                         3588806011781223u,
                                         3591011842654386u,
                                         9228616714210784205u,
                                         9973669472204895162u,
                                         14011001112246962877u,
                                         12406186145184390807u,
                                         15849039046786891736u,
                                         10450023813501588000u };
    struct stream stream = { { 1, 2, 3, 4 } };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_true(stream_next(&stream) == expected[i]);
}

/* G-SM64: Vigna's splitmix64.c. */
static void splitmix_is_its_authors(void **state)
{
    (void)state;
    static const uint64_t seed[] = { 1234567, 0 };
    static const uint64_t expected[][5] = {
        { 6457827717110365317u, 3203168211198807973u, 9817491932198370423u, 4593380528125082431u,
          16408922859458223821u },
        { 16294208416658607535u, 7960286522194355700u, 487617019471545679u, 17909611376780542444u,
          1961750202426094747u }
    };
    for (int s = 0; s < 2; s++) {
        uint64_t at = seed[s];
        for (int i = 0; i < 5; i++) assert_true(stream_splitmix(&at) == expected[s][i]);
    }
}

static void a_stream_starts_from_splitmix(void **state)
{
    (void)state;
    struct stream stream;
    uint64_t key = 42;
    stream_init(&stream, key);
    for (int i = 0; i < 4; i++) assert_true(stream.s[i] == stream_splitmix(&key));
}

/* Keys of neighbours, of the same parts in another order, and of names differ. */
static void keys_differ(void **state)
{
    (void)state;
    uint64_t key[64 * 64];
    size_t keys = 0;
    for (uint64_t a = 0; a < 32; a++)
        for (uint64_t b = 0; b < 32; b++) key[keys++] = stream_key(stream_key(7, a), b);
    key[keys++] = stream_key_name(7, "app");
    key[keys++] = stream_key_name(7, "ppa");
    key[keys++] = stream_key_name(7, "");
    for (size_t i = 0; i < keys; i++)
        for (size_t k = 0; k < i; k++) assert_true(key[i] != key[k]);
}

/* GSL gets the same numbers in its own form, and its samplers take the type. */
static void gsl_knows_it(void **state)
{
    (void)state;
    struct stream ours, theirs;
    stream_init(&ours, 3);
    theirs = ours;
    gsl_rng rng = stream_gsl(&theirs);
    assert_string_equal(gsl_rng_name(&rng), "xoshiro256++");
    assert_int_equal(gsl_rng_size(&rng), sizeof(struct stream));
    assert_true(gsl_rng_min(&rng) == 0 && gsl_rng_max(&rng) == 0xffffffffu);
    for (int i = 0; i < 1000; i++) assert_true(gsl_rng_get(&rng) == stream_next(&ours) >> 32);
    for (int i = 0; i < 1000; i++)
        assert_true(gsl_rng_uniform(&rng) == (double)(stream_next(&ours) >> 11) * 0x1p-53);
    gsl_rng_set(&rng, 9);
    stream_init(&ours, 9);
    assert_memory_equal(&ours, &theirs, sizeof ours);
    double sum = 0;
    for (int i = 0; i < 100000; i++) sum += gsl_ran_gamma(&rng, 2.5, 2);
    assert_relative(sum / 100000, 5, 0.01);
}

static void uniform_is_inside_and_even(void **state)
{
    (void)state;
    enum { N = 1000000, CELLS = 100 };
    struct stream stream;
    stream_init(&stream, 11);
    double cell[CELLS] = { 0 };
    for (int i = 0; i < N; i++) {
        const double u = stream_uniform(&stream);
        assert_true(u > 0 && u < 1);
        cell[(int)(u * CELLS)]++;
    }
    double chi = 0;
    for (int i = 0; i < CELLS; i++) chi += (cell[i] - N / CELLS) * (cell[i] - N / CELLS) / (N / CELLS);
    assert_true(chi > 57 && chi < 156); /* 99 degrees of freedom, 0.1 % each side is 60.5 .. 148.2 */
    struct stream extreme = { { 0, 0, 0, 0 } };
    assert_true(stream_uniform(&extreme) == 0x1p-54);
}

static void below_is_even(void **state)
{
    (void)state;
    enum { N = 700000, SIDES = 7 };
    struct stream stream;
    stream_init(&stream, 12);
    int seen[SIDES] = { 0 };
    for (int i = 0; i < N; i++) {
        const uint32_t x = stream_below(&stream, SIDES);
        assert_true(x < SIDES);
        seen[x]++;
    }
    for (int i = 0; i < SIDES; i++) assert_relative(seen[i], N / SIDES, 0.015);
    for (int i = 0; i < 100; i++) assert_int_equal(stream_below(&stream, 1), 0);
}

/* The ziggurat: all moments that matter, and the shares beyond each of many levels, out into the tail. */
static void exponential_is_exponential(void **state)
{
    (void)state;
    enum { N = 4000000, LEVELS = 10 };
    struct stream stream;
    stream_init(&stream, 13);
    double sum = 0, square = 0, above[LEVELS] = { 0 };
    for (int i = 0; i < N; i++) {
        const double x = stream_exponential(&stream);
        assert_true(x >= 0);
        sum += x;
        square += x * x;
        for (int level = 0; level < LEVELS; level++) above[level] += x > level;
    }
    assert_relative(sum / N, 1, 0.002);
    assert_relative(square / N, 2, 0.006);
    for (int level = 0; level < LEVELS; level++) {
        const double expected = N * exp(-level);
        assert_true(fabs(above[level] - expected) < 4.5 * sqrt(expected));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(xoshiro_is_its_authors),
        cmocka_unit_test(splitmix_is_its_authors),
        cmocka_unit_test(a_stream_starts_from_splitmix),
        cmocka_unit_test(keys_differ),
        cmocka_unit_test(gsl_knows_it),
        cmocka_unit_test(uniform_is_inside_and_even),
        cmocka_unit_test(below_is_even),
        cmocka_unit_test(exponential_is_exponential),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
