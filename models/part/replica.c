#include "models/part/replica.h"

#include "models/part/block.h"

#include <assert.h>
#include <math.h>

enum { ROOM = 64 };

static uint64_t bit(uint32_t member)
{
    return (uint64_t)1 << member;
}

void replica_init(struct replica_set *set, uint32_t members)
{
    assert(members && members <= REPLICA_MEMBERS);
    *set = (struct replica_set){ .members = members, .oldest = 1, .log_room = ROOM, .key_room = ROOM };
    set->in = members < 64 ? bit(members) - 1 : UINT64_MAX;
    set->log = block_new(set->log_room, sizeof *set->log);
    set->key = block_new(set->key_room, sizeof *set->key);
}

void replica_finish(struct replica_set *set)
{
    free(set->log);
    free(set->key);
    *set = (struct replica_set){ 0 };
}

/* The versions that are remembered. */

static struct replica_version *version_at(const struct replica_set *set, uint64_t version)
{
    return &set->log[version & (set->log_room - 1)];
}

static void grow_log(struct replica_set *set)
{
    const struct replica_set old = *set;
    set->log_room *= 2;
    set->log = block_new(set->log_room, sizeof *set->log);
    for (uint64_t v = old.oldest; v <= old.version; v++) *version_at(set, v) = *version_at(&old, v);
    free(old.log);
}

/* The keys that are remembered: linear probing, at most half full. */

static uint32_t home(const struct replica_set *set, uint32_t key)
{
    return (uint32_t)((key * 0x9e3779b97f4a7c15u) >> 32) & (set->key_room - 1);
}

static struct replica_key *find(const struct replica_set *set, uint32_t key)
{
    uint32_t i = home(set, key);
    while (set->key[i].version && set->key[i].key != key) i = (i + 1) & (set->key_room - 1);
    return &set->key[i];
}

static void grow_keys(struct replica_set *set)
{
    const struct replica_set old = *set;
    set->key_room *= 2;
    set->key = block_new(set->key_room, sizeof *set->key);
    for (uint32_t i = 0; i < old.key_room; i++)
        if (old.key[i].version) *find(set, old.key[i].key) = old.key[i];
    free(old.key);
}

static void remember(struct replica_set *set, uint32_t key, uint64_t version)
{
    if (2 * set->keys >= set->key_room) grow_keys(set);
    struct replica_key *cell = find(set, key);
    set->keys += !cell->version;
    *cell = (struct replica_key){ .version = version, .key = key };
}

/* Forgets the key if this was its latest version; later ones in the way move back. */
static void forget(struct replica_set *set, uint32_t key, uint64_t version)
{
    const struct replica_key *cell = find(set, key);
    if (cell->version != version) return;
    const uint32_t mask = set->key_room - 1;
    uint32_t hole = (uint32_t)(cell - set->key);
    for (uint32_t i = (hole + 1) & mask; set->key[i].version; i = (i + 1) & mask) {
        if (((i - home(set, set->key[i].key)) & mask) < ((i - hole) & mask)) continue;
        set->key[hole] = set->key[i];
        hole = i;
    }
    set->key[hole].version = 0;
    set->keys--;
}

/* What everybody has is forgotten, from the oldest on. */
static void trim(struct replica_set *set)
{
    while (set->oldest <= set->version && !version_at(set, set->oldest)->lacks) {
        forget(set, version_at(set, set->oldest)->key, set->oldest);
        set->oldest++;
    }
}

/* Moves the member's mark past all that it has applied. */
static void advance(struct replica_set *set, uint32_t member)
{
    uint64_t v = set->applied[member];
    if (v + 1 < set->oldest) v = set->oldest - 1;
    while (v < set->version && !(version_at(set, v + 1)->lacks & bit(member))) v++;
    set->applied[member] = v;
    if (set->received[member] < v) set->received[member] = v;
}

uint64_t replica_commit(struct replica_set *set, uint32_t key, double now)
{
    assert(set->in & bit(set->primary));
    if (set->version + 1 - set->oldest >= set->log_room) grow_log(set);
    const uint64_t version = ++set->version, lacks = set->in & ~bit(set->primary);
    *version_at(set, version) = (struct replica_version){ .at = now, .lacks = lacks, .key = key };
    set->applied[set->primary] = set->received[set->primary] = version;
    if (lacks)
        remember(set, key, version);
    else
        trim(set);
    return version;
}

void replica_received(struct replica_set *set, uint32_t member, uint64_t version)
{
    assert(member < set->members);
    assert(version <= set->version);
    if (set->in & bit(member) && version > set->received[member]) set->received[member] = version;
}

void replica_arrived(struct replica_set *set, uint32_t member, uint64_t version)
{
    assert(member < set->members && version <= set->version);
    if (version >= set->oldest && set->in & bit(member)) version_at(set, version)->arrived |= bit(member);
}

