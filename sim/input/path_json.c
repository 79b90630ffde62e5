/*
 * A string in a list is a call, and what follows it in the list are the calls that it makes. A list or an
 * object in a list is a call made by the same caller as its neighbours: one after the other. So
 * ["lb", "app", ["cache", "db"], ["store"]] is lb calling app, which calls first cache (which calls db), then
 * store.
 */
#include "sim/input/path_json.h"

#include "sim/input/reference.h"

#include <math.h>
#include <string.h>

enum { DEEPEST = 64 };

struct words {
    cJSON *call, *parallel, *repeat, *dist;
    double probability;
    uint32_t need;
    struct patience patience;
};

static bool keep_json(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                      double factor, void *field)
{
    (void)r, (void)at, (void)key, (void)factor;
    *(cJSON **)field = json;
    return true;
}

static const struct key call_keys[] = {
    { .stem = "call",
      .type = KEY_CUSTOM,
      KEY_AT(words, call),
      .read = keep_json,
      .shape = "{\"$ref\":\"#/$defs/path\"}",
      .text = "The calls that this is about." },
    { .stem = "parallel",
      .type = KEY_CUSTOM,
      KEY_AT(words, parallel),
      .read = keep_json,
      .shape = "{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/path\"},\"minItems\":1}",
      .text =
          "Fork and join: these start together, and the caller goes on when `need` of them have answered." },
    { .stem = "need",
      .type = KEY_COUNT,
      KEY_AT(words, need),
      .absent = 0,
      .high = 1e6,
      .source = "estimate: a join waits for all",
      .text = "With `parallel`: how many must answer; 0 is all." },
    { .stem = "probability",
      .type = KEY_NUMBER,
      KEY_AT(words, probability),
      .absent = 1,
      .high = 1,
      .text = "The call is made with this probability." },
    { .stem = "repeat",
      .type = KEY_CUSTOM,
      KEY_AT(words, repeat),
      .read = keep_json,
      .shape = "{\"anyOf\":[{\"type\":\"number\",\"minimum\":0},{\"$ref\":\"#/$defs/distribution\"}]}",
      .text = "How many times, one after the other: a number or a distribution of counts." },
    { .stem = "dist",
      .type = KEY_CUSTOM,
      KEY_AT(words, dist),
      .read = keep_json,
      .shape = "{\"enum\":[\"constant\",\"geometric\"]}",
      .text = "With `repeat`: \"geometric\" makes it the mean of a geometric count, which gives feedback." },
};

const struct table call_table = { .name = "call",
                                  .what = "a call of a path",
                                  TABLE_KEYS(call_keys),
                                  .base = &patience_table,
                                  .base_offset = offsetof(struct words, patience) };

static bool read_list(struct reader *r, const struct place *at, cJSON *list, int depth,
                      const struct path **calls);

static struct path *node(struct reader *r, enum path_kind kind)
{
    struct path *path = arena_alloc(r->arena, 1, sizeof *path);
    *path = (struct path){ .kind = kind, .tier = SCENARIO_NONE, .probability = 1 };
    return path;
}

static bool unknown_operation(struct reader *r, const struct place *at, const struct tier *tier,
                              const char *name)
{
    struct nearest nearest = { "", 0 };
    for (uint32_t i = 0; i < tier->ops; i++) nearest_try(&nearest, name, tier->op[i].name);
    if (*nearest.name)
        return reader_fail(r, at, "tier \"%.60s\" has no operation \"%.60s\"; did you mean \"%.60s.%.60s\"?",
                           tier->name, name, tier->name, nearest.name);
    return reader_fail(r, at, "tier \"%.60s\" has no operation \"%.60s\"%s", tier->name, name,
                       tier->ops == 0 ? " (it has no \"ops\")" : "");
}

/* "tier" or "tier.operation"; a tier's own name may have a dot. */
static bool read_call(struct reader *r, const struct place *at, const cJSON *json, struct path *call)
{
    const char *name = json->valuestring, *dot = strrchr(name, '.');
    call->tier = reader_index(r, NAMES_TIERS, name, strlen(name));
    if (call->tier == SCENARIO_NONE && dot)
        call->tier = reader_index(r, NAMES_TIERS, name, (size_t)(dot - name));
    if (call->tier == SCENARIO_NONE) {
        const size_t length = dot ? (size_t)(dot - name) : strlen(name);
        char *wanted = arena_alloc(r->arena, length + 1, 1);
        memcpy(wanted, name, length);
        return reader_missing(r, at, NAMES_TIERS, wanted);
    }
    const struct tier *tier = &r->scenario->tier[call->tier];
    call->op = &tier->demand;
    if (strcmp(tier->name, name) == 0) return true;
    for (uint32_t i = 0; i < tier->ops; i++)
        if (strcmp(tier->op[i].name, dot + 1) == 0) {
            call->op = &tier->op[i];
            return true;
        }
    return unknown_operation(r, at, tier, dot + 1);
}

