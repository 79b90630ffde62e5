/* The database: its server, its replicas, its shards. */
#include "sim/input/reader.h"

#include <math.h>

static const char *const modes[] = { "async", "semi_sync", "sync", NULL };
static const char *const preferences[] = { "primary", "replica", "any", NULL };
static const char *const partitions[] = { "hash", "ring", "range", "directory", NULL };
static const char *const engines[] = { "relational", "distributed_sql", "nosql", NULL };

static const struct key replica_keys[] = {
    { .stem = "count",
      .type = KEY_COUNT,
      KEY_AT(replicas, count),
      .absent = 1,
      .high = 1000,
      .source = "by definition: one unless said",
      .text = "Replicas of each primary; each is one more member of the host group." },
    { .stem = "mode",
      .type = KEY_ENUM,
      KEY_AT(replicas, mode),
      .words = modes,
      .source = "documented: the default of PostgreSQL and MySQL",
      .text = "What a commit waits for: nothing, one replica's receipt, or every replica." },
    { .stem = "reads",
      .type = KEY_ENUM,
      KEY_AT(replicas, reads),
      .absent = READ_REPLICA,
      .words = preferences,
      .source = "by definition: replicas are there to be read",
      .text = "Who answers reads." },
    { .stem = "apply",
      .type = KEY_DEMAND,
      KEY_IN(TIME, "us"),
      KEY_AT(replicas, apply),
      .text = "CPU to replay one write on a replica." },
    { .stem = "ship",
      .type = KEY_DEMAND,
      KEY_IN(TIME, "ms"),
      KEY_AT(replicas, ship),
      .text = "Time from the commit to the replica, besides the network." },
    { .stem = "serial",
      .type = KEY_BOOL,
      KEY_AT(replicas, serial),
      .absent = 1,
      .source = "documented: PostgreSQL replays in one process",
      .text = "One applier a replica, in order." },
    { .stem = "max_lag",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "ms"),
      KEY_AT(replicas, max_lag),
      .absent = INFINITY,
      .text = "A replica further behind is not read." },
    { .stem = "read_your_writes",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(replicas, read_your_writes),
      .text = "After a write its session reads the primary for this time." },
    { .stem = "detect",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(replicas, detect),
      .absent = 30,
      .source = "documented: Patroni's ttl",
      .text = "Time until a dead primary is noticed." },
    { .stem = "promote",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(replicas, promote),
      .absent = 10,
      .source = "documented: Patroni's loop_wait",
      .text = "Time from then until a replica is the primary." },
};

static const struct table replicas_table = { .name = "replicas",
                                             .what = "replicas",
                                             TABLE_KEYS(replica_keys) };

static const struct key directory_keys[] = {
    { .stem = "cpu",
      .type = KEY_DEMAND,
      KEY_IN(TIME, "us"),
      KEY_AT(sharding, directory_cpu),
      .text = "CPU of one look-up." },
    { .stem = "tier",
      .type = KEY_REFERENCE,
      KEY_AT(sharding, directory_tier),
      .names = NAMES_TIERS,
      .text = "The tier that holds the directory; not said: the first shard's server." },
    { .stem = "hit_ratio",
      .type = KEY_NUMBER,
      KEY_AT(sharding, directory_hit_ratio),
      .high = 1,
      .text = "Share of look-ups that the caller's own cache answers." },
};

static const struct table directory_table = { .name = "directory",
                                              .what = "a directory",
                                              TABLE_KEYS(directory_keys) };

static const struct key shard_keys[] = {
    { .stem = "count",
      .type = KEY_COUNT,
      KEY_AT(sharding, count),
      .low = 1,
      .high = 1e5,
      .required = true,
      .text = "How many shards, each with a server (and its replicas)." },
    { .stem = "by",
      .type = KEY_REFERENCE,
      KEY_AT(sharding, by),
      .names = NAMES_DATA,
      .text = "The key space whose keys decide the shard; not said: the class's." },
    { .stem = "partition",
      .type = KEY_ENUM,
      KEY_AT(sharding, partition),
      .words = partitions,
      .source = "by definition: hash modulo unless said",
      .text =
          "How keys are spread: by their hash, on a ring, in ranges of neighbours (the most popular keys are "
          "neighbours), or as a directory says." },
    { .stem = "virtual_nodes",
      .type = KEY_COUNT,
      KEY_AT(sharding, virtual_nodes),
      .absent = 100,
      .low = 1,
      .high = 1e5,
      .source = "estimate: a usual figure",
      .text = "Partition `ring`: points of each shard on the ring." },
    { .stem = "ranges",
      .type = KEY_COUNT,
      KEY_AT(sharding, ranges),
      .absent = 0,
      .source = "by definition: one a shard; estimate: 1000 a shard with a directory",
      .text =
          "Partitions `range` and `directory`: key ranges, dealt to the shards in turn; 0 is one a shard, "
          "or 1000 a shard with a directory, which may put any key anywhere." },
    { .stem = "directory",
      .type = KEY_OBJECT,
      .table = &directory_table,
      .text = "Partition `directory`: what a look-up costs." },
    { .stem = "cross_shard_ratio",
      .type = KEY_NUMBER,
      KEY_AT(sharding, cross_shard_ratio),
      .high = 1,
      .text = "Share of operations that touch several shards and wait for the slowest." },
    { .stem = "cross_shards",
      .type = KEY_NUMBER,
      KEY_AT(sharding, cross_shards),
      .absent = INFINITY,
      .low = 1,
      .high = 1e5,
      .source = "by definition: all of them",
      .text = "How many shards such an operation touches." },
    { .stem = "two_phase",
      .type = KEY_BOOL,
      KEY_AT(sharding, two_phase),
      .source = "by definition: not unless said",
      .text = "Writes across shards commit in two phases." },
};

