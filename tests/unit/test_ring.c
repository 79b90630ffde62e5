/* Consistent hashing against the exact law of random rings, and jump hashing against its promise. */
#include "models/part/hash.h"
#include "models/part/ring.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/near.h"

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Rows K-CH: E max/mean share, cv of a node's share, its 1st and 99th percentile, over random rings. */
static void shares_follow_the_dirichlet_law(void **state)
{
    (void)state;
    static const struct {
        uint32_t nodes, virtual_nodes, rings;
        double most, cv, p1, p99;
    } row[] = {
        { 10, 1, 20000, 2.928968254, 0.9045340337, 0.01116080702, 4.005157497 },  /* K-CH-10-1 */
        { 10, 100, 3000, 1.159426379, 0.09482093119, 0.7913664548, 1.232136659 }, /* K-CH-10-100 */
        { 10, 1000, 300, 1.049225498, 0.02999850011, 0.9313958183, 1.070956923 }, /* K-CH-10-1000 */
        { 100, 200, 100, 1.186425893, 0.07035447756, 0.843573525, 1.170831861 },  /* K-CH-100-200 */
    };
    for (size_t k = 0; k < sizeof row / sizeof *row; k++) {
        const uint32_t n = row[k].nodes, all = n * row[k].rings;
        double *share = malloc(all * sizeof *share);
        double most = 0, squares = 0;
        for (uint32_t i = 0; i < row[k].rings; i++) {
            struct ring ring;
            ring_init(&ring, n, row[k].virtual_nodes, 1000 + i);
            double *own = share + (size_t)i * n, top = 0, sum = 0;
            ring_shares(&ring, own);
            ring_finish(&ring);
            for (uint32_t node = 0; node < n; node++) {
                sum += own[node];
                own[node] *= n;
                if (own[node] > top) top = own[node];
                squares += (own[node] - 1) * (own[node] - 1);
            }
            assert_near(sum, 1, 1e-9);
            most += top / row[k].rings;
        }
        qsort(share, all, sizeof *share, by_value);
        assert_near(most / row[k].most, 1, 0.01);
        assert_near(sqrt(squares / all) / row[k].cv, 1, 0.03);
        assert_near(share[all / 100] / row[k].p1, 1, k ? 0.015 : 0.1);
        assert_near(share[all - all / 100] / row[k].p99, 1, 0.02);
        free(share);
    }
}

static void a_look_up_finds_the_arc(void **state)
{
    (void)state;
    struct ring ring;
    ring_init(&ring, 7, 13, 5);
    double share[7], seen[7] = { 0 };
    ring_shares(&ring, share);
    for (uint32_t i = 0; i < ring.points; i++) {
        const uint32_t next = i + 1 < ring.points ? i + 1 : 0;
        assert_int_equal(ring_place(&ring, ring.point[i]), i);
        assert_int_equal(ring_place(&ring, ring.point[i] + 1), next);
        assert_int_equal(ring_after(&ring, i), next);
    }
    assert_int_equal(ring_place(&ring, 0), 0);
    assert_int_equal(ring_place(&ring, UINT64_MAX), 0);
    enum { LOOKS = 1000000 };
    for (uint32_t i = 0; i < LOOKS; i++) seen[ring_node(&ring, hash_mix(i))] += 1.0 / LOOKS;
    for (int node = 0; node < 7; node++) assert_near(seen[node], share[node], 0.002);
    ring_finish(&ring);
}

/* K-RESHARD: a node that joins ten takes 1/11 of the circle, all of it for itself. */
static void joining_moves_only_what_it_takes(void **state)
{
    (void)state;
    double moved = 0;
    enum { RINGS = 3000 };
    for (uint64_t seed = 0; seed < RINGS; seed++) {
        struct ring ten, eleven;
        double share[11];
        ring_init(&ten, 10, 100, seed);
        ring_init(&eleven, 11, 100, seed);
        ring_shares(&eleven, share);
        const double m = ring_moved(&ten, &eleven);
        assert_near(m, share[10], 1e-9);
        assert_near(ring_moved(&ten, &ten), 0, 0);
        moved += m / RINGS;
        ring_finish(&ten);
        ring_finish(&eleven);
    }
    assert_near(moved, 0.09090909091, 0.0009);
}

/* K-JUMP: even to the noise of hashing; 1/(n+1) moves, and only to the new bucket. */
static void jump_is_even_and_moves_the_least(void **state)
{
    (void)state;
    enum { KEYS = 1000000 };
    uint32_t count[11] = { 0 }, moved = 0;
    for (uint32_t key = 0; key < KEYS; key++) {
        const uint32_t ten = ring_jump(hash_mix(key), 10), eleven = ring_jump(hash_mix(key), 11);
        count[ten]++;
        if (ten != eleven) {
            assert_int_equal(eleven, 10);
            moved++;
        }
    }
    for (int i = 0; i < 10; i++) assert_near(count[i], KEYS / 10, 5 * sqrt(KEYS * 0.09));
    assert_near(moved / (double)KEYS, 1.0 / 11, 0.001);
    assert_int_equal(ring_jump(12345, 1), 0);
}

/* K-BALLS: the fullest of n bins after m balls. */
static void hashing_balls_into_bins(void **state)
{
    (void)state;
    static const struct {
        uint32_t bins, balls;
        double most;
    } row[] = { { 16, 1000, 76.84769253 }, { 100, 100, 4.232595239 }, { 64, 16384, 294.2668733 } };
    for (size_t k = 0; k < 3; k++) {
        enum { TRIALS = 2000 };
        double most = 0;
        for (uint64_t trial = 0; trial < TRIALS; trial++) {
            uint32_t bin[100] = { 0 }, top = 0;
            for (uint32_t i = 0; i < row[k].balls; i++) {
                const uint32_t b = hash_below(hash_mix(trial << 32 | i), row[k].bins);
                if (++bin[b] > top) top = bin[b];
            }
            most += (double)top / TRIALS;
        }
        assert_near(most / row[k].most, 1, 0.01);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_follow_the_dirichlet_law),
        cmocka_unit_test(a_look_up_finds_the_arc),
        cmocka_unit_test(joining_moves_only_what_it_takes),
        cmocka_unit_test(jump_is_even_and_moves_the_least),
        cmocka_unit_test(hashing_balls_into_bins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
