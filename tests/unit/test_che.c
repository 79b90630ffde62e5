#include "models/theory/che.h"
#include "tests/unit/relative.h"

#include <stdlib.h>
#include <time.h>

static struct zipf zipf_of(uint64_t keys, double s)
{
    struct zipf z;
    assert_true(zipf_init(&z, keys, s));
    return z;
}

static void least_recently_used(void **state)
{
    (void)state;
    static const struct {
        uint64_t keys;
        double s, capacity, exact, hit_ratio, time;
    } rows[] = {
        { 100, 0.8, 10, 0.264280708, 0.2632608254, 11.74562413 },         /* K-LRU-100-0.8-10 */
        { 1000, 0.8, 50, 0.2616482516, 0.2616191525, 59.68904886 },       /* K-LRU-1000-0.8-50 */
        { 1000, 1, 100, 0.5765005739, 0.5765246162, 180.9289281 },        /* K-LRU-1000-1-100 */
        { 100000, 0.8, 1000, 0.2043337635, 0.2043337635, 1169.176468 },   /* K-CHE-100000-0.8-1000 */
        { 1000000, 0.9, 10000, 0.3949009191, 0.3949009191, 14804.54399 }, /* K-CHE-1000000-0.9-10000 */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct zipf z = zipf_of(rows[i].keys, rows[i].s);
        struct che che = che_lru(&z, rows[i].capacity);
        assert_relative(che.hit_ratio, rows[i].hit_ratio, 1e-5);
        assert_relative(che.characteristic_time, rows[i].time, 1e-5);
        assert_true(fabs(che.hit_ratio - rows[i].exact) < 0.003);
        assert_true(che.hit_ratio < che_lfu(&z, rows[i].capacity));
    }
}

static void first_in_first_out(void **state)
{
    (void)state;
    static const struct {
        uint64_t keys;
        double s, capacity, exact;
    } rows[] = {
        { 100, 1, 20, 0.507735914229 },   /* K-FIFO-100-1-20 */
        { 1000, 1, 100, 0.520813127307 }, /* K-FIFO-1000-1-100 */
        { 1000, 1.2, 20, 0.461026748414 } /* K-FIFO-1000-1.2-20 */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct zipf z = zipf_of(rows[i].keys, rows[i].s);
        double hit_ratio = che_fifo(&z, rows[i].capacity).hit_ratio;
        /* the error of the approximation falls with the capacity, about 0.07/C here */
        assert_true(fabs(hit_ratio - rows[i].exact) < 0.08 / rows[i].capacity);
        assert_true(hit_ratio < che_lru(&z, rows[i].capacity).hit_ratio);
    }
}

static void bound_by_the_most_popular(void **state)
{
    (void)state;
    struct zipf z = zipf_of(1000, 1.2);
    assert_relative(che_lfu(&z, 20), 0.659347530431, 1e-11); /* K-LFU-1000-1.2-20 */
}

static void time_to_live(void **state)
{
    (void)state;
    struct zipf z = zipf_of(1000, 1); /* K-TTL-1000 */
    double occupancy;
    assert_relative(che_ttl(&z, 100, 30, false, &occupancy), 0.8329446272, 1e-5);
    assert_relative(occupancy, 501.1661185, 1e-5);
    assert_relative(che_ttl(&z, 100, 30, true, NULL), 0.9062963858, 1e-5);
    assert_relative(che_ttl(&z, 100, 0, false, &occupancy), 0, 0);
    assert_relative(che_ttl(&z, 100, INFINITY, false, &occupancy), 1, 1e-11);
    assert_relative(occupancy, 1000, 1e-9);
    assert_true(isnan(che_ttl(&z, -1, 1, false, NULL)));
}

static void edges(void **state)
{
    (void)state;
    struct zipf z = zipf_of(1000, 1);
    assert_relative(che_lru(&z, 0).hit_ratio, 0, 0);
    assert_relative(che_lru(&z, 1000).hit_ratio, 1, 0);
    assert_true(isinf(che_lru(&z, 2000).characteristic_time));
    assert_relative(che_lru(&z, 999.999).hit_ratio, 1, 1e-5);
    struct zipf uniform = zipf_of(5000000000, 0);
    assert_relative(che_lru(&uniform, 1e9).hit_ratio, 0.2, 1e-9);
    assert_relative(che_fifo(&uniform, 1e9).hit_ratio, 0.2, 1e-9);
    double before = 0;
    for (double capacity = 1e-3; capacity < 1000; capacity *= 1.7) {
        double hit_ratio = che_lru(&z, capacity).hit_ratio;
        assert_true(hit_ratio > before);
        before = hit_ratio;
    }
}

