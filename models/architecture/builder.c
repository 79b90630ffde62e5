#include "models/architecture/builder.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *builder_grow(void *array, uint32_t count, size_t size)
{
    const bool full = count == 0 || (count & (count - 1)) == 0; /* capacity is the next power of two */
    if (!full) return array;
    void *grown = realloc(array, (count ? 2 * (size_t)count : 1) * size);
    if (!grown) abort();
    return grown;
}

void *builder_keep(struct builder *b, size_t count, size_t size)
{
    void *piece = calloc(count ? count : 1, size);
    if (!piece) abort();
    struct network *n = b->network;
    *BUILDER_ADD(n->owned, n->owned_count) = piece;
    return piece;
}

const char *builder_name(struct builder *b, const char *owner, const char *what)
{
    const size_t size = strlen(owner) + strlen(what) + 2;
    char *name = builder_keep(b, size, 1);
    snprintf(name, size, "%s.%s", owner, what);
    return name;
}

const struct demand *builder_demand(struct builder *b, struct demand demand)
{
    struct demand *kept = builder_keep(b, 1, sizeof *kept);
    *kept = demand;
    return kept;
}

uint32_t builder_here(const struct builder *b)
{
    return b->network->steps;
}

struct step *builder_emit(struct builder *b, enum op op)
{
    struct network *n = b->network;
    uint32_t weights = n->steps;
    *BUILDER_ADD(n->visits, weights) = b->weight;
    struct step *step = BUILDER_ADD(n->step, n->steps);
    *step = (struct step){
        .op = (uint8_t)op, .tier = b->tier, .scope = (uint16_t)b->scope, .resource = NETWORK_NONE
    };
    return step;
}

void builder_land(struct builder *b, uint32_t step)
{
    b->network->step[step].target = builder_here(b);
}

uint16_t builder_register(struct builder *b)
{
    assert(b->next_reg < UINT16_MAX); /* extent.h tells what fits */
    const uint16_t reg = b->next_reg++;
    if (b->next_reg > b->network->registers) b->network->registers = b->next_reg;
    return reg;
}

uint16_t builder_stream(struct builder *b, const char *owner, const char *purpose)
{
    struct network *n = b->network;
    const uint64_t key = stream_key_name(stream_key_name(b->class_index, owner), purpose);
    for (uint32_t i = b->class_streams; i < n->streams; i++)
        if (n->stream[i] == key) return (uint16_t)i;
    *BUILDER_ADD(n->stream, n->streams) = key;
    assert(n->streams <= UINT16_MAX);
    return (uint16_t)(n->streams - 1);
}

uint32_t builder_enter(struct builder *b, enum scope_kind kind, uint32_t base, uint16_t reg, uint16_t held)
{
    struct network *n = b->network;
    *BUILDER_ADD(n->scope, n->scopes) =
        (struct scope){ .kind = kind, .parent = b->scope, .base = base, .reg = reg, .held = held };
    assert(n->scopes <= UINT16_MAX);
    return b->scope = n->scopes - 1;
}

void builder_leave(struct builder *b)
{
    const uint32_t scope = b->scope;
    struct step *step = builder_emit(b, OP_RELEASE);
    step->target = scope;
    b->scope = b->network->scope[scope].parent;
    step->scope = (uint16_t)b->scope;
}

uint32_t builder_host_resource(const struct builder *b, uint32_t host, enum resource_kind kind)
{
    const struct network *n = b->network;
    for (uint32_t i = 0; i < n->resources; i++)
        if (n->resource[i].host == host && n->resource[i].kind == kind) return i;
    return NETWORK_NONE;
}

uint32_t builder_members(const struct builder *b, uint32_t host)
{
    return host == NETWORK_NONE ? 1 : b->network->group[host].members;
}

