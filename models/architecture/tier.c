/*
 * What the calls of all kinds of tiers have in common: which member, and what travels.
 */
#include "models/architecture/reach.h"

#include <math.h>

static uint32_t balancer_between(struct builder *b, const struct tier *tier, const struct caller *from)
{
    struct network *n = b->network;
    const uint32_t index = (uint32_t)(tier - b->scenario->tier);
    for (uint32_t i = 0; i < n->balancers; i++)
        if (n->balancer[i].tier == index && n->balancer[i].policy == &from->balancer->balancing) return i;
    *BUILDER_ADD(n->balancer, n->balancers) = (struct balancer_def){
        .name = from->balancer->name,
        .policy = &from->balancer->balancing,
        .tier = index,
        .host = tier->host,
        .members = builder_members(b, tier->host),
        .from_host = from->place.host,
    };
    struct balancer_def *def = &n->balancer[n->balancers - 1];
    uint32_t *zone = builder_keep(b, def->members, sizeof *zone);
    for (uint32_t m = 0; m < def->members; m++) zone[m] = m % b->scenario->host[tier->host].zones;
    balancer_config_init(&def->config, def->policy, def->members, zone, stream_key_name(0, def->name));
    return n->balancers - 1;
}

/* Where clients are bound to members, each member's part of them: the clients are asked, or enough of them.
 */
static const double *client_share(struct builder *b, const struct balancer_def *def)
{
    enum { MOST_ASKED = 1000000 };
    const uint32_t users = b->network->users, asked = users < MOST_ASKED ? users : MOST_ASKED;
    double *share = builder_keep(b, def->members, sizeof *share);
    struct balancer balancer;
    struct stream unused;
    stream_init(&unused, 0);
    balancer_init(&balancer, &def->config, def->members);
    for (uint32_t user = 0; user < asked; user++) {
        const uint32_t member = balancer_choose(&def->config, &balancer, &unused, user, UINT32_MAX);
        balancer_leave(&def->config, &balancer, member);
        share[member] += 1.0 / asked;
    }
    balancer_finish(&balancer, &def->config);
    return share;
}

/* NULL: the policy spreads evenly in the long run. */
static const double *policy_share(struct builder *b, const struct balancer_def *def)
{
    const struct balancing *policy = def->policy;
    if (policy->zone_aware) return NULL;
    if (policy->sticky || policy->policy == POLICY_IP_HASH || policy->policy == POLICY_CONSISTENT_HASH)
        return client_share(b, def);
    if (policy->policy != POLICY_WEIGHTED || policy->weights == 0) return NULL;
    double *share = builder_keep(b, def->members, sizeof *share), sum = 0;
    for (uint32_t m = 0; m < def->members; m++) sum += share[m] = policy->weight[m % policy->weights];
    for (uint32_t m = 0; m < def->members; m++) share[m] /= sum;
    return share;
}

struct place tier_place(struct builder *b, const struct tier *tier, const struct caller *from, bool *scoped)
{
    *scoped = false;
    if (tier->host == SCENARIO_NONE) return (struct place){ .host = NETWORK_NONE };
    const uint32_t members = builder_members(b, tier->host);
    struct place place = { .host = tier->host };
    if (from->balancer) {
        place.reg = builder_register(b);
        const uint32_t balancer = balancer_between(b, tier, from);
        struct balancer_def *def = &b->network->balancer[balancer];
        if (def->visits == 0) def->share = policy_share(b, def);
        def->visits += b->weight;
        place.share = def->share;
        if (from->balancer->balancing.zone_aware && from->place.host != NETWORK_NONE) {
            place.is_near = true;
            place.near_host = from->place.host;
            place.near_reg = from->place.reg;
        }
        const uint16_t stream = builder_stream(b, from->balancer->name, "choose");
        struct step *step = builder_emit(b, OP_CHOOSE);
        step->base = balancer;
        step->reg = place.reg;
        step->by = b->user_reg;
        step->rows.before = from->place.reg;
        step->stream = stream;
        const uint32_t choose = builder_here(b) - 1;
        b->network->step[choose].target = builder_enter(b, SCOPE_MEMBER, balancer, place.reg, 0);
        *scoped = true;
        return place;
    }
    if (tier->host == from->place.host && !from->place.is_client) return from->place;
    if (members == 1) return place;
    place.reg = builder_register(b);
    const uint16_t stream = builder_stream(b, tier->name, "choose");
    if (b->incidents) {
        reach_locate(b, tier->host, place.reg, stream, from->place.is_client);
        return place;
    }
    struct step *step = builder_emit(b, OP_LOCAL);
    step->base = members;
    step->reg = place.reg;
    step->stream = stream;
    return place;
}

static const struct operation *operation_of(const struct scenario *s, const struct path *node)
{
    return node->op ? node->op : &s->tier[node->tier].demand;
}

/* The first tier behind any balancers decides what comes back; what it doesn't say, the class does. */
const struct demand *tier_reply(const struct scenario *s, const struct path *node, const struct caller *from)
{
    const struct path *teller = node;
    while (teller && teller->kind == PATH_CALL && s->tier[teller->tier].kind == TIER_BALANCER &&
           teller->child)
        teller = teller->child;
    if (teller && teller->kind == PATH_CALL) {
        const struct operation *op = operation_of(s, teller);
        if (!isnan(op->send.mean)) return &op->send;
    }
    return from->reply;
}
