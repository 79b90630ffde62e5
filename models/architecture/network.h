/*
 * network: a scenario compiled into a queueing network, ready to run. It is const after assemble() and shared
 * by all replications and threads.
 *
 * A request is a tiny program and the network is its machine. Each class has an entry; each step does one
 * thing (a service at a station, taking a token, choosing a member, looking up a cache ...) and the job goes
 * on to the next one unless the step says otherwise. A job has a few registers: the member it was sent to,
 * its key, a counter. Register 0 is always 0, so `base + register` also names the only member of a group of
 * one.
 *
 * What must be given back when a job fails (threads, connections, memory, a balancer's count) is written in
 * scopes: each step knows the innermost scope around it, each scope its parent; failing is to release them
 * from the inside out.
 *
 * Units are SI: seconds, bytes, requests a second.
 */
#ifndef KNEEWALL_ARCHITECTURE_NETWORK_H
#define KNEEWALL_ARCHITECTURE_NETWORK_H

#include "models/architecture/scenario.h"
#include "models/part/balancer.h"
#include "models/part/cache.h"
#include "models/part/memory.h"
#include "models/part/popularity.h"
#include "models/part/shard.h"
#include "models/station/demand.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

#define NETWORK_NONE UINT32_MAX

enum op {
    OP_SERVE_FCFS, /* `demand` at FCFS station base + register */
    OP_SERVE_PS,   /* `demand` at PS station base + register */
    OP_DELAY,      /* `demand` seconds of nobody's time */
    OP_LINK,       /* the propagation delay of link `base` */
    OP_TAKE,       /* a token of pool base + register; the scope that begins is `target` */
    OP_RELEASE,    /* gives back scope `target` */
    OP_MEMORY,     /* takes `demand` bytes of ledger base + register; the scope that begins is `target` */
    OP_CHOOSE,     /* balancer `base` writes a member to the register, for client `by`; its own member is in
                      `rows.before`; the scope that begins is `target` */
    OP_LOCAL,      /* writes a member drawn at random below `base` to the register */
    OP_KEY,        /* draws a key of key space `base` into the register */
    OP_USER,       /* draws a client below `base` into the register */
    OP_ROUTE,      /* route `base` writes a member to the register from the key in register `by` */
    OP_BRANCH,     /* goes on with probability p, else to `target` */
    OP_JUMP,       /* to `target` */
    OP_REPEAT,     /* draws a count into the register; none: to `target` */
    OP_LOOP,       /* counts the register down; not yet 0: to `target` */
    OP_PAGES,  /* how many of `demand` pages miss buffer `base` of member `by`, into the register; none: to
                  `target` */
    OP_LOOKUP, /* cache `base`: a hit goes to `target` */
    OP_FILL,   /* cache `base` gets the key */
    OP_INVALIDATE, /* cache `base` forgets the key */
    OP_FLIGHT,     /* cache `base`: the first to miss a key goes on, others wait for it; scope `target` */
    OP_LOCK,       /* locks a row of table `base` + register `by`; the scope that begins is `target` */
    OP_READ,       /* replica set `base` chooses whom to read from, into the register */
    OP_COMMIT,     /* replica set `base` has a new version, into the register */
    OP_APPLIED,    /* a replica of set `base` has replayed the version in the register */
    OP_VERSION,    /* leaderless store `base`: a write begins (or, if `flags`, a read): its version to the
                      register */
    OP_SEEN,       /* copy `by` of store `base` has the version (or, if `flags`, answers the read) */
    OP_RETURNED,   /* the write has returned (or, if `flags`, the read has its answers) */
    OP_COHERE,     /* as OP_SERVE_PS, `p` seconds for each job in service there */
    OP_BARRIER,    /* waits until all children of the fork are here */
    OP_FORK,       /* fork `base`: children at its entries; goes on at `target` when enough have answered */
    OP_CALL,       /* guard `base`: one child at the next step, with patience; goes on at `target` */
    OP_SPAWN,      /* message queue `base`: a child at `target` that nobody waits for */
    OP_DELIVERED, /* message queue `base`: a consumer has taken the message whose book is in the register; the
                     next delivery, numbered in `by`, sleeps at `target` */
    OP_VISIBLE,   /* until the message is visible again, and goes on at `target` */
    OP_CONSUMED,  /* message queue `base`: a delivery has ended; it may fail and come again */
    OP_REACH,   /* call `base` begins: whom it calls may be dead or cut off; the scope that begins is `target`
                 */
    OP_LOCATE,  /* writes a living member of host `base` to the register, as a client (`flags`) knows it */
    OP_PRIMARY, /* replica set `base`: the primary of the shard of the member in `by`, into the register */
    OP_LEADER,  /* host `base`: who leads the range that `target` members from that in `by` have, into the
                 * register
                 */
    OP_ENROLLED, /* replica set `base`: member `by` is left out: to `target` */
    OP_RECEIVED, /* replica set `base`: the version in the register has come to member `by` */
    OP_WRITTEN,  /* host `base`: member `by` has answered a write */
    OP_END,      /* a child ends well */
    OP_REPLY,    /* the request ends well */
};

