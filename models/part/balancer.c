#include "models/part/balancer.h"

#include "models/part/block.h"
#include "models/part/hash.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { SESSION_TRIES = 32 };

void balancer_config_init(struct balancer_config *config, const struct balancing *balancing, uint32_t members,
                          const uint32_t *zone, uint64_t seed)
{
    assert(members);
    *config = (struct balancer_config){ .policy = balancing->policy,
                                        .sticky = balancing->sticky,
                                        .replace = balancing->replace,
                                        .members = members,
                                        .choices = balancing->choices,
                                        .bound = balancing->bound };
    if (balancing->zone_aware && zone) {
        config->zone = block_new(members, sizeof *config->zone);
        memcpy(config->zone, zone, members * sizeof *zone);
        for (uint32_t i = 0; i < members; i++)
            if (zone[i] >= config->zones) config->zones = zone[i] + 1;
    }
    if (config->policy == POLICY_WEIGHTED) {
        config->weight = block_new(members, sizeof *config->weight);
        for (uint32_t i = 0; i < members; i++)
            config->weight[i] = balancing->weights ? balancing->weight[i % balancing->weights] : 1;
    }
    if (config->policy == POLICY_CONSISTENT_HASH || config->policy == POLICY_BOUNDED_LOAD)
        ring_init(&config->ring, members, balancing->virtual_nodes ? balancing->virtual_nodes : 1, seed);
}

void balancer_config_finish(struct balancer_config *config)
{
    free(config->zone);
    free(config->weight);
    ring_finish(&config->ring);
    *config = (struct balancer_config){ 0 };
}

/* Whether members are kept in the order of their loads. */
static bool is_ordered(const struct balancer_config *config)
{
    return config->policy == POLICY_LEAST_CONNECTIONS || config->policy == POLICY_JOIN_IDLE;
}

static uint32_t groups_of(const struct balancer_config *config)
{
    return 1 + config->zones;
}

static bool is_in_group(const struct balancer_config *config, uint32_t member, uint32_t group)
{
    return group == 0 || config->zone[member] == group - 1;
}

/* Makes start[] reach `loads`. */
static void extend_loads(struct balancer_group *group, uint32_t loads)
{
    if (loads >= group->room) {
        group->room = 2 * loads + 2;
        group->start = block_resize(group->start, group->room, sizeof *group->start);
    }
    while (group->loads < loads) group->start[++group->loads] = group->eligible;
}

/* A counting sort of the eligible members by load. */
static void sort_by_load(struct balancer_group *group, const uint32_t *in_flight)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < group->eligible; i++)
        if (in_flight[group->member[i]] > most) most = in_flight[group->member[i]];
    group->loads = 0;
    extend_loads(group, most + 1);
    memset(group->start, 0, (group->loads + 1) * sizeof *group->start);
    for (uint32_t i = 0; i < group->eligible; i++) group->start[in_flight[group->member[i]] + 1]++;
    for (uint32_t load = 0; load < group->loads; load++) group->start[load + 1] += group->start[load];
    /* Filling from the back moves each start from its load's end to its beginning. */
    for (uint32_t load = 0; load < group->loads; load++) group->start[load] = group->start[load + 1];
    for (uint32_t i = group->eligible; i-- > 0;) {
        const uint32_t member = group->member[i];
        const uint32_t place = --group->start[in_flight[member]];
        group->order[place] = member;
        group->place[member] = place;
    }
    group->least = 0;
    while (group->least + 1 < group->loads && group->start[group->least + 1] == 0) group->least++;
}

/* Who is eligible has changed. */
static void regroup(const struct balancer_config *config, struct balancer *balancer)
{
    for (uint32_t g = 0; g < groups_of(config); g++) {
        struct balancer_group *group = &balancer->group[g];
        group->eligible = 0;
        group->total = 0;
        for (uint32_t member = 0; member < balancer->present; member++) {
            if (!balancer->up[member] || !is_in_group(config, member, g)) continue;
            group->member[group->eligible++] = member;
            group->total += balancer->in_flight[member];
        }
        if (group->turn >= group->eligible) group->turn = 0;
        if (is_ordered(config)) sort_by_load(group, balancer->in_flight);
    }
}

