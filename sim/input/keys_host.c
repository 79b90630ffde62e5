/* What runs: machines, hosts, and how they fail. */
#include "sim/input/keys_scenario.h"

#include "sim/input/catalogue.h"
#include "sim/input/json_text.h"
#include "sim/input/merge.h"
#include "sim/input/reference.h"

#include <math.h>
#include <string.h>

static const char *const disciplines[] = { "ps", "fcfs", NULL };
static const char *const ooms[] = { "reject", "kill", NULL };

/* ---- the SSD ---- */

static const struct key ssd_keys[] = {
    { .stem = "iops",
      .type = KEY_NUMBER,
      KEY_AT(ssd, iops),
      .absent = INFINITY,
      .above = true,
      .text =
          "Operations a second; with the latency it gives the channels that work at once (iops x latency)." },
    { .stem = "latency",
      .type = KEY_DEMAND,
      KEY_IN(TIME, "us"),
      KEY_AT(ssd, latency),
      .text = "Time of one operation on an idle device." },
    { .stem = "",
      .type = KEY_NUMBER,
      KEY_IN(RATE, "mib_per_s"),
      KEY_AT(ssd, bandwidth),
      .absent = INFINITY,
      .above = true,
      .text = "Throughput of the device." },
    { .stem = "",
      .type = KEY_NUMBER,
      KEY_IN(BYTES, "gib"),
      KEY_AT(ssd, capacity),
      .absent = INFINITY,
      .above = true,
      .text = "Size of the device." },
};

static bool finish_ssd(struct reader *r, const struct place *at, cJSON *json, void *object)
{
    (void)json;
    const struct ssd *ssd = object;
    if (!isfinite(ssd->iops) || ssd->latency.mean > 0) return true;
    const struct place latency = { at, "latency_us", 0 };
    return reader_fail(r, &latency, "found no latency, expected one above 0 beside \"iops\"");
}

const struct table ssd_table = {
    .name = "ssd", .what = "an SSD", TABLE_KEYS(ssd_keys), .finish = finish_ssd
};

/* Reads an SSD from the catalogue by its name, or one that is written in place. */
static bool read_ssd(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                     double factor, void *field)
{
    (void)key, (void)factor;
    *(struct ssd *)field = (struct ssd){ .iops = INFINITY, .bandwidth = INFINITY, .capacity = INFINITY };
    if (!json) return true;
    if (!cJSON_IsString(json)) return reader_object(r, at, &ssd_table, json, field);
    struct nearest nearest = { "", 0 };
    cJSON *entry = catalogue_entry("ssds", json->valuestring, &nearest);
    if (!entry)
        return reader_fail(r, at, "the catalogue has no SSD \"%.60s\"%s%s%s", json->valuestring,
                           *nearest.name ? "; did you mean \"" : "", nearest.name,
                           *nearest.name ? "\"?" : "");
    const bool good = reader_object(r, at, &ssd_table, entry, field);
    cJSON_Delete(entry);
    return good;
}

/* ---- machines ---- */

static const struct key machine_keys[] = {
    { .stem = "like",
      .type = KEY_IGNORED,
      .shape = "{\"type\":\"string\"}",
      .text = "A machine of the catalogue that this one is like; the keys beside it differ." },
    { .stem = "cores",
      .type = KEY_NUMBER,
      KEY_AT(machine, cores),
      .absent = INFINITY,
      .above = true,
      .high = 1e6,
      .text = "CPU cores (of a cloud machine, vCPUs)." },
    { .stem = "speed",
      .type = KEY_NUMBER,
      KEY_AT(machine, speed),
      .absent = 1,
      .above = true,
      .high = 1e6,
      .source = "by definition: the machine on which the demands were measured",
      .text = "Speed of one core; 1 is the machine on which the demands were measured." },
    { .stem = "ram",
      .type = KEY_NUMBER,
      KEY_IN(BYTES, "gib"),
      KEY_AT(machine, ram),
      .absent = INFINITY,
      .above = true,
      .text = "Memory." },
    { .stem = "ssd",
      .type = KEY_CUSTOM,
      KEY_AT(machine, ssd),
      .table = &ssd_table,
      .read = read_ssd,
      .shape = "{\"type\":\"string\"}",
      .shown = "{\"iops\":\"unlimited\",\"latency_us\":0,\"mib_per_s\":\"unlimited\",\"gib\":\"unlimited\"}",
      .text = "The disk: an object, or a name from the catalogue." },
    { .stem = "nic",
      .type = KEY_NUMBER,
      KEY_IN(RATE, "mbps"),
      KEY_AT(machine, nic),
      .absent = INFINITY,
      .above = true,
      .text = "Network card, each way." },
    { .stem = "usd_per_h",
      .type = KEY_NUMBER,
      KEY_AT(machine, usd_per_h),
      .high = 1e6,
      .text = "Price an hour of one machine, in US dollars." },
};

