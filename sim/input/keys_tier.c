/* The parts of an architecture: what every tier may say. What each kind may is in keys_service.c,
 * keys_balancer.c (caches, too) and keys_database.c. */
#include "sim/input/reader.h"

#include <math.h>

const char *const tier_kinds[] = { "balancer", "service", "cache", "database", "queue", "store", NULL };

/* ---- operations ---- */

#define DEMAND_OF(member) .type = KEY_DEMAND, KEY_AT(operation, member)

static bool read_write(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                       double factor, void *field)
{
    (void)key, (void)factor;
    *(bool *)field = cJSON_IsTrue(json);
    return !json || cJSON_IsBool(json) || reader_expected(r, at, json, "true or false");
}

static const struct key operation_keys[] = {
    { .stem = "cpu", KEY_IN(TIME, "ms"), DEMAND_OF(cpu), .text = "CPU time on a core of speed 1." },
    { .stem = "ram", KEY_IN(BYTES, "kib"), DEMAND_OF(ram), .text = "Memory held while it runs." },
    { .stem = "disk_reads", DEMAND_OF(disk_reads), .text = "SSD reads; a fraction is a mean." },
    { .stem = "disk_writes", DEMAND_OF(disk_writes), .text = "SSD writes; a fraction is a mean." },
    { .stem = "pages",
      DEMAND_OF(pages),
      .text = "Database: pages touched; one that is not in the buffer pool is an SSD read." },
    { .stem = "log", KEY_IN(BYTES, "kib"), DEMAND_OF(log), .text = "Database: log written at commit." },
    { .stem = "send",
      KEY_IN(BYTES, "kib"),
      DEMAND_OF(send),
      .absent = NAN,
      .source = "by definition: the class's reply_b for the first tier, else nothing",
      .text = "Size of the reply." },
    { .stem = "request", KEY_IN(BYTES, "b"), DEMAND_OF(request), .text = "Size of the call." },
    { .stem = "delay", KEY_IN(TIME, "ms"), DEMAND_OF(delay), .text = "Pure delay that uses no resource." },
    { .stem = "locks",
      .type = KEY_NUMBER,
      .whole = true,
      KEY_AT(operation, locks),
      .absent = NAN,
      .high = SCENARIO_MOST_LOCKS,
      .source = "by definition: the tier's locks.hold for an operation that writes, else none",
      .text = "Database: rows locked until the commit." },
    { .stem = "write",
      .type = KEY_CUSTOM,
      KEY_AT(operation, is_write),
      .read = read_write,
      .shape = "{\"type\":\"boolean\"}",
      .text = "Whether it writes; not said: whether it writes log." },
};

static bool finish_operation(struct reader *r, const struct place *at, cJSON *json, void *object)
{
    (void)r, (void)at;
    struct operation *op = object;
    if (!cJSON_GetObjectItemCaseSensitive(json, "write")) op->is_write = op->log.mean > 0;
    return true;
}

const struct table operation_table = {
    .name = "operation", .what = "a demand", TABLE_KEYS(operation_keys), .finish = finish_operation
};

/* ---- what every tier may say ---- */

static const char *const metrics[] = { "none", "cpu", "memory", "requests", NULL };
static const char *const scaling_policies[] = { "target", "step", NULL };