/* Two key spaces in one cache are one cache of the merged law. */
static void shared_cache(void **state)
{
    (void)state;
    struct zipf z = zipf_of(300, 0.7);
    static struct zipf_bin both[2 * ZIPF_BINS_MAX];
    size_t n = zipf_bins(&z, both);
    for (size_t i = 0; i < n; i++) {
        both[i].probability /= 2;
        both[n + i] = both[i];
    }
    struct che che = che_lru_bins(2 * n, both, 60);
    struct che alone = che_lru(&z, 30);
    assert_relative(che.hit_ratio, alone.hit_ratio, 1e-10);
    assert_relative(che.characteristic_time, 2 * alone.characteristic_time, 1e-10);
}

/* The popularity of real pages: rows strewn at random, then Che on the pages one by one. */
static double strewn(const struct zipf *z, size_t rows_per_page, double capacity)
{
    size_t keys = (size_t)z->keys, pages = keys / rows_per_page;
    size_t *order = malloc(keys * sizeof *order);
    struct zipf_bin *page = calloc(pages, sizeof *page);
    assert_true(order && page);
    uint64_t random = 12345;
    for (size_t i = 0; i < keys; i++) order[i] = i;
    for (size_t i = keys - 1; i > 0; i--) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        size_t j = (size_t)((random >> 33) % (i + 1)), swap = order[i];
        order[i] = order[j];
        order[j] = swap;
    }
    for (size_t i = 0; i < keys; i++) {
        page[i / rows_per_page].count = 1;
        page[i / rows_per_page].probability += zipf_probability(z, order[i] + 1);
    }
    double hit_ratio = che_lru_bins(pages, page, capacity).hit_ratio;
    free(order);
    free(page);
    return hit_ratio;
}

static void pages_of_rows(void **state)
{
    (void)state;
    static const double skews[] = { 0, 0.6, 0.8, 0.99, 1.2 };
    static const size_t rows_per_page[] = { 1, 4, 20, 100 };
    for (size_t i = 0; i < sizeof skews / sizeof skews[0]; i++) {
        struct zipf z = zipf_of(100000, skews[i]);
        for (size_t j = 0; j < sizeof rows_per_page / sizeof rows_per_page[0]; j++) {
            size_t k = rows_per_page[j];
            for (double part = 0.02; part < 1; part *= 3) {
                double capacity = part * 100000 / (double)k;
                double hit_ratio = che_pages(&z, (double)k, capacity).hit_ratio;
                double reference = strewn(&z, k, capacity);
                if (fabs(hit_ratio - reference) >= 0.01)
                    print_message("s %g k %zu part %g: %g %g\n", skews[i], k, part, hit_ratio, reference);
                assert_true(fabs(hit_ratio - reference) < 0.01);
            }
        }
    }
    struct zipf z = zipf_of(100000, 1);
    assert_relative(che_pages(&z, 1, 5000).hit_ratio, che_lru(&z, 5000).hit_ratio, 1e-6);
    assert_relative(che_pages(&z, 50, 2000).hit_ratio, 1, 0);
    assert_true(isnan(che_pages(&z, 0.5, 10).hit_ratio));
}

static void cost(void **state)
{
    (void)state;
    struct zipf z = zipf_of(10000000000, 0.99);
    enum { ROUNDS = 20 };
    double sum = 0;
    clock_t start = clock();
    for (int i = 0; i < ROUNDS; i++)
        sum += che_lru(&z, 1e7 * (1 + i)).hit_ratio + che_pages(&z, 50, 1e6 * (1 + i)).hit_ratio;
    double each = (double)(clock() - start) / CLOCKS_PER_SEC / (2 * ROUNDS);
    assert_true(sum > 0 && each < 0.050); /* ten times the promise, for sanitizers and busy machines */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(least_recently_used),
        cmocka_unit_test(first_in_first_out),
        cmocka_unit_test(bound_by_the_most_popular),
        cmocka_unit_test(time_to_live),
        cmocka_unit_test(edges),
        cmocka_unit_test(shared_cache),
        cmocka_unit_test(pages_of_rows),
        cmocka_unit_test(cost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
