/*
 * assemble: scenario -> network. Hosts become stations and ledgers, classes become programs; what the
 * programs ask of the stations gives the bottleneck law.
 */
#include "models/architecture/assemble.h"

#include "models/architecture/builder.h"
#include "models/architecture/reach.h"
#include "models/architecture/scaling.h"

#include <math.h>
#include <stdlib.h>

static double *member_array(struct builder *b, uint32_t members)
{
    return builder_keep(b, members, sizeof(double));
}

static struct resource *add_resource(struct builder *b, uint32_t host, enum resource_kind kind,
                                     const char *what, uint32_t base, double servers)
{
    struct network *n = b->network;
    const uint32_t members = n->group[host].members;
    struct resource *r = BUILDER_ADD(n->resource, n->resources);
    *r = (struct resource){ .name = builder_name(b, b->scenario->host[host].name, what),
                            .kind = kind,
                            .host = host,
                            .tier = NETWORK_NONE,
                            .base = base,
                            .members = members,
                            .servers = servers,
                            .speed = 1,
                            .room = INFINITY,
                            .demand = member_array(b, members),
                            .visits = member_array(b, members),
                            .cv = member_array(b, members) };
    return r;
}

static void add_stations(struct builder *b, uint32_t host, enum resource_kind kind, const char *what,
                         double servers, double speed, bool is_ps)
{
    struct network *n = b->network;
    const uint32_t base = is_ps ? n->ps_count : n->fcfs_count;
    struct resource *r = add_resource(b, host, kind, what, base, servers);
    r->speed = speed;
    r->is_ps = is_ps;
    for (uint32_t m = 0; m < n->group[host].members; m++) {
        struct station_def *station =
            is_ps ? BUILDER_ADD(n->ps, n->ps_count) : BUILDER_ADD(n->fcfs, n->fcfs_count);
        *station = (struct station_def){
            .servers = servers, .speed = speed, .resource = n->resources - 1, .host = host, .member = m
        };
    }
}

/* What the processes on a member take before any request comes, in bytes. */
static double standing_memory(const struct scenario *s, uint32_t host, uint32_t members)
{
    double bytes = s->host[host].reserve;
    for (uint32_t t = 0; t < s->tiers; t++) {
        const struct tier *tier = &s->tier[t];
        if (tier->host != host) continue;
        bytes += tier->ram;
        if (tier->kind == TIER_CACHE && !isnan(tier->caching.memory)) bytes += tier->caching.memory / members;
        if (tier->kind == TIER_DATABASE && !isnan(tier->database.buffer)) bytes += tier->database.buffer;
    }
    return bytes;
}

static void add_memory(struct builder *b, uint32_t host)
{
    struct network *n = b->network;
    const struct scenario *s = b->scenario;
    const double ram = s->machine[s->host[host].machine].ram;
    if (isinf(ram)) return;
    const uint32_t members = n->group[host].members;
    const double left = fmax(0, ram - standing_memory(s, host, members));
    add_resource(b, host, RESOURCE_RAM, "ram", n->ledgers, ram);
    for (uint32_t m = 0; m < members; m++)
        *BUILDER_ADD(n->ledger, n->ledgers) = (struct ledger_def){
            .name = s->host[host].name, .host = host, .capacity = left, .total = ram, .oom = s->host[host].oom
        };
}

/* What stops the CPUs of a host: its own pauses, or those of a tier on it (a tier's pause stops its machine).
 */
static const struct pauses *pauses_of(const struct scenario *s, uint32_t host)
{
    if (s->host[host].pauses.every.mean > 0) return &s->host[host].pauses;
    for (uint32_t t = 0; t < s->tiers; t++)
        if (s->tier[t].host == host && s->tier[t].pauses.every.mean > 0) return &s->tier[t].pauses;
    return NULL;
}

static void add_pauses(struct builder *b, uint32_t host)
{
    struct network *n = b->network;
    const struct pauses *law = pauses_of(b->scenario, host);
    if (!law) return;
    const struct resource *cpu = &n->resource[builder_host_resource(b, host, RESOURCE_CPU)];
    for (uint32_t m = 0; m < cpu->members; m++)
        *BUILDER_ADD(n->pause, n->pauses) =
            (struct pause_def){ .law = law, .unit = cpu->base + m, .is_ps = cpu->is_ps };
}

static void add_host(struct builder *b, uint32_t host)
{
    const struct scenario *s = b->scenario;
    const struct host *h = &s->host[host];
    const struct machine *m = &s->machine[h->machine];
    if (!isinf(m->cores) || pauses_of(b->scenario, host)) {
        const bool is_ps = h->discipline == DISCIPLINE_PS || isinf(m->cores) || m->cores != floor(m->cores);
        add_stations(b, host, RESOURCE_CPU, "cpu", m->cores, m->speed, is_ps);
    }
    if (!isinf(m->ssd.iops)) {
        const double channels = fmax(1, round(m->ssd.iops * m->ssd.latency.mean));
        add_stations(b, host, RESOURCE_SSD, "ssd", channels, 1, false);
    }
    if (!isinf(m->ssd.bandwidth)) add_stations(b, host, RESOURCE_SSD_BANDWIDTH, "ssd_bandwidth", 1, 1, false);
    if (!isinf(m->nic)) {
        add_stations(b, host, RESOURCE_NIC_OUT, "nic_out", 1, 1, false);
        add_stations(b, host, RESOURCE_NIC_IN, "nic_in", 1, 1, false);
    }
    add_memory(b, host);
    add_pauses(b, host);
}