struct step {
    uint8_t op;
    uint8_t flags;
    uint16_t tier; /* who the time is charged to; network->tiers: the network */
    uint16_t reg, stream;
    uint32_t base, target;
    uint16_t scope;    /* the innermost around it; 0: none */
    uint16_t by;       /* another register that the step reads: whose buffer, whose key */
    uint32_t resource; /* that it uses, for the report; NETWORK_NONE */
    union {
        const struct demand *demand;
        double p;
        uint32_t consumed; /* OP_SPAWN: the step that ends the message's delivery */
        struct {
            uint16_t key, before;
        } rows; /* OP_LOCK: registers of the key that names the row, and of the row locked before it; 0: none.
                   OP_CHOOSE: `before` is the register of the caller's member */
    };
};
static_assert(sizeof(struct step) == 32, "two steps a cache line");

enum scope_kind {
    SCOPE_NONE,
    SCOPE_TOKEN,
    SCOPE_MEMORY,
    SCOPE_MEMBER,
    SCOPE_LOCK,
    SCOPE_FLIGHT,
    SCOPE_REACH, /* base: the call */
};

struct scope {
    enum scope_kind kind;
    uint32_t parent;
    uint32_t base; /* token pool, ledger, balancer or lock table of member 0 */
    uint16_t reg;  /* which member */
    uint16_t held; /* register that says how much (bytes / 64 of a ledger, the row of a lock) */
};

enum resource_kind {
    RESOURCE_CPU,
    RESOURCE_SSD,
    RESOURCE_SSD_BANDWIDTH,
    RESOURCE_NIC_OUT,
    RESOURCE_NIC_IN,
    RESOURCE_RAM,
    RESOURCE_TOKENS,
    RESOURCE_APPLIER,
    RESOURCE_CONSUMERS,
    RESOURCE_LOCKS,
    RESOURCE_BROKER,
};

/* A group of like units, one a member: unit = base + member. Hardware belongs to a host, software to a tier.
 */
struct resource {
    const char *name; /* "web.cpu", "app.threads" */
    enum resource_kind kind;
    bool is_ps; /* unit numbers count PS stations (else FCFS stations, token pools or ledgers, by kind) */
    uint32_t host, tier; /* NETWORK_NONE where it doesn't apply */
    uint32_t base, members;
    double servers; /* cores, channels, tokens, bytes; a member */
    double speed;
    double room;    /* tokens: waiting room */
    double *demand; /* seconds of one server's time a request, at the member: D_k; from visits and means */
    double *visits; /* a request, to the member */
    double *cv;     /* of the service times of a member, all its demands mixed */
};