static const struct table shards_table = { .name = "shards", .what = "shards", TABLE_KEYS(shard_keys) };

/* Row locks of the tier; operations say how many rows they hold, or take `hold`. */
struct lock_words {
    double rows, hold, timeout;
};

static const struct key lock_keys[] = {
    { .stem = "rows",
      .type = KEY_NUMBER,
      .whole = true,
      KEY_AT(lock_words, rows),
      .low = 1,
      .high = 1e12,
      .required = true,
      .text = "Rows that operations contend for." },
    { .stem = "hold",
      .type = KEY_NUMBER,
      .whole = true,
      KEY_AT(lock_words, hold),
      .absent = 1,
      .high = SCENARIO_MOST_LOCKS,
      .source = "estimate: a write locks the row that it changes",
      .text = "Rows that an operation that writes locks until its commit, unless it says `locks`." },
    { .stem = "timeout",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(lock_words, timeout),
      .absent = NAN,
      .source =
          "documented: none, as PostgreSQL's lock_timeout; 1 s with two_phase, where operations on several "
          "shards may wait for each other, as its deadlock_timeout",
      .text = "An operation that waited this long for a row fails with a time-out." },
};

static const struct table locks_table = { .name = "locks", .what = "locks", TABLE_KEYS(lock_keys) };

static void settle_locks(struct operation *op, double hold)
{
    op->write_locks = isnan(op->locks) ? hold : op->locks;
    if (isnan(op->locks)) op->locks = op->is_write ? hold : 0;
}

/* Read after the operations, which are in the base table. */
static bool read_locks(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                       double factor, void *field)
{
    (void)factor;
    struct tier *tier = field;
    struct lock_words w = { 0, 0, NAN };
    if (json && !reader_object(r, at, key->table, json, &w)) return false;
    tier->database.rows = w.rows;
    tier->database.lock_timeout = w.timeout;
    settle_locks(&tier->demand, w.hold);
    for (uint32_t i = 0; i < tier->ops; i++) settle_locks((struct operation *)&tier->op[i], w.hold);
    return true;
}

static const struct key backup_keys[] = {
    { .stem = "every",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(backup, every),
      .absent = 300,
      .above = true,
      .source = "documented: cloud databases keep their log every 5 minutes (AWS RDS)",
      .text = "Time between backups; what was written after the last one is lost." },
    { .stem = "restore",
      .type = KEY_NUMBER,
      KEY_IN(RATE, "mib_per_s"),
      KEY_AT(backup, restore),
      .absent = 20,
      .above = true,
      .source = "documented: about 20 MB/s when a table is restored (Huawei Cloud)",
      .text = "How fast a new server is filled, from a backup or from another member." },
};

static const struct table backup_table = { .name = "backup", .what = "backups", TABLE_KEYS(backup_keys) };

