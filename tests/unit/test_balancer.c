/* What each balancing policy picks, and what holds whatever comes: counts, bounds, who moves when a member
 * leaves. */
#include "models/part/balancer.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/near.h"

struct fixture {
    struct balancer_config config;
    struct balancer balancer;
    struct stream stream;
};

static void begin(struct fixture *f, struct balancing balancing, uint32_t members)
{
    balancer_config_init(&f->config, &balancing, members, NULL, 1);
    balancer_init(&f->balancer, &f->config, members);
    stream_init(&f->stream, 42);
}

static void end(struct fixture *f)
{
    balancer_finish(&f->balancer, &f->config);
    balancer_config_finish(&f->config);
}

static uint32_t choose(struct fixture *f, uint64_t user)
{
    return balancer_choose(&f->config, &f->balancer, &f->stream, user, 0);
}

static void leave(struct fixture *f, uint32_t member)
{
    balancer_leave(&f->config, &f->balancer, member);
}

/* Loads the members as given; the policy must have sent nothing yet. */
static void load(struct fixture *f, const uint32_t *in_flight, uint32_t members)
{
    for (uint32_t i = 0; i < members; i++) f->balancer.in_flight[i] = in_flight[i];
    balancer_set_up(&f->config, &f->balancer, 0, false); /* makes it count anew */
    balancer_set_up(&f->config, &f->balancer, 0, true);
}

/* Shares of 200,000 choices, each over before the next. */
static void shares(struct fixture *f, uint32_t members, double *share)
{
    enum { CHOICES = 200000 };
    memset(share, 0, members * sizeof *share);
    for (uint64_t i = 0; i < CHOICES; i++) {
        const uint32_t member = choose(f, i);
        share[member] += 1.0 / CHOICES;
        leave(f, member);
    }
}

static void random_is_even(void **state)
{
    (void)state;
    static const enum policy even[] = { POLICY_RANDOM, POLICY_IP_HASH, POLICY_LEAST_CONNECTIONS,
                                        POLICY_JOIN_IDLE, POLICY_POWER };
    for (size_t i = 0; i < sizeof even / sizeof *even; i++) {
        struct fixture f;
        double share[5];
        begin(&f, (struct balancing){ .policy = even[i], .choices = 2 }, 5);
        shares(&f, 5, share);
        for (int member = 0; member < 5; member++) assert_near(share[member], 0.2, 0.005);
        end(&f);
    }
}

static void round_robin_takes_turns(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f, (struct balancing){ .policy = POLICY_ROUND_ROBIN }, 3);
    for (uint32_t i = 0; i < 7; i++) assert_int_equal(choose(&f, 0), i % 3);
    balancer_set_up(&f.config, &f.balancer, 1, false);
    uint32_t seen[3] = { 0 };
    for (uint32_t i = 0; i < 10; i++) seen[choose(&f, 0)]++;
    assert_int_equal(seen[0], 5);
    assert_int_equal(seen[1], 0);
    assert_int_equal(seen[2], 5);
    end(&f);
}

/* The example in nginx's change: weights 5, 1, 1 give a a b a c a a. */
static void weighted_is_smooth(void **state)
{
    (void)state;
    static const double weight[] = { 5, 1, 1 };
    static const uint32_t turn[] = { 0, 0, 1, 0, 2, 0, 0 };
    struct fixture f;
    begin(&f, (struct balancing){ .policy = POLICY_WEIGHTED, .weight = weight, .weights = 3 }, 3);
    for (uint32_t i = 0; i < 21; i++) assert_int_equal(choose(&f, 0), turn[i % 7]);
    end(&f);
}

static void least_connections_takes_the_least_loaded(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f, (struct balancing){ .policy = POLICY_LEAST_CONNECTIONS }, 5);
    load(&f, (const uint32_t[]){ 3, 1, 2, 1, 7 }, 5);
    double share[5];
    shares(&f, 5, share);
    assert_near(share[1], 0.5, 0.005);
    assert_near(share[3], 0.5, 0.005);
    /* Whatever comes and goes, the one chosen had the least. */
    uint32_t expected[5] = { 3, 1, 2, 1, 7 };
    for (int i = 0; i < 200000; i++) {
        if (stream_below(&f.stream, 1000) == 0) {
            const uint32_t member = stream_below(&f.stream, 5);
            balancer_set_up(&f.config, &f.balancer, member, !f.balancer.up[member]);
        }
        const uint32_t gone = stream_below(&f.stream, 5);
        if (expected[gone] && stream_below(&f.stream, 64) < 33) {
            leave(&f, gone);
            expected[gone]--;
        }
        if (stream_below(&f.stream, 2)) continue;
        uint32_t least = UINT32_MAX;
        for (uint32_t k = 0; k < 5; k++)
            if (f.balancer.up[k] && expected[k] < least) least = expected[k];
        const uint32_t member = choose(&f, 0);
        if (least == UINT32_MAX) {
            assert_true(member == BALANCER_NONE);
            continue;
        }
        assert_true(f.balancer.up[member]);
        assert_int_equal(expected[member]++, least);
        assert_memory_equal(expected, f.balancer.in_flight, sizeof expected);
    }
    end(&f);
}

