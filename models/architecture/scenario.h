/*
 * scenario: one architecture under one application's load, typed, validated and in SI units (seconds, bytes,
 * bytes a second, requests a second, US dollars). It is what a scenario file says after `extends`, overrides
 * and defaults.
 *
 * Things that the file names (machines, hosts, key spaces, tiers, classes) are arrays; references among them
 * are indices, SCENARIO_NONE where there is none. What is not written is ideal: INFINITY for a capacity, 0
 * for a cost. All memory belongs to the scenario's region (the reader's); a scenario is immutable after
 * reading and may be shared by threads.
 */
#ifndef KNEEWALL_ARCHITECTURE_SCENARIO_H
#define KNEEWALL_ARCHITECTURE_SCENARIO_H

#include "models/station/demand.h"

#include <stdbool.h>
#include <stdint.h>

#define SCENARIO_NONE UINT32_MAX

#define SCENARIO_MOST_LOCKS 255 /* rows that an operation locks at a time */

/* A service stops now and then: every `every` seconds (start to start) for `length` seconds. every.mean 0:
 * never. */
struct pauses {
    struct demand every, length;
};

/* Random failures: time to failure and to repair, in seconds; mttf.mean 0: never. As many are repaired at a
 * time as there are crews (INFINITY: a crew for each), those that failed first before others. */
struct failures {
    struct demand mttf, mttr;
    double crews;
};

struct ssd {
    double iops; /* INFINITY: no SSD limit */
    struct demand latency;
    double bandwidth; /* bytes/s, INFINITY: no limit */
    double capacity;  /* bytes */
};

struct machine {
    const char *name;
    double cores; /* INFINITY: no CPU limit */
    double speed; /* 1: the machine on which the demands were measured */
    double ram;   /* bytes */
    struct ssd ssd;
    double nic; /* bytes/s, each way */
    double usd_per_h;
};

enum discipline { DISCIPLINE_PS, DISCIPLINE_FCFS };
enum oom { OOM_REJECT, OOM_KILL };

struct host {
    const char *name;
    uint32_t machine;
    uint32_t count;
    bool count_said;         /* else it is 1 for want of a word */
    uint32_t zones;          /* members are spread over the zones in turn; at least 1 */
    const char *const *zone; /* their names; NULL where they have none */
    enum discipline discipline;
    double reserve; /* bytes of RAM that the system keeps */
    enum oom oom;
    double restart; /* seconds until a host killed for memory is back */
    struct pauses pauses;
    struct failures failures;
    double provision; /* seconds until a new machine runs */
};

struct keyspace {
    const char *name;
    double keys, value; /* value: bytes a key */
    double zipf_s;      /* 0: every key as popular */
};

/* What one operation asks of a tier. CPU in seconds at speed 1; counts may have fractions (a mean). */
struct operation {
    const char *name;
    struct demand cpu;
    struct demand ram; /* bytes held while it runs */
    struct demand disk_reads, disk_writes;
    struct demand pages;   /* database: pages touched */
    struct demand log;     /* database: bytes of log written at commit */
    struct demand send;    /* bytes of the reply; mean NAN: not said */
    struct demand request; /* bytes of the call */
    struct demand delay;   /* pure delay, no resource */
    double locks;          /* rows locked until commit */
    double write_locks;    /* DATABASE: ... where the class makes it write */
    bool is_write;         /* said, or log > 0 */
};

enum tier_kind { TIER_BALANCER, TIER_SERVICE, TIER_CACHE, TIER_DATABASE, TIER_QUEUE, TIER_STORE };

enum policy {
    POLICY_RANDOM,
    POLICY_ROUND_ROBIN,
    POLICY_WEIGHTED,
    POLICY_LEAST_CONNECTIONS,
    POLICY_POWER,     /* of `choices`, with or without replacement */
    POLICY_JOIN_IDLE, /* an idle member if there is one, else a random one */
    POLICY_IP_HASH,
    POLICY_CONSISTENT_HASH,
    POLICY_BOUNDED_LOAD,
};