struct link {
    uint32_t from_host, to_host; /* NETWORK_NONE: the client */
    uint16_t from_reg, to_reg;
    double one_way_same, one_way_cross;
};

/* A call that may not get through: between members of two host groups, the client being none. */
struct reach_def {
    uint32_t from_host, to_host; /* NETWORK_NONE: nobody who can die */
    uint16_t from_reg, to_reg;
    bool from_client;
    uint32_t tier;   /* that is called */
    uint32_t escape; /* the step where it goes on without an answer; NETWORK_NONE: it fails */
    uint32_t cache;  /* that then counts a miss; NETWORK_NONE */
};

/* One new connection to a database server: a job that begins at `entry`, the member in the register. */
struct reconnect_def {
    uint32_t tier, entry;
    uint16_t reg;
};

struct member_group {
    uint32_t host;
    uint32_t members;
};

/* A balancer in front of one tier. Its state is in the run. */
struct balancer_def {
    const char *name;
    const struct balancing *policy;
    struct balancer_config config;
    uint32_t tier; /* the tier that is balanced */
    uint32_t host; /* its host group */
    uint32_t members;
    uint32_t from_host;
    double visits;       /* a request of any class */
    const double *share; /* of them that each member gets; NULL: as much each */
};

/* Where a key lives: member = shard * stride. share[m] is the part of the traffic that member m sees. */
struct route_def {
    uint32_t tier, key; /* key space; SCENARIO_NONE: no keys, a shard at random */
    struct shard_map map;
    double *share;
    uint32_t stride;
};

/* A cache tier whose keys are simulated one by one. */
struct cache_def {
    uint32_t tier, key, nodes;
    struct cache_config config; /* of one node */
    double hit_ratio;           /* for the bottleneck law, at saturation (hits.h) */
    double characteristic_time; /* Che's, in accesses, by the capacity alone; INFINITY: nothing is evicted */
    double fetch;       /* s from a miss to the fill when nobody waits, of the slowest class; INFINITY:
                           nothing is expected to miss */
    struct cache *warm; /* each node near its steady state, to copy from (warming.h); NULL */
    uint32_t route;     /* NETWORK_NONE: one node */
};

/* The replica sets of a relational database tier, one a shard; member 0 of a set is the primary. */
struct replica_def {
    uint32_t tier, sets, members;
    const struct replicas *policy;
};

/* A store of N copies without a leader. */
struct store_def {
    uint32_t tier, copies;
};

struct lock_def {
    uint32_t tier, rows, members;
    uint32_t resource;
    double timeout; /* s; INFINITY: waits for ever */
};

struct queue_def {
    uint32_t tier, pool; /* the consumers; NETWORK_NONE: no limit */
    const struct queueing *policy;
    uint16_t deliveries; /* register */
};

/* The buffer pool of a database tier. */
struct buffer_def {
    uint32_t tier;
    uint32_t ledger;    /* of member 0; NETWORK_NONE: RAM is not limited */
    double fixed_bytes; /* NAN: what the ledger has left */
    double hit_ratio;   /* NAN: from the table */
    double parts;       /* the data is divided over so many servers */
    struct hit_table table;
};

struct ledger_def {
    const char *name;
    uint32_t host;
    double total, capacity; /* bytes in all; left for requests and buffers after reserve and processes */
    enum oom oom;
};

struct token_def {
    uint32_t count, room;
    struct demand patience; /* s; mean INFINITY: waits for ever */
};

/*
 * Child i begins at entry[i]; where `reg` is not 0 it finds there (register `by` + offset + i * stride)
 * modulo `modulo` (0: no modulo; `random`: from a random start), and in `index_reg` (if not 0) its number i.
 */
struct fork_def {
    uint32_t children, need; /* need 0: all */
    const uint32_t *entry;
    uint16_t reg, by, index_reg;
    uint32_t offset, stride, modulo;
    uint32_t group; /* 0: none; else the child stays among so many members that begin at a multiple of it */
    bool random;
    bool detached; /* nobody waits for the children */
    bool cancel;   /* when `need` have answered the others stop */
};