/* Loads 0, 1, 2: the chance that the least loaded of two drawn is each of them. */
static void power_of_two(void **state)
{
    (void)state;
    static const struct {
        bool replace;
        uint32_t choices;
        double share[3];
    } row[] = {
        { false, 2, { 2.0 / 3, 1.0 / 3, 0 } },
        { true, 2, { 5.0 / 9, 3.0 / 9, 1.0 / 9 } },
        { false, 3, { 1, 0, 0 } },
        { false, 9, { 1, 0, 0 } },
        { true, 3, { 19.0 / 27, 7.0 / 27, 1.0 / 27 } },
        { false, 1, { 1.0 / 3, 1.0 / 3, 1.0 / 3 } },
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct fixture f;
        double share[3];
        begin(&f,
              (struct balancing){
                  .policy = POLICY_POWER, .choices = row[i].choices, .replace = row[i].replace },
              3);
        load(&f, (const uint32_t[]){ 0, 1, 2 }, 3);
        shares(&f, 3, share);
        for (int member = 0; member < 3; member++) assert_near(share[member], row[i].share[member], 0.005);
        /* Ties are broken at random. */
        load(&f, (const uint32_t[]){ 4, 4, 4 }, 3);
        shares(&f, 3, share);
        for (int member = 0; member < 3; member++) assert_near(share[member], 1.0 / 3, 0.005);
        end(&f);
    }
}

static void join_idle_prefers_the_idle(void **state)
{
    (void)state;
    struct fixture f;
    double share[4];
    begin(&f, (struct balancing){ .policy = POLICY_JOIN_IDLE }, 4);
    load(&f, (const uint32_t[]){ 1, 0, 9, 0 }, 4);
    shares(&f, 4, share);
    assert_near(share[1], 0.5, 0.005);
    assert_near(share[3], 0.5, 0.005);
    load(&f, (const uint32_t[]){ 1, 2, 9, 1 }, 4);
    shares(&f, 4, share);
    for (int member = 0; member < 4; member++) assert_near(share[member], 0.25, 0.005);
    end(&f);
}

enum { USERS = 100000 };

static void where_users_go(struct fixture *f, uint32_t *member)
{
    for (uint64_t user = 0; user < USERS; user++) {
        member[user] = choose(f, user);
        leave(f, member[user]);
    }
}

static uint32_t moved(const uint32_t *before, const uint32_t *after)
{
    uint32_t count = 0;
    for (int user = 0; user < USERS; user++) count += before[user] != after[user];
    return count;
}

/* One of ten leaves: modulo hashing moves most clients, the ring and stickiness only its own. */
static void who_moves_when_a_member_leaves(void **state)
{
    (void)state;
    static uint32_t before[USERS], after[USERS], again[USERS];
    static const struct balancing policy[] = {
        { .policy = POLICY_IP_HASH },
        { .policy = POLICY_CONSISTENT_HASH, .virtual_nodes = 100 },
        { .policy = POLICY_BOUNDED_LOAD, .virtual_nodes = 100, .bound = 10 },
        { .policy = POLICY_RANDOM, .sticky = true },
    };
    for (size_t i = 0; i < sizeof policy / sizeof *policy; i++) {
        struct fixture f;
        begin(&f, policy[i], 10);
        where_users_go(&f, before);
        balancer_set_up(&f.config, &f.balancer, 3, false);
        where_users_go(&f, after);
        balancer_set_up(&f.config, &f.balancer, 3, true);
        where_users_go(&f, again);
        assert_int_equal(moved(before, again), 0);
        uint32_t own = 0;
        for (int user = 0; user < USERS; user++) {
            own += before[user] == 3;
            assert_int_not_equal(after[user], 3);
            if (i > 0 && before[user] != 3) assert_int_equal(after[user], before[user]);
        }
        assert_near(own / (double)USERS, 0.1, 0.03);
        if (i == 0) assert_true(moved(before, after) > USERS / 2);
        end(&f);
    }
}

/* A sticky pool that grows from four to five moves a fifth of its sessions, all to the new member. */
static void a_member_joins_a_sticky_pool(void **state)
{
    (void)state;
    static uint32_t before[USERS], after[USERS];
    struct fixture f;
    begin(&f, (struct balancing){ .policy = POLICY_ROUND_ROBIN, .sticky = true }, 8);
    balancer_set_present(&f.config, &f.balancer, 4);
    where_users_go(&f, before);
    balancer_set_present(&f.config, &f.balancer, 5);
    where_users_go(&f, after);
    for (int user = 0; user < USERS; user++)
        if (before[user] != after[user]) assert_int_equal(after[user], 4);
    assert_near(moved(before, after) / (double)USERS, 0.2, 0.005);
    assert_int_equal(balancer_session(&f.balancer, 77), after[77]);
    end(&f);
}

