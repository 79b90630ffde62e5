/* Whom an event means: hosts and zones by name, members by number, a database's primary or replicas as they
 * are when it begins. */
#include "sim/engine/incident.h"

static const struct event *event_of(const struct run *run, uint32_t which)
{
    return &run->net->scenario->timeline.event[which];
}

/* By the zone's name where the host has names, or the event means a number; else by its place in the order.
 */
static bool is_in_zone(const struct run *run, uint32_t host, uint32_t member, const struct event *e)
{
    const struct host *h = &run->net->scenario->host[host];
    const char *name = e->target + strlen("zone:");
    const bool is_number = strspn(name, "0123456789") == strlen(name);
    if (!h->zone || is_number) return member % h->zones == e->zone;
    return strcmp(h->zone[member % h->zones], name) == 0;
}

static uint32_t members_of(const struct run *run, uint32_t tier)
{
    return 1 + run->net->scenario->tier[tier].database.replicas.count;
}

/* Of a database without replicas, the shard's only server. */
static uint32_t find_primary(const struct run *run, const struct event *e)
{
    const bool sharded = run->net->scenario->tier[e->tier].database.shards.count > 1;
    const uint32_t shard = e->member == SCENARIO_NONE || !(sharded || e->primary) ? 0 : e->member;
    for (uint32_t i = 0; i < run->net->replicas; i++) {
        const struct replica_def *def = &run->net->replica[i];
        if (def->tier == e->tier)
            return shard * def->members + run->parts.replica[run->parts.replica_base[i] + shard].primary;
    }
    return shard;
}

/* The event before a repair that meant the same by the same words. */
static uint32_t repaired(const struct run *run, uint32_t which)
{
    const struct timeline *t = &run->net->scenario->timeline;
    const struct event *e = event_of(run, which);
    uint32_t last = which;
    for (uint32_t i = 0; i < t->events; i++) {
        const struct event *other = &t->event[i];
        const bool is_before = other->at < e->at || (other->at <= e->at && i < which);
        if (!is_before || !other->target || strcmp(other->target, e->target) != 0) continue;
        if (last == which || other->at >= t->event[last].at) last = i;
    }
    return last;
}

void target_resolve(struct run *run, uint32_t which)
{
    const struct event *e = event_of(run, which);
    if (!e->primary && !e->replica) return;
    const uint32_t before = e->what == HAPPENS_REPAIR ? repaired(run, which) : which;
    uint32_t *resolved = run->incident->resolved;
    resolved[which] = before != which ? resolved[before] : find_primary(run, e);
}

/* Replicas are counted from the one after the primary. */
static bool is_replica(const struct run *run, const struct event *e, uint32_t primary, uint32_t member)
{
    const uint32_t members = members_of(run, e->tier), first = primary - primary % members;
    if (member == primary || member < first || member >= first + members) return false;
    const bool numbered = run->net->scenario->tier[e->tier].database.shards.count <= 1;
    return e->member == SCENARIO_NONE || !numbered || (member + members - primary) % members == e->member + 1;
}

bool target_is(const struct run *run, uint32_t which, uint32_t host, uint32_t member)
{
    const struct event *e = event_of(run, which);
    if (e->zone != SCENARIO_NONE) return is_in_zone(run, host, member, e);
    if (e->host != host) return false;
    if (e->primary) return member == run->incident->resolved[which];
    if (e->replica) return is_replica(run, e, run->incident->resolved[which], member);
    return e->member == SCENARIO_NONE || e->member == member;
}