void balancer_init(struct balancer *balancer, const struct balancer_config *config, uint32_t present)
{
    assert(present <= config->members);
    const uint32_t members = config->members;
    *balancer = (struct balancer){ .present = present };
    balancer->in_flight = block_new(members, sizeof *balancer->in_flight);
    balancer->up = block_new(members, sizeof *balancer->up);
    memset(balancer->up, 1, members);
    balancer->group = block_new(groups_of(config), sizeof *balancer->group);
    for (uint32_t g = 0; g < groups_of(config); g++) {
        struct balancer_group *group = &balancer->group[g];
        group->member = block_new(members, sizeof *group->member);
        if (config->weight) group->credit = block_new(members, sizeof *group->credit);
        if (!is_ordered(config)) continue;
        group->order = block_new(members, sizeof *group->order);
        group->place = block_new(members, sizeof *group->place);
        group->room = 8;
        group->start = block_new(group->room, sizeof *group->start);
    }
    regroup(config, balancer);
}

void balancer_finish(struct balancer *balancer, const struct balancer_config *config)
{
    for (uint32_t g = 0; balancer->group && g < groups_of(config); g++) {
        struct balancer_group *group = &balancer->group[g];
        free(group->member);
        free(group->credit);
        free(group->order);
        free(group->place);
        free(group->start);
    }
    free(balancer->group);
    free(balancer->in_flight);
    free(balancer->up);
    *balancer = (struct balancer){ 0 };
}

void balancer_set_up(const struct balancer_config *config, struct balancer *balancer, uint32_t member,
                     bool up)
{
    assert(member < config->members);
    if (balancer->up[member] == up) return;
    balancer->up[member] = up;
    regroup(config, balancer);
}

void balancer_set_present(const struct balancer_config *config, struct balancer *balancer, uint32_t present)
{
    assert(present <= config->members);
    balancer->present = present;
    regroup(config, balancer);
}

static void swap_places(struct balancer_group *group, uint32_t a, uint32_t b)
{
    const uint32_t member = group->order[a], other = group->order[b];
    group->order[a] = other;
    group->order[b] = member;
    group->place[member] = b;
    group->place[other] = a;
}

/* The member has `load` and gets one more: it becomes the first of those that have that. */
static void rise(struct balancer_group *group, uint32_t member, uint32_t load)
{
    if (load + 2 > group->loads) extend_loads(group, load + 2);
    swap_places(group, group->place[member], --group->start[load + 1]);
    if (load == group->least && group->start[load + 1] == 0) group->least++;
}

/* The member has `load` > 0 and loses one: it becomes the last of those that have one less. */
static void fall(struct balancer_group *group, uint32_t member, uint32_t load)
{
    swap_places(group, group->place[member], group->start[load]++);
    if (load == group->least) group->least--;
}

static void count_in(const struct balancer_config *config, struct balancer_group *group, uint32_t member,
                     uint32_t load, bool more)
{
    group->total += more ? 1 : UINT64_MAX;
    if (!is_ordered(config)) return;
    if (more)
        rise(group, member, load);
    else
        fall(group, member, load);
}

static inline void count(const struct balancer_config *config, struct balancer *balancer, uint32_t member,
                         bool more)
{
    const uint32_t load = balancer->in_flight[member];
    balancer->in_flight[member] = more ? load + 1 : load - 1;
    if (!balancer_is_eligible(balancer, member)) return;
    count_in(config, &balancer->group[0], member, load, more);
    if (config->zones) count_in(config, &balancer->group[1 + config->zone[member]], member, load, more);
}

void balancer_leave(const struct balancer_config *config, struct balancer *balancer, uint32_t member)
{
    assert(member < config->members && balancer->in_flight[member]);
    count(config, balancer, member, false);
}

static uint32_t any(const struct balancer_group *group, struct stream *stream)
{
    return group->member[stream_below(stream, group->eligible)];
}

static uint32_t next_in_turn(struct balancer_group *group)
{
    const uint32_t member = group->member[group->turn];
    if (++group->turn == group->eligible) group->turn = 0;
    return member;
}

/* Everyone earns its weight; the richest is chosen and pays for all. */
static uint32_t by_weight(const double *weight, struct balancer_group *group)
{
    double sum = 0, most = -INFINITY;
    uint32_t best = group->member[0];
    for (uint32_t i = 0; i < group->eligible; i++) {
        const uint32_t member = group->member[i];
        const double credit = group->credit[member] + weight[member];
        group->credit[member] = credit;
        sum += weight[member];
        if (!(credit > most)) continue;
        most = credit;
        best = member;
    }
    group->credit[best] -= sum;
    return best;
}

/* Any of those with the least load. */
static uint32_t least_loaded(const struct balancer_group *group, struct stream *stream)
{
    return group->order[stream_below(stream, group->start[group->least + 1])];
}