static const struct key autoscale_keys[] = {
    { .stem = "metric",
      .type = KEY_ENUM,
      KEY_AT(autoscale, metric),
      .absent = SCALING_CPU,
      .words = metrics,
      .source = "documented: Kubernetes' autoscaler scales on CPU unless told",
      .text = "What is watched." },
    { .stem = "policy",
      .type = KEY_ENUM,
      KEY_AT(autoscale, policy),
      .absent = SCALING_TARGET,
      .words = scaling_policies,
      .source = "documented: Kubernetes' rule, ceil(current x metric / target)",
      .text = "In proportion to the distance from the target, or by `step` members at a time." },
    { .stem = "target",
      .type = KEY_NUMBER,
      KEY_AT(autoscale, target),
      .absent = 0.8,
      .above = true,
      .source = "documented: Kubernetes autoscaling/v1 takes 80 % CPU",
      .text = "The utilization (0 to 1), or requests/s of a member, to hold." },
    { .stem = "tolerance",
      .type = KEY_NUMBER,
      KEY_AT(autoscale, tolerance),
      .absent = 0.1,
      .high = 1,
      .source = "documented: Kubernetes' default",
      .text = "How far from the target nothing is done." },
    { .stem = "min",
      .type = KEY_COUNT,
      KEY_AT(autoscale, min),
      .absent = 1,
      .low = 1,
      .source = "documented: Kubernetes' default",
      .text = "Fewest members." },
    { .stem = "max",
      .type = KEY_COUNT,
      KEY_AT(autoscale, max),
      .absent = 100,
      .low = 1,
      .high = 1e5,
      .source = "estimate: an account's usual limit",
      .text = "Most members." },
    { .stem = "step",
      .type = KEY_COUNT,
      KEY_AT(autoscale, step),
      .absent = 1,
      .low = 1,
      .source = "estimate: one at a time",
      .text = "With policy `step`: members added or removed at a time." },
    { .stem = "period",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(autoscale, period),
      .absent = 15,
      .above = true,
      .source = "documented: Kubernetes' default; cloud alarms 60 s",
      .text = "Time between decisions." },
    { .stem = "boot",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(autoscale, boot),
      .absent = 25.8,
      .source = "measured: VM boot to SSH, mean (brevdev/ec2-coldboot-research)",
      .text = "Time from the decision until a new machine runs." },
    { .stem = "warmup",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(autoscale, warmup),
      .absent = 10,
      .source = "estimate: the application's own start",
      .text = "Time from a running machine until it serves." },
    { .stem = "cooldown",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(autoscale, cooldown),
      .absent = 300,
      .source = "documented: Kubernetes' stabilization window for scaling in",
      .text = "Least time between scaling and the next scaling in." },
    { .stem = "window",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(autoscale, window),
      .absent = 15,
      .above = true,
      .source = "documented: Kubernetes' metrics resolution",
      .text = "The time that the metric is averaged over." },
};

static bool finish_autoscale(struct reader *r, const struct place *at, cJSON *json, void *object)
{
    (void)json;
    const struct autoscale *a = object;
    const struct place min = { at, "min", 0 }, target = { at, "target", 0 };
    if (a->min > a->max)
        return reader_fail(r, &min, "found %u, expected at most \"max\", which is %u", a->min, a->max);
    if ((a->metric == SCALING_CPU || a->metric == SCALING_MEMORY) && a->target > 1)
        return reader_fail(r, &target, "found %.6g, expected a utilization above 0 and at most 1", a->target);
    return true;
}

static const struct table autoscale_table = {
    .name = "autoscale", .what = "an autoscaler", TABLE_KEYS(autoscale_keys), .finish = finish_autoscale
};

static const struct key breaker_keys[] = {
    { .stem = "errors",
      .type = KEY_NUMBER,
      KEY_AT(tier, breaker_errors),
      .absent = 0.5,
      .above = true,
      .high = 1,
      .source = "documented: resilience4j's failure rate of 50 %",
      .text = "The error ratio that opens it." },
    { .stem = "open",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(tier, breaker_open),
      .absent = 60,
      .above = true,
      .source = "documented: resilience4j's wait in the open state",
      .text = "How long it stays open." },
};

/* Its fields lie in the tier itself. */
static const struct table breaker_table = { .name = "breaker",
                                            .what = "a circuit breaker",
                                            TABLE_KEYS(breaker_keys) };

static bool read_breaker(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                         double factor, void *field)
{
    (void)factor;
    struct tier *tier = field;
    tier->breaker_errors = INFINITY;
    tier->breaker_open = 0;
    return !json || reader_object(r, at, key->table, json, tier);
}