uint32_t builder_tier_resource(struct builder *b, uint32_t tier, enum resource_kind kind, const char *what,
                               uint32_t members, double count, double room, struct demand patience)
{
    struct network *n = b->network;
    for (uint32_t i = 0; i < n->resources; i++)
        if (n->resource[i].tier == tier && n->resource[i].kind == kind) return i;
    const uint32_t base = n->tokens;
    for (uint32_t m = 0; m < members; m++)
        *BUILDER_ADD(n->token, n->tokens) = (struct token_def){
            .count = count < UINT32_MAX ? (uint32_t)count : UINT32_MAX,
            .room = room < UINT32_MAX ? (uint32_t)room : UINT32_MAX,
            .patience = patience,
        };
    struct resource *r = BUILDER_ADD(n->resource, n->resources);
    *r = (struct resource){ .name = builder_name(b, b->scenario->tier[tier].name, what),
                            .kind = kind,
                            .host = NETWORK_NONE,
                            .tier = tier,
                            .base = base,
                            .members = members,
                            .servers = count,
                            .speed = 1,
                            .room = room };
    r->demand = builder_keep(b, members, sizeof *r->demand);
    r->visits = builder_keep(b, members, sizeof *r->visits);
    r->cv = builder_keep(b, members, sizeof *r->cv);
    return n->resources - 1;
}

static double member_share(const struct place *at, uint32_t members, uint32_t member)
{
    if (at->share) return at->share[member];
    return at->reg || members == 1 ? 1.0 / members : member == 0;
}

/* Charges every member with its part of `weight` services of the given mean and square, in seconds at
 * speed 1. */
static void charge(struct builder *b, uint32_t resource, const struct place *at, const struct demand *work)
{
    struct resource *r = &b->network->resource[resource];
    const double mean = work->mean / r->speed;
    for (uint32_t m = 0; m < r->members; m++) {
        const double visits = b->weight * member_share(at, r->members, m);
        r->visits[m] += visits;
        r->demand[m] += visits * mean;
        r->cv[m] += visits * mean * mean * (1 + (isinf(work->cv) ? 100 : work->cv * work->cv));
    }
    b->wait_free += b->weight * mean;
}

static void serve_at(struct builder *b, uint32_t resource, const struct place *at, const struct demand *work,
                     const char *purpose)
{
    if (demand_is_zero(work)) return;
    const struct network *n = b->network;
    const struct resource *r = &n->resource[resource];
    const char *owner = b->tier < n->tiers ? b->scenario->tier[b->tier].name : "network";
    const uint16_t stream = builder_stream(b, owner, purpose);
    struct step *step = builder_emit(b, r->is_ps ? OP_SERVE_PS : OP_SERVE_FCFS);
    step->reg = r->members > 1 ? at->reg : 0;
    step->base = r->base;
    step->stream = stream;
    step->resource = resource;
    step->demand = work;
    charge(b, resource, at, work);
}

static void serve(struct builder *b, const struct place *at, enum resource_kind kind,
                  const struct demand *work, const char *purpose)
{
    const uint32_t resource = builder_host_resource(b, at->host, kind);
    if (resource != NETWORK_NONE) serve_at(b, resource, at, work, purpose);
}

void builder_serve(struct builder *b, uint32_t resource, uint16_t reg, const struct demand *work,
                   const char *purpose)
{
    serve_at(b, resource, &(struct place){ .reg = reg }, work, purpose);
}

void builder_cpu(struct builder *b, const struct place *at, const struct demand *seconds, const char *purpose)
{
    if (at->host == NETWORK_NONE || demand_is_zero(seconds)) return;
    const struct machine *m = &b->scenario->machine[b->scenario->host[at->host].machine];
    if (builder_host_resource(b, at->host, RESOURCE_CPU) == NETWORK_NONE)
        builder_delay(b, builder_demand(b, demand_scaled(*seconds, 1 / m->speed)), purpose);
    else
        serve(b, at, RESOURCE_CPU, seconds, purpose);
}

/* The channels give iops accesses a second when all are busy, so one access takes channels / iops on average.
 */