static bool read_parallel(struct reader *r, const struct place *up, cJSON *list, int depth, struct path *fork)
{
    const struct place at = { up, "parallel", 0 };
    if (!cJSON_IsArray(list) || !list->child) return reader_expected(r, &at, list, "a list of paths");
    const struct path **end = &fork->child;
    int index = 0;
    cJSON *item;
    cJSON_ArrayForEach(item, list)
    {
        const struct place here = { &at, NULL, index++ };
        struct path *branch = node(r, PATH_SEQUENCE);
        if (!cJSON_IsArray(item)) return reader_expected(r, &here, item, "a path (a list)");
        if (!read_list(r, &here, item, depth + 1, &branch->child)) return false;
        /* A branch of one call needs no wrapping; its node is nobody else's. */
        *end = branch->child->next ? branch : branch->child;
        end = &((struct path *)*end)->next;
    }
    const struct place need = { up, "need", 0 };
    if (fork->need > (uint32_t)index)
        return reader_fail(r, &need, "found %u, expected at most the %d branches", fork->need, index);
    return true;
}

static const char *const repeat_dists[] = { "constant", "geometric", NULL };

static bool read_repeat(struct reader *r, const struct place *at, const struct words *w, struct path *repeat)
{
    const struct key key = { .stem = "repeat", .type = KEY_DEMAND, .absent = 1, .high = 1e6 };
    const struct place here = { at, "repeat", 0 }, dist = { at, "dist", 0 };
    int geometric = 0;
    if (!reader_demand(r, &here, &key, w->repeat, 1, &repeat->times)) return false;
    if (!w->dist) return true;
    if (!reader_word(r, &dist, w->dist, repeat_dists, &geometric)) return false;
    if (cJSON_IsObject(w->repeat)) return reader_fail(r, &dist, "given twice, in \"repeat\" too");
    if (!geometric) return true;
    const struct demand_spec spec = { .kind = DEMAND_GEOMETRIC, .mean = repeat->times.mean };
    const char *expected = demand_init(&repeat->times, &spec);
    return !expected || reader_expected(r, &here, w->repeat, "%s", expected);
}

static bool is_patient(const struct patience *p)
{
    return isfinite(p->timeout) || isfinite(p->hedge) || p->retries > 0;
}

/* Puts a node around what *path holds. */
static struct path *wrap(struct reader *r, enum path_kind kind, const struct path **path)
{
    struct path *around = node(r, kind);
    around->child = *path;
    *path = around;
    return around;
}

static bool read_object(struct reader *r, const struct place *at, cJSON *json, int depth,
                        const struct path **call)
{
    struct words w = { 0 };
    const struct place inside = { at, "call", 0 };
    if (!reader_object(r, at, &call_table, json, &w)) return false;
    if (!w.call == !w.parallel)
        return reader_fail(r, at, "found %s \"call\" %s \"parallel\", expected one of them",
                           w.call ? "both" : "neither", w.call ? "and" : "nor");
    if (w.need > 0 && !w.parallel) {
        const struct place need = { at, "need", 0 };
        return reader_fail(r, &need, "has no meaning without \"parallel\"");
    }
    if (w.parallel) {
        struct path *fork = node(r, PATH_PARALLEL);
        fork->need = w.need;
        fork->cancel = w.patience.cancel;
        *call = fork;
        if (!read_parallel(r, at, w.parallel, depth, fork)) return false;
    } else {
        if (!cJSON_IsArray(w.call)) return reader_expected(r, &inside, w.call, "a path (a list)");
        if (!read_list(r, &inside, w.call, depth + 1, call)) return false;
    }
    if (is_patient(&w.patience)) wrap(r, PATH_GUARD, call)->patience = w.patience;
    if (w.repeat && !read_repeat(r, at, &w, wrap(r, PATH_REPEAT, call))) return false;
    if (w.dist && !w.repeat) {
        const struct place dist = { at, "dist", 0 };
        return reader_fail(r, &dist, "has no meaning without \"repeat\"");
    }
    if (w.probability < 1) wrap(r, PATH_SOMETIMES, call)->probability = w.probability;
    return true;
}

/* The calls from `item` on, as siblings. */
static bool read_items(struct reader *r, const struct place *up, cJSON *item, int index, int depth,
                       const struct path **calls)
{
    for (; item; item = item->next, index++) {
        const struct place at = { up, NULL, index };
        if (depth > DEEPEST) return reader_fail(r, &at, "found a deeper chain, expected at most 64 calls");
        if (cJSON_IsString(item)) {
            struct path *call = node(r, PATH_CALL);
            *calls = call;
            if (!read_call(r, &at, item, call)) return false;
            return read_items(r, up, item->next, index + 1, depth + 1, &call->child);
        }
        if (cJSON_IsArray(item) ? !read_list(r, &at, item, depth + 1, calls)
            : cJSON_IsObject(item)
                ? !read_object(r, &at, item, depth + 1, calls)
                : !reader_expected(r, &at, item, "the name of a tier, a list or an object of calls"))
            return false;
        while (*calls) calls = &((struct path *)*calls)->next;
    }
    return true;
}

static bool read_list(struct reader *r, const struct place *at, cJSON *list, int depth,
                      const struct path **calls)
{
    if (!list->child) return reader_fail(r, at, "found an empty path, expected at least one tier");
    return read_items(r, at, list->child, 0, depth, calls);
}

bool path_json_read(struct reader *r, const struct place *at, const struct key *key, cJSON *json,
                    double factor, void *field)
{
    (void)key, (void)factor;
    const struct path **path = field;
    if (!cJSON_IsArray(json))
        return reader_expected(r, at, json, "a list of tiers, such as [\"lb\", \"app\", \"db\"]");
    if (!read_list(r, at, json, 1, path)) return false;
    if ((*path)->next) wrap(r, PATH_SEQUENCE, path);
    return true;
}