static const struct key tier_keys[] = {
    { .stem = "kind",
      .type = KEY_ENUM,
      KEY_AT(tier, kind),
      .words = tier_kinds,
      .required = true,
      .text = "What the tier is." },
    { .stem = "host",
      .type = KEY_REFERENCE,
      KEY_AT(tier, host),
      .names = NAMES_HOSTS,
      .text = "The hosts that it runs on; a tier without a host costs nothing." },
    { .stem = "demand",
      .type = KEY_OBJECT,
      KEY_AT(tier, demand),
      .table = &operation_table,
      .text = "What a call that names no operation asks for." },
    { .stem = "ops",
      .type = KEY_MAP,
      KEY_AT(tier, op),
      .count_offset = offsetof(struct tier, ops),
      .size = sizeof(struct operation),
      .table = &operation_table,
      .text = "Operations by name; a path calls one as \"tier.operation\"." },
    { .stem = "process_ram",
      .type = KEY_NUMBER,
      KEY_IN(BYTES, "mib"),
      KEY_AT(tier, ram),
      .text = "Memory that the process takes on each member, whatever the load." },
    { .stem = "pauses",
      .type = KEY_OBJECT,
      KEY_AT(tier, pauses),
      .optional = true,
      .table = &pauses_table,
      .text = "The tier stops now and then (garbage collection, checkpoints)." },
    { .stem = "autoscale",
      .type = KEY_OBJECT,
      KEY_AT(tier, autoscale),
      .optional = true,
      .table = &autoscale_table,
      .text = "The number of members follows a metric." },
    { .stem = "retry_budget",
      .type = KEY_NUMBER,
      KEY_AT(tier, retry_budget),
      .absent = INFINITY,
      .high = 1e6,
      .text = "Of a caller with retries: no more of them than this share of its calls to this tier; up to "
              "100 may be saved up." },
    { .stem = "breaker",
      .type = KEY_CUSTOM,
      .read = read_breaker,
      .table = &breaker_table,
      .text = "Circuit breaker: where this share of the calls in 10 s (20 or more) fails, callers fail at "
              "once for some time; then one call tries." },
};

/* s: operations on several shards that wait for each other are told apart from those that merely wait so
 * late. */
static const double deadlock_timeout = 1;

/* Nobody waits for what there is without limit, so a bound on who waits would change nothing. */
static bool check_waiting(struct reader *r, const struct place *at, const cJSON *json,
                          const struct tier *tier)
{
    const bool is_database = tier->kind == TIER_DATABASE;
    const struct place queue = { at, "queue_max", 0 },
                       timeout = { at, reader_spelling(json, "queue_timeout", "queue_timeout_ms"), 0 };
    if (isfinite(is_database ? tier->database.connections : tier->threads)) return true;
    const bool has_queue = isfinite(is_database ? tier->database.queue_max : tier->queue_max);
    if (!has_queue && isinf(tier->queue_timeout.mean)) return true;
    return reader_fail(r, has_queue ? &queue : &timeout,
                       "has no meaning without \"%s\": of what has no limit nobody waits for one",
                       is_database ? "connections" : "threads");
}

static bool finish_tier(struct reader *r, const struct place *at, cJSON *json, void *object)
{
    struct tier *tier = object;
    tier->demand.name = tier->name;
    /* A database has settled its operations' locks; elsewhere there are none. */
    if (isnan(tier->demand.locks)) tier->demand.locks = 0;
    if (tier->kind == TIER_DATABASE && isnan(tier->database.lock_timeout))
        tier->database.lock_timeout = tier->database.shards.two_phase ? deadlock_timeout : INFINITY;
    for (uint32_t i = 0; i < tier->ops; i++)
        if (isnan(tier->op[i].locks)) ((struct operation *)&tier->op[i])->locks = 0;
    return check_waiting(r, at, json, tier);
}

/* What a kind that has no such keys is to have: no limits. */
static void init_tier(void *object)
{
    struct tier *tier = object;
    tier->threads = tier->queue_max = INFINITY;
    tier->queue_timeout = demand_constant(INFINITY);
    tier->split = 1;
    tier->sessions.cache = SCENARIO_NONE;
    tier->balancing.choices = 1;
    tier->caching = (struct caching){ .memory = NAN, .ttl = INFINITY, .shards = 1, .keys = SCENARIO_NONE };
    tier->database =
        (struct database){ .connections = INFINITY, .queue_max = INFINITY, .buffer = NAN, .hit_ratio = NAN };
    tier->database.copies = tier->database.write_quorum = tier->database.read_quorum = 1;
    tier->database.shards =
        (struct sharding){ .count = 1, .by = SCENARIO_NONE, .directory_tier = SCENARIO_NONE };
    tier->queueing = (struct queueing){ .max_messages = INFINITY,
                                        .rate = INFINITY,
                                        .redeliver = INFINITY,
                                        .visibility = INFINITY,
                                        .dead_letter_after = INFINITY,
                                        .consumers = INFINITY };
    tier->store.bandwidth = INFINITY;
}

const struct table any_tier_table = {
    .name = "any_tier", .what = "a tier", TABLE_KEYS(tier_keys), .init = init_tier, .finish = finish_tier
};

static const struct table *const variants[] = { &balancer_table, &service_table, &cache_table,
                                                &database_table, &queue_table,   &store_table };

const struct table tier_table = {
    .name = "tier", .what = "a tier", .kind = "kind", .kinds = tier_kinds, .variant = variants
};