const struct table machine_table = { .name = "machine", .what = "a machine", TABLE_KEYS(machine_keys) };

/* A disk's name gives way to what the catalogue says of it. */
static void spell_out(cJSON *machine)
{
    const cJSON *ssd = cJSON_GetObjectItemCaseSensitive(machine, "ssd");
    cJSON *entry = cJSON_IsString(ssd) ? catalogue_entry("ssds", ssd->valuestring, NULL) : NULL;
    if (entry) cJSON_ReplaceItemInObjectCaseSensitive(machine, "ssd", entry);
}

/* For check --print: a machine of the catalogue that is used stands among the scenario's own. */
static void keep_entry(const struct reader *r, const char *name, const cJSON *entry)
{
    if (!r->complete) return;
    cJSON *machines = cJSON_GetObjectItemCaseSensitive(r->root, "machines");
    if (!machines) machines = cJSON_AddObjectToObject(r->root, "machines");
    cJSON_AddItemToObject(machines, name, cJSON_Duplicate(entry, 1));
}

/* A machine may be `like` one of the catalogue: then it is a merge patch on that one. */
static bool read_machine(struct reader *r, const struct place *at, cJSON *json, struct machine *machine)
{
    const cJSON *like = cJSON_GetObjectItemCaseSensitive(json, "like");
    if (!like) {
        if (r->complete) spell_out(json);
        return reader_object(r, at, &machine_table, json, machine);
    }
    const struct place here = { at, "like", 0 };
    if (!cJSON_IsString(like))
        return reader_expected(r, &here, like, "the name of a machine of the catalogue");
    struct nearest nearest = { "", 0 };
    cJSON *entry = catalogue_entry("machines", like->valuestring, &nearest);
    if (!entry)
        return reader_fail(r, &here, "the catalogue has no machine \"%.60s\"%s%s%s", like->valuestring,
                           *nearest.name ? "; did you mean \"" : "", nearest.name,
                           *nearest.name ? "\"?" : "");
    spell_out(entry);
    entry = merge_patch(entry, json);
    const bool good = reader_object(r, at, &machine_table, entry, machine);
    if (good && r->complete)
        for (cJSON *item = entry->child, *next; item; item = next) {
            next = item->next;
            if (cJSON_GetObjectItemCaseSensitive(json, item->string)) continue;
            cJSON_AddItemToObject(json, item->string, cJSON_Duplicate(item, 1));
        }
    cJSON_Delete(entry);
    return good;
}

static uint32_t add_machine(struct reader *r, const char *name)
{
    if (r->machines == r->machine_room) {
        const uint32_t room = r->machine_room ? 2 * r->machine_room : 16;
        struct machine *larger = arena_alloc(r->arena, room, sizeof *larger);
        if (r->machines > 0) memcpy(larger, r->machine, r->machines * sizeof *larger);
        r->machine = larger;
        r->machine_room = room;
    }
    r->machine[r->machines] = (struct machine){ .name = arena_string(r->arena, name) };
    r->scenario->machine = r->machine;
    r->scenario->machines = r->machines + 1;
    return r->machines++;
}

bool keys_read_machines(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                        double factor, void *field)
{
    (void)key, (void)factor, (void)field;
    if (!json) return true;
    if (!cJSON_IsObject(json)) return reader_expected(r, at, json, "an object of named machines");
    cJSON *item;
    cJSON_ArrayForEach(item, json)
    {
        const struct place here = { at, item->string, 0 };
        if (reader_is_note(item->string)) continue;
        if (!cJSON_IsObject(item)) return reader_expected(r, &here, item, "a machine (an object)");
        const uint32_t index = add_machine(r, item->string);
        if (!read_machine(r, &here, item, &r->machine[index])) return false;
    }
    return true;
}