void builder_disk(struct builder *b, const struct place *at, double bytes, const char *purpose)
{
    if (at->host == NETWORK_NONE) return;
    const struct ssd *ssd = &b->scenario->machine[b->scenario->host[at->host].machine].ssd;
    const uint32_t channels = builder_host_resource(b, at->host, RESOURCE_SSD);
    if (channels != NETWORK_NONE) {
        const struct demand access = demand_scaled(ssd->latency, b->network->resource[channels].servers /
                                                                     ssd->iops / ssd->latency.mean);
        serve(b, at, RESOURCE_SSD, builder_demand(b, access), purpose);
    } else if (ssd->latency.mean > 0)
        builder_delay(b, &ssd->latency, purpose);
    if (bytes > 0 && !isinf(ssd->bandwidth))
        serve(b, at, RESOURCE_SSD_BANDWIDTH, builder_demand(b, demand_constant(bytes / ssd->bandwidth)),
              purpose);
}

void builder_disks(struct builder *b, const struct place *at, const struct demand *count, double bytes,
                   const char *purpose)
{
    if (demand_is_zero(count) || at->host == NETWORK_NONE) return;
    const struct loop loop = builder_repeat(b, count, purpose);
    builder_disk(b, at, bytes, purpose);
    builder_repeat_end(b, &loop);
}

void builder_delay(struct builder *b, const struct demand *seconds, const char *purpose)
{
    if (demand_is_zero(seconds)) return;
    const char *owner = b->tier < b->network->tiers ? b->scenario->tier[b->tier].name : "network";
    const uint16_t stream = builder_stream(b, owner, purpose);
    struct step *step = builder_emit(b, OP_DELAY);
    step->stream = stream;
    step->demand = seconds;
    b->wait_free += b->weight * seconds->mean;
}

static void nic(struct builder *b, const struct place *at, enum resource_kind kind,
                const struct demand *bytes)
{
    if (!bytes || at->host == NETWORK_NONE || builder_host_resource(b, at->host, kind) == NETWORK_NONE)
        return;
    if (demand_is_zero(bytes)) return;
    const double rate = b->scenario->machine[b->scenario->host[at->host].machine].nic;
    serve(b, at, kind, builder_demand(b, demand_scaled(*bytes, 1 / rate)),
          kind == RESOURCE_NIC_IN ? "in" : "out");
}

static bool is_near(const struct place *a, const struct place *c)
{
    return a->is_near && a->near_host == c->host && a->near_reg == c->reg;
}

/* How many messages the place takes part in at a time: more than one where copies go to, or come from,
 * several. */
static double copies_at(const struct builder *b, const struct place *at)
{
    const uint32_t members = at->is_client ? 0 : builder_members(b, at->host);
    double copies = members ? 0 : 1;
    for (uint32_t m = 0; m < members; m++) copies += member_share(at, members, m);
    return copies;
}

/* How likely the place is in a zone. */
static double zone_share(const struct builder *b, const struct place *at, uint32_t zone)
{
    const uint32_t members = builder_members(b, at->host), zones = b->scenario->host[at->host].zones;
    const double copies = copies_at(b, at);
    double share = 0;
    for (uint32_t m = zone; m < members && zone < zones; m += zones) share += member_share(at, members, m);
    return copies > 0 ? share / copies : 0;
}

/* The share of the messages that go to another zone. Members are spread over the zones in turn, so a zone may
 * have more of them; a balancer that prefers its own zone finds nobody where there is none. */
static double crossing_share(const struct builder *b, const struct place *from, const struct place *to)
{
    if (from->is_client || to->is_client) return 0;
    const struct place *chosen = is_near(from, to) ? from : is_near(to, from) ? to : NULL;
    const struct place *caller = chosen == from ? to : from;
    const uint32_t zones =
        (uint32_t)fmax(b->scenario->host[from->host].zones, b->scenario->host[to->host].zones);
    double same = 0;
    for (uint32_t z = 0; z < zones; z++) {
        const double callers = zone_share(b, caller, z);
        if (chosen)
            same += z < builder_members(b, chosen->host) && z < b->scenario->host[chosen->host].zones
                        ? callers
                        : 0;
        else
            same += callers * zone_share(b, to, z);
    }
    return fmax(0, 1 - same);
}

/*
 * Clients in several regions: the whole round trip is spent on the way in, so that a request has one region.
 * The round trips stand in a sample as often as their shares say, to a thousandth.
 */