/* Members that a timeline's events add to a host group. */
static uint32_t added(const struct builder *b, uint32_t host)
{
    const struct timeline *t = &b->scenario->timeline;
    uint32_t members = 0;
    for (uint32_t i = 0; i < t->events && b->incidents; i++)
        if (t->event[i].what == HAPPENS_ADD && t->event[i].host == host)
            members += (uint32_t)t->event[i].value;
    return members;
}

static void add_groups(struct builder *b)
{
    const struct scenario *s = b->scenario;
    struct network *n = b->network;
    n->group = builder_keep(b, s->hosts, sizeof *n->group);
    for (uint32_t h = 0; h < s->hosts; h++)
        n->group[h] = (struct member_group){ .host = h, .members = scaling_group(s, h) + added(b, h) };
}

/* A run names keys by 32-bit numbers; what is beyond four billion keys is as cold as the last of them. */
static void add_popularity(struct builder *b)
{
    const struct scenario *s = b->scenario;
    struct network *n = b->network;
    n->popularity = builder_keep(b, s->datas, sizeof *n->popularity);
    for (uint32_t k = 0; k < s->datas; k++)
        popularity_init(&n->popularity[k], (uint64_t)fmin(fmax(s->data[k].keys, 1), UINT32_MAX - 1),
                        s->data[k].zipf_s);
}

static bool needs_user(const struct scenario *s)
{
    for (uint32_t t = 0; t < s->tiers; t++) {
        const struct balancing *p = &s->tier[t].balancing;
        if (s->tier[t].kind == TIER_BALANCER &&
            (p->sticky || p->policy == POLICY_IP_HASH || p->policy == POLICY_CONSISTENT_HASH ||
             p->policy == POLICY_BOUNDED_LOAD))
            return true;
        if (s->tier[t].kind == TIER_DATABASE && s->tier[t].database.replicas.read_your_writes > 0)
            return true;
    }
    return false;
}

/* How many clients there are to tell apart, when nobody says: enough that none stands out. */
static const double default_users = 100000;

static double users_of(const struct scenario *s)
{
    for (uint32_t t = 0; t < s->tiers; t++)
        if (s->tier[t].sessions.users > 0 && isfinite(s->tier[t].sessions.users))
            return s->tier[t].sessions.users;
    return default_users;
}

static void add_class(struct builder *b, uint32_t index, double total_share)
{
    const struct scenario *s = b->scenario;
    const struct request_class *class = &s->class[index];
    struct network *n = b->network;
    const double before = b->wait_free;
    b->class = class;
    b->class_index = (uint16_t)index;
    b->class_streams = n->streams;
    b->tier = (uint16_t)n->tiers;
    b->scope = 0;
    b->next_reg = 1;
    b->weight = class->share / total_share;
    n->class[index] = (struct class_def){ .name = class->name,
                                          .entry = builder_here(b),
                                          .share = class->share / total_share };
    b->key_reg = b->user_reg = 0;
    if (class->key != SCENARIO_NONE) {
        b->key_reg = builder_register(b);
        const uint16_t stream = builder_stream(b, s->data[class->key].name, "key");
        struct step *step = builder_emit(b, OP_KEY);
        step->reg = b->key_reg;
        step->base = class->key;
        step->stream = stream;
    }
    if (needs_user(s)) {
        b->user_reg = builder_register(b);
        const uint16_t stream = builder_stream(b, "client", "user");
        struct step *step = builder_emit(b, OP_USER);
        step->reg = b->user_reg;
        step->base = n->users;
        step->stream = stream;
    }
    const struct caller client = { .place = { .host = NETWORK_NONE, .is_client = true },
                                   .request = &class->request,
                                   .reply = &class->reply };
    const struct path *first = class->path;
    while (first && first->kind != PATH_CALL) first = first->child;
    const struct demand *reply = first ? tier_reply(s, first, &client) : NULL;
    n->class[index].request_bytes = class->request.mean;
    n->class[index].reply_bytes = reply ? reply->mean : 0;
    const struct patience *p = &class->patience;
    if (isfinite(p->timeout) || p->retries > 0 || isfinite(p->hedge))
        path_guard(b, p, class->path, &client);
    else
        path_compile(b, class->path, &client);
    builder_emit(b, OP_REPLY);
    n->class[index].zero_load_latency = (b->wait_free - before) / b->weight;
}

/* The part of the time in which the servers run: a CPU may stand still now and then. */
static double running(const struct network *n, const struct resource *r)
{
    if (r->kind != RESOURCE_CPU) return 1;
    const struct pauses *law = pauses_of(n->scenario, r->host);
    return law ? fmax(1e-3, 1 - law->length.mean / law->every.mean) : 1;
}