static bool unknown_machine(struct reader *r, const struct place *at, const char *name,
                            struct nearest nearest)
{
    const cJSON *item, *given = cJSON_GetObjectItemCaseSensitive(r->root, "machines");
    cJSON_ArrayForEach(item, given) if (item->string) nearest_try(&nearest, name, item->string);
    if (*nearest.name)
        return reader_fail(r, at, "there is no machine \"%.60s\"; did you mean \"%.60s\"?", name,
                           nearest.name);
    return reader_fail(r, at, "there is no machine \"%.60s\", here or in the catalogue", name);
}

/* A host's machine: one of the scenario's, else one of the catalogue, or one written in place. */
static bool read_host_machine(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                              double factor, void *field)
{
    (void)key, (void)factor;
    uint32_t *index = field;
    if (cJSON_IsObject(json)) {
        *index = add_machine(r, at->up && at->up->name ? at->up->name : "machine");
        return read_machine(r, at, json, &r->machine[*index]);
    }
    if (!cJSON_IsString(json))
        return reader_expected(r, at, json, "the name of a machine, or a machine (an object)");
    for (*index = 0; *index < r->machines; ++*index)
        if (strcmp(r->machine[*index].name, json->valuestring) == 0) return true;
    struct nearest nearest = { "", 0 };
    cJSON *entry = catalogue_entry("machines", json->valuestring, &nearest);
    if (!entry) return unknown_machine(r, at, json->valuestring, nearest);
    *index = add_machine(r, json->valuestring);
    spell_out(entry);
    const bool good = reader_object(r, at, &machine_table, entry, &r->machine[*index]);
    if (good) keep_entry(r, json->valuestring, entry);
    cJSON_Delete(entry);
    return good;
}

/* ---- hosts ---- */

static const struct key pauses_keys[] = {
    { .stem = "every",
      .type = KEY_DEMAND,
      KEY_IN(TIME, "s"),
      KEY_AT(pauses, every),
      .above = true,
      .required = true,
      .text = "Time from the start of a pause to the start of the next, so that `for` / `every` of "
              "the time is lost; a plain number is the mean of an exponential time." },
    { .stem = "for",
      .type = KEY_DEMAND,
      KEY_IN(TIME, "ms"),
      KEY_AT(pauses, length),
      .required = true,
      .text = "How long a pause takes; a plain number is the mean of an exponential time." },
};

const struct table pauses_table = { .name = "pauses", .what = "pauses", TABLE_KEYS(pauses_keys) };

static const struct key failures_keys[] = {
    { .stem = "mttf",
      .type = KEY_DEMAND,
      KEY_IN(TIME, "d"),
      KEY_AT(failures, mttf),
      .above = true,
      .required = true,
      .text = "Time to failure of one member." },
    { .stem = "mttr",
      .type = KEY_DEMAND,
      KEY_IN(TIME, "min"),
      KEY_AT(failures, mttr),
      .required = true,
      .text = "Time to repair." },
};

static void init_failures(void *object)
{
    ((struct failures *)object)->crews = INFINITY;
}

const struct table failures_table = {
    .name = "failures", .what = "failures", TABLE_KEYS(failures_keys), .init = init_failures
};

static const struct key member_failures_keys[] = {
    { .stem = "crews",
      .type = KEY_NUMBER,
      .whole = true,
      KEY_AT(failures, crews),
      .absent = INFINITY,
      .low = 1,
      .high = 1e9,
      .text = "Repair crews of the host: as many members are repaired at a time, the others wait." },
};

const struct table member_failures_table = {
    .name = "member_failures", .what = "failures", TABLE_KEYS(member_failures_keys), .base = &failures_table
};

static bool read_count(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                       double factor, void *field)
{
    struct host *host = field;
    host->count = 1;
    host->count_said = json;
    if (!json) return true;
    const struct key number = {
        .stem = "count", .type = KEY_COUNT, .low = 1, .high = 1e5, .text = key->text
    };
    return reader_key(r, at, &number, json, factor, &host->count);
}