static struct demand region_trips(struct builder *b)
{
    enum { SAMPLE = 1000 };
    const struct network_delays *delays = &b->scenario->network;
    double *value = builder_keep(b, SAMPLE, sizeof *value), shares = 0, limit = 0;
    for (uint32_t r = 0; r < delays->regions; r++) shares += delays->region[r].share;
    uint32_t filled = 0;
    for (uint32_t r = 0; r < delays->regions; r++) {
        limit += delays->region[r].share / shares * SAMPLE;
        const uint32_t end = r + 1 == delays->regions ? SAMPLE : (uint32_t)round(limit);
        while (filled < end && filled < SAMPLE) value[filled++] = delays->region[r].rtt;
    }
    const struct demand_spec spec = { .kind = DEMAND_EMPIRICAL,
                                      .mean = NAN,
                                      .cv = NAN,
                                      .k = NAN,
                                      .alpha = NAN,
                                      .low = NAN,
                                      .high = NAN,
                                      .value = value,
                                      .values = SAMPLE };
    struct demand trips;
    const char *wrong = demand_init(&trips, &spec);
    assert(!wrong);
    (void)wrong;
    return trips;
}

static void propagate(struct builder *b, const struct place *from, const struct place *to)
{
    const struct network_delays *delays = &b->scenario->network;
    if (from->is_client && delays->regions > 0) {
        builder_delay(b, builder_demand(b, region_trips(b)), "region");
        return;
    }
    if (to->is_client && delays->regions > 0) return;
    if (from->is_client || to->is_client) {
        if (delays->client > 0)
            builder_delay(b, builder_demand(b, demand_constant(delays->client / 2)), "client");
        return;
    }
    const struct host *a = &b->scenario->host[from->host], *c = &b->scenario->host[to->host];
    if (a->zones <= 1 && c->zones <= 1) {
        if (delays->same_zone > 0)
            builder_delay(b, builder_demand(b, demand_constant(delays->same_zone / 2)), "link");
        return;
    }
    if (!(delays->same_zone > 0) && !(delays->cross_zone > 0)) return;
    struct network *n = b->network;
    *BUILDER_ADD(n->link, n->links) = (struct link){ .from_host = from->host,
                                                     .to_host = to->host,
                                                     .from_reg = from->reg,
                                                     .to_reg = to->reg,
                                                     .one_way_same = delays->same_zone / 2,
                                                     .one_way_cross = delays->cross_zone / 2 };
    builder_emit(b, OP_LINK)->base = n->links - 1;
    const double crossing = crossing_share(b, from, to);
    b->wait_free += b->weight * (delays->same_zone * (1 - crossing) + delays->cross_zone * crossing) / 2;
}

void builder_travel(struct builder *b, const struct place *from, const struct place *to,
                    const struct demand *bytes)
{
    const bool is_local =
        from->host == to->host && from->reg == to->reg && !from->is_client && !to->is_client;
    if (is_local) return;
    const bool hosted = from->host != NETWORK_NONE && to->host != NETWORK_NONE;
    const uint16_t tier = b->tier;
    b->tier = (uint16_t)b->network->tiers;
    if (hosted && bytes && isfinite(bytes->mean)) {
        static const double gib = 1 << 30;
        const double messages = b->weight * fmax(copies_at(b, from), copies_at(b, to));
        b->network->usd_per_request += messages * crossing_share(b, from, to) * bytes->mean / gib *
                                       b->scenario->network.cross_zone_usd_per_gib;
    }
    nic(b, from, RESOURCE_NIC_OUT, bytes);
    if (hosted || from->is_client || to->is_client) propagate(b, from, to);
    nic(b, to, RESOURCE_NIC_IN, bytes);
    b->tier = tier;
}

