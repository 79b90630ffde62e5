/* Draws by popularity against the exact probabilities, by the chi-square statistic. */
#include "models/part/popularity.h"
#include "models/theory/zipf.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/near.h"

enum { DRAWS = 1000000, BINS = 64 };

/* Bins of nearly equal probability; the statistic has `used` - 1 degrees of freedom. */
static void check(uint64_t keys, double s)
{
    struct popularity law;
    struct zipf zipf;
    struct stream stream;
    assert_true(popularity_init(&law, keys, s));
    assert_true(zipf_init(&zipf, keys, s));
    stream_init(&stream, 7 + keys);
    uint64_t edge[BINS + 1] = { 0 };
    int used = 0;
    while (edge[used] < keys && used < BINS) {
        uint64_t low = edge[used] + 1, high = keys;
        while (low < high) { /* the least rank at which the bin has its part */
            const uint64_t middle = low + (high - low) / 2;
            if (zipf_range_sum(edge[used] + 1, middle, s) / zipf.harmonic >= 1.0 / BINS)
                high = middle;
            else
                low = middle + 1;
        }
        edge[++used] = low;
    }
    edge[used] = keys;
    double count[BINS] = { 0 }, chi = 0;
    for (int i = 0; i < DRAWS; i++) {
        const uint32_t rank = popularity_draw(&law, &stream);
        assert_true(rank < keys);
        int low = 0, high = used - 1;
        while (low < high) {
            const int middle = (low + high) / 2;
            if (rank < edge[middle + 1])
                high = middle;
            else
                low = middle + 1;
        }
        count[low]++;
    }
    for (int i = 0; i < used; i++) {
        const double want = DRAWS * zipf_range_sum(edge[i] + 1, edge[i + 1], s) / zipf.harmonic;
        chi += (count[i] - want) * (count[i] - want) / want;
    }
    assert_true(chi < used - 1 + 5 * sqrt(2.0 * used) + 5);
}

static void draws_follow_zipf(void **state)
{
    (void)state;
    static const uint64_t keys[] = { 1, 2, 10, 1000, 1023, 1024, 1025, 5000, 1000000, 1000000000 };
    static const double s[] = { 0, 1e-7, 0.5, 0.8, 0.99, 1 - 1e-7, 1, 1 + 1e-4, 1.2, 3 };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        for (size_t k = 0; k < sizeof s / sizeof *s; k++)
            if (keys[i] >= 5000 || k % 3 == i % 3) check(keys[i], s[k]);
}

/* The seam between the table and the tail, rank by rank. */
static void the_seam_is_smooth(void **state)
{
    (void)state;
    struct popularity law;
    struct zipf zipf;
    struct stream stream;
    enum { FROM = POPULARITY_CELLS - 4, SEAM = 8, MANY = 10000000 };
    popularity_init(&law, 3000, 0.6);
    zipf_init(&zipf, 3000, 0.6);
    stream_init(&stream, 3);
    uint32_t count[SEAM] = { 0 };
    for (int i = 0; i < MANY; i++) {
        const uint32_t rank = popularity_draw(&law, &stream);
        if (rank >= FROM && rank < FROM + SEAM) count[rank - FROM]++;
    }
    for (uint32_t i = 0; i < SEAM; i++) {
        const double want = MANY * zipf_probability(&zipf, FROM + i + 1);
        assert_near(count[i], want, 5 * sqrt(want));
    }
}

static void bad_laws_are_refused(void **state)
{
    (void)state;
    struct popularity law;
    assert_false(popularity_init(&law, 0, 1));
    assert_false(popularity_init(&law, 10, -1));
    assert_false(popularity_init(&law, 10, NAN));
    assert_false(popularity_init(&law, 1ull << 32, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_follow_zipf),
        cmocka_unit_test(the_seam_is_smooth),
        cmocka_unit_test(bad_laws_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