struct balancing {
    enum policy policy;
    uint32_t choices; /* POWER */
    bool replace;
    const double *weight; /* WEIGHTED: one a member, cycled */
    uint32_t weights;
    double bound; /* BOUNDED_LOAD: c = 1 + eps */
    uint32_t virtual_nodes;
    bool sticky;
    bool zone_aware;
    double health_interval; /* s; 0: failures are known at once */
    double health_fails;
};

enum session_state { SESSION_NONE, SESSION_LOCAL, SESSION_CACHE, SESSION_TOKEN };

struct sessions {
    enum session_state state;
    uint32_t cache;    /* CACHE: the tier that holds the sessions */
    double value;      /* bytes a session */
    struct demand cpu; /* TOKEN: verification */
    double users;      /* concurrent sessions (clients) that sticky routing and IP hash see */
};

enum scaling_metric { SCALING_NONE, SCALING_CPU, SCALING_MEMORY, SCALING_REQUESTS };
enum scaling_policy { SCALING_TARGET, SCALING_STEP }; /* TARGET: Kubernetes' ceil(current x metric/target) */

struct autoscale {
    enum scaling_metric metric;
    enum scaling_policy policy;
    double target, tolerance; /* target: utilization 0..1, or requests/s a member */
    uint32_t min, max, step;
    double period, boot, warmup, cooldown, window; /* s */
};

enum eviction { EVICT_LRU, EVICT_LFU, EVICT_FIFO, EVICT_RANDOM };

struct caching {
    double memory;    /* bytes over all nodes; NAN: fixed hit ratio */
    double hit_ratio; /* used when memory is NAN */
    enum eviction evict;
    double ttl; /* s, INFINITY: none */
    bool renew; /* a hit renews the TTL */
    uint32_t shards;
    bool ring; /* else 16384 hash slots */
    uint32_t virtual_nodes;
    bool single_flight;
    bool cold;       /* starts empty; else near its steady state */
    uint32_t keys;   /* key space; NONE: the class's */
    double overhead; /* bytes an entry costs beyond its value */
};

enum replication_mode { REPLICATION_ASYNC, REPLICATION_SEMI_SYNC, REPLICATION_SYNC };
enum read_preference { READ_PRIMARY, READ_REPLICA, READ_ANY };

struct replicas {
    uint32_t count; /* besides the primary */
    enum replication_mode mode;
    enum read_preference reads;
    struct demand apply;     /* CPU s to replay one write */
    struct demand ship;      /* s from commit to the replica, besides the network */
    bool serial;             /* one applier a replica, in order */
    double max_lag;          /* s: a replica further behind is not read */
    double read_your_writes; /* s after a session's write in which it reads the primary */
    double detect, promote;  /* failover, s */
};

/* What a machine that replaces a dead one is filled from, where no replica has the data. */
struct backup {
    double every;   /* s between two of them; what came after the last is lost */
    double restore; /* bytes/s; INFINITY: at once */
};

enum partitioning { PARTITION_HASH, PARTITION_RING, PARTITION_RANGE, PARTITION_DIRECTORY };

struct sharding {
    uint32_t count; /* 1: not sharded */
    uint32_t by;    /* key space */
    enum partitioning partition;
    uint32_t virtual_nodes;
    uint32_t ranges;
    struct demand
        directory_cpu; /* DIRECTORY: the look-up's cost on `directory_tier`'s host, or the database's first */
    uint32_t directory_tier;
    double directory_hit_ratio;
    double cross_shard_ratio; /* share of operations that touch every shard */
    double cross_shards;      /* how many shards such an operation touches; INFINITY: all */
    bool two_phase;
};

enum engine { ENGINE_RELATIONAL, ENGINE_DISTRIBUTED_SQL, ENGINE_NOSQL };

struct database {
    double connections; /* a server; INFINITY: no limit */
    double queue_max;
    double buffer;       /* bytes of buffer pool a server; NAN: the RAM left over */
    double page;         /* bytes a page */
    double hit_ratio;    /* of the buffer pool; NAN: it emerges */
    double rows;         /* lockable rows; 0: no locks */
    double lock_timeout; /* s that an operation waits for a row before it fails; INFINITY: for ever */
    double coherency;    /* s of extra CPU for each other operation in flight (USL's kappa at work) */
    enum engine engine;
    uint32_t copies, write_quorum, read_quorum;
    double elect; /* DISTRIBUTED_SQL: s without a leader after one died */
    struct replicas replicas;
    struct sharding shards;
    struct backup backup;
    struct demand connect; /* CPU s of a new connection: all of them come back after a failure */
};