static uint32_t idle_or_any(const struct balancer_group *group, struct stream *stream)
{
    const uint32_t idle = group->start[1];
    return group->order[stream_below(stream, idle ? idle : group->eligible)];
}

/*
 * The members drawn come in random order, so the first of the least loaded is a random one of them. Without
 * replacement, drawing is the beginning of a shuffle; the order of group->member means nothing to this
 * policy.
 */
static uint32_t least_of_drawn(const struct balancer_config *config, const struct balancer *balancer,
                               struct balancer_group *group, struct stream *stream)
{
    uint32_t *member = group->member, best = BALANCER_NONE;
    const uint32_t n = group->eligible;
    const uint32_t choices = config->replace || config->choices < n ? config->choices : n;
    for (uint32_t i = 0; i < choices; i++) {
        uint32_t drawn;
        if (config->replace)
            drawn = member[stream_below(stream, n)];
        else {
            const uint32_t j = i + stream_below(stream, n - i);
            drawn = member[j];
            member[j] = member[i];
            member[i] = drawn;
        }
        if (best == BALANCER_NONE || balancer->in_flight[drawn] < balancer->in_flight[best]) best = drawn;
    }
    return best;
}

/* The most that a member may hold once one more is in flight; never so little that nobody has room. */
static uint32_t room_for_one_more(const struct balancer_config *config, const struct balancer_group *group)
{
    const double even = (double)(group->total + 1) / group->eligible;
    const double room = ceil(config->bound * even * (1 - 1e-12));
    const double least = ceil(even * (1 - 1e-12));
    return (uint32_t)(room > least ? room : least);
}

/* Along the ring from the client's place to the first member that is eligible and has room. */
static uint32_t along_ring(const struct balancer_config *config, const struct balancer *balancer, uint32_t g,
                           uint64_t user)
{
    const struct ring *ring = &config->ring;
    const struct balancer_group *group = &balancer->group[g];
    const uint32_t room =
        config->policy == POLICY_BOUNDED_LOAD ? room_for_one_more(config, group) : UINT32_MAX;
    uint32_t place = ring_place(ring, hash_mix(user));
    for (uint32_t i = 0; i < ring->points; i++, place = ring_after(ring, place)) {
        const uint32_t member = ring->owner[place];
        if (balancer_is_eligible(balancer, member) && is_in_group(config, member, g) &&
            balancer->in_flight[member] < room)
            return member;
    }
    return BALANCER_NONE;
}

uint32_t balancer_session(const struct balancer *balancer, uint64_t user)
{
    const struct balancer_group *group = &balancer->group[0];
    if (!group->eligible) return BALANCER_NONE;
    for (uint32_t i = 0; i < SESSION_TRIES; i++) {
        const uint32_t member = ring_jump(hash_mix_of(user, i), balancer->present);
        if (balancer->up[member]) return member;
    }
    return group->member[hash_below(hash_mix_of(user, SESSION_TRIES), group->eligible)];
}

static uint32_t by_policy(const struct balancer_config *config, struct balancer *balancer, uint32_t g,
                          struct stream *stream, uint64_t user)
{
    struct balancer_group *group = &balancer->group[g];
    switch (config->policy) {
    case POLICY_RANDOM: return any(group, stream);
    case POLICY_ROUND_ROBIN: return next_in_turn(group);
    case POLICY_WEIGHTED: return by_weight(config->weight, group);
    case POLICY_LEAST_CONNECTIONS: return least_loaded(group, stream);
    case POLICY_POWER: return least_of_drawn(config, balancer, group, stream);
    case POLICY_JOIN_IDLE: return idle_or_any(group, stream);
    case POLICY_IP_HASH: return group->member[(uint32_t)(hash_mix(user) >> 32) % group->eligible];
    case POLICY_CONSISTENT_HASH:
    case POLICY_BOUNDED_LOAD: return along_ring(config, balancer, g, user);
    }
    return BALANCER_NONE;
}

uint32_t balancer_choose(const struct balancer_config *config, struct balancer *balancer,
                         struct stream *stream, uint64_t user, uint32_t zone)
{
    if (!balancer->group[0].eligible) return BALANCER_NONE;
    const uint32_t g = zone < config->zones && balancer->group[1 + zone].eligible ? 1 + zone : 0;
    const uint32_t member =
        config->sticky ? balancer_session(balancer, user) : by_policy(config, balancer, g, stream, user);
    if (member != BALANCER_NONE) count(config, balancer, member, true);
    return member;
}