double replica_applied(struct replica_set *set, uint32_t member, uint64_t version, double now)
{
    assert(member < set->members && version <= set->version);
    if (version < set->oldest) return 0;
    struct replica_version *entry = version_at(set, version);
    if (!(entry->lacks & bit(member))) return 0;
    const double lag = now - entry->at;
    entry->lacks &= ~bit(member);
    if (version == set->applied[member] + 1) advance(set, member);
    if (version == set->oldest) trim(set);
    return lag;
}

bool replica_is_stale(const struct replica_set *set, uint32_t member, uint32_t key)
{
    assert(member < set->members);
    if (!set->keys) return false;
    const uint64_t version = find(set, key)->version;
    return version > set->applied[member] && version_at(set, version)->lacks & bit(member);
}

/* Somebody else than the primary has it, or could replay it. */
static bool has_come(const struct replica_set *set, uint64_t version)
{
    const struct replica_version *entry = version_at(set, version);
    const uint64_t others = set->in & ~bit(set->primary);
    if (others & (entry->arrived | ~entry->lacks)) return true;
    for (uint32_t member = 0; member < set->members; member++)
        if (others & bit(member) && set->received[member] >= version) return true;
    return false;
}

double replica_lag(const struct replica_set *set, uint32_t member, double now)
{
    assert(member < set->members);
    if (!(set->in & bit(member))) return INFINITY;
    for (uint64_t v = set->applied[member] + 1; v <= set->version; v++) {
        const struct replica_version *entry = version_at(set, v);
        if (!set->silent || (entry->lacks & bit(member) && has_come(set, v))) return now - entry->at;
    }
    return 0;
}

void replica_resend(struct replica_set *set, uint32_t member)
{
    assert(member < set->members);
    for (uint64_t v = set->oldest; v <= set->version; v++) {
        struct replica_version *entry = version_at(set, v);
        if (!(entry->arrived & bit(member))) entry->lacks &= ~bit(member);
    }
    advance(set, member);
    trim(set);
}

void replica_leave(struct replica_set *set, uint32_t member)
{
    assert(member < set->members);
    set->in &= ~bit(member);
    for (uint64_t v = set->oldest; v <= set->version; v++) version_at(set, v)->lacks &= ~bit(member);
    trim(set);
}

void replica_join(struct replica_set *set, uint32_t member)
{
    assert(member < set->members);
    set->in |= bit(member);
    for (uint64_t v = set->oldest; v <= set->version; v++) version_at(set, v)->lacks &= ~bit(member);
    set->applied[member] = set->received[member] = set->version;
    trim(set);
}

bool replica_is_in(const struct replica_set *set, uint32_t member)
{
    assert(member < set->members);
    return set->in & bit(member);
}

/* What the member would have to take back if it were the primary. */
static bool misses(const struct replica_set *set, uint32_t member, uint64_t version)
{
    const struct replica_version *entry = version_at(set, version);
    return version > set->received[member] && entry->lacks & ~entry->arrived & bit(member);
}

uint64_t replica_missing(const struct replica_set *set, uint32_t member, double *since)
{
    assert(member < set->members);
    uint64_t missing = 0;
    double oldest = INFINITY;
    for (uint64_t v = set->oldest; v <= set->version; v++) {
        if (!misses(set, member, v)) continue;
        if (missing++ == 0) oldest = version_at(set, v)->at;
    }
    if (since) *since = oldest;
    return missing;
}

uint32_t replica_best(const struct replica_set *set, uint64_t among)
{
    uint32_t best = REPLICA_NONE;
    uint64_t least = 0;
    for (uint32_t member = 0; member < set->members; member++) {
        if (member == set->primary || !(set->in & among & bit(member))) continue;
        const uint64_t missing = replica_missing(set, member, NULL);
        if (best != REPLICA_NONE && missing >= least) continue;
        best = member;
        least = missing;
    }
    return best;
}

uint64_t replica_promote(struct replica_set *set, uint32_t member)
{
    assert(member < set->members && set->in & bit(member));
    uint64_t lost = 0;
    for (uint64_t v = set->oldest; v <= set->version; v++) {
        struct replica_version *entry = version_at(set, v);
        if (misses(set, member, v)) {
            lost += 1;
            entry->lost = true;
            entry->lacks = 0;
            forget(set, entry->key, v);
        }
        entry->lacks &= ~bit(member);
    }
    /* The latest write of a key may now be an earlier one. */
    for (uint64_t v = set->oldest; lost && v <= set->version; v++)
        if (!version_at(set, v)->lost) remember(set, version_at(set, v)->key, v);
    set->primary = member;
    set->silent = false;
    set->received[member] = set->version;
    for (uint32_t i = 0; i < set->members; i++)
        if (set->in & bit(i)) advance(set, i);
    trim(set);
    return lost;
}