struct queueing {
    double max_messages, rate; /* rate: messages/s that the broker takes */
    double redeliver;          /* s; INFINITY: never */
    double visibility; /* s that a delivery hides its message from others; INFINITY: as long as it takes */
    double dead_letter_after; /* deliveries */
    double failure;           /* probability that a delivery fails */
    double consumers;         /* messages worked on at once; INFINITY */
};

struct store {
    struct demand latency;
    double bandwidth; /* bytes/s for one transfer */
    double usd_per_million;
    double usd_per_gib_month;
};

struct tier {
    const char *name;
    enum tier_kind kind;
    uint32_t host;           /* SCENARIO_NONE: it costs nothing */
    struct operation demand; /* what a call of no named operation asks for */
    const struct operation *op;
    uint32_t ops;
    double threads;              /* a member */
    double queue_max;            /* waiting for a thread; beyond: 503 */
    struct demand queue_timeout; /* mean INFINITY: waits for ever */
    double split;                /* share of the CPU burnt before the calls */
    double ram;                  /* bytes the process takes on each member */
    struct pauses pauses;
    struct autoscale autoscale;
    struct balancing balancing;
    struct sessions sessions;
    struct caching caching;
    struct database database;
    struct queueing queueing;
    struct store store;
    double retry_budget;   /* share of calls that may be retries; INFINITY: no limit */
    double breaker_errors; /* circuit breaker: error ratio that opens it; INFINITY: none */
    double breaker_open;   /* s it stays open */
};

enum path_kind { PATH_CALL, PATH_SEQUENCE, PATH_PARALLEL, PATH_SOMETIMES, PATH_REPEAT, PATH_GUARD };

/* The client's patience, or that of an inner call. */
struct patience {
    double timeout;              /* s; INFINITY: none */
    double retries;              /* after the first attempt */
    double backoff, backoff_max; /* s before the first retry, doubling */
    double jitter;               /* 0: none, 1: full (uniform on 0 .. backoff) */
    double hedge;                /* s until a second copy is sent; INFINITY: never */
    bool cancel;                 /* work that nobody waits for any more stops */
};

/* A tree of calls: a node, its children (the calls that it makes, in turn) and its next sibling. */
struct path {
    enum path_kind kind;
    uint32_t tier;              /* CALL */
    const struct operation *op; /* CALL */
    double probability;         /* SOMETIMES */
    struct demand times;        /* REPEAT */
    uint32_t need;              /* PARALLEL: how many must answer; 0: all */
    bool cancel;                /* PARALLEL: who is not needed any more stops */
    struct patience patience;   /* GUARD */
    const struct path *child, *next;
};

struct request_class {
    const char *name;
    double share;        /* of the requests; where users keep their class, as if nobody waited (mix.h) */
    uint32_t population; /* users who send nothing else; 0: whoever sends draws the class */
    struct demand think; /* of those users */
    const struct path *path;
    uint32_t key; /* key space */
    bool write;
    struct patience patience;
    struct demand request, reply; /* bytes */
};

enum arrivals {
    ARRIVALS_POISSON,
    ARRIVALS_CONSTANT,
    ARRIVALS_RENEWAL,
    ARRIVALS_BURSTY,
    ARRIVALS_TRACE,
    ARRIVALS_CLOSED
};

struct load {
    enum arrivals arrivals;
    double cv;           /* RENEWAL */
    struct demand batch; /* requests an arrival; constant 1 */
    struct {             /* BURSTY: two-state MMPP; rates are factors of the mean rate */
        double burst_factor, burst_s, calm_s;
    } bursty;
    struct {
        const double
            *gap; /* TRACE: gaps between arrivals, s; scaled to the offered rate when that is given */
        uint32_t gaps;
    } trace;
    bool automatic;      /* the study chooses the points */
    const double *point; /* requests/s; CLOSED: population */
    uint32_t points;
    double users_per_rps; /* registered users for one request/s; NAN: not said */
    struct demand think;  /* CLOSED; by class: the mean of them all */
    bool is_by_class;     /* CLOSED: each class has users of its own; the only point is how many in all */
};