/* Servers of a member; of memory, the bytes that requests may take. */
static double room_of(const struct network *n, const struct resource *r, uint32_t member)
{
    return r->kind == RESOURCE_RAM ? n->ledger[r->base + member].capacity : r->servers;
}

/* Saturation: the largest rate at which no server of any member is busy all the time (the bottleneck law),
 * and no memory is full. */
static void find_saturation(struct network *n)
{
    n->saturation = INFINITY;
    n->bottleneck = NETWORK_NONE;
    for (uint32_t i = 0; i < n->resources; i++) {
        const struct resource *r = &n->resource[i];
        for (uint32_t m = 0; m < r->members; m++) {
            const double rate = r->demand[m] > 0 ? room_of(n, r, m) * running(n, r) / r->demand[m] : INFINITY;
            if (rate >= n->saturation) continue;
            n->saturation = rate;
            n->bottleneck = i;
            n->bottleneck_member = m;
        }
    }
}

/* From the sums of weighted second moments to the coefficients of variation of the mixtures. */
static void finish_cv(struct resource *r)
{
    for (uint32_t m = 0; m < r->members; m++) {
        const bool serves = r->visits[m] > 0 && r->demand[m] > 0 && r->cv[m] > 0;
        const double mean = serves ? r->demand[m] / r->visits[m] : 1;
        r->cv[m] = serves ? sqrt(fmax(0, r->cv[m] / r->visits[m] / (mean * mean) - 1)) : 1;
    }
}

/* Full copies of a key space: those of the database that has the most of it. */
static double copies_of(const struct scenario *s, uint32_t key)
{
    double copies = 1;
    for (uint32_t c = 0; c < s->classes; c++) {
        if (s->class[c].key != key) continue;
        for (uint32_t t = 0; t < s->tiers; t++) {
            const struct database *d = &s->tier[t].database;
            if (s->tier[t].kind != TIER_DATABASE || !path_uses(s->class[c].path, t)) continue;
            copies = fmax(copies, d->engine == ENGINE_RELATIONAL ? 1 + d->replicas.count : d->copies);
        }
    }
    return copies;
}

static void add_costs(struct network *n)
{
    const struct scenario *s = n->scenario;
    for (uint32_t h = 0; h < s->hosts; h++)
        n->usd_per_h += s->machine[s->host[h].machine].usd_per_h * n->group[h].members;
    for (uint32_t k = 0; k < s->datas; k++)
        n->data_bytes += s->data[k].keys * s->data[k].value * copies_of(s, k);
}

struct network *assemble(const struct scenario *scenario, bool incidents, const struct network *like,
                         const double *hits)
{
    struct network *n = calloc(1, sizeof *n);
    if (!n) abort();
    struct builder builder = { .network = n,
                               .scenario = scenario,
                               .incidents = incidents,
                               .like = like,
                               .hits = hits },
                   *b = &builder;
    n->incidents = incidents;
    n->scenario = scenario;
    n->tiers = scenario->tiers;
    n->classes = scenario->classes;
    n->registers = 1;
    n->users = (uint32_t)fmin(users_of(scenario), UINT32_MAX);
    n->class = builder_keep(b, n->classes, sizeof *n->class);
    *BUILDER_ADD(n->scope, n->scopes) = (struct scope){ .kind = SCOPE_NONE };
    add_groups(b);
    add_popularity(b);
    for (uint32_t h = 0; h < scenario->hosts; h++) add_host(b, h);
    double share = 0;
    for (uint32_t c = 0; c < n->classes; c++) share += scenario->class[c].share;
    for (uint32_t c = 0; c < n->classes; c++) add_class(b, c, share);
    n->zero_load_latency = b->wait_free;
    reach_reconnects(b);
    for (uint32_t i = 0; i < n->resources; i++) finish_cv(&n->resource[i]);
    find_saturation(n);
    add_costs(n);
    return n;
}

void network_destroy(struct network *n)
{
    if (!n) return;
    for (uint32_t i = 0; i < n->routes; i++) shard_map_finish(&n->route[i].map);
    for (uint32_t i = 0; i < n->caches; i++)
        for (uint32_t k = 0; n->cache[i].warm && k < n->cache[i].nodes; k++)
            cache_finish(&n->cache[i].warm[k]);
    for (uint32_t i = 0; i < n->caches; i++) free(n->cache[i].warm);
    for (uint32_t i = 0; i < n->balancers; i++) balancer_config_finish(&n->balancer[i].config);
    for (uint32_t i = 0; i < n->owned_count; i++) free(n->owned[i]);
    void *const arrays[] = { n->owned,     n->step,  n->visits,  n->scope,  n->stream,
                             n->fcfs,      n->ps,    n->token,   n->ledger, n->link,
                             n->resource,  n->route, n->buffer,  n->fork,   n->balancer,
                             n->guard,     n->cache, n->replica, n->lock,   n->queue,
                             n->query,     n->toss,  n->store,   n->pause,  n->reach,
                             n->reconnect, n };
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) free(arrays[i]);
}