struct holding builder_take(struct builder *b, const struct place *at, uint32_t resource)
{
    const struct resource *r = &b->network->resource[resource];
    const uint16_t reg = r->members > 1 ? at->reg : 0;
    const uint32_t base = r->base;
    for (uint32_t m = 0; m < r->members; m++) r->visits[m] += b->weight * member_share(at, r->members, m);
    const uint16_t stream = builder_stream(b, b->scenario->tier[r->tier].name, "patience");
    struct step *step = builder_emit(b, OP_TAKE);
    step->base = base;
    step->reg = reg;
    step->stream = stream;
    step->resource = resource;
    const uint32_t take = builder_here(b) - 1;
    b->network->step[take].target = builder_enter(b, SCOPE_TOKEN, base, reg, 0);
    return (struct holding){ resource, *at, b->wait_free };
}

void builder_release(struct builder *b, const struct holding *holding)
{
    const struct resource *r = &b->network->resource[holding->resource];
    const double held = b->wait_free - holding->entered;
    for (uint32_t m = 0; m < r->members; m++)
        r->demand[m] += held * member_share(&holding->at, r->members, m);
    builder_leave(b);
}

struct memory_holding builder_memory(struct builder *b, const struct place *at, const struct demand *bytes)
{
    struct memory_holding memory = { .holding = { NETWORK_NONE, *at, b->wait_free }, .bytes = bytes };
    const uint32_t resource =
        at->host == NETWORK_NONE ? NETWORK_NONE : builder_host_resource(b, at->host, RESOURCE_RAM);
    if (resource == NETWORK_NONE || demand_is_zero(bytes)) return memory;
    memory.holding.resource = resource;
    const uint16_t held = builder_register(b);
    const struct resource *r = &b->network->resource[resource];
    for (uint32_t m = 0; m < r->members; m++) r->visits[m] += b->weight * member_share(at, r->members, m);
    const uint32_t base = r->base;
    const uint16_t reg = r->members > 1 ? at->reg : 0;
    const uint16_t stream = builder_stream(b, b->scenario->tier[b->tier].name, "ram");
    struct step *step = builder_emit(b, OP_MEMORY);
    step->base = base;
    step->reg = reg;
    step->stream = stream;
    step->resource = resource;
    step->demand = bytes;
    const uint32_t take = builder_here(b) - 1;
    b->network->step[take].target = builder_enter(b, SCOPE_MEMORY, base, reg, held);
    return memory;
}

void builder_memory_end(struct builder *b, const struct memory_holding *memory)
{
    const struct holding *holding = &memory->holding;
    if (holding->resource == NETWORK_NONE) return;
    const struct resource *r = &b->network->resource[holding->resource];
    const double held = (b->wait_free - holding->entered) * memory->bytes->mean;
    for (uint32_t m = 0; m < r->members; m++)
        r->demand[m] += held * member_share(&holding->at, r->members, m);
    builder_leave(b);
}

uint32_t builder_sometimes(struct builder *b, double p, const char *owner, const char *purpose,
                           double *weight)
{
    const uint16_t stream = builder_stream(b, owner, purpose);
    struct step *step = builder_emit(b, OP_BRANCH);
    step->stream = stream;
    step->p = p;
    *weight = b->weight;
    b->weight *= p;
    return builder_here(b) - 1;
}

void builder_sometimes_end(struct builder *b, uint32_t branch, double weight)
{
    b->weight = weight;
    builder_land(b, branch);
}

struct loop builder_repeat(struct builder *b, const struct demand *times, const char *purpose)
{
    struct loop loop = { .reg = builder_register(b), .weight = b->weight };
    const char *owner = b->tier < b->network->tiers ? b->scenario->tier[b->tier].name : "path";
    const uint16_t stream = builder_stream(b, owner, purpose);
    struct step *step = builder_emit(b, OP_REPEAT);
    step->reg = loop.reg;
    step->stream = stream;
    step->demand = times;
    loop.head = builder_here(b) - 1;
    loop.body = builder_here(b);
    b->weight *= times->mean;
    return loop;
}

void builder_repeat_end(struct builder *b, const struct loop *loop)
{
    struct step *step = builder_emit(b, OP_LOOP);
    step->reg = loop->reg;
    step->target = loop->body;
    b->weight = loop->weight;
    builder_land(b, loop->head);
}