enum percentile { P50, P90, P95, P99, P999, PERCENTILES };

struct slo {
    double percentile[PERCENTILES]; /* s; INFINITY: no bound */
    double mean;
    double error_ratio;
    bool relative_p99; /* nothing said: 10 x the p99 at the lightest load */
    double goodput;    /* share of the offered rate */
};

struct region {
    const char *name;
    double rtt, share;
};

struct network_delays {
    double same_zone, cross_zone, client; /* round trips, s */
    const struct region *region;
    uint32_t regions;
    double cross_zone_usd_per_gib;
    double dns_ttl;                /* s that clients remember an address */
    double connect_timeout;        /* s until a call to what is dead fails; 0: it is refused at once */
    struct failures zone_failures; /* a whole zone fails */
};

enum happening {
    HAPPENS_LOAD,   /* value: requests/s */
    HAPPENS_FACTOR, /* value: factor on the load */
    HAPPENS_RAMP,   /* to value requests/s over the length */
    HAPPENS_KILL,
    HAPPENS_REPAIR,
    HAPPENS_SLOW, /* value: factor on speed */
    HAPPENS_PARTITION,
    HAPPENS_FLUSH,
    HAPPENS_ADD,    /* value: how many */
    HAPPENS_REMOVE, /* value: how many */
    HAPPENS_DEPLOY, /* value: how many members at a time */
    HAPPENS_SCALE,  /* value: factor on the cores; the machine is down for the length */
    HAPPENINGS,
};

struct event {
    double at, length; /* s; length INFINITY: to the end */
    enum happening what;
    double value;
    const char *target;
    uint32_t host, tier, member; /* NONE where they don't apply; `host` is a tier's, too */
    uint32_t zone;               /* of a target "zone:..."; NONE */
    bool primary;                /* of a target "db.primary": whoever is the primary then */
    bool replica; /* ... "db.replica": who follows him: all, or `member` of them; of shards, those of `member`
                   */
    bool replace; /* KILL: a new machine takes the place: provisioned, restored, found by DNS */
    bool abrupt;  /* DEPLOY, REMOVE: what is under way fails; else it may finish */
};

/* The load over time before any event changes it. */
enum profile_kind {
    PROFILE_LEVEL,  /* the study's rate */
    PROFILE_DAILY,  /* a sine about it */
    PROFILE_TABLE,  /* linear between points */
    PROFILE_REPLAY, /* requests that were recorded */
};

struct profile_point {
    double at, value; /* s; requests/s, or a factor on the study's rate. Two points at one time: a jump */
};

struct profile_request {
    double at;           /* s from the start; never falls */
    uint32_t class, key; /* SCENARIO_NONE: drawn as ever */
};

struct load_profile {
    enum profile_kind kind;
    double amplitude, period, peak_at; /* DAILY: the peak is (1 + amplitude) x the mean; s */
    const struct profile_point *point; /* TABLE; before the first and after the last it is level */
    uint32_t points;
    bool is_factor;
    const struct profile_request *request; /* REPLAY */
    uint32_t requests;
};

struct timeline {
    double length, interval; /* s */
    double warmup;           /* s at the first load before the time begins; NAN: from the analysis */
    uint32_t replications;
    struct load_profile profile;
    const struct event *event;
    uint32_t events;
};

struct experiment {
    uint64_t seed;
    double precision, confidence;
    double max_requests; /* a point; */
    double warmup;       /* requests a replication; NAN: from the analytic utilization */
};

struct scenario {
    const char *name, *question, *file;
    uint32_t stage; /* 0: none */
    struct slo slo;
    struct load load;
    const struct machine *machine;
    const struct host *host;
    const struct keyspace *data;
    const struct tier *tier;
    const struct request_class *class;
    uint32_t machines, hosts, datas, tiers, classes;
    struct network_delays network;
    struct timeline timeline;
    struct experiment run;
    const char *const *assertion;
    uint32_t assertions;
};

#endif
