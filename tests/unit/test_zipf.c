#include "models/theory/zipf.h"
#include "tests/unit/relative.h"

static double by_hand(uint64_t first, uint64_t last, double s)
{
    double sum = 0;
    for (uint64_t rank = last; rank >= first; rank--) sum += pow((double)rank, -s);
    return sum;
}

static void harmonic_numbers(void **state)
{
    (void)state;
    static const double skews[] = { 0, 0.5, 0.8, 0.99, 1, 1 + 1e-13, 1.0001, 1.2, 2, 6 };
    static const uint64_t sizes[] = { 1, 2, 63, 64, 65, 100, 5000, 300000 };
    for (size_t i = 0; i < sizeof skews / sizeof skews[0]; i++)
        for (size_t j = 0; j < sizeof sizes / sizeof sizes[0]; j++)
            assert_relative(zipf_harmonic(sizes[j], skews[i]), by_hand(1, sizes[j], skews[i]), 1e-12);
    assert_relative(zipf_range_sum(40, 70, 1.2), by_hand(40, 70, 1.2), 1e-12);
    assert_relative(zipf_range_sum(777, 7777, 1), by_hand(777, 7777, 1), 1e-12);
    assert_relative(zipf_range_sum(70, 69, 1), 0, 0);
    /* ln n + gamma + 1/2n; and zeta(2) */
    assert_relative(zipf_harmonic(10000000000, 1), log(1e10) + 0.57721566490153286 + 5e-11, 1e-12);
    assert_relative(zipf_harmonic(10000000000, 2), M_PI * M_PI / 6 - 1e-10, 1e-12);
    assert_relative(zipf_harmonic(10000000000, 0), 1e10, 1e-14);
}

static void shares(void **state)
{
    (void)state;
    static const struct {
        uint64_t keys;
        double s, top, share;
    } rows[] = {
        { 100, 0.8, 10, 0.438274553601 },    /* K-LFU-100-0.8-10 */
        { 100, 1, 20, 0.693556550475 },      /* K-LFU-100-1-20 */
        { 1000, 0.8, 50, 0.421329744405 },   /* K-LFU-1000-0.8-50 */
        { 1000, 1, 100, 0.69299281425 },     /* K-LFU-1000-1-100 */
        { 1000, 1.2, 20, 0.659347530431 },   /* K-LFU-1000-1.2-20 */
        { 100000, 0.8, 1000, 0.3395293597 }, /* K-CHE-100000-0.8-1000 */
        { 1000000, 0.9, 10000, 0.51641091 }, /* K-CHE-1000000-0.9-10000 */
        { 10000000000, 0, 2.5e9, 0.25 },
    };
    struct zipf z;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_true(zipf_init(&z, rows[i].keys, rows[i].s));
        assert_relative(zipf_share(&z, rows[i].top), rows[i].share, 1e-8);
    }
    assert_true(zipf_init(&z, 4, 1));
    assert_relative(zipf_probability(&z, 2), 0.24, 1e-14);
    assert_relative(zipf_share(&z, 1.5), 0.6, 1e-14);
    assert_relative(zipf_share(&z, 9), 1, 0);
    assert_relative(zipf_share(&z, -1), 0, 0);
    assert_relative(zipf_probability(&z, 5), 0, 0);
    assert_relative(zipf_probability(&z, 0), 0, 0);
    assert_false(zipf_init(&z, 0, 1));
    assert_false(zipf_init(&z, 1, -1));
    assert_false(zipf_init(&z, 1, INFINITY));
}

static void bins_cover_the_law(void **state)
{
    (void)state;
    static const uint64_t sizes[] = { 1, 511, 512, 513, 1000, 3000, 1000000, 10000000000, 1000000000000 };
    static const double skews[] = { 0, 0.8, 1, 1.5 };
    static struct zipf_bin bin[ZIPF_BINS_MAX];
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (size_t j = 0; j < sizeof skews / sizeof skews[0]; j++) {
            struct zipf z;
            assert_true(zipf_init(&z, sizes[i], skews[j]));
            size_t n = zipf_bins(&z, bin);
            assert_in_range(n, 1, ZIPF_BINS_MAX);
            double mass = 0;
            uint64_t last = 0;
            for (size_t k = 0; k < n; k++) {
                assert_true(bin[k].first == last + 1 && bin[k].last >= bin[k].first);
                assert_relative(bin[k].count, (double)(bin[k].last - bin[k].first + 1), 0);
                if (k > 0) assert_true(bin[k].probability <= bin[k - 1].probability * (1 + 1e-12));
                mass += bin[k].count * bin[k].probability;
                last = bin[k].last;
            }
            assert_true(last == sizes[i]);
            assert_relative(mass, 1, 1e-11);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(harmonic_numbers),
        cmocka_unit_test(shares),
        cmocka_unit_test(bins_cover_the_law),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
