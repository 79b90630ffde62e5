/*
 * Paths: the tree of calls that a class makes, compiled depth first. A child that runs in parallel or under a
 * time-out is a job of its own, so it has scopes of its own: what it holds is given back when it ends, not
 * when its parent does.
 */
#include "models/architecture/builder.h"

#include <math.h>

bool path_uses(const struct path *node, uint32_t tier)
{
    for (; node; node = node->next)
        if ((node->kind == PATH_CALL && node->tier == tier) || path_uses(node->child, tier)) return true;
    return false;
}

static void call(struct builder *b, const struct path *node, const struct caller *from)
{
    const uint16_t tier = b->tier;
    b->tier = (uint16_t)node->tier;
    switch (b->scenario->tier[node->tier].kind) {
    case TIER_BALANCER: tier_balancer(b, node, from); break;
    case TIER_SERVICE: tier_service(b, node, from); break;
    case TIER_CACHE: tier_cache(b, node, from); break;
    case TIER_DATABASE: tier_database(b, node, from); break;
    case TIER_QUEUE: tier_queue(b, node, from); break;
    case TIER_STORE: tier_store(b, node, from); break;
    }
    b->tier = tier;
}

static void parallel(struct builder *b, const struct path *node, const struct caller *from)
{
    struct network *n = b->network;
    uint32_t children = 0;
    for (const struct path *c = node->child; c; c = c->next) children++;
    uint32_t *entry = builder_keep(b, children, sizeof *entry);
    const uint32_t fork = n->forks;
    *BUILDER_ADD(n->fork, n->forks) =
        (struct fork_def){ .children = children, .need = node->need, .entry = entry, .cancel = node->cancel };
    const uint32_t at = builder_here(b);
    builder_emit(b, OP_FORK)->base = fork;
    const double before = b->wait_free;
    double longest = before;
    const uint32_t scope = b->scope;
    b->scope = 0;
    /* While n copies of exponential work run and one is enough, together they do the work of one; and so for
     * each that is needed. */
    const double weight = b->weight;
    n->saves_work |= node->cancel && node->need > 0;
    if (node->cancel && node->need > 0) b->weight *= (double)node->need / children;
    uint32_t i = 0;
    for (const struct path *c = node->child; c; c = c->next) {
        entry[i++] = builder_here(b);
        b->wait_free = before;
        struct path alone = *c;
        alone.next = NULL;
        path_compile(b, &alone, from);
        longest = fmax(longest, b->wait_free);
        builder_emit(b, OP_END);
    }
    b->weight = weight;
    b->scope = scope;
    b->wait_free = longest;
    builder_land(b, at);
}

static bool has_breaker(const struct tier *tier)
{
    return isfinite(tier->breaker_errors) && tier->breaker_open > 0;
}

/* The tier that is called first, or the first one behind a balancer, that limits its retries or is watched by
 * a breaker. */
static uint32_t callee_of(const struct scenario *s, const struct path *body)
{
    while (body) {
        if (body->kind != PATH_CALL) {
            body = body->child;
            continue;
        }
        const struct tier *tier = &s->tier[body->tier];
        if (has_breaker(tier) || isfinite(tier->retry_budget)) return body->tier;
        body = tier->kind == TIER_BALANCER ? body->child : NULL;
    }
    return NETWORK_NONE;
}

/* A call with patience: OP_CALL runs the steps behind it as a child, and goes on where they end. */
void path_guard(struct builder *b, const struct patience *patience, const struct path *body,
                const struct caller *from)
{
    struct network *n = b->network;
    const uint16_t stream = builder_stream(b, "client", "retry"), attempts = builder_register(b);
    const uint32_t guard = n->guards;
    const uint32_t callee = callee_of(b->scenario, body), guarded = b->guarded;
    *BUILDER_ADD(n->guard, n->guards) = (struct guard_def){
        .patience = *patience, .tier = from->place.is_client ? NETWORK_NONE : b->tier, .callee = callee
    };
    n->saves_work |= patience->cancel && isfinite(patience->hedge);
    if (callee != NETWORK_NONE) b->guarded = callee + 1;
    const uint32_t at = builder_here(b);
    struct step *step = builder_emit(b, OP_CALL);
    step->base = guard;
    step->reg = attempts;
    step->stream = stream;
    const uint32_t scope = b->scope;
    b->scope = 0;
    path_compile(b, body, from);
    builder_emit(b, OP_END);
    b->scope = scope;
    b->guarded = guarded;
    builder_land(b, at);
}

/* A call that nobody is impatient about, but which a breaker watches. */
static void watched_call(struct builder *b, const struct path *node, const struct caller *from)
{
    const struct patience endless = { .timeout = INFINITY, .hedge = INFINITY };
    struct path alone = *node;
    alone.next = NULL;
    path_guard(b, &endless, &alone, from);
}

void path_compile(struct builder *b, const struct path *items, const struct caller *from)
{
    for (const struct path *node = items; node; node = node->next) {
        const char *owner = from->place.is_client ? "client" : b->scenario->tier[b->tier].name;
        switch (node->kind) {
        case PATH_CALL:
            if (has_breaker(&b->scenario->tier[node->tier]) && b->guarded != node->tier + 1)
                watched_call(b, node, from);
            else
                call(b, node, from);
            break;
        case PATH_SEQUENCE: path_compile(b, node->child, from); break;
        case PATH_PARALLEL: parallel(b, node, from); break;
        case PATH_GUARD: path_guard(b, &node->patience, node->child, from); break;
        case PATH_SOMETIMES: {
            double weight;
            const uint32_t branch = builder_sometimes(b, node->probability, owner, "sometimes", &weight);
            path_compile(b, node->child, from);
            builder_sometimes_end(b, branch, weight);
            break;
        }
        case PATH_REPEAT: {
            const struct loop loop = builder_repeat(b, &node->times, "repeat");
            path_compile(b, node->child, from);
            builder_repeat_end(b, &loop);
            break;
        }
        }
    }
}
