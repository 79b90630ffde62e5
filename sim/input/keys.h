/*
 * keys: what may be written in a scenario file. One table for each kind of object; a line of it is one key:
 * its stem, the dimension of its unit, where its value goes, its bounds, its default and where that comes
 * from, and what it means. Reading (reader.c), suggestions, `check --print` (print.c) and the JSON Schema
 * (schema.c) all follow from these tables, so that a key is described in one place.
 *
 * All tables are constant.
 */
#ifndef KNEEWALL_INPUT_KEYS_H
#define KNEEWALL_INPUT_KEYS_H

#include "models/architecture/scenario.h"
#include "sim/input/units.h"

#include <cjson/cJSON.h>
#include <stddef.h>

struct reader;
struct place;
struct key;

enum key_type {
    KEY_NUMBER,    /* double */
    KEY_COUNT,     /* uint32_t, a whole number */
    KEY_BOOL,      /* bool */
    KEY_STRING,    /* const char * */
    KEY_ENUM,      /* an enum whose values follow `words` */
    KEY_DEMAND,    /* struct demand */
    KEY_REFERENCE, /* uint32_t, the index of a name; SCENARIO_NONE */
    KEY_OBJECT,    /* a struct inside; if optional and absent it stays zeroed */
    KEY_MAP,       /* named things: pointer to an array of structs that begin with their name */
    KEY_CUSTOM,    /* as `read` says */
    KEY_IGNORED,   /* checked elsewhere */
};

enum names { NAMES_MACHINES, NAMES_HOSTS, NAMES_DATA, NAMES_TIERS, NAMES };

/*
 * Reads what a custom key holds into the field; `json` is NULL where the key is absent, which sets the
 * default. `factor` is that of the key's unit.
 */
typedef bool key_read(struct reader *reader, const struct place *at, const struct key *key, cJSON *json,
                      double factor, void *field);

struct key {
    const char *stem;
    enum key_type type;
    enum dimension dimension;
    const char *unit; /* the one that the schema, messages and --print prefer */
    size_t offset;
    double absent;    /* the default, in `unit`; INFINITY is written "unlimited", NAN "auto" */
    double low, high; /* bounds in SI; high 0: the dimension's */
    bool above;       /* low itself is excluded */
    bool required;
    bool optional; /* OBJECT */
    bool silent;   /* absence is no value: it is not printed, and "auto" is not written */
    bool constant; /* DEMAND: a plain number is a constant although it is a time */
    bool whole;    /* NUMBER: it counts something, unless it is "unlimited" or "auto" */
    const char *const *words;
    enum names names;
    const struct table *table; /* OBJECT, MAP; CUSTOM: an object is read by it (for the schema) */
    size_t count_offset, size; /* MAP: offset of the uint32_t count; size of an element */
    key_read *read;
    const char *shape;  /* CUSTOM: the JSON Schema of what it takes, beside `table` */
    const char *shown;  /* CUSTOM: the default as JSON; NULL: none to show */
    const char *source; /* of the default, beginning with its confidence; NULL: ideal */
    const char *text;
};

struct table {
    const char *name; /* in the schema */
    const char *what; /* "a host" */
    const struct key *key;
    size_t keys;
    const struct table *base; /* its keys come first */
    size_t base_offset;       /* where the base's struct lies in this one's */
    const char *kind;         /* the key that chooses among variants; NULL: there are none */
    const char *const *kinds;
    const struct table *const *variant; /* one a kind */
    void (*init)(void *object);         /* sets what no key may set; may be NULL */
    /* Checks that need the whole object, and fields that follow from others. May be NULL. */
    bool (*finish)(struct reader *reader, const struct place *at, cJSON *json, void *object);
};

#define KEY_AT(owner, member) .offset = offsetof(struct owner, member)
#define KEY_IN(d, u)          .dimension = DIMENSION_##d, .unit = u
#define TABLE_KEYS(array)     .key = (array), .keys = sizeof(array) / sizeof *(array)

extern const struct table scenario_table, load_table, slo_table, run_table, network_table, timeline_table,
    event_table, profile_table, class_table, patience_table, call_table, keyspace_table, machine_table,
    ssd_table, host_table, pauses_table, failures_table, member_failures_table, tier_table, any_tier_table,
    operation_table, demand_table, balancer_table, service_table, cache_table, database_table, queue_table,
    store_table;

extern const char *const tier_kinds[];

key_read keys_events; /* the list of events: keys_event.c */

#endif