static const struct key database_keys[] = {
    { .stem = "connect_cpu",
      .type = KEY_DEMAND,
      KEY_IN(TIME, "ms"),
      KEY_AT(tier, database.connect),
      .text = "CPU of one new connection. In a timeline a server's `connections` all come back after it was "
              "away." },
    { .stem = "backup",
      .type = KEY_OBJECT,
      KEY_AT(tier, database.backup),
      .table = &backup_table,
      .text = "In a timeline: what a server that replaces a dead one is filled from." },
    { .stem = "connections",
      .type = KEY_NUMBER,
      .whole = true,
      KEY_AT(tier, database.connections),
      .absent = INFINITY,
      .low = 1,
      .high = 1e9,
      .text = "Connections of a server: an operation holds one until it is answered." },
    { .stem = "queue_max",
      .type = KEY_NUMBER,
      .whole = true,
      KEY_AT(tier, database.queue_max),
      .absent = INFINITY,
      .high = 1e9,
      .text = "Operations that may wait for a connection; one more is refused." },
    { .stem = "queue_timeout",
      .type = KEY_DEMAND,
      KEY_IN(TIME, "ms"),
      KEY_AT(tier, queue_timeout),
      .absent = INFINITY,
      .constant = true,
      .text = "An operation that waited this long for a connection is refused." },
    { .stem = "buffer",
      .type = KEY_NUMBER,
      KEY_IN(BYTES, "gib"),
      KEY_AT(tier, database.buffer),
      .absent = NAN,
      .source = "by definition: the memory that is left over",
      .text = "Buffer pool of a server." },
    { .stem = "page",
      .type = KEY_NUMBER,
      KEY_IN(BYTES, "kib"),
      KEY_AT(tier, database.page),
      .absent = 8,
      .above = true,
      .source = "documented: PostgreSQL's block size",
      .text = "Size of a page." },
    { .stem = "hit_ratio",
      .type = KEY_NUMBER,
      KEY_AT(tier, database.hit_ratio),
      .absent = NAN,
      .high = 1,
      .source = "by definition: it emerges from the buffer pool and the key space",
      .text = "A fixed hit ratio of the buffer pool." },
    { .stem = "locks",
      .type = KEY_CUSTOM,
      .read = read_locks,
      .table = &locks_table,
      .text = "Row locks: contention that rises with concurrency." },
    { .stem = "coherency",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "us"),
      KEY_AT(tier, database.coherency),
      .text = "CPU that an operation spends for each other one in flight (the USL's kappa)." },
    { .stem = "engine",
      .type = KEY_ENUM,
      KEY_AT(tier, database.engine),
      .words = engines,
      .source = "by definition: relational unless said",
      .text = "One server with replicas; ranges with leaders and quorum commit; or leaderless N/R/W." },
    { .stem = "copies",
      .type = KEY_COUNT,
      KEY_AT(tier, database.copies),
      .absent = 1,
      .low = 1,
      .high = 100,
      .source = "by definition: one unless said (CockroachDB and Cassandra are run with 3)",
      .text = "Distributed engines: copies of each key." },
    { .stem = "write_quorum",
      .type = KEY_COUNT,
      KEY_AT(tier, database.write_quorum),
      .absent = 0,
      .high = 100,
      .source = "documented: a majority",
      .text = "Copies that a write waits for; 0 is a majority." },
    { .stem = "read_quorum",
      .type = KEY_COUNT,
      KEY_AT(tier, database.read_quorum),
      .absent = 0,
      .high = 100,
      .source = "documented: the leader for distributed_sql, a majority for nosql",
      .text = "Copies that a read waits for; 0 is the leader alone, or for nosql a majority." },
    { .stem = "elect",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(tier, database.elect),
      .absent = 3,
      .source =
          "documented: about 3 s (YugabyteDB, handling node failures); leases of CockroachDB ran for 9 s "
          "(its issue 79494)",
      .text =
          "In a timeline, distributed_sql: time that ranges are without a leader after theirs died or was "
          "cut off; at once where it left as planned." },
    { .stem = "replicas",
      .type = KEY_OBJECT,
      KEY_AT(tier, database.replicas),
      .optional = true,
      .table = &replicas_table,
      .text = "Copies that replay every write, and may answer reads." },
    { .stem = "shards",
      .type = KEY_OBJECT,
      KEY_AT(tier, database.shards),
      .optional = true,
      .table = &shards_table,
      .text = "The data is divided over several servers." },
};

static bool finish_database(struct reader *r, const struct place *at, cJSON *json, void *object)
{
    (void)json;
    struct database *d = &((struct tier *)object)->database;
    const uint32_t majority = d->copies / 2 + 1;
    if (d->write_quorum == 0) d->write_quorum = majority;
    if (d->read_quorum == 0) d->read_quorum = d->engine == ENGINE_NOSQL ? majority : 1;
    const struct place write = { at, "write_quorum", 0 }, read = { at, "read_quorum", 0 };
    if (d->write_quorum > d->copies)
        return reader_fail(r, &write, "found %u, expected at most the %u copies", d->write_quorum, d->copies);
    return d->read_quorum <= d->copies ||
           reader_fail(r, &read, "found %u, expected at most the %u copies", d->read_quorum, d->copies);
}

const struct table database_table = { .name = "database",
                                      .what = "a database",
                                      TABLE_KEYS(database_keys),
                                      .base = &any_tier_table,
                                      .finish = finish_database };