static bool read_zones(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                       double factor, void *field)
{
    struct host *host = field;
    const struct key number = {
        .stem = "zones", .type = KEY_COUNT, .low = 1, .high = 1000, .text = key->text
    };
    host->zones = 1;
    if (!json) return true;
    if (cJSON_IsNumber(json)) return reader_key(r, at, &number, json, factor, &host->zones);
    if (!cJSON_IsArray(json) || !json->child)
        return reader_expected(r, at, json, "a number of zones, or a list of their names");
    const char **zone = arena_alloc(r->arena, (size_t)cJSON_GetArraySize(json), sizeof *zone);
    host->zone = zone;
    host->zones = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, json)
    {
        const struct place here = { at, NULL, (int)host->zones };
        if (!cJSON_IsString(item) || !*item->valuestring)
            return reader_expected(r, &here, item, "a zone's name");
        zone[host->zones++] = arena_string(r->arena, item->valuestring);
    }
    return true;
}

static const struct key host_keys[] = {
    { .stem = "machine",
      .type = KEY_CUSTOM,
      KEY_AT(host, machine),
      .required = true,
      .table = &machine_table,
      .read = read_host_machine,
      .shape = "{\"type\":\"string\"}",
      .text =
          "What these hosts are: a name of `machines`, of the catalogue, or a machine written in place." },
    { .stem = "count",
      .type = KEY_CUSTOM,
      .read = read_count,
      .shape = "{\"type\":\"integer\",\"minimum\":1,\"maximum\":100000}",
      .shown = "1",
      .source = "by definition: one unless said",
      .text = "How many of them." },
    { .stem = "zones",
      .type = KEY_CUSTOM,
      .read = read_zones,
      .shape = "{\"anyOf\":[{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000},"
               "{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"minItems\":1}]}",
      .shown = "1",
      .source = "by definition: one unless said",
      .text = "Zones that the members are spread over in turn: how many, or their names." },
    { .stem = "discipline",
      .type = KEY_ENUM,
      KEY_AT(host, discipline),
      .words = disciplines,
      .source = "estimate: time slices are short beside a request",
      .text = "How the CPU serves: processor sharing, or first come first served." },
    { .stem = "reserve",
      .type = KEY_NUMBER,
      KEY_IN(BYTES, "mib"),
      KEY_AT(host, reserve),
      .text = "Memory that the operating system keeps." },
    { .stem = "oom",
      .type = KEY_ENUM,
      KEY_AT(host, oom),
      .words = ooms,
      .source = "by definition: what does not fit is refused",
      .text = "When no memory is left: refuse the request, or kill the process. `run` refuses in both." },
    { .stem = "restart",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(host, restart),
      .absent = 10,
      .source = "estimate: a process starts in seconds",
      .text = "Time until a host whose process was killed for memory serves again." },
    { .stem = "provision",
      .type = KEY_NUMBER,
      KEY_IN(TIME, "s"),
      KEY_AT(host, provision),
      .absent = 25.8,
      .source = "measured: VM boot to SSH, mean (brevdev/ec2-coldboot-research)",
      .text = "Time until a new machine runs: one that is added, or takes the place of a dead one." },
    { .stem = "pauses",
      .type = KEY_OBJECT,
      KEY_AT(host, pauses),
      .optional = true,
      .table = &pauses_table,
      .text = "The whole host stops now and then (a noisy neighbour)." },
    { .stem = "failures",
      .type = KEY_OBJECT,
      KEY_AT(host, failures),
      .optional = true,
      .table = &member_failures_table,
      .text = "Members die and are repaired at random." },
};

static bool finish_host(struct reader *r, const struct place *at, cJSON *json, void *object)
{
    const struct host *host = object;
    const struct place reserve = { at, reader_spelling(json, "reserve", "reserve_mib"), 0 };
    const double ram = r->machine[host->machine].ram;
    return host->reserve < ram ||
           reader_fail(r, &reserve, "found no less than the machine has, %.6g GiB", ram / (1 << 30));
}

const struct table host_table = {
    .name = "host", .what = "a host", TABLE_KEYS(host_keys), .finish = finish_host
};
