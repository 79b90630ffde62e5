/* Where keys live: shares against counting every key, and what resharding moves. */
#include "models/part/shard.h"
#include "models/theory/zipf.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/near.h"

static const enum route_kind kinds[] = { ROUTE_HASH, ROUTE_RING, ROUTE_SLOTS, ROUTE_RANGE, ROUTE_DIRECTORY };
static const struct shard_entry entries[] = { { 500, 999, 1 }, { 3, 3, 2 }, { 260000, 299999, 0 } };

static void init(struct shard_map *map, enum route_kind kind, uint32_t shards, uint32_t keys)
{
    shard_map_init(map, &(struct shard_spec){ .kind = kind,
                                              .shards = shards,
                                              .keys = keys,
                                              .virtual_nodes = 100,
                                              .ranges = 64,
                                              .entry = entries,
                                              .entries = 3,
                                              .seed = 3 });
}

static void shares_count_every_key(void **state)
{
    (void)state;
    enum { KEYS = 300000, SHARDS = 4 };
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        struct shard_map map;
        struct zipf zipf;
        double share[SHARDS], counted[SHARDS] = { 0 }, sum = 0;
        zipf_init(&zipf, KEYS, 0.9);
        init(&map, kinds[k], SHARDS, KEYS);
        shard_shares(&map, 0.9, share);
        for (uint32_t key = 0; key < KEYS; key++) {
            const uint32_t shard = shard_of(&map, key);
            assert_true(shard < SHARDS);
            counted[shard] += zipf_probability(&zipf, key + 1);
        }
        /* Runs are exact; hashing spreads the coldest two thirds of the keys evenly but for noise. */
        const double tolerance = kinds[k] == ROUTE_RANGE || kinds[k] == ROUTE_DIRECTORY ? 1e-9 : 5e-4;
        for (int i = 0; i < SHARDS; i++) {
            assert_near(share[i], counted[i], tolerance);
            sum += share[i];
        }
        assert_near(sum, 1, 1e-9);
        shard_map_finish(&map);
    }
}

static void the_directory_decides(void **state)
{
    (void)state;
    struct shard_map map, range;
    init(&map, ROUTE_DIRECTORY, 4, 300000);
    init(&range, ROUTE_RANGE, 4, 300000);
    assert_int_equal(shard_of(&map, 3), 2);
    assert_int_equal(shard_of(&map, 500), 1);
    assert_int_equal(shard_of(&map, 999), 1);
    assert_int_equal(shard_of(&map, 299999), 0);
    for (uint32_t key = 1000; key < 260000; key++)
        assert_int_equal(shard_of(&map, key), shard_of(&range, key));
    assert_int_equal(shard_of(&map, 2), shard_of(&range, 2));
    assert_int_equal(shard_of(&map, 4), shard_of(&range, 4));
    shard_map_finish(&map);
    shard_map_finish(&range);
}

/* K-RESHARD: ten become eleven. */
static void what_one_more_shard_moves(void **state)
{
    (void)state;
    static const double expected[] = { 0.9090909091, 0.09090909091, 0.09090909091, 5.0 / 64 };
    static const double tolerance[] = { 0.005, 0.02, 0.002, 1e-5 };
    for (size_t k = 0; k < 4; k++) {
        struct shard_map ten, eleven;
        double share[11];
        init(&ten, kinds[k], 10, 250000);
        shard_map_join(&eleven, &ten);
        assert_near(shard_moved(&ten, &eleven), expected[k], tolerance[k]);
        assert_near(shard_moved(&ten, &ten), 0, 0);
        shard_shares(&eleven, 0, share);
        assert_near(share[10], 1.0 / 11, 0.02);
        if (k > 0)
            for (uint32_t key = 0; key < 250000; key++)
                if (shard_of(&ten, key) != shard_of(&eleven, key))
                    assert_int_equal(shard_of(&eleven, key), 10);
        shard_map_finish(&ten);
        shard_map_finish(&eleven);
    }
}

/* One key with a fifth of the traffic makes a hot shard, however it is hashed. */
static void a_hot_key_makes_a_hot_shard(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        struct shard_map map;
        struct zipf zipf;
        double share[16];
        zipf_init(&zipf, 1000, 1.2);
        init(&map, kinds[k], 16, 1000);
        shard_shares(&map, 1.2, share);
        assert_true(share[shard_of(&map, 0)] > zipf_probability(&zipf, 1));
        shard_map_finish(&map);
    }
}

static void there_are_no_more_shards_than_slots(void **state)
{
    (void)state;
    struct shard_map map, after;
    init(&map, ROUTE_SLOTS, SLOTS - 1, 1000);
    assert_true(shard_may_join(&map));
    shard_map_join(&after, &map);
    assert_false(shard_may_join(&after));
    shard_map_finish(&after);
    shard_map_finish(&map);
    init(&map, ROUTE_HASH, SLOTS, 1000);
    assert_true(shard_may_join(&map));
    shard_map_finish(&map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_count_every_key),
        cmocka_unit_test(the_directory_decides),
        cmocka_unit_test(what_one_more_shard_moves),
        cmocka_unit_test(a_hot_key_makes_a_hot_shard),
        cmocka_unit_test(there_are_no_more_shards_than_slots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