/* K-BOUNDED: max load <= ceil(c (m + 1) / n) at every choice, with departures and failures between. */
static void bounded_load_is_bounded(void **state)
{
    (void)state;
    static const double bound[] = { 1.0001, 1.1, 1.25, 2 };
    for (size_t i = 0; i < sizeof bound / sizeof *bound; i++) {
        struct fixture f;
        enum { MEMBERS = 13, MOST = 400 };
        uint32_t held[MOST], total = 0;
        begin(&f, (struct balancing){ .policy = POLICY_BOUNDED_LOAD, .virtual_nodes = 20, .bound = bound[i] },
              MEMBERS);
        for (int step = 0; step < 200000; step++) {
            if (total == MOST || (total && stream_below(&f.stream, 100) < 48)) {
                const uint32_t out = stream_below(&f.stream, total);
                leave(&f, held[out]);
                held[out] = held[--total];
                continue;
            }
            const double room = ceil(bound[i] * (total + 1) / MEMBERS);
            const uint32_t member =
                choose(&f, stream_below(&f.stream, 30)); /* few clients: it must overflow */
            assert_true(f.balancer.in_flight[member] <= room);
            held[total++] = member;
        }
        end(&f);
    }
}

static void zones_are_preferred(void **state)
{
    (void)state;
    static const uint32_t zone[] = { 0, 1, 2, 0, 1, 2 };
    static const enum policy policies[] = {
        POLICY_RANDOM,    POLICY_ROUND_ROBIN, POLICY_WEIGHTED,        POLICY_LEAST_CONNECTIONS, POLICY_POWER,
        POLICY_JOIN_IDLE, POLICY_IP_HASH,     POLICY_CONSISTENT_HASH, POLICY_BOUNDED_LOAD
    };
    for (size_t p = 0; p < sizeof policies / sizeof *policies; p++) {
        const struct balancing balancing = {
            .policy = policies[p], .choices = 2, .bound = 1.5, .virtual_nodes = 50, .zone_aware = true
        };
        struct balancer_config config;
        struct balancer balancer;
        struct stream stream;
        stream_init(&stream, p);
        balancer_config_init(&config, &balancing, 6, zone, 1);
        balancer_init(&balancer, &config, 6);
        for (uint32_t i = 0; i < 3000; i++)
            assert_int_equal(zone[balancer_choose(&config, &balancer, &stream, i, i % 3)], i % 3);
        for (uint32_t member = 0; member < 6; member++) assert_in_range(balancer.in_flight[member], 300, 700);
        balancer_set_up(&config, &balancer, 1, false);
        assert_int_equal(balancer_choose(&config, &balancer, &stream, 5, 1), 4);
        balancer_set_up(&config, &balancer, 4, false);
        for (uint32_t i = 0; i < 100; i++) {
            const uint32_t member = balancer_choose(&config, &balancer, &stream, i, 1);
            assert_int_not_equal(zone[member], 1);
            balancer_leave(&config, &balancer, member);
        }
        balancer_leave(&config, &balancer, 1);
        balancer_finish(&balancer, &config);
        balancer_config_finish(&config);
    }
}

static void nobody_is_left(void **state)
{
    (void)state;
    for (enum policy policy = POLICY_RANDOM; policy <= POLICY_BOUNDED_LOAD; policy++) {
        struct fixture f;
        begin(&f, (struct balancing){ .policy = policy, .choices = 2, .bound = 1.5, .virtual_nodes = 5 }, 2);
        const uint32_t member = choose(&f, 1);
        balancer_set_up(&f.config, &f.balancer, 0, false);
        assert_int_equal(choose(&f, 1), 1);
        balancer_set_present(&f.config, &f.balancer, 1);
        assert_int_equal(balancer_eligible(&f.balancer), 0);
        assert_true(choose(&f, 1) == BALANCER_NONE);
        leave(&f, member);
        leave(&f, 1);
        balancer_set_up(&f.config, &f.balancer, 0, true);
        assert_int_equal(choose(&f, 1), 0);
        assert_int_equal(f.balancer.group[0].total, 1);
        end(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_is_even),
        cmocka_unit_test(round_robin_takes_turns),
        cmocka_unit_test(weighted_is_smooth),
        cmocka_unit_test(least_connections_takes_the_least_loaded),
        cmocka_unit_test(power_of_two),
        cmocka_unit_test(join_idle_prefers_the_idle),
        cmocka_unit_test(who_moves_when_a_member_leaves),
        cmocka_unit_test(a_member_joins_a_sticky_pool),
        cmocka_unit_test(bounded_load_is_bounded),
        cmocka_unit_test(zones_are_preferred),
        cmocka_unit_test(nobody_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