struct guard_def {
    struct patience patience;
    uint32_t tier;
    uint32_t callee; /* tier whose retry budget and circuit breaker the call is under; NETWORK_NONE */
    uint16_t stream;
};

/* A CPU that stops now and then. */
struct pause_def {
    const struct pauses *law;
    uint32_t unit; /* PS or FCFS station */
    bool is_ps;
};

struct station_def {
    double servers, speed;
    uint32_t resource, host, member;
};

struct class_def {
    const char *name;
    uint32_t entry;
    double share;                      /* sums to 1 */
    double zero_load_latency;          /* s, when nobody waits */
    double request_bytes, reply_bytes; /* mean, from and to the client */
};

struct network {
    const struct scenario *scenario;
    struct step *step;
    double *visits; /* a request of any class, to the step */
    uint32_t steps;
    struct scope *scope;
    uint32_t scopes;
    struct class_def *class;
    uint32_t classes;
    uint32_t tiers;
    uint16_t registers; /* a job; 1: only the zero register */
    uint64_t *stream;   /* keys of the random streams */
    uint32_t streams;

    struct station_def *fcfs, *ps;
    uint32_t fcfs_count, ps_count;
    struct token_def *token;
    uint32_t tokens;
    struct ledger_def *ledger;
    uint32_t ledgers;
    struct resource *resource;
    uint32_t resources;
    struct member_group *group;    /* a host */
    struct popularity *popularity; /* a key space */
    struct link *link;
    uint32_t links;
    struct balancer_def *balancer;
    uint32_t balancers;
    struct route_def *route;
    uint32_t routes;
    struct buffer_def *buffer;
    uint32_t buffers;
    struct fork_def *fork;
    uint32_t forks;
    struct guard_def *guard;
    uint32_t guards;
    struct cache_def *cache;
    uint32_t caches;
    struct replica_def *replica;
    uint32_t replicas;
    struct store_def *store;
    uint32_t stores;
    struct lock_def *lock;
    uint32_t locks;
    struct queue_def *queue;
    uint32_t queues;
    struct pause_def *pause;
    uint32_t pauses;
    uint32_t users; /* clients that are told apart */
    uint32_t *toss; /* the branches that stand for the misses of a cache with a fixed hit ratio */
    uint32_t tosses;
    uint32_t *query; /* the steps that begin a database operation */
    uint32_t queries;
    uint32_t spawns; /* messages that nobody waits for */
    bool incidents;  /* made for a timeline: members may die */
    struct reach_def *reach;
    uint32_t reaches;
    struct reconnect_def *reconnect;
    uint32_t reconnects;

    void **owned; /* memory that goes with the network */
    uint32_t owned_count;

    double zero_load_latency; /* mean time of a request that never waits, s */
    double saturation;        /* requests/s at which the busiest resource is at 1; INFINITY */
    bool saves_work;          /* copies may be cancelled, so that saturation is no bound: they work less */
    uint32_t bottleneck;      /* resource; NETWORK_NONE */
    uint32_t bottleneck_member;
    double usd_per_h;       /* the machines */
    double usd_per_request; /* what is paid by use: calls of object stores, bytes between zones */
    double data_bytes;
};

/*
 * Compiles a scenario. The scenario must outlive the network. Never returns NULL: what a scenario can say
 * wrong, its reader has refused, and what would not fit (extent.h).
 */
struct network *network_assemble(const struct scenario *scenario);
/*
 * The same for a timeline: with room for the members that its events add, and with steps at every call that
 * ask whether the callee lives. Given no incident it is the same network, random numbers included.
 */
struct network *network_assemble_timeline(const struct scenario *scenario);

void network_destroy(struct network *network);

#endif
